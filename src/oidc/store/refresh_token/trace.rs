//! What is left of a refresh token that gives nothing any more.

use crate::secret::SecretHash;
use crate::telemetry::LoginNumber;

/// A refresh token that was used before.
#[derive(Debug)]
pub struct SpentToken {
    /// The hash of the code that it came from, which identifies its family.
    pub family: SecretHash,
    /// The login that its family came of.
    pub login: Option<LoginNumber>,
}

/// What is known of a refresh token that is not found for the client that has shown it.
#[derive(Debug)]
pub struct Trace {
    /// Whose it is.
    pub client_id: String,
    /// When its family expires or has expired, in unix seconds.
    pub expires_at: i64,
    /// The login that its family came of.
    pub login: Option<LoginNumber>,
}
