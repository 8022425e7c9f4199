//! ANSWERS MACHINES: an OpenID provider (OpenID Connect Core 1.0, RFC 6749, RFC 7636, RFC 9207).
//!
//! In goes what a relying party asks, out comes a checked [`AuthorizationRequest`]; in goes a proven
//! [`Subject`], out come a code and tokens. It knows nothing of ATProto and shows no page: who the
//! person is, and how that was found out, is the business of `login`.

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::clock::Clock;
use crate::db::Db;

pub mod access_token;
pub mod account_client;
mod algorithm;
pub mod authorization_code;
pub mod authorization_request;
pub mod backchannel_logout;
mod bearer_token;
pub mod caching;
pub mod claims_request;
pub mod client;
pub mod client_assertion;
pub mod client_authentication;
pub mod client_keys;
pub mod client_limits;
mod client_request;
pub mod cors;
pub mod discovery;
pub mod ending;
pub mod error;
pub mod holding;
pub mod id_token;
pub mod id_token_hint;
mod introspection;
pub mod jwks;
mod key_set;
pub mod logout_notice;
pub mod logout_request;
pub mod par;
pub mod pkce;
pub mod post_logout_target;
pub mod prompt;
mod pushed_request;
pub mod recognise;
pub mod redirect_target;
pub mod refresh_token;
pub mod registered_client;
mod request_object;
mod revocation;
pub mod session_client;
pub mod signing_key;
pub mod subject;
pub mod subject_identifier;
pub mod token;
mod used_assertion;
pub mod userinfo;
pub mod webfinger;

pub use authorization_code::AuthorizationCode;
pub use authorization_request::AuthorizationRequest;
pub use client::{Client, Clients};
pub use client_keys::KeysOfClients;
pub use client_limits::ClientLimits;
pub use recognise::Recognise;
pub use redirect_target::RedirectTarget;
pub use signing_key::SigningKeys;
pub use subject::Subject;
pub use subject_identifier::SubjectIdentifiers;

/// What the provider's endpoints share.
#[derive(Debug)]
pub struct Provider {
    /// Who we are: the issuer identifier, which is also the prefix of every endpoint.
    pub issuer: Issuer,
    /// The relying parties.
    pub clients: Clients,
    /// What their assertions are verified with.
    pub keys_of_clients: KeysOfClients,
    /// How often each of them may call.
    pub client_limits: ClientLimits,
    /// How many requests of one client are kept that nobody came with yet; any number if there is none.
    pub most_pushed: Option<NonZeroU32>,
    /// What signs ID tokens.
    pub keys: SigningKeys,
    /// By what names clients know people.
    pub names: SubjectIdentifiers,
    /// Who knows whether an account is still what it was.
    pub people: Arc<dyn Recognise>,
    /// Where codes and tokens rest.
    pub db: Db,
    /// What time it is.
    pub clock: Clock,
}

impl Provider {
    /// What `client` calls the person of `account` (OIDC Core §8).
    pub fn subject_identifier(&self, client: &Client, account: &str) -> String {
        self.names.of(client, account)
    }
}

/// The issuer identifier (OIDC Core §1.2): the public URL without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer(String);

impl Issuer {
    /// The issuer at `public_url`. A slash at its end is dropped.
    pub fn new(public_url: &str) -> Self {
        Self(public_url.trim_end_matches('/').to_owned())
    }

    /// The identifier itself, as it stands in `iss`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of one of our endpoints; `path` begins with a slash.
    pub fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

/// The endpoints that relying parties call directly. `/authorize` meets a person: `login` has it.
pub fn routes(provider: Arc<Provider>) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery::answer))
        .route("/.well-known/oauth-authorization-server", get(discovery::answer))
        .route("/jwks", get(jwks::answer))
        .route("/par", post(par::answer))
        .route("/token", post(token::answer))
        .route("/revoke", post(revocation::answer))
        .route("/introspect", post(introspection::answer))
        .route("/userinfo", get(userinfo::answer).post(userinfo::answer))
        .route("/.well-known/webfinger", get(webfinger::answer))
        .layer(cors::for_everybody())
        .with_state(provider)
}

/// Where discovery is looked for too if the issuer has a path: before it, not after (RFC 8414 §3.1).
pub fn well_known_at_root(provider: &Arc<Provider>, path: &str) -> Router {
    Router::new()
        .route(&format!("/.well-known/openid-configuration{path}"), get(discovery::answer))
        .route(&format!("/.well-known/oauth-authorization-server{path}"), get(discovery::answer))
        // WebFinger knows hosts only, so it is asked at the root of ours (RFC 7033 §10.1).
        .route("/.well-known/webfinger", get(webfinger::answer))
        .layer(cors::for_everybody())
        .with_state(Arc::clone(provider))
}
