//! Tests that the example file has exactly the settings that the code reads.
//! Each has its true default there.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::DeTable;

use super::*;
use crate::document::Mistake;

const EXAMPLE: &str = include_str!("../../../docs/config.example.toml");

/// How a line of the example file contains a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `key = value`: an active setting.
    Active,
    /// `# key = value`: a default.
    Default,
    /// `#     key = value`: an example.
    Example,
}

/// A setting in a line of the example file.
#[derive(Clone, Copy, Debug)]
struct Named {
    /// The heading above it; empty at the top.
    section: &'static str,
    key: &'static str,
    form: Form,
    /// The index of its line.
    line: usize,
}

fn named() -> Vec<Named> {
    let mut section = "";
    let mut named = vec![];
    for (line, text) in EXAMPLE.lines().enumerate() {
        if text.starts_with('[') {
            section = text.trim_matches(['[', ']']);
        }
        let (form, setting) = match (text.strip_prefix("#     "), text.strip_prefix("# ")) {
            (Some(setting), _) => (Form::Example, setting),
            (None, Some(setting)) => (Form::Default, setting),
            (None, None) => (Form::Active, text),
        };
        let key = setting.split_once(" = ").map(|(key, _)| key);
        let is_key = |key: &&str| key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        named.extend(key.filter(is_key).map(|key| Named { section, key, form, line }));
    }
    named
}

