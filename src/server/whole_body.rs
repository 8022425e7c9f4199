//! Reads the body of every request before its handler runs, within limits of size and time.
//!
//! No handler needs to stream. So one place reads every body: no handler can forget a limit, and none
//! waits for a client that sends one byte a second.
//!
//! Until its body is whole, a request is not under way: its connection gives its place up when places run
//! short (`places`).

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::timeout;

use super::places::Place;

/// The largest body of a request, in bytes.
const LARGEST_BODY: usize = 64 * 1024;
/// The time a client has to send it.
const TIME_TO_SEND: Duration = Duration::from_secs(10);

/// Middleware: replaces the body by one that is in memory, or refuses the request. From here on the
/// connection keeps its place until there is an answer.
pub(super) async fn read_body(mut request: Request, next: Next) -> Response {
    // Requests of our own trial relying party come without a connection.
    let place = request.extensions_mut().remove::<Arc<Place>>();
    let (parts, body) = request.into_parts();
    // A body that announces its size is refused before it is sent.
    if body.size_hint().lower() > LARGEST_BODY as u64 {
        return too_large();
    }
    match timeout(TIME_TO_SEND, Limited::new(body, LARGEST_BODY).collect()).await {
        // Its connection is being closed, so nobody reads this.
        Ok(Ok(_)) if place.is_some_and(|place| !place.begin()) => {
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        Ok(Ok(whole)) => next.run(Request::from_parts(parts, Body::from(whole.to_bytes()))).await,
        Ok(Err(error)) if error.is::<LengthLimitError>() => too_large(),
        Ok(Err(_)) => (StatusCode::BAD_REQUEST, "The request cannot be read.\n").into_response(),
        Err(_) => (StatusCode::REQUEST_TIMEOUT, "The request came too slowly.\n").into_response(),
    }
}

fn too_large() -> Response {
    (StatusCode::PAYLOAD_TOO_LARGE, "The request is too large.\n").into_response()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use axum::routing::post;
    use axum::{Router, middleware};
    use hyper::body::Frame;
    use tower::ServiceExt;

    use super::*;

    /// A body of unknown size, like a chunked one.
    struct Unannounced(Option<axum::body::Bytes>);

    impl HttpBody for Unannounced {
        type Data = axum::body::Bytes;
        type Error = Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Self::Data>, Infallible>>> {
            Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
        }
    }

    async fn answer_to(body: Body) -> StatusCode {
        let handler = |body: axum::body::Bytes| async move { body.len().to_string() };
        let router = Router::new().route("/", post(handler)).layer(middleware::from_fn(read_body));
        router.oneshot(Request::post("/").body(body).unwrap()).await.unwrap().status()
    }

    #[tokio::test]
    async fn refuses_one_byte_too_much() {
        assert_eq!(answer_to(Body::from(vec![0; LARGEST_BODY])).await, StatusCode::OK);
        let large = Body::from(vec![0; LARGEST_BODY + 1]);
        assert_eq!(answer_to(large).await, StatusCode::PAYLOAD_TOO_LARGE);
        let unannounced = axum::body::Bytes::from(vec![0; LARGEST_BODY + 1]);
        let unannounced = Unannounced(Some(unannounced));
        assert_eq!(answer_to(Body::new(unannounced)).await, StatusCode::PAYLOAD_TOO_LARGE);
    }
}
