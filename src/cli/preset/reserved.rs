//! The localparts that a Matrix server keeps back, where a template can make them.
//!
//! A template such as `{handle_label:example.org}` makes any single word. Others make names that no entry
//! here matches.

use toml::{Table, Value};

use crate::client::{MatrixSoftware, makes_any_word};

/// The setting that lists them.
pub(crate) const RESERVED: &str = "reserved_localparts";

/// Words that people take for whoever runs the server, or for the server itself.
const USUAL: [&str; 36] = [
    // Whoever runs it.
    "admin",
    "administrator",
    "root",
    "sysadmin",
    "superuser",
    "owner",
    "operator",
    "staff",
    "team",
    "official",
    "moderator",
    "mod",
    "support",
    "help",
    "helpdesk",
    "info",
    "contact",
    "security",
    // Whoever answers for a domain, by the names of mailboxes (RFC 2142).
    "abuse",
    "noc",
    "postmaster",
    "hostmaster",
    "webmaster",
    // The server itself, and its programs.
    "server",
    "notices",
    "notice",
    "system",
    "service",
    "daemon",
    "bot",
    "noreply",
    "no-reply",
    // What people sign in with, and at.
    "matrix",
    "synapse",
    "mas",
    "atlogin",
];

/// Adds the usual words to the list in `settings`, if they are those of a Matrix server whose template can make
/// such names.
pub(crate) fn reserve_usual(settings: &mut Table) {
    let template = settings.get("localpart").and_then(Value::as_str);
    if !template.is_some_and(makes_any_word) || !is_matrix(settings) {
        return;
    }
    let listed = settings.entry(RESERVED).or_insert_with(|| Value::Array(vec![]));
    // Anything else is a mistake, which is reported when the settings are judged.
    if let Value::Array(listed) = listed {
        for word in USUAL {
            let word = Value::from(word);
            if !listed.contains(&word) {
                listed.push(word);
            }
        }
    }
}

fn is_matrix(settings: &Table) -> bool {
    let uris = settings.get("redirect_uris").and_then(Value::as_array);
    let mut uris = uris.into_iter().flatten().filter_map(Value::as_str);
    uris.any(|uri| MatrixSoftware::at(uri).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::preset::put;

    #[test]
    fn the_usual_names_are_reserved_beside_those_that_are_listed() {
        let reserved = |template: &str, list: Option<&[&str]>| {
            let mut settings = Table::new();
            put(&mut settings, "localpart", template);
            let uri = "https://matrix.example.org/_synapse/client/oidc/callback";
            put(&mut settings, "redirect_uris", vec![uri]);
            if let Some(list) = list {
                put(&mut settings, RESERVED, list.to_vec());
            }
            reserve_usual(&mut settings);
            let listed = settings.get(RESERVED).map(|list| list.as_array().unwrap().clone());
            let listed = listed.unwrap_or_default();
            listed.iter().map(|word| word.as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let label = "{handle_label:example.org}";
        let usual = reserved(label, None);
        for word in ["admin", "root", "support", "abuse", "postmaster", "moderator", "notices"] {
            assert!(usual.iter().any(|reserved| reserved == word), "{word}");
        }
        let more = reserved(label, Some(&["boss*", "admin"]));
        assert_eq!(more[..2], ["boss*", "admin"], "the operator's come first");
        assert_eq!(more.len(), usual.len() + 1, "and none is there twice");
        // Their names have a dot, or are made of a DID.
        assert!(reserved("{handle}", None).is_empty() && reserved("{did_tail}", None).is_empty());
        assert_eq!(reserved("{handle}", Some(&["boss*"])), ["boss*"]);
    }
}
