//! Client authentication with `private_key_jwt` (RFC 7523 §2.2, RFC 7521 §4.2).
//!
//! In: our identity, and the issuer that is asked. Out: the form fields that every request to an
//! authorization server has. A public client sends its `client_id` only.

use std::sync::Arc;

use serde_json::json;

use super::login_error::FinishError;
use super::origin::Origin;
use super::our_client::{ClientIds, OurClient};
use super::our_client_keys::{OurClientKey, OurClientKeys};
use crate::jws::{ASSERTION_TYPE, KeyError, base64url};
use crate::secret::{Secret, random_bytes};

/// Our client, as authorization servers know it.
#[derive(Clone)]
pub struct ClientIdentity {
    /// The `client_id` of each of our clients.
    pub client_ids: ClientIds,
    /// The redirect URI.
    pub redirect_uri: String,
    /// The client of a stored login that names none, because it began before there were two.
    pub client_before: OurClient,
    /// Our private keys. `None` makes a public client (ATProto OAuth, "Types of Clients").
    pub keys: Option<OurClientKeys>,
}

/// The lifetime of an assertion in seconds. It is made for one request and sent at once.
const LIFETIME: i64 = 60;

/// The seconds by which `iat` is in the past. The reference server accepts no assertion from the
/// future and none older than a minute, so our clock may be wrong by half a minute in both
/// directions.
const DATED_BACK: i64 = 30;

impl ClientIdentity {
    /// The key for a login that begins at `now` (unix seconds). A public client has none.
    pub(super) fn key_to_begin_with(
        &self,
        now: i64,
    ) -> Result<Option<Arc<OurClientKey>>, KeyError> {
        let Some(keys) = &self.keys else { return Ok(None) };
        keys.signing(now).ok_or(KeyError::Refused).map(Some)
    }

    /// The key that a login began with: the one of this `kid`, or none. A server accepts only the
    /// same key for the whole login (ATProto OAuth, "Confidential Client Authentication").
    pub(super) fn key_to_go_on_with(
        &self,
        kid: Option<&str>,
    ) -> Result<Option<Arc<OurClientKey>>, FinishError> {
        match (kid, &self.keys) {
            (None, None) => Ok(None),
            (Some(kid), Some(keys)) => keys.find(kid).ok_or(FinishError::ClientKeyGone).map(Some),
            (Some(_), None) | (None, Some(_)) => Err(FinishError::ClientKeyGone),
        }
    }

    /// An assertion of `client` for the authorization server `issuer` at `now` (unix seconds). Each
    /// request needs a new one, because a server may refuse a `jti` that it has seen.
    pub(super) fn assertion(
        &self,
        client: OurClient,
        key: Option<&OurClientKey>,
        issuer: &Origin,
        now: i64,
    ) -> Result<Option<Secret>, KeyError> {
        let Some(OurClientKey { kid, key, .. }) = key else { return Ok(None) };
        let claims = json!({
            "iss": self.client_ids.of(client),
            "sub": self.client_ids.of(client),
            "aud": issuer.as_str(),
            "jti": base64url(random_bytes::<16>()),
            "iat": now.saturating_sub(DATED_BACK),
            "exp": now.saturating_add(LIFETIME),
        });
        key.sign(json!({ "kid": kid }), &claims).map(|text| Some(Secret::from_text(text)))
    }

    /// The form fields of the authentication of `client`.
    pub(super) fn fields<'a>(
        &'a self,
        client: OurClient,
        assertion: Option<&'a Secret>,
    ) -> Vec<(&'a str, &'a str)> {
        let mut fields = vec![("client_id", self.client_ids.of(client))];
        fields.extend(assertion.map(|_| ("client_assertion_type", ASSERTION_TYPE)));
        fields.extend(assertion.map(|assertion| ("client_assertion", assertion.expose())));
        fields
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::Value;

    use super::*;
    use crate::jws::{Algorithm, PrivateKey};
    use crate::key_rotation::Term;
    use crate::network::Network;

    fn identity(key: Option<OurClientKey>) -> ClientIdentity {
        ClientIdentity {
            client_ids: ClientIds::at("https://atlogin.example.com"),
            redirect_uri: "https://atlogin.example.com/atproto/callback".to_owned(),
            client_before: OurClient::Identity,
            keys: key.map(|key| OurClientKeys::new(vec![key])),
        }
    }

    fn fields_of(client: OurClient, identity: &ClientIdentity) -> Vec<(String, String)> {
        let issuer = Origin::parse("https://auth.example.com", &Network::Public).unwrap();
        let key = identity.key_to_begin_with(1_700_000_000).unwrap();
        let assertion = identity.assertion(client, key.as_deref(), &issuer, 1_700_000_000);
        let assertion = assertion.unwrap();
        let fields = identity.fields(client, assertion.as_ref());
        fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    fn fields(identity: &ClientIdentity) -> Vec<(String, String)> {
        fields_of(OurClient::Identity, identity)
    }

    fn confidential() -> ClientIdentity {
        let term = Term { signs_from: 0, retires_at: None };
        let key = PrivateKey::generate(Algorithm::Es256).unwrap();
        identity(Some(OurClientKey { kid: "k1".to_owned(), key, term }))
    }

    fn part(jwt: &str, index: usize) -> Value {
        let part = URL_SAFE_NO_PAD.decode(jwt.split('.').nth(index).unwrap()).unwrap();
        serde_json::from_slice(&part).unwrap()
    }

    #[test]
    fn a_confidential_client_proves_itself_to_one_issuer_for_a_minute() {
        let fields = fields(&confidential());
        assert_eq!(fields[1].1, "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        let (header, claims) = (part(&fields[2].1, 0), part(&fields[2].1, 1));
        assert_eq!((&header["alg"], &header["kid"]), (&"ES256".into(), &"k1".into()));
        let client_id = Value::from("https://atlogin.example.com/client-metadata.json");
        assert_eq!((&claims["iss"], &claims["sub"]), (&client_id, &client_id));
        assert_eq!(claims["aud"], "https://auth.example.com");
        assert_eq!(
            (&claims["iat"], &claims["exp"]),
            (&1_699_999_970.into(), &1_700_000_060.into())
        );
    }

    #[test]
    fn each_of_our_clients_proves_itself_by_its_own_name() {
        let identity = confidential();
        for client in [OurClient::Identity, OurClient::Email] {
            let fields = fields_of(client, &identity);
            let client_id = identity.client_ids.of(client);
            let claims = part(&fields[2].1, 1);
            assert_eq!(fields[0], ("client_id".to_owned(), client_id.to_owned()));
            assert_eq!((&claims["iss"], &claims["sub"]), (&client_id.into(), &client_id.into()));
        }
    }

    #[test]
    fn every_assertion_has_an_identifier_of_its_own() {
        let identity = confidential();
        let jti = || part(&fields(&identity)[2].1, 1)["jti"].clone();
        assert_ne!(jti(), jti());
    }

    #[test]
    fn a_public_client_only_names_itself() {
        let names: Vec<_> = fields(&identity(None)).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["client_id"]);
    }

    #[test]
    fn a_login_goes_on_with_the_key_it_began_with_or_not_at_all() {
        let (public, confidential) = (identity(None), confidential());
        assert!(confidential.key_to_go_on_with(Some("k1")).unwrap().is_some());
        assert!(public.key_to_go_on_with(None).unwrap().is_none());
        assert!(confidential.key_to_go_on_with(Some("k2")).is_err());
        assert!(confidential.key_to_go_on_with(None).is_err(), "it began as another client");
        assert!(public.key_to_go_on_with(Some("k1")).is_err());
    }
}
