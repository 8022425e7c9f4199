//! `GET /.well-known/webfinger`: which issuer a person signs in with (RFC 7033, OIDC Discovery §2).
//!
//! The answer for a resource such as `acct:alice@example.org` is a link to our issuer, or 404. Only
//! the host of the resource decides: it must be our own, or a domain that the operator lists for
//! clients that know people as `alice@example.org`. Accounts are not looked up, so the answer does
//! not reveal whether an account exists.

use std::sync::Arc;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use url::Url;

use super::response::{for_minutes, no_store};
use crate::client::{Client, EmailClaim};
use crate::db::DbError;
use crate::oidc::endpoint::provider::Provider;
use crate::oidc::protocol::issuer::Issuer;
use crate::oidc::store::clients::Clients;
use crate::params::Params;

/// The link relation that relying parties ask for (OIDC Discovery §2).
const ISSUER: &str = "http://openid.net/specs/connect/1.0/issuer";

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WebfingerError {
    /// The resource is missing or repeated, or the query cannot be read (RFC 7033 §4.2).
    #[error("the query must have one parameter `resource`")]
    NoResource,
    /// The resource is at a host that we are not responsible for, or of an unknown kind.
    #[error("nothing is known of that resource here")]
    Elsewhere,
    /// The storage failed.
    #[error("the provider failed; try again later")]
    Storage(#[from] DbError),
}

pub(crate) async fn issuer_of_resource(
    State(provider): State<Arc<Provider>>,
    RawQuery(query): RawQuery,
) -> Result<Response, WebfingerError> {
    let query = Params::parse(query.unwrap_or_default().as_bytes())
        .map_err(|_| WebfingerError::NoResource)?;
    let resource = query.one("resource").ok().flatten().ok_or(WebfingerError::NoResource)?;
    let host = Host::of_resource(resource).ok_or(WebfingerError::Elsewhere)?;
    if !host.is_that_of(&provider.issuer) && !is_listed(&provider.context.clients, &host).await? {
        return Err(WebfingerError::Elsewhere);
    }
    let mut wanted = query.iter().filter(|(name, _)| *name == "rel").map(|(_, rel)| rel).peekable();
    // `rel` selects links. If ours is not selected, the answer is still a success, without it (RFC
    // 7033 §4.3).
    let picked = wanted.peek().is_none() || wanted.any(|rel| rel == ISSUER);
    let link = picked.then(|| json!({ "rel": ISSUER, "href": provider.issuer.as_str() }));
    let links = link.as_slice();
    let document = Json(json!({ "subject": resource, "links": links }));
    let content_type = [(header::CONTENT_TYPE, "application/jrd+json")];
    Ok((for_minutes(), content_type, document).into_response())
}

/// Whether the operator lists the host for a client that gets handles as e-mail addresses.
async fn is_listed(clients: &Clients, host: &Host) -> Result<bool, DbError> {
    if host.port.is_some() {
        return Ok(false);
    }
    let lists = |client: &Client| match &client.email {
        EmailClaim::Handle { domains } => domains.contains(&host.name),
        EmailClaim::None | EmailClaim::Account { .. } | EmailClaim::Synthetic { .. } => false,
    };
    clients.any(lists).await
}

/// The host of a resource.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Host {
    /// In lower case.
    pub(super) name: String,
    /// `None` if it is the default port of the scheme.
    pub(super) port: Option<u16>,
}

