//! The door for fuzz targets to answers of DNS, and to answers that no server sent.

use hickory_resolver::proto::op::Message;
use reqwest::header::HeaderMap;
use zeroize::Zeroizing;

use super::{Response, names};

impl Response {
    /// An answer without headers.
    pub fn made(status: u16, body: &[u8]) -> Self {
        Self { status, headers: HeaderMap::new(), body: Zeroizing::new(body.to_vec()) }
    }
}

/// The texts of the TXT records in a DNS message, as it is read from the network.
pub fn txt(message: &[u8]) -> Option<Vec<String>> {
    Some(names::texts(&Message::from_vec(message).ok()?.answers))
}
