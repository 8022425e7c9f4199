//! What a relying party's server sends, and what an operator writes about it.

use std::sync::LazyLock;

use atlogin::config::{Config, Environment, NamedFiles, Sources};
use atlogin::fuzzing::{Client, JwkSet, JwkSetFault, oidc};
use atlogin::params::Params;
use axum::http::{Method, Uri, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::tools::{escaped, headers, split, text, value};

/// Credentials come out as they went in, encoded or not.
pub fn basic(data: &[u8]) {
    let form = Params::default();
    let read = |value: &[u8]| {
        let headers = headers("authorization", value);
        assert!(oidc::claimed_client_ids(&headers, &form).len() <= 2);
        let readings = oidc::basic_credentials(&headers).unwrap_or_default();
        assert!(readings.len() <= 2);
        readings
    };
    let readings = read(data);
    let longest = readings.iter().map(|(id, secret)| id.len() + secret.len()).max();
    assert!(longest.unwrap_or_default() <= data.len());
    let sent = |joined: &str| read(format!("Basic {}", STANDARD.encode(joined)).as_bytes());
    let Some((id, secret)) = text(data).and_then(|text| text.split_once(':')) else { return };
    let sent_raw = sent(&format!("{id}:{secret}"));
    let sent_encoded = sent(&format!("{}:{}", escaped(id), escaped(secret)));
    let pair = (id.to_owned(), secret.to_owned());
    assert!(sent_raw.contains(&pair) && sent_encoded.contains(&pair), "{sent_raw:?}");
}

/// `QUERY\nHEADER\nBODY`: one printable token at most, in one place only.
pub fn bearer(data: &[u8]) {
    let (query, rest) = split(data);
    let (value, body) = split(rest);
    let uri = text(query).and_then(|query| format!("/userinfo?{query}").parse::<Uri>().ok());
    let uri = uri.unwrap_or_else(|| Uri::from_static("/userinfo"));
    let mut headers = headers("authorization", value);
    let form = "application/x-www-form-urlencoded".parse().unwrap();
    headers.insert(header::CONTENT_TYPE, form);
    for method in [Method::GET, Method::POST] {
        let Some(token) = oidc::bearer_token(&method, &uri, &headers, body) else { continue };
        assert!(!token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic()));
        let in_header =
            value.ends_with(token.as_bytes()) || value.trim_ascii().ends_with(token.as_bytes());
        let in_form =
            Params::parse(body).is_ok_and(|form| form.one("access_token") == Ok(Some(&token)));
        assert!(in_header || (method == Method::POST && in_form));
        assert!(
            !uri.query().unwrap_or_default().split('&').any(|it| it.starts_with("access_token="))
        );
    }
}

/// Only public keys come out, and few.
pub fn jwk_set(data: &[u8]) {
    let Some(set) = value(data) else { return };
    let keys = set.get("keys").and_then(|keys| keys.as_array()).map(Vec::as_slice);
    let keys = keys.unwrap_or_default();
    let is_private = keys.iter().any(|key| {
        ["d", "p", "q", "dp", "dq", "qi", "oth", "k"].iter().any(|member| key.get(member).is_some())
    });
    match JwkSet::parse(&set) {
        Ok(set) => {
            assert!(!is_private && (1..=32).contains(&keys.len()));
            assert!((1..=keys.len()).contains(&set.named(None).count()));
            for key in set.named(None) {
                let kid = key.kid.as_deref();
                assert!(kid.is_none() || set.named(kid).all(|other| other.kid.as_deref() == kid));
            }
        }
        Err(JwkSetFault::Private) => assert!(is_private),
        Err(JwkSetFault::TooMany) => assert!(keys.len() > 32),
        Err(_) => {}
    }
}

/// `CHALLENGE\nMETHOD\nVERIFIER`.
pub fn pkce(data: &[u8]) {
    let Some(typed) = text(data) else { return };
    let mut lines = typed.split('\n');
    let mut next = || lines.next().filter(|line| !line.is_empty());
    let (challenge, method, verifier) = (next(), next(), next());
    let is_base64url = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    if let Some(kept) = oidc::code_challenge(challenge, method) {
        assert_eq!((Some(kept.as_str()), Some("S256")), (challenge, method));
        assert!(kept.len() == 43 && is_base64url(&kept));
    }
    if let Some(answered) = verifier.and_then(oidc::challenge_answered_by) {
        assert!(answered.len() == 43 && is_base64url(&answered));
        assert_eq!(oidc::code_challenge(Some(&answered), Some("S256")), Some(answered));
    }
    assert!(oidc::mode_of_request_object(typed).is_none_or(|mode| mode != "fragment"));
    assert!(oidc::prompts(typed).is_none_or(|stored| stored.len() <= 3 * typed.len() + 2));
}

static SOURCES: LazyLock<Sources> = LazyLock::new(|| {
    let home = [("HOME".into(), "/home/alice".into())];
    let environment: Environment = home.into_iter().collect();
    Sources { environment, named_files: NamedFiles::LeftAlone, ..Sources::default() }
});

/// A configuration is read, or every mistake is named on a line of its own. What is read of a relying
/// party is stored and read again as the same.
pub fn configuration(data: &[u8]) {
    let Some(written) = text(data) else { return };
    match Config::parse(written, &SOURCES) {
        Ok(config) => {
            assert!(config.public_url.as_str().starts_with(config.public_url.origin()));
            for client in &config.clients {
                let row = client.to_row().unwrap();
                let again = Client::from_row(&row).unwrap().to_row().unwrap();
                assert_eq!(again, row);
            }
            let _ = config.judge_client(written, &SOURCES);
        }
        Err(errors) => {
            assert!(!errors.mistakes.is_empty());
            for mistake in &errors.mistakes {
                let said = mistake.to_string();
                assert!(!said.chars().any(|c| c.is_control()), "{said:?}");
            }
        }
    }
}
