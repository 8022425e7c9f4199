//! Requests, ready to be sent.

use bytes::Bytes;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, RequestBuilder};
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

/// The request with these headers too.
pub(super) fn with_headers(
    request: RequestBuilder,
    headers: &[(&'static str, &str)],
) -> RequestBuilder {
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))
}

/// A POST of `form`, ready to be sent.
pub(super) fn post(client: &Client, url: &Url, form: &[(&str, &str)]) -> RequestBuilder {
    let request = client.post(url.clone());
    request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(encoded(form))
}

/// A form, in a buffer that is wiped when it is dropped.
pub(super) fn encoded(form: &[(&str, &str)]) -> Bytes {
    // This is enough for the worst case. A growing buffer would move and leave a copy of secrets in
    // memory.
    let room = form.iter().map(|(name, value)| 3 * (name.len() + value.len()) + 2).sum();
    let mut serializer = form_urlencoded::Serializer::new(String::with_capacity(room));
    let body = serializer.extend_pairs(form).finish();
    Bytes::from_owner(Zeroizing::new(body.into_bytes()))
}
