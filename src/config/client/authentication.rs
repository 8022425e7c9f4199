//! How a relying party proves to be itself: by a secret, by keys of its own, or not at all.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use url::Url;

use super::{ClientMistake, Reader};
use crate::config::document::{Found, Section};
use crate::config::mistake::Finding;
use crate::config::secret_file;
use crate::jwk_set::JwkSet;
use crate::secret::Secret;

/// How a relying party proves to be itself.
#[derive(Clone, Debug)]
pub enum ClientAuthentication {
    /// Not at all: an app or a page that cannot keep a secret.
    Public,
    /// By this secret.
    Secret(Secret),
    /// By assertions that one of these keys signed: a JWK set (`private_key_jwt`).
    Keys(Value),
    /// The same, and the keys are found at this address.
    KeysAt(Url),
}

/// What can be written, of which there must be exactly one (`public = false` says nothing).
const WAYS: [&str; 4] = ["client_secret", "client_secret_file", "jwks_file", "jwks_uri"];
/// The longest file of keys, in bytes: as much as is fetched from a `jwks_uri`.
const MOST_BYTES: u64 = 64 * 1024;

impl Reader<'_> {
    /// Reads the one way in which the client proves itself.
    pub(super) fn authentication(
        &mut self,
        section: &mut Section<'_>,
    ) -> Option<ClientAuthentication> {
        let written: Vec<&str> = WAYS.into_iter().filter(|way| section.has(way)).collect();
        let inline = section.text("client_secret", self.mistakes);
        let file = section.text("client_secret_file", self.mistakes);
        let keys = section.text("jwks_file", self.mistakes);
        let keys_at = section.text("jwks_uri", self.mistakes);
        let public = section.flag("public", self.mistakes).is_some_and(|public| public.value);
        match (public, written.as_slice()) {
            (true, []) => return Some(ClientAuthentication::Public),
            (true, [..]) => {
                self.misses(section, ClientMistake::PublicWithSecret);
                return Some(ClientAuthentication::Public);
            }
            (false, []) => self.misses(section, ClientMistake::NoSecret),
            (false, [_]) => {}
            (false, [first, second, ..]) => {
                let two = [(*first).to_owned(), (*second).to_owned()];
                self.misses(section, ClientMistake::TwoProofs(two));
                return None;
            }
        }
        inline
            .map(|inline| self.inline_secret(inline))
            .or_else(|| file.map(|file| self.secret_file(file)))
            .or_else(|| keys.map(|file| self.keys(file)))
            .or_else(|| keys_at.map(|uri| self.asked_at(uri).map(ClientAuthentication::KeysAt)))?
    }

    fn inline_secret(&mut self, inline: Found<String>) -> Option<ClientAuthentication> {
        let place = inline.place.clone();
        let secret = inline.judge(self.mistakes, |text| secret_file::judge(&text))?;
        let facts = secret_file::warn(&secret).into_iter();
        let facts = facts.chain(secret_file::warn_of_file(self.file));
        self.warnings.extend(facts.map(|fact| Finding { place: place.clone(), fact }));
        Some(ClientAuthentication::Secret(secret))
    }

    fn secret_file(&mut self, file: Found<String>) -> Option<ClientAuthentication> {
        let place = file.place.clone();
        let files = self.files;
        let (secret, readable) = file.judge(self.mistakes, |name| files.secret(&name))?;
        let facts = readable.into_iter().chain(secret_file::warn(&secret));
        self.warnings.extend(facts.map(|fact| Finding { place: place.clone(), fact }));
        Some(ClientAuthentication::Secret(secret))
    }

    fn keys(&mut self, file: Found<String>) -> Option<ClientAuthentication> {
        let files = self.files;
        file.judge(self.mistakes, |name| files.keys(&name)).map(ClientAuthentication::Keys)
    }

    /// An address that we ask something at: it must be one that `fetch` would go to.
    pub(super) fn asked_at(&mut self, uri: Found<String>) -> Option<Url> {
        let network = self.network;
        uri.judge(self.mistakes, |text| {
            let url = super::addresses::endpoint(&text)?;
            if network.is_none_or(|network| network.check_url(&url).is_ok()) {
                Ok(url)
            } else {
                Err(ClientMistake::OutOfReach)
            }
        })
    }
}

/// Reads the public keys of a relying party from a file.
pub(in crate::config) fn read_keys(file: PathBuf) -> Result<Value, ClientMistake> {
    let unreadable = |why| ClientMistake::KeysUnreadable { file: file.clone(), why };
    let length = fs::metadata(&file).map_err(|error| unreadable(error.kind()))?.len();
    if length > MOST_BYTES {
        return Err(ClientMistake::LongKeys(file));
    }
    let text = fs::read_to_string(&file).map_err(|error| unreadable(error.kind()))?;
    let Ok(keys) = serde_json::from_str::<Value>(&text) else {
        return Err(ClientMistake::KeysNotJson(file));
    };
    match JwkSet::parse(&keys) {
        Ok(_) => Ok(keys),
        Err(fault) => Err(ClientMistake::Keys { file, fault }),
    }
}