impl Host {
    /// The host of `acct:user@host` (RFC 7565), `https://host…` or `http://host…`. `None` for
    /// anything else, and for a resource with characters that no URI has (RFC 3986 §2).
    pub(super) fn of_resource(resource: &str) -> Option<Self> {
        let has_uri_characters =
            resource.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte));
        if !has_uri_characters {
            return None;
        }
        let (scheme, rest) = resource.split_once(':')?;
        if scheme.eq_ignore_ascii_case("acct") {
            return Self::of_account(rest);
        }
        let url = Url::parse(resource).ok().filter(|_| rest.starts_with("//"))?;
        let is_web = matches!(url.scheme(), "https" | "http");
        // A password may come without a name: `https://:x@example.org/`.
        let is_plain = url.username().is_empty() && url.password().is_none();
        let named = url.host_str().filter(|_| is_web && is_plain)?;
        Some(Self { name: named.to_owned(), port: url.port() })
    }

    /// The part after the only `@`. An `@` in the user part is written `%40` (OIDC Discovery
    /// §2.1.4).
    fn of_account(rest: &str) -> Option<Self> {
        let (user, host) = rest.split_once('@')?;
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
        let good = !user.is_empty() && !host.is_empty() && host.bytes().all(is_name);
        good.then(|| Self { name: host.to_ascii_lowercase(), port: None })
    }

    fn is_that_of(&self, issuer: &Issuer) -> bool {
        Url::parse(issuer.as_str()).is_ok_and(|ours| {
            ours.host_str() == Some(self.name.as_str())
                && (self.port.is_none() || self.port == ours.port())
        })
    }
}

impl IntoResponse for WebfingerError {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::NoResource => StatusCode::BAD_REQUEST,
            Self::Elsewhere => StatusCode::NOT_FOUND,
            Self::Storage(error) => {
                tracing::error!(%error, "webfinger request failed");
                StatusCode::INTERNAL_SERVER_ERROR
            }
        };
        (status, no_store(), self.to_string()).into_response()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn host(resource: &str) -> Option<(String, Option<u16>)> {
        Host::of_resource(resource).map(|host| (host.name, host.port))
    }

    #[test]
    fn finds_the_host_of_every_form_of_openid_connect_discovery() {
        for (resource, name, port) in [
            ("acct:alice@example.org", "example.org", None),
            ("ACCT:Alice@Example.ORG", "example.org", None),
            ("acct:alice%40home.example@example.org", "example.org", None),
            ("https://example.org", "example.org", None),
            ("https://example.org/", "example.org", None),
            ("https://Example.org/alice?x=1#me", "example.org", None),
            ("https://example.org:443/", "example.org", None),
            ("https://example.org:8443/alice", "example.org", Some(8443)),
            ("http://127.0.0.1:9411", "127.0.0.1", Some(9411)),
        ] {
            assert_eq!(host(resource), Some((name.to_owned(), port)), "{resource}");
        }
    }

    #[test]
    fn knows_no_host_of_anything_else() {
        for resource in [
            "",
            "alice@example.org",
            "example.org",
            "acct:",
            "acct:alice",
            "acct:@example.org",
            "acct:alice@",
            "acct:alice@example.org:8443",
            "acct:alice@evil.example@example.org",
            "acct:alice@example.org/../x",
            "mailto:alice@example.org",
            "did:web:example.org",
            "ftp://example.org/",
            "https:example.org",
            "https://",
            "https://example.org@evil.example/",
            "https://:example.org@evil.example/",
            "https:///::x@example.org",
            "https://example.org/<script>",
            "https://example.org/ x",
            "https://example.org\\@evil.example/",
            "https://ex\u{e4}mple.org/",
        ] {
            assert_eq!(host(resource), None, "{resource}");
        }
    }

    proptest! {
        #[test]
        fn no_resource_makes_it_panic(resource in any::<String>()) {
            let _ = Host::of_resource(&resource);
        }

        #[test]
        fn what_is_no_uri_has_no_host(before in "[ -~]{0,12}", bad in "[\"<>\\\\^`{|}\u{0}-\u{20}\u{7f}-\u{ff}]") {
            let resource = format!("acct:{before}{bad}@example.org");
            prop_assert_eq!(Host::of_resource(&resource), None);
        }

        #[test]
        fn a_user_never_chooses_the_host(user in "[!-?A-~]{1,20}", name in "[a-z]{1,8}\\.[a-z]{2,4}") {
            if let Some(host) = Host::of_resource(&format!("acct:{user}@{name}")) {
                prop_assert_eq!(host.name, name);
            }
        }
    }
}
