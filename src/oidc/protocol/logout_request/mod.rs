//! Logout requests: the parameters of `/logout` in, a checked value or a refusal out (OIDC RP-Initiated
//! Logout §2, §3).
//!
//! Anybody can send a person's browser here. What cannot be trusted is left out of the value and
//! remembered as a [`Flaw`], so that it can neither lead anywhere nor spare the person a question.
//! Whose browser it is, and what it is asked, is not known here.

use serde::{Deserialize, Serialize};

use super::id_token_hint::IdTokenHint;
use super::post_logout_target::PostLogoutTarget;
use crate::client::Client;
use crate::db::DbError;
use crate::params::Params;

/// The longest value that is kept, in bytes. Anybody can make us store it.
const MAX_STORED: usize = 2048;

/// A logout request of which everything that is still there can be trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogoutRequest {
    pub(crate) client_id: Option<String>,
    /// By what its ID token calls the session.
    sid: Option<String>,
    /// Registered when it was checked, and asked for by who showed an ID token.
    pub(crate) post_logout_redirect_uri: Option<String>,
    pub(crate) state: Option<String>,
    flaw: Option<Flaw>,
}

/// What in a request could not be trusted. `Display` is the sentence for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Flaw {
    /// `id_token_hint` is no ID token of ours, or of a client that is gone.
    #[error(
        "The site you came from could not show that you were signed in there, so we do not lead you back to it."
    )]
    Hint,
    /// `client_id` is not the one that the ID token was for, or nobody's.
    #[error("It is not certain which site you came from, so we do not lead you back there.")]
    Client,
    /// `post_logout_redirect_uri` is none that this client registered.
    #[error(
        "The site you came from wants to send you to an address that is not registered here, so we do not lead you there."
    )]
    RedirectUri,
}

/// Why nothing can be made of a request.
#[derive(Debug, thiserror::Error)]
pub enum LogoutRefused {
    /// The same parameter came twice (RFC 6749 §3.1).
    #[error("the parameter {0} is given twice")]
    Repeated(&'static str),
    /// A parameter is longer than we store.
    #[error("the parameter {0} is too long")]
    TooLong(&'static str),
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] DbError),
}

impl LogoutRequest {
    /// The relying party that proved by an ID token that it asks.
    pub fn client_id(&self) -> Option<&str> {
        self.client_id.as_deref()
    }

    /// What that relying party calls the session that it means.
    pub fn sid(&self) -> Option<&str> {
        self.sid.as_deref()
    }

    /// What could not be trusted.
    pub const fn flaw(&self) -> Option<Flaw> {
        self.flaw
    }
}

/// What came as `id_token_hint`.
pub(crate) enum Hint {
    None,
    Ours(IdTokenHint),
    NotOurs,
}

impl Hint {
    pub(crate) fn client_id(&self) -> Option<&str> {
        match self {
            Self::Ours(hint) => Some(&hint.client_id),
            Self::None | Self::NotOurs => None,
        }
    }
}

/// The parameters as they came.
pub(crate) struct LogoutParameters<'a> {
    pub(crate) id_token_hint: Option<&'a str>,
    pub(crate) client_id: Option<&'a str>,
    post_logout_redirect_uri: Option<&'a str>,
    state: Option<&'a str>,
}

impl<'a> LogoutParameters<'a> {
    pub(crate) fn read(params: &'a Params) -> Result<Self, LogoutRefused> {
        for hint in ["logout_hint", "ui_locales"] {
            once(params, hint)?;
        }
        Ok(Self {
            id_token_hint: once(params, "id_token_hint")?,
            client_id: once(params, "client_id")?,
            post_logout_redirect_uri: short(params, "post_logout_redirect_uri")?,
            state: short(params, "state")?,
        })
    }

    /// `client` is the one that the hint, or else the request, names.
    pub(crate) fn judge(self, hint: Hint, client: Option<&Client>) -> LogoutRequest {
        match (hint, client) {
            (Hint::Ours(hint), Some(client)) => self.judge_proven(hint, client),
            (Hint::Ours(_) | Hint::NotOurs, _) => of_nobody(Some(Flaw::Hint)),
            (Hint::None, None) if self.client_id.is_some() => of_nobody(Some(Flaw::Client)),
            // Without an ID token it is not known who asks, so nobody is led anywhere (§3). An address
            // that is not even registered is still reported.
            (Hint::None, client) => {
                let registered = self.post_logout_redirect_uri.is_none_or(|uri| {
                    client.is_none_or(|client| PostLogoutTarget::is_registered(client, uri))
                });
                of_nobody((!registered).then_some(Flaw::RedirectUri))
            }
        }
    }

    fn judge_proven(self, hint: IdTokenHint, client: &Client) -> LogoutRequest {
        if self.client_id.is_some_and(|client_id| client_id != client.client_id) {
            return of_nobody(Some(Flaw::Client));
        }
        let asked = self.post_logout_redirect_uri;
        let uri = asked.filter(|uri| PostLogoutTarget::is_registered(client, uri));
        LogoutRequest {
            client_id: Some(client.client_id.clone()),
            sid: hint.sid,
            state: uri.and(self.state).map(str::to_owned),
            flaw: (asked.is_some() && uri.is_none()).then_some(Flaw::RedirectUri),
            post_logout_redirect_uri: uri.map(str::to_owned),
        }
    }
}

/// A request that nobody proved to be theirs: the person decides, and stays here.
fn of_nobody(flaw: Option<Flaw>) -> LogoutRequest {
    LogoutRequest { flaw, ..LogoutRequest::default() }
}

fn short<'a>(params: &'a Params, name: &'static str) -> Result<Option<&'a str>, LogoutRefused> {
    match once(params, name)? {
        Some(value) if value.len() > MAX_STORED => Err(LogoutRefused::TooLong(name)),
        value => Ok(value),
    }
}

fn once<'a>(params: &'a Params, name: &'static str) -> Result<Option<&'a str>, LogoutRefused> {
    params.one(name).map_err(|_| LogoutRefused::Repeated(name))
}

#[cfg(test)]
mod tests;
