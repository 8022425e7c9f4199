//! A relying party as it is listed under `[[clients]]`.
//!
//! In goes one section of the file, out comes a [`ClientEntry`]: plain values, each judged where it
//! is read. What a client is to the protocol is the business of `oidc`.

mod addresses;
mod authentication;
mod mistake;
mod people;
mod tokens;

use std::path::Path;

use self::addresses::Addresses;
pub use self::addresses::BackchannelLogout;
pub use self::authentication::ClientAuthentication;
pub(super) use self::authentication::read_keys;
pub(super) use self::mistake::ClientMistake;
pub use self::people::EmailSetting;
use self::people::People;
pub use self::tokens::SigningAlgorithm;
use self::tokens::Tokens;
use super::document::Section;
use super::files::Files;
use super::mistake::{Finding, Mistake, Warning};
use super::pages;
use crate::network::Network;

/// A relying party as configured.
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
#[derive(Clone, Debug)]
pub struct ClientEntry {
    /// Its identifier: printable ASCII without blanks.
    pub client_id: String,
    /// What the pages call it; its identifier if nothing else is said.
    pub client_name: String,
    /// Its home page.
    pub client_uri: Option<String>,
    /// How it proves to be itself.
    pub authentication: ClientAuthentication,
    /// Where it may be answered, to be compared as text. Never empty.
    pub redirect_uris: Vec<String>,
    /// Where a person may be led after a logout, to be compared as text.
    pub post_logout_redirect_uris: Vec<String>,
    /// Where it hears of logouts, if it wants to.
    pub backchannel_logout: Option<BackchannelLogout>,
    /// Whether it must use PKCE. Always true for a public client (RFC 9700 §2.1.1).
    pub require_pkce: bool,
    /// Whether it must push its authorization requests (RFC 9126 §6).
    pub require_pushed_authorization_requests: bool,
    /// What its ID tokens are signed with.
    pub id_token_signed_response_alg: SigningAlgorithm,
    /// What its answers of userinfo are signed with; plain JSON if nothing is said.
    pub userinfo_signed_response_alg: Option<SigningAlgorithm>,
    /// Whether the claims about a person stand in the ID token too.
    pub claims_in_id_token: bool,
    /// The sector within which its names for people are the same (OIDC Core §8.1): a host. Nothing if
    /// it knows people by their account's own identifier.
    pub sector_identifier: Option<String>,
    /// Whether a person has to allow it before it gets anything.
    pub consent: bool,
    /// What it may ask for; contains `openid`.
    pub scopes: Vec<String>,
    /// What it is told as `email`.
    pub email: EmailSetting,
    /// The template of its claim `localpart`.
    pub localpart: Option<String>,
    /// Who may sign in; everybody if it is empty.
    pub allow: Vec<String>,
    /// Who may not.
    pub deny: Vec<String>,
    /// Seconds.
    pub access_token_lifetime: i64,
    /// Seconds.
    pub id_token_lifetime: i64,
    /// Seconds, for all tokens that follow each other together.
    pub refresh_token_lifetime: i64,
}

/// The built-in relying party's identifier: nobody else can have it.
pub const TRY_IT_CLIENT_ID: &str = "atlogin-try-it";

/// The `client_id` by which the page about somebody's own account lets them sign in.
pub const ACCOUNT_CLIENT_ID: &str = "atlogin-account";

const LONGEST_ID: usize = 255;

/// What reading a client needs besides its section.
pub(super) struct Reader<'a> {
    /// The configuration file.
    pub(super) file: &'a Path,
    pub(super) files: Files<'a>,
    /// Where the addresses that we ask must be; nothing if that could not be read.
    pub(super) network: Option<&'a Network>,
    pub(super) mistakes: &'a mut Vec<Finding<Mistake>>,
    pub(super) warnings: &'a mut Vec<Finding<Warning>>,
}

