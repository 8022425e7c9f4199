//! What there is to say of a client, in the words of the configuration file. No secret is among it.

use serde_json::{Map, Value, json};

use crate::oidc::Client;
use crate::oidc::protocol::client::{Authentication, ClientKeys, EmailClaim, SubjectType};
use crate::oidc::protocol::redirect_target::RegisteredUri;
use crate::oidc::store::signing_key::Algorithm;

/// All settings of a client.
pub(super) fn json(client: &Client) -> Value {
    let members = all(client).into_iter().map(|(name, value)| (name.to_owned(), value));
    Value::from(members.collect::<Map<_, _>>())
}

/// All settings of a client that say something, each as a line.
pub(super) fn lines(client: &Client) -> impl Iterator<Item = (&'static str, String)> {
    all(client).into_iter().filter_map(|(name, value)| Some((name, line(&value)?)))
}

/// How a client proves itself, as discovery calls it (OIDC Core §9).
pub(super) const fn proof(client: &Client) -> &'static str {
    match &client.authentication {
        Authentication::Secret(_) => "client_secret",
        Authentication::PrivateKeyJwt(_) => "private_key_jwt",
        Authentication::Public => "none",
    }
}

fn line(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(items) if items.is_empty() => None,
        Value::Array(items) => Some(items.iter().filter_map(line).collect::<Vec<_>>().join(" ")),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => Some(value.to_string()),
    }
}

fn all(client: &Client) -> Vec<(&'static str, Value)> {
    let redirect_uris: Vec<&str> = client.redirect_uris.iter().map(RegisteredUri::as_str).collect();
    let mut all = vec![
        ("client_id", json!(client.client_id)),
        ("client_name", json!(client.client_name)),
        ("client_uri", json!(client.client_uri)),
        ("authentication", json!(proof(client))),
        ("redirect_uris", json!(redirect_uris)),
        ("post_logout_redirect_uris", json!(client.post_logout_redirect_uris)),
        ("require_pkce", json!(client.require_pkce)),
        (
            "require_pushed_authorization_requests",
            json!(client.require_pushed_authorization_requests),
        ),
        ("id_token_signed_response_alg", json!(client.id_token_signed_response_alg.name())),
        (
            "userinfo_signed_response_alg",
            json!(client.userinfo_signed_response_alg.map(Algorithm::name)),
        ),
        ("claims_in_id_token", json!(client.claims_in_id_token)),
        ("consent", json!(client.consent)),
        ("scopes", json!(client.scopes)),
        ("localpart", json!(client.localpart)),
        ("allow", json!(client.allow)),
        ("deny", json!(client.deny)),
        ("access_token_lifetime", json!(client.access_token_lifetime)),
        ("id_token_lifetime", json!(client.id_token_lifetime)),
        ("refresh_token_lifetime", json!(client.refresh_token_lifetime)),
    ];
    if let Authentication::PrivateKeyJwt(ClientKeys::At(address)) = &client.authentication {
        all.push(("jwks_uri", json!(address)));
    }
    if let Some(logout) = &client.backchannel_logout {
        all.push(("backchannel_logout_uri", json!(logout.uri)));
        all.push(("backchannel_logout_private", json!(logout.private)));
    }
    all.extend(match &client.subject_type {
        SubjectType::Public => vec![("subject_type", json!("public"))],
        SubjectType::Pairwise { sector } => {
            vec![("subject_type", json!("pairwise")), ("sector_identifier", json!(sector))]
        }
    });
    all.extend(match &client.email {
        EmailClaim::None => vec![("email", json!("none"))],
        EmailClaim::Account => vec![("email", json!("account"))],
        EmailClaim::Synthetic { domain } => {
            vec![("email", json!("synthetic")), ("email_domain", json!(domain))]
        }
        EmailClaim::Handle { domains } => {
            vec![("email", json!("handle")), ("email_domains", json!(domains))]
        }
    });
    all
}
