//! Servers under our own domain, which may refuse whoever comes from us.
//!
//! A browser tells a server where a navigation comes from (`Sec-Fetch-Site`). The reference server of
//! before June 2026 refused `same-site`: a person whose PDS is `pds.example.org` could not come from
//! `login.example.org`. It answers them with an error page and never sends them back, so all that we
//! see is an attempt that does not return.

use crate::atproto::Origin;

/// Names below which everybody can register, as second labels: `co.uk`. There are more. A wrong guess
/// costs somebody one click, and only in their second attempt.
const REGISTRIES: [&str; 8] = ["ac", "co", "com", "edu", "gov", "net", "org", "or"];

/// The host of `issuer`, if it is probably under the same registrable domain as `our_host`.
pub(super) fn host_next_door<'a>(issuer: &'a Origin, our_host: &str) -> Option<&'a str> {
    let host = issuer.host().split(':').next().unwrap_or_default();
    (host != our_host && shares_domain(host, our_host)).then_some(host)
}

fn shares_domain(one: &str, other: &str) -> bool {
    let pairs = one.rsplit('.').zip(other.rsplit('.'));
    let shared: Vec<_> = pairs.take_while(|(one, other)| one == other).collect();
    match shared.as_slice() {
        [(top, _), (second, _)] => !(top.len() == 2 && REGISTRIES.contains(second)),
        shared => shared.len() > 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_under_one_registrable_domain_are_next_door() {
        for (one, other, expected) in [
            ("pds.example.org", "login.example.org", true),
            ("example.org", "login.example.org", true),
            ("pds.example.co.uk", "login.example.co.uk", true),
            ("pds.example.co.uk", "login.other.co.uk", false),
            ("pds.example.com", "login.example.org", false),
            ("bsky.social", "example.social", false),
            ("localhost", "localhost", false),
        ] {
            assert_eq!(shares_domain(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn we_ourselves_are_not_next_door() {
        let network = crate::network::Network::Public;
        let issuer = Origin::parse("https://login.example.org", &network).unwrap();
        assert_eq!(host_next_door(&issuer, "login.example.org"), None);
        assert_eq!(host_next_door(&issuer, "id.example.org"), Some("login.example.org"));
    }
}
