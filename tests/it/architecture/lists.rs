//! No list without a bound: each function that reads all rows of a statement has a `LIMIT` in it, or
//! stands here with what bounds its rows. Strangers must not make us load as much as they like.

use super::source::code;

/// Functions that read rows without a `LIMIT`: the file, the function, and how many rows there can be.
const BOUNDED: &[(&str, &str, &str)] = &[
    ("key_ring.rs", "kids", "as many as the next reads"),
    ("key_ring.rs", "read", "keys are made by their rotation and by commands, and retired ones go"),
    ("login/store/consent.rs", "all_of", "one for each client, and clients are the operator's"),
    (
        "login/store/name_binding.rs",
        "bound_to",
        "one for each template, and these are the operator's",
    ),
    ("login/store/name_binding.rs", "chosen_by", "one for each template"),
    ("oidc/store/access_token.rs", "rows_of_account", "grouped: one for each client and scope"),
    ("oidc/store/account_client.rs", "rows_of", "one for each client"),
    (
        "oidc/store/authorization_code.rs",
        "rows_of_account",
        "grouped: one for each client and scope",
    ),
    ("oidc/store/logout_notice.rs", "waiting_clients", "grouped: one for each client"),
    ("oidc/store/refresh_token/mod.rs", "notices_of_account", "grouped: one for each client"),
    (
        "oidc/store/refresh_token/mod.rs",
        "rows_of_account",
        "grouped: one for each client and scope",
    ),
    (
        "oidc/store/registered_client.rs",
        "with_secrets",
        "each is made by a command, and old ones end",
    ),
    ("oidc/store/session_client.rs", "notices", "64 sessions of an account, at each client once"),
    ("oidc/store/session_client.rs", "all_of_account", "grouped: one for each client"),
    ("oidc/store/sign_in.rs", "all_of_account", "grouped: one for each client and kind"),
    ("oidc/store/signing_key/mod.rs", "last_used", "grouped: one for each algorithm"),
];

/// What reads all rows of a statement: the methods of `db::Statement` and those of `sqlx`.
const READS_ALL: [&str; 3] = [".all(", ".all_values(", ".fetch_all("];

/// The functions of a file, each with its name and its text up to the next one.
fn functions(code: &str) -> Vec<(&str, &str)> {
    let starts: Vec<usize> = code.match_indices("fn ").map(|(at, _)| at + 3).collect();
    let ends = starts.iter().skip(1).copied().chain([code.len()]);
    let texts = starts.iter().zip(ends).map(|(&start, end)| &code[start..end]);
    texts.map(|text| (text.split(['(', '<']).next().unwrap(), text)).collect()
}

/// The functions that read all rows of a statement.
fn read_all(code: &str) -> Vec<(&str, &str)> {
    let reads = |text: &str| {
        let asks = text.contains("sql!") || text.contains("statement");
        asks && READS_ALL.iter().any(|read| text.contains(read))
    };
    functions(code).into_iter().filter(|(_, text)| reads(text)).collect()
}

#[test]
fn every_list_has_a_limit_or_a_bound_that_was_thought_of() {
    let code = code();
    let mut unlimited = Vec::new();
    for (file, code) in code.iter().filter(|(file, _)| !file.starts_with("db/")) {
        // A constant may hold the text of a statement.
        let limited = |name: &str| {
            let constants = code.split("const ").skip(1);
            let text = |constant: &str| constant.split(';').next().unwrap().contains("LIMIT");
            constants.filter(|it| it.starts_with(name) && text(it)).count() > 0
        };
        for (name, text) in read_all(code) {
            let has_constant = text
                .split(|c: char| !c.is_ascii_uppercase() && c != '_')
                .any(|word| word.len() > 3 && limited(word));
            if !text.contains("LIMIT") && !has_constant {
                unlimited.push((file.as_str(), name));
            }
        }
    }
    let listed: Vec<_> = BOUNDED.iter().map(|(file, name, _)| (*file, *name)).collect();
    assert_eq!(unlimited, listed, "each with what bounds it");
}

#[test]
fn a_statement_whose_rows_are_all_read_is_found() {
    let found = |code| !read_all(code).is_empty();
    assert!(found("async fn f() { sql!(\"SELECT a FROM t\").all(db.reader()).await }"));
    assert!(found("fn f() { statement.all_values(db.reader()) }"));
    assert!(!found("fn f() { sql!(\"SELECT 1\").optional(db.reader()) }"));
    assert!(!found("fn f() { names.iter().all(|name| name.is_empty()) }"));
}
