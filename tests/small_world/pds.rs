//! A personal data server: who guards it, whose handle lives here, the public profile.
//!
//! The OAuth endpoints under `/oauth/` are `authorization_server.rs`.

use super::answer::{Answer, Asked};
use super::authorization_server;
use super::directory::{Directory, Document, Entry, Hosting};
use super::dpop::Use;
use super::world::Site;
use serde_json::{Value, json};
use std::sync::MutexGuard;

pub(super) async fn answer(site: &Site, asked: &Asked) -> Answer {
    match (asked.method.as_str(), asked.path.as_str()) {
        ("GET", "/.well-known/oauth-protected-resource") => {
            Answer::json(200, &metadata(site)).told(&site.lies().resource_metadata)
        }
        ("GET", "/.well-known/atproto-did") => {
            atproto_did(site, asked.host()).told(&site.lies().atproto_did)
        }
        ("GET", "/.well-known/did.json") => did_web(site, asked).told(&site.lies().did_document),
        ("GET", "/xrpc/_health") => Answer::json(200, &json!({ "version": "0.0.0-small" })),
        ("GET", "/xrpc/com.atproto.repo.getRecord") => {
            record(site, asked).told(&site.lies().profile)
        }
        ("GET", "/xrpc/com.atproto.sync.getBlob") => blob(site, asked).told(&site.lies().picture),
        ("GET", "/xrpc/com.atproto.sync.getRepoStatus") => {
            repo_status(site, asked).told(&site.lies().repo_status)
        }
        ("GET", "/xrpc/com.atproto.server.getSession") => {
            let nonce = site.resource_dpop.nonce(site.world.now());
            let answer = session(site, asked);
            let answer = if site.ways().has_nonce(&asked.path) {
                answer.with("dpop-nonce", nonce)
            } else {
                answer
            };
            answer.told(&site.lies().session)
        }
        ("GET", "/xrpc/com.atproto.identity.resolveHandle") => handle(site, asked),
        _ if site.issues() => authorization_server::answer(site, asked).await,
        _ => Answer::text(404, "Not found"),
    }
}

/// The protected resource metadata (RFC 9728 §2), member by member as the reference server's.
fn metadata(site: &Site) -> Value {
    json!({
        "resource": site.origin,
        "authorization_servers": [site.issuer],
        "scopes_supported": [],
        "bearer_methods_supported": ["header"],
        "resource_documentation": "https://atproto.com",
    })
}

/// The DID of the handle that is this host's name. Every server of the world answers for every
/// handle: in the world all names lead here, as they would follow a moved account.
fn atproto_did(site: &Site, host: &str) -> Answer {
    match directory(site).atproto_did.get(&host.to_ascii_lowercase()) {
        Some(did) => Answer::text(200, did),
        None => Answer::text(404, "User not found"),
    }
}

/// The document of the did:web account that has this host's name, port included.
fn did_web(site: &Site, asked: &Asked) -> Answer {
    let host = asked.header("host").unwrap_or_default().to_ascii_lowercase();
    let did = format!("did:web:{}", host.replace(':', "%3A"));
    match directory(site).by_did(&did) {
        Some(entry) if !matches!(entry.document, Document::Tombstone) => {
            Answer::json(200, &entry.document())
        }
        _ => Answer::text(404, "Not found"),
    }
}

fn record(site: &Site, asked: &Asked) -> Answer {
    let directory = directory(site);
    let entry = asked.parameter("repo").and_then(|repo| hosted(site, &directory, repo));
    let is_profile = asked.parameter("collection") == Some("app.bsky.actor.profile")
        && asked.parameter("rkey") == Some("self");
    let profile =
        entry.filter(|_| is_profile).and_then(|entry| Some((entry, entry.profile.clone()?)));
    match profile {
        None => xrpc_error("RecordNotFound", "Could not locate record"),
        Some((entry, profile)) => {
            let uri = format!("at://{}/app.bsky.actor.profile/self", entry.account.did());
            let cid = "bafyreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";
            Answer::json(200, &json!({ "uri": uri, "cid": cid, "value": profile }))
        }
    }
}

