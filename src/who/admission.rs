//! The rules `allow` and `deny` of a relying party, which say who may sign in there.
//!
//! In: the operator's rules, and a proven account. Out: a [`Verdict`]. A rule is a DID, a handle,
//! `*.example.org` for all handles under that domain, or `pds:host` for all accounts of a server.
//!
//! The DID document says which PDS an account has, and its owner writes that document. One authorization
//! server may serve several PDSs, so a login does not prove which of them it is. So a rule about a PDS
//! counts only if the PDS itself says that it hosts the account.

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
    /// The host of its PDS by its DID document, with a port unless it is the default one.
    pub pds: &'a str,
    /// Whether that PDS says that it hosts the account. `None` if it was not asked.
    pub is_hosted: Option<bool>,
}

/// Whether an account may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may.
    Admitted,
    /// It may not.
    Refused,
    /// It depends on whether its PDS hosts it, and the PDS was not asked.
    DependsOnHost,
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

    /// Whether the rule is about the PDS.
    const fn is_about_pds(&self) -> bool {
        matches!(self, Self::Pds(_))
    }
}

/// Whether `account` may sign in. Some rule of `allow` has to match, unless the list is empty, and
/// no rule of `deny` may match. A rule that cannot be parsed lets nobody in.
///
/// A rule about a PDS allows only whom that PDS hosts. It denies all who claim to be there. Where any
/// PDS is denied, nobody may come from a PDS that does not host them: it may be the denied one.
pub fn judge(allow: &[String], deny: &[String], account: AccountFacts<'_>) -> Verdict {
    let matching = |rule: &String| Rule::parse(rule).ok().filter(|rule| rule.matches(account));
    let allowing: Vec<_> = allow.iter().filter_map(matching).collect();
    let is_allowed_anywhere = allow.is_empty() || allowing.iter().any(|rule| !rule.is_about_pds());
    let denying: Vec<_> = deny.iter().map(|rule| Rule::parse(rule)).collect();
    let is_denied =
        |rule: &Result<Rule, NotARule>| rule.as_ref().map_or(true, |rule| rule.matches(account));
    if denying.iter().any(is_denied) || (!is_allowed_anywhere && allowing.is_empty()) {
        return Verdict::Refused;
    }
    let depends = !is_allowed_anywhere || denying.iter().flatten().any(Rule::is_about_pds);
    match account.is_hosted {
        None if depends => Verdict::DependsOnHost,
        Some(false) if depends => Verdict::Refused,
        None | Some(_) => Verdict::Admitted,
    }
}

/// Whether a rule is about handles or a PDS, which both follow the DID document. So is a rule that
/// cannot be parsed.
pub fn follow_document(rules: &[String]) -> bool {
    rules.iter().any(|rule| !matches!(Rule::parse(rule), Ok(Rule::Did(_))))
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
        is_hosted: Some(true),
    };

    fn judged(allow: &[&str], deny: &[&str], is_hosted: Option<bool>) -> Verdict {
        let owned = |rules: &[&str]| rules.iter().map(|&rule| rule.to_owned()).collect::<Vec<_>>();
        judge(&owned(allow), &owned(deny), AccountFacts { is_hosted, ..ALICE })
    }

    fn admits_alice(allow: &[&str], deny: &[&str]) -> bool {
        judged(allow, deny, Some(true)) == Verdict::Admitted
    }

    #[test]
    fn a_rule_about_a_pds_admits_only_whom_that_pds_hosts() {
        let (own, other) = ("pds:pds.example.com", "pds:other.example.com");
        for (allow, deny) in [
            (&[own][..], &[][..]),
            (&["did:plc:bob", own], &[]),
            (&[], &[other]),
            (&["*.example.org"], &[other]),
        ] {
            let of = |is_hosted| judged(allow, deny, is_hosted);
            assert_eq!(of(Some(true)), Verdict::Admitted, "{allow:?} {deny:?}");
            assert_eq!(of(Some(false)), Verdict::Refused, "{allow:?} {deny:?}");
            assert_eq!(of(None), Verdict::DependsOnHost, "{allow:?} {deny:?}");
        }
    }

    #[test]
    fn no_pds_is_asked_where_its_answer_changes_nothing() {
        let (own, other) = ("pds:pds.example.com", "pds:other.example.com");
        for (allow, deny, verdict) in [
            (&[][..], &[][..], Verdict::Admitted),
            (&["*.example.org", own], &["did:plc:bob"], Verdict::Admitted),
            (&[other], &[], Verdict::Refused),
            (&[], &[own], Verdict::Refused),
            (&[own], &["did:plc:alice"], Verdict::Refused),
            (&[own], &["no rule"], Verdict::Refused),
        ] {
            for is_hosted in [None, Some(true), Some(false)] {
                assert_eq!(judged(allow, deny, is_hosted), verdict, "{allow:?} {deny:?}");
            }
        }
    }

    #[test]
    fn rules_about_handles_and_servers_follow_the_document() {
        for (rule, follows) in [
            ("did:plc:alice", false),
            ("alice.example.org", true),
            ("*.example.org", true),
            ("pds:pds.example.com", true),
            ("no rule", true),
        ] {
            assert_eq!(follow_document(&["did:plc:bob".to_owned(), rule.to_owned()]), follows);
        }
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
        let allow = |rule: &str| judge(&[rule.to_owned()], &[], nameless) == Verdict::Admitted;
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
