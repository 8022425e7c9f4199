//! The rules `allow` and `deny` of a relying party, which say who may sign in there.
//!
//! In: the operator's rules, and a proven account. Out: yes or no. A rule is a DID, a handle,
//! `*.example.org` for all handles under that domain, or `pds:host` for all accounts of a server.

use crate::network::is_domain_name;

/// A parsed rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The account with this DID.
    Did(String),
    /// The account with this verified handle.
    Handle(String),
    /// All accounts with a verified handle under this domain.
    HandlesUnder(String),
    /// All accounts of this PDS: a host, with a port unless it is the default one.
    Pds(String),
}

/// The text is not a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be a DID, a handle such as alice.example.org, *.example.org for all handles below it, or \
     pds:host for all accounts of a server"
)]
pub struct NotARule;

/// The facts about a proven account that rules are about.
#[derive(Clone, Copy, Debug)]
pub struct AccountFacts<'a> {
    /// Its DID.
    pub did: &'a str,
    /// Its handle, if it is verified.
    pub handle: Option<&'a str>,
    /// The host of its PDS, with a port unless it is the default one.
    pub pds: &'a str,
}

impl Rule {
    /// Parses a rule. The case of handles and hosts does not matter.
    pub fn parse(text: &str) -> Result<Self, NotARule> {
        let lower = text.to_ascii_lowercase();
        let (is_valid, rule) = if text.starts_with("did:") {
            (is_did(text), Self::Did(text.to_owned()))
        } else if let Some(host) = lower.strip_prefix("pds:") {
            (is_host(host), Self::Pds(host.to_owned()))
        } else if let Some(domain) = lower.strip_prefix("*.") {
            // A top-level domain is allowed too: `*.example`.
            let is_suffix = is_domain_name(domain) || is_domain_name(&format!("a.{domain}"));
            (is_suffix, Self::HandlesUnder(domain.to_owned()))
        } else {
            (is_domain_name(&lower), Self::Handle(lower))
        };
        is_valid.then_some(rule).ok_or(NotARule)
    }

    /// Whether the rule is about `account`.
    pub fn matches(&self, account: AccountFacts<'_>) -> bool {
        match self {
            Self::Did(did) => did == account.did,
            Self::Handle(handle) => account.handle == Some(handle),
            Self::HandlesUnder(domain) => account.handle.is_some_and(|handle| {
                handle.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'))
            }),
            Self::Pds(host) => account.pds.eq_ignore_ascii_case(host),
        }
    }
}

/// Whether `account` may sign in. Some rule of `allow` has to match, unless the list is empty, and
/// no rule of `deny` may match. A rule that cannot be parsed lets nobody in.
pub fn admits(allow: &[String], deny: &[String], account: AccountFacts<'_>) -> bool {
    let matches = |rule: &String| Rule::parse(rule).map(|rule| rule.matches(account));
    let allowed = allow.is_empty() || allow.iter().any(|rule| matches(rule) == Ok(true));
    let denied = deny.iter().any(|rule| matches(rule) != Ok(false));
    allowed && !denied
}

fn is_did(text: &str) -> bool {
    let rest = text.strip_prefix("did:plc:").or_else(|| text.strip_prefix("did:web:"));
    rest.is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-%:".contains(&b))
    })
}

/// Whether the text is a domain name or `localhost`, with or without a port.
fn is_host(text: &str) -> bool {
    let name = match text.rsplit_once(':') {
        Some((name, port)) if port.parse::<u16>().is_ok() => name,
        _ => text,
    };
    name == "localhost" || is_domain_name(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALICE: AccountFacts<'_> = AccountFacts {
        did: "did:plc:alice",
        handle: Some("alice.example.org"),
        pds: "pds.example.com",
    };

    fn admits_alice(allow: &[&str], deny: &[&str]) -> bool {
        let owned = |rules: &[&str]| rules.iter().map(|&rule| rule.to_owned()).collect::<Vec<_>>();
        admits(&owned(allow), &owned(deny), ALICE)
    }

    #[test]
    fn everybody_may_come_where_there_is_no_rule() {
        assert!(admits_alice(&[], &[]));
    }

    #[test]
    fn a_rule_means_an_account_a_handle_a_domain_or_a_server() {
        for rule in [
            "did:plc:alice",
            "alice.example.org",
            "ALICE.example.ORG",
            "*.example.org",
            "*.org",
            "pds:pds.example.com",
            "pds:PDS.example.com",
        ] {
            assert!(admits_alice(&[rule], &[]), "{rule}");
            assert!(!admits_alice(&[], &[rule]), "{rule}");
        }
    }

    #[test]
    fn whoever_is_not_listed_stays_outside() {
        for rule in [
            "did:plc:Alice",
            "did:plc:alic",
            "example.org",
            "*.alice.example.org",
            "*.ample.org",
            "pds:example.com",
            "pds:pds.example.com:8443",
        ] {
            assert!(!admits_alice(&[rule], &[]), "{rule}");
            assert!(admits_alice(&[], &[rule]), "{rule}");
        }
    }

    #[test]
    fn whoever_is_denied_stays_outside_though_allowed() {
        assert!(!admits_alice(&["*.example.org"], &["did:plc:alice"]));
        assert!(admits_alice(&["did:plc:bob", "*.example.org"], &["did:plc:bob"]));
    }

    #[test]
    fn a_handle_that_is_not_verified_is_let_in_by_no_rule_about_handles() {
        let nameless = AccountFacts { handle: None, ..ALICE };
        let allow = |rule: &str| admits(&[rule.to_owned()], &[], nameless);
        assert!(!allow("alice.example.org") && !allow("*.example.org"));
        assert!(allow("did:plc:alice") && allow("pds:pds.example.com"));
    }

    #[test]
    fn a_rule_that_cannot_be_read_lets_nobody_in() {
        for rule in [
            "",
            " ",
            "*",
            "*.",
            "alice",
            "@alice.example.org",
            "did:",
            "did:plc:",
            "did:key:z6Mk",
            "pds:",
            "pds:https://pds.example.com",
            "pds:pds.example.com/",
            "*.*.org",
            "a b.org",
        ] {
            assert_eq!(Rule::parse(rule), Err(NotARule), "{rule:?}");
            assert!(!admits_alice(&[rule], &[]), "{rule:?}");
            assert!(!admits_alice(&[], &[rule]), "{rule:?}");
        }
    }

    proptest! {
        #[test]
        fn reading_any_text_never_panics(text in "\\PC{0,80}") {
            let _ = Rule::parse(&text).map(|rule| rule.matches(ALICE));
        }

        #[test]
        fn a_suffix_means_whole_labels_only(label in "[a-z]{1,8}", domain in "[a-z]{2,8}\\.[a-z]{2,5}") {
            let rule = Rule::parse(&format!("*.{domain}")).unwrap();
            let matches =
                |handle: &str| rule.matches(AccountFacts { handle: Some(handle), ..ALICE });
            let (below, beside) = (format!("{label}.{domain}"), format!("{label}{domain}"));
            prop_assert!(matches(&below));
            prop_assert!(!matches(&beside) && !matches(&domain));
        }
    }
}
