//! Our own private keys for `private_key_jwt`, and their rotation while logins are under way.
//!
//! In: the stored keys, again whenever they change. Out: the key for a new login, and the same key
//! again for that login later. Servers bind a login to its key (ATProto OAuth, "Confidential Client
//! Authentication"), so an old key stays usable as long as it is published.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use serde_json::{Value, json};

use crate::jws::PrivateKey;
use crate::key_rotation::{self, Term};

/// A key in the JWKS of our client metadata.
pub struct OurClientKey {
    /// Its `kid` in the JWKS.
    pub kid: String,
    /// The key itself.
    pub key: PrivateKey,
    /// When it begins to sign, and when it is removed.
    pub term: Term,
}

/// All keys that are published at present. Clones share them.
#[derive(Clone)]
pub struct OurClientKeys(Arc<RwLock<Arc<[Arc<OurClientKey>]>>>);

impl OurClientKeys {
    /// The keys at start-up.
    pub fn new(keys: Vec<OurClientKey>) -> Self {
        Self(Arc::new(RwLock::new(keys.into_iter().map(Arc::new).collect())))
    }

    /// Replaces all keys.
    pub fn replace(&self, keys: Vec<OurClientKey>) {
        let keys = keys.into_iter().map(Arc::new).collect();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    /// The identifiers of all keys.
    pub fn kids(&self) -> Vec<String> {
        self.all().iter().map(|key| key.kid.clone()).collect()
    }

    /// The public keys as a JWK set (RFC 7517 §5).
    pub fn jwks(&self) -> Value {
        let published = |key: &Arc<OurClientKey>| key.key.published_jwk(&key.kid);
        json!({ "keys": self.all().iter().map(published).collect::<Vec<_>>() })
    }

    /// The key for a login that begins at `now`.
    pub(super) fn signing(&self, now: i64) -> Option<Arc<OurClientKey>> {
        key_rotation::signing(&self.all(), |key| key.term.signs_from, now).map(Arc::clone)
    }

    /// The key of this `kid`, if it is still published.
    pub(super) fn find(&self, kid: &str) -> Option<Arc<OurClientKey>> {
        self.all().iter().find(|key| key.kid == kid).map(Arc::clone)
    }

    fn all(&self) -> Arc<[Arc<OurClientKey>]> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for OurClientKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.all().iter().map(|key| &key.kid)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jws::Algorithm;

    fn key(kid: &str, signs_from: i64) -> OurClientKey {
        let term = Term { signs_from, retires_at: None };
        OurClientKey {
            kid: kid.to_owned(),
            key: PrivateKey::generate(Algorithm::Es256).unwrap(),
            term,
        }
    }

    #[test]
    fn a_login_keeps_its_key_until_that_is_gone() {
        let keys = OurClientKeys::new(vec![key("old", 0), key("next", 100)]);
        let shared = keys.clone();
        assert_eq!(keys.signing(99).unwrap().kid, "old");
        assert_eq!(keys.signing(100).unwrap().kid, "next");
        assert!(keys.find("old").is_some());
        shared.replace(vec![key("next", 100)]);
        assert!(keys.find("old").is_none());
        assert_eq!(keys.signing(0).unwrap().kid, "next", "better than none");
    }

    #[test]
    fn what_is_published_is_public() {
        let jwks = OurClientKeys::new(vec![key("a", 0), key("b", 1)]).jwks();
        let keys = jwks["keys"].as_array().unwrap();
        assert_eq!((&keys[0]["kid"], &keys[1]["kid"]), (&"a".into(), &"b".into()));
        assert!(keys.iter().all(|key| key.get("d").is_none() && key["alg"] == "ES256"));
    }
}
