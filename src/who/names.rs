//! Names and e-mail addresses that are made from a handle or a DID.
//!
//! In: an account. Out: the names that it may have, the best first. `login` stores which one it
//! gets: a handle can move to another account, but a name must not.

use crate::jws::sha256_base64url;

/// The names of a proven account.
#[derive(Clone, Copy, Debug)]
pub struct DidAndHandle<'a> {
    /// Its DID.
    pub did: &'a str,
    /// Its handle, if it is verified.
    pub handle: Option<&'a str>,
}

/// The longest local part of an e-mail address (RFC 5321 §4.5.3.1.1).
const MAX_BEFORE_AT: usize = 64;

/// How many characters of the DID are appended first if a name is taken.
const SHORT_TAIL: usize = 7;

/// The placeholder addresses under `domain` that an account may have: `alice.example.org@domain`.
pub fn synthetic_addresses(account: DidAndHandle<'_>, domain: &str) -> Vec<String> {
    let wanted = [account.handle.map(str::to_owned), Some(tail(account.did))];
    let names = distinct(wanted.into_iter().flatten(), account.did, is_before_at);
    names.into_iter().map(|name| format!("{name}@{domain}")).collect()
}

/// The addresses for a handle directly under one of `domains`, and that domain: `alice@example.org`
/// for `alice.example.org`. The handle that is the domain itself is `example@example.org`, and so nobody
/// whose handle is `example.example.org`. `None` for other handles, because the operator controls these
/// domains only.
pub fn handle_addresses<'a>(
    account: DidAndHandle<'_>,
    domains: &'a [String],
) -> Option<(&'a str, Vec<String>)> {
    let handle = account.handle?;
    let under = |domain: &'a String| label_under(handle, domain).map(|label| (domain, label));
    let itself = || domains.iter().find(|domain| *domain == handle);
    let below = domains.iter().find_map(under);
    let (domain, label) = below.or_else(|| itself().map(|domain| (domain, first_label(domain))))?;
    let names = distinct([label.to_owned()].into_iter(), account.did, is_before_at).into_iter();
    // That one is the domain's.
    let names = names.skip(usize::from(below.is_some() && label == first_label(domain)));
    Some((domain, names.map(|name| format!("{name}@{domain}")).collect()))
}

/// The first label of a domain: `example` of `example.org`.
fn first_label(domain: &str) -> &str {
    domain.split('.').next().unwrap_or_default()
}

/// The label before `domain`, if `handle` is exactly one label longer: `alice`.
pub(super) fn label_under<'a>(handle: &'a str, domain: &str) -> Option<&'a str> {
    let label = handle.strip_suffix(domain)?.strip_suffix('.')?;
    (!label.is_empty() && !label.contains('.')).then_some(label)
}

/// The part of a DID after its method, in characters that are allowed in all names.
pub(super) fn tail(did: &str) -> String {
    let tail = did.splitn(3, ':').nth(2).unwrap_or_default().to_ascii_lowercase();
    tail.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect()
}

/// The first `wanted` name that is `fit`, then the same with more and more of the DID, for the case
/// that the name is taken. The last name depends on the DID only, so there is always one.
pub(super) fn distinct(
    mut wanted: impl Iterator<Item = String>,
    did: &str,
    fit: impl Fn(&str) -> bool,
) -> Vec<String> {
    let tail: Vec<char> = tail(did).chars().collect();
    let short: String = tail.iter().skip(tail.len().saturating_sub(SHORT_TAIL)).collect();
    let fingerprint = fingerprint(did);
    let first = wanted.find(|name| fit(name));
    let longer = [&short, &fingerprint].map(|suffix| Some(format!("{}-{suffix}", first.as_ref()?)));
    let last = Some(format!("u-{fingerprint}"));
    let names = [first].into_iter().chain(longer).chain([last]).flatten();
    names.filter(|name| fit(name)).collect()
}

