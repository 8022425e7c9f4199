//! Which methods an address takes, told in `Allow`.
//! It comes with each 405 and each answer to `OPTIONS` (RFC 9110 §10.2.1).
//!
//! The router knows the methods of its routes. It takes HEAD for GET everywhere, which must not be where a
//! GET does something: those routes are made by [`without_head`].

use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;

/// The methods of a route that takes no HEAD, with commas.
#[derive(Clone, Copy, Debug)]
struct WithoutHead(&'static str);

/// The route with these methods, which are `allow`, and no HEAD. That comes from a machine that looks
/// whether a link is good, and must not begin a login, own it or spend an answer, as the GET of a person
/// does.
pub fn without_head<S>(allow: &'static str, methods: MethodRouter<S>) -> MethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
{
    let mark = move |mut response: Response| async move {
        response.extensions_mut().insert(WithoutHead(allow));
        response
    };
    let refuse = || async { StatusCode::METHOD_NOT_ALLOWED };
    methods.head(refuse).layer(middleware::map_response(mark))
}

/// Middleware around the whole router: says which methods there are, and answers `OPTIONS`.
pub async fn say_allowed(request: Request, next: Next) -> Response {
    let asks = *request.method() == Method::OPTIONS;
    let mut response = next.run(request).await;
    let is_refusal = response.status() == StatusCode::METHOD_NOT_ALLOWED;
    if !is_refusal && !asks {
        return response;
    }
    let Some(allow) = allowed(&response) else { return response };
    if is_refusal && asks {
        let empty = StatusCode::NO_CONTENT.into_response();
        *response.status_mut() = empty.status();
        *response.body_mut() = empty.into_body();
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    response.headers_mut().insert(header::ALLOW, allow);
    response
}

/// The methods of the route that gave this answer. `None` if no route did.
fn allowed(response: &Response) -> Option<HeaderValue> {
    let by_router = || response.headers().get(header::ALLOW)?.to_str().ok();
    let marked = response.extensions().get::<WithoutHead>().map(|WithoutHead(allow)| *allow);
    let listed = marked.or_else(by_router)?.split(',').map(str::trim);
    let methods: Vec<_> = listed.filter(|it| !it.is_empty()).chain(["OPTIONS"]).collect();
    HeaderValue::try_from(methods.join(", ")).ok()
}
