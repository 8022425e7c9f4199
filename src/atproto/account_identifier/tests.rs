//! What people type and paste, and how it is parsed.

use proptest::prelude::*;

use super::*;

const ALICE: &str = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";

fn read(typed: &str) -> Result<AccountIdentifier, IdentifierFault> {
    AccountIdentifier::read(typed, &Network::Public)
}

fn handle(text: &str) -> Handle {
    Handle::parse(text).unwrap()
}

#[test]
fn a_handle_is_read_however_it_was_typed() {
    for typed in [
        "alice.bsky.social",
        "@alice.bsky.social",
        "@@alice.bsky.social",
        "  alice.bsky.social \n",
        "@ alice.bsky.social",
        "Alice.Bsky.Social",
        "alice.bsky.social.",
        "alice. bsky. social",
        "alice .bsky.social",
        "\u{202a}alice.bsky.social\u{202c}",
        "\u{200e}@alice.bsky.social\u{200f}",
        "\u{2068}alice\u{200b}.bsky.social\u{2069}",
        "\u{feff}al\u{00ad}ice.bsky.social\u{fe0f}",
        "alice。bsky。social",
        "＠alice．bsky．social",
        "\u{a0}alice.bsky.social\u{3000}",
        "https://bsky.app/profile/alice.bsky.social",
        "https://bsky.app/profile/alice.bsky.social/post/3kabc?x=1#y",
        "HTTPS://Bsky.App/Profile/Alice.bsky.social/",
        "bsky.app/profile/alice.bsky.social",
        "http://localhost:4173/profile/@alice.bsky.social",
        "https://deer.social/profile/alice.bsky.social",
        "https://alice.bsky.social",
        "HTTP://Alice.Bsky.Social/",
        "https://alice.bsky.social:443",
        "https://alice.bsky.social./?utm_source=x#top",
        "alice.bsky.social:443",
        "alice.bsky.social/",
        "@alice.bsky.social/",
        "(alice.bsky.social)",
        "（@alice.bsky.social）",
        "(https://alice.bsky.social/)",
        "<alice.bsky.social>,",
        "“alice.bsky.social”.",
        "„@alice.bsky.social“!",
        "'alice.bsky.social';",
        "(alice.bsky.social",
        "https://bsky.app/profile/alice.bsky.social)",
        "at://alice.bsky.social",
        "at://alice.bsky.social/app.bsky.feed.post/3kabc",
    ] {
        assert_eq!(
            read(typed),
            Ok(AccountIdentifier::Handle(handle("alice.bsky.social"))),
            "{typed:?}"
        );
    }
}

#[test]
fn a_did_is_read_before_anything_else() {
    for typed in [
        ALICE.to_owned(),
        format!("@{ALICE}"),
        format!(" {ALICE}\n"),
        ALICE.to_uppercase(),
        format!("at://{ALICE}/app.bsky.actor.profile/self"),
        format!("https://bsky.app/profile/{ALICE}"),
        format!("({ALICE})"),
        format!("{ALICE}/"),
    ] {
        assert_eq!(read(&typed), Ok(AccountIdentifier::Did(Did::parse(ALICE).unwrap())), "{typed}");
    }
    let web = Did::parse("did:web:example.com").unwrap();
    assert_eq!(read("did:web:Example.com"), Ok(AccountIdentifier::Did(web)));
    let local = Did::parse("did:web:localhost%3A2583").unwrap();
    assert_eq!(read("did:web:localhost%3A2583"), Ok(AccountIdentifier::Did(local)));
}

#[test]
fn a_port_means_a_server_and_so_does_an_address_that_can_be_no_handle() {
    let server =
        |text: &str, network| AccountIdentifier::Server(Origin::parse(text, network).unwrap());
    for typed in ["https://pds.example.com:8443", "pds.example.com:8443"] {
        let expected = server("https://pds.example.com:8443", &Network::Public);
        assert_eq!(read(typed), Ok(expected), "{typed}");
    }
    for typed in
        ["localhost:2583", "http://localhost:2583/", "https://localhost:2583", "localhost:2583/"]
    {
        let expected = server("http://localhost:2583", &Network::Loopback);
        assert_eq!(AccountIdentifier::read(typed, &Network::Loopback), Ok(expected), "{typed}");
    }
    let expected = server("http://localhost", &Network::Loopback);
    for typed in ["localhost", "http://localhost"] {
        let read = AccountIdentifier::read(typed, &Network::Loopback);
        assert_eq!(read, Ok(expected.clone()), "{typed}");
    }
}

#[test]
fn an_international_name_is_read_as_dns_has_it() {
    let expected = AccountIdentifier::Handle(handle("xn--mller-kva.example.com"));
    for typed in [
        "Müller.example.com",
        "https://müller.example.com/",
        "https://bsky.app/profile/müller.example.com",
    ] {
        assert_eq!(read(typed), Ok(expected.clone()), "{typed}");
    }
}

