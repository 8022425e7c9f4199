//! DNS: looks up the addresses of host names, and TXT records.
//!
//! Every address is checked against the [`Network`], and the connection uses that same address, so
//! DNS rebinding is useless. A missing record and a missing answer are different errors: after the
//! first, another method may decide about a handle; after the second it must not.
//!
//! Nothing is cached, because identities must be current, and connections are reused anyway.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{LookupIpStrategy, NameServerConfig, ResolverConfig, ResolverOpts};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{RData, Record};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::addresses::APPROACH;
use super::own_address::is_own;
use super::visits::ERRAND;
use crate::network::Network;

/// Why a look-up has no usable result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameFault {
    /// DNS answered that the name, or the requested kind of record, does not exist.
    #[error("there is no such DNS record")]
    NoRecord,
    /// DNS did not answer, or reported a failure.
    #[error("DNS could not answer")]
    Unavailable,
    /// The name resolves to an address that the network does not admit.
    #[error("the name resolves to an address that is not admitted")]
    AddressRefused,
    /// Too many logins used the addresses of that name in the last minute, or too many do now.
    #[error("too many errands to the addresses of this name")]
    TooManyVisits,
}

/// One of the two kinds of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl Family {
    /// That of `address`.
    pub fn of(address: IpAddr) -> Self {
        if address.is_ipv4() { Self::V4 } else { Self::V6 }
    }
}

/// The resolver, which is cheap to clone.
#[derive(Clone)]
pub(super) struct Names {
    resolver: Arc<TokioResolver>,
    network: Arc<Network>,
    /// Whether any address is admitted, as for an address that the operator allows.
    anywhere: bool,
    /// The family of the addresses that are used; both if `None`.
    family: Option<Family>,
    /// Whether an address is one of this machine's own.
    is_own: fn(IpAddr) -> bool,
}

tokio::task_local! {
    /// Whether the URL of the request that is sent names a port other than 443.
    pub(super) static OTHER_PORT: bool;
}

/// The most addresses of a host that are tried.
const MOST_ADDRESSES: usize = 8;

impl Names {
    /// A resolver that asks `server`, or by default that of the system.
    pub(super) fn new(network: Arc<Network>, server: Option<SocketAddr>) -> Result<Self, NetError> {
        let mut builder = match server {
            Some(server) => TokioResolver::builder_with_config(
                ResolverConfig::from_parts(None, Vec::new(), vec![name_server(server)]),
                TokioRuntimeProvider::default(),
            ),
            None => TokioResolver::builder_tokio()?,
        };
        set_options(builder.options_mut());
        Ok(Self {
            resolver: Arc::new(builder.build()?),
            network,
            anywhere: false,
            family: None,
            is_own,
        })
    }

    /// A clone that admits any address, for [`super::OneAddress`].
    pub(super) fn to_anywhere(&self) -> Self {
        Self { anywhere: true, ..self.clone() }
    }

    /// A clone that leaves out the addresses of the other family.
    pub(super) fn over(&self, family: Family) -> Self {
        Self { family: Some(family), ..self.clone() }
    }

    /// All addresses that DNS has for `name`.
    pub(super) async fn in_dns(&self, name: &str) -> Result<Vec<IpAddr>, NameFault> {
        let found = self.resolver.lookup_ip(absolute(name)).await.map_err(fault)?;
        Ok(found.iter().take(MOST_ADDRESSES).collect())
    }

    /// The admitted addresses of `host`. Port 0 means the port of the URL.
    async fn addresses(&self, host: &str) -> Result<Vec<SocketAddr>, NameFault> {
        if let Some(pinned) = self.network.pinned(host) {
            return Ok(pinned);
        }
        // `localhost` must not be looked up in DNS (RFC 6761 §6.3).
        let here = self.anywhere || matches!(*self.network, Network::Loopback);
        if here && host == "localhost" {
            return Ok(vec![
                SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
                SocketAddr::from((Ipv6Addr::LOCALHOST, 0)),
            ]);
        }
        let found = self.resolver.lookup_ip(absolute(host)).await.map_err(fault)?;
        self.admit(host, found.iter())
    }

