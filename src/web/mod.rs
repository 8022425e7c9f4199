//! The toolkit for pages: what every page of ATLogin shares, and nothing of what it is about.
//!
//! In go plain texts, out come HTTP responses that are safe to show: escaped, under a strict
//! Content-Security-Policy, without script, without anything from elsewhere. This module knows no
//! protocol: `login` decides what to say and where a form leads, [`page::respond`] shows it.
//!
//! - [`page`]: turns a page into a response with all its headers
//! - [`pages`]: the pages themselves, each a struct of texts with a template in `templates/`
//! - [`pages::logout`]: those of a logout
//! - [`Link`]: a way out of a page that cannot carry a script
//! - [`cookie`]: the three cookies, their names and attributes
//! - [`assets`]: stylesheet and icon, from the binary

pub mod assets;
pub mod cookie;
pub mod page;
pub mod pages;

mod link;

pub use link::Link;

/// What all pages of one ATLogin share: its name and the path it lives under.
#[derive(Clone, Debug)]
pub struct Site {
    service_name: String,
    base_path: String,
}

impl Site {
    /// `base_path` is the path of the public URL, without its final slash: empty at the root of a
    /// host, `/atlogin` below one.
    pub fn new(service_name: impl Into<String>, base_path: impl Into<String>) -> Self {
        let mut base_path = base_path.into();
        base_path.truncate(base_path.trim_end_matches('/').len());
        Self { service_name: service_name.into(), base_path }
    }

    /// The name shown on pages, as the operator chose it.
    pub fn service_name(&self) -> &str {
        &self.service_name
    }

    /// The path in front of every address of ours: empty, or `/…` without a final slash.
    pub fn base_path(&self) -> &str {
        &self.base_path
    }

    /// The address of `path` (which begins with `/`) within this site.
    pub fn href(&self, path: &str) -> String {
        format!("{}{path}", self.base_path)
    }
}