/// What the lexicon `com.atproto.sync.getRepoStatus` demands, in the reference server's words.
fn repo_status(site: &Site, asked: &Asked) -> Answer {
    let directory = directory(site);
    let did = asked.parameter("did").unwrap_or_default();
    let inactive =
        |status| Answer::json(200, &json!({ "did": did, "active": false, "status": status }));
    match hosted(site, &directory, did).map(|entry| entry.hosting) {
        Some(Hosting::Active) => {
            Answer::json(200, &json!({ "did": did, "active": true, "rev": "3lbqyqzhdnk2a" }))
        }
        Some(Hosting::Deactivated) => inactive("deactivated"),
        Some(Hosting::TakenDown) => inactive("takendown"),
        Some(Hosting::Unknown) | None => {
            xrpc_error("RepoNotFound", &format!("Could not find repo for DID: {did}"))
        }
    }
}

/// Whose token is shown, in a proof of its key; their e-mail address if its scope opens that.
fn session(site: &Site, asked: &Asked) -> Answer {
    let token = asked.header("authorization").and_then(|value| value.strip_prefix("DPoP "));
    let (Some(token), Some(proof)) = (token, asked.header("dpop")) else {
        return Answer::json(401, &json!({ "error": "AuthMissing" }));
    };
    let htu = format!("{}{}", site.origin, asked.path);
    let needs_nonce = site.ways().has_nonce(&asked.path);
    let request = Use { htm: "GET", htu: &htu, token: Some(token), needs_nonce };
    let key = match site.resource_dpop.prove(proof, &request, site.world.now()) {
        Ok(key) => key,
        Err(refusal) => return refusal.answer_of_resource(),
    };
    let tokens = site.grants.tokens.lock().unwrap().clone();
    let issued = tokens.iter().find(|issued| issued.access_token == token && !issued.revoked);
    let Some(issued) = issued.filter(|issued| issued.dpop_key == key) else {
        return Answer::json(401, &json!({ "error": "InvalidToken" }));
    };
    let directory = directory(site);
    let Some(entry) = hosted(site, &directory, &issued.did) else {
        return Answer::json(401, &json!({ "error": "InvalidToken" }));
    };
    let mut document =
        json!({ "did": issued.did, "handle": entry.account.handle(), "active": true });
    let opens = |scope: &str| issued.scope.split(' ').any(|granted| granted == scope);
    if let Some((address, confirmed)) = &entry.email
        && (opens("account:email") || opens("transition:email"))
    {
        document["email"] = json!(address);
        document["emailConfirmed"] = json!(confirmed);
    }
    Answer::json(200, &document)
}

fn blob(site: &Site, asked: &Asked) -> Answer {
    let directory = directory(site);
    let entry = asked.parameter("did").and_then(|did| hosted(site, &directory, did));
    match entry.and_then(|entry| entry.picture.clone()) {
        Some((content_type, bytes)) => Answer::bytes(200, &content_type, bytes),
        None => xrpc_error("BlobNotFound", "Blob not found"),
    }
}

fn handle(site: &Site, asked: &Asked) -> Answer {
    let directory = directory(site);
    let handle = asked.parameter("handle").unwrap_or_default();
    match directory.entries.iter().find(|entry| entry.account.handle() == handle) {
        Some(entry) => Answer::json(200, &json!({ "did": entry.account.did() })),
        None => xrpc_error("InvalidRequest", "Unable to resolve handle"),
    }
}

fn directory(site: &Site) -> MutexGuard<'_, Directory> {
    site.world.directory.lock().unwrap()
}

/// The account by DID or handle, if it lives on this server.
fn hosted<'a>(site: &Site, directory: &'a Directory, name: &str) -> Option<&'a Entry> {
    directory.entries.iter().find(|entry| {
        entry.pds == site.origin && (entry.account.did() == name || entry.account.handle() == name)
    })
}

fn xrpc_error(error: &str, message: &str) -> Answer {
    Answer::json(400, &json!({ "error": error, "message": message }))
}
