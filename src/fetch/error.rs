//! The errors of outgoing HTTP requests and DNS queries.

use hickory_resolver::net::NetError;
use serde::de::DeserializeOwned;

use super::names::NameFault;
use crate::json::Object;
use crate::network::UrlRefusal;

/// Why a request got no complete response within its limits.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The network does not admit the URL. Nothing was sent.
    #[error(transparent)]
    Url(#[from] UrlRefusal),
    /// The look-up of the host, or of the queried name, gave no usable result.
    #[error(transparent)]
    Name(#[from] NameFault),
    /// There was no connection, its certificate is not valid, or it broke.
    #[error("the server could not be reached, or broke off: {}", root(.0))]
    Unreachable(#[source] reqwest::Error),
    /// Too many logins used that server in the last minute, or too many use its addresses now. Nothing was
    /// sent.
    #[error("too many errands to this server at once")]
    TooManyVisits,
    /// It took too long.
    #[error("the server took too long")]
    TimedOut,
    /// The body is longer than its limit.
    #[error("the answer is too large")]
    TooLarge,
    /// The body is packed in a way that was not requested and is not gzip, or is not what it says.
    #[error("the answer is encoded in a way that cannot be read")]
    Encoded,
    /// There were too many redirects, or one has no valid target.
    #[error("the redirects lead nowhere")]
    Redirect,
}

impl FetchError {
    /// Whether a retry in a minute may help, because there was no response. A wrong response or a
    /// forbidden URL is permanent.
    pub const fn is_outage(&self) -> bool {
        matches!(
            self,
            Self::Name(NameFault::Unavailable)
                | Self::Unreachable(_)
                | Self::TooManyVisits
                | Self::TimedOut
        )
    }

    /// Whether no server was reached: DNS knows no address or does not answer, or no connection came about
    /// in time. A refused address and a certificate that is not valid came over a network.
    pub fn is_unreached(&self) -> bool {
        match self {
            Self::Name(NameFault::NoRecord | NameFault::Unavailable) | Self::TimedOut => true,
            Self::Unreachable(error) => error.is_connect() && !is_about_tls(error),
            Self::Name(NameFault::AddressRefused | NameFault::TooManyVisits)
            | Self::Url(_)
            | Self::TooManyVisits
            | Self::TooLarge
            | Self::Encoded
            | Self::Redirect => false,
        }
    }

    /// What is wrong with the server's TLS, if that was why.
    pub fn tls_fault(&self) -> Option<TlsFault> {
        let Self::Unreachable(error) = self else { return None };
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
        while let Some(inner) = cause {
            if let Some(error) = inner.downcast_ref::<rustls::Error>() {
                return Some(TlsFault::of(error));
            }
            cause = inside(inner);
        }
        is_about_tls(error).then_some(TlsFault::Other)
    }

    /// Unwraps our resolver's own error from the error of the HTTP client.
    pub(super) fn from_reqwest(error: reqwest::Error) -> Self {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(inner) = cause {
            match inner.downcast_ref::<NameFault>() {
                Some(NameFault::TooManyVisits) => return Self::TooManyVisits,
                Some(fault) => return Self::Name(*fault),
                None => {}
            }
            cause = inner.source();
        }
        if error.is_timeout() { Self::TimedOut } else { Self::Unreachable(error.without_url()) }
    }
}

/// Why no TLS connection came about, although something answers at the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsFault {
    /// The certificate has expired.
    Expired,
    /// The certificate will be valid later.
    NotYetValid,
    /// The certificate is for other names.
    WrongName,
    /// Nobody whom this machine trusts has signed the certificate, as far as the server shows: it signed
    /// itself, its authority is unknown here, or the certificate between the two is not sent.
    Untrusted,
    /// Something speaks, but no TLS: usually plain http.
    NotTls,
    /// Anything else.
    Other,
}

impl TlsFault {
    fn of(error: &rustls::Error) -> Self {
        use rustls::{CertificateError as Certificate, Error};
        let Error::InvalidCertificate(fault) = error else {
            let is_no_tls = matches!(error, Error::InvalidMessage(_));
            return if is_no_tls { Self::NotTls } else { Self::Other };
        };
        if matches!(fault, Certificate::Expired | Certificate::ExpiredContext { .. }) {
            Self::Expired
        } else if matches!(fault, Certificate::NotValidYet | Certificate::NotValidYetContext { .. })
        {
            Self::NotYetValid
        } else if matches!(
            fault,
            Certificate::NotValidForName | Certificate::NotValidForNameContext { .. }
        ) {
            Self::WrongName
        // What is an authority's own certificate has an error of its own, without a name.
        } else if matches!(fault, Certificate::UnknownIssuer | Certificate::Other(_)) {
            Self::Untrusted
        } else {
            Self::Other
        }
    }
}

/// Whether something answered, but not as a server with this name's certificate.
fn is_about_tls(error: &reqwest::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        let io = inner.downcast_ref::<std::io::Error>();
        if io.is_some_and(|io| io.kind() == std::io::ErrorKind::InvalidData) {
            return true;
        }
        cause = inside(inner);
    }
    false
}

