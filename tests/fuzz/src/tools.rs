//! What several targets need.

use atlogin::network::Network;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// An account.
pub const ALICE: &str = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
/// Our issuer.
pub const ISSUER: &str = "https://login.example.org";
/// Where the relying parties of the targets are answered.
pub const CALLBACK: &str = "https://rp.example.org/cb?tenant=a";

/// The networks that a text is judged by.
pub const NETWORKS: [Network; 2] = [Network::Public, Network::Loopback];

/// The input as text, if it is one.
pub fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

/// The first line, and the rest.
pub fn split(data: &[u8]) -> (&[u8], &[u8]) {
    match data.iter().position(|byte| *byte == b'\n') {
        Some(at) => (&data[..at], &data[at + 1..]),
        None => (data, &[]),
    }
}

/// The input as JSON, if it is some.
pub fn value(data: &[u8]) -> Option<Value> {
    serde_json::from_slice(data.strip_prefix("\u{feff}".as_bytes()).unwrap_or(data)).ok()
}

/// A header of each line, as far as HTTP allows it.
pub fn headers(name: &'static str, lines: &[u8]) -> HeaderMap {
    let lines = lines.split(|byte| *byte == b'\n');
    let values = lines.filter_map(|line| HeaderValue::from_bytes(line).ok());
    let mut headers = HeaderMap::new();
    for value in values.take(16) {
        headers.append(HeaderName::from_static(name), value);
    }
    headers
}

/// Whether nothing of it could break a header, a log line or a page.
pub fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
}

/// One value in a query.
pub fn escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// A key that always signs alike, so that every finding can be repeated.
pub struct Key(aws_lc_rs::signature::Ed25519KeyPair);

impl Key {
    /// The key of these targets.
    pub fn new() -> Self {
        let seed = [7; 32];
        let pair = aws_lc_rs::signature::Ed25519KeyPair::from_seed_unchecked(&seed);
        Self(pair.expect("any seed is a key"))
    }

    /// Its public half, as a JWK.
    pub fn public(&self) -> Value {
        use aws_lc_rs::signature::KeyPair;
        let x = URL_SAFE_NO_PAD.encode(self.0.public_key());
        json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "kid": "k", "alg": "EdDSA", "use": "sig" })
    }

    /// A token with these bytes as header and claims.
    pub fn token(&self, header: &[u8], claims: &[u8]) -> String {
        let signed =
            format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let signature = URL_SAFE_NO_PAD.encode(self.0.sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    /// Whether this key made the token.
    pub fn made(&self, token: &str) -> bool {
        let Some((signed, signature)) = token.rsplit_once('.') else { return false };
        let ours = self.0.sign(signed.as_bytes());
        URL_SAFE_NO_PAD.decode(signature).is_ok_and(|theirs| theirs == ours.as_ref())
    }

    /// The token that an input stands for, and whether its signature is given: `HEADER\nCLAIMS` is
    /// signed, with an ordinary header if none is there; anything else is a token already.
    pub fn token_of(&self, data: &[u8]) -> Option<String> {
        if !data.contains(&b'\n') {
            return text(data).map(str::to_owned);
        }
        let (header, claims) = split(data);
        let ordinary: &[u8] = br#"{"typ":"JWT","alg":"EdDSA","kid":"k"}"#;
        Some(self.token(if header.is_empty() { ordinary } else { header }, claims))
    }
}

/// The claims of a token. What nobody reads of them may be broken, even as UTF-8 or as a number.
pub fn claims(token: &str) -> Option<Value> {
    let payload = token.split('.').nth(1).unwrap_or_default();
    let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
    value(String::from_utf8_lossy(&payload).as_bytes())
}
