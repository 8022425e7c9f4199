//! Logout requests: checks the parameters of `/logout` (OIDC RP-Initiated Logout §2, §3).
//!
//! Any site can send a person's browser here. What cannot be trusted is left out of the result and
//! noted as a [`Flaw`]. So it can neither redirect the person nor skip the confirmation.

use serde::{Deserialize, Serialize};

use super::authorization_request::MAX_STATE;
use super::id_token_hint::IdTokenHint;
use super::post_logout_target::PostLogoutTarget;
use crate::client::Client;
use crate::db::DbError;
use crate::locale::preference;
use crate::params::Params;

/// The longest address that is kept, in bytes. Any browser can make us store it.
const MAX_ADDRESS: usize = 2048;

/// A logout request with only those parameters that can be trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogoutRequest {
    pub(crate) client_id: Option<String>,
    /// The `sid` of its ID token.
    sid: Option<String>,
    /// Registered at the time of the check, and requested with an ID token.
    pub(crate) post_logout_redirect_uri: Option<String>,
    pub(crate) state: Option<String>,
    /// What was asked for without an ID token. A request of an earlier version has none.
    #[serde(default)]
    pub(crate) offered: Option<WayBack>,
    flaw: Option<Flaw>,
    /// The languages that are welcome, the most welcome first: tags with blanks between them. A request of
    /// an earlier version has none.
    #[serde(default)]
    pub(crate) ui_locales: String,
}

/// An address that is registered for a client, by a request that does not prove that it is the client's:
/// nobody is redirected there, but a person who has signed out may follow a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayBack {
    pub(crate) client_id: String,
    pub(crate) uri: String,
}

/// Which part of a request was not trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Flaw {
    /// `id_token_hint` is not an ID token of ours, or its client was removed.
    #[error("id_token_hint is not an ID token of ours, or its client was removed")]
    Hint,
    /// `client_id` is not that of the ID token, or no client has it.
    #[error("client_id is not that of the ID token, or no client has it")]
    Client,
    /// `post_logout_redirect_uri` is not registered for this client.
    #[error("post_logout_redirect_uri is not registered for this client")]
    RedirectUri,
}

/// Why a logout request is refused.
#[derive(Debug, thiserror::Error)]
pub enum LogoutRefused {
    /// A parameter is given twice (RFC 6749 §3.1).
    #[error("the parameter {0} is given twice")]
    Repeated(&'static str),
    /// A parameter is longer than we store.
    #[error("the parameter {0} is too long")]
    TooLong(&'static str),
    /// A parameter has control characters (RFC 6749 appendix A).
    #[error("the parameter {0} has control characters")]
    ControlCharacter(&'static str),
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] DbError),
}

impl LogoutRequest {
    /// The relying party that sent the request, as proven by an ID token.
    pub fn client_id(&self) -> Option<&str> {
        self.client_id.as_deref()
    }

    /// The session that is to end, as that relying party knows it.
    pub fn sid(&self) -> Option<&str> {
        self.sid.as_deref()
    }

    /// Which part of the request was not trusted.
    pub const fn flaw(&self) -> Option<Flaw> {
        self.flaw
    }
}

/// The `id_token_hint` of a request.
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

/// The unchecked parameters.
pub(crate) struct LogoutParameters<'a> {
    pub(crate) id_token_hint: Option<&'a str>,
    pub(crate) client_id: Option<&'a str>,
    post_logout_redirect_uri: Option<&'a str>,
    state: Option<&'a str>,
    ui_locales: &'a str,
}

impl<'a> LogoutParameters<'a> {
    pub(crate) fn read(params: &'a Params) -> Result<Self, LogoutRefused> {
        once(params, "logout_hint")?;
        Ok(Self {
            ui_locales: once(params, "ui_locales")?.unwrap_or_default(),
            id_token_hint: once(params, "id_token_hint")?,
            client_id: once(params, "client_id")?,
            post_logout_redirect_uri: short(params, "post_logout_redirect_uri", MAX_ADDRESS)?,
            state: short(params, "state", MAX_STATE)?,
        })
    }

    /// Keeps what can be trusted. `client` is the one that the hint names, or else the request.
    pub(crate) fn judge(self, hint: Hint, client: Option<&Client>) -> LogoutRequest {
        let ui_locales = preference::listed(self.ui_locales).join(" ");
        LogoutRequest { ui_locales, ..self.judge_proof(hint, client) }
    }

    fn judge_proof(self, hint: Hint, client: Option<&Client>) -> LogoutRequest {
        match (hint, client) {
            (Hint::Ours(hint), Some(client)) => self.judge_proven(hint, client),
            (Hint::Ours(_) | Hint::NotOurs, _) => of_nobody(Some(Flaw::Hint)),
            (Hint::None, None) if self.client_id.is_some() => of_nobody(Some(Flaw::Client)),
            (Hint::None, None) => of_nobody(None),
            (Hint::None, Some(client)) => self.judge_unproven(client),
        }
    }

    /// Without an ID token the relying party is not proven, so there is no redirect (§3). An address that
    /// is not registered is still reported.
    fn judge_unproven(self, client: &Client) -> LogoutRequest {
        let Some(uri) = self.post_logout_redirect_uri else { return of_nobody(None) };
        if !PostLogoutTarget::is_registered(client, uri) {
            return of_nobody(Some(Flaw::RedirectUri));
        }
        let offered = WayBack { client_id: client.client_id.clone(), uri: uri.to_owned() };
        let state = self.state.map(str::to_owned);
        LogoutRequest { offered: Some(offered), state, ..LogoutRequest::default() }
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
            offered: None,
            ui_locales: String::new(),
        }
    }
}

/// A request of an unproven relying party: the person has to confirm, and is not redirected.
fn of_nobody(flaw: Option<Flaw>) -> LogoutRequest {
    LogoutRequest { flaw, ..LogoutRequest::default() }
}

fn short<'a>(
    params: &'a Params,
    name: &'static str,
    most: usize,
) -> Result<Option<&'a str>, LogoutRefused> {
    match once(params, name)? {
        Some(value) if value.len() > most => Err(LogoutRefused::TooLong(name)),
        Some(value) if value.chars().any(char::is_control) => {
            Err(LogoutRefused::ControlCharacter(name))
        }
        value => Ok(value),
    }
}

fn once<'a>(params: &'a Params, name: &'static str) -> Result<Option<&'a str>, LogoutRefused> {
    params.one(name).map_err(|_| LogoutRefused::Repeated(name))
}

#[cfg(test)]
mod tests;
