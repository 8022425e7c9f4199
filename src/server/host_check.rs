//! The check of the `Host` header, which must be that of `public_url`.
//! Other requests are refused or redirected.
//!
//! A page under a second host name would set cookies there, which are missing under the first (a
//! sign-in from `localhost` that returns to `127.0.0.1`). And a stranger could serve our pages
//! under a host name of their own (DNS rebinding). No link is ever made from `Host`.
//!
//! A refusal tells the public address, and nothing else. A program gets it as a line, a browser as a page
//! with a link. Somebody who opens the front page on the machine itself, while the public address is a
//! tunnel's, has done nothing wrong: that is no error, and they get the page.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::health;
use crate::config::PublicUrl;
use crate::web::{Site, page, pages};

/// The one host whose requests are answered.
#[derive(Clone, Debug)]
pub struct HostCheck(Arc<Host>);

#[derive(Debug)]
struct Host {
    public_url: PublicUrl,
    /// The allowed values of `Host`, in lower case: with and without a default port.
    spellings: [String; 2],
    /// The value of `Host` if a browser opened the loopback address as `localhost`.
    localhost: Option<String>,
    /// For the texts of a page. It has no name, because a stranger's page might read it.
    site: Site,
}

/// What to do with a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Ours,
    /// Redirect to the same path at the loopback address.
    Moved(String),
    /// Somebody looks on the machine itself for what is at a public address.
    Elsewhere,
    NotOurs,
    /// There is no `Host`, or several (RFC 9112 §3.2).
    Unclear,
}

impl HostCheck {
    /// Allows the host of `public_url`.
    pub fn new(public_url: &PublicUrl) -> Self {
        let authority = public_url.authority().to_owned();
        let default_port = if public_url.is_https() { 443 } else { 80 };
        let has_port = public_url.loopback().is_some_and(|address| address.port() != default_port);
        let other =
            if has_port { authority.clone() } else { format!("{authority}:{default_port}") };
        let localhost = public_url.loopback().map(|address| match address.port() {
            80 => "localhost".to_owned(),
            port => format!("localhost:{port}"),
        });
        let site = Site::new("", public_url.path());
        let public_url = public_url.clone();
        Self(Arc::new(Host { public_url, spellings: [authority, other], localhost, site }))
    }

    pub(super) fn judge(&self, request: &Request) -> Verdict {
        let path = request.uri().path_and_query().map_or("*", PathAndQuery::as_str);
        let Some(host) = only_host(request.headers()) else { return Verdict::Unclear };
        // A request in absolute form (`GET http://…`) is legal and overrides `Host` (RFC 9112
        // §3.2.2); without a scheme it is that of CONNECT, which we do not support. Both must name
        // our host in the same spelling, or a proxy might use one and we the other.
        if let Some(authority) = request.uri().authority()
            && (request.uri().scheme().is_none()
                || !authority.as_str().eq_ignore_ascii_case(&host)
                || !self.0.spellings.contains(&host))
        {
            return Verdict::Unclear;
        }
        if self.0.spellings.contains(&host) {
            Verdict::Ours
        } else if self.0.localhost.as_deref() == Some(&host) && path.starts_with('/') {
            Verdict::Moved(format!("{}{path}", self.0.public_url.origin()))
        } else if is_loopback_name(&host) && self.is_front_page(request) {
            Verdict::Elsewhere
        } else {
            Verdict::NotOurs
        }
    }

    /// Whether a person looks for the front page of a service whose address is not on this machine.
    fn is_front_page(&self, request: &Request) -> bool {
        let path = request.uri().path();
        let below = path.strip_prefix(self.0.public_url.path()).unwrap_or(path);
        self.0.public_url.loopback().is_none()
            && matches!(*request.method(), Method::GET | Method::HEAD)
            && matches!(below, "" | "/")
    }

    fn page(&self, status: StatusCode) -> Response {
        let address = self.0.public_url.at("/");
        page::respond(status, &pages::Elsewhere { site: &self.0.site, address: &address })
    }

