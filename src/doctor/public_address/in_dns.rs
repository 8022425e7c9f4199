//! What DNS says of our own name.

use std::net::IpAddr;

use crate::doctor::context::Context;
use crate::doctor::finding::Finding;
use crate::doctor::kinds;
use crate::fetch::{FetchError, NameFault};
use crate::network::is_global;

/// The findings, and the addresses.
pub(super) async fn look(context: &Context<'_>) -> (Vec<Finding>, Vec<IpAddr>) {
    let host = context.host();
    if !context.config.outside.network.is_public() {
        // A test network has names and addresses of its own.
        return (Vec::new(), Vec::new());
    }
    let addresses = match context.fetch.addresses_in_dns(host).await {
        Ok(addresses) => addresses,
        Err(error) => return (vec![fault(host, &error)], Vec::new()),
    };
    let (global, private): (Vec<_>, Vec<_>) =
        addresses.iter().copied().partition(|ip: &IpAddr| is_global(*ip));
    let Some(first) = private.first() else { return (Vec::new(), addresses) };
    let (kind, also) = if global.is_empty() {
        (&kinds::PRIVATE_DNS, "")
    } else {
        (&kinds::PRIVATE_BESIDE, ", beside others")
    };
    let finding = Finding::new(
        kind,
        format!("DNS has {first} for {host}{also}, which nobody outside of your network reaches."),
        format!(
            "Where the zone of {host} is kept, write its public address into A and AAAA. If this is the answer of a \
             resolver of your own network alone, set dns_server to a public one, and for ATLogin's own way write \
             network = {{ private_hosts = [\"{host}={first}\"] }}"
        ),
    );
    (vec![finding], addresses)
}

fn fault(host: &str, error: &FetchError) -> Finding {
    if matches!(error, FetchError::Name(NameFault::NoRecord)) {
        return Finding::new(
            &kinds::NO_DNS,
            format!("DNS has no address for {host}."),
            format!(
                "Where its zone is kept, make an A record (and AAAA, if the machine has IPv6) for {host}; then: \
                 dig +short {host} A {host} AAAA"
            ),
        );
    }
    let what = format!("DNS does not answer for {host}");
    let to_do = format!("dig +trace {host}; and look whether its name servers run");
    Finding::new(&kinds::DNS_UNAVAILABLE, what, to_do).because(error)
}
