//! Which client calls the token endpoint, and the proof of it (RFC 6749 §2.3.1).
//!
//! `client_secret_basic`, `client_secret_post`, and `none` for public clients. A client that has a
//! secret must show it, one that has none must not.

use std::borrow::Cow;
use std::sync::Arc;

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode;

use super::client::{Authentication, Client, Clients};
use super::error::TokenError;
use crate::db::DbError;
use crate::params::Params;
use crate::secret::Secret;

/// Finds out which client this is.
///
/// # Errors
/// [`TokenError::InvalidClient`] whatever is wrong with the proof, or if there is none;
/// `invalid_request` if the request shows more than one, or names two clients.
pub async fn authenticate(
    clients: &Clients,
    headers: &HeaderMap,
    body: &Params,
) -> Result<Arc<Client>, TokenError> {
    let in_body = |name| body.one(name).map_err(|_| TokenError::Repeated(name));
    let (id, secret) = (in_body("client_id")?, in_body("client_secret")?);
    if in_body("client_assertion")?.is_some() {
        return Err(TokenError::InvalidClient);
    }
    match (basic_credentials(headers)?, id, secret) {
        (Some(_), _, Some(_)) => Err(TokenError::SeveralAuthentications),
        (Some(basic), id, None) => {
            let client = first_proven(clients, &basic).await?.ok_or(TokenError::InvalidClient)?;
            // RFC 6749 allows client_id beside the header, but not another one.
            match id {
                Some(id) if id != client.client_id => Err(TokenError::TwoClients),
                Some(_) | None => Ok(client),
            }
        }
        (None, Some(id), secret) => {
            let secret = secret.map(|text| Secret::from_text(text.to_owned()));
            check(clients, id, secret.as_ref()).await?.ok_or(TokenError::InvalidClient)
        }
        (None, None, _) => Err(TokenError::InvalidClient),
    }
}

/// The client of the first reading that proves one.
async fn first_proven(
    clients: &Clients,
    readings: &[(String, Secret)],
) -> Result<Option<Arc<Client>>, DbError> {
    for (id, secret) in readings {
        if let Some(client) = check(clients, id, Some(secret)).await? {
            return Ok(Some(client));
        }
    }
    Ok(None)
}

async fn check(
    clients: &Clients,
    id: &str,
    secret: Option<&Secret>,
) -> Result<Option<Arc<Client>>, DbError> {
    let Some(client) = clients.find(id).await? else { return Ok(None) };
    let proven = match (&client.authentication, secret) {
        (Authentication::Secret(hashes), Some(secret)) => {
            let shown = secret.hash();
            hashes.contains(&shown)
        }
        (Authentication::Public, None) => true,
        (Authentication::Secret(_), None)
        | (Authentication::Public, Some(_))
        | (Authentication::PrivateKeyJwt(_), _) => false,
    };
    Ok(proven.then_some(client))
}

/// The credentials of a Basic header, in the readings that exist: RFC 6749 §2.3.1 has identifier and
/// secret form-encoded before they are joined, but many clients, Synapse among them, do not.
fn basic_credentials(headers: &HeaderMap) -> Result<Option<Vec<(String, Secret)>>, TokenError> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(TokenError::SeveralAuthentications);
    }
    let readings = value.to_str().ok().and_then(|text| {
        let (scheme, encoded) = text.split_once(' ')?;
        let decoded = STANDARD.decode(encoded.trim_matches(' ')).ok()?;
        let joined = String::from_utf8(decoded).ok()?;
        let (id, secret) = joined.split_once(':')?;
        let raw = (id.to_owned(), Secret::from_text(secret.to_owned()));
        let decoded = form_decoded(id).zip(form_decoded(secret));
        let decoded = decoded.map(|(id, secret)| (id, Secret::from_text(secret)));
        scheme.eq_ignore_ascii_case("basic").then(|| decoded.into_iter().chain([raw]).collect())
    });
    readings.map(Some).ok_or(TokenError::InvalidClient)
}

/// `application/x-www-form-urlencoded` decoding of one value; nothing if it is not UTF-8.
fn form_decoded(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    percent_decode(spaced.as_bytes()).decode_utf8().ok().map(Cow::into_owned)
}
