//! The newest DPoP nonce of each server, shared by all logins.
//!
//! A request with the current nonce need not be sent twice (RFC 9449 §8.2). Strangers choose which
//! servers are asked, so the number of servers is limited.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Nonces by server origin. Clones share them.
#[derive(Clone, Default)]
pub(super) struct Nonces(Arc<Mutex<HashMap<String, Remembered>>>);

struct Remembered {
    nonce: String,
    /// Unix seconds.
    since: i64,
}

/// Needs half a megabyte at most.
const MOST_SERVERS: usize = 512;

impl Nonces {
    /// The newest nonce of the server at `origin`.
    pub(super) fn of(&self, origin: &str) -> Option<String> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(origin).map(|remembered| remembered.nonce.clone())
    }

    /// Remembers a nonce. If there is no room, the oldest one is forgotten.
    pub(super) fn learn(&self, origin: &str, nonce: &str, now: i64) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_SERVERS && !known.contains_key(origin) {
            let oldest = known.iter().min_by_key(|(_, remembered)| remembered.since);
            if let Some(oldest) = oldest.map(|(origin, _)| origin.clone()) {
                known.remove(&oldest);
            }
        }
        let remembered = Remembered { nonce: nonce.to_owned(), since: now };
        known.insert(origin.to_owned(), remembered);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_server_has_its_own_newest_nonce() {
        let nonces = Nonces::default();
        nonces.learn("https://a.example.com", "one", 1);
        nonces.learn("https://a.example.com", "two", 2);
        assert_eq!(nonces.of("https://a.example.com").as_deref(), Some("two"));
        assert_eq!(nonces.of("https://b.example.com"), None);
    }

    #[test]
    fn strangers_cannot_fill_the_memory() {
        let nonces = Nonces::default();
        nonces.learn("https://used.example.com", "used", i64::MAX);
        for number in 0..10_000 {
            nonces.learn(&format!("https://{number}.example.com"), "n", number);
        }
        assert_eq!(nonces.0.lock().unwrap().len(), MOST_SERVERS);
        assert_eq!(nonces.of("https://used.example.com").as_deref(), Some("used"));
    }
}
