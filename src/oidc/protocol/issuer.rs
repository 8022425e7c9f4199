//! The issuer identifier: who we are to relying parties, and the prefix of every endpoint.

/// The issuer identifier (OIDC Core §1.2): the public URL without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer(String);

impl Issuer {
    /// The issuer at `public_url`. A slash at its end is dropped.
    pub fn new(public_url: &str) -> Self {
        Self(public_url.trim_end_matches('/').to_owned())
    }

    /// The identifier itself, as it stands in `iss`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of one of our endpoints; `path` begins with a slash.
    pub fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}
