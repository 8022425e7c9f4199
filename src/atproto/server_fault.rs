//! What can go wrong between ATLogin and the servers of an account, as facts.
//!
//! Nothing here is an HTTP answer or a sentence for a person: `login` decides what they are told. For
//! every [`ServerFault`] that should be one and the same sentence, with its step and its host,
//! whatever the cause: else strangers could use us to look around in our own network (SSRF oracle).
//! The cause belongs into the log.

use std::fmt;

use super::did_document::DocumentFault;
use super::handle::HandleFault;
use super::metadata::MetadataFault;
use super::prompt::Prompt;
use super::session::NonceFault;
use crate::fetch::{FetchError, JsonFault};
use crate::jws::KeyError;

/// What was being asked when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Handle → DID.
    ResolveHandle,
    /// DID → its document.
    ResolveDid,
    /// PDS → its authorization server (RFC 9728).
    ResourceMetadata,
    /// Authorization server → its endpoints (RFC 8414).
    ServerMetadata,
    /// The pushed authorization request (RFC 9126).
    PushRequest,
    /// Code → tokens.
    ExchangeCode,
    /// Tokens → nothing (RFC 7009).
    Revoke,
    /// Account → whether it is active.
    RepoStatus,
}

/// A server did not do its part.
#[derive(Debug, thiserror::Error)]
#[error("{step} at {host}: {cause}")]
pub struct ServerFault {
    /// What it was asked for.
    pub step: Step,
    /// Its host, for people to read.
    pub host: String,
    /// What it did instead. For the log only.
    #[source]
    pub cause: Cause,
}

/// What a server did instead of its part.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    /// Nothing that could be read.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// It answered with this HTTP status.
    #[error("answered with status {0}")]
    Status(u16),
    /// It answered with this HTTP status and an OAuth error.
    #[error("answered with status {0}: {1}")]
    Refused(u16, OAuthError),
    /// It answered with another media type than `application/json`.
    #[error("answered with something else than JSON")]
    MediaType,
    /// Its JSON is none, or has not the shape that it must have.
    #[error(transparent)]
    Json(#[from] JsonFault),
    /// Its metadata breaks a rule.
    #[error(transparent)]
    Metadata(#[from] MetadataFault),
    /// The DID document breaks a rule.
    #[error(transparent)]
    Document(#[from] DocumentFault),
    /// Its `DPoP` nonce breaks a rule.
    #[error(transparent)]
    Nonce(#[from] NonceFault),
    /// The `request_uri` of its answer cannot be used.
    #[error("the request_uri cannot be used")]
    RequestUri,
    /// Our own key did not work.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl Cause {
    pub(super) fn at(self, step: Step, host: &str) -> ServerFault {
        ServerFault { step, host: host.to_owned(), cause: self }
    }

    /// Whether nobody was asked, because so many others want to go there too.
    pub const fn is_too_many_visits(&self) -> bool {
        matches!(self, Self::Fetch(FetchError::TooManyVisits))
    }

    /// Whether it may well go better in a minute, or at another server with the same data.
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Fetch(error) => error.is_outage(),
            Self::Status(status) | Self::Refused(status, _) => *status >= 500 || *status == 429,
            Self::MediaType
            | Self::Json(_)
            | Self::Metadata(_)
            | Self::Document(_)
            | Self::Nonce(_)
            | Self::RequestUri
            | Self::Key(_) => false,
        }
    }
}

/// An error as OAuth servers tell it (RFC 6749 §4.1.2.1 and §5.2), cut to what fits a log line.
/// A stranger wrote it: it is data, and not for pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthError {
    /// The error code, of printable ASCII.
    pub code: String,
    /// The explanation, of printable ASCII.
    pub description: Option<String>,
}

const LONGEST_CODE: usize = 64;
const LONGEST_DESCRIPTION: usize = 300;

impl OAuthError {
    pub(super) fn new(code: &str, description: Option<&str>) -> Self {
        Self {
            code: printable(code, LONGEST_CODE),
            description: description.map(|text| printable(text, LONGEST_DESCRIPTION)),
        }
    }
}

impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)?;
        self.description.as_ref().map_or(Ok(()), |description| write!(f, " ({description})"))
    }
}

/// At most `limit` characters of printable ASCII; others are shown as `?`.
fn printable(text: &str, limit: usize) -> String {
    let shown = |c: char| if c == ' ' || c.is_ascii_graphic() { c } else { '?' };
    text.chars().take(limit).map(shown).collect()
}

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

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ResolveHandle => "resolving the handle",
            Self::ResolveDid => "resolving the DID",
            Self::ResourceMetadata => "reading the PDS metadata",
            Self::ServerMetadata => "reading the authorization server metadata",
            Self::PushRequest => "pushing the authorization request",
            Self::ExchangeCode => "exchanging the code",
            Self::Revoke => "revoking the token",
            Self::RepoStatus => "asking whether the account is active",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_stranger_wrote_is_cut_and_has_no_control_characters() {
        let error = OAuthError::new("a\r\nb\u{202e}", Some(&"<é>".repeat(1000)));
        assert_eq!(error.code, "a??b?");
        assert_eq!(error.description.unwrap().len(), LONGEST_DESCRIPTION);
    }

    #[test]
    fn an_overloaded_server_is_an_outage_and_a_refusal_is_none() {
        let refused = |status| Cause::Refused(status, OAuthError::new("x", None)).is_outage();
        assert!(Cause::Status(503).is_outage() && refused(500) && refused(429));
        assert!(!Cause::Status(404).is_outage() && !refused(400));
    }
}
