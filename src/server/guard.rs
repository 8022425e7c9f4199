//! The middleware around every handler.
//! Request log, security headers, panics, host check, body, timeout.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tokio::time::timeout;
use tower_http::catch_panic::CatchPanicLayer;

use super::client_address::{ClientAddresses, find_client};
use super::host_check::{HostCheck, check_host};
use super::whole_body::read_body;
use crate::locale::Message;
use crate::telemetry::{self, RefusalLines};
use crate::web::language::{self, Choice};

/// The time limit of a handler. The start of a login or a callback takes at most 20 s (`fetch`).
const TIME_TO_ANSWER: Duration = Duration::from_secs(30);

/// Security headers of responses that are not pages of `web`, in case a browser opens one: no
/// scripts, no frames, no sniffing of the media type, no URL in `Referer` to other sites. Pages of
/// `web` set stricter ones.
const SECURITY_HEADERS: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
];

/// Adds these layers to all `routes` and the fallback, in this order: client address, request log,
/// language of the pages, security headers, response after a panic, host check, reading of the body, time limit.
pub fn guard(routes: Router, host: HostCheck, clients: ClientAddresses, choice: Choice) -> Router {
    // The last layer added is the first one that a request meets.
    routes
        .layer(middleware::from_fn(limit_time))
        .layer(middleware::from_fn(read_body))
        .layer(middleware::from_fn_with_state(host, check_host))
        .layer(CatchPanicLayer::custom(|_: Box<dyn Any + Send>| internal_server_error()))
        .layer(middleware::map_response(add_security_headers))
        .layer(middleware::from_fn_with_state(choice, language::follow))
        .layer(middleware::from_fn_with_state(RefusalLines::default(), telemetry::follow))
        .layer(middleware::from_fn_with_state(clients, find_client))
}

async fn add_security_headers(mut response: Response) -> Response {
    for (name, value) in SECURITY_HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

async fn limit_time(request: Request, next: Next) -> Response {
    timeout(TIME_TO_ANSWER, next.run(request)).await.unwrap_or_else(|_| {
        tracing::error!(seconds = TIME_TO_ANSWER.as_secs(), "no answer in time");
        let text = with_reference(&Message::new("service-busy"));
        (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
    })
}

/// The response after a panic. The panic hook has logged it with the same reference.
fn internal_server_error() -> Response {
    let text = with_reference(&Message::new("service-broken"));
    (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
}

fn with_reference(sentence: &Message) -> String {
    match telemetry::shown_reference() {
        Some(reference) => format!("{sentence}\n{}: {reference}\n", Message::new("reference")),
        None => format!("{sentence}\n"),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;
    use crate::config::{PublicUrl, TrustedProxies};
    use crate::locale::Languages;
    use crate::web::Site;
    use crate::web::cookie::Cookies;

    fn guarded(routes: Router) -> Router {
        let public_url = PublicUrl::parse("http://127.0.0.1:9411").unwrap();
        let clients = ClientAddresses::new(TrustedProxies::default());
        let (languages, cookies) = (Languages::default(), Cookies::new(false, ""));
        let choice = Choice::new(languages.into(), cookies, Site::new("ATLogin", ""));
        guard(routes, HostCheck::new(&public_url), clients, choice)
    }

    async fn answer_of(
        routes: Router,
        path: &str,
        host: &str,
    ) -> (StatusCode, Option<String>, String) {
        let request = Request::get(path).header("host", host).body(Body::empty()).unwrap();
        let (parts, body) = guarded(routes).oneshot(request).await.unwrap().into_parts();
        let reference = parts.headers.get("x-request-id").map(|id| id.to_str().unwrap().to_owned());
        let body = body.collect().await.unwrap().to_bytes();
        (parts.status, reference, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_panic_costs_one_answer_and_shows_nothing_of_itself() {
        #[expect(clippy::panic, reason = "that is what is tested")]
        async fn panics() -> &'static str {
            panic!("s3cret")
        }
        let routes = Router::new().route("/", get(panics));
        let (status, reference, body) = answer_of(routes, "/", "127.0.0.1:9411").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(body.contains(&reference.unwrap()) && !body.contains("s3cret"), "{body}");
    }

    #[tokio::test]
    async fn the_fallback_is_guarded_too() {
        let (status, reference, _) = answer_of(Router::new(), "/nowhere", "127.0.0.1:9411").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(reference.is_some());
        let (status, _, body) = answer_of(Router::new(), "/nowhere", "evil.example").await;
        assert_eq!(status, StatusCode::MISDIRECTED_REQUEST);
        assert!(body.contains("http://127.0.0.1:9411"), "{body}");
    }
}
