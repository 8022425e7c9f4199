//! What was seen to be secret, and how it is looked for: as it is, and in every coat that a log line
//! or a careless column could put on it.

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use openidconnect::{OAuth2TokenResponse, TokenResponse, core::CoreTokenResponse};

use crate::small_world::SmallWorld;
use crate::support::relying_party::Known;
use crate::support::{Browser, Page, Question};

/// What was seen to be secret, each with what it is.
#[derive(Default)]
pub(super) struct Secrets(Vec<(&'static str, Vec<u8>)>);

/// A text in which secrets are looked for: with all its beginnings, because there are many of them.
pub(super) struct Searched<'a> {
    bytes: &'a [u8],
    beginnings: HashSet<&'a [u8]>,
}

/// How many bytes of a secret are compared at first.
const BEGINNING: usize = 8;

/// The fields of a request to the person's server that are secret.
const FIELDS: [&str; 7] =
    ["state", "code", "code_verifier", "client_assertion", "token", "refresh_token", "request_uri"];

impl Secrets {
    pub(super) fn add(&mut self, what: &'static str, value: impl Into<String>) {
        let value = value.into();
        // Shorter ones would be found anywhere.
        assert!(value.len() >= 16, "{what}: {value}");
        // Of a signed token each part is one.
        let parts: Vec<&str> = value.split('.').filter(|part| part.len() >= 40).collect();
        if let [_, payload, signature] = parts.as_slice() {
            self.0.push((what, (*payload).into()));
            self.0.push((what, (*signature).into()));
        }
        self.0.push((what, value.into_bytes()));
    }

    /// Any 32 bytes of a key in a row hold one of these pieces.
    pub(super) fn add_key(&mut self, what: &'static str, key: &[u8]) {
        let pieces = (0..key.len() / 8).filter_map(|at| key.get(at * 8..at * 8 + 16));
        self.0.extend(pieces.map(|piece| (what, piece.to_vec())));
    }

    pub(super) fn add_question(&mut self, question: &Question) {
        self.add("state of the relying party", &question.state);
        self.add("nonce of the relying party", question.nonce.secret());
        self.add("verifier of the relying party", &question.verifier);
        let challenge = atlogin::jws::sha256_base64url(question.verifier.as_bytes());
        self.add("challenge of the relying party", challenge);
    }

    pub(super) fn add_known(&mut self, known: &Known) {
        self.add_tokens(&known.tokens);
    }

    pub(super) fn add_tokens(&mut self, tokens: &CoreTokenResponse) {
        self.add("access token", tokens.access_token().secret());
        if let Some(id_token) = tokens.id_token() {
            self.add("ID token", id_token.to_string());
        }
        if let Some(token) = tokens.refresh_token() {
            self.add("refresh token", token.secret());
        }
    }

    pub(super) fn add_browser(&mut self, browser: &Browser) {
        browser.cookies().into_iter().for_each(|value| self.add("cookie", value));
    }

    /// The hidden fields of a form of ours.
    pub(super) fn add_form(&mut self, page: &Page, form: &str) {
        for (name, value) in page.form(form).1 {
            if name == "csrf" {
                self.add("CSRF token", value);
            }
        }
    }

    /// Parameters on the way to the person's server and back.
    pub(super) fn add_hops(&mut self, page: &Page) {
        for (_, url) in &page.hops {
            for (name, value) in url.query_pairs() {
                // The relying party's own state comes back in the last one, and is known already.
                let own = name == "state" && url.host_str() == Some("rp.example");
                if ["state", "code", "request_uri"].contains(&name.as_ref()) && !own {
                    self.add("parameter of a redirect", value);
                }
            }
        }
    }

    /// What the person's server was sent, and what it gave.
    pub(super) fn add_world(&mut self, world: &SmallWorld) {
        for seen in world.seen() {
            let fields = seen.form.iter().chain(&seen.query);
            for (_, value) in fields.filter(|(name, _)| FIELDS.contains(&name.as_str())) {
                self.add("field of a request", value);
            }
            for name in ["dpop", "authorization"] {
                if let Some(value) = seen.header(name) {
                    let value = value.strip_prefix("DPoP ").unwrap_or(value);
                    self.add("header of a request", value);
                }
            }
        }
        for token in world.pds().tokens() {
            self.add("token of the person's server", token.access_token);
            if let Some(token) = token.refresh_token {
                self.add("token of the person's server", token);
            }
        }
    }

    /// What there is, kind by kind.
    pub(super) fn kinds(&self) -> BTreeSet<&'static str> {
        self.0.iter().map(|(what, _)| *what).collect()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// `except` are kinds that may be there.
    pub(super) fn are_not_in(&self, text: &Searched<'_>, place: &str, except: &[&str]) {
        // What may be there under one name is not looked for under another.
        let (kept, others): (Vec<_>, Vec<_>) =
            self.0.iter().partition(|(what, _)| except.contains(what));
        let kept: HashSet<&[u8]> = kept.iter().map(|(_, value)| value.as_slice()).collect();
        for (what, value) in others.iter().filter(|(_, value)| !kept.contains(value.as_slice())) {
            for (coat, form) in coats(value) {
                let found = text.around(&form);
                assert!(found.is_none(), "{what} is in {place}, {coat}: {found:?}");
            }
        }
    }
}

impl<'a> Searched<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, beginnings: bytes.windows(BEGINNING).collect() }
    }

    /// What stands around it, if it is there.
    fn around(&self, secret: &[u8]) -> Option<String> {
        let may_be = secret.get(..BEGINNING).is_some_and(|first| self.beginnings.contains(first));
        let windows = may_be.then(|| self.bytes.windows(secret.len()));
        let at = windows?.position(|window| window == secret)?;
        let end = self.bytes.len().min(at + secret.len() + 100);
        let around = self.bytes.get(at.saturating_sub(100)..end)?;
        Some(String::from_utf8_lossy(around).into_owned())
    }
}

