//! The door for fuzz targets to the parsers of this wing: what directories, servers and DNS answer.

use serde::de::DeserializeOwned;
use url::Url;

use super::account_status;
use super::did_document::RawDocument;
use super::email::{Email, SessionInfo};
use super::exchange::{self, Answer};
use super::metadata::{RawResource, RawServer};
use super::server_fault::{Cause, OAuthError};
use super::token::{Claims, IssuedTokens};
use super::{Callback, Did, Handle, Origin, handle_lookup, par};
use crate::fetch::Response;
use crate::network::Network;

fn json<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    Response::made(200, body).json().ok()
}

/// The handle and the PDS of a DID document about `did`.
pub fn did_document(
    body: &[u8],
    did: &Did,
    network: &Network,
) -> Option<(Option<Handle>, Option<Origin>)> {
    let document = json::<RawDocument>(body)?.of(did, network).ok()?;
    Some((document.handle, document.pds))
}

/// The DID that the TXT records of a handle name.
pub fn did_in_dns(records: &[String]) -> Option<Did> {
    handle_lookup::did_of_records(records).ok().flatten()
}

/// The DID in the file of a handle's web server.
pub fn did_in_file(body: &[u8]) -> Option<Did> {
    handle_lookup::did_of_file(Response::made(200, body).body())
}

/// The authorization server that the metadata of `pds` names.
pub fn protected_resource(body: &[u8], pds: &Origin, network: &Network) -> Option<Origin> {
    json::<RawResource>(body)?.issuer(pds, network).ok()
}

/// The endpoints in the metadata of the authorization server `issuer`.
/// The authorization endpoint comes first.
pub fn authorization_server(body: &[u8], issuer: &Origin, network: &Network) -> Option<Vec<Url>> {
    let server = json::<RawServer>(body)?.check(issuer.clone(), network).ok()?;
    let mut endpoints = vec![
        server.authorization_endpoint,
        server.pushed_authorization_request_endpoint,
        server.token_endpoint,
    ];
    endpoints.extend(server.revocation_endpoint);
    Some(endpoints)
}

/// The tokens of a token answer, and the account in it if it counts.
pub fn token_answer(body: &[u8]) -> Option<(String, Option<String>, Option<Did>)> {
    let tokens = IssuedTokens::read(body).ok()?;
    let did = json::<Claims>(body).and_then(|claims| {
        let _ = claims.opens_email();
        claims.subject().ok()
    });
    let refresh = tokens.refresh.map(|token| token.expose().to_owned());
    Some((tokens.access.expose().to_owned(), refresh, did))
}

/// Where the answer to a pushed request sends the person, if it is a success.
pub fn pushed(status: u16, body: &[u8], authorization_endpoint: &Url) -> Option<Url> {
    let answer = Answer { response: Response::made(status, body), nonce: Ok(()) };
    let request_uri = par::request_uri(&answer).ok()?;
    Some(par::redirect(authorization_endpoint, "https://login.example.org/client", &request_uri))
}

/// The error of an answer to one of our requests, if it names one.
pub fn refusal(status: u16, body: &[u8]) -> Option<OAuthError> {
    match exchange::refusal(&Response::made(status, body))? {
        Cause::Refused(_, error) => Some(error),
        _ => None,
    }
}

/// Whether the text can be a nonce of a server.
pub fn is_nonce(text: &str) -> bool {
    exchange::is_nonce(text)
}

/// Whether the state of a repository says that its server hosts `did`.
pub fn says_hosted(status: u16, body: &[u8], did: &Did) -> Option<bool> {
    account_status::read(status, body, did).ok().map(|repo| repo == account_status::Repo::Hosted)
}

/// The e-mail address in the answer about the session of `did`.
pub fn email(body: &[u8], did: &Did) -> Option<Email> {
    json::<SessionInfo>(body)?.email_of(did)
}

/// The code of a callback of `issuer`.
pub fn code(callback: &Callback, issuer: &Origin) -> Option<String> {
    callback.code(issuer, None).ok().map(|code| code.expose().to_owned())
}