    /// Whether it is a health check. These may use any host, since they reveal nothing.
    fn is_probe(&self, path: &str) -> bool {
        let path = path.strip_prefix(self.0.public_url.path()).unwrap_or(path);
        path == health::ALIVE || path == health::READY
    }
}

/// Middleware: accepts requests for the configured host, and health checks.
pub async fn check_host(State(check): State<HostCheck>, request: Request, next: Next) -> Response {
    if check.is_probe(request.uri().path()) {
        return next.run(request).await;
    }
    match check.judge(&request) {
        Verdict::Ours => next.run(request).await,
        Verdict::Moved(location) => {
            (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, location)]).into_response()
        }
        Verdict::Elsewhere => check.page(StatusCode::OK),
        Verdict::NotOurs if wants_a_page(request.headers()) => {
            check.page(StatusCode::MISDIRECTED_REQUEST)
        }
        Verdict::NotOurs => {
            let address = check.0.public_url.as_str();
            let text = format!("This is not the address of this service. It is {address}\n");
            (StatusCode::MISDIRECTED_REQUEST, text).into_response()
        }
        Verdict::Unclear => {
            (StatusCode::BAD_REQUEST, "The request names no host, or more than one.\n")
                .into_response()
        }
    }
}

fn only_host(headers: &HeaderMap) -> Option<String> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next()?.to_str().ok()?.to_ascii_lowercase();
    hosts.next().is_none().then_some(host)
}

fn is_loopback_name(host: &str) -> bool {
    let names = ["localhost", "127.0.0.1", "[::1]"];
    names.into_iter().filter_map(|name| host.strip_prefix(name)).any(|rest| {
        let port = rest.strip_prefix(':').and_then(|port| port.parse::<u16>().ok());
        rest.is_empty() || port.is_some()
    })
}

