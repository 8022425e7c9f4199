//! What all pages share: the name of the service, the path of its URL, and the menu of languages.

use std::sync::Arc;

use super::About;
use crate::locale::{Language, Message, Reader, reader};
use crate::telemetry::current_login;

/// What all pages share: the name of the service and the path of its URL.
#[derive(Clone, Debug)]
pub struct Site {
    service_name: String,
    base_path: String,
    about: Arc<About>,
}

impl Site {
    /// `base_path` is the path of the public URL without its final slash: empty or like `/atlogin`.
    pub fn new(service_name: impl Into<String>, base_path: impl Into<String>) -> Self {
        let mut base_path = base_path.into();
        base_path.truncate(base_path.trim_end_matches('/').len());
        Self { service_name: service_name.into(), base_path, about: Arc::default() }
    }

    /// The same site, with what its operator says of themselves.
    #[must_use]
    pub fn run_by(self, about: &Arc<About>) -> Self {
        Self { about: Arc::clone(about), ..self }
    }

    /// What its operator says of themselves.
    pub fn about(&self) -> &About {
        &self.about
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

    /// A text of ours, for templates. It is written in the language of the reader.
    #[expect(clippy::unused_self, reason = "a template calls it by the site that every page has")]
    pub(crate) const fn t(&self, id: &'static str) -> Message {
        Message::new(id)
    }

    /// The language of the reader.
    #[expect(clippy::unused_self, reason = "a template calls it by the site that every page has")]
    pub(crate) fn language(&self) -> Arc<Language> {
        reader::language()
    }

    /// The number of the login that the page belongs to. `None` on any other page.
    #[expect(clippy::unused_self, reason = "a template calls it by the site that every page has")]
    pub(crate) fn login(&self) -> Option<String> {
        current_login().map(|login| login.to_string())
    }

    /// The languages to choose from. `None` outside of a request.
    pub(crate) fn menu(&self) -> Option<Menu> {
        Reader::current().map(|reader| Menu::of(&reader, self))
    }
}

/// The menu of a page.
#[derive(Clone, Debug)]
pub(crate) struct Menu {
    /// Its languages, English first.
    pub(crate) items: Vec<Item>,
}

/// A language of the menu.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// Its tag.
    pub(crate) tag: String,
    /// What its speakers call it.
    pub(crate) name: String,
    /// The link that chooses it.
    pub(crate) href: String,
    /// Whether the page is in it.
    pub(crate) is_current: bool,
}

impl Menu {
    fn of(reader: &Reader, site: &Site) -> Self {
        let current = reader::language();
        let item = |language: &Arc<Language>| Item {
            tag: language.tag().to_owned(),
            name: language.name().to_owned(),
            href: site.href(&format!("/language/{}?{}", language.tag(), reader.place())),
            is_current: language.tag() == current.tag(),
        };
        Self { items: reader.languages().iter().map(item).collect() }
    }
}
