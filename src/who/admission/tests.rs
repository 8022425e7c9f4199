//! Tests of the rules about people.

use proptest::prelude::*;

use super::*;

const ALICE: AccountFacts<'_> = AccountFacts {
    did: "did:plc:alice",
    handle: Some("alice.example.org"),
    unconfirmed: None,
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
fn a_handle_that_is_not_confirmed_keeps_out_and_lets_nobody_in() {
    let claims = Some("alice.example.org");
    let alice = AccountFacts { handle: None, unconfirmed: claims, ..ALICE };
    let judged = |allow: &[&str], deny: &[&str], alice| {
        let owned = |rules: &[&str]| rules.iter().map(|&it| it.to_owned()).collect::<Vec<_>>();
        judge(&owned(allow), &owned(deny), alice)
    };
    for rule in ["alice.example.org", "*.example.org"] {
        assert_eq!(judged(&[rule], &[], alice), Verdict::DependsOnHandle, "{rule}");
        assert_eq!(judged(&[], &[rule], alice), Verdict::Refused, "{rule}");
        assert_eq!(judged(&[rule], &[rule], alice), Verdict::Refused, "{rule}");
        assert_eq!(judged(&["did:plc:alice", rule], &[], alice), Verdict::Admitted, "{rule}");
        let pds = ["pds:pds.example.com", rule];
        for (is_hosted, verdict) in [
            (Some(true), Verdict::Admitted),
            (Some(false), Verdict::DependsOnHandle),
            (None, Verdict::DependsOnHost),
        ] {
            assert_eq!(judged(&pds, &[], AccountFacts { is_hosted, ..alice }), verdict, "{rule}");
        }
    }
    assert_eq!(judged(&["*.example.com"], &[], alice), Verdict::Refused);
    assert_eq!(judged(&[], &["*.example.com"], alice), Verdict::Admitted);
    // One that was confirmed before serves, and still the claimed one keeps out.
    let known = AccountFacts { handle: claims, ..alice };
    assert_eq!(judged(&["*.example.org"], &[], known), Verdict::Admitted);
}

#[test]
fn a_denied_host_is_denied_at_all_its_ports_and_an_allowed_one_is_allowed_at_its_own() {
    let at = |pds| AccountFacts { pds, ..ALICE };
    let judged = |rule: &str, deny: bool, pds| {
        let (rule, none) = ([rule.to_owned()], []);
        let (allow, deny): (&[_], &[_]) = if deny { (&none, &rule) } else { (&rule, &none) };
        judge(allow, deny, at(pds)) == Verdict::Admitted
    };
    for (rule, pds, is_denied, is_allowed) in [
        ("pds:pds.example.com", "pds.example.com:8443", true, false),
        ("pds:pds.example.com", "pds.example.com", true, true),
        ("pds:pds.example.com:8443", "pds.example.com:8443", true, true),
        ("pds:pds.example.com:8443", "pds.example.com", false, false),
        ("pds:pds.example.com:8443", "pds.example.com:9443", false, false),
        ("pds:example.com", "pds.example.com:8443", false, false),
    ] {
        assert_eq!(judged(rule, true, pds), !is_denied, "deny {rule}: {pds}");
        assert_eq!(judged(rule, false, pds), is_allowed, "allow {rule}: {pds}");
    }
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

#[test]
fn of_two_verdicts_the_stricter_one_counts() {
    use Verdict::{Admitted, DependsOnHandle, DependsOnHost, Refused};
    let by_strictness = [Admitted, DependsOnHost, DependsOnHandle, Refused];
    for (at, one) in by_strictness.into_iter().enumerate() {
        for (beside, other) in by_strictness.into_iter().enumerate() {
            assert_eq!(one.and(other), by_strictness[at.max(beside)], "{one:?} {other:?}");
        }
    }
}

#[test]
fn whoever_is_refused_is_refused_by_a_rule_that_has_a_name() {
    let owned = |rules: &[&str]| rules.iter().map(|&rule| rule.to_owned()).collect::<Vec<_>>();
    for (allow, deny, is_hosted, rule) in [
        (&[][..], &["did:plc:bob", "*.example.org"][..], true, "deny has *.example.org"),
        (&[], &["no rule"], true, "deny has no rule"),
        (&["did:plc:bob"], &[], true, "no rule of allow is about them"),
        (
            &["pds:pds.example.com"],
            &[],
            false,
            "a rule is about servers, and theirs does not host them",
        ),
    ] {
        let account = AccountFacts { is_hosted: Some(is_hosted), ..ALICE };
        assert_eq!(judge(&owned(allow), &owned(deny), account), Verdict::Refused);
        assert_eq!(refusing(&owned(allow), &owned(deny), account).to_string(), rule);
    }
}
