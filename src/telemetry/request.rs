//! The request log: one line and one reference (request id) for each HTTP request, and one number for each
//! login.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::Instant;
use tracing::{Instrument, Span};

use super::harmless::harmless;
use super::login_number::LoginNumber;
use super::refusal_lines::RefusalLines;
use super::request_id::RequestId;
use crate::limits::Source;

/// The IP address of the client, an extension of the request; `::` if it is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// The request that a task handles.
#[derive(Clone)]
struct Current {
    reference: RequestId,
    /// The login that it belongs to, once that is known.
    login: Arc<OnceLock<LoginNumber>>,
    /// The client that it is about, once that is known, by the name that it was called.
    client_id: Arc<OnceLock<String>>,
    source: Source,
    lines: RefusalLines,
    /// Every line of the request is logged inside this span.
    span: Span,
}

tokio::task_local! {
    static CURRENT: Current;
}

/// The reference of the request that this task handles, if any. Handlers can also take it as
/// `Extension<RequestId>`.
pub fn current_reference() -> Option<RequestId> {
    CURRENT.try_with(|current| current.reference).ok()
}

/// The login that the request of this task belongs to, if any.
pub fn current_login() -> Option<LoginNumber> {
    CURRENT.try_with(|current| current.login.get().copied()).ok().flatten()
}

/// The number that a page shows: that of its login, or else the reference of its request.
pub fn shown_reference() -> Option<String> {
    let login = current_login().map(|login| login.to_string());
    login.or_else(|| current_reference().map(|reference| reference.to_string()))
}

/// Says that the request of this task belongs to a login: every line that follows has its number. Outside of
/// a request it does nothing, and a request that has a number keeps it. What was stored before logins had
/// numbers has none.
pub fn belongs_to(login: impl Into<Option<LoginNumber>>) {
    let Some(login) = login.into() else { return };
    let _ = CURRENT.try_with(|current| {
        if current.login.set(login).is_ok() {
            current.span.record("login", tracing::field::display(login));
        }
    });
}

/// Says which client the request of this task is about, by the name that it was called. The first name stays.
pub fn is_about_client(client_id: &str) {
    let _ = CURRENT.try_with(|current| current.client_id.set(harmless(client_id)));
}

/// Who asked for what is refused.
pub(super) struct Asker {
    pub(super) client_id: Option<String>,
    pub(super) source: Source,
    pub(super) lines: RefusalLines,
}

/// Who asks in the request of this task, if any.
pub(super) fn asker() -> Option<Asker> {
    let asker = |current: &Current| Asker {
        client_id: current.client_id.get().cloned(),
        source: current.source,
        lines: current.lines.clone(),
    };
    CURRENT.try_with(asker).ok()
}

/// The number of a login that this request begins: the request's own reference, so that its first line and its
/// first page can be found by it too.
pub fn begin_login() -> LoginNumber {
    let reference = current_reference().unwrap_or_else(RequestId::mint);
    let login = LoginNumber::of(reference);
    belongs_to(login);
    current_login().unwrap_or(login)
}

/// Middleware: gives the request its reference, and logs a line when it is answered.
///
/// The line has the route, never the path, because parts of a path can be secret. To see the route
/// this must be a layer of the router (`Router::layer`).
pub async fn follow(
    State(lines): State<RefusalLines>,
    mut request: Request,
    next: Next,
) -> Response {
    let reference = RequestId::mint();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("-", MatchedPath::as_str).to_owned();
    let method = known_method(request.method());
    request.extensions_mut().insert(reference);

    let client =
        request.extensions().get::<ClientAddress>().map(|client| tracing::field::display(client.0));
    let login = tracing::field::Empty;
    let span = tracing::info_span!("request", id = %reference, login, client, method, route);
    let source = request.extensions().get().copied().unwrap_or(Source::UNKNOWN);
    let (login, client_id) = (Arc::default(), Arc::default());
    let current = Current { reference, login, client_id, source, lines, span: span.clone() };
    let answer = async {
        let unanswered = Unanswered(Instant::now());
        let mut response = next.run(request).await;
        unanswered.answered(&route, response.status());
        if let Ok(value) = HeaderValue::from_str(reference.as_str()) {
            response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
        }
        response
    };
    CURRENT.scope(current, answer.instrument(span)).await
}

/// The same work, for a task that outlives the request: what it logs still has the reference and the login of
/// that.
pub fn follow_on<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let current = CURRENT.try_with(Clone::clone).ok();
    let work = async move {
        match current {
            Some(current) => CURRENT.scope(current, work).await,
            None => work.await,
        }
    };
    work.in_current_span()
}

