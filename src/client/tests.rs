//! Tests that each client setting has a field, a rule, and a line in the example file.
//! The field has a default.

use std::fs;
use std::path::{Path, PathBuf};

const RECORD: &str = include_str!("mod.rs");
const EXAMPLE: &str = include_str!("../../docs/config.example.toml");

/// Settings that a command line flag, a preset or a built-in client also names, or whose names are
/// common words.
const NAMED_ELSEWHERE: [&str; 19] = [
    "allow",
    "client_id",
    "client_name",
    "client_uri",
    "redirect_uris",
    "post_logout_redirect_uris",
    "id_token_signed_response_alg",
    "claims_in_id_token",
    "consent",
    "deny",
    "did_web",
    "localpart",
    "matrix_server",
    "omit_email_verified",
    "reserved_localparts",
    "require_pkce",
    "require_pushed_authorization_requests",
    "scopes",
    "userinfo_signed_response_alg",
];

/// Where a setting has to be named: its field with its default, and its rule.
const HERE: [&str; 2] = ["client/mod.rs", "client/rules.rs"];

/// The fields of the record that are one setting each, with the setting's name.
fn settings() -> Vec<&'static str> {
    let (_, record) = RECORD.split_once("pub struct Client {").unwrap();
    let (fields, _) = record.split_once("\n}").unwrap();
    let mut flat = true;
    let mut settings = vec![];
    for line in fields.lines().map(str::trim) {
        if let Some((name, _)) = line.strip_prefix("pub ").and_then(|line| line.split_once(':')) {
            settings.extend(flat.then_some(name));
        }
        flat = line != "#[serde(flatten)]";
    }
    settings
}

/// The code below `src/` that reads, shows or uses settings, without its tests, by file.
fn code() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut waiting: Vec<PathBuf> =
        ["client", "config", "cli", "server", "document"].map(|name| root.join(name)).to_vec();
    let mut code = vec![];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        if !name.contains("tests") {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap().to_owned();
            code.push((name, text));
        }
    }
    code
}

fn count(text: &str, word: &str) -> usize {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|part| *part == word).count()
}

#[test]
fn a_setting_is_a_field_a_rule_and_a_line_of_the_example() {
    let (settings, code) = (settings(), code());
    assert!(settings.len() > 15 && code.len() > 30, "{settings:?}");
    for &setting in &settings {
        let quoted = format!("\"{setting}\"");
        let required = format!("require({quoted})");
        let rules = code
            .iter()
            .filter(|(file, _)| file.starts_with("client/"))
            .map(|(_, text)| text.matches(&quoted).count() - text.matches(&required).count());
        assert_eq!(rules.sum::<usize>(), 1, "{setting} has one rule");
        let line = format!("{setting} = ");
        let mut lines = EXAMPLE.lines().map(|line| line.trim_start_matches(['#', ' ']));
        assert!(lines.any(|told| told.starts_with(&line)), "{setting} is told of");
        let mut named: Vec<&str> = code
            .iter()
            .filter(|(_, text)| count(text, setting) > 0)
            .map(|(file, _)| file.as_str())
            .collect();
        named.sort_unstable();
        if NAMED_ELSEWHERE.contains(&setting) {
            let is_elsewhere = named != HERE || count(RECORD, setting) != 2;
            assert!(is_elsewhere, "{setting} is named nowhere else any more: take it off the list");
            continue;
        }
        assert_eq!(named, HERE, "{setting}");
        assert_eq!(count(RECORD, setting), 2, "{setting}: the field and its default");
    }
    for listed in NAMED_ELSEWHERE {
        assert!(settings.contains(&listed), "{listed} is no setting any more");
    }
}
