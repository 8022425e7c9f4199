//! A relying party as it is listed under `[[clients]]`.

use std::path::Path;

use super::document::{Found, Section};
use super::mistake::{Finding, Mistake, Warning};
use super::sources::Environment;
use super::{pages, redirect_uri, secret_file};
use crate::secret::Secret;

/// A relying party as configured.
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
    /// Whether it must use PKCE. Always true for a public client (RFC 9700 §2.1.1).
    pub require_pkce: bool,
    /// What its ID tokens are signed with.
    pub id_token_signed_response_alg: SigningAlgorithm,
    /// What it may ask for; contains `openid`.
    pub scopes: Vec<String>,
    /// Seconds.
    pub access_token_lifetime: i64,
    /// Seconds.
    pub id_token_lifetime: i64,
}

/// How a relying party proves to be itself.
#[derive(Clone, Debug)]
pub enum ClientAuthentication {
    /// Not at all: an app or a page that cannot keep a secret.
    Public,
    /// By this secret.
    Secret(Secret),
}

/// What an ID token can be signed with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SigningAlgorithm {
    /// RSA, which every relying party can verify (OIDC Core §15.1).
    #[default]
    Rs256,
    /// ECDSA on P-256.
    Es256,
}

impl std::fmt::Display for SigningAlgorithm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
        })
    }
}

/// The built-in relying party's identifier: nobody else can have it.
pub const TRY_IT_CLIENT_ID: &str = "atlogin-try-it";

const LONGEST_ID: usize = 255;
const KNOWN_SCOPES: [&str; 2] = ["openid", "profile"];
const ALGORITHMS: [&str; 2] = ["RS256", "ES256"];
/// Seconds that a token can live.
const SHORTEST: i64 = 60;
const LONGEST: i64 = 86_400;
const LIFETIME: i64 = 3600;

/// What reading a client needs besides its section.
pub(super) struct Reader<'a> {
    /// The configuration file. Relative paths count from where it lies.
    pub(super) file: &'a Path,
    pub(super) environment: &'a Environment,
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

    fn client(&mut self, section: &mut Section<'_>, others: &[ClientEntry]) -> Option<ClientEntry> {
        self.require(section, "client_id");
        let client_id = section.text("client_id", self.mistakes).and_then(|id| {
            id.judge(self.mistakes, |id| {
                let taken = others.iter().any(|other| other.client_id == id);
                if taken { Err(ClientMistake::SameId) } else { check_id(id) }
            })
        });
        let client_name = section
            .text("client_name", self.mistakes)
            .and_then(|name| name.judge(self.mistakes, pages::name));
        let client_uri = section
            .text("client_uri", self.mistakes)
            .and_then(|uri| uri.judge(self.mistakes, pages::web_address));
        let authentication = self.authentication(section);
        let public = matches!(authentication, Some(ClientAuthentication::Public));
        let redirect_uris = self.redirect_uris(section, public);
        let require_pkce = section.flag("require_pkce", self.mistakes).and_then(|flag| {
            flag.judge(self.mistakes, |flag| {
                if flag || !public { Ok(flag) } else { Err(ClientMistake::PublicWithoutPkce) }
            })
        });
        let algorithm = section
            .text("id_token_signed_response_alg", self.mistakes)
            .and_then(|name| name.judge(self.mistakes, algorithm));
        let scopes = self.scopes(section);
        let access_token_lifetime = self.lifetime(section, "access_token_lifetime");
        let id_token_lifetime = self.lifetime(section, "id_token_lifetime");
        let client_id = client_id?;
        Some(ClientEntry {
            client_name: client_name.unwrap_or_else(|| client_id.clone()),
            client_id,
            client_uri,
            authentication: authentication?,
            redirect_uris,
            require_pkce: require_pkce.unwrap_or(true),
            id_token_signed_response_alg: algorithm.unwrap_or_default(),
            scopes,
            access_token_lifetime,
            id_token_lifetime,
        })
    }

    fn authentication(&mut self, section: &mut Section<'_>) -> Option<ClientAuthentication> {
        let written = section.has("client_secret") || section.has("client_secret_file");
        let both = section.has("client_secret") && section.has("client_secret_file");
        let inline = section.text("client_secret", self.mistakes);
        let file = section.text("client_secret_file", self.mistakes);
        let public = section.flag("public", self.mistakes);
        if public.as_ref().is_some_and(|public| public.value) {
            if written {
                self.misses(section, ClientMistake::PublicWithSecret);
            }
            return Some(ClientAuthentication::Public);
        }
        if both {
            self.misses(section, ClientMistake::TwoSecrets);
            return None;
        }
        if !written {
            self.misses(section, ClientMistake::NoSecret);
        }
        let secret = match (inline, file) {
            (Some(inline), _) => self.inline_secret(inline),
            (None, Some(file)) => self.secret_file(file),
            (None, None) => None,
        };
        secret.map(ClientAuthentication::Secret)
    }

    fn inline_secret(&mut self, inline: Found<String>) -> Option<Secret> {
        let place = inline.place.clone();
        let secret = inline.judge(self.mistakes, |text| secret_file::judge(&text))?;
        let facts = secret_file::warn(&secret).into_iter();
        let facts = facts.chain(secret_file::warn_of_file(self.file));
        self.warnings.extend(facts.map(|fact| Finding { place: place.clone(), fact }));
        Some(secret)
    }

    fn secret_file(&mut self, file: Found<String>) -> Option<Secret> {
        let place = file.place.clone();
        let (secret, readable) = file.judge(self.mistakes, |name| {
            secret_file::read(&secret_file::locate(Path::new(&name), self.file, self.environment))
        })?;
        let facts = readable.into_iter().chain(secret_file::warn(&secret));
        self.warnings.extend(facts.map(|fact| Finding { place: place.clone(), fact }));
        Some(secret)
    }

    fn redirect_uris(&mut self, section: &mut Section<'_>, public: bool) -> Vec<String> {
        self.require(section, "redirect_uris");
        let place = section.place.clone();
        let Some(found) = section.texts("redirect_uris", self.mistakes) else { return vec![] };
        if found.is_empty() {
            self.mistakes.push(Finding { place, fact: ClientMistake::NoRedirectUri.into() });
        }
        let mut uris: Vec<String> = Vec::new();
        for uri in found {
            let uri = uri.judge(self.mistakes, |uri| {
                if uris.contains(&uri) {
                    return Err(redirect_uri::RedirectUriMistake::Twice);
                }
                redirect_uri::check(&uri, public).map(|()| uri)
            });
            uris.extend(uri);
        }
        uris
    }

    fn scopes(&mut self, section: &mut Section<'_>) -> Vec<String> {
        let place = section.place.clone();
        let Some(found) = section.texts("scopes", self.mistakes) else {
            return KNOWN_SCOPES.map(str::to_owned).to_vec();
        };
        let scopes: Vec<String> = found
            .into_iter()
            .filter_map(|scope| {
                scope.judge(self.mistakes, |scope| {
                    if KNOWN_SCOPES.contains(&scope.as_str()) {
                        Ok(scope)
                    } else {
                        Err(Mistake::UnknownName { found: scope, known: &KNOWN_SCOPES })
                    }
                })
            })
            .collect();
        if !scopes.iter().any(|scope| scope == "openid") {
            self.mistakes.push(Finding { place, fact: ClientMistake::NoOpenid.into() });
        }
        scopes
    }

    fn lifetime(&mut self, section: &mut Section<'_>, key: &'static str) -> i64 {
        section
            .seconds(key, self.mistakes)
            .and_then(|seconds| {
                seconds.judge(self.mistakes, |seconds| {
                    if (SHORTEST..=LONGEST).contains(&seconds) {
                        Ok(seconds)
                    } else {
                        Err(ClientMistake::Lifetime(seconds))
                    }
                })
            })
            .unwrap_or(LIFETIME)
    }

    fn require(&mut self, section: &Section<'_>, key: &'static str) {
        if !section.has(key) {
            let place = section.place.clone();
            self.mistakes.push(Finding { place, fact: Mistake::Missing(key) });
        }
    }

    fn misses(&mut self, section: &Section<'_>, mistake: ClientMistake) {
        self.mistakes.push(Finding { place: section.place.clone(), fact: mistake.into() });
    }
}

