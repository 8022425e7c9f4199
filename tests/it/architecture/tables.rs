//! Each table has one owner: the file whose statements name it.
//!
//! Every string of the code is read for the tables that it names. A statement that names somebody
//! else's table is listed here with its reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::source::code;

/// Where the type and the SQL of each table are.
const OWNERS: &[(&str, &str)] = &[
    ("access_token", "oidc/store/access_token.rs"),
    ("account", "login/store/account.rs"),
    ("account_client", "oidc/store/account_client.rs"),
    ("authorization_code", "oidc/store/authorization_code.rs"),
    ("blocked_person", "login/store/blocked_person.rs"),
    ("browser_session", "login/store/browser_session.rs"),
    ("chosen_account", "login/store/chosen_account.rs"),
    ("client", "oidc/store/registered_client.rs"),
    ("client_key", "login/store/client_key.rs"),
    ("client_secret", "oidc/store/registered_client.rs"),
    ("consent", "login/store/consent.rs"),
    ("logout_notice", "oidc/store/logout_notice.rs"),
    ("name_binding", "login/store/name_binding.rs"),
    ("name_choice", "login/store/name_binding.rs"),
    ("pairwise_salt", "oidc/store/subject_identifier.rs"),
    ("pds_request", "login/store/pds_request.rs"),
    ("pending_login", "login/store/pending/mod.rs"),
    ("pending_logout", "login/store/pending_logout.rs"),
    ("pushed_request", "oidc/store/pushed_request.rs"),
    ("refresh_token", "oidc/store/refresh_token/mod.rs"),
    ("refusal", "oidc/store/refusal.rs"),
    ("session_client", "oidc/store/session_client.rs"),
    ("sign_in", "oidc/store/sign_in.rs"),
    ("signing_key", "oidc/store/signing_key/mod.rs"),
    ("used_assertion", "oidc/store/used_assertion.rs"),
];

/// Statements that read a table of somebody else: the file, the table, and why.
const ALLOWED_JOINS: &[(&str, &str, &str)] = &[
    (
        "login/store/browser_session.rs",
        "account",
        "every silent sign-in asks for both: one statement instead of two",
    ),
    ("login/store/browser_session.rs", "blocked_person", BLOCKED),
    ("login/store/account.rs", "blocked_person", BLOCKED),
    (
        "oidc/store/authorization_code.rs",
        "session_client",
        "a code is issued again only while its session lasts: one statement decides",
    ),
    (
        "oidc/store/authorization_code.rs",
        "account_client",
        "and only if its client is noted for a logout: the same statement",
    ),
    (
        "oidc/store/authorization_code.rs",
        "sign_in",
        "a code that is issued again comes with its row of the audit: one way to the database",
    ),
    ("login/store/account.rs", "browser_session", KEPT),
    ("login/store/account.rs", "refresh_token", KEPT),
    ("login/store/account.rs", "access_token", KEPT),
    ("login/store/account.rs", "authorization_code", KEPT),
];

const BLOCKED: &str =
    "whoever reads what is known of somebody reads whether they are blocked: no more statements";
const KEPT: &str = "an account is kept for as long as something refers to it";

/// Files that speak SQL, but of no table: they open, migrate and lend connections, or take whatever
/// statement an owner gives them.
const WITHOUT_TABLE: &[&str] = &[
    "db/mod.rs",
    "db/backup.rs",
    "db/image.rs",
    "db/connections.rs",
    "db/transaction.rs",
    "db/statement.rs",
    "db/error.rs",
];

/// The tables there are, by the migrations.
fn tables() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let text: String = files.map(|path| fs::read_to_string(path).unwrap()).collect();
    let made = text.split("CREATE TABLE ").skip(1);
    made.map(|rest| rest.split_whitespace().next().unwrap().to_owned()).collect()
}

/// The tables that the strings of a file name, behind a word of SQL that a table follows.
fn named(code: &str, tables: &BTreeSet<String>) -> BTreeSet<String> {
    let mut words =
        code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty());
    let mut named = BTreeSet::new();
    while let Some(word) = words.next() {
        if ["FROM", "JOIN", "INTO", "UPDATE"].contains(&word)
            && let Some(table) = words.clone().next().filter(|word| tables.contains(*word))
        {
            named.insert(table.to_owned());
        }
    }
    named
}

#[test]
fn only_the_owner_of_a_table_names_it_in_sql() {
    let (tables, owners) = (tables(), OWNERS.iter().copied().collect::<BTreeMap<_, _>>());
    assert_eq!(
        tables.iter().map(String::as_str).collect::<Vec<_>>(),
        owners.keys().copied().collect::<Vec<_>>()
    );
    let mut used: BTreeSet<&(&str, &str, &str)> = BTreeSet::new();
    for (file, code) in code() {
        for table in named(&code, &tables) {
            let join = ALLOWED_JOINS.iter().find(|(by, of, _)| *by == file && *of == table);
            used.extend(join);
            let may = owners[table.as_str()] == file || join.is_some();
            assert!(may, "{file} names {table}, which belongs to {}", owners[table.as_str()]);
        }
    }
    assert_eq!(used.len(), ALLOWED_JOINS.len(), "a join that nobody needs any more is listed");
}

#[test]
fn only_the_owner_of_a_table_touches_sql() {
    for (file, _) in code().iter().filter(|(_, code)| code.contains("sqlx::")) {
        let owns = OWNERS.iter().any(|(_, owner)| owner == file);
        assert!(owns || WITHOUT_TABLE.contains(&file.as_str()), "{file} touches SQL");
    }
}
