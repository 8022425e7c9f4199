//! The relying parties: who they are, where they may be answered, what they may ask for.

use std::collections::HashMap;
use std::sync::Arc;

use crate::secret::{Secret, SecretHash};

use super::redirect_target::{self, RegisteredUri};
use super::signing_key::Algorithm;

/// One relying party, as the operator registered it.
#[derive(Clone, Debug)]
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
    /// Whether it must use PKCE. A public client must in any case.
    pub require_pkce: bool,
    /// What signs its ID tokens.
    pub id_token_signed_response_alg: Algorithm,
    /// The scopes it may ask for.
    pub scopes: Vec<String>,
    /// How long its access tokens live, in seconds.
    pub access_token_lifetime: i64,
    /// How long its ID tokens live, in seconds.
    pub id_token_lifetime: i64,
}

/// How a client proves itself (RFC 6749 §2.3).
#[derive(Clone, Debug)]
pub enum Authentication {
    /// By a secret of at least 128 random bits, of which we keep the hash.
    Secret(SecretHash),
    /// Not at all: an app or a page that can keep no secret (RFC 6749 §2.1).
    Public,
}

impl Client {
    /// A client with `secret`, and defaults for everything that has one.
    pub fn confidential(client_id: &str, secret: &Secret, redirect_uris: &[&str]) -> Self {
        Self::new(client_id, Authentication::Secret(secret.hash()), redirect_uris)
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
            authentication,
            require_pkce: true,
            id_token_signed_response_alg: Algorithm::Rs256,
            scopes: vec!["openid".to_owned(), "profile".to_owned()],
            access_token_lifetime: 3600,
            id_token_lifetime: 3600,
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

/// All relying parties by their `client_id`.
#[derive(Clone, Debug, Default)]
pub struct Clients(HashMap<String, Arc<Client>>);

impl Clients {
    /// The client of that identifier.
    pub fn find(&self, client_id: &str) -> Option<&Arc<Client>> {
        self.0.get(client_id)
    }
}

impl FromIterator<Client> for Clients {
    fn from_iter<I: IntoIterator<Item = Client>>(clients: I) -> Self {
        let by_id = |client: Client| (client.client_id.clone(), Arc::new(client));
        Self(clients.into_iter().map(by_id).collect())
    }
}
