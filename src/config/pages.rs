//! The settings of the pages: texts, buttons for servers, and the template of profile links.

use std::ffi::OsStr;

use url::Url;

use super::outside;
use crate::client;
use crate::document::{Fact, Files, Place, Section};
use crate::locale::LocaleFile;
use crate::network::Network;
use crate::web::pages::ServerButton;

/// Reads the list `key` of servers with a button: `servers` or `sign_up_servers`. By default, each has
/// Bluesky on the public network.
pub(super) fn servers(
    file: &mut Section<'_>,
    key: &'static str,
    network: Option<&Network>,
) -> Vec<ServerButton> {
    let Some(sections) = file.value::<Vec<Section<'_>>>(key) else {
        let bluesky = ServerButton { name: "Bluesky".to_owned(), host: "bsky.social".to_owned() };
        let public = network.is_some_and(Network::is_public);
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

/// Reads the files in the directory `locales`: the operator's texts of the pages.
pub(super) fn locales(file: &mut Section<'_>, files: Files<'_>) -> Vec<LocaleFile> {
    let texts = file.judge("locales", |name: String| files.directory(&name, "ftl"));
    let mut locales = Vec::new();
    for (path, text) in texts.flatten().unwrap_or_default() {
        let stem = path.file_stem().and_then(OsStr::to_str).unwrap_or_default();
        match LocaleFile::read(stem, text) {
            Ok(locale) => locales.push(locale),
            Err(mistakes) => {
                for (line, mistake) in mistakes {
                    let place = Place::File { file: path.clone(), line, key: String::new() };
                    file.findings().mistake(place, mistake);
                }
            }
        }
    }
    locales
}

/// Checks the `profile_url` template. An empty text means no profile link.
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

/// A mistake in these settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum PageMistake {
    /// A server has two buttons.
    #[error("has a button already; delete one")]
    SameServer,
    /// The template has no placeholder.
    #[error("is the same for everybody; put {{did}} or {{handle}} where the account belongs")]
    NothingToFillIn,
    /// The template has an unknown placeholder.
    #[error("has a {{…}} other than {{did}} and {{handle}}")]
    UnknownBlank,
    /// The template does not result in a web address.
    #[error("is not a web address; write one such as \"https://bsky.app/profile/{{did}}\"")]
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
