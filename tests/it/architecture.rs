//! The walls of the house, kept by reading the text of `src/`: who may use whom, who may touch SQL,
//! and how long a file may get. The map itself is the crate page, `src/lib.rs`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What each module may use of the crate. Whatever is not listed here may use nothing of it.
const MAY_USE: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    (
        "cli",
        &[
            "config",
            "server",
            "telemetry",
            "clock",
            "network",
            "atproto",
            "oidc",
            "login",
            "db",
            "key_rotation",
            "secret",
        ],
    ),
    (
        "server",
        &[
            "config",
            "login",
            "oidc",
            "atproto",
            "web",
            "db",
            "fetch",
            "clock",
            "network",
            "secret",
            "telemetry",
            "jws",
            "limits",
        ],
    ),
    ("config", &["network", "secret", "telemetry", "invisible", "jwk_set", "who"]),
    (
        "login",
        &[
            "oidc",
            "atproto",
            "web",
            "db",
            "fetch",
            "network",
            "clock",
            "secret",
            "jws",
            "key_rotation",
            "params",
            "telemetry",
            "invisible",
            "who",
            "limits",
        ],
    ),
    (
        "oidc",
        &["db", "fetch", "clock", "secret", "jws", "jwk_set", "key_rotation", "params", "limits"],
    ),
    (
        "atproto",
        &["fetch", "network", "clock", "secret", "jws", "key_rotation", "params", "invisible"],
    ),
    ("web", &[]),
    ("db", &["jws"]),
    ("fetch", &["network", "limits"]),
    ("limits", &[]),
    ("network", &[]),
    ("params", &[]),
    ("jws", &[]),
    ("jwk_set", &[]),
    ("key_rotation", &[]),
    ("secret", &[]),
    ("invisible", &[]),
    ("clock", &[]),
    ("who", &["network", "jws"]),
    ("telemetry", &["secret"]),
];

/// The files that own a table, and `db`, which opens, migrates and sweeps.
const MAY_TOUCH_SQL: &[&str] = &[
    "db/mod.rs",
    "db/connections.rs",
    "db/transaction.rs",
    "login/store/account.rs",
    "login/store/browser_session.rs",
    "login/store/chosen_account.rs",
    "login/store/client_key.rs",
    "login/store/consent.rs",
    "login/store/name_binding.rs",
    "login/store/pds_request.rs",
    "login/store/pending.rs",
    "login/store/pending_logout.rs",
    "oidc/store/access_token.rs",
    "oidc/store/account_client.rs",
    "oidc/store/authorization_code.rs",
    "oidc/store/logout_notice.rs",
    "oidc/store/refresh_token.rs",
    "oidc/store/pushed_request.rs",
    "oidc/store/registered_client.rs",
    "oidc/store/session_client.rs",
    "oidc/store/signing_key/mod.rs",
    "oidc/store/subject_identifier.rs",
    "oidc/store/used_assertion.rs",
];

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
    "atproto/session.rs",
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
    "oidc/protocol/request_object.rs",
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

const MOST_LINES: usize = 400;

fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut waiting: Vec<PathBuf> = vec![root.clone()];
    let mut files = BTreeMap::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
    assert!(files.len() > 50, "the sources are read");
    files
}

/// The code of a file: without comments, and without its tests, which may use anything.
fn code(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]").next().unwrap();
    let lines = before_tests.lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

fn module_of(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

/// The top-level modules that a text names after `crate::`, nested lists included.
fn used(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for after in code.split("crate::").skip(1) {
        let list = after.strip_prefix('{').map(|list| list.split('}').next().unwrap());
        for path in list.unwrap_or(after).split(',').take(if list.is_some() { 99 } else { 1 }) {
            let path = path.trim();
            let end = path.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(path.len());
            names.push(path[..end].to_owned());
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

#[test]
fn a_module_uses_only_what_stands_below_it() {
    for (file, text) in sources().iter().filter(|(file, _)| *file != "lib.rs") {
        let module = module_of(file);
        let allowed = MAY_USE.iter().find(|(name, _)| *name == module);
        let allowed = allowed.unwrap_or_else(|| panic!("{file}: no rule for `{module}`")).1;
        for name in used(&code(text)) {
            assert!(
                name == module || allowed.contains(&name.as_str()),
                "{file} uses crate::{name}"
            );
        }
    }
}

#[test]
fn only_the_owner_of_a_table_touches_sql() {
    for (file, text) in sources() {
        let touches = code(&text).contains("sqlx::");
        assert!(!touches || MAY_TOUCH_SQL.contains(&file.as_str()), "{file} touches SQL");
    }
}

#[test]
fn only_fetch_goes_out() {
    for (file, text) in sources() {
        let code = code(&text);
        let goes_out = code.contains("reqwest::") || code.contains("TcpStream::connect");
        assert!(!goes_out || file.starts_with("fetch"), "{file} opens connections of its own");
    }
}

/// What the operator allows for a back-channel address is for that address alone.
#[test]
fn only_backchannel_logout_goes_to_a_private_address() {
    for (file, text) in sources() {
        let goes_there = code(&text).contains(".one_address(");
        assert_eq!(goes_there, file == "oidc/endpoint/backchannel_logout.rs", "{file}");
    }
}

/// A property test in the file or in the file of its tests.
#[test]
fn every_parser_of_what_strangers_say_has_a_property_test() {
    let sources = sources();
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
            .contains(&module_of(file))
    };
    let reading = [".json()", ".json::<", "serde_json::from_slice", "headers.get", ".get_all("];
    let met =
        sources.iter().filter(|(file, _)| meets_strangers(file) && !file.ends_with("tests.rs"));
    for (file, text) in met {
        let code = code(text);
        let reads = reading.iter().any(|mark| code.contains(mark));
        assert!(!reads || known(file), "{file} reads what strangers say: test it by properties");
    }
    for (file, _) in NO_PARSERS {
        assert!(sources.contains_key(*file), "{file} is no more");
    }
}

#[test]
fn no_file_is_too_long() {
    for (file, text) in sources() {
        assert!(text.lines().count() <= MOST_LINES, "{file} has over {MOST_LINES} lines");
    }
}
