//! The health checks `/healthz` (the process answers) and `/readyz` (the database takes a write).

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// The liveness check: the process answers.
pub const ALIVE: &str = "/healthz";
/// The readiness check: the service can also sign people in.
pub const READY: &str = "/readyz";

/// How long a success of the readiness check is reused. Anyone may request it, and a check costs a
/// write.
const REUSED_FOR: Duration = Duration::from_secs(1);

/// Both routes. `check` returns whether the database can be written. It never runs twice at the
/// same time, and not within a second after a success.
pub fn routes<C, F>(check: C) -> Router
where
    C: Fn() -> F + Clone + Send + Sync + 'static,
    F: Future<Output = bool> + Send,
{
    let last = Arc::new(Mutex::new(None::<Instant>));
    let ready = move || {
        let (last, check) = (Arc::clone(&last), check.clone());
        async move {
            let mut last = last.lock().await;
            if last.is_some_and(|proven| proven.elapsed() < REUSED_FOR) {
                return health_response(true);
            }
            let is_ready = check().await;
            *last = is_ready.then(Instant::now);
            health_response(is_ready)
        }
    };
    Router::new().route(ALIVE, get(|| async { health_response(true) })).route(READY, get(ready))
}

fn health_response(is_well: bool) -> Response {
    let (status, text) = if is_well {
        (StatusCode::OK, "ok\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the database cannot be written\n")
    };
    (status, [(header::CACHE_CONTROL, "no-store")], text).into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn a_daemon_without_a_database_is_alive_but_not_ready() {
        let router = routes(|| async { false });
        for (path, status) in [(ALIVE, StatusCode::OK), (READY, StatusCode::SERVICE_UNAVAILABLE)] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            assert_eq!(router.clone().oneshot(request).await.unwrap().status(), status, "{path}");
        }
    }
}
