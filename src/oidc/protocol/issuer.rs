//! The issuer identifier (`iss`), which is also the prefix of every endpoint.

/// The issuer identifier (OIDC Core §1.2): the public URL without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer(String);

impl Issuer {
    /// The issuer at `public_url`. A trailing slash is removed.
    pub fn new(public_url: &str) -> Self {
        Self(public_url.trim_end_matches('/').to_owned())
    }

    /// The value of `iss`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of one of our endpoints; `path` begins with a slash.
    pub fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}
