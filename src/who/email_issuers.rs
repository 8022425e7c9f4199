//! The setting `email_issuers` of a relying party: whose word about an account's e-mail address counts.
//!
//! In: the issuers that the operator lists, and who stands behind an account. Out: yes or no. Anybody
//! can run a PDS that calls any address confirmed, so that its word alone is worth nothing.

/// The issuer of Bluesky's own accounts. Their PDSs have other names than it.
pub const BLUESKY: &str = "https://bsky.social";

/// Below which host the PDSs of Bluesky are.
const BLUESKY_PDS: &str = ".host.bsky.network";

/// Whether what the PDS at the origin `pds` says of an address counts, for an account whose
/// authorization server is `issuer`.
///
/// It is the PDS that tells the address, and an account's owner chooses their PDS: one of their own
/// may name a listed issuer as its authorization server. So the PDS has to be the issuer itself, or one
/// that is known to be run by it.
pub fn vouched(listed: &[String], issuer: &str, pds: &str) -> bool {
    let is_bluesky = || {
        let host = pds.strip_prefix("https://").and_then(|host| host.strip_suffix(BLUESKY_PDS));
        issuer == BLUESKY && host.is_some_and(|name| !name.is_empty())
    };
    listed.iter().any(|listed| listed == issuer) && (pds == issuer || is_bluesky())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_vouched(listed: &[&str], issuer: &str, pds: &str) -> bool {
        let listed: Vec<_> = listed.iter().map(|&issuer| issuer.to_owned()).collect();
        vouched(&listed, issuer, pds)
    }

    #[test]
    fn a_listed_issuer_vouches_for_what_its_own_pds_says() {
        let own = "https://pds.example.org";
        assert!(is_vouched(&[BLUESKY, own], own, own));
        assert!(is_vouched(&[BLUESKY], BLUESKY, "https://morel.us-east.host.bsky.network"));
        assert!(is_vouched(&[BLUESKY], BLUESKY, BLUESKY));
    }

    #[test]
    fn nobody_else_vouches_for_anything() {
        let own = "https://pds.example.org";
        assert!(!is_vouched(&[BLUESKY], own, own));
        assert!(!is_vouched(&[own], BLUESKY, "https://morel.us-east.host.bsky.network"));
        assert!(!is_vouched(&[], BLUESKY, BLUESKY));
    }

    #[test]
    fn a_pds_that_names_a_listed_issuer_is_not_run_by_it() {
        for pds in [
            "https://evil.example",
            "https://host.bsky.network",
            "https://.host.bsky.network",
            "https://evil.host.bsky.network.example",
            "https://xhost.bsky.network",
            "http://morel.host.bsky.network",
            "https://morel.host.bsky.network:8443",
        ] {
            assert!(!is_vouched(&[BLUESKY], BLUESKY, pds), "{pds}");
        }
        let (own, other) = ("https://auth.example", "https://morel.host.bsky.network");
        assert!(!is_vouched(&[own, BLUESKY], own, other), "a PDS of Bluesky under another issuer");
    }
}
