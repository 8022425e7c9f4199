//! Names that follow a handle: what several accounts may be offered, and addresses made of them.
//!
//! In: an account. Out: the names it may have, the best first. Which of them it gets is settled where
//! names are bound: a handle can change hands, and no name may change hands with it.

use crate::jws::sha256_base64url;

/// A proven account, as far as names go.
#[derive(Clone, Copy, Debug)]
pub struct DidAndHandle<'a> {
    /// Its DID.
    pub did: &'a str,
    /// Its handle, if that is verified.
    pub handle: Option<&'a str>,
}

/// The longest part of an e-mail address before its `@` (RFC 5321 §4.5.3.1.1).
const MAX_BEFORE_AT: usize = 64;

/// How many characters of a DID's tail tell a second bearer of a name apart at first.
const SHORT_TAIL: usize = 7;

/// The addresses under `domain` that an account may have as a stand-in: `alice.example.org@domain`.
pub fn synthetic_addresses(account: DidAndHandle<'_>, domain: &str) -> Vec<String> {
    let wanted = [account.handle.map(str::to_owned), Some(tail(account.did))];
    let names = distinct(wanted.into_iter().flatten(), account.did, is_before_at);
    names.into_iter().map(|name| format!("{name}@{domain}")).collect()
}

/// The addresses that stand for a handle under one of `domains`, and that domain: `alice@example.org`
/// for `alice.example.org`. Nothing for any other handle: the operator vouches for these domains only.
pub fn handle_addresses<'a>(
    account: DidAndHandle<'_>,
    domains: &'a [String],
) -> Option<(&'a str, Vec<String>)> {
    let handle = account.handle?;
    let under = |domain: &'a String| label_under(handle, domain).map(|label| (domain, label));
    let (domain, label) = domains.iter().find_map(under)?;
    let names = distinct([label.to_owned()].into_iter(), account.did, is_before_at);
    Some((domain, names.into_iter().map(|name| format!("{name}@{domain}")).collect()))
}

/// `alice`, if `handle` is `alice.` and `domain`, with exactly one label before it.
pub(super) fn label_under<'a>(handle: &'a str, domain: &str) -> Option<&'a str> {
    let label = handle.strip_suffix(domain)?.strip_suffix('.')?;
    (!label.is_empty() && !label.contains('.')).then_some(label)
}

/// What of a DID is the account's own, in characters that any name may have.
pub(super) fn tail(did: &str) -> String {
    let tail = did.splitn(3, ':').nth(2).unwrap_or_default().to_ascii_lowercase();
    tail.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect()
}

/// All `wanted` names, then each with more and more of the DID behind it for whoever comes second,
/// as far as they are `fit`. At last one that depends on nothing but the DID: never none.
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

/// 32 letters and digits that no two DIDs share.
fn fingerprint(did: &str) -> String {
    let hash = sha256_base64url(did.as_bytes()).to_ascii_lowercase();
    hash.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { 'x' }).take(32).collect()
}

/// What stands before the `@` without quotes (RFC 5322 §3.2.3, `dot-atom`), of the characters we make.
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
        for other in ["example.org", "a.c.example.org", "alice.example.com", "xexample.org"] {
            assert_eq!(first(other), None, "{other}");
        }
        assert!(handle_addresses(DidAndHandle { handle: None, ..ALICE }, &domains).is_none());
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
            let addresses =
                synthetic_addresses(DidAndHandle { did: &did, handle: handle.as_deref() }, "x.example");
            prop_assert!(!addresses.is_empty());
            for address in addresses {
                let (before, domain) = address.split_once('@').unwrap();
                prop_assert!(is_before_at(before), "{}", address);
                prop_assert_eq!(domain, "x.example");
            }
        }
    }
}
