//! Every parser of what strangers say has a property test and a fuzz target.

use std::fs;
use std::path::Path;

use super::source::{code, files, wing_of};

/// What reads the words of strangers, each with the target of `tests/fuzz` that comes to it.
const PARSERS: &[(&str, &str)] = &[
    ("atproto/account_identifier/mod.rs", "account_identifier"),
    ("atproto/callback.rs", "callback"),
    ("atproto/did.rs", "did"),
    ("atproto/did_document.rs", "did_document"),
    ("atproto/email.rs", "pds_answer"),
    ("atproto/handle.rs", "handle"),
    ("atproto/handle_lookup.rs", "dns_answer"),
    ("atproto/metadata/mod.rs", "server_metadata"),
    ("atproto/origin.rs", "origin"),
    ("atproto/par.rs", "pds_answer"),
    ("atproto/account_status.rs", "pds_answer"),
    ("atproto/exchange.rs", "pds_answer"),
    ("atproto/token.rs", "token_answer"),
    ("jwk_set.rs", "jwk_set"),
    ("limits/source.rs", "forwarded"),
    ("locale/preference.rs", "cookies"),
    ("login/person/device.rs", "cookies"),
    ("login/person/hint.rs", "login_hint"),
    ("login/person/matrix_hint.rs", "matrix_hint"),
    ("login/person/profile.rs", "profile"),
    ("login/trials.rs", "cookies"),
    ("oidc/endpoint/bearer_token.rs", "bearer"),
    ("oidc/protocol/claims_request.rs", "claims"),
    ("oidc/protocol/client_assertion.rs", "client_assertion"),
    ("oidc/endpoint/client_authentication.rs", "basic"),
    ("oidc/protocol/logout_request/mod.rs", "logout_request"),
    ("oidc/protocol/pkce.rs", "pkce"),
    ("oidc/protocol/prompt.rs", "pkce"),
    ("oidc/protocol/redirect_target.rs", "redirect_uri"),
    ("oidc/protocol/response_mode.rs", "pkce"),
    ("oidc/endpoint/webfinger.rs", "webfinger"),
    ("params.rs", "params"),
    ("server/client_address.rs", "forwarded"),
    ("server/host_check.rs", "host"),
    ("web/cookie.rs", "cookies"),
    ("web/language.rs", "cookies"),
    ("web/link.rs", "link"),
    ("who/localpart.rs", "names"),
    ("who/matrix_id.rs", "matrix_hint"),
    ("who/names.rs", "names"),
];

/// What looks as if it read such words, and why it has no property test of its own.
const NO_PARSERS: &[(&str, &str)] = &[
    ("atproto/identity.rs", "hands the document on to did_document.rs"),
    ("atproto/flow.rs", "reads what we sealed"),
    ("fetch/response.rs", "knows no format: gives bytes, or JSON to whoever asked for a shape"),
    ("fetch/error.rs", "the same, for what is left of an answer"),
    (
        "oidc/protocol/authorization_request.rs",
        "knows no format: looks at params; `garbage` asks it",
    ),
    ("login/store/account.rs", "reads its own rows"),
    (
        "oidc/store/refresh_token/parts.rs",
        "reads a token of ours, in its one spelling; its own tests have the properties",
    ),
    ("who/admission/mod.rs", "reads the rules of the operator"),
    ("server/arrival.rs", "compares one header with a hash, and tells its sender another one"),
    ("login/waiting.rs", "looks for one word in one header; its own tests have the properties"),
    ("login/error_page/mod.rs", "copies the cookies that our own answer sets"),
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
    for (file, _) in PARSERS {
        let apart = file.replace("mod.rs", "tests.rs");
        let texts = [*file, apart.as_str()].map(|name| sources.get(name).cloned());
        let tested = texts.iter().flatten().any(|text| text.contains("proptest! {"));
        assert!(tested, "{file} has no property test");
    }
    let known = |file: &str| {
        PARSERS.iter().any(|(other, _)| *other == file)
            || file.ends_with("fuzzing.rs")
            || NO_PARSERS.iter().any(|(other, why)| *other == file && !why.is_empty())
    };
    let meets_strangers = |file: &str| {
        ["atproto", "fetch", "jwk_set", "login", "oidc", "params", "server", "web", "who"]
            .contains(&wing_of(file))
    };
    let reading = [".json()", ".json::<", "serde_json::from_slice", "headers.get", ".get_all("];
    for (file, code) in code().iter().filter(|(file, _)| meets_strangers(file)) {
        let reads = reading.iter().any(|mark| code.contains(mark)) || takes_a_text_apart(code);
        assert!(!reads || known(file), "{file} reads what strangers say: test it by properties");
    }
    for (file, _) in NO_PARSERS {
        assert!(sources.contains_key(*file), "{file} is no more");
    }
}

/// Whether it has a function `parse` or `read` of a text or of bytes.
fn takes_a_text_apart(code: &str) -> bool {
    let mut takes = ["fn parse(", "fn read("].iter().flat_map(|name| code.split(name).skip(1));
    takes.any(|rest| {
        let first = rest.split([',', ')']).next().unwrap_or_default();
        ["str", "[u8]", "Secret"].iter().any(|kind| first.ends_with(kind))
    })
}

/// The targets are those that `tests/fuzz/run` reads in the table, each with seeds.
#[test]
fn every_parser_of_what_strangers_say_has_a_fuzz_target_with_seeds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz");
    let table = fs::read_to_string(folder.join("src/targets/mod.rs")).unwrap();
    let lines = table.lines().filter_map(|line| line.trim().strip_prefix("(\""));
    let targets: Vec<&str> = lines.map(|line| line.split('"').next().unwrap()).collect();
    for (file, target) in PARSERS {
        assert!(targets.contains(target), "no fuzz target {target} comes to {file}");
    }
    for target in targets {
        let seeds = fs::read_dir(folder.join("seeds").join(target));
        assert!(seeds.is_ok_and(|seeds| seeds.count() > 0), "{target} has no seeds");
    }
}