    /// The addresses that are admitted. An honest public host may have others beside them: a translator
    /// (DNS64) or a name server of a private network puts them there.
    fn admit(
        &self,
        host: &str,
        found: impl Iterator<Item = IpAddr>,
    ) -> Result<Vec<SocketAddr>, NameFault> {
        let admits = |address: &IpAddr| self.anywhere || self.network.admits_address(*address);
        let (mut admitted, refused): (Vec<_>, Vec<_>) = found.partition(admits);
        if let Some(address) = refused.first() {
            let (refused, left) = (refused.len(), admitted.len());
            tracing::info!(
                host, %address, refused, left,
                "this name leads to a private address, which is not used; if the server is yours, \
                 list it in `network` under private_hosts"
            );
            if admitted.is_empty() {
                return Err(NameFault::AddressRefused);
            }
        }
        admitted.truncate(MOST_ADDRESSES);
        let admitted: Vec<_> = admitted.into_iter().map(|it| SocketAddr::new(it, 0)).collect();
        if admitted.is_empty() { Err(NameFault::NoRecord) } else { Ok(admitted) }
    }

    /// Those of `addresses` that a URL with another port than 443 may lead to: on the internet no address of
    /// this machine. A stranger could learn else which of its ports are in use, also behind its firewall.
    fn not_here(
        &self,
        host: &str,
        mut addresses: Vec<SocketAddr>,
    ) -> Result<Vec<SocketAddr>, NameFault> {
        if self.anywhere || !self.network.is_public() {
            return Ok(addresses);
        }
        addresses.retain(|address| !(self.is_own)(address.ip()));
        if addresses.is_empty() {
            tracing::info!(
                host,
                "this name leads to this machine, of which no other port than 443 is asked; if the \
                 server is yours, let it answer there"
            );
            return Err(NameFault::AddressRefused);
        }
        Ok(addresses)
    }

    /// The TXT records of `name`, each as one text. Records that are not UTF-8 are left out.
    pub(super) async fn txt(&self, name: &str) -> Result<Vec<String>, NameFault> {
        let found = self.resolver.txt_lookup(absolute(name)).await.map_err(fault)?;
        Ok(texts(found.answers()))
    }
}

/// The TXT records of an answer, each as one text. A DNS message has at most 64 KiB, so they are bounded.
pub(super) fn texts(answers: &[Record]) -> Vec<String> {
    let of_record = |record: &Record| {
        let RData::TXT(txt) = &record.data else { return None };
        // The strings of a record are joined, as is usual (RFC 7208 §3.3).
        String::from_utf8(txt.txt_data.concat()).ok()
    };
    answers.iter().filter_map(of_record).collect()
}

