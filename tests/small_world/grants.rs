//! What an authorization server remembers between the steps of a login.

use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

/// How long a pushed request waits for the person, in seconds.
pub(super) const REQUEST_LIFETIME: i64 = 300;
/// How long a code waits for the client, in seconds.
pub(super) const CODE_LIFETIME: i64 = 300;
/// How long an access token is good, in seconds.
pub(super) const TOKEN_LIFETIME: i64 = 3600;

/// An authorization request that was pushed and accepted.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Pushed {
    pub(super) client_id: String,
    /// Thumbprint of the key that authenticated the client; none for a public one.
    pub(super) client_key: Option<String>,
    /// Thumbprint of the `DPoP` key.
    pub(super) dpop_key: String,
    pub(super) redirect_uri: String,
    pub(super) state: String,
    pub(super) scope: String,
    pub(super) code_challenge: String,
    pub(super) login_hint: Option<String>,
    pub(super) prompt: Option<String>,
    /// The client's home page.
    #[serde(default)]
    pub(super) client_uri: Option<String>,
    pub(super) expires_at: i64,
}

/// A code, and the person who consented to it.
#[derive(Clone, Debug)]
pub(super) struct Code {
    pub(super) request: Pushed,
    pub(super) did: String,
    pub(super) expires_at: i64,
    /// The token it was redeemed for; empty if the redemption failed.
    pub(super) redeemed: Option<String>,
}

/// An access token that was given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedToken {
    /// The token.
    pub access_token: String,
    /// The refresh token beside it, for clients that registered the grant.
    pub refresh_token: Option<String>,
    /// Whose it is.
    pub did: String,
    /// What it opens.
    pub scope: String,
    /// Which client holds it.
    pub client_id: String,
    /// Thumbprint of the `DPoP` key it is bound to.
    pub dpop_key: String,
    /// Revoked by the client, or because its code came twice.
    pub revoked: bool,
    pub(super) client_key: Option<String>,
}

/// Everything in between.
#[derive(Default)]
pub(super) struct Grants {
    pub(super) requests: Mutex<HashMap<String, Pushed>>,
    pub(super) codes: Mutex<HashMap<String, Code>>,
    pub(super) tokens: Mutex<Vec<IssuedToken>>,
    /// `jti`s of client assertions.
    pub(super) assertions: Mutex<HashSet<String>>,
}

impl Grants {
    /// The request behind a `request_uri`, if it is this client's and not too old.
    pub(super) fn request(&self, request_uri: &str, client_id: &str, now: i64) -> Option<Pushed> {
        let request = self.requests.lock().unwrap().get(request_uri).cloned()?;
        (request.client_id == client_id && now < request.expires_at).then_some(request)
    }

    pub(super) fn revoke(&self, token: &str) {
        for issued in self.tokens.lock().unwrap().iter_mut() {
            if issued.access_token == token || issued.refresh_token.as_deref() == Some(token) {
                issued.revoked = true;
            }
        }
    }
}