#[test]
fn an_email_address_is_told_apart_whatever_is_before_its_at_sign() {
    for (typed, dotted, domain) in [
        ("Maria@bsky.app", Some("maria.bsky.app"), "bsky.app"),
        ("max@gmail.com", Some("max.gmail.com"), "gmail.com"),
        ("mailto:max@gmail.com", Some("max.gmail.com"), "gmail.com"),
        ("<max@gmail.com>", Some("max.gmail.com"), "gmail.com"),
        ("max_muster+news@gmail.com", None, "gmail.com"),
        ("müller@müller.example.com", None, "xn--mller-kva.example.com"),
    ] {
        let (dotted, domain) = (dotted.map(handle), handle(domain));
        assert_eq!(read(typed), Err(IdentifierFault::Email { dotted, domain }), "{typed}");
    }
}

#[test]
fn a_fediverse_address_is_tried_as_the_handle_that_its_domain_is() {
    for typed in [
        "@ted@tedt.org",
        "＠Ted＠tedt.org",
        "(@ted_x@tedt.org)",
        "@ted@tedt.org/",
        "@@ted@tedt.org.",
    ] {
        assert_eq!(read(typed), Ok(AccountIdentifier::Fediverse(handle("tedt.org"))), "{typed}");
    }
    let ending = Some(".local".to_owned());
    assert_eq!(read("@ted@tedt.local"), Err(IdentifierFault::NotAdmitted { ending }));
    for typed in ["@ted@tedt", "@a@b@c.com", "@a b@c.com", "@a/b@c.com", "@ted@tedt.org:8443"] {
        assert_eq!(read(typed), Err(IdentifierFault::Unknown), "{typed}");
    }
}

#[test]
fn a_bare_name_is_a_suggestion_only() {
    assert_eq!(read("@Alice"), Err(IdentifierFault::BareName { name: "alice".to_owned() }));
    assert_eq!(read("localhost"), Err(IdentifierFault::BareName { name: "localhost".to_owned() }));
}

#[test]
fn nothing_typed_is_told_apart() {
    for typed in ["", "  \n", "@", "\u{200e}"] {
        assert_eq!(read(typed), Err(IdentifierFault::Empty), "{typed:?}");
    }
}

#[test]
fn what_the_network_does_not_reach_is_not_admitted() {
    for typed in [
        "alice.test",
        "alice.local",
        "handle.invalid",
        "https://127.0.0.1",
        "https://localhost",
        "https://pds.internal",
        "https://pds.example.com:22",
        "https://169.254.169.254",
    ] {
        let fault = read(typed);
        assert!(matches!(fault, Err(IdentifierFault::NotAdmitted { .. })), "{typed}: {fault:?}");
    }
    let alice = AccountIdentifier::Handle(handle("alice.test"));
    assert_eq!(AccountIdentifier::read("alice.test", &Network::Loopback), Ok(alice));
}

#[test]
fn a_did_of_another_kind_is_not_supported() {
    for typed in [
        "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
        "did:example:123",
        "did:ethr:0xb9c5714089478a327f09197987f16f9e5d936e8a",
        "did:web:example.com:path",
        "did:web:example.com/path",
        "did:web:example.com%3A8443",
        "(did:key:z6Mk).",
        "https://bsky.app/profile/did:key:z6Mk",
    ] {
        assert_eq!(read(typed), Err(IdentifierFault::UnsupportedDid), "{typed}");
    }
}

#[test]
fn what_is_nothing_of_it_is_refused() {
    for typed in [
        "alice bob.com",
        "did:plc:short",
        "did:plc:ewvi7nxzyoun6zhxrhs64oiz:path",
        "did:web:example",
        "did:",
        "did:key",
        "did:key:",
        "did::x",
        "alice.bsky.social/path",
        "https://example.com/path",
        "https://user@example.com",
        "ftp://example.com",
        "javascript:alert(1)",
        "a@b@c.com",
        "pds.example.com:22",
        "127.0.0.1",
        "[::1]",
        "alice_b.bsky.social",
        "<svg onload=1>.com",
        "https://",
        "/profile/",
        "at://",
        "💩",
    ] {
        assert_eq!(read(typed), Err(IdentifierFault::Unknown), "{typed}");
    }
    assert_eq!(read(&format!("{}.com", "a.".repeat(4096))), Err(IdentifierFault::Unknown));
}

proptest! {
    #[test]
    fn reading_never_panics(typed in "(@|did:|https?://|at://)?\\PC{0,60}") {
        let _ = read(&typed);
        let _ = AccountIdentifier::read(&typed, &Network::Loopback);
    }

    #[test]
    fn what_was_read_is_read_the_same_again(typed in "[a-zA-Z0-9@. -]{0,40}") {
        if let Ok(AccountIdentifier::Handle(handle)) = read(&typed) {
            prop_assert_eq!(read(handle.as_str()), Ok(AccountIdentifier::Handle(handle)));
        }
    }
}
