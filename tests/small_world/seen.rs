//! What the small world was asked, in the order of its answers.
//!
//! A test reads here what ATLogin really sent: that it asked no host it must not ask, that it
//! retried once and not twice, that it revoked what it was given.

use std::sync::{Mutex, PoisonError};

/// One HTTP request or DNS query, and the status it was answered with.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Which server was asked: `plc`, `dns`, or the name of a PDS (`pds`).
    pub server: String,
    /// The HTTP method; for DNS the record type (`TXT`, `A`, `AAAA`, or its number).
    pub method: String,
    /// The path without the query; for DNS the name asked for, in lower case.
    pub path: String,
    /// The parameters of the query string, decoded, in order.
    pub query: Vec<(String, String)>,
    /// The header fields, names in lower case; values that are no text are left out.
    pub headers: Vec<(String, String)>,
    /// The form fields of the body, decoded, in order; empty if the body was no form.
    pub form: Vec<(String, String)>,
    /// The HTTP status; for DNS the response code (0 no error, 3 no such name). 0 also stands
    /// for a request that is never answered.
    pub status: u16,
}

impl Seen {
    /// The first header field of this name (lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name)
    }

    /// The first form field of this name.
    pub fn field(&self, name: &str) -> Option<&str> {
        first(&self.form, name)
    }

    /// The first query parameter of this name.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        first(&self.query, name)
    }
}

/// The first value under `name`.
pub fn first<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Everything seen so far.
#[derive(Debug, Default)]
pub(super) struct Log(Mutex<Vec<Seen>>);

impl Log {
    pub(super) fn note(&self, seen: Seen) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(seen);
    }

    pub(super) fn all(&self) -> Vec<Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
