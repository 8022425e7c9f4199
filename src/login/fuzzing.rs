//! The door for fuzz targets to what browsers, relying parties and profiles say to this wing.

use axum::http::HeaderMap;
use serde_json::Value;

use super::browser::Browser;
use super::person::device;
use super::person::hint::Hint;
use super::person::matrix_hint;
use super::person::profile::PublicProfile;
use super::trials::Trials;
use crate::atproto::{Did, Origin};
use crate::network::Network;
use crate::oidc::Client;
use crate::params::Params;
use crate::web::cookie::Cookies;
use crate::who::matrix_id::MatrixId;

/// The name and the picture in the record of `did` at `pds`.
pub fn profile(answer: &Value, pds: &Origin, did: &Did) -> (Option<String>, Option<String>) {
    let profile = PublicProfile::of(answer, pds, did);
    (profile.name, profile.picture)
}

/// The account in a `login_hint`.
pub fn hint(text: &str, our_host: &str, network: &Network) -> Option<String> {
    Hint::read(text, our_host, network).map(|hint| hint.text().to_owned())
}

/// The Matrix ID in a `login_hint` for `client`.
pub fn matrix_hint(text: &str, client: &Client) -> Option<MatrixId> {
    matrix_hint::read(text, client)
}

/// The cookie of the built-in relying party, read and written again.
pub fn trials(cookie: &str) -> Option<String> {
    Trials::read(Some(cookie)).to_cookie()
}

/// The name of a browser.
pub fn device_name(headers: &HeaderMap) -> String {
    device::name(headers)
}

/// The token that a form about `about` must carry in the browser with these headers.
pub fn csrf_token(cookies: &Cookies, headers: &HeaderMap, about: &str) -> Option<String> {
    Some(Browser::known(cookies, headers)?.csrf_token(about))
}

/// A form about `about`, if our own page wrote it.
pub fn form(cookies: &Cookies, headers: &HeaderMap, body: &[u8], about: &str) -> Option<Params> {
    Browser::form(cookies, headers, body, about).map(|(_, form)| form)
}
