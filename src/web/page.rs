//! From a page to a response: rendering, and the headers that every page carries.
//!
//! In go a status and a [`Page`], out comes a response that no other site can frame, that loads
//! nothing but our stylesheet and icon, runs nothing, and is kept by no cache.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::response::{Html, IntoResponse, Response};

/// A template that is shown to a person.
pub trait Page: Template {
    /// Where the forms of this page may end.
    const FORM_TARGET: FormTarget;
}

/// Where the forms of a page may end, which decides its `form-action`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormTarget {
    /// The page has no form.
    None,
    /// The forms end at our own origin, redirects included.
    SameOrigin,
    /// A form ends at another origin by a redirect. The policy then says nothing about forms:
    /// Chromium checks each redirect of a form against it and drops the forbidden one silently.
    AnyOrigin,
    /// The same, and the page's one script, [`SUBMIT_FIRST_FORM`], sends the form at once.
    AutoSubmit,
}

/// The only script that any page of ours has. The policy admits it by its hash and nothing else.
pub const SUBMIT_FIRST_FORM: &str = "document.forms[0].submit()";

/// Shows `page` with `status` and all security headers.
pub fn respond<P: Page>(status: StatusCode, page: &P) -> Response {
    // A template can fail only by a formatter of its own, and ours has none that does.
    let failed = (StatusCode::INTERNAL_SERVER_ERROR, String::new());
    let (status, html) = page.render().map_or(failed, |html| (status, html));
    let policy = [(header::CONTENT_SECURITY_POLICY, policy(P::FORM_TARGET))];
    (status, FIXED, policy, Html(html)).into_response()
}

/// Sends the browser on to `location`, an ASCII address, by GET.
///
/// Always 303: a 307 would hand the form just posted to the other side (RFC 9700 §4.12). Not
/// cached, since the address may hold a code. An address that no header can hold becomes a 500.
pub fn see_other(location: &str) -> Response {
    HeaderValue::from_str(location).map_or_else(
        |_| StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        |location| (StatusCode::SEE_OTHER, FIXED, [(header::LOCATION, location)]).into_response(),
    )
}

/// What every page may do.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'none'; \
                      frame-ancestors 'none'; base-uri 'none'";

fn policy(target: FormTarget) -> String {
    let of_forms = match target {
        FormTarget::None => "; form-action 'none'",
        FormTarget::SameOrigin => "; form-action 'self'",
        FormTarget::AnyOrigin => "",
        FormTarget::AutoSubmit => {
            "; script-src 'sha256-ePniVEkSivX/c7XWBGafqh8tSpiRrKiqYeqbG7N1TOE='"
        }
    };
    format!("{POLICY}{of_forms}")
}

/// `Cross-Origin-Opener-Policy` is left out: any value but its default cuts the popup of a relying
/// party off from the window that opened it. `Strict-Transport-Security` is the proxy's to say.
const FIXED: [(HeaderName, &str); 6] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Not `no-referrer`, which makes every form carry `Origin: null`.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Refuses a HEAD request. It comes from a machine that looks whether a link is good, and must not begin
/// a login, own it or spend an answer, as the GET of a person does.
pub async fn no_head() -> StatusCode {
    StatusCode::METHOD_NOT_ALLOWED
}

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

    #[test]
    fn a_location_that_would_split_the_header_is_refused() {
        let response = see_other("https://rp.example/\r\nSet-Cookie: a=b");
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(response.headers().get("location").is_none());
    }
}
