//! The door for fuzz targets to what peers and proxies say of a request.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::HeaderMap;

use super::client_address::ClientAddresses;
use super::host_check::{HostCheck, Verdict};
use super::peer::Peer;
use crate::config::{PublicUrl, TrustedProxies};

/// The address of the client behind `peer`, and whether limits count it.
pub fn client_address(
    trusted: &TrustedProxies,
    peer: Option<IpAddr>,
    headers: &HeaderMap,
) -> (IpAddr, bool) {
    let addresses = ClientAddresses::new(trusted.clone());
    let client = addresses.of(Some(peer.map_or(Peer::Unix, Peer::Tcp)), headers);
    (client.0, addresses.source(client).is_known())
}

/// Whether a request is for our host: yes, no, or at another address of ours.
pub fn host(public_url: &PublicUrl, request: &Request) -> Result<bool, String> {
    match HostCheck::new(public_url).judge(request) {
        Verdict::Ours => Ok(true),
        Verdict::Moved(location) => Err(location),
        Verdict::Elsewhere | Verdict::NotOurs | Verdict::Unclear => Ok(false),
    }
}
