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
/// The readiness check: it could also sign somebody in.
pub const READY: &str = "/readyz";

/// Why the daemon is not ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unready {
    /// The database cannot be written.
    #[error("the database cannot be written")]
    Database,
}

/// How long a success of the readiness check is reused. Anybody may ask, and a check costs a write.
const REUSED_FOR: Duration = Duration::from_secs(1);

/// Both routes. `check` tells whether the daemon is ready. It never runs twice at the same time, and
/// after a success not for a second.
pub fn routes<C, F>(check: C) -> Router
where
    C: Fn() -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<(), Unready>> + Send,
{
    let last = Arc::new(Mutex::new(None::<Instant>));
    let ready = move || {
        let (last, check) = (Arc::clone(&last), check.clone());
        async move {
            let mut last = last.lock().await;
            if last.is_some_and(|proven| proven.elapsed() < REUSED_FOR) {
                return health_response(Ok(()));
            }
            let state = check().await;
            *last = state.is_ok().then(Instant::now);
            health_response(state)
        }
    };
    Router::new().route(ALIVE, get(|| async { health_response(Ok(())) })).route(READY, get(ready))
}

fn health_response(state: Result<(), Unready>) -> Response {
    let uncached = [(header::CACHE_CONTROL, "no-store")];
    match state {
        Ok(()) => (uncached, "ok\n").into_response(),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, uncached, format!("{why}\n")).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn a_daemon_without_a_database_is_alive_but_not_ready() {
        let router = routes(|| async { Err(Unready::Database) });
        for (path, status) in [(ALIVE, StatusCode::OK), (READY, StatusCode::SERVICE_UNAVAILABLE)] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            assert_eq!(router.clone().oneshot(request).await.unwrap().status(), status, "{path}");
        }
    }
}
