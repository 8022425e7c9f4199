//! Finds the access token of a request (RFC 6750 §2).
//!
//! It is in the `Authorization` header or in a form, but not in both. It must not be in the URL,
//! where logs and browser histories would keep it (RFC 9700 §4.3.2).

use axum::http::{HeaderMap, Method, Uri, header};

use super::client_request::is_form;
use crate::params::Params;
use crate::secret::Secret;

/// Why a request has no usable token. `Display` is the `error_description` of RFC 6750 §3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoToken {
    /// The request has no token.
    #[error("no access token")]
    Absent,
    /// The `Authorization` header is given twice, or holds no token.
    #[error("the Authorization header must be there once and hold one Bearer token")]
    Header,
    /// The form cannot be read, or has the token twice.
    #[error("the form must be readable and hold one access_token")]
    Form,
    /// The token is in the URL.
    #[error("the access token belongs into the Authorization header, not into the address")]
    Address,
    /// The token is both in the header and in the form.
    #[error("send the access token in one way only")]
    TwoWays,
}

/// Finds the token. For a GET only the header counts, because its body has no meaning (RFC 6750
/// §2.2).
///
/// # Errors
/// [`NoToken`]. Every variant but [`NoToken::Absent`] is a mistake in the request.
pub(crate) fn bearer_token(
    (method, uri): (&Method, &Uri),
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Secret, NoToken> {
    let query = uri.query().unwrap_or_default();
    if query.split('&').any(|piece| piece.split('=').next() == Some("access_token")) {
        return Err(NoToken::Address);
    }
    let in_header = in_header(headers)?;
    let in_form = if method == Method::POST && is_form(headers) { in_form(body)? } else { None };
    match (in_header, in_form) {
        (Some(_), Some(_)) => Err(NoToken::TwoWays),
        (token, other) => token.or(other).ok_or(NoToken::Absent),
    }
}

/// The token in the header (RFC 6750 §2.1). A header with another scheme is ignored.
fn in_header(headers: &HeaderMap) -> Result<Option<Secret>, NoToken> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(NoToken::Header);
    }
    let text = value.to_str().map_err(|_| NoToken::Header)?;
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Ok(None);
    }
    one_token(token.trim_matches(' ')).map(Some).ok_or(NoToken::Header)
}

/// The token in the form (RFC 6750 §2.2).
fn in_form(body: &[u8]) -> Result<Option<Secret>, NoToken> {
    let form = Params::parse(body).map_err(|_| NoToken::Form)?;
    let token = form.one("access_token").map_err(|_| NoToken::Form)?;
    token.map(|token| one_token(token).ok_or(NoToken::Form)).transpose()
}

fn one_token(text: &str) -> Option<Secret> {
    let is_one = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    is_one.then(|| Secret::from_text(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    const FORM: &str = "application/x-www-form-urlencoded";

    fn found(query: &str, header: &[u8], body: &[u8]) -> Result<String, NoToken> {
        let uri = format!("/userinfo?{query}").parse::<Uri>().unwrap_or_default();
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(FORM));
        if let Ok(value) = HeaderValue::from_bytes(header) {
            headers.insert(header::AUTHORIZATION, value);
        }
        let token = bearer_token((&Method::POST, &uri), &headers, body)?;
        Ok(token.expose().to_owned())
    }

    proptest! {
        #[test]
        fn only_one_printable_token_comes_out_of_anything(
            query in "[a-z_=&%0-9]{0,40}",
            header in prop_oneof![
                prop::collection::vec(any::<u8>(), 0..60),
                "bearer [ -~]{0,9}".prop_map(String::into_bytes),
            ],
            body in prop_oneof![
                prop::collection::vec(any::<u8>(), 0..60),
                "access_token=[!-~]{0,9}".prop_map(String::into_bytes),
            ],
        ) {
            if let Ok(token) = found(&query, &header, &body) {
                prop_assert!(!token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic()));
            }
        }

        #[test]
        fn a_token_is_found_where_it_is_and_two_are_none(
            token in "[!-~]{1,60}",
            scheme in "[Bb][Ee][Aa][Rr][Ee][Rr] {1,3}",
            other in "[a-z_]{0,12}=[a-z]{0,5}",
        ) {
            let header = format!("{scheme}{token}");
            let mut form = url::form_urlencoded::Serializer::new(String::new());
            let form = form.append_pair("access_token", &token).finish();
            prop_assert_eq!(found(&other, header.as_bytes(), b""), Ok(token.clone()));
            prop_assert_eq!(found(&other, b"", form.as_bytes()), Ok(token));
            prop_assert_eq!(found(&other, header.as_bytes(), form.as_bytes()), Err(NoToken::TwoWays));
            let address = format!("{other}&access_token=x");
            prop_assert_eq!(found(&address, header.as_bytes(), b""), Err(NoToken::Address));
        }
    }
}