/// The file with each line replaced by the result of `change`, or removed if that is `None`.
fn changed(change: impl Fn(usize, &'static str) -> Option<&'static str>) -> String {
    let kept = EXAMPLE.lines().enumerate().filter_map(|(line, text)| change(line, text));
    kept.flat_map(|text| [text, "\n"]).collect()
}

/// The file in which `named` is active, or removed.
fn with(named: Named, in_force: bool) -> String {
    let rivals: Vec<usize> = self::named()
        .into_iter()
        .filter(|other| (other.section, other.key) == (named.section, named.key))
        .filter(|other| other.form == Form::Active && other.line != named.line)
        .map(|other| other.line)
        .collect();
    let text = changed(|line, text| match line {
        _ if rivals.contains(&line) => None,
        _ if line == named.line && in_force => Some(text.trim_start_matches(['#', ' '])),
        _ if line == named.line => None,
        _ => Some(text),
    });
    beside(named).iter().fold(text, |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

/// Other changes in the file that a setting needs to be valid.
fn beside(named: Named) -> &'static [(&'static str, &'static str)] {
    match named.key {
        "client_secret" | "client_secret_hashes" | "jwks" | "jwks_file" | "jwks_uri" | "public" => {
            &[("\nclient_secret_file = ", "\n# ")]
        }
        "backchannel_logout_private" | "backchannel_logout_ca" | "backchannel_logout_ca_file" => {
            &[("\n#     backchannel_logout_uri = ", "\nbackchannel_logout_uri = ")]
        }
        "sector_identifier" => {
            &[("\n# subject_type = \"public\"", "\nsubject_type = \"pairwise\"")]
        }
        "email_domain" => &[("\n# email = \"none\"", "\nemail = \"synthetic\"")],
        "email_issuers" => &[("\n# email = \"none\"", "\nemail = \"account\"")],
        "email_domains" => &[("\n# email = \"none\"", "\nemail = \"handle\"")],
        "network" if EXAMPLE.lines().nth(named.line).is_some_and(|it| it.contains("ca_file")) => {
            // That of each list.
            &[
                ("\nhost = \"bsky.social\"", "\nhost = \"pds.internal\""),
                ("\nhost = \"bsky.social\"", "\nhost = \"pds.internal\""),
            ]
        }
        _ => &[],
    }
}

fn judged(text: &str) -> Result<Config, ConfigErrors> {
    Config::parse(text, &Sources { named_files: NamedFiles::LeftAlone, ..sources(&[]) })
}

/// By section, every setting that the code reads: the known ones that are reported for an unknown
/// one.
fn read() -> BTreeMap<String, BTreeSet<&'static str>> {
    let nothing = "nothing_of_this_name = 1";
    let text = format!(
        "{nothing}\nnetwork = {{ {nothing} }}\n\
         [limits]\n{nothing}\n[[servers]]\n{nothing}\n[[sign_up_servers]]\n{nothing}\n[[clients]]\n{nothing}\n"
    );
    let unknown = judged(&text).unwrap_err().mistakes.into_iter().filter_map(|mistake| {
        let key = mistake.place.setting()?.to_owned();
        let Mistake::UnknownKey { known, .. } = mistake.fact.downcast_ref()? else { return None };
        let section = key.split_once(['.', '[']).map_or("", |(section, _)| section);
        Some((section.to_owned(), known.iter().copied().collect()))
    });
    unknown.collect()
}

#[test]
fn the_example_is_good() {
    let config = judged(EXAMPLE).unwrap();
    assert!(config.warnings.is_empty(), "{:?}", config.warnings);
    assert_eq!(config.clients.len(), 1);
}

#[test]
fn the_example_names_the_settings_that_there_are() {
    let mut expected = read();
    assert_eq!(expected.len(), 6, "each section is there: {expected:#?}");
    let mut told: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for Named { section, key, line, .. } in named() {
        told.entry(section.to_owned()).or_default().insert(key);
        let setting = EXAMPLE.lines().nth(line).unwrap().trim_start_matches(['#', ' ']);
        let (Ok(table), "network") = (DeTable::parse(setting), key) else { continue };
        let inner = table.get_ref().get(key).and_then(|value| value.get_ref().as_table());
        let keys = inner.into_iter().flat_map(|table| table.keys());
        let network = told.entry(key.to_owned()).or_default();
        network.extend(keys.map(|key| &*key.get_ref().to_string().leak()));
    }
    // A heading itself counts as its setting.
    let top = expected.get_mut("").unwrap();
    for heading in ["limits", "servers", "sign_up_servers", "clients"] {
        assert!(top.remove(heading) && told.contains_key(heading), "{heading}");
    }
    assert_eq!(told, expected);
}

#[test]
fn the_example_states_the_true_defaults() {
    let defaults: Vec<Named> = named().into_iter().filter(|n| n.form == Form::Default).collect();
    assert!(defaults.len() > 25, "{defaults:#?}");
    for default in defaults {
        let (stated, left_out) = (judged(&with(default, true)), judged(&with(default, false)));
        let (stated, left_out) = (stated.unwrap(), left_out.unwrap());
        assert_eq!(format!("{stated:#?}"), format!("{left_out:#?}"), "{}", default.key);
    }
    let bare = good("public_url = \"https://login.example.org\"");
    let example = judged(EXAMPLE).unwrap();
    assert_eq!(bare.servers, example.servers);
    assert_eq!(bare.sign_up_servers, example.sign_up_servers);
}

#[test]
fn every_example_of_the_example_is_good() {
    let examples: Vec<Named> = named().into_iter().filter(|n| n.form == Form::Example).collect();
    assert!(examples.len() > 10, "{examples:#?}");
    for example in examples {
        let judged = judged(&with(example, true));
        assert!(judged.is_ok(), "{}: {}", example.key, judged.unwrap_err());
    }
}

/// Without this, the test above could not detect a wrong default.
#[test]
fn another_value_than_the_default_is_noticed() {
    let mut tried = 0;
    for default in named().into_iter().filter(|named| named.form == Form::Default) {
        let stated = with(default, true);
        let line = format!("\n{} = ", default.key);
        let (before, rest) = stated.split_once(&line).unwrap();
        let (value, after) = rest.split_once('\n').unwrap();
        let other = match (value, value.parse::<i64>()) {
            (_, Ok(number)) => (number + 60).to_string(),
            ("true", _) => "false".to_owned(),
            ("false", _) => "true".to_owned(),
            _ => continue,
        };
        tried += 1;
        let other = match judged(&format!("{before}{line}{other}\n{after}")) {
            // It needs another setting, and says so.
            Err(errors) if errors.to_string().contains("does nothing unless") => continue,
            judged => judged.unwrap(),
        };
        let stated = judged(&stated).unwrap();
        assert_ne!(format!("{other:#?}"), format!("{stated:#?}"), "{}", default.key);
    }
    assert!(tried > 15, "{tried}");
}

/// The example file has the default of each setting that can be left out.
#[test]
fn the_example_tells_of_every_setting_what_it_is_by_default() {
    let named = named();
    for Named { section, key, line, .. } in &named {
        let default = named
            .iter()
            .any(|other| (other.section, other.key, other.form) == (*section, *key, Form::Default));
        let lines: Vec<&str> = EXAMPLE.lines().collect();
        let (above, below) = lines.split_at(*line);
        let blank = |line: &&&str| !line.is_empty();
        let paragraph = above.iter().rev().take_while(blank).chain(below.iter().take_while(blank));
        let said = ["Default", "equired"]
            .iter()
            .any(|word| paragraph.clone().any(|line| line.contains(word)));
        assert!(default || said, "{section} {key}");
    }
}
