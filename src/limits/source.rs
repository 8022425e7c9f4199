//! Which client addresses count as one for rate limits.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;

/// The origin of a request for rate limits.
///
/// A site with one IPv6 address usually has 2⁶⁴ of them (RFC 6177: a site gets /64 or more), so a /64
/// counts as one. An IPv4 address stands for itself, written as IPv6 or not. Whoever has one of these
/// often has its neighbours too, so [`Self::networks`] are counted as well, with higher limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Source(Option<Network>);

/// A network of addresses: its first bits, and how many these are. IPv4 is mapped into IPv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network {
    first_bits: u128,
    length: u8,
}

/// For each size of networks how many times the limit of one source applies: the source itself, a home
/// (/56, which has 256 sources), and a site (/48, or an IPv4 /24).
// Constants: zero would not compile.
pub(super) const ALLOWANCES: [NonZeroU32; 3] =
    [NonZeroU32::new(1).unwrap(), NonZeroU32::new(4).unwrap(), NonZeroU32::new(16).unwrap()];

impl Source {
    /// Nobody knows where it comes from.
    pub const UNKNOWN: Self = Self(None);

    /// The source that `address` belongs to. The unspecified address means that nobody knows. This
    /// machine's own addresses are no source either: an operator tries things out from there, or a
    /// proxy that the configuration does not name, behind which everybody would be one.
    pub fn of(address: IpAddr) -> Self {
        let address = address.to_canonical();
        if address.is_unspecified() || address.is_loopback() {
            return Self::UNKNOWN;
        }
        Self(Some(match address {
            IpAddr::V4(address) => Network::of(address.to_ipv6_mapped().to_bits(), 128),
            IpAddr::V6(address) => Network::of(address.to_bits(), 64),
        }))
    }

    /// Whether the source is known. An unknown one must never be counted: one client could use up
    /// its limit and lock out all other unknown clients.
    pub const fn is_known(self) -> bool {
        self.0.is_some()
    }

    /// The networks that it is in, from the smallest, which is the source itself, to the largest. An
    /// IPv4 address has no network of the second size. Nothing for a source that nobody knows.
    pub fn networks(self) -> Option<[Option<Network>; 3]> {
        let own = self.0?;
        let of = |length| Network::of(own.first_bits, length);
        Some(match own.length {
            128 => [Some(own), None, Some(of(120))],
            _ => [Some(own), Some(of(56)), Some(of(48))],
        })
    }

    /// The largest network that it is in.
    pub fn site(self) -> Option<Network> {
        self.networks().and_then(|[.., site]| site)
    }
}

impl Network {
    const fn of(bits: u128, length: u8) -> Self {
        Self { first_bits: bits & !(u128::MAX >> length.saturating_sub(1) >> 1), length }
    }
}

impl fmt::Display for Network {
    /// `203.0.113.0/24`, `2001:db8:1::/48`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = Ipv6Addr::from_bits(self.first_bits);
        match address.to_ipv4_mapped() {
            Some(address) if self.length >= 96 => write!(f, "{address}/{}", self.length - 96),
            Some(_) | None => write!(f, "{address}/{}", self.length),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn source(address: &str) -> Source {
        Source::of(address.parse().unwrap())
    }

    #[test]
    fn an_ipv4_address_is_one_source_however_it_is_written() {
        assert_eq!(source("198.51.100.1"), source("::ffff:198.51.100.1"));
        assert_ne!(source("198.51.100.1"), source("198.51.100.2"));
    }

    #[test]
    fn an_ipv6_network_of_64_bits_is_one_source() {
        assert_eq!(source("2001:db8:1:2::1"), source("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assert_ne!(source("2001:db8:1:2::1"), source("2001:db8:1:3::1"));
        assert_ne!(source("::1.2.3.4"), source("1.2.3.4"));
    }

    #[test]
    fn nobody_is_counted_under_an_address_that_says_nothing() {
        for address in ["::", "0.0.0.0", "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            assert!(!source(address).is_known(), "{address}");
        }
        assert!(source("10.0.0.1").is_known(), "a person of one's own network may be one");
    }

    #[test]
    fn neighbours_share_the_networks_they_are_in() {
        let networks = |address| source(address).networks().unwrap();
        let [home, neighbour, far] =
            ["2001:db8:1:200::1", "2001:db8:1:2ff::1", "2001:db8:1:300::1"].map(networks);
        assert_eq!((home[1], home[2]), (neighbour[1], neighbour[2]), "one /56");
        assert_ne!((home[0], home[1]), (neighbour[0], far[1]));
        assert_eq!(home[2], far[2], "one /48");
        assert_ne!(home[2], networks("2001:db8:2::1")[2]);
        let [first, second] = ["198.51.100.1", "198.51.100.254"].map(networks);
        assert_eq!((first[1], first[2]), (None, second[2]), "one /24");
        assert_ne!(first[2], networks("198.51.101.1")[2]);
        assert_eq!(source("127.0.0.1").networks(), None);
    }

    #[test]
    fn a_network_is_written_with_its_length() {
        for (address, written) in [
            ("198.51.100.77", "198.51.100.0/24"),
            ("::ffff:198.51.100.77", "198.51.100.0/24"),
            ("2001:db8:1:2::3", "2001:db8:1::/48"),
            ("::1:0:0:1", "::/48"),
        ] {
            assert_eq!(source(address).site().unwrap().to_string(), written, "{address}");
        }
        assert_eq!(source("127.0.0.1").site(), None);
    }

    proptest! {
        #[test]
        fn the_last_64_bits_never_matter(bits: u128, other: u64) {
            let address = |bits: u128| IpAddr::V6(bits.into());
            let neighbour = (bits & !u128::from(u64::MAX)) | u128::from(other);
            prop_assume!(bits >> 64 != 0);
            prop_assert_eq!(Source::of(address(bits)), Source::of(address(neighbour)));
        }
    }
}
