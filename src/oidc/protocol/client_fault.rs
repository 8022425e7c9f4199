//! Why a client is not authenticated. Only the log tells: the client hears that authentication failed, so that
//! nobody learns which clients exist.

use super::client_assertion::AssertionFault;

/// The condition that a proof misses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientFault {
    /// The request names no client.
    #[error("the request names no client and has no credentials")]
    Nobody,
    /// No client has that name.
    #[error("no client with this client_id is registered")]
    Unknown,
    /// It is not one of the client's secrets.
    #[error("the secret is not one of this client's")]
    WrongSecret,
    /// The client has to prove itself, and does not do it by its method.
    #[error("this client has to prove itself by {0}")]
    OtherMethod(&'static str),
    /// The `Authorization` header holds no Basic credentials.
    #[error("the Authorization header holds no readable Basic credentials")]
    Header,
    /// The assertion proves nothing.
    #[error("the client assertion is refused: {0}")]
    Assertion(AssertionFault),
    /// Anybody can use the name of a public client.
    #[error("this client has no secret and no key, so it may not ask about tokens")]
    Public,
}

/// What a client has shown to prove itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Shown {
    /// Credentials in the `Authorization` header.
    #[error("client_secret_basic")]
    Basic,
    /// A secret in the body.
    #[error("client_secret_post")]
    Post,
    /// An assertion.
    #[error("private_key_jwt")]
    Assertion,
    /// Nothing but its name.
    #[error("client_id without a proof")]
    Nothing,
}
