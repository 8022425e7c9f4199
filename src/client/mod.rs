//! A relying party, as the record [`Client`]: a new setting begins here, as a field.
//! Its fields are named as in the configuration file.
//!
//! [`judge`] reads it from a `[[clients]]` section and reports every mistake; [`Client::from_row`]
//! reads it from a row of the database. `oidc` and `login` use it, and `atlogin client show` prints
//! it. Each setting is a field here and a rule in `judge`. This module implements no protocol and
//! stores nothing.

mod addresses;
mod authentication;
mod kept_secret;
mod matrix;
pub(crate) mod mistake;
mod people;
mod redirect_uri;
mod row;
mod rules;
mod secret;
mod shown;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use self::addresses::BackchannelLogout;
pub use self::authentication::{Authentication, ClientKeys};
pub use self::kept_secret::KeptSecret;
pub use self::matrix::{MatrixSoftware, is_ulid};
pub use self::people::{EmailClaim, SCOPES, SubjectType};
pub use self::redirect_uri::{RegisteredUri, stays_on_the_device};
pub use self::rules::{
    ACCOUNT_CLIENT_ID, Around, LONGEST_REUSE_WINDOW, TRY_IT_CLIENT_ID, judge, makes_any_word,
    rules_about_people,
};
pub use self::shown::name;
use crate::jws::Algorithm;
use crate::secret::Secret;
pub use crate::who::admission::Rules;

/// A relying party, as the operator registered it.
///
/// It is serialised with the names of the configuration file, and without secrets: the database
/// stores their hashes in another table.
#[expect(clippy::struct_field_names, reason = "the words of the configuration file")]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default = "Client::unsaid")]
pub struct Client {
    /// Its identifier.
    pub client_id: String,
    /// The name that is shown to people; by default its identifier.
    pub client_name: String,
    /// Its home page, the target of "start over".
    pub client_uri: Option<String>,
    /// Its redirect URIs.
    pub redirect_uris: Vec<RegisteredUri>,
    /// Where a person may be redirected after a logout, compared exactly (OIDC RP-Initiated Logout
    /// §3.1).
    pub post_logout_redirect_uris: Vec<String>,
    /// Whether it must use PKCE. A public client must in any case.
    pub require_pkce: bool,
    /// Whether it must push its authorization requests (RFC 9126 §6).
    pub require_pushed_authorization_requests: bool,
    /// Whether the assertions that it authenticates with must name our issuer, as one string, as their
    /// audience (FAPI 2.0 Security Profile §5.3.2.1).
    pub require_issuer_as_audience: bool,
    /// The algorithm that signs its ID tokens.
    pub id_token_signed_response_alg: Algorithm,
    /// The algorithm that signs its userinfo responses; plain JSON if `None`.
    pub userinfo_signed_response_alg: Option<Algorithm>,
    /// Whether the claims about the person are also in the ID token, and not only at userinfo.
    pub claims_in_id_token: bool,
    /// Whether a person has to consent before it gets a code.
    pub consent: bool,
    /// The scopes it may request, always including `openid`.
    pub scopes: Vec<String>,
    /// Whether its claim `name` is the handle of people who have no display name. Some programs refuse an
    /// account without a name.
    pub name_from_handle: bool,
    /// Whether it is told nothing of whether a made-up e-mail address is verified.
    pub omit_email_verified: bool,
    /// The template of its claim `localpart`; no such claim if `None`.
    pub localpart: Option<String>,
    /// The name of its Matrix server, if it is one: the part of a Matrix ID after the colon. Hints that are
    /// Matrix IDs there are compared with the `localpart` of people.
    pub matrix_server: Option<String>,
    /// The localparts that nobody gets, unless they have it already; a `*` stands for any characters.
    pub reserved_localparts: Vec<String>,
    /// Who may sign in: DIDs, `*.suffix` or whole handles, `pds:host`. If it is empty, everyone
    /// may.
    pub allow: Vec<String>,
    /// Who may not sign in, even if allowed by `allow`.
    pub deny: Vec<String>,
    /// Whether people with a did:web may sign in: such an account goes to whoever gets the domain.
    pub did_web: bool,
    /// How long its access tokens live, in seconds.
    pub access_token_lifetime: i64,
    /// How long its ID tokens live, in seconds.
    pub id_token_lifetime: i64,
    /// How long a family of its refresh tokens lives, in seconds.
    pub refresh_token_lifetime: i64,
    /// How long the refresh token that was used last gives the same successor again, in seconds; 0 is
    /// never.
    pub refresh_token_reuse_window: i64,
    /// How it authenticates at the token endpoint and similar ones.
    #[serde(flatten)]
    pub authentication: Authentication,
    /// Where it is notified of logouts, if it is.
    #[serde(flatten)]
    pub backchannel_logout: Option<BackchannelLogout>,
    /// The kind of its subject identifiers.
    #[serde(flatten)]
    pub subject_type: SubjectType,
    /// What it gets as the claim `email`.
    #[serde(flatten)]
    pub email: EmailClaim,
    /// The operator's rules for all relying parties, which hold here too. They are no part of its record.
    #[serde(skip)]
    pub(crate) everywhere: Arc<Rules>,
}

