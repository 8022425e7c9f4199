//! What the pages show: names, buttons for servers, and the template of profile links.

use url::Url;

use super::document::Section;
use super::mistake::{Finding, Mistake};
use super::outside;
use crate::invisible::{breaks_line, is_hidden, is_joining};
use crate::network::Network;

/// A server with a button of its own on the sign-in page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerButton {
    /// What the button calls it.
    pub name: String,
    /// Its host, with a port only on a loopback network.
    pub host: String,
}

/// The longest name that still fits on a button.
const LONGEST_NAME: usize = 60;

/// Reads the `[[servers]]`. Without any, a public network has one for Bluesky.
pub(super) fn servers(
    file: &mut Section<'_>,
    network: Option<&Network>,
    mistakes: &mut Vec<Finding<Mistake>>,
) -> Vec<ServerButton> {
    let Some(sections) = file.sections("servers", mistakes) else {
        return match network {
            Some(Network::Public) => {
                vec![ServerButton { name: "Bluesky".to_owned(), host: "bsky.social".to_owned() }]
            }
            Some(Network::Loopback | Network::Test(_)) | None => vec![],
        };
    };
    let mut buttons: Vec<ServerButton> = Vec::new();
    for mut section in sections {
        let name = section.text("name", mistakes).and_then(|name| name.judge(mistakes, self::name));
        let host = section.text("host", mistakes);
        if host.is_none() && !section.has("host") {
            mistakes.push(Finding { place: section.place.clone(), fact: Mistake::Missing("host") });
        }
        let host = host.and_then(|host| {
            host.judge(mistakes, |host| {
                if buttons.iter().any(|button| button.host == host) {
                    return Err(Mistake::from(PageMistake::SameServer));
                }
                outside::check_server_host(&host, network)?;
                Ok(host)
            })
        });
        if let Some(host) = host {
            let name = name.unwrap_or_else(|| host.clone());
            buttons.push(ServerButton { name, host });
        }
        section.finish(mistakes);
    }
    buttons
}

/// Judges a name that people read.
pub(super) fn name(text: String) -> Result<String, PageMistake> {
    if text.trim().is_empty() {
        return Err(PageMistake::NoName);
    }
    let unfit = |c: char| c.is_control() || breaks_line(c) || is_hidden(c) || is_joining(c);
    if text.chars().any(unfit) {
        return Err(PageMistake::Invisible);
    }
    if text.chars().count() > LONGEST_NAME {
        return Err(PageMistake::LongName);
    }
    Ok(text)
}

/// Judges the `profile_url` template. The empty text means that there shall be none.
pub(super) fn profile_url(template: String) -> Result<Option<String>, PageMistake> {
    if template.is_empty() {
        return Ok(None);
    }
    let filled = template
        .replace("{did}", "did:plc:ewvi7nxzyoun6zhxrhs64oiz")
        .replace("{handle}", "alice.example.com");
    if filled == template {
        return Err(PageMistake::NothingToFillIn);
    }
    if filled.contains(['{', '}']) {
        return Err(PageMistake::UnknownBlank);
    }
    match Url::parse(&filled) {
        Ok(url) if matches!(url.scheme(), "https" | "http") => Ok(Some(template)),
        Ok(_) | Err(_) => Err(PageMistake::NotALink),
    }
}

/// Why something cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageMistake {
    /// Blank.
    #[error("is blank; write the name people shall read")]
    NoName,
    /// Characters one cannot see.
    #[error("contains line breaks or invisible characters; write plain text")]
    Invisible,
    /// Too long for a button or heading.
    #[error("is longer than {LONGEST_NAME} characters; write a shorter name")]
    LongName,
    /// Two buttons for one server.
    #[error("has a button already; delete one")]
    SameServer,
    /// A template without a blank.
    #[error("is the same for everybody; write {{did}} or {{handle}} where the account belongs")]
    NothingToFillIn,
    /// A template with another blank.
    #[error("has a {{…}} other than {{did}} and {{handle}}")]
    UnknownBlank,
    /// A template that gives no web address.
    #[error("gives no web address; write one such as \"https://bsky.app/profile/{{did}}\"")]
    NotALink,
    /// Not a web address.
    #[error("is no web address; write one such as \"https://matrix.example.org\"")]
    NotAWebAddress,
}

/// Judges a link that people may follow.
pub(super) fn web_address(text: String) -> Result<String, PageMistake> {
    match Url::parse(&text) {
        Ok(url) if matches!(url.scheme(), "https" | "http") => Ok(text),
        Ok(_) | Err(_) => Err(PageMistake::NotAWebAddress),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judges_names() {
        assert_eq!(name("Matrix für alle".to_owned()), Ok("Matrix für alle".to_owned()));
        for (text, mistake) in [
            (" ", PageMistake::NoName),
            ("a\nb", PageMistake::Invisible),
            ("txt.\u{202e}exe", PageMistake::Invisible),
            (&"x".repeat(61), PageMistake::LongName),
        ] {
            assert_eq!(name(text.to_owned()), Err(mistake), "{text:?}");
        }
    }

    #[test]
    fn judges_profile_templates() {
        assert_eq!(profile_url(String::new()), Ok(None));
        assert!(profile_url("https://bsky.app/profile/{did}".to_owned()).is_ok());
        for (text, mistake) in [
            ("https://bsky.app/profile", PageMistake::NothingToFillIn),
            ("https://bsky.app/{user}/{did}", PageMistake::UnknownBlank),
            ("javascript:'{did}'", PageMistake::NotALink),
            ("bsky.app/profile/{did}", PageMistake::NotALink),
        ] {
            assert_eq!(profile_url(text.to_owned()), Err(mistake), "{text}");
        }
    }
}
