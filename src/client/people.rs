//! The settings for the claims and subject identifiers that a relying party gets.

use serde::{Deserialize, Serialize};
use url::Url;

use super::mistake::ClientMistake::{self, Unless};
use super::redirect_uri::RegisteredUri;
use crate::document::{Found, Mistake, Section, good};
use crate::network::is_domain_name;
use crate::who::email_issuers;

/// All scopes.
pub const SCOPES: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// The kind of a client's subject identifiers (OIDC Core §8).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "subject_type", rename_all = "lowercase")]
pub enum SubjectType {
    /// The DID of the account, the same for all clients.
    #[default]
    Public,
    /// An identifier that only the clients of one sector share.
    Pairwise {
        /// The sector identifier, a host name (OIDC Core §8.1).
        #[serde(rename = "sector_identifier")]
        sector: String,
    },
}

/// What a client gets as the claim `email`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "email", rename_all = "lowercase")]
pub enum EmailClaim {
    /// No such claim.
    #[default]
    None,
    /// The account's own address, if its server tells it and one of these issuers vouches for it.
    Account {
        /// The issuers (authorization servers of ATProto) whose word counts; never empty.
        #[serde(rename = "email_issuers", default = "usual_issuers")]
        issuers: Vec<String>,
    },
    /// An address under this domain that receives no mail and stands for the account.
    Synthetic {
        /// The domain.
        #[serde(rename = "email_domain")]
        domain: String,
    },
    /// The handle `alice.example.com` as `alice@example.com`, for handles under these domains.
    Handle {
        /// The domains; never empty.
        #[serde(rename = "email_domains")]
        domains: Vec<String>,
    },
}

/// Whose word about an e-mail address counts if the operator lists nobody. Rows from before there was a
/// list have none.
pub(super) fn usual_issuers() -> Vec<String> {
    vec![email_issuers::BLUESKY.to_owned()]
}

impl SubjectType {
    const NAMES: [&str; 2] = ["public", "pairwise"];

    /// Reads the settings. The default sector is the host that all `redirect_uris` share.
    pub(super) fn judge(section: &mut Section<'_>, redirect_uris: &[RegisteredUri]) -> Self {
        let written = section.take("subject_type");
        let name =
            written.map_or(Some("public"), |name| name.judge(|name| one_of(name, &Self::NAMES)));
        if name == Some("public") {
            section.refuse("sector_identifier", Unless("subject_type is \"pairwise\""));
        }
        let is_named = section.has("sector_identifier");
        let named = section.judge("sector_identifier", host);
        let sector = match name {
            Some("pairwise") if is_named => named,
            Some("pairwise") => one_host(section, redirect_uris),
            _ => None,
        };
        sector.map_or(Self::Public, |sector| Self::Pairwise { sector })
    }
}

impl EmailClaim {
    /// Whether the addresses stand for accounts, and receive no mail that anybody confirmed.
    pub const fn is_made_up(&self) -> bool {
        matches!(self, Self::Synthetic { .. } | Self::Handle { .. })
    }

    const NAMES: [&str; 4] = ["none", "account", "synthetic", "handle"];

    /// Reads the settings; `None` after a mistake.
    pub(super) fn judge(section: &mut Section<'_>) -> Option<Self> {
        let written = section.take("email");
        let name =
            written.map_or(Some("none"), |name| name.judge(|name| one_of(name, &Self::NAMES)));
        if name.is_some_and(|name| name != "synthetic") {
            section.refuse("email_domain", Unless("email is \"synthetic\""));
        }
        if name.is_some_and(|name| name != "handle") {
            section.refuse("email_domains", Unless("email is \"handle\""));
        }
        if name.is_some_and(|name| name != "account") {
            section.refuse("email_issuers", Unless("email is \"account\""));
        }
        let has_domain = section.has("email_domain");
        let domain = section.judge("email_domain", domain_name);
        let domains: Vec<_> = section.value("email_domains").unwrap_or_default();
        let listed = !domains.is_empty();
        let domains = good(domains, domain_name);
        let mut issuers = usual_issuers();
        section.fill("email_issuers", &mut issuers, listed_issuers);
        match name? {
            "account" => Some(Self::Account { issuers }),
            "synthetic" => {
                if !has_domain {
                    section.misses(ClientMistake::NoEmailDomain);
                }
                domain.map(|domain| Self::Synthetic { domain })
            }
            "handle" => {
                if !listed {
                    section.misses(ClientMistake::NoEmailDomains);
                }
                Some(Self::Handle { domains })
            }
            _ => Some(Self::None),
        }
    }
}

/// The host that all `redirect_uris` have.
fn one_host(section: &Section<'_>, redirect_uris: &[RegisteredUri]) -> Option<String> {
    let mut hosts = redirect_uris.iter().map(RegisteredUri::host);
    // Mistakes in the redirect URIs were reported already.
    let first = hosts.next()?;
    if first.is_none() || hosts.any(|host| host != first) {
        section.misses(ClientMistake::NoSector);
        return None;
    }
    first
}

pub(super) fn one_of(
    name: String,
    known: &'static [&'static str],
) -> Result<&'static str, Mistake> {
    let find = |name: &str| known.iter().copied().find(|known| *known == name);
    Mistake::unless_named(name, known, find)
}

fn domain_name(text: String) -> Result<String, ClientMistake> {
    if is_domain_name(&text) { Ok(text) } else { Err(ClientMistake::NoDomain) }
}

/// A list of issuers. One that is there but empty would tell nothing, where something was meant.
fn listed_issuers(issuers: Vec<Found<'_, String>>) -> Result<Vec<String>, ClientMistake> {
    if issuers.is_empty() {
        return Err(ClientMistake::NoEmailIssuers);
    }
    Ok(good(issuers, issuer))
}

/// An issuer as its tokens and metadata spell it.
fn issuer(text: String) -> Result<String, ClientMistake> {
    let url = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "https" | "http"));
    let spelled = url.is_some_and(|url| url.origin().ascii_serialization() == text);
    if spelled { Ok(text) } else { Err(ClientMistake::NoEmailIssuer) }
}

/// Checks that the text is a host as it appears in a URL, and nothing else.
fn host(text: String) -> Result<String, ClientMistake> {
    let url = Url::parse(&format!("https://{text}/")).ok();
    let spelled = url.as_ref().and_then(Url::host_str) == Some(text.as_str());
    if spelled { Ok(text) } else { Err(ClientMistake::Sector) }
}
