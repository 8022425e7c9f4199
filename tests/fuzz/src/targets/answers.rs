//! What directories, servers and DNS answer.

use atlogin::atproto::{Callback, Did, Email, Handle, Origin};
use atlogin::fuzzing::{atproto, dns, login};
use atlogin::network::Network;
use atlogin::params::Params;
use url::Url;

use crate::tools::{ALICE, NETWORKS, is_printable, split, text, value};

fn alice() -> Did {
    Did::parse(ALICE).unwrap()
}

fn origin(text: &str) -> Origin {
    Origin::parse(text, &Network::Public).unwrap()
}

/// The document of an account names a handle and a server that could be asked, and is about this
/// account only. A directory's data is such a document.
pub fn did_document(data: &[u8]) {
    // What nobody reads may be broken, even as UTF-8.
    let document = value(String::from_utf8_lossy(data).as_bytes());
    let named = document.and_then(|document| document.get("id")?.as_str().map(str::to_owned));
    for did in [Some(alice()), named.as_deref().and_then(Did::parse)].into_iter().flatten() {
        for network in NETWORKS {
            let Some((handle, pds)) = atproto::did_document(data, &did, &network) else { continue };
            assert_eq!(named.as_deref(), Some(did.as_str()));
            if let Some(handle) = handle {
                assert_eq!(Handle::parse(handle.as_str()), Some(handle));
            }
            if let Some(pds) = pds {
                assert_eq!(network.check_url(&pds.join("")), Ok(()));
                assert_eq!(Origin::parse(pds.as_str(), &network), Ok(pds));
            }
        }
    }
}

/// No server leads a person or our secrets to another one.
pub fn server_metadata(data: &[u8]) {
    let (pds, issuer) = (origin("https://pds.example.com"), origin("https://auth.example.com"));
    if let Some(issuer) = atproto::protected_resource(data, &pds, &Network::Public) {
        assert_eq!(Origin::parse_exact(issuer.as_str(), &Network::Public), Ok(issuer));
    }
    let endpoints = atproto::authorization_server(data, &issuer, &Network::Public);
    for (number, endpoint) in endpoints.into_iter().flatten().enumerate() {
        // The first is for the browser alone, which may be sent to another host.
        match number {
            0 => assert_eq!(Network::Public.check_url(&endpoint), Ok(())),
            _ => assert_eq!(endpoint.origin().ascii_serialization(), issuer.as_str()),
        }
        assert!(endpoint.username().is_empty() && endpoint.fragment().is_none());
        assert!(endpoint.as_str().bytes().all(|byte| byte.is_ascii_graphic()), "{endpoint}");
        assert!(endpoint.as_str().len() <= 2048, "{} bytes", endpoint.as_str().len());
    }
}

/// The tokens are those of the answer, and only an account under DPoP and `atproto` counts.
pub fn token_answer(data: &[u8]) {
    let Some((access, refresh, did)) = atproto::token_answer(data) else { return };
    let Some(answer) = value(data) else { return };
    assert_eq!(answer["access_token"], access.as_str());
    assert!(refresh.is_none_or(|refresh| answer["refresh_token"] == refresh.as_str()));
    if let Some(did) = did {
        assert_eq!(answer["sub"], did.as_str());
        assert!(answer["token_type"].as_str().unwrap().eq_ignore_ascii_case("dpop"));
        assert!(answer["scope"].as_str().unwrap().split(' ').any(|scope| scope == "atproto"));
    }
}

/// Pushed requests, sessions, states of repositories, errors and nonces. The first byte picks the
/// status.
pub fn pds_answer(data: &[u8]) {
    let Some((first, body)) = data.split_first() else { return };
    let status = [200, 201, 400, 401, 404, 429, 500, 503][usize::from(first % 8)];
    let endpoint = Url::parse("https://auth.example.com/oauth/authorize?x=1").unwrap();
    if let Some(url) = atproto::pushed(status, body, &endpoint) {
        assert_eq!(url.origin(), endpoint.origin());
        assert_eq!((url.path(), url.query_pairs().count()), (endpoint.path(), 3));
        // Escaped, each byte of the request's address may take up three.
        let longest = endpoint.as_str().len() + "&client_id=".len() + 64 + 3 * 2048;
        assert!(url.as_str().len() <= longest, "{} bytes", url.as_str().len());
    }
    if let Some(error) = atproto::refusal(status, body) {
        assert!(!(200..300).contains(&status));
        assert!(is_printable(&error.to_string()) && error.to_string().len() <= 64 + 300 + 3);
    }
    if let Some(Email::Told { address, .. }) = atproto::email(body, &alice()) {
        assert!(address.len() <= 254 && address.bytes().all(|byte| byte.is_ascii_graphic()));
        assert_eq!(address.matches('@').count(), 1);
    }
    if atproto::says_hosted(status, body, &alice()) == Some(true) {
        assert_eq!(status, 200);
    }
    if let Some(nonce) = text(body).filter(|text| atproto::is_nonce(text)) {
        assert!((1..=512).contains(&nonce.len()) && nonce.bytes().all(|b| b.is_ascii_graphic()));
    }
}

/// A message of DNS, the texts of records, and the file of a web server.
pub fn dns_answer(data: &[u8]) {
    let records = dns::txt(data).unwrap_or_default();
    assert!(records.iter().map(String::len).sum::<usize>() <= data.len().max(65_535));
    let _ = atproto::did_in_dns(&records);
    if let Some(did) = atproto::did_in_file(data) {
        let is_blank = |c: char| c.is_whitespace() || c == '\u{feff}';
        let file = String::from_utf8_lossy(data);
        let first = file.trim_matches(is_blank).lines().next().unwrap();
        assert_eq!(first.trim_matches(is_blank), did.as_str());
    }
    let lines: Vec<String> = text(data).unwrap_or_default().lines().map(str::to_owned).collect();
    if let Some(did) = atproto::did_in_dns(&lines) {
        let mut named = lines.iter().filter_map(|line| line.strip_prefix("did="));
        assert!(named.all(|named| named == did.as_str()));
    }
}

/// Nothing invisible is in a name, and a picture is at the account's own server.
pub fn profile(data: &[u8]) {
    let Some(answer) = value(data) else { return };
    let pds = origin("https://pds.example.com");
    let (name, picture) = login::profile(&answer, &pds, &alice());
    if let Some(name) = name {
        assert!((1..=64).contains(&name.chars().count()), "{name:?}");
        assert!(!name.chars().any(char::is_control) && name.trim() == name, "{name:?}");
    }
    if let Some(picture) = picture {
        let url = Url::parse(&picture).unwrap();
        assert_eq!(url.origin().ascii_serialization(), pds.as_str());
        assert_eq!(url.path(), "/xrpc/com.atproto.sync.getBlob");
        assert_eq!(url.query_pairs().count(), 2);
    }
}

/// A code counts only from the server that was asked.
pub fn callback(data: &[u8]) {
    let (issuer, query) = split(data);
    let Ok(params) = Params::parse(query) else { return };
    let Ok(callback) = Callback::read(&params) else { return };
    let asked = text(issuer).and_then(|text| Origin::parse_exact(text, &Network::Public).ok());
    for issuer in [Some(origin("https://auth.example.com")), asked].into_iter().flatten() {
        if let Some(code) = atproto::code(&callback, &issuer) {
            assert_eq!(params.one("code"), Ok(Some(code.as_str())));
            assert_eq!(params.one("iss"), Ok(Some(issuer.as_str())));
            assert_eq!(params.one("error"), Ok(None));
        }
    }
}
