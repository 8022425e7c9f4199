//! One HTTP exchange as the small world's servers see it: what was asked, what is answered.
//!
//! An [`Answer`] is honest when it is made. [`Answer::told`] bends it by a lie and leaves what
//! hyper would refuse to send (raw header bytes, pace) to `wire.rs`.

use super::lies::{AnswerLie, Wire};
use super::seen::first;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::Full;
use hyper::Response;
use hyper::header::{HeaderName, HeaderValue};
use serde_json::Value;
use std::io::Write;

/// A request, taken apart.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) form: Vec<(String, String)>,
    pub(super) body: Bytes,
}

impl Asked {
    /// A header field; the name in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name)
    }

    /// A parameter of the query string.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        first(&self.query, name)
    }

    /// A field of the form.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        first(&self.form, name)
    }

    /// The host name of the `Host` field, without its port.
    pub(super) fn host(&self) -> &str {
        let host = self.header("host").unwrap_or_default();
        host.rsplit_once(':').map_or(host, |(name, _)| name)
    }
}

/// An answer on its way out.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    status: u16,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
    pub(super) wire: Wire,
    /// Header fields that only `wire.rs` can write.
    pub(super) raw_headers: Vec<(String, Vec<u8>)>,
}

impl Answer {
    /// A JSON document.
    pub(super) fn json(status: u16, document: &Value) -> Self {
        Self::bytes(status, "application/json", document.to_string().into_bytes())
    }

    /// Plain text.
    pub(super) fn text(status: u16, text: &str) -> Self {
        Self::bytes(status, "text/plain; charset=utf-8", text.as_bytes().to_vec())
    }

    /// A page.
    pub(super) fn html(status: u16, page: &str) -> Self {
        Self::bytes(status, "text/html; charset=utf-8", page.as_bytes().to_vec())
    }

    /// "See other": after a form too, the browser goes on with GET (RFC 9700 §4.12).
    pub(super) fn see_other(location: &str) -> Self {
        Self::bytes(303, "text/plain; charset=utf-8", Vec::new()).with("location", location)
    }

    /// Any bytes of the given media type.
    pub(super) fn bytes(status: u16, content_type: &str, body: Vec<u8>) -> Self {
        let answer =
            Self { status, headers: Vec::new(), body, wire: Wire::Prompt, raw_headers: Vec::new() };
        answer.with("content-type", content_type)
    }

    /// The same with this header field; what stood there before is replaced.
    pub(super) fn with(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    /// The answer bent by `lie`; an empty lie leaves it as it is.
    pub(super) fn told(mut self, lie: &AnswerLie) -> Self {
        if !lie.members.is_empty()
            && let Ok(Value::Object(mut document)) = serde_json::from_slice(&self.body)
        {
            for (member, value) in &lie.members {
                match value {
                    Some(value) => document.insert(member.clone(), value.clone()),
                    None => document.remove(member),
                };
            }
            self.body = Value::Object(document).to_string().into_bytes();
        }
        if let Some(body) = &lie.body {
            self.body.clone_from(body);
        }
        if lie.packed {
            let mut packer = GzEncoder::new(Vec::new(), Compression::default());
            packer.write_all(&self.body).unwrap();
            self.body = packer.finish().unwrap();
            self = self.with("content-encoding", "gzip");
        }
        self.status = lie.status.unwrap_or(self.status);
        for (name, value) in &lie.headers {
            self = self.with(name, value);
        }
        self.wire = lie.wire.clone();
        self
    }

    pub(super) fn status(&self) -> u16 {
        if matches!(self.wire, Wire::Silent) { 0 } else { self.status }
    }

    /// What hyper sends. Header values that it refuses move to [`Self::raw_headers`].
    pub(super) fn response(&mut self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::from(std::mem::take(&mut self.body)));
        *response.status_mut() = self.status.try_into().unwrap();
        for (name, value) in std::mem::take(&mut self.headers) {
            match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(&value)) {
                (Ok(name), Ok(value)) => {
                    response.headers_mut().append(name, value);
                }
                _ => self.raw_headers.push((name, value)),
            }
        }
        response
    }
}