/// A request that is not answered yet. If its client leaves or the daemon stops, it is dropped, and
/// its `Drop` logs a line.
struct Unanswered(Instant);

impl Unanswered {
    fn answered(self, route: &str, status: StatusCode) {
        let (ms, status) = (self.ms(), status.as_u16());
        std::mem::forget(self);
        // Health checks come every few seconds, so only failures are logged above debug.
        if status < 400 && (route.ends_with("/healthz") || route.ends_with("/readyz")) {
            tracing::debug!(status, ms, "answered");
        } else {
            tracing::info!(status, ms, "answered");
        }
    }

    fn ms(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl Drop for Unanswered {
    fn drop(&mut self) {
        tracing::info!(ms = self.ms(), "left unanswered");
    }
}

/// The method for the log. A client may send any text, so only the usual ones are logged.
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use axum::{Extension, Router, middleware};
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;
    use crate::telemetry::LogFormat;
    use crate::telemetry::tests::{settings, written};

    #[tokio::test]
    async fn the_reference_is_the_same_everywhere() {
        let handler = |Extension(reference): Extension<RequestId>| async move {
            format!("{reference} {}", current_reference().unwrap())
        };
        let router = Router::new()
            .route("/sign-in/{id}", get(handler))
            .layer(middleware::from_fn_with_state(RefusalLines::default(), follow));
        let request = Request::get("/sign-in/1?state=2").body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        let shown = response.headers()["x-request-id"].to_str().unwrap().to_owned();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(shown.len(), 10);
        assert_eq!(body, format!("{shown} {shown}"));
        assert!(current_reference().is_none());
    }

    #[test]
    fn every_line_after_a_login_is_known_has_its_number() {
        let text = logged(|| async {
            tracing::info!("before");
            let begun = begin_login();
            assert_eq!(Some(begun), current_login());
            belongs_to(LoginNumber::parse("0000000000").unwrap());
            assert_eq!(Some(begun), current_login(), "the first number stays");
            tracing::info!(same = %begun, "after");
            "hello"
        });
        let [before, after, answered] = text.lines().collect::<Vec<_>>()[..] else {
            panic!("{text}")
        };
        let number = after.split("login=").nth(1).unwrap().split([' ', '}']).next().unwrap();
        assert!(!before.contains("login="), "{before}");
        assert!(after.contains(&format!("same={number}")), "{after}");
        assert!(after.contains(&format!("id={number}")), "{after}");
        assert!(answered.contains(&format!("login={number}")), "{answered}");
    }

    #[test]
    fn outside_of_a_request_nobody_has_a_login() {
        belongs_to(LoginNumber::parse("0000000000").unwrap());
        assert_eq!(current_login(), None);
        assert_ne!(begin_login(), begin_login());
    }

    /// The log of a request with secrets in its path and query, answered by `handler`.
    fn logged<F>(handler: impl Fn() -> F + Clone + Send + Sync + 'static) -> String
    where
        F: Future<Output = &'static str> + Send,
    {
        written(&settings("atlogin=trace", LogFormat::Text), || {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let router = Router::new()
                .route("/sign-in/{id}", get(handler))
                .layer(middleware::from_fn_with_state(RefusalLines::default(), follow));
            let request = Request::get("/sign-in/S3CRET?code=S3CRET").header("cookie", "a=S3CRET");
            let answer = router.oneshot(request.body(Body::empty()).unwrap());
            runtime.block_on(async {
                tokio::select! {
                    biased;
                    _ = answer => {}
                    () = tokio::task::yield_now() => {}
                }
            });
        })
    }

    #[test]
    fn the_line_names_the_route_and_nothing_of_the_request() {
        let line = logged(|| async { "hello" });
        assert!(line.contains("route=\"/sign-in/{id}\"") && line.contains("status=200"), "{line}");
        assert!(!line.contains("S3CRET"), "{line}");
    }

    #[tokio::test]
    async fn work_that_outlives_its_request_keeps_its_reference() {
        let handler = || async {
            let work = tokio::spawn(follow_on(async { current_reference().unwrap().to_string() }));
            work.await.unwrap()
        };
        let router = Router::new()
            .route("/", get(handler))
            .layer(middleware::from_fn_with_state(RefusalLines::default(), follow));
        let request = Request::get("/").body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        let shown = response.headers()["x-request-id"].to_str().unwrap().to_owned();
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), shown);
        assert_eq!(follow_on(async { current_reference() }).await, None);
    }

    #[test]
    fn a_request_whose_client_left_is_logged_too() {
        let line = logged(std::future::pending);
        assert!(line.contains("left unanswered") && line.contains("/sign-in/{id}"), "{line}");
    }
}
