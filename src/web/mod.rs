//! Builds HTTP responses with pages: templates, security headers, cookies, stylesheet and icons.
//!
//! In: plain texts. Out: responses that are safe to show: escaped, with a strict
//! Content-Security-Policy, without script, and without anything from other hosts, in the language of
//! their reader (`locale`). This module knows no protocol. `login` decides what a page says and where its
//! forms lead.
//!
//! - [`page`]: makes the response of a page, with all headers
//! - [`pages`]: the pages, each a struct with a template in `templates/`
//! - [`Site`]: what all pages share, and the menu of languages
//! - [`Link`]: a link that cannot run a script
//! - [`language`]: which language a request wants, and the menu to choose another one
//! - [`cookie`]: names and attributes of the cookies
//! - [`methods`]: which methods an address takes
//! - [`assets`]: the stylesheet and the icons

pub mod assets;
pub mod cookie;
pub mod language;
pub mod methods;
pub mod page;
pub mod pages;

mod about;
mod link;
mod site;

pub use about::{About, Contact};
pub use link::Link;
pub use site::Site;
