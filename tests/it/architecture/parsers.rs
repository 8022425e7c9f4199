//! Every parser of what strangers say has a property test.

use super::source::{code, files, wing_of};

/// What reads the words of strangers, and the property tests that no word of theirs does harm.
const PARSERS: &[&str] = &[
    "atproto/account_identifier/mod.rs",
    "atproto/callback.rs",
    "atproto/did.rs",
    "atproto/did_document.rs",
    "atproto/email.rs",
    "atproto/handle.rs",
    "atproto/metadata/mod.rs",
    "atproto/origin.rs",
    "atproto/par.rs",
    "atproto/account_status.rs",
    "atproto/exchange.rs",
    "atproto/token.rs",
    "jwk_set.rs",
    "limits/source.rs",
    "login/person/device.rs",
    "login/person/hint.rs",
    "login/person/profile.rs",
    "login/trials.rs",
    "oidc/endpoint/bearer_token.rs",
    "oidc/protocol/claims_request.rs",
    "oidc/protocol/client_assertion.rs",
    "oidc/endpoint/client_authentication.rs",
    "oidc/protocol/logout_request/mod.rs",
    "oidc/protocol/pkce.rs",
    "oidc/protocol/prompt.rs",
    "oidc/protocol/redirect_target.rs",
    "oidc/protocol/response_mode.rs",
    "oidc/endpoint/webfinger.rs",
    "params.rs",
    "server/client_address.rs",
    "server/host_check.rs",
    "web/cookie.rs",
    "web/link.rs",
    "who/localpart.rs",
    "who/names.rs",
];

/// What looks as if it read such words, and why it has no property test of its own.
const NO_PARSERS: &[(&str, &str)] = &[
    ("atproto/identity.rs", "hands the document on to did_document.rs"),
    ("atproto/flow.rs", "reads what we sealed"),
    ("fetch/mod.rs", "knows no format: gives bytes, or JSON to whoever asked for a shape"),
    (
        "oidc/protocol/authorization_request.rs",
        "knows no format: looks at params; `garbage` asks it",
    ),
    ("oidc/endpoint/client_keys.rs", "hands the answer on to jwk_set.rs"),
    ("oidc/endpoint/client_request.rs", "compares one header with one word"),
    (
        "oidc/protocol/id_token_hint.rs",
        "jsonwebtoken verifies it; `id_token_hint` and `garbage` try forgeries",
    ),
];

/// A property test in the file or in the file of its tests.
#[test]
fn every_parser_of_what_strangers_say_has_a_property_test() {
    let sources = files();
    for file in PARSERS {
        let apart = file.replace("mod.rs", "tests.rs");
        let texts = [*file, apart.as_str()].map(|name| sources.get(name).cloned());
        let tested = texts.iter().flatten().any(|text| text.contains("proptest! {"));
        assert!(tested, "{file} has no property test");
    }
    let known = |file: &str| {
        PARSERS.contains(&file)
            || NO_PARSERS.iter().any(|(other, why)| *other == file && !why.is_empty())
    };
    let meets_strangers = |file: &str| {
        ["atproto", "fetch", "jwk_set", "login", "oidc", "params", "server", "web"]
            .contains(&wing_of(file))
    };
    let reading = [".json()", ".json::<", "serde_json::from_slice", "headers.get", ".get_all("];
    for (file, code) in code().iter().filter(|(file, _)| meets_strangers(file)) {
        let reads = reading.iter().any(|mark| code.contains(mark));
        assert!(!reads || known(file), "{file} reads what strangers say: test it by properties");
    }
    for (file, _) in NO_PARSERS {
        assert!(sources.contains_key(*file), "{file} is no more");
    }
}