/// How a secret could be written down: as it is, in hexadecimal, base64 (also in the middle of
/// something longer), as a list of numbers, percent-encoded; and the same of the bytes that it stands for.
fn coats(value: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut coats = vec![("as it is", value.to_vec())];
    let text = url::form_urlencoded::byte_serialize(value).collect::<String>();
    coats.push(("percent-encoded", text.into_bytes()));
    let meant = URL_SAFE_NO_PAD.decode(value).ok().filter(|bytes| bytes.len() >= 16);
    coats.extend(meant.clone().map(|bytes| ("its bytes", bytes)));
    for bytes in meant.iter().map(Vec::as_slice).chain([value]) {
        let mut hex = String::new();
        for byte in bytes {
            write!(hex, "{byte:02x}").unwrap();
        }
        coats.push(("in capital hexadecimal", hex.to_ascii_uppercase().into_bytes()));
        coats.push(("in hexadecimal", hex.into_bytes()));
        coats.push(("as a list", format!("{bytes:?}").trim_matches(['[', ']']).into()));
        for shift in 0..3 {
            coats.push(("in base64", in_base64(&STANDARD, bytes, shift)));
            coats.push(("in base64url", in_base64(&URL_SAFE_NO_PAD, bytes, shift)));
        }
    }
    coats
}

/// What of the base64 of something longer is the same whatever surrounds `bytes`, which begin in it
/// `shift` bytes after a multiple of three.
fn in_base64(engine: &impl Engine, bytes: &[u8], shift: usize) -> Vec<u8> {
    let skipped = (3 - shift) % 3;
    let whole = bytes.len().saturating_sub(skipped) / 3 * 3;
    engine.encode(&bytes[skipped..skipped + whole]).into_bytes()
}

#[test]
fn a_secret_is_found_in_every_coat() {
    let secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQ_-Zz0";
    let bytes = URL_SAFE_NO_PAD.decode(secret).unwrap();
    let coats = coats(secret.as_bytes());
    let is_in = |text: &str| {
        let searched = Searched::new(text.as_bytes());
        coats.iter().any(|(_, form)| searched.around(form).is_some())
    };
    for text in [
        format!("token={secret}"),
        format!("token={bytes:?}"),
        STANDARD.encode(format!("rp:{secret}")),
        STANDARD.encode(format!("me:{secret}!")),
        URL_SAFE_NO_PAD.encode(format!("any:{secret}")),
        format!("{}!", STANDARD.encode(&bytes)),
        bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}")),
        secret.bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02X}")),
    ] {
        assert!(is_in(&text), "{text}");
    }
    assert!(!is_in(&secret[1..]));
}
