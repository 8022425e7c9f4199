//! The keys that sign ID tokens as they lie in memory: parsed, with their public halves at hand.
//!
//! In: what is stored. Out: the key that signs now, and what everybody may know. It reads no clock and
//! no database.

use serde_json::{Value, json};

use crate::jws::{Algorithm, KeyError, PrivateKey};
use crate::key_rotation::{self, Term};

/// A key that is published.
pub(crate) struct Key {
    pub(crate) kid: String,
    pub(crate) term: Term,
    pub(crate) public: Value,
    pub(crate) pair: PrivateKey,
}

/// All keys of one moment.
#[derive(Default)]
pub(crate) struct KeySet {
    rs256: Vec<Key>,
    es256: Vec<Key>,
    eddsa: Vec<Key>,
    /// What is left of keys that are not published any more.
    retired: Vec<Value>,
}

impl KeySet {
    pub(crate) fn add(&mut self, algorithm: Algorithm, key: Key) {
        match algorithm {
            Algorithm::Rs256 => self.rs256.push(key),
            Algorithm::Es256 => self.es256.push(key),
            Algorithm::EdDsa => self.eddsa.push(key),
        }
    }

    pub(crate) fn add_retired(&mut self, public: Value) {
        self.retired.push(public);
    }

    /// The published keys of one algorithm.
    pub(crate) fn of(&self, algorithm: Algorithm) -> &[Key] {
        match algorithm {
            Algorithm::Rs256 => &self.rs256,
            Algorithm::Es256 => &self.es256,
            Algorithm::EdDsa => &self.eddsa,
        }
    }

    /// When the keys of one algorithm sign and go.
    pub(crate) fn terms(&self, algorithm: Algorithm) -> Vec<Term> {
        self.of(algorithm).iter().map(|key| key.term).collect()
    }

    /// The published keys whose time is over at `now`.
    pub(crate) fn over(&self, now: i64) -> impl Iterator<Item = &Key> {
        let all = Algorithm::ALL.into_iter().flat_map(|algorithm| self.of(algorithm));
        all.filter(move |key| key.term.retires_at.is_some_and(|at| at <= now))
    }

    /// Signs with the key whose turn it is at `now`.
    pub(crate) fn sign(
        &self,
        typ: &'static str,
        algorithm: Algorithm,
        claims: &Value,
        now: i64,
    ) -> Result<String, KeyError> {
        let key = self.signing(algorithm, now).ok_or(KeyError::Refused)?;
        key.pair.sign(json!({ "kid": key.kid, "typ": typ }), claims)
    }

    /// The public key of that `kid`, published or retired.
    pub(crate) fn public_key(&self, kid: &str) -> Option<&Value> {
        let published = Algorithm::ALL.into_iter().flat_map(|algorithm| self.of(algorithm));
        let all = published.map(|key| &key.public).chain(&self.retired);
        let mut of_kid = all.filter(|jwk| jwk.get("kid").and_then(Value::as_str) == Some(kid));
        of_kid.next()
    }

    /// The published keys as a JWK set (RFC 7517 §5). Those that sign come first, for relying parties
    /// that look no further.
    pub(crate) fn jwks(&self, now: i64) -> Value {
        let (mut first, mut others) = (Vec::new(), Vec::new());
        for algorithm in Algorithm::ALL {
            let signing = self.signing(algorithm, now).map(|key| key.kid.as_str());
            for key in self.of(algorithm) {
                let place = if signing == Some(&key.kid) { &mut first } else { &mut others };
                place.push(key.public.clone());
            }
        }
        first.append(&mut others);
        json!({ "keys": first })
    }

    fn signing(&self, algorithm: Algorithm, now: i64) -> Option<&Key> {
        key_rotation::signing(self.of(algorithm), |key| key.term.signs_from, now)
    }
}