/// The cause of an error.
fn inside<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> Option<&'a (dyn std::error::Error + 'static)> {
    match error.downcast_ref::<std::io::Error>() {
        // Its source is that of the error inside, which would be passed over.
        Some(io) => io.get_ref().map(|inside| inside as &(dyn std::error::Error + 'static)),
        None => error.source(),
    }
}

/// The innermost cause, like "connection refused". The outer errors only add the context.
fn root(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

/// JSON of an unexpected form. The error has the position but not the text, which may be a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the JSON of the answer cannot be read at line {line}, column {column}")]
pub struct JsonFault {
    /// The line, from 1; 0 if there is no position.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
}

impl From<serde_json::Error> for JsonFault {
    fn from(error: serde_json::Error) -> Self {
        Self { line: error.line(), column: error.column() }
    }
}

/// Reads a JSON object. A mark of byte order before it is passed over (RFC 8259 §8.1).
///
/// # Errors
/// [`JsonFault`] if it is none, or not of this form.
pub fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, JsonFault> {
    let Object(read) = serde_json::from_slice(without_mark(body))?;
    Ok(read)
}

/// The text of a body without a mark of byte order, which some editors write at the beginning of a file.
pub(super) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body)
}

/// Why an HTTP client could not be built.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The DNS resolver failed: usually `/etc/resolv.conf` is missing or unreadable.
    #[error(
        "the DNS resolver could not be set up, for which /etc/resolv.conf must be there and readable ({}); make \
         that file, such as with the line `nameserver 9.9.9.9`, or name a server by dns_server",
        causes(.0)
    )]
    Resolver(#[source] NetError),
    /// The HTTP client failed: usually the system has no certificates.
    #[error(
        "the HTTP client could not be set up, for which this machine needs the certificates of certificate \
         authorities ({}); install them (on Debian: apt install ca-certificates), or name their file by the \
         variable SSL_CERT_FILE",
        causes(.0)
    )]
    Client(#[source] reqwest::Error),
    /// The certificates of the test network, or of one address, are none.
    #[error("the certificates of the file that the configuration names cannot be used: {}", causes(.0))]
    Authority(#[source] reqwest::Error),
    /// The certificate file of the test network, or of one address, holds no certificate.
    #[error("the certificate file holds no certificate")]
    NoCertificate,
}

/// An error and what caused it, which alone says what is missing.
fn causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let mut said: Vec<String> = causes.map(ToString::to_string).collect();
    said.dedup();
    said.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resolver_without_its_file_is_said_to_lack_it() {
        let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
        let said = SetupError::Resolver(NetError::from(missing)).to_string();
        assert!(said.contains("/etc/resolv.conf") && said.contains("dns_server"), "{said}");
    }
}