/// 32 letters and digits from the hash of a DID.
fn fingerprint(did: &str) -> String {
    let hash = sha256_base64url(did.as_bytes()).to_ascii_lowercase();
    hash.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { 'x' }).take(32).collect()
}

/// Whether a name is a local part without quotes (RFC 5322 §3.2.3, `dot-atom`).
fn is_before_at(name: &str) -> bool {
    (1..=MAX_BEFORE_AT).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-')
        && name.split('.').all(|atom| !atom.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALICE: DidAndHandle<'_> =
        DidAndHandle { did: "did:plc:ewvi7nxzyoun6zhxrhs64oiz", handle: Some("alice.example.org") };

    #[test]
    fn a_stand_in_is_the_whole_handle_or_the_tail_of_the_did() {
        let first = |account| synthetic_addresses(account, "login.example")[0].clone();
        assert_eq!(first(ALICE), "alice.example.org@login.example");
        let nameless = DidAndHandle { handle: None, ..ALICE };
        assert_eq!(first(nameless), "ewvi7nxzyoun6zhxrhs64oiz@login.example");
    }

    #[test]
    fn a_handle_stands_for_an_address_only_right_below_a_listed_domain() {
        let domains = ["example.org".to_owned(), "b.example.org".to_owned()];
        let first = |handle| {
            let of = handle_addresses(DidAndHandle { handle: Some(handle), ..ALICE }, &domains);
            of.map(|(_, addresses)| addresses[0].clone())
        };
        assert_eq!(first("alice.example.org").as_deref(), Some("alice@example.org"));
        assert_eq!(first("a.b.example.org").as_deref(), Some("a@b.example.org"));
        assert_eq!(first("b.example.org").as_deref(), Some("b@example.org"));
        for other in ["org", "a.c.example.org", "alice.example.com", "xexample.org"] {
            assert_eq!(first(other), None, "{other}");
        }
        assert!(handle_addresses(DidAndHandle { handle: None, ..ALICE }, &domains).is_none());
    }

    #[test]
    fn the_domain_itself_has_the_address_of_its_first_label_and_nobody_below_it_does() {
        let domains = ["apex.test".to_owned(), "b.example.org".to_owned()];
        let of = |handle, did| {
            let account = DidAndHandle { handle: Some(handle), did };
            handle_addresses(account, &domains).map(|(_, addresses)| addresses).unwrap_or_default()
        };
        assert_eq!(of("apex.test", ALICE.did)[0], "apex@apex.test");
        assert_eq!(of("b.example.org", ALICE.did)[0], "b@b.example.org");
        let below = of("apex.apex.test", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa");
        assert_eq!(below[0], "apex-aaaaaaa@apex.test");
        assert!(!below.contains(&"apex@apex.test".to_owned()), "{below:?}");
        assert_eq!(of("x.apex.test", ALICE.did)[0], "x@apex.test");
    }

    #[test]
    fn names_of_two_accounts_with_one_handle_differ_after_the_first() {
        let other = DidAndHandle { did: "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", ..ALICE };
        let (ours, theirs) =
            (synthetic_addresses(ALICE, "x.example"), synthetic_addresses(other, "x.example"));
        assert_eq!(ours[0], theirs[0]);
        assert!(ours[1..].iter().all(|name| !theirs.contains(name)), "{ours:?} {theirs:?}");
    }

    proptest! {
        #[test]
        fn every_address_has_a_plain_part_of_at_most_64_characters(
            did in "did:(plc:[a-z2-7]{24}|web:[a-zA-Z0-9.%-]{1,240})",
            handle in proptest::option::of("[a-z0-9]{1,63}(\\.[a-z0-9]{1,63}){1,3}\\.org"),
        ) {
            let account = DidAndHandle { did: &did, handle: handle.as_deref() };
            let addresses = synthetic_addresses(account, "x.example");
            prop_assert!(!addresses.is_empty());
            for address in addresses {
                let (before, domain) = address.split_once('@').unwrap();
                prop_assert!(is_before_at(before), "{}", address);
                prop_assert_eq!(domain, "x.example");
            }
        }
    }
}
