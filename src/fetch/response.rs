//! Complete responses: status, headers, and a body within its limit.

use std::io::Read;

use flate2::read::MultiGzDecoder;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::error::{FetchError, JsonFault, json, without_mark};

/// A complete response of any status. Its body is wiped when dropped, since it may have a token.
pub struct Response {
    /// The HTTP status code.
    pub status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Zeroizing<Vec<u8>>,
}

/// How a body travels.
enum Coding {
    Plain,
    Gzip,
}

impl Response {
    /// Reads a body of at most `limit` bytes. We request none in another form than its own, but some
    /// servers compress without being asked. Then the limit is for the unpacked body too.
    pub(super) async fn read(
        mut response: reqwest::Response,
        limit: usize,
    ) -> Result<Self, FetchError> {
        let coding = coding(response.headers())?;
        let announced = usize::try_from(response.content_length().unwrap_or(0));
        if !announced.is_ok_and(|length| length <= limit) {
            return Err(FetchError::TooLarge);
        }
        let mut body = Zeroizing::new(Vec::with_capacity(announced.unwrap_or(0)));
        while let Some(chunk) = response.chunk().await.map_err(FetchError::from_reqwest)? {
            if body.len() + chunk.len() > limit {
                return Err(FetchError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let body = match coding {
            // An answer without a body may still say how it would travel.
            Coding::Gzip if !body.is_empty() => unpack(&body, limit)?,
            Coding::Gzip | Coding::Plain => body,
        };
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        Ok(Self { status, headers, body })
    }

    /// The only value of a header; `None` if it is missing, repeated or not ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next()?;
        if values.next().is_some() { None } else { value.to_str().ok() }
    }

    /// Whether there is a header of that name.
    pub fn has_header(&self, name: &str) -> bool {
        self.headers.contains_key(name)
    }

    /// Whether a guard before the server answered, with a challenge for browsers, and marked it as one.
    /// The server itself was not asked then.
    pub fn is_challenge(&self) -> bool {
        self.has_header("cf-mitigated")
    }

    /// The media type in lower case, without parameters: `application/json`.
    pub fn media_type(&self) -> Option<String> {
        let value = self.header(CONTENT_TYPE.as_str())?;
        Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
    }

    /// The body as bytes, without a mark of byte order at its beginning.
    pub fn body(&self) -> &[u8] {
        without_mark(&self.body)
    }

    /// The body read as a JSON object. `serde_json` limits the nesting to 128 levels, and a repeated
    /// member of `T` is an error.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, JsonFault> {
        json(&self.body)
    }
}

fn coding(headers: &HeaderMap) -> Result<Coding, FetchError> {
    let mut codings = headers.get_all(CONTENT_ENCODING).iter();
    match (codings.next().map(|coding| coding.as_bytes().to_ascii_lowercase()), codings.next()) {
        (None, _) => Ok(Coding::Plain),
        (Some(coding), None) if coding == b"identity" => Ok(Coding::Plain),
        (Some(coding), None) if coding == b"gzip" || coding == b"x-gzip" => Ok(Coding::Gzip),
        (Some(_), _) => Err(FetchError::Encoded),
    }
}

/// Unpacks a body (RFC 1952), and stops as soon as it is longer than `limit`.
fn unpack(packed: &[u8], limit: usize) -> Result<Zeroizing<Vec<u8>>, FetchError> {
    // This is enough. A growing buffer would move and leave a copy of secrets in memory.
    let mut body = Zeroizing::new(vec![0; limit.saturating_add(1)]);
    let (mut unpacker, mut length) = (MultiGzDecoder::new(packed), 0);
    while let Some(room) = body.get_mut(length..).filter(|room| !room.is_empty()) {
        match unpacker.read(room).map_err(|_| FetchError::Encoded)? {
            0 => break,
            read => length += read,
        }
    }
    if length > limit {
        return Err(FetchError::TooLarge);
    }
    body.truncate(length);
    Ok(body)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    use super::*;

    fn packed(body: &[u8]) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::best());
        packer.write_all(body).unwrap();
        packer.finish().unwrap()
    }

    #[test]
    fn the_limit_is_for_the_unpacked_body() {
        let body = packed(&[b'x'; 1000]);
        assert!(body.len() < 100);
        assert_eq!(unpack(&body, 1000).unwrap().len(), 1000);
        assert!(matches!(unpack(&body, 999), Err(FetchError::TooLarge)));
    }

    #[test]
    fn a_body_that_is_cut_off_is_no_body() {
        let body = packed(b"did:plc:ewvi7nxzyoun6zhxrhs64oiz");
        for length in [1, 5, 12, body.len() - 1] {
            assert!(matches!(unpack(&body[..length], 99), Err(FetchError::Encoded)), "{length}");
        }
    }

    proptest! {
        #[test]
        fn a_packed_body_is_itself_again_and_other_bytes_do_no_harm(
            body in prop::collection::vec(any::<u8>(), 0..300),
            other in prop::collection::vec(any::<u8>(), 1..300),
        ) {
            let unpacked = unpack(&packed(&body), 300).unwrap();
            prop_assert_eq!(&**unpacked, &body);
            let _ = unpack(&other, 300);
            let _ = unpack(&[&packed(&body), other.as_slice()].concat(), 300);
        }
    }
}
