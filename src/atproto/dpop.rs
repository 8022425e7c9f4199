//! DPoP proofs, which bind each request to the key of its login (RFC 9449 §4).
//!
//! In: a key, the request and the server's nonce. Out: the value of the `DPoP` header. With an
//! access token it contains the token's hash. That is needed only to read an e-mail address.

use serde_json::json;
use url::{Position, Url};

use crate::jws::{KeyError, PrivateKey, base64url, sha256_base64url};
use crate::secret::{Secret, random_bytes};

/// The request that a proof is for.
pub(super) struct Request<'a> {
    pub(super) method: &'static str,
    pub(super) url: &'a Url,
    /// The access token that the request carries.
    pub(super) token: Option<&'a Secret>,
}

/// Makes the proof for a request at `now` (unix seconds).
pub(super) fn proof(
    key: &PrivateKey,
    request: &Request<'_>,
    now: i64,
    nonce: Option<&str>,
) -> Result<String, KeyError> {
    let header = json!({ "typ": "dpop+jwt", "jwk": key.public_jwk() });
    let mut claims = json!({
        "jti": base64url(random_bytes::<16>()),
        "htm": request.method,
        // Without query and fragment (RFC 9449 §4.2).
        "htu": request.url[..Position::AfterPath],
        "iat": now,
    });
    let hash = request.token.map(|token| sha256_base64url(token.expose().as_bytes()));
    if let Some(claims) = claims.as_object_mut() {
        claims.extend(nonce.map(|nonce| ("nonce".to_owned(), nonce.into())));
        claims.extend(hash.map(|hash| ("ath".to_owned(), hash.into())));
    }
    key.sign(header, &claims)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use p256::ecdsa::signature::Verifier;
    use p256::ecdsa::{Signature, VerifyingKey};
    use p256::pkcs8::DecodePublicKey as _;
    use serde_json::Value;

    use super::*;
    use crate::jws::Algorithm;

    fn post(url: &Url) -> Request<'_> {
        Request { method: "POST", url, token: None }
    }

    fn part(proof: &str, index: usize) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(proof.split('.').nth(index).unwrap()).unwrap()
    }

    fn proof_and_parts(nonce: Option<&str>) -> (String, Value, Value) {
        let key = PrivateKey::generate(Algorithm::Es256).unwrap();
        let url = Url::parse("https://server.example.com/token?x=1#y").unwrap();
        let proof = proof(&key, &post(&url), 1_562_262_616, nonce).unwrap();
        let header = serde_json::from_slice(&part(&proof, 0)).unwrap();
        let claims = serde_json::from_slice(&part(&proof, 1)).unwrap();
        (proof, header, claims)
    }

    /// The names of a JSON object's members, sorted.
    fn names(object: &Value) -> Vec<&str> {
        object.as_object().unwrap().keys().map(String::as_str).collect()
    }

    #[test]
    fn a_proof_has_the_shape_of_the_example_in_rfc_9449_section_4_1() {
        let (_, header, claims) = proof_and_parts(None);
        assert_eq!(names(&header), ["alg", "jwk", "typ"]);
        assert_eq!(header["typ"], "dpop+jwt");
        assert_eq!(header["alg"], "ES256");
        assert_eq!(names(&header["jwk"]), ["crv", "kty", "x", "y"]);
        assert_eq!(names(&claims), ["htm", "htu", "iat", "jti"]);
        assert_eq!(claims["htm"], "POST");
        assert_eq!(claims["htu"], "https://server.example.com/token");
        assert_eq!(claims["iat"], 1_562_262_616);
    }

    #[test]
    fn the_nonce_of_the_server_is_in_the_proof() {
        let (_, _, claims) = proof_and_parts(Some("eyJ7S_zG.eyJH0-Z.HX4w-7v"));
        assert_eq!(claims["nonce"], "eyJ7S_zG.eyJH0-Z.HX4w-7v");
    }

    /// The access token and its hash are those of RFC 9449 §7.1.
    #[test]
    fn a_proof_names_the_token_that_is_shown_with_it() {
        let key = PrivateKey::generate(Algorithm::Es256).unwrap();
        let url = Url::parse("https://resource.example.org/protectedresource").unwrap();
        let token = Secret::from_text("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU".to_owned());
        let request = Request { method: "GET", url: &url, token: Some(&token) };
        let claims: Value =
            serde_json::from_slice(&part(&proof(&key, &request, 0, None).unwrap(), 1)).unwrap();
        assert_eq!(claims["ath"], "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
        assert_eq!(claims["htm"], "GET");
    }

    #[test]
    fn every_proof_has_an_identifier_of_its_own() {
        let key = PrivateKey::generate(Algorithm::Es256).unwrap();
        let url = Url::parse("https://server.example.com/token").unwrap();
        let jti = || {
            let proof = proof(&key, &post(&url), 0, None).unwrap();
            let claims: Value = serde_json::from_slice(&part(&proof, 1)).unwrap();
            claims["jti"].as_str().unwrap().to_owned()
        };
        assert_ne!(jti(), jti());
        assert!(jti().len() >= 22, "128 bits");
    }

    #[test]
    fn another_implementation_verifies_the_proof_with_its_own_key() {
        let (proof, header, _) = proof_and_parts(None);
        // SubjectPublicKeyInfo of an uncompressed P-256 point (RFC 5480 §2).
        let prefix = "3059301306072a8648ce3d020106082a8648ce3d030107034200";
        let mut der: Vec<u8> = (0..prefix.len() / 2)
            .map(|i| u8::from_str_radix(&prefix[2 * i..2 * i + 2], 16).unwrap())
            .collect();
        der.push(4);
        for coordinate in ["x", "y"] {
            let text = header["jwk"][coordinate].as_str().unwrap();
            der.extend(URL_SAFE_NO_PAD.decode(text).unwrap());
        }
        let key = VerifyingKey::from_public_key_der(&der).unwrap();
        let (input, _) = proof.rsplit_once('.').unwrap();
        let signature = Signature::from_slice(&part(&proof, 2)).unwrap();
        key.verify(input.as_bytes(), &signature).unwrap();
    }
}
