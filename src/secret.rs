//! Secrets: random values that are generated, hashed, compared and encrypted, and never printed.
//!
//! A [`Secret`] leaves ATLogin once: in a cookie, a redirect or a token response. The database
//! stores only its [`SecretHash`], or data that is encrypted with a key derived from it.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{digest, hkdf, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// A secret text. It is wiped from memory when dropped, and `Debug` does not show it.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Generates 256 random bits, as 43 characters of `[A-Za-z0-9_-]`.
    pub fn mint() -> Self {
        Self::from_text(URL_SAFE_NO_PAD.encode(random_bytes::<32>()))
    }

    /// A secret from elsewhere: a cookie, a form, a configuration file.
    pub fn from_text(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself. Every call is a place where the secret may leak.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// SHA-256 of the text, for the database. A slow password hash is not needed, because the
    /// secrets have 256 random bits.
    pub fn hash(&self) -> SecretHash {
        SecretHash::of(&[self.expose().as_bytes()])
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// SHA-256 of a secret. Comparison takes constant time.
#[derive(Clone, Copy)]
pub struct SecretHash([u8; 32]);

impl SecretHash {
    /// SHA-256 of `parts`. Each part is preceded by its length, so that different lists never give
    /// the same input. A single part is hashed without its length.
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut context = digest::Context::new(&digest::SHA256);
        for part in parts {
            if parts.len() > 1 {
                context.update(&(part.len() as u64).to_be_bytes());
            }
            context.update(part);
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(context.finish().as_ref());
        Self(hash)
    }

    /// A hash from the database. Bytes of another length give a hash that equals no other.
    pub fn from_stored(bytes: &[u8]) -> Self {
        // The hash of a random value that nobody knows, so that it matches nothing.
        Self(bytes.try_into().unwrap_or_else(|_| Self::of(&[&random_bytes::<32>()]).0))
    }

    /// The 32 bytes, for the database.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The hash as 43 characters of base64url.
    pub fn to_text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl PartialEq for SecretHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for SecretHash {}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(…)")
    }
}

/// Whether two texts are equal. The comparison takes constant time.
pub fn same_text(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

/// `N` bytes from the operating system's random source.
///
/// # Panics
/// If the operating system has no randomness. Nothing safe can be done then.
#[expect(clippy::expect_used, reason = "no request can cause it, and going on would be unsafe")]
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).expect("the operating system's random source works");
    bytes
}

/// Encrypted data has another key or another purpose, or was altered.
#[derive(Debug, thiserror::Error)]
#[error("sealed data does not open with this key")]
pub struct Unsealable;

/// Encrypts `plain` with AES-256-GCM. The key is derived from `holder` by HKDF-SHA-256. Data that
/// is encrypted for one `purpose` cannot be decrypted for another.
///
/// # Errors
/// [`Unsealable`] if the input is longer than 64 GiB.
pub fn seal(holder: &Secret, purpose: &'static str, plain: &[u8]) -> Result<Vec<u8>, Unsealable> {
    let nonce = random_bytes::<NONCE_LEN>();
    let mut sealed = plain.to_vec();
    sealing_key(holder, purpose)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed)
        .map_err(|_| Unsealable)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Decrypts what [`seal`] encrypted with the same holder and purpose.
///
/// # Errors
/// [`Unsealable`] if the holder or the purpose differs, or the data was altered.
pub fn open(
    holder: &Secret,
    purpose: &'static str,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Unsealable> {
    let (nonce, body) = sealed.split_at_checked(NONCE_LEN).ok_or(Unsealable)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Unsealable)?;
    let mut body = Zeroizing::new(body.to_vec());
    let length = sealing_key(holder, purpose)?
        .open_in_place(nonce, Aad::empty(), &mut body)
        .map_err(|_| Unsealable)?
        .len();
    body.truncate(length);
    Ok(body)
}

fn sealing_key(holder: &Secret, purpose: &'static str) -> Result<LessSafeKey, Unsealable> {
    let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"atlogin sealed data");
    let pseudorandom = salt.extract(holder.expose().as_bytes());
    let info = [purpose.as_bytes()];
    let material = pseudorandom.expand(&info, &AES_256_GCM).map_err(|_| Unsealable)?;
    Ok(LessSafeKey::new(UnboundKey::from(material)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_only_for_its_holder_and_purpose() {
        let holder = Secret::mint();
        let sealed = seal(&holder, "one", b"the key of a login").unwrap();
        assert_eq!(open(&holder, "one", &sealed).unwrap().as_slice(), b"the key of a login");
        assert!(open(&holder, "two", &sealed).is_err());
        assert!(open(&Secret::mint(), "one", &sealed).is_err());
        assert!(open(&holder, "one", sealed.get(..11).unwrap()).is_err());
    }

    #[test]
    fn a_secret_prints_nothing_of_itself() {
        let secret = Secret::mint();
        assert!(!format!("{secret:?} {:?}", secret.hash()).contains(secret.expose()));
    }

    #[test]
    fn secrets_have_256_bits_and_do_not_repeat() {
        let minted: std::collections::HashSet<_> =
            (0..10_000).map(|_| Secret::mint().expose().to_owned()).collect();
        assert_eq!(minted.len(), 10_000);
        assert!(minted.iter().all(|text| text.len() == 43));
    }
}
