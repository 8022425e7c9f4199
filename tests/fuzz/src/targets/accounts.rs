//! What a person types, and what names an account.

use atlogin::atproto::{AccountIdentifier, Did, Handle, IdentifierFault, Origin};
use atlogin::fuzzing::matrix_id::{MatrixId, is_server_name};
use atlogin::fuzzing::names::DidAndHandle;
use atlogin::fuzzing::{Client, localpart, login, names as addresses};
use atlogin::network::{Network, is_domain_name};

use crate::tools::{ALICE, NETWORKS, text};

/// What is recognised is written in one way, and read as the same again.
pub fn identifier(data: &[u8]) {
    let Some(typed) = text(data) else { return };
    for network in NETWORKS {
        match AccountIdentifier::read(typed, &network) {
            Ok(account) => {
                let written = match &account {
                    AccountIdentifier::Handle(handle) => handle.to_string(),
                    AccountIdentifier::Fediverse(domain) => format!("@x@{domain}"),
                    AccountIdentifier::Did(did) => did.to_string(),
                    AccountIdentifier::Server(origin) => origin.to_string(),
                };
                assert!(written.bytes().all(|byte| byte.is_ascii_graphic()), "{written:?}");
                assert_eq!(AccountIdentifier::read(&written, &network), Ok(account));
            }
            Err(IdentifierFault::BareName { name }) => {
                assert!(is_domain_name(&format!("{name}.bsky.social")), "{name:?}");
            }
            Err(_) => {}
        }
    }
}

/// A handle is a domain name in lower case, and nothing else.
pub fn handle(data: &[u8]) {
    let Some(typed) = text(data) else { return };
    if let Some(handle) = Handle::parse(typed) {
        assert_eq!(handle.as_str(), typed.to_lowercase());
        assert!(is_domain_name(handle.as_str()) && handle.as_str().len() <= 253);
        assert!(
            handle
                .as_str()
                .bytes()
                .all(|byte| b"abcdefghijklmnopqrstuvwxyz0123456789.-".contains(&byte))
        );
        assert_eq!(Handle::parse(handle.as_str()).as_ref(), Some(&handle));
        let stored = serde_json::to_string(&handle).unwrap();
        assert_eq!(serde_json::from_str::<Handle>(&stored).unwrap(), handle);
    } else if typed.is_ascii() {
        assert!(!is_domain_name(&typed.to_ascii_lowercase()));
    }
}

/// A DID has one spelling: it is never changed, and never in capitals.
pub fn did(data: &[u8]) {
    let Some(typed) = text(data) else { return };
    if let Some(did) = Did::parse(typed) {
        assert_eq!(did.as_str(), typed);
        assert!(typed.len() <= 2048 && typed.bytes().all(|byte| byte.is_ascii_graphic()));
        assert!(
            typed.strip_prefix("did:plc:").is_some_and(|id| id.len() == 24)
                || typed.starts_with("did:web:")
        );
        let port = typed.strip_prefix("did:web:localhost%3A");
        assert_eq!(port.map_or(typed, |_| "").to_ascii_lowercase(), port.map_or(typed, |_| ""));
        let stored = serde_json::to_string(&did).unwrap();
        assert_eq!(serde_json::from_str::<Did>(&stored).unwrap(), did);
    }
}

/// An origin is one that the network admits, and in its normal form.
pub fn origin(data: &[u8]) {
    let Some(typed) = text(data) else { return };
    for network in NETWORKS {
        let Ok(origin) = Origin::parse(typed, &network) else { continue };
        assert_eq!(Origin::parse_exact(origin.as_str(), &network).as_ref(), Ok(&origin));
        if matches!(network, Network::Public) {
            assert_eq!(Origin::of_host(origin.host(), &network).as_ref(), Ok(&origin));
        }
        assert_eq!(Origin::try_from(String::from(origin.clone())).as_ref(), Ok(&origin));
        let url = origin.join("xrpc/_health");
        assert!(url.as_str().starts_with(origin.as_str()) && network.check_url(&url).is_ok());
        let name = origin.host().rsplit_once(':').map_or(origin.host(), |(name, _)| name);
        assert!(matches!(network, Network::Loopback) || is_domain_name(name));
        assert!(!origin.host().contains(['/', '@', '?', '#', '\\', ' ']));
    }
}

/// A hint is what could be typed.
pub fn login_hint(data: &[u8]) {
    let Some(hint) = text(data) else { return };
    let read = |hint: &str| login::hint(hint, "login.example.org", &Network::Public);
    if let Some(account) = read(hint) {
        assert!(account.len() <= 2048 && account.bytes().all(|byte| byte.is_ascii_graphic()));
        assert_eq!(read(&account).as_ref(), Some(&account));
    }
}

/// A Matrix ID is read to the letter, and only one at the relying party's own server. The first line is that
/// server.
pub fn matrix_hint(data: &[u8]) {
    let Some((server, hint)) = text(data).and_then(|text| text.split_once('\n')) else { return };
    let mut client = Client::public("mas", &[]);
    client.localpart = Some("{handle}".to_owned());
    assert!(login::matrix_hint(hint, &client).is_none());
    client.matrix_server = Some(server.to_owned());
    if let Some(id) = login::matrix_hint(hint, &client) {
        assert_eq!(format!("mxid:@{}:{}", id.localpart(), id.server()), hint.trim());
        assert!(id.server().eq_ignore_ascii_case(server) && is_server_name(server));
        assert!(id.as_str().len() <= 255 && id.as_str().bytes().all(|it| it.is_ascii_graphic()));
        assert!(!id.localpart().is_empty() && !id.localpart().contains(':'));
        assert_eq!(MatrixId::parse(id.as_str()).as_ref(), Some(&id));
        client.matrix_server = Some(format!("x{server}"));
        assert!(login::matrix_hint(hint, &client).is_none(), "that of another server");
    }
}

/// Every account gets names that everybody accepts, whatever the template.
pub fn names(data: &[u8]) {
    let Some(typed) = text(data) else { return };
    let mut lines = typed.lines();
    let mut next = || lines.next().unwrap_or_default();
    let (template, handle, did) = (next(), Handle::parse(next()), Did::parse(next()));
    let did = did.or_else(|| Did::parse(ALICE)).unwrap();
    let account = DidAndHandle { did: did.as_str(), handle: handle.as_ref().map(Handle::as_str) };
    if let Ok(template) = localpart::Template::parse(template) {
        let names = template.names(account);
        assert!((1..=8).contains(&names.len()), "{names:?}");
        assert!(names.iter().all(|name| localpart::is_safe(name)), "{names:?}");
    }
    let stand_ins = addresses::synthetic_addresses(account, "login.example.org");
    assert!(!stand_ins.is_empty());
    let domains = ["example.org".to_owned(), "bsky.social".to_owned()];
    let of_handle = addresses::handle_addresses(account, &domains);
    for address in stand_ins.iter().chain(of_handle.iter().flat_map(|(_, all)| all)) {
        let (local, _) = address.rsplit_once('@').unwrap();
        assert!((1..=64).contains(&local.len()) && !local.contains('@'), "{address}");
        assert!(address.bytes().all(|byte| byte.is_ascii_graphic()), "{address:?}");
    }
}
