//! Made-up values that nobody can guess.

use aws_lc_rs::rand;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// `prefix` and 192 random bits in base64url.
pub(super) fn text(prefix: &str) -> String {
    format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes::<24>()))
}

/// A DID of the right shape: `did:plc:` and 24 characters of base32 (did:plc specification).
pub(super) fn did_plc() -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let letters = bytes::<24>().map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
    format!("did:plc:{}", letters.iter().collect::<String>())
}

/// `N` random bytes.
pub(super) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).unwrap();
    bytes
}
