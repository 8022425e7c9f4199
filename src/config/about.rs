//! The settings that say who runs the service: whom to write to, its pages, and its logo.

use url::Url;

use crate::document::Section;
use crate::network::is_domain_name;
use crate::web::{About, Contact};

/// The longest e-mail address (RFC 5321 §4.5.3.1.3, without the brackets).
const LONGEST_ADDRESS: usize = 254;

/// Reads what the operator says of themselves.
pub(super) fn read(file: &mut Section<'_>) -> About {
    let mut page = |key| file.judge(key, |text: String| link(&text));
    let [imprint, privacy, terms, logo] = ["imprint", "privacy", "terms", "logo"].map(&mut page);
    let contact = file.judge("contact", |text: String| contact(&text));
    About { contact, imprint, privacy, terms, logo }
}

/// A mistake in these settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum AboutMistake {
    /// The contact is neither an address nor a page.
    #[error("is no e-mail address and no https page; write one such as \"help@example.org\"")]
    Contact,
    /// The link leads to no https page.
    #[error("is no https address; write one such as \"https://example.org/privacy\"")]
    Link,
}

fn contact(text: &str) -> Result<Contact, AboutMistake> {
    if is_mail_address(text) {
        return Ok(Contact::mail(text));
    }
    link(text).map(|page| Contact::page(&page)).map_err(|_| AboutMistake::Contact)
}

/// Reads an address of the web. The servers of people take https alone in our metadata.
fn link(text: &str) -> Result<String, AboutMistake> {
    let url = Url::parse(text).map_err(|_| AboutMistake::Link)?;
    let is_plain = url.username().is_empty() && url.password().is_none();
    let is_page = url.scheme() == "https" && url.host_str().is_some_and(|host| !host.is_empty());
    if is_plain && is_page { Ok(url.into()) } else { Err(AboutMistake::Link) }
}

fn is_mail_address(text: &str) -> bool {
    let Some((name, domain)) = text.rsplit_once('@') else { return false };
    let is_of_name = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b);
    let is_name = !name.is_empty() && name.bytes().all(is_of_name);
    is_name && is_domain_name(domain) && text.len() <= LONGEST_ADDRESS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_to_write_to_is_an_address_or_an_https_page() {
        let read = contact;
        assert_eq!(read("help+me@example.org"), Ok(Contact::mail("help+me@example.org")));
        assert_eq!(read("https://example.org/us"), Ok(Contact::page("https://example.org/us")));
        for text in [
            "",
            "help",
            "help@",
            "@example.org",
            "a b@example.org",
            "mailto:a@example.org",
            "http://a.example",
        ] {
            assert_eq!(read(text), Err(AboutMistake::Contact), "{text:?}");
        }
    }

    #[test]
    fn a_link_leads_to_an_https_page() {
        let read = link;
        assert_eq!(read("https://example.org"), Ok("https://example.org/".to_owned()));
        for text in [
            "",
            "example.org",
            "http://example.org",
            "javascript:alert(1)",
            "https://a:b@example.org/",
        ] {
            assert_eq!(read(text), Err(AboutMistake::Link), "{text:?}");
        }
    }
}
