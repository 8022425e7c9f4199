//! Why a login cannot be begun or finished, and why the status of an account is not known.
//!
//! Nothing here is an HTTP answer or a sentence for people: `login` decides what they are told.

use super::handle::HandleFault;
use super::prompt::Prompt;
use super::server_fault::{OAuthError, ServerFault};
use crate::jws::KeyError;

/// Why no way to a person's account could be begun.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// The handle or DID leads to no account: probably mistyped.
    #[error("there is no such account")]
    NoAccount,
    /// The handle is set up wrongly by its owner.
    #[error(transparent)]
    FaultyHandle(#[from] HandleFault),
    /// The handle names an account that does not name the handle: one of the two is out of date,
    /// or somebody wants to look like somebody else.
    #[error("the account that the handle names has another handle")]
    HandleNotClaimed,
    /// The account has no PDS: its document names none that could be used.
    #[error("the account has no usable PDS")]
    NoPds,
    /// The host that was typed is neither a PDS nor an authorization server.
    #[error("the host is no ATProto server")]
    NotAServer(#[source] ServerFault),
    /// The authorization server could not read our client metadata, or does not like it.
    #[error("the server does not accept this client")]
    ClientUnknown(#[source] ServerFault),
    /// The authorization server does not know `http://localhost` clients, which are for development
    /// (ATProto OAuth specification, "Localhost Client Development": support is optional).
    #[error("the server does not accept localhost clients")]
    LocalhostClientUnknown(#[source] ServerFault),
    /// The server cannot be made to ask for a new login: it does not list `prompt=login`, or
    /// refused it.
    #[error("the server cannot be made to ask for a new login")]
    NoFreshLogin,
    /// A server did not do its part.
    #[error(transparent)]
    Server(#[from] ServerFault),
    /// No key could be made.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Why a callback proved nobody's identity.
#[derive(Debug, thiserror::Error)]
pub enum FinishError {
    /// The callback names another issuer than the one that was asked, or none (RFC 9207 §2.4).
    #[error("the callback is not from the server that was asked")]
    WrongIssuer,
    /// The person, or their server for them, said no.
    #[error("access was denied")]
    Denied,
    /// The authorization server does not do what this prompt asks for. Without it the person may get
    /// through (`account_selection_required` when it knows no account of theirs to choose).
    #[error("the server refused because of the prompt {0:?}: {1}")]
    PromptRefused(Prompt, OAuthError),
    /// The authorization server answered with another error.
    #[error("the server refused: {0}")]
    Refused(OAuthError),
    /// The token is of another kind than `DPoP`.
    #[error("the token is not bound to a key")]
    WrongTokenType,
    /// The scope that was granted lacks `atproto`, or was not told.
    #[error("the scope atproto was not granted")]
    WrongScope,
    /// The token answer names no DID as `sub`.
    #[error("the token is for nobody")]
    NoSubject,
    /// Somebody else signed in than the login was begun for.
    #[error("another account signed in")]
    WrongAccount,
    /// The account of `sub` is not in the care of the server that named it: a server claimed an
    /// account that is not its own, or the account has moved since the login began.
    #[error("the account is with another server")]
    WrongAuthority,
    /// The DID of `sub` does not exist (any more).
    #[error("there is no such account")]
    NoAccount,
    /// The account's document names no PDS that could be used.
    #[error("the account has no usable PDS")]
    NoPds,
    /// The client key that the login was begun with is gone (rule: one key for a whole session).
    #[error("the client key of this login is gone")]
    ClientKeyGone,
    /// The stored login cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A server did not do its part.
    #[error(transparent)]
    Server(#[from] ServerFault),
}

/// Why an account is not known to be what it was.
#[derive(Debug, thiserror::Error)]
pub enum AccountStatusError {
    /// There is no such account any more, or it is not active.
    #[error("the account is gone or not active")]
    Gone,
    /// Nobody can tell just now.
    #[error(transparent)]
    Unknown(#[from] ServerFault),
}