/// Whether a browser shows the answer to a person.
fn wants_a_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut types =
        accepted.flat_map(|value| value.split(',')).filter_map(|it| it.split(';').next());
    types.any(|it| it.trim().eq_ignore_ascii_case("text/html"))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use proptest::prelude::*;

    use super::*;

    fn verdict(public_url: &str, target: &str, hosts: &[&str]) -> Verdict {
        let mut request = Request::get(target);
        for host in hosts {
            request = request.header(header::HOST, *host);
        }
        let check = HostCheck::new(&PublicUrl::parse(public_url).unwrap());
        check.judge(&request.body(Body::empty()).unwrap())
    }

    #[test]
    fn answers_for_its_own_host_only() {
        for (public_url, host, ours) in [
            ("http://127.0.0.1:9411", "127.0.0.1:9411", true),
            ("http://127.0.0.1:9411", "127.0.0.1", false),
            ("http://127.0.0.1:9411", "127.0.0.1:9412", false),
            ("http://127.0.0.1:9411", "evil.example:9411", false),
            ("http://127.0.0.1", "127.0.0.1:80", true),
            ("https://example.org/a", "example.org", true),
            ("https://example.org/a", "EXAMPLE.org:443", true),
            ("https://example.org/a", "example.org:80", false),
            ("https://example.org/a", "example.org.", false),
            ("https://example.org/a", "example.org.evil.example", false),
            ("https://example.org/a", "me@example.org", false),
            ("https://example.org/a", "", false),
        ] {
            let expected = if ours { Verdict::Ours } else { Verdict::NotOurs };
            assert_eq!(verdict(public_url, "/", &[host]), expected, "{public_url} {host}");
        }
    }

    #[test]
    fn leads_from_the_machine_itself_to_an_address_elsewhere() {
        for host in ["localhost", "LocalHost:9411", "127.0.0.1:80", "[::1]:9411", "[::1]"] {
            for (public_url, path, front) in [
                ("https://example.org", "/", true),
                ("https://example.org", "/?a=b", true),
                ("https://example.org", "/account", false),
                ("https://example.org/a", "/", true),
                ("https://example.org/a", "/a", true),
                ("https://example.org/a", "/a/", true),
                ("https://example.org/a", "/a/token", false),
                ("http://127.0.0.1:9000", "/", false),
            ] {
                let elsewhere = verdict(public_url, path, &[host]) == Verdict::Elsewhere;
                assert_eq!(elsewhere, front, "{public_url} {path} {host}");
            }
        }
        for host in ["me@localhost", "localhost.evil.example", "127.0.0.2", "localhost:x", "[::2]"]
        {
            assert_eq!(verdict("https://example.org", "/", &[host]), Verdict::NotOurs, "{host}");
        }
    }

    #[test]
    fn refuses_what_names_no_host_or_several() {
        let own = "http://127.0.0.1:9411";
        assert_eq!(verdict(own, "/", &[]), Verdict::Unclear);
        assert_eq!(verdict(own, "/", &["127.0.0.1:9411"; 2]), Verdict::Unclear);
    }

    #[test]
    fn takes_an_absolute_target_that_names_us_as_host_does() {
        for (target, hosts, ours) in [
            ("http://127.0.0.1:9411/", &["127.0.0.1:9411"][..], true),
            ("http://127.0.0.1:9411/a?b=c", &["127.0.0.1:9411"], true),
            ("http://127.0.0.1:9411", &["127.0.0.1:9411"], true),
            ("http://127.0.0.1:9412/", &["127.0.0.1:9411"], false),
            ("http://127.0.0.1/", &["127.0.0.1:9411"], false),
            ("127.0.0.1:9411", &["127.0.0.1:9411"], false),
            ("http://me@127.0.0.1:9411/", &["127.0.0.1:9411"], false),
            ("http://evil.example/", &["127.0.0.1:9411"], false),
            ("http://evil.example/", &["evil.example"], false),
            ("http://127.0.0.1:9411/", &["evil.example"], false),
            ("http://localhost:9411/", &["localhost:9411"], false),
            ("http://127.0.0.1:9411/", &[], false),
            ("http://127.0.0.1:9411/", &["127.0.0.1:9411"; 2], false),
        ] {
            let expected = if ours { Verdict::Ours } else { Verdict::Unclear };
            assert_eq!(verdict("http://127.0.0.1:9411", target, hosts), expected, "{target}");
        }
    }

    #[test]
    fn leads_from_localhost_to_the_address() {
        for (public_url, host, location) in [
            ("http://127.0.0.1:9411", "localhost:9411", "http://127.0.0.1:9411/a?b=c%20d"),
            ("http://127.0.0.1:9411", "LocalHost:9411", "http://127.0.0.1:9411/a?b=c%20d"),
            ("http://[::1]:9411/p", "localhost:9411", "http://[::1]:9411/a?b=c%20d"),
            ("http://127.0.0.1", "localhost", "http://127.0.0.1/a?b=c%20d"),
        ] {
            let moved = Verdict::Moved(location.to_owned());
            assert_eq!(verdict(public_url, "/a?b=c%20d", &[host]), moved);
        }
        let away = verdict("http://127.0.0.1:9411", "//evil.example/", &["localhost:9411"]);
        assert_eq!(away, Verdict::Moved("http://127.0.0.1:9411//evil.example/".to_owned()));
    }

    #[test]
    fn probes_may_ask_by_any_name() {
        let check = HostCheck::new(&PublicUrl::parse("https://example.org/p").unwrap());
        for (path, probe) in
            [("/healthz", true), ("/p/readyz", true), ("/healthz/", false), ("/p/token", false)]
        {
            assert_eq!(check.is_probe(path), probe, "{path}");
        }
    }

    proptest! {
        #[test]
        fn no_other_host_is_taken_for_ours(host in "[ -~]{0,40}|example\\.org[ -~]{0,6}") {
            let verdict = verdict("https://example.org/a", "/", &[&host]);
            let ours = ["example.org", "example.org:443"].contains(&&*host.to_ascii_lowercase());
            prop_assert_eq!(verdict == Verdict::Ours, ours, "{}", host);
        }
    }
}