impl Reader<'_> {
    /// Reads every `[[clients]]` section.
    pub(super) fn clients(&mut self, file: &mut Section<'_>) -> Vec<ClientEntry> {
        let mut clients: Vec<ClientEntry> = Vec::new();
        for mut section in file.sections("clients", self.mistakes).unwrap_or_default() {
            let client = self.client(&mut section, &clients);
            section.finish(self.mistakes);
            clients.extend(client);
        }
        clients
    }

    /// Reads one section; `others` are the clients that there are already.
    pub(super) fn client(
        &mut self,
        section: &mut Section<'_>,
        others: &[ClientEntry],
    ) -> Option<ClientEntry> {
        let client_id = self.client_id(section, others);
        let client_name = section
            .text("client_name", self.mistakes)
            .and_then(|name| name.judge(self.mistakes, pages::name));
        let client_uri = section
            .text("client_uri", self.mistakes)
            .and_then(|uri| uri.judge(self.mistakes, pages::web_address));
        let authentication = self.authentication(section);
        let public = matches!(authentication, Some(ClientAuthentication::Public));
        let addresses = Addresses::read(self, section, public);
        let tokens = Tokens::read(self, section, public);
        let people = People::read(self, section, &addresses.redirect_uris);
        let client_id = client_id?;
        Some(ClientEntry {
            client_name: client_name.unwrap_or_else(|| client_id.clone()),
            client_id,
            client_uri,
            authentication: authentication?,
            redirect_uris: addresses.redirect_uris,
            post_logout_redirect_uris: addresses.post_logout_redirect_uris,
            backchannel_logout: addresses.backchannel_logout,
            require_pkce: tokens.require_pkce,
            require_pushed_authorization_requests: tokens.require_pushed_authorization_requests,
            id_token_signed_response_alg: tokens.id_token_signed_response_alg,
            userinfo_signed_response_alg: tokens.userinfo_signed_response_alg,
            claims_in_id_token: tokens.claims_in_id_token,
            sector_identifier: people.sector_identifier,
            consent: people.consent,
            scopes: people.scopes,
            email: people.email,
            localpart: people.localpart,
            allow: people.allow,
            deny: people.deny,
            access_token_lifetime: tokens.access_token_lifetime,
            id_token_lifetime: tokens.id_token_lifetime,
            refresh_token_lifetime: tokens.refresh_token_lifetime,
        })
    }

    fn client_id(&mut self, section: &mut Section<'_>, others: &[ClientEntry]) -> Option<String> {
        self.require(section, "client_id");
        section.text("client_id", self.mistakes).and_then(|id| {
            id.judge(self.mistakes, |id| {
                let taken = others.iter().any(|other| other.client_id == id);
                if taken { Err(ClientMistake::SameId) } else { check_id(id) }
            })
        })
    }

    fn flag(&mut self, section: &mut Section<'_>, key: &'static str, default: bool) -> bool {
        section.flag(key, self.mistakes).map_or(default, |flag| flag.value)
    }

    fn require(&mut self, section: &Section<'_>, key: &'static str) {
        if !section.has(key) {
            let place = section.place.clone();
            self.mistakes.push(Finding { place, fact: Mistake::Missing(key) });
        }
    }

    /// Files a mistake of the section as a whole.
    fn misses(&mut self, section: &Section<'_>, mistake: ClientMistake) {
        self.mistakes.push(Finding { place: section.place.clone(), fact: mistake.into() });
    }

    /// Files `key`, which nobody took yet, if it is there at all.
    fn out_of_place(&mut self, section: &Section<'_>, key: &str, mistake: ClientMistake) {
        if let Some(place) = section.place_of(key) {
            self.mistakes.push(Finding { place, fact: mistake.into() });
        }
    }
}

fn check_id(id: String) -> Result<String, ClientMistake> {
    if [TRY_IT_CLIENT_ID, ACCOUNT_CLIENT_ID].contains(&id.as_str()) {
        return Err(ClientMistake::ReservedId);
    }
    let plain = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_graphic());
    if plain && id.len() <= LONGEST_ID { Ok(id) } else { Err(ClientMistake::Id) }
}
