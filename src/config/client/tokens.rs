//! How a relying party asks, and what signs its tokens and for how long.

use std::fmt;

use super::{ClientMistake, Reader};
use crate::config::document::Section;
use crate::config::mistake::Mistake;

/// What an ID token or an answer of userinfo can be signed with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SigningAlgorithm {
    /// RSA, which every relying party can verify (OIDC Core §15.1).
    #[default]
    Rs256,
    /// ECDSA on P-256.
    Es256,
    /// Ed25519.
    EdDsa,
}

impl SigningAlgorithm {
    const NAMES: [&str; 3] = ["RS256", "ES256", "EdDSA"];

    fn named(name: String) -> Result<Self, Mistake> {
        match name.as_str() {
            "RS256" => Ok(Self::Rs256),
            "ES256" => Ok(Self::Es256),
            "EdDSA" => Ok(Self::EdDsa),
            _ => Err(Mistake::UnknownName { found: name, known: &Self::NAMES }),
        }
    }
}

impl fmt::Display for SigningAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        })
    }
}

/// Seconds that a token can live.
const SHORTEST: i64 = 60;
const LONGEST: i64 = 86_400;
const LIFETIME: i64 = 3600;
/// The same for refresh tokens, from the first one of a family on.
const LONGEST_REFRESH: i64 = 365 * 86_400;
const REFRESH_LIFETIME: i64 = 30 * 86_400;

/// The settings of one client that are about requests and tokens.
pub(super) struct Tokens {
    pub(super) require_pkce: bool,
    pub(super) require_pushed_authorization_requests: bool,
    pub(super) id_token_signed_response_alg: SigningAlgorithm,
    pub(super) userinfo_signed_response_alg: Option<SigningAlgorithm>,
    pub(super) claims_in_id_token: bool,
    pub(super) access_token_lifetime: i64,
    pub(super) id_token_lifetime: i64,
    pub(super) refresh_token_lifetime: i64,
}

impl Tokens {
    pub(super) fn read(reader: &mut Reader<'_>, section: &mut Section<'_>, public: bool) -> Self {
        let require_pkce = section.flag("require_pkce", reader.mistakes).and_then(|flag| {
            flag.judge(reader.mistakes, |flag| {
                if flag || !public { Ok(flag) } else { Err(ClientMistake::PublicWithoutPkce) }
            })
        });
        let pushed = reader.flag(section, "require_pushed_authorization_requests", false);
        let id_token = reader.algorithm(section, "id_token_signed_response_alg");
        Self {
            require_pkce: require_pkce.unwrap_or(true),
            require_pushed_authorization_requests: pushed,
            id_token_signed_response_alg: id_token.unwrap_or_default(),
            userinfo_signed_response_alg: reader.algorithm(section, "userinfo_signed_response_alg"),
            claims_in_id_token: reader.flag(section, "claims_in_id_token", true),
            access_token_lifetime: reader
                .lifetime(section, "access_token_lifetime", LONGEST)
                .unwrap_or(LIFETIME),
            id_token_lifetime: reader
                .lifetime(section, "id_token_lifetime", LONGEST)
                .unwrap_or(LIFETIME),
            refresh_token_lifetime: reader
                .lifetime(section, "refresh_token_lifetime", LONGEST_REFRESH)
                .unwrap_or(REFRESH_LIFETIME),
        }
    }
}

impl Reader<'_> {
    fn algorithm(
        &mut self,
        section: &mut Section<'_>,
        key: &'static str,
    ) -> Option<SigningAlgorithm> {
        let name = section.text(key, self.mistakes)?;
        name.judge(self.mistakes, SigningAlgorithm::named)
    }

    fn lifetime(
        &mut self,
        section: &mut Section<'_>,
        key: &'static str,
        longest: i64,
    ) -> Option<i64> {
        section.seconds(key, self.mistakes)?.judge(self.mistakes, |seconds| {
            if (SHORTEST..=longest).contains(&seconds) {
                Ok(seconds)
            } else {
                Err(ClientMistake::Lifetime { seconds, shortest: SHORTEST, longest })
            }
        })
    }
}
