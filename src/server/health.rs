//! Whether the daemon is alive, and whether it is of use.

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// Alive: the process answers.
pub const ALIVE: &str = "/healthz";
/// Ready: it could also sign somebody in.
pub const READY: &str = "/readyz";

/// Why the daemon is of no use at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unready {
    /// The database takes no write.
    #[error("the database can't be written")]
    Database,
}

/// Both routes. `check` is asked each time whether the daemon is ready.
pub fn routes<C, F>(check: C) -> Router
where
    C: Fn() -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<(), Unready>> + Send,
{
    Router::new().route(ALIVE, get(|| async { answer(Ok(())) })).route(
        READY,
        get(move || {
            let checked = check();
            async { answer(checked.await) }
        }),
    )
}

fn answer(state: Result<(), Unready>) -> Response {
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
