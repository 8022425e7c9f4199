//! A relying party that proves itself by assertions which it signs (`private_key_jwt`).

use std::sync::atomic::{AtomicU64, Ordering};

use atlogin::jws::{Algorithm, PrivateKey, base64url};
use serde_json::{Value, json};

use super::Daemon;

/// What `client_assertion_type` must be (RFC 7523 §2.2).
pub(crate) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A key of the client `signer`, of that name.
pub(crate) struct Signer {
    pub(crate) key: PrivateKey,
    pub(crate) kid: &'static str,
    file: tempfile::NamedTempFile,
}

impl Signer {
    pub(crate) fn new(kid: &'static str) -> Self {
        let file = tempfile::NamedTempFile::new().unwrap();
        Self { key: PrivateKey::generate(Algorithm::Es256).unwrap(), kid, file }
    }

    /// The public key, named.
    pub(crate) fn jwk(&self) -> Value {
        let mut jwk = self.key.public_jwk();
        jwk["kid"] = json!(self.kid);
        jwk
    }

    /// Lines of the configuration for the client `signer`, whose keys are `how`.
    pub(crate) fn section(how: &str, more: &str) -> &'static str {
        let text = format!(
            "[[clients]]\nclient_id = \"signer\"\n{how}\n\
             redirect_uris = [\"https://signer.example/cb\"]\n{more}\n"
        );
        Box::leak(text.into_boxed_str())
    }

    /// The same, with this key in a file that is there as long as this is.
    pub(crate) fn in_file(&self, more: &str) -> &'static str {
        let path = self.file.path();
        std::fs::write(path, json!({ "keys": [self.jwk()] }).to_string()).unwrap();
        Self::section(&format!("jwks_file = \"{}\"", path.display()), more)
    }

    /// Good claims, new at each call.
    pub(crate) fn claims(daemon: &Daemon) -> Value {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let now = daemon.clock.now();
        json!({
            "iss": "signer", "sub": "signer", "aud": daemon.url, "iat": now, "exp": now + 60,
            "jti": format!("assertion-{}", COUNT.fetch_add(1, Ordering::Relaxed)),
        })
    }

    /// A good assertion.
    pub(crate) fn assertion(&self, daemon: &Daemon) -> String {
        self.sign(&Self::claims(daemon))
    }

    /// An assertion with these claims.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        self.key.sign(json!({ "kid": self.kid }), claims).unwrap()
    }
}

/// A token without a signature of its own.
pub(crate) fn forged(header: &Value, claims: &Value, signature: &str) -> String {
    format!("{}.{}.{signature}", base64url(header.to_string()), base64url(claims.to_string()))
}
