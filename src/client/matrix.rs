//! The software of a Matrix server, known by the redirect URIs of its client.

use super::Client;
use super::redirect_uri::RegisteredUri;

/// What signs people in at a Matrix server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatrixSoftware<'a> {
    /// Synapse, by its own `oidc_providers`.
    Synapse {
        /// Its `public_baseurl`, without a trailing slash.
        base: &'a str,
    },
    /// Matrix Authentication Service.
    Mas {
        /// Its `public_base`, without a trailing slash.
        base: &'a str,
        /// The identifier that it knows us by, a ULID.
        ulid: &'a str,
    },
}

/// The path of Synapse's redirect URI.
const SYNAPSE_CALLBACK: &str = "/_synapse/client/oidc/callback";
/// The path of MAS's redirect URI, without the ULID at its end.
const MAS_CALLBACK: &str = "/upstream/callback/";

impl Client {
    /// The Matrix server that this client is, if it is one.
    pub fn matrix(&self) -> Option<MatrixSoftware<'_>> {
        self.redirect_uris.iter().map(RegisteredUri::as_str).find_map(MatrixSoftware::at)
    }
}

impl<'a> MatrixSoftware<'a> {
    /// The Matrix server that has this redirect URI, if it is one.
    pub fn at(redirect_uri: &'a str) -> Option<Self> {
        if let Some(base) = redirect_uri.strip_suffix(SYNAPSE_CALLBACK) {
            return Some(Self::Synapse { base });
        }
        let (base, ulid) = redirect_uri.rsplit_once(MAS_CALLBACK)?;
        is_ulid(ulid).then_some(Self::Mas { base, ulid })
    }
}

/// Whether it is a ULID: 128 bits in 26 digits of Crockford's base 32, which have room for 130.
pub fn is_ulid(text: &str) -> bool {
    let is_digit = |byte: u8| b"0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains(&byte);
    text.len() == 26 && text.bytes().all(is_digit) && text.starts_with(|first| first <= '7')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_server_is_known_by_its_redirect_uri() {
        let base = "https://m.example/auth";
        assert_eq!(
            MatrixSoftware::at("https://m.example/auth/_synapse/client/oidc/callback"),
            Some(MatrixSoftware::Synapse { base })
        );
        let ulid = "01KSVH7Z4Q5W6X7Y8Z9ABCDEFG";
        assert_eq!(
            MatrixSoftware::at(&format!("{base}/upstream/callback/{ulid}")),
            Some(MatrixSoftware::Mas { base, ulid })
        );
        for other in [
            "https://m.example/cb",
            "https://m.example/_synapse/client/oidc/callback/x",
            "https://m.example/upstream/callback/",
            "https://m.example/upstream/callback/01ksvh7z4q5w6x7y8z9abcdefg",
            "https://m.example/upstream/callback/01KSVH7Z4Q5W6X7Y8Z9ABCDEFG/x",
            "https://m.example/upstream/callback/81KSVH7Z4Q5W6X7Y8Z9ABCDEFG",
        ] {
            assert_eq!(MatrixSoftware::at(other), None, "{other}");
        }
    }
}