impl Client {
    /// The defaults of all settings. No request can authenticate as this client.
    fn unsaid() -> Self {
        Self {
            client_id: String::new(),
            client_name: String::new(),
            client_uri: None,
            redirect_uris: vec![],
            post_logout_redirect_uris: vec![],
            require_pkce: true,
            require_pushed_authorization_requests: false,
            require_issuer_as_audience: false,
            id_token_signed_response_alg: Algorithm::Rs256,
            userinfo_signed_response_alg: None,
            claims_in_id_token: true,
            consent: false,
            scopes: vec!["openid".to_owned(), "profile".to_owned()],
            name_from_handle: true,
            omit_email_verified: false,
            localpart: None,
            matrix_server: None,
            reserved_localparts: vec![],
            allow: vec![],
            deny: vec![],
            did_web: true,
            access_token_lifetime: 3600,
            id_token_lifetime: 3600,
            refresh_token_lifetime: 30 * 86_400,
            refresh_token_reuse_window: 30,
            authentication: Authentication::Secret(vec![]),
            backchannel_logout: None,
            subject_type: SubjectType::Public,
            email: EmailClaim::None,
            everywhere: Arc::default(),
        }
    }

    /// A client with `secret` and default settings.
    pub fn confidential(client_id: &str, secret: &Secret, redirect_uris: &[&str]) -> Self {
        let kept = KeptSecret::lasting(secret.hash());
        Self::new(client_id, Authentication::Secret(vec![kept]), redirect_uris)
    }

    /// A public client with default settings.
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

    /// Whether it has no way to authenticate.
    pub const fn is_public(&self) -> bool {
        matches!(self.authentication, Authentication::Public)
    }

    /// Whether its authorization requests must carry a `code_challenge`: for a public client
    /// nothing else ties the code to the app that requested it (RFC 9700 §2.1.1).
    pub const fn must_use_pkce(&self) -> bool {
        self.require_pkce || self.is_public()
    }

    /// Where it is answered, for its operator: each redirect URI, and whether its port is free.
    pub fn answered_at(&self) -> impl Iterator<Item = String> {
        self.redirect_uris.iter().map(|uri| {
            let is_free = self.is_public() && uri.is_loopback();
            let port = if is_free { "at any port" } else { "exactly" };
            format!("{} ({port})", uri.as_str())
        })
    }

    /// The target of "start over": the client's home page, or else the web site of its first
    /// redirect URI, if it is on one.
    pub fn home(&self) -> Option<String> {
        self.client_uri.clone().or_else(|| self.redirect_uris.first()?.site())
    }
}

#[cfg(test)]
mod tests;
