//! DNS, by the resolver that the daemon asks and by that of the system.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;

use super::context::Context;
use super::finding::Finding;
use super::kinds;
use crate::fetch::{Fetch, FetchError, NameFault};

/// A name that everybody's DNS knows.
const WELL_KNOWN: &str = "bsky.social";
const TIME: Duration = Duration::from_secs(8);

/// Looks up a well-known name, and where two resolvers are in use our own, by both.
pub(super) async fn look(context: &Context<'_>) -> Vec<Finding> {
    let network = &context.config.outside.network;
    let Some(server) = context.config.outside.dns_server else {
        if !network.is_public() {
            return Vec::new();
        }
        let silent = |error: &FetchError| {
            let what = format!("The system's resolver does not find {WELL_KNOWN}");
            let to_do =
                format!("cat /etc/resolv.conf; resolvectl status; getent hosts {WELL_KNOWN}");
            Finding::new(&kinds::RESOLVER_SILENT, what, to_do).because(error)
        };
        let found = asked(&context.fetch, WELL_KNOWN).await;
        return found.err().filter(is_failure).iter().map(silent).collect();
    };
    // What a test network has no name of says nothing about its resolver, as long as it answers.
    let name = if network.is_public() { WELL_KNOWN } else { context.host() };
    let name = name.rsplit_once(':').map_or(name, |(name, _)| name);
    if let Err(error) = asked(&context.fetch, name).await
        && is_failure(&error)
    {
        let what = format!("The DNS server {server} (dns_server) does not answer for {name}");
        let to_do = format!(
            "dig @{} -p {} {name}; correct dns_server in the configuration, or take it out to ask the system's resolver",
            server.ip(),
            server.port()
        );
        return vec![Finding::new(&kinds::RESOLVER_SILENT, what, to_do).because(error)];
    }
    if !network.is_public() {
        return Vec::new();
    }
    beside_the_system(context).await
}

/// The daemon does not ask the system then, so whatever is wrong there is only noted.
async fn beside_the_system(context: &Context<'_>) -> Vec<Finding> {
    let host = context.host();
    let to_do = format!("getent ahosts {host}; cat /etc/resolv.conf");
    let note = |what: String| Finding::new(&kinds::SYSTEM_RESOLVER, what, to_do.clone());
    let system = match Fetch::new(context.config.outside.network.clone(), None) {
        Ok(system) => system,
        Err(error) => return vec![note("The system has no resolver".to_owned()).because(error)],
    };
    if context.config.public_url.loopback().is_some() {
        return Vec::new();
    }
    let (ours, theirs) = tokio::join!(asked(&context.fetch, host), asked(&system, host));
    let set = |found: Vec<IpAddr>| found.into_iter().collect::<BTreeSet<_>>();
    match (ours.map(set), theirs.map(set)) {
        (_, Err(error)) => {
            vec![note(format!("The system's resolver does not find {host}")).because(error)]
        }
        // That our own name is not there is told with the public address.
        (Err(_), Ok(_)) => Vec::new(),
        (Ok(ours), Ok(theirs)) if ours == theirs => Vec::new(),
        (Ok(ours), Ok(theirs)) => vec![Finding::new(
            &kinds::SYSTEM_DIFFERS,
            format!(
                "{host} is {} by dns_server, and {} by the system's resolver.",
                joined(&ours),
                joined(&theirs)
            ),
            to_do,
        )],
    }
}

async fn asked(fetch: &Fetch, name: &str) -> Result<Vec<IpAddr>, FetchError> {
    fetch.within(TIME).addresses_in_dns(name).await
}

/// Whether the resolver itself is at fault: that a name is not there is an answer.
const fn is_failure(error: &FetchError) -> bool {
    !matches!(error, FetchError::Name(NameFault::NoRecord))
}

fn joined(addresses: &BTreeSet<IpAddr>) -> String {
    addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ")
}
