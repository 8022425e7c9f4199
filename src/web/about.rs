//! Who runs the service, as the operator says: whom to write to, and the pages about it. They stand at the
//! foot of every page.

use crate::locale::Message;

/// What an operator says of themselves. All of it may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Whom to write to.
    pub contact: Option<Contact>,
    /// The address of the page that says who runs the service.
    pub imprint: Option<String>,
    /// The address of the page about privacy.
    pub privacy: Option<String>,
    /// The address of the terms of use.
    pub terms: Option<String>,
    /// The address of a logo. No page shows it, but servers that ask a person may.
    pub logo: Option<String>,
}

/// Whom to write to: an e-mail address, or a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    href: String,
    shown: String,
}

impl Contact {
    /// An e-mail address, which was checked.
    pub fn mail(address: &str) -> Self {
        Self { href: format!("mailto:{}", escaped(address)), shown: address.to_owned() }
    }

    /// A page, whose address was checked.
    pub fn page(address: &str) -> Self {
        let shown = address.trim_start_matches("https://").trim_end_matches('/').to_owned();
        Self { href: address.to_owned(), shown }
    }

    /// Where its link leads.
    pub fn href(&self) -> &str {
        &self.href
    }

    /// How it is written.
    pub fn shown(&self) -> &str {
        &self.shown
    }
}

/// What an address may hold and a `mailto:` would read otherwise (RFC 6068 §2).
fn escaped(address: &str) -> String {
    address.replace('%', "%25").replace('?', "%3F").replace('&', "%26").replace('#', "%23")
}

impl About {
    /// The links at the foot of a page, with their identifiers.
    pub(crate) fn links(&self) -> Vec<(&'static str, Message, &str)> {
        let contact = self.contact.as_ref().map(Contact::href);
        let links = [
            ("contact", Message::new("about-contact"), contact),
            ("imprint", Message::new("about-imprint"), self.imprint.as_deref()),
            ("privacy", Message::new("about-privacy"), self.privacy.as_deref()),
            ("terms", Message::new("about-terms"), self.terms.as_deref()),
        ];
        links.into_iter().filter_map(|(id, text, href)| Some((id, text, href?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_a_question_mark_adds_nothing_to_the_mail() {
        let contact = Contact::mail("a?b&c%d@example.org");
        assert_eq!(contact.href(), "mailto:a%3Fb%26c%25d@example.org");
        assert_eq!(contact.shown(), "a?b&c%d@example.org");
    }

    #[test]
    fn a_page_is_shown_without_what_goes_without_saying() {
        assert_eq!(Contact::page("https://example.org/").shown(), "example.org");
        assert_eq!(Contact::page("https://example.org/us").shown(), "example.org/us");
    }
}
