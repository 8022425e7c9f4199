//! Which client addresses count as one for rate limits.

use std::net::{IpAddr, Ipv4Addr};

/// The origin of a request for rate limits.
///
/// A site with one IPv6 address usually has 2⁶⁴ of them (RFC 6177: a site gets /64 or more), so a
/// /64 counts as one source. Each IPv4 address is a source, also if it is written as IPv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Source(Option<Block>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Block {
    V4(Ipv4Addr),
    V6([u16; 4]),
}

impl Source {
    /// The origin is not known.
    pub const UNKNOWN: Self = Self(None);

    /// The source of `address`. The unspecified address means that it is not known. Loopback
    /// addresses count as unknown too: they are used by an operator who tests, or by a proxy that
    /// is not in the configuration, whose clients would all be one source.
    pub fn of(address: IpAddr) -> Self {
        let address = address.to_canonical();
        if address.is_unspecified() || address.is_loopback() {
            return Self::UNKNOWN;
        }
        Self(Some(match address {
            IpAddr::V4(address) => Block::V4(address),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Block::V6([a, b, c, d])
            }
        }))
    }

    /// Whether the source is known. An unknown one must never be counted: one client could use up
    /// its limit and lock out all other unknown clients.
    pub const fn is_known(self) -> bool {
        self.0.is_some()
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