/// The interface by which `reqwest` looks up addresses. `reqwest` does not call it for IP literals,
/// so [`Network::check_url`] checks each URL before.
impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let names = self.clone();
        // Here, and not in the future, which may be polled elsewhere.
        let errand = ERRAND.try_with(Clone::clone).ok().flatten();
        let is_other_port = OTHER_PORT.try_with(|it| *it).unwrap_or_default();
        let approach = APPROACH.try_with(Clone::clone).ok().flatten();
        Box::pin(async move {
            let mut addresses = names.addresses(name.as_str()).await?;
            if let Some(family) = names.family {
                addresses.retain(|address| Family::of(address.ip()) == family);
                if addresses.is_empty() {
                    return Err(NameFault::NoRecord.into());
                }
            }
            if is_other_port {
                addresses = names.not_here(name.as_str(), addresses)?;
            }
            if let Some(errand) = errand {
                addresses = errand.admit(name.as_str(), addresses);
            }
            if let Some(approach) = approach {
                addresses = approach.admit(addresses);
            }
            if addresses.is_empty() {
                return Err(NameFault::TooManyVisits.into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// Adds a final dot, so that no search domain of this machine is tried.
fn absolute(name: &str) -> String {
    format!("{name}.")
}

fn fault(error: NetError) -> NameFault {
    if let NetError::Dns(DnsError::NoRecordsFound(none)) = error
        && matches!(none.response_code, ResponseCode::NXDomain | ResponseCode::NoError)
    {
        return NameFault::NoRecord;
    }
    NameFault::Unavailable
}

fn name_server(address: SocketAddr) -> NameServerConfig {
    let mut server = NameServerConfig::udp_and_tcp(address.ip());
    for connection in &mut server.connections {
        connection.port = address.port();
    }
    server
}

fn set_options(options: &mut ResolverOpts) {
    options.cache_size = 0;
    options.ip_strategy = LookupIpStrategy::Ipv4AndIpv6;
    // Two tries fit into the three seconds of a handle resolution.
    options.timeout = Duration::from_millis(1300);
    options.attempts = 1;
    options.max_active_requests = 256;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::PrivateHost;

    fn names(network: Network) -> Names {
        // No server listens there, and no test sends a query.
        Names::new(Arc::new(network), Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 9)))).unwrap()
    }

    fn admit(texts: &[&str]) -> Result<Vec<SocketAddr>, NameFault> {
        let addresses = texts.iter().map(|text| text.parse().unwrap());
        names(Network::Public).admit("pds.example.com", addresses)
    }

    #[tokio::test]
    async fn of_private_and_public_addresses_the_public_ones_are_used() {
        for private in ["127.0.1.1", "::ffff:10.0.0.1", "fd00::1", "64:ff9b::1.1.1.1"] {
            let public = Ok(vec!["1.1.1.1:0".parse().unwrap()]);
            assert_eq!(admit(&["1.1.1.1", private]), public, "{private}");
            assert_eq!(admit(&[private, "1.1.1.1"]), public, "{private}");
            assert_eq!(admit(&[private, "::1"]), Err(NameFault::AddressRefused), "{private}");
        }
        assert_eq!(admit(&["1.1.1.1"]), Ok(vec!["1.1.1.1:0".parse().unwrap()]));
    }

    #[tokio::test]
    async fn eight_private_addresses_do_not_push_the_public_one_out() {
        let mut many: Vec<_> = (1..=8).map(|n| format!("10.0.0.{n}")).collect();
        many.push("1.1.1.1".to_owned());
        let many: Vec<_> = many.iter().map(String::as_str).collect();
        assert_eq!(admit(&many), Ok(vec!["1.1.1.1:0".parse().unwrap()]));
    }

    #[tokio::test]
    async fn a_private_host_is_found_at_the_addresses_that_the_operator_wrote() {
        let addresses = ["192.168.1.5:443", "[fd00::5]:443"].map(|text| text.parse().unwrap());
        let own = PrivateHost { name: "pds.example.org".to_owned(), addresses: addresses.into() };
        let names = names(Network::PublicWith(vec![own]));
        assert_eq!(names.addresses("pds.example.org").await, Ok(addresses.into()));
        assert_eq!(names.addresses("x.pds.example.org").await, Err(NameFault::Unavailable));
    }

    #[tokio::test]
    async fn no_other_port_of_this_machine_is_asked_on_the_internet() {
        let parse = |texts: &[&str]| -> Vec<SocketAddr> {
            texts.iter().map(|text| text.parse().unwrap()).collect()
        };
        let here = |network, texts: &[&str]| {
            let is_own = |address: IpAddr| address == IpAddr::from([8, 8, 8, 8]);
            Names { is_own, ..names(network) }.not_here("pds.example.com", parse(texts))
        };
        assert_eq!(here(Network::Public, &["8.8.8.8:0"]), Err(NameFault::AddressRefused));
        assert_eq!(here(Network::Public, &["8.8.8.8:0", "1.1.1.1:0"]), Ok(parse(&["1.1.1.1:0"])));
        assert_eq!(here(Network::Loopback, &["8.8.8.8:0"]), Ok(parse(&["8.8.8.8:0"])));
    }

    #[tokio::test]
    async fn a_name_without_addresses_does_not_exist() {
        assert_eq!(admit(&[]), Err(NameFault::NoRecord));
    }

    #[tokio::test]
    async fn localhost_is_this_machine_without_asking_dns() {
        let addresses = names(Network::Loopback).addresses("localhost").await.unwrap();
        assert!(addresses.iter().all(|address| address.ip().is_loopback()));
    }

    #[tokio::test]
    async fn an_unanswered_query_is_an_outage_and_not_an_absence() {
        let names = names(Network::Public);
        assert_eq!(names.txt("_atproto.alice.example.com").await, Err(NameFault::Unavailable));
    }
}
