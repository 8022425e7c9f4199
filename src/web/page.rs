//! Renders a page to a response with all its security headers, and makes redirects.
//!
//! In: a status and a [`Page`]. Out: a response that no other site can frame, that loads only our
//! stylesheet and icon, and that is not cached. It runs no script, except for
//! [`FormTarget::AutoSubmit`].

use std::convert::Infallible;

use askama::Template;
use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::response::{Html, IntoResponse, Response};
use bytes::Bytes;
use futures_util::{StreamExt, stream};

use crate::locale::reader;

/// A page with an askama template.
pub trait Page: Template {
    /// Where the forms of this page may lead.
    const FORM_TARGET: FormTarget;
}

/// Where the forms of a page may lead. This sets `form-action` of its Content-Security-Policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormTarget {
    /// The page has no form.
    None,
    /// Forms and their redirects stay at our own origin.
    SameOrigin,
    /// A form leads to another origin by a redirect. The policy has no `form-action` then, because
    /// Chromium applies it to redirects too and silently drops those that it forbids.
    AnyOrigin,
    /// The page has no form, and an origin that no other page has (`sandbox`). So its link leads away as if
    /// from another site, even to a server under our own domain.
    Sandboxed,
    /// Like [`Self::AnyOrigin`], and the script [`SUBMIT_FIRST_FORM`] submits the form at once.
    AutoSubmit,
}

/// The only script on our pages. The policy allows it by its hash.
pub const SUBMIT_FIRST_FORM: &str = "document.forms[0].submit()";

/// Shows `page` with `status` and all security headers.
pub fn respond<P: Page>(status: StatusCode, page: &P) -> Response {
    // A template fails only if a formatter in it fails, and none of ours does.
    let failed = (StatusCode::INTERNAL_SERVER_ERROR, String::new());
    let (status, html) = page.render().map_or(failed, |html| (status, html));
    let language = reader::language().tag().to_owned();
    let own = [
        (header::CONTENT_SECURITY_POLICY, policy(P::FORM_TARGET)),
        (header::CONTENT_LANGUAGE, language),
    ];
    (status, FIXED, own, Html(html)).into_response()
}

/// Where the rest of a page belongs that is shown before it is whole. No text can look like it, because
/// each `<` of a text is escaped.
pub const REST: &str = "<hr id=\"the-rest\">";

/// Begins to show `page`, up to [`REST`]. As soon as `rest` is there, which is HTML, the page ends with it.
/// The status and the headers are those of [`respond`], so nothing of them can depend on `rest`.
pub fn begin<P, F>(page: &P, rest: F) -> Response
where
    P: Page,
    F: Future<Output = String> + Send + 'static,
{
    let mut response = respond(StatusCode::OK, page);
    let html = page.render().unwrap_or_default();
    let (begun, end) = html.split_once(REST).unwrap_or((&html, ""));
    let (begun, end) = (Bytes::from(begun.to_owned()), end.to_owned());
    let rest = async move { Bytes::from(rest.await + &end) };
    let parts = stream::once(async move { begun }).chain(stream::once(rest));
    *response.body_mut() = Body::from_stream(parts.map(Ok::<_, Infallible>));
    response.headers_mut().remove(header::CONTENT_LENGTH);
    // nginx keeps an answer back until it is whole, unless it is told otherwise.
    let buffering = HeaderName::from_static("x-accel-buffering");
    response.headers_mut().insert(buffering, HeaderValue::from_static("no"));
    response
}

/// Redirects the browser to `location`, an ASCII URL, by GET.
///
/// The status is 303, because 307 would send the posted form to the other site (RFC 9700 §4.12).
/// The response is not cached, because the URL may contain a code. A URL that no header can hold
/// gives 500.
pub fn see_other(location: &str) -> Response {
    HeaderValue::from_str(location).map_or_else(
        |_| StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        |location| (StatusCode::SEE_OTHER, FIXED, [(header::LOCATION, location)]).into_response(),
    )
}

/// The policy of every page.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'none'; \
                      frame-ancestors 'none'; base-uri 'none'";

fn policy(target: FormTarget) -> String {
    let of_forms = match target {
        FormTarget::None => "; form-action 'none'",
        FormTarget::SameOrigin => "; form-action 'self'",
        FormTarget::AnyOrigin => "",
        FormTarget::Sandboxed => "; sandbox; form-action 'none'",
        FormTarget::AutoSubmit => {
            "; script-src 'sha256-ePniVEkSivX/c7XWBGafqh8tSpiRrKiqYeqbG7N1TOE='"
        }
    };
    format!("{POLICY}{of_forms}")
}

/// The headers of every page. `Cross-Origin-Opener-Policy` is left out, because it would separate
/// the popup of a relying party from its opener. `Strict-Transport-Security` is set by the proxy.
const FIXED: [(HeaderName, &str); 6] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // `no-referrer` would make every form send `Origin: null`.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_is_303_and_not_cached() {
        let response = see_other("https://rp.example/cb?code=c");
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        assert_eq!(header("location"), Some("https://rp.example/cb?code=c"));
        assert_eq!(header("cache-control"), Some("no-store"));
    }

    #[derive(Template)]
    #[template(source = "<p>{{ text }}</p>{{ crate::web::page::REST|safe }}</body>", ext = "html")]
    struct Slow<'a> {
        text: &'a str,
    }

    impl Page for Slow<'_> {
        const FORM_TARGET: FormTarget = FormTarget::None;
    }

    #[tokio::test]
    async fn a_page_is_begun_before_its_rest_is_there() {
        let (tell, told) = tokio::sync::oneshot::channel::<String>();
        let response = begin(&Slow { text: REST }, async { told.await.unwrap() });
        assert_eq!(response.status(), StatusCode::OK);
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        assert_eq!(header("x-accel-buffering"), Some("no"));
        assert_eq!(header("cache-control"), Some("no-store"));
        assert_eq!(header("content-type"), Some("text/html; charset=utf-8"));
        assert!(header("content-security-policy").unwrap().ends_with("form-action 'none'"));
        assert_eq!(header("content-length"), None);
        let mut body = response.into_body().into_data_stream();
        let begun = body.next().await.unwrap().unwrap();
        assert_eq!(begun, "<p>&#60;hr id=&#34;the-rest&#34;&#62;</p>");
        tell.send("<a>on</a>".to_owned()).unwrap();
        assert_eq!(body.next().await.unwrap().unwrap(), "<a>on</a></body>");
        assert!(body.next().await.is_none());
    }

    #[test]
    fn a_location_that_would_split_the_header_is_refused() {
        let response = see_other("https://rp.example/\r\nSet-Cookie: a=b");
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(response.headers().get("location").is_none());
    }
}
