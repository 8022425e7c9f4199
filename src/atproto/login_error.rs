//! Why a login cannot be begun or finished, and why the status of an account is not known.
//!
//! Nothing here is an HTTP answer or a sentence for people: `login` decides what they are told.

use super::did::Did;
use super::handle_lookup::HandleFault;
use super::prompt::Prompt;
use super::server_fault::{OAuthError, ServerFault};
use crate::jws::KeyError;

/// Why a login could not be begun.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// No account has this handle or DID. It was probably mistyped.
    #[error("there is no such account")]
    NoAccount,
    /// The DNS record of the handle is invalid.
    #[error(transparent)]
    FaultyHandle(#[from] HandleFault),
    /// The handle names an account that claims another handle. One of the two is out of date, or
    /// somebody impersonates somebody else.
    #[error("the account that the handle names has another handle")]
    HandleNotClaimed,
    /// The account that the handle names has no handle. Only its DID names it.
    #[error("the account that the handle names has no handle")]
    NoHandle(Did),
    /// The DID document names no PDS that can be used.
    #[error("the account has no usable PDS")]
    NoPds,
    /// The PDS does not support OAuth: it has no protected resource metadata.
    #[error("the PDS does not support OAuth")]
    NoOAuth(#[source] ServerFault),
    /// The host that was typed is neither a PDS nor an authorization server.
    #[error("the host is no ATProto server")]
    NotAServer(#[source] ServerFault),
    /// The authorization server could not read our client metadata, or refuses it.
    #[error("the server does not accept this client")]
    ClientUnknown(#[source] ServerFault),
    /// The authorization server does not support `http://localhost` clients, which are for
    /// development and optional (ATProto OAuth specification, "Localhost Client Development").
    #[error("the server does not accept localhost clients")]
    LocalhostClientUnknown(#[source] ServerFault),
    /// The server does not list `prompt=login`, or refused it. So nobody can be made to sign in
    /// anew.
    #[error("{0} cannot be made to ask for a new login")]
    NoFreshLogin(String),
    /// A server did not answer as it should.
    #[error(transparent)]
    Server(#[from] ServerFault),
    /// A key could not be made.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Why a login could not be finished.
#[derive(Debug, thiserror::Error)]
pub enum FinishError {
    /// `iss` of the callback is another issuer, or is missing beside a code (RFC 9207 §2.4).
    #[error(
        "the callback is not from the server that was asked: {asked} was, and iss is {received}"
    )]
    WrongIssuer {
        /// The issuer that was asked.
        asked: String,
        /// `iss` of the callback.
        received: String,
    },
    /// The server answered `access_denied`, and nothing speaks against it that the person refused.
    #[error("access was denied")]
    Denied,
    /// The server answered `access_denied` because its own page had expired, or came twice.
    #[error("the server ended the login: {0}")]
    Interrupted(OAuthError),
    /// The server answered `access_denied` because the account is deactivated or suspended.
    #[error("the account is not active: {0}")]
    NotActive(OAuthError),
    /// The authorization server refused this prompt. Without it the login may work, for example
    /// after `account_selection_required`, when the server knows no account to choose from.
    #[error("the server refused because of the prompt {0:?}: {1}")]
    PromptRefused(Prompt, OAuthError),
    /// The authorization server answered with another error.
    #[error("the server refused: {0}")]
    Refused(OAuthError),
    /// `token_type` is not `DPoP`.
    #[error("the token is not bound to a key")]
    WrongTokenType,
    /// `scope` of the token response is missing or lacks `atproto`.
    #[error("the scope atproto was not granted")]
    WrongScope,
    /// `sub` of the token response is missing or not a DID.
    #[error("the token is for nobody")]
    NoSubject,
    /// Another account signed in than the one that the login began with.
    #[error("another account signed in: {asked} was asked for, and {received} came")]
    WrongAccount {
        /// The account that the login began with.
        asked: Did,
        /// The account that the server named.
        received: Did,
    },
    /// The PDS of `sub` does not trust the server that named it. The server claimed an account that
    /// it does not have, or the account has moved since the login began.
    #[error("the account is with another server: {asked} named {did}, whose PDS trusts {trusted}")]
    WrongAuthority {
        /// The issuer that named the account.
        asked: String,
        /// The account.
        did: Did,
        /// The issuer that the account's PDS trusts.
        trusted: String,
    },
    /// The DID of `sub` does not exist.
    #[error("there is no such account")]
    NoAccount,
    /// The DID document names no PDS that can be used.
    #[error("the account has no usable PDS")]
    NoPds,
    /// The client key that the login began with is gone. Servers accept no other key for it.
    #[error("the client key of this login is gone")]
    ClientKeyGone,
    /// The stored DPoP key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A server did not answer as it should.
    #[error(transparent)]
    Server(#[from] ServerFault),
}

/// Why the status of an account is not known.
#[derive(Debug, thiserror::Error)]
pub enum AccountStatusError {
    /// The account does not exist any more, or is not active.
    #[error("the account is gone or not active")]
    Gone,
    /// A server was out or did not answer as it should.
    #[error(transparent)]
    Unknown(#[from] ServerFault),
}
