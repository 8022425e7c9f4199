//! Builds HTTP responses with pages: templates, security headers, cookies, stylesheet and icon.
//!
//! In: plain texts. Out: responses that are safe to show: escaped, with a strict
//! Content-Security-Policy, without script, and without anything from other hosts. This module
//! knows no protocol. `login` decides what a page says and where its forms lead.
//!
//! - [`page`]: makes the response of a page, with all headers
//! - [`pages`]: the pages, each a struct with a template in `templates/`
//! - [`Link`]: a link that cannot run a script
//! - [`cookie`]: names and attributes of the three cookies
//! - [`assets`]: the stylesheet and the icon

pub mod assets;
pub mod cookie;
pub mod page;
pub mod pages;

mod link;

pub use link::Link;

/// What all pages share: the name of the service and the path of its URL.
#[derive(Clone, Debug)]
pub struct Site {
    service_name: String,
    base_path: String,
}

impl Site {
    /// `base_path` is the path of the public URL without its final slash: empty or like `/atlogin`.
    pub fn new(service_name: impl Into<String>, base_path: impl Into<String>) -> Self {
        let mut base_path = base_path.into();
        base_path.truncate(base_path.trim_end_matches('/').len());
        Self { service_name: service_name.into(), base_path }
    }

    /// The name on the pages, which the operator chose.
    pub fn service_name(&self) -> &str {
        &self.service_name
    }

    /// The path before all our paths: empty, or `/…` without a final slash.
    pub fn base_path(&self) -> &str {
        &self.base_path
    }

    /// The `href` of `path`, which begins with `/`.
    pub fn href(&self, path: &str) -> String {
        format!("{}{path}", self.base_path)
    }
}
