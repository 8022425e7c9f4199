//! Client authentication: which client calls an endpoint, and how it proves that.
//! RFC 6749 §2.3, OIDC Core §9.
//!
//! `client_secret_basic`, `client_secret_post`, `private_key_jwt`, and `none` for public clients. A
//! client must use the method that it is registered with. An empty secret is none: libraries send it for a
//! public client, as `client_secret=` or as Basic credentials that end with the colon.

use std::borrow::Cow;
use std::sync::Arc;

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode;

use super::token_error::{ClientRefusal, TokenError};
use crate::client::{Authentication, Client, KeptSecret};
use crate::db::Db;
use crate::oidc::endpoint::provider::Provider;
use crate::oidc::protocol::client_assertion::{
    AssertionFault, ClientAssertion, OurAudience, ProvenAssertion,
};
use crate::oidc::protocol::client_fault::{ClientFault, Shown};
use crate::oidc::store::clients::Clients;
use crate::oidc::store::used_assertion;
use crate::params::Params;
use crate::secret::Secret;

/// All authentication methods, as discovery lists them.
pub const METHODS: [&str; 4] =
    ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];

/// The methods that prove something.
pub const PROOFS: [&str; 3] = ["client_secret_basic", "client_secret_post", "private_key_jwt"];

/// A client that has proven itself. Nothing is stored of its proof yet.
#[derive(Debug)]
pub(super) struct Authenticated {
    /// The client.
    pub(super) client: Arc<Client>,
    /// The assertion that proved it, if one did.
    assertion: Option<ProvenAssertion>,
}

impl Authenticated {
    /// Lets the proof be of use: one that works once is used up. It comes after the request was counted,
    /// so a client stores no more assertions than it may send requests.
    ///
    /// # Errors
    /// [`TokenError::TwoClients`] if the body names another client, [`TokenError::InvalidClient`] if the
    /// assertion was used before.
    pub(super) async fn confirm(self, db: &Db, body: &Params) -> Result<Arc<Client>, TokenError> {
        let Self { client, assertion } = self;
        // RFC 6749 §3.2.1 and RFC 7521 §4.2 allow client_id next to a proof, but it must be the same
        // one.
        let named = body.one("client_id").map_err(|_| TokenError::Repeated("client_id"))?;
        if named.is_some_and(|named| named != client.client_id) {
            return Err(TokenError::TwoClients(named.unwrap_or_default().to_owned()));
        }
        let Some(ProvenAssertion { jti, forgotten_at }) = assertion else { return Ok(client) };
        if used_assertion::take(db, &client.client_id, &jti, forgotten_at).await? {
            Ok(client)
        } else {
            Err(refused(AssertionFault::Used, &Shown::Assertion))
        }
    }
}

/// Authenticates the client of a request.
///
/// # Errors
/// [`TokenError::InvalidClient`] if the proof is wrong or missing; `invalid_request` if the request
/// has more than one proof.
pub(super) async fn authenticate(
    provider: &Provider,
    headers: &HeaderMap,
    body: &Params,
) -> Result<Authenticated, TokenError> {
    let in_body = |name| body.one(name).map_err(|_| TokenError::Repeated(name));
    let (id, secret) = (in_body("client_id")?, in_body("client_secret")?);
    let assertion = in_body("client_assertion")?;
    let of_type = in_body("client_assertion_type")?;
    let basic = basic_credentials(headers)?;
    let shown = [basic.is_some(), secret.is_some(), assertion.is_some()];
    if shown.into_iter().filter(|shown| *shown).count() > 1 {
        return Err(TokenError::SeveralAuthentications);
    }
    let clients = &provider.context.clients;
    let client = match (basic, assertion, id) {
        (Some(basic), _, _) => first_proven(clients, &basic).await?,
        (None, Some(assertion), _) => {
            let now = provider.context.now();
            let proven = asserted(provider, assertion, of_type).await;
            return proven
                .map_err(|error| error.showing(ClientAssertion::described(assertion, now)));
        }
        (None, None, Some(id)) => {
            let secret = secret.map(|text| Secret::from_text(text.to_owned()));
            let shown = if secret.is_some() { Shown::Post } else { Shown::Nothing };
            check(clients, id, (secret.as_ref(), shown)).await?
        }
        (None, None, None) => return Err(ClientRefusal::of(ClientFault::Nobody, &"none").into()),
    };
    Ok(Authenticated { client, assertion: None })
}

/// The client that signed `assertion`.
async fn asserted(
    provider: &Provider,
    assertion: &str,
    of_type: Option<&str>,
) -> Result<Authenticated, TokenError> {
    let Provider { context, keys_of_clients, issuer, .. } = provider;
    let refused = |fault| refused(fault, &Shown::Assertion);
    let assertion = ClientAssertion::read(assertion, of_type).map_err(refused)?;
    let client = context.clients.find(&assertion.client_id).await?;
    let client =
        client.ok_or_else(|| ClientRefusal::of(ClientFault::Unknown, &Shown::Assertion))?;
    let Authentication::PrivateKeyJwt(keys) = &client.authentication else {
        let fault = ClientFault::OtherMethod(method_of(&client));
        return Err(ClientRefusal::of(fault, &Shown::Assertion).into());
    };
    let keys = keys_of_clients.find(keys, assertion.kid()).await;
    let keys = keys.ok_or_else(|| refused(AssertionFault::NoKeys))?;
    let audience = if client.require_issuer_as_audience {
        OurAudience::IssuerOnly(issuer)
    } else {
        OurAudience::AnyOfOurs(issuer)
    };
    let proven = assertion.prove(&keys, &audience, context.now()).map_err(refused)?;
    // Whoever repeats one has no proof, so it must not count for the client's own requests.
    if used_assertion::is_used(&context.db, &client.client_id, &proven.jti).await? {
        return Err(refused(AssertionFault::Used));
    }
    Ok(Authenticated { client, assertion: Some(proven) })
}

