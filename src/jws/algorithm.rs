//! The algorithms we sign with: RS256, ES256 and `EdDSA`.

use aws_lc_rs::digest;
use serde::{Deserialize, Serialize};

/// A signature algorithm (RFC 7518 §3.1, RFC 8037 §3.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// RSA with PKCS #1 v1.5 and SHA-256: every relying party knows it, so it is the default.
    #[default]
    #[serde(rename = "RS256")]
    Rs256,
    /// ECDSA on P-256 with SHA-256: a thirtieth of the work.
    #[serde(rename = "ES256")]
    Es256,
    /// Ed25519: as quick, and the same message always has the same signature.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

impl Algorithm {
    /// All that we sign with, as discovery lists them.
    pub const ALL: [Self; 3] = [Self::Rs256, Self::Es256, Self::EdDsa];

    /// Their registered names.
    pub const NAMES: [&'static str; 3] = ["RS256", "ES256", "EdDSA"];

    /// Its registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The algorithm of this registered name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// The hash that `at_hash` is half of: "the hash algorithm used in the `alg`" (OIDC Core
    /// §3.1.3.6). Ed25519 hashes with SHA-512 (RFC 8032 §5.1), and so do relying parties.
    pub(crate) fn hash(self) -> &'static digest::Algorithm {
        match self {
            Self::Rs256 | Self::Es256 => &digest::SHA256,
            Self::EdDsa => &digest::SHA512,
        }
    }
}
