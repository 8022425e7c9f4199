//! The relying parties: who they are, where they may be answered, what they may ask for.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::redirect_target::{self, RegisteredUri};
use crate::clock::Clock;
use crate::db::{Db, DbError};
use crate::oidc::store::registered_client;
use crate::oidc::store::signing_key::Algorithm;
use crate::secret::{Secret, SecretHash};

/// One relying party, as the operator registered it. Serialised it is what the database keeps of a
/// client that was added by command: all but its secrets.
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Client {
    /// Its identifier.
    pub client_id: String,
    /// What people are told its name is; its identifier unless another is set.
    pub client_name: String,
    /// Its home page: where "start over" leads.
    pub client_uri: Option<String>,
    /// How it proves itself at the token endpoint.
    pub authentication: Authentication,
    /// Where it may be answered.
    pub redirect_uris: Vec<RegisteredUri>,
    /// Where a person may be led after a logout, compared exactly (OIDC RP-Initiated Logout §3.1).
    #[serde(default)]
    pub post_logout_redirect_uris: Vec<String>,
    /// Where it hears of logouts, if it wants to.
    #[serde(default)]
    pub backchannel_logout: Option<BackchannelLogout>,
    /// Whether it must use PKCE. A public client must in any case.
    pub require_pkce: bool,
    /// Whether it must push its authorization requests (RFC 9126 §6).
    #[serde(default)]
    pub require_pushed_authorization_requests: bool,
    /// What signs its ID tokens.
    pub id_token_signed_response_alg: Algorithm,
    /// What signs its answers of userinfo; plain JSON if nothing does.
    #[serde(default)]
    pub userinfo_signed_response_alg: Option<Algorithm>,
    /// Whether the claims about the person stand in the ID token too, and not in userinfo only.
    #[serde(default = "yes")]
    pub claims_in_id_token: bool,
    /// By what name it knows people.
    #[serde(default)]
    pub subject_type: SubjectType,
    /// Whether a person has to allow it before it gets anything.
    #[serde(default)]
    pub consent: bool,
    /// The scopes it may ask for.
    pub scopes: Vec<String>,
    /// What it is told as `email`.
    #[serde(default)]
    pub email: EmailClaim,
    /// The template of its claim `localpart`; no such claim without one.
    #[serde(default)]
    pub localpart: Option<String>,
    /// Who may sign in: DIDs, `*.suffix` or whole handles, `pds:host`. Everybody, if it is empty.
    #[serde(default)]
    pub allow: Vec<String>,
    /// Who may not, even if they are allowed.
    #[serde(default)]
    pub deny: Vec<String>,
    /// How long its access tokens live, in seconds.
    pub access_token_lifetime: i64,
    /// How long its ID tokens live, in seconds.
    pub id_token_lifetime: i64,
    /// How long a family of its refresh tokens lives, in seconds.
    #[serde(default = "thirty_days")]
    pub refresh_token_lifetime: i64,
}

const fn yes() -> bool {
    true
}

const fn thirty_days() -> i64 {
    30 * 24 * 60 * 60
}

/// How a client proves itself (RFC 6749 §2.3, OIDC Core §9).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Authentication {
    /// By one of these secrets of at least 128 random bits, of which we keep the hashes. There are
    /// two while one takes the place of the other.
    Secret(#[serde(skip)] Vec<SecretHash>),
    /// By an assertion that it signs (`private_key_jwt`).
    PrivateKeyJwt(ClientKeys),
    /// Not at all: an app or a page that can keep no secret (RFC 6749 §2.1).
    Public,
}

/// Where the public keys of a client are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ClientKeys {
    /// Here: a JWK set.
    Here(Value),
    /// At this address, which is asked when an assertion is shown.
    At(String),
}

/// Where and how a client hears of logouts (OIDC Back-Channel Logout §2.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackchannelLogout {
    /// The address that a notice is posted to.
    pub uri: String,
    /// Whether the operator lets this one address be on a private network.
    #[serde(default)]
    pub private: bool,
    /// The authority that signs for this one address, as PEM; the system's if there is none.
    #[serde(default)]
    pub ca_pem: Option<String>,
}

