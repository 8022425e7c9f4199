//! How real servers differ from the reference server, as far as an OAuth client sees it: what they list,
//! what they send and what they omit. Read from their sources in November 2026.
//!
//! | ways | what is different |
//! |---|---|
//! | [`Ways::Older`] | the reference server before PDS 0.4.124: refuses a client whose metadata names a scope that it does not know |
//! | [`Ways::Cirrus`] | no nonce at all, no prompts listed, no revocation endpoint listed |
//! | [`Ways::Ezpds`] | no nonce for a pushed request, no prompts listed, other scopes listed |
//! | [`Ways::Epds`] | the pages are at `auth.` of the issuer (`SmallWorld::add_pages_of`) |
//! | [`Ways::Cocoon`] | a refusal leads to the client's home page, and says nothing; no prompts listed |
//! | [`Ways::Rsky`] | lists only the prompts `consent` and `create`, and ignores the others |
//! | [`Ways::Tranquil`] | an error comes back without `iss`; `prompt=login` is listed and ignored |

use serde_json::{Value, json};

/// Whose ways a server has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ways {
    /// The reference server of today.
    #[default]
    Reference,
    /// The reference server of early 2025.
    Older,
    /// Cirrus, a PDS for one account.
    Cirrus,
    /// ezpds.
    Ezpds,
    /// ePDS.
    Epds,
    /// cocoon.
    Cocoon,
    /// rsky.
    Rsky,
    /// tranquil.
    Tranquil,
}

impl Ways {
    /// Whether a request to this path has to have a nonce, and its answer brings one.
    pub(super) fn has_nonce(self, path: &str) -> bool {
        match self {
            Self::Cirrus => false,
            Self::Ezpds => matches!(path, "/oauth/token" | "/oauth/revoke"),
            Self::Reference
            | Self::Older
            | Self::Epds
            | Self::Cocoon
            | Self::Rsky
            | Self::Tranquil => true,
        }
    }

    /// Whether an error that comes back through the browser names the issuer (RFC 9207).
    pub(super) fn names_itself_in_errors(self) -> bool {
        self != Self::Tranquil
    }

    /// Whether somebody who refuses is sent to the client's home page instead of its redirect URI.
    pub(super) fn sends_refusals_home(self) -> bool {
        self == Self::Cocoon
    }

    /// The scopes that the metadata of a client may name. None if any may be there.
    pub(super) fn known_scopes(self) -> Option<&'static [&'static str]> {
        (self == Self::Older).then_some(&["atproto", "transition:generic", "transition:chat.bsky"])
    }

    /// The metadata of the authorization server as this one writes it.
    pub(super) fn metadata(self, mut honest: Value) -> Value {
        let Some(members) = honest.as_object_mut() else { return honest };
        match self {
            Self::Reference | Self::Epds | Self::Tranquil => {}
            Self::Older => {
                members.insert("scopes_supported".to_owned(), json!(self.known_scopes()));
                members.remove("prompt_values_supported");
            }
            Self::Cirrus => {
                members.remove("prompt_values_supported");
                members.remove("revocation_endpoint");
            }
            Self::Ezpds => {
                members.remove("prompt_values_supported");
                let scopes = ["atproto", "transition:email", "transition:generic", "account:*"];
                members.insert("scopes_supported".to_owned(), json!(scopes));
            }
            Self::Cocoon => _ = members.remove("prompt_values_supported"),
            Self::Rsky => {
                let prompts = json!(["consent", "create"]);
                members.insert("prompt_values_supported".to_owned(), prompts);
            }
        }
        honest
    }
}
