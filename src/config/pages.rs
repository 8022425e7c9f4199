//! What the pages show: buttons for servers, and the template of profile links.

use url::Url;

use super::outside;
use crate::client;
use crate::document::{Fact, Section};
use crate::network::Network;
use crate::web::pages::ServerButton;

/// Reads the `[[servers]]`. Without any, a public network has one for Bluesky.
pub(super) fn servers(file: &mut Section<'_>, network: Option<&Network>) -> Vec<ServerButton> {
    let Some(sections) = file.value::<Vec<Section<'_>>>("servers") else {
        let bluesky = ServerButton { name: "Bluesky".to_owned(), host: "bsky.social".to_owned() };
        let public = network.is_some_and(|network| matches!(network, Network::Public));
        return public.then_some(bluesky).into_iter().collect();
    };
    let mut buttons: Vec<ServerButton> = Vec::new();
    for mut section in sections {
        let name = section.judge("name", client::name);
        section.require("host");
        let host = section.judge("host", |host: String| {
            if buttons.iter().any(|button| button.host == host) {
                return Err(Fact::from(PageMistake::SameServer));
            }
            outside::check_server_host(&host, network)?;
            Ok(host)
        });
        if let Some(host) = host {
            let name = name.unwrap_or_else(|| host.clone());
            buttons.push(ServerButton { name, host });
        }
        section.finish();
    }
    buttons
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
pub(super) enum PageMistake {
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
}

#[cfg(test)]
mod tests {
    use super::*;

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
