//! What a server did instead of answering as the protocol demands.
//!
//! In: an error of a request, or a broken rule. Out: a [`ServerFault`] that names the step and the
//! host. Callers show people the step and the host only. The cause goes to the log only, because a
//! stranger who sees it can scan our own network through us (SSRF).

use std::fmt;

use crate::fetch::{FetchError, JsonFault};
use crate::jws::KeyError;

/// The request that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Step {
    /// Handle → DID.
    #[error("resolving the handle")]
    ResolveHandle,
    /// DID → DID document.
    #[error("resolving the DID")]
    ResolveDid,
    /// PDS → its authorization server (RFC 9728).
    #[error("reading the PDS metadata")]
    ResourceMetadata,
    /// Authorization server → its endpoints (RFC 8414).
    #[error("reading the authorization server metadata")]
    ServerMetadata,
    /// The pushed authorization request (RFC 9126).
    #[error("pushing the authorization request")]
    PushRequest,
    /// Code → tokens.
    #[error("exchanging the code")]
    ExchangeCode,
    /// The revocation of the tokens (RFC 7009).
    #[error("revoking the token")]
    Revoke,
    /// Account → whether it is active.
    #[error("asking whether the account is active")]
    RepoStatus,
}

/// A server did not answer as it should.
#[derive(Debug, thiserror::Error)]
#[error("{step} at {host}: {cause}")]
pub struct ServerFault {
    /// The request.
    pub step: Step,
    /// The host of the server, as people read it.
    pub host: String,
    /// What went wrong. This is for the log only.
    #[source]
    pub cause: Cause,
}

/// What went wrong with a request.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    /// There was no answer.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The answer has this HTTP status.
    #[error("answered with status {0}")]
    Status(u16),
    /// The answer has this HTTP status and an OAuth error.
    #[error("answered with status {0}: {1}")]
    Refused(u16, OAuthError),
    /// A guard before the server answered with a challenge for browsers.
    #[error("a guard before the server answered with a challenge that only a browser can pass")]
    Challenge,
    /// The media type is not `application/json`.
    #[error("answered with something else than JSON")]
    MediaType,
    /// The answer is not JSON of the expected form.
    #[error(transparent)]
    Json(#[from] JsonFault),
    /// The metadata breaks a rule.
    #[error(transparent)]
    Metadata(#[from] MetadataFault),
    /// The DID document is about another DID than the one asked for.
    #[error("the document is about another DID")]
    OtherDid,
    /// The DPoP nonce breaks a rule.
    #[error(transparent)]
    Nonce(#[from] NonceFault),
    /// The `request_uri` cannot be used.
    #[error("the request_uri cannot be used")]
    RequestUri,
    /// Our own key could not sign.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl Cause {
    pub(super) fn at(self, step: Step, host: &str) -> ServerFault {
        ServerFault { step, host: host.to_owned(), cause: self }
    }

    /// Whether we sent nothing, because too many logins want to ask this server.
    pub const fn is_too_many_visits(&self) -> bool {
        matches!(self, Self::Fetch(FetchError::TooManyVisits))
    }

    /// Whether the request may succeed later, or at another server with the same data.
    pub fn is_outage(&self) -> bool {
        if let Self::Fetch(error) = self {
            return error.is_outage();
        }
        let (Self::Status(status) | Self::Refused(status, _)) = self else {
            return matches!(self, Self::Challenge);
        };
        *status >= 500 || *status == 429
    }
}

impl ServerFault {
    /// Whether waiting may help. A request that got no answer counts as one, whatever the reason: a
    /// stranger must not learn which address we do not connect to.
    pub fn may_pass(&self) -> bool {
        matches!(self.cause, Cause::Fetch(_)) || self.cause.is_outage()
    }

    /// Whether there was no answer, although we asked.
    pub const fn is_no_answer(&self) -> bool {
        matches!(self.cause, Cause::Fetch(_)) && !self.cause.is_too_many_visits()
    }

    /// Whether a PDS says by it that it does not support OAuth: it does not know the address of the
    /// metadata (RFC 9728 §3).
    pub(super) const fn is_no_oauth(&self) -> bool {
        matches!(self.step, Step::ResourceMetadata)
            && matches!(self.cause, Cause::Status(404 | 405 | 410 | 501))
    }
}

/// What is wrong with server metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MetadataFault {
    /// `resource` is not the origin of the PDS (RFC 9728 §3.3).
    #[error("resource is not the server that was asked")]
    Resource,
    /// `authorization_servers` is not exactly one origin that the network admits.
    #[error("authorization_servers is not exactly one origin")]
    AuthorizationServers,
    /// `issuer` is not the origin of the server (RFC 8414 §3.3).
    #[error("issuer is not the server that was asked")]
    Issuer,
    /// This member lacks a value that ATProto demands.
    #[error("{0} lacks a value that is demanded")]
    Lacks(&'static str),
    /// This member has a value that ATProto forbids.
    #[error("{0} has a value that is forbidden")]
    Forbids(&'static str),
    /// This endpoint is missing, not a URL, or where it must not be: not at the issuer's origin or, for
    /// the authorization endpoint, at a host that the network does not admit.
    #[error("{0} is missing or elsewhere")]
    Endpoint(&'static str),
    /// This endpoint is longer than 2,048 bytes, which is more than we store.
    #[error("{0} is longer than 2048 bytes")]
    TooLong(&'static str),
}

/// What is wrong with the header `DPoP-Nonce`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NonceFault {
    /// The server asks for a nonce and gives none.
    #[error("the answer asks for a DPoP nonce and has none")]
    Missing,
    /// It occurs twice, is too long, or has invalid characters.
    #[error("the DPoP nonce cannot be used")]
    Unusable,
}

/// An OAuth error (RFC 6749 §4.1.2.1 and §5.2), cut to the length of a log line. A stranger wrote
/// it, so it must not be shown on pages.
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

    /// Whether the server says that another try may succeed (RFC 6749 §4.1.2.1).
    pub fn may_pass(&self) -> bool {
        matches!(self.code.as_str(), "server_error" | "temporarily_unavailable")
    }

    /// Whether the explanation has these words, which are in lower case.
    pub(super) fn mentions(&self, words: &str) -> bool {
        self.description.as_ref().is_some_and(|text| text.to_ascii_lowercase().contains(words))
    }
}

impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)?;
        self.description.as_ref().map_or(Ok(()), |description| write!(f, " ({description})"))
    }
}

/// At most `limit` characters. All but printable ASCII becomes `?`.
fn printable(text: &str, limit: usize) -> String {
    let shown = |c: char| if c == ' ' || c.is_ascii_graphic() { c } else { '?' };
    text.chars().take(limit).map(shown).collect()
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
        assert!(Cause::Challenge.is_outage());
    }
}
