//! Sealing under a phrase that everybody can read.
//!
//! Nothing in a fixture guards anything: its daemon and its people never existed. It is sealed all
//! the same, so that no scanner and no reader takes a key, a cookie or a token in it for a live one.
//! It is not the sealing of `src/secret.rs`, so that a change there leaves the fixtures readable.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{digest, rand};

const PHRASE: &str = "what is sealed under this phrase opens no door anywhere";

pub(super) fn seal(plain: &[u8]) -> Vec<u8> {
    let mut nonce = [0; NONCE_LEN];
    rand::fill(&mut nonce).unwrap();
    let mut sealed = plain.to_vec();
    let once = Nonce::assume_unique_for_key(nonce);
    key().seal_in_place_append_tag(once, Aad::empty(), &mut sealed).unwrap();
    [nonce.as_slice(), &sealed].concat()
}

pub(super) fn open(sealed: &[u8]) -> Vec<u8> {
    let (nonce, body) = sealed.split_at(NONCE_LEN);
    let nonce = Nonce::try_assume_unique_for_key(nonce).unwrap();
    let mut body = body.to_vec();
    key().open_in_place(nonce, Aad::empty(), &mut body).unwrap().to_vec()
}

fn key() -> LessSafeKey {
    let material = digest::digest(&digest::SHA256, PHRASE.as_bytes());
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, material.as_ref()).unwrap())
}
