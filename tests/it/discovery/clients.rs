//! How discovery says that clients prove themselves, value by value, at each endpoint that asks for it.

use atlogin::jws::{self, PrivateKey, base64url};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use super::unlisted;
use crate::support::daemon::{REDIRECT_URI, SECRET};
use crate::support::signer::{ASSERTION_TYPE, Signer, forged};
use crate::support::{Daemon, Scene, Setup};

/// A client of each kind, and the keys of `signer`.
pub(super) struct Clients {
    scene: Scene,
    rsa: PrivateKey,
    ec: PrivateKey,
    edwards: PrivateKey,
}

/// What a client shows: HTTP Basic credentials, or fields of its form.
type Proof = (Option<(&'static str, &'static str)>, Vec<(&'static str, String)>);

impl Clients {
    pub(super) async fn start() -> Self {
        let [rsa, ec, edwards] =
            jws::Algorithm::ALL.map(|each| PrivateKey::generate(each).unwrap());
        let keys = json!({ "keys": [rsa.public_jwk(), ec.public_jwk(), edwards.public_jwk()] });
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), keys.to_string()).unwrap();
        let signer = Signer::section(&format!("jwks_file = \"{}\"", file.path().display()), "");
        let app = "[[clients]]\nclient_id = \"app\"\npublic = true\n\
                   redirect_uris = [\"http://127.0.0.1/cb\"]\n";
        let more = format!("{signer}\n{app}").leak();
        let scene = Scene::with(Setup { more, ..Setup::default() }).await;
        Self { scene, rsa, ec, edwards }
    }

    /// `member` is `ENDPOINT_endpoint_auth_methods_supported`.
    pub(super) async fn methods(&self, member: &str, listed: &[&str]) {
        for method in listed {
            assert!(self.lets_in(member, self.proof(method)).await, "{member}: {method}");
        }
        let all = [
            "client_secret_basic",
            "client_secret_post",
            "private_key_jwt",
            "none",
            "client_secret_jwt",
            "tls_client_auth",
        ];
        for method in unlisted(listed, &all) {
            assert!(!self.lets_in(member, self.proof(method)).await, "{member}: {method}");
        }
    }

    /// `member` is `ENDPOINT_endpoint_auth_signing_alg_values_supported`.
    pub(super) async fn algorithms(&self, member: &str, listed: &[&str]) {
        for alg in listed {
            let assertion = self.signed(alg);
            assert!(self.lets_in(member, asserted(assertion)).await, "{member}: {alg}");
        }
        let all = ["RS256", "ES256", "EdDSA", "PS256", "RS512", "HS256", "none"];
        for alg in unlisted(listed, &all) {
            let assertion = self.signed(alg);
            assert!(!self.lets_in(member, asserted(assertion)).await, "{member}: {alg}");
        }
    }

    fn proof(&self, method: &str) -> Proof {
        let field = |name, value: &str| (name, value.to_owned());
        match method {
            "client_secret_basic" => (Some(("rp", SECRET)), vec![]),
            "client_secret_post" => {
                (None, vec![field("client_id", "rp"), field("client_secret", SECRET)])
            }
            "private_key_jwt" => asserted(self.signed("ES256")),
            "client_secret_jwt" => asserted(by_secret(&self.claims("rp"))),
            "none" => (None, vec![field("client_id", "app")]),
            "tls_client_auth" => (None, vec![field("client_id", "rp")]),
            other => panic!("{other} is advertised, and nothing tries it"),
        }
    }

    fn claims(&self, client: &str) -> Value {
        let mut claims = Signer::claims(&self.scene.daemon);
        claims["iss"] = client.into();
        claims["sub"] = client.into();
        claims
    }

    /// By the key of that algorithm; for one that has none, by another's.
    fn signed(&self, alg: &str) -> String {
        let claims = self.claims("signer");
        match alg {
            "RS256" => self.rsa.sign(json!({}), &claims).unwrap(),
            "ES256" => self.ec.sign(json!({}), &claims).unwrap(),
            "EdDSA" => self.edwards.sign(json!({}), &claims).unwrap(),
            "HS256" => by_secret(&claims),
            "none" => forged(&json!({ "alg": alg }), &claims, ""),
            other => self.by_rsa(other, &claims),
        }
    }

    /// Another use of the same key.
    fn by_rsa(&self, alg: &str, claims: &Value) -> String {
        let alg = alg.parse::<Algorithm>().unwrap();
        // The DER of PKCS#1 is what stands last in PKCS#8, after a header of 26 bytes.
        let key = EncodingKey::from_rsa_der(&self.rsa.pkcs8()[26..]);
        jsonwebtoken::encode(&Header::new(alg), claims, &key).unwrap()
    }

    /// Whether the endpoint of this member takes the proof. Nothing that it asks for exists.
    async fn lets_in(&self, member: &str, (basic, proof): Proof) -> bool {
        let path = match member.split("_endpoint_").next() {
            Some("token") => "/token",
            Some("revocation") => "/revoke",
            Some("introspection") => "/introspect",
            other => panic!("{other:?}"),
        };
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", "none"),
            ("redirect_uri", REDIRECT_URI),
            ("token", "none"),
        ];
        form.extend(proof.iter().map(|(name, value)| (*name, value.as_str())));
        let daemon: &Daemon = &self.scene.daemon;
        let answer = daemon.post(path, basic, &form).await;
        match (path, answer.status().as_u16()) {
            (_, 401) => {
                let answer: Value = answer.json().await.unwrap();
                assert_eq!(answer["error"], "invalid_client");
                false
            }
            ("/token", 400) => {
                let answer: Value = answer.json().await.unwrap();
                assert_eq!(answer["error"], "invalid_grant");
                true
            }
            ("/revoke" | "/introspect", 200) => true,
            other => panic!("{other:?}"),
        }
    }
}

fn asserted(assertion: String) -> Proof {
    let of_type = ("client_assertion_type", ASSERTION_TYPE.to_owned());
    (None, vec![of_type, ("client_assertion", assertion)])
}

/// A key that both know would be a proof too, if the provider kept it: it keeps a hash.
fn by_secret(claims: &Value) -> String {
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &key).unwrap();
    assert!(token.starts_with(&base64url(r#"{"typ":"JWT","alg":"HS256"}"#)));
    token
}
