//! Tells the place of a connection when its answer is whole.
//!
//! Most answers are whole when they begin. A page that waits for other servers is not, and its request is
//! under way until it ends: else its connection would count as idle, and be ended when places run short.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use hyper::body::{Frame, SizeHint};

use super::places::Place;

/// `answer`, which tells `place` when it is whole: now, if it has a length, or else at its end.
pub(super) fn tell_when_whole(answer: Response, place: Arc<Place>) -> Response {
    if answer.body().size_hint().exact().is_some() {
        place.answered();
        return answer;
    }
    answer.map(|body| Body::new(Streamed { body, place: Some(place) }))
}

struct Streamed {
    body: Body,
    /// None once it was told. The next request of the connection may be under way by then.
    place: Option<Arc<Place>>,
}

impl Streamed {
    fn end(&mut self) {
        if let Some(place) = self.place.take() {
            place.answered();
        }
    }
}

impl HttpBody for Streamed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if matches!(frame, Poll::Ready(None | Some(Err(_)))) {
            self.end();
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Streamed {
    /// The client has left.
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use axum::response::IntoResponse;
    use futures_util::{FutureExt, StreamExt, stream};
    use http_body_util::BodyExt;

    use super::super::places::Places;
    use super::*;

    async fn place(places: &Arc<Places>) -> Arc<Place> {
        let place = places.take(None).await.unwrap();
        assert!(place.begin());
        Arc::new(place)
    }

    /// Whether its connection would be ended for the next one.
    fn is_idle(places: &Arc<Places>, place: &Place) -> bool {
        let _ = places.take(None).now_or_never();
        place.given_up().now_or_never().is_some()
    }

    fn slow() -> Response {
        let parts = stream::iter(["begun", "ended"]).map(Ok::<_, Infallible>);
        Body::from_stream(parts).into_response()
    }

    #[tokio::test]
    async fn an_answer_with_a_length_is_whole_at_once() {
        let places = Places::new(1);
        let place = place(&places).await;
        let answer = tell_when_whole("all of it".into_response(), Arc::clone(&place));
        assert!(is_idle(&places, &place));
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "all of it");
    }

    #[tokio::test]
    async fn a_page_that_waits_keeps_its_place_until_it_ends() {
        let places = Places::new(1);
        let place = place(&places).await;
        let mut body = tell_when_whole(slow(), Arc::clone(&place)).into_body();
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "begun");
        assert!(!is_idle(&places, &place));
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "ended");
        assert!(body.frame().await.is_none());
        assert!(place.begin(), "the next request");
        drop(body);
        assert!(!is_idle(&places, &place), "it is told once");
    }

    #[tokio::test]
    async fn a_page_whose_reader_has_left_keeps_no_place() {
        let places = Places::new(1);
        let place = place(&places).await;
        drop(tell_when_whole(slow(), Arc::clone(&place)));
        assert!(is_idle(&places, &place));
    }
}
