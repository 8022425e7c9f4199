//! A relying party: one record, in the words of the configuration file.
//!
//! In: a `[[clients]]` section, which [`judge`] reads and reports every mistake of, or a row of the
//! database ([`Client::from_row`]). Out: the same [`Client`], which `oidc` and `login` ask, and which
//! `atlogin client show` tells. A setting is a field here and a rule in `judge`. This module knows no
//! protocol, and no way to store anything.

mod addresses;
mod authentication;
pub(crate) mod mistake;
mod people;
mod redirect_uri;
mod row;
mod rules;
mod secret;
mod shown;

use serde::{Deserialize, Serialize};

pub use self::addresses::BackchannelLogout;
pub use self::authentication::{Authentication, ClientKeys};
pub use self::people::{EmailClaim, SCOPES, SubjectType};
pub use self::redirect_uri::RegisteredUri;
pub use self::rules::{ACCOUNT_CLIENT_ID, Around, TRY_IT_CLIENT_ID, judge};
pub use self::shown::name;
use crate::jws::Algorithm;
use crate::secret::Secret;

/// One relying party, as the operator registered it.
///
/// Serialised it has the words of the configuration file. There is no secret in it: the database keeps
/// the hashes of those elsewhere.
#[expect(clippy::struct_field_names, reason = "the words of the configuration file")]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default = "Client::unsaid")]
pub struct Client {
    /// Its identifier.
    pub client_id: String,
    /// What people are told its name is; its identifier unless another is set.
    pub client_name: String,
    /// Its home page: where "start over" leads.
    pub client_uri: Option<String>,
    /// Where it may be answered.
    pub redirect_uris: Vec<RegisteredUri>,
    /// Where a person may be led after a logout, compared exactly (OIDC RP-Initiated Logout §3.1).
    pub post_logout_redirect_uris: Vec<String>,
    /// Whether it must use PKCE. A public client must in any case.
    pub require_pkce: bool,
    /// Whether it must push its authorization requests (RFC 9126 §6).
    pub require_pushed_authorization_requests: bool,
    /// What signs its ID tokens.
    pub id_token_signed_response_alg: Algorithm,
    /// What signs its answers of userinfo; plain JSON if nothing does.
    pub userinfo_signed_response_alg: Option<Algorithm>,
    /// Whether the claims about the person stand in the ID token too, and not in userinfo only.
    pub claims_in_id_token: bool,
    /// Whether a person has to allow it before it gets anything.
    pub consent: bool,
    /// The scopes it may ask for; contains `openid`.
    pub scopes: Vec<String>,
    /// The template of its claim `localpart`; no such claim without one.
    pub localpart: Option<String>,
    /// Who may sign in: DIDs, `*.suffix` or whole handles, `pds:host`. Everybody, if it is empty.
    pub allow: Vec<String>,
    /// Who may not, even if they are allowed.
    pub deny: Vec<String>,
    /// How long its access tokens live, in seconds.
    pub access_token_lifetime: i64,
    /// How long its ID tokens live, in seconds.
    pub id_token_lifetime: i64,
    /// How long a family of its refresh tokens lives, in seconds.
    pub refresh_token_lifetime: i64,
    /// How it proves itself at the token endpoint.
    #[serde(flatten)]
    pub authentication: Authentication,
    /// Where it hears of logouts, if it wants to.
    #[serde(flatten)]
    pub backchannel_logout: Option<BackchannelLogout>,
    /// By what name it knows people.
    #[serde(flatten)]
    pub subject_type: SubjectType,
    /// What it is told as `email`.
    #[serde(flatten)]
    pub email: EmailClaim,
}

impl Client {
    /// What every setting is of which nothing is said. Nobody can prove to be this client.
    fn unsaid() -> Self {
        Self {
            client_id: String::new(),
            client_name: String::new(),
            client_uri: None,
            redirect_uris: vec![],
            post_logout_redirect_uris: vec![],
            require_pkce: true,
            require_pushed_authorization_requests: false,
            id_token_signed_response_alg: Algorithm::Rs256,
            userinfo_signed_response_alg: None,
            claims_in_id_token: true,
            consent: false,
            scopes: vec!["openid".to_owned(), "profile".to_owned()],
            localpart: None,
            allow: vec![],
            deny: vec![],
            access_token_lifetime: 3600,
            id_token_lifetime: 3600,
            refresh_token_lifetime: 30 * 86_400,
            authentication: Authentication::Secret(vec![]),
            backchannel_logout: None,
            subject_type: SubjectType::Public,
            email: EmailClaim::None,
        }
    }

    /// A client with `secret`, and defaults for everything that has one.
    pub fn confidential(client_id: &str, secret: &Secret, redirect_uris: &[&str]) -> Self {
        Self::new(client_id, Authentication::Secret(vec![secret.hash()]), redirect_uris)
    }

    /// A client without a secret, and defaults for everything that has one.
    pub fn public(client_id: &str, redirect_uris: &[&str]) -> Self {
        Self::new(client_id, Authentication::Public, redirect_uris)
    }

    fn new(client_id: &str, authentication: Authentication, redirect_uris: &[&str]) -> Self {
        Self {
            client_id: client_id.to_owned(),
            client_name: client_id.to_owned(),
            authentication,
            redirect_uris: redirect_uris.iter().map(|uri| RegisteredUri::new(uri)).collect(),
            ..Self::unsaid()
        }
    }

    /// Whether it can keep no secret.
    pub const fn is_public(&self) -> bool {
        matches!(self.authentication, Authentication::Public)
    }

    /// Whether its authorization requests must carry a `code_challenge`: for a public client there
    /// is nothing else that ties the code to whoever asked for it (RFC 9700 §2.1.1).
    pub const fn must_use_pkce(&self) -> bool {
        self.require_pkce || self.is_public()
    }

    /// Where a person who wants to start over is led: the client's home page, or else the site that
    /// its first redirect URI is on, if that is a web site.
    pub fn home(&self) -> Option<String> {
        self.client_uri.clone().or_else(|| self.redirect_uris.first()?.site())
    }
}

#[cfg(test)]
mod tests;