fn check_id(id: String) -> Result<String, ClientMistake> {
    if id == TRY_IT_CLIENT_ID {
        return Err(ClientMistake::ReservedId);
    }
    let plain = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_graphic());
    if plain && id.len() <= LONGEST_ID { Ok(id) } else { Err(ClientMistake::Id) }
}

fn algorithm(name: String) -> Result<SigningAlgorithm, Mistake> {
    match name.as_str() {
        "RS256" => Ok(SigningAlgorithm::Rs256),
        "ES256" => Ok(SigningAlgorithm::Es256),
        _ => Err(Mistake::UnknownName { found: name, known: &ALGORITHMS }),
    }
}

/// What is wrong with a relying party.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientMistake {
    /// An identifier that cannot be sent.
    #[error("must be 1 to {LONGEST_ID} printable ASCII characters without blanks")]
    Id,
    /// An identifier that another one has.
    #[error("is the client_id of another client above; give each its own")]
    SameId,
    /// Our own identifier.
    #[error("is the client_id of the built-in \"Try it\" client; choose another")]
    ReservedId,
    /// Neither a secret nor public.
    #[error(
        "has no secret; add client_secret_file, or public = true for an app that cannot keep one"
    )]
    NoSecret,
    /// Two secrets.
    #[error("has both client_secret and client_secret_file; delete one")]
    TwoSecrets,
    /// Public and yet a secret.
    #[error("is public and has a secret; delete one of the two")]
    PublicWithSecret,
    /// A public client without PKCE (RFC 9700 §2.1.1).
    #[error("is false, but the codes of a public client are safe only with PKCE; delete it")]
    PublicWithoutPkce,
    /// An empty list of addresses.
    #[error("has no redirect_uris entry; list each address it is answered at")]
    NoRedirectUri,
    /// Scopes without `openid`.
    #[error("has scopes without \"openid\", and could not sign anybody in; add it")]
    NoOpenid,
    /// A lifetime out of bounds.
    #[error("is {0} seconds; write from {SHORTEST} up to {LONGEST}")]
    Lifetime(i64),
}