/// By what name a client knows people (OIDC Core §8).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SubjectType {
    /// By their account's own identifier, the same for all clients.
    #[default]
    Public,
    /// By one that only the clients of this sector know: a host name.
    Pairwise {
        /// The sector identifier (OIDC Core §8.1).
        sector: String,
    },
}

/// What a client is told as `email`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum EmailClaim {
    /// Nothing.
    #[default]
    None,
    /// The account's own address, if its server tells it.
    Account,
    /// An address under this domain that receives no mail and stands for the account.
    Synthetic {
        /// The domain.
        domain: String,
    },
    /// The handle `alice.example.com` as `alice@example.com`, for handles under these domains.
    Handle {
        /// The domains.
        domains: Vec<String>,
    },
}

impl Client {
    /// A client with `secret`, and defaults for everything that has one.
    pub fn confidential(client_id: &str, secret: &Secret, redirect_uris: &[&str]) -> Self {
        Self::new(client_id, Authentication::Secret(vec![secret.hash()]), redirect_uris)
    }

    /// A client that signs assertions with its own `keys`, and defaults for everything that has one.
    pub fn with_keys(client_id: &str, keys: ClientKeys, redirect_uris: &[&str]) -> Self {
        Self::new(client_id, Authentication::PrivateKeyJwt(keys), redirect_uris)
    }

    /// A client without a secret, and defaults for everything that has one.
    pub fn public(client_id: &str, redirect_uris: &[&str]) -> Self {
        Self::new(client_id, Authentication::Public, redirect_uris)
    }

    fn new(client_id: &str, authentication: Authentication, redirect_uris: &[&str]) -> Self {
        Self {
            client_id: client_id.to_owned(),
            client_name: client_id.to_owned(),
            client_uri: None,
            redirect_uris: redirect_uris.iter().map(|uri| RegisteredUri::new(uri)).collect(),
            post_logout_redirect_uris: vec![],
            backchannel_logout: None,
            authentication,
            require_pkce: true,
            require_pushed_authorization_requests: false,
            id_token_signed_response_alg: Algorithm::Rs256,
            userinfo_signed_response_alg: None,
            claims_in_id_token: true,
            subject_type: SubjectType::Public,
            consent: false,
            email: EmailClaim::None,
            localpart: None,
            allow: vec![],
            deny: vec![],
            scopes: vec!["openid".to_owned(), "profile".to_owned()],
            access_token_lifetime: 3600,
            id_token_lifetime: 3600,
            refresh_token_lifetime: thirty_days(),
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
        self.client_uri.clone().or_else(|| {
            self.redirect_uris.first().and_then(|uri| redirect_target::site(uri.as_str()))
        })
    }
}

/// All relying parties: those of the configuration file, and those that were added by command.
#[derive(Clone, Debug)]
pub struct Clients {
    configured: HashMap<String, Arc<Client>>,
    db: Db,
    clock: Clock,
}

impl Clients {
    /// The `configured` ones, and whichever `db` has at the time of asking.
    pub fn new(configured: impl IntoIterator<Item = Client>, db: Db, clock: Clock) -> Self {
        let by_id = |client: Client| (client.client_id.clone(), Arc::new(client));
        Self { configured: configured.into_iter().map(by_id).collect(), db, clock }
    }

    /// The client of that identifier. The configuration file's word counts before the database's.
    pub async fn find(&self, client_id: &str) -> Result<Option<Arc<Client>>, DbError> {
        if let Some(client) = self.configured.get(client_id) {
            return Ok(Some(Arc::clone(client)));
        }
        let found = registered_client::find(&self.db, client_id, self.clock.now()).await?;
        Ok(found.map(|found| Arc::new(found.client)))
    }

    /// All of them, the configuration file's first. Of two with one identifier only that one counts.
    pub async fn all(&self) -> Result<Vec<Arc<Client>>, DbError> {
        let registered = registered_client::all(&self.db, self.clock.now()).await?;
        let registered = registered.into_iter().map(|registered| registered.client);
        let added = registered.filter(|client| !self.configured.contains_key(&client.client_id));
        Ok(self.configured.values().cloned().chain(added.map(Arc::new)).collect())
    }
}