fn refused(fault: AssertionFault, received: &impl ToString) -> TokenError {
    ClientRefusal::of(ClientFault::Assertion(fault), received).into()
}

/// How a client has to prove itself.
const fn method_of(client: &Client) -> &'static str {
    match client.authentication {
        Authentication::Secret(_) => "client_secret_basic or client_secret_post",
        Authentication::Public => "its client_id alone",
        Authentication::PrivateKeyJwt(_) => "private_key_jwt",
    }
}

/// The client ids that a request claims, before anything is proven. There are two if a Basic header
/// can be decoded in two ways, and none if the request names no client. They are read from the
/// proof itself: anyone can invent many values of `client_id` next to an assertion.
pub(crate) fn claimed_client_ids(headers: &HeaderMap, body: &Params) -> Vec<String> {
    let in_body = |name| body.one(name).ok().flatten();
    match (basic_credentials(headers).ok().flatten(), in_body("client_assertion")) {
        (Some(readings), _) => {
            let mut ids: Vec<_> = readings.into_iter().map(|(id, _)| id).collect();
            ids.dedup();
            ids
        }
        (None, Some(assertion)) => {
            let read = ClientAssertion::read(assertion, in_body("client_assertion_type"));
            read.map(|assertion| assertion.client_id).into_iter().collect()
        }
        (None, None) => in_body("client_id").map(str::to_owned).into_iter().collect(),
    }
}

/// The client of the first decoding that authenticates one.
async fn first_proven(
    clients: &Clients,
    readings: &[(String, Secret)],
) -> Result<Arc<Client>, TokenError> {
    let mut missed = None;
    for (id, secret) in readings {
        match check(clients, id, (Some(secret), Shown::Basic)).await {
            // A decoding that names no client says less than one that does.
            Err(TokenError::InvalidClient(refusal)) => {
                let says_more = |before: &ClientRefusal| before.fault == ClientFault::Unknown;
                if missed.as_ref().is_none_or(says_more) {
                    missed = Some(refusal);
                }
            }
            checked => return checked,
        }
    }
    let nobody = || ClientRefusal::of(ClientFault::Header, &Shown::Basic);
    Err(missed.unwrap_or_else(nobody).into())
}

async fn check(
    clients: &Clients,
    id: &str,
    (secret, shown): (Option<&Secret>, Shown),
) -> Result<Arc<Client>, TokenError> {
    let refused = |fault| TokenError::from(ClientRefusal::of(fault, &shown));
    let client = clients.find(id).await?.ok_or_else(|| refused(ClientFault::Unknown))?;
    let secret = secret.filter(|secret| !secret.expose().is_empty());
    let is_right =
        |kept: &[KeptSecret], shown: &Secret| kept.iter().any(|it| it.is(shown, clients.now()));
    match (&client.authentication, secret) {
        (Authentication::Secret(kept), Some(secret)) if !is_right(kept, secret) => {
            Err(refused(ClientFault::WrongSecret))
        }
        (Authentication::Secret(_), Some(_)) | (Authentication::Public, None) => Ok(client),
        (Authentication::Secret(_), None)
        | (Authentication::Public, Some(_))
        | (Authentication::PrivateKeyJwt(_), _) => {
            Err(refused(ClientFault::OtherMethod(method_of(&client))))
        }
    }
}

/// The credentials of a Basic header, in each possible decoding. RFC 6749 §2.3.1 wants identifier
/// and secret form-encoded before they are joined, but many clients, such as Synapse, do not do
/// that.
pub(super) fn basic_credentials(
    headers: &HeaderMap,
) -> Result<Option<Vec<(String, Secret)>>, TokenError> {
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
    let unreadable = || ClientRefusal::of(ClientFault::Header, &"another Authorization header");
    readings.map(Some).ok_or_else(|| unreadable().into())
}

/// `application/x-www-form-urlencoded` decoding of one value; `None` if it is not UTF-8.
fn form_decoded(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    percent_decode(spaced.as_bytes()).decode_utf8().ok().map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn read(text: &[u8]) -> Result<Option<Vec<(String, String)>>, TokenError> {
        let Ok(value) = HeaderValue::from_bytes(text) else { return Ok(None) };
        let headers = HeaderMap::from_iter([(header::AUTHORIZATION, value)]);
        let readings = basic_credentials(&headers)?;
        Ok(readings.map(|readings| {
            readings.into_iter().map(|(id, secret)| (id, secret.expose().to_owned())).collect()
        }))
    }

    proptest! {
        #[test]
        fn no_header_makes_it_panic(
            bytes in prop_oneof![
                prop::collection::vec(any::<u8>(), 0..80),
                prop::collection::vec(any::<u8>(), 0..60)
                    .prop_map(|bytes| format!("Basic {}", STANDARD.encode(bytes)).into_bytes()),
            ]
        ) {
            let _ = read(&bytes);
        }

        /// RFC 6749 §2.3.1 wants the credentials encoded, and many clients do not encode them. The
        /// credentials that were sent are found in both cases.
        #[test]
        fn what_was_sent_is_found_whether_it_was_encoded_or_not(
            id in "[^:\\x00]{1,20}", secret in "\\PC{0,40}"
        ) {
            let encode = |text: &str| {
                url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>()
            };
            let plain = format!("{id}:{secret}");
            let encoded = format!("{}:{}", encode(&id), encode(&secret));
            let sent = (id, secret);
            for joined in [plain, encoded] {
                let readings = read(format!("Basic {}", STANDARD.encode(joined)).as_bytes());
                prop_assert!(readings.unwrap().unwrap().contains(&sent));
            }
        }
    }
}
