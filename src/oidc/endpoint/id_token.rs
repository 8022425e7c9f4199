//! ID tokens: who signed in, for which client, when (OIDC Core §2, §3.1.3.6).

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::response::members;
use crate::client::Client;
use crate::db::DbError;
use crate::oidc::endpoint::provider::Provider;
use crate::oidc::store::granted::Granted;
use crate::oidc::store::signing_key::Algorithm;
use crate::secret::{Secret, random_bytes};

/// Signs the ID token that goes with `access_token`.
pub fn sign(
    provider: &Provider,
    client: &Client,
    granted: &Granted,
    access_token: &Secret,
    now: i64,
) -> Result<String, DbError> {
    let algorithm = client.id_token_signed_response_alg;
    let Granted { subject, scope, nonce, claims } = granted;
    // The operator decides whether claims about the person are in the ID token or only at userinfo.
    // That setting takes precedence over the `claims` parameter.
    let mut claims = if client.claims_in_id_token {
        subject.claims(scope, &claims.id_token)
    } else {
        members(json!({ "sub": subject.sub() }))
    };
    claims.extend(members(json!({
        "iss": provider.issuer.as_str(),
        "aud": client.client_id,
        "iat": now,
        "exp": now.saturating_add(client.id_token_lifetime),
        "auth_time": subject.auth_time(),
        "sid": subject.sid(),
        "nonce": nonce,
        "at_hash": at_hash(access_token, algorithm),
        // Some relying parties tell by it that they have seen a token before (RFC 7519 §4.1.7).
        "jti": URL_SAFE_NO_PAD.encode(random_bytes::<16>()),
    })));
    Ok(provider.keys.sign(algorithm, &Value::Object(claims))?)
}

/// The left half of the access token's hash, made with the hash function of the signature algorithm
/// (OIDC Core §3.1.3.6).
fn at_hash(access_token: &Secret, algorithm: Algorithm) -> String {
    let hash = digest::digest(algorithm.hash(), access_token.expose().as_bytes());
    let half = hash.as_ref().len() / 2;
    URL_SAFE_NO_PAD.encode(hash.as_ref().get(..half).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_hash_is_the_left_half_of_sha_256() {
        // OIDC Core, appendix A.3: the access token and the at_hash of its example.
        let token = Secret::from_text("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y".to_owned());
        for algorithm in [Algorithm::Rs256, Algorithm::Es256] {
            assert_eq!(at_hash(&token, algorithm), "77QmUPtjPfzWtF2AnpK9RQ");
        }
    }

    #[test]
    fn at_hash_of_eddsa_is_the_left_half_of_sha_512() {
        // `printf abc | sha512sum`, the first 32 bytes of it.
        let half = "3a81oZNherrMQXNJriBBMRLm-k6JqX6iCp7u5ktV05o";
        assert_eq!(at_hash(&Secret::from_text("abc".to_owned()), Algorithm::EdDsa), half);
    }
}
