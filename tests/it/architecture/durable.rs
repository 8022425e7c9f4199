//! What a power cut may take back: each write that need not be on the disk is listed here.
//!
//! The end of a session, of a code or of a token must survive a power cut, and so must what an
//! operator has changed. They begin with `begin_durable`. A transaction of `begin` and a single
//! statement on `writer` may be lost, together with whatever was written after them.

use super::source::code;

/// Functions that begin a transaction which a power cut may take back, how many, and why that does no harm.
const MAY_BE_LOST: &[(&str, &str, usize, &str)] = &[
    (
        "db/mod.rs",
        "prove_writable",
        1,
        "it proves that the database can be written, and changes nothing",
    ),
    ("login/callback.rs", "ask_consent", 1, "the person signs in again"),
    ("login/issue_code.rs", "store", 1, "the person signs in again"),
    ("login/open_login.rs", "end_with", 1, "the relying party was refused, and its login runs out"),
    ("login/store/name_binding.rs", "bound", 1, "nobody was told of the name yet"),
    ("login/store/pending/mod.rs", "begin_attempt", 1, "the person goes to their server again"),
    (
        "oidc/store/audit.rs",
        "write",
        1,
        "refusals are only counted, and a crash loses those of a minute anyway",
    ),
    ("oidc/store/logout_notice.rs", "next", 1, "a notice is sent once more"),
    ("oidc/store/pushed_request.rs", "remember", 1, "the client pushes it again"),
];

/// The same for statements that are a transaction of their own.
const STATEMENTS: &[(&str, &str, usize, &str)] = &[
    ("db/mod.rs", "delete_keys", 1, "what is too much is deleted again"),
    ("db/mod.rs", "shrink", 3, "the file is shortened again"),
    ("db/mod.rs", "sweep", 1, "what has expired stays expired, and is deleted again"),
    (
        "key_ring.rs",
        "rotate_when_due",
        2,
        "a key stays retired by its time, and is deleted again within a minute",
    ),
    ("login/store/account.rs", "refresh", 1, "the account is looked up again"),
    (
        "login/store/pds_request.rs",
        "take",
        1,
        "nothing of the login is left either, and the server refuses its code",
    ),
    ("login/store/pending/mod.rs", "bind", 1, "the browser opens the page again"),
    (
        "login/store/pending/mod.rs",
        "came_back",
        1,
        "it only names the server that a person has not come back from",
    ),
    ("login/store/pending/mod.rs", "forget_oldest", 1, "what is too much is deleted again"),
    ("login/store/pending/mod.rs", "remember", 1, "the relying party sends the person again"),
    ("login/store/pending_logout.rs", "forget_oldest", 1, "what is too much is deleted again"),
    ("login/store/pending_logout.rs", "remember", 1, "the relying party sends the person again"),
    ("oidc/store/authorization_code.rs", "issue_again", 2, "the person signs in again"),
    ("oidc/store/logout_notice.rs", "done", 1, "a notice is sent once more"),
    ("oidc/store/pushed_request.rs", "take", 1, "it begins a second login, which proves nobody"),
    ("oidc/store/refusal.rs", "keep_within_bounds", 1, "what is too much is deleted again"),
    ("oidc/store/sign_in.rs", "delete_oldest", 1, "what is too much is deleted again"),
    ("oidc/store/signing_key/mod.rs", "note_used", 1, "the start notes it again"),
];

#[test]
fn only_what_may_come_back_after_a_power_cut_is_not_durable() {
    let begins = ["db.begin()", "db().begin()", "self.begin()"];
    assert_eq!(functions(&begins), listed(MAY_BE_LOST), "each transaction with its reason");
    assert_eq!(functions(&[".writer()"]), listed(STATEMENTS), "each statement with its reason");
}

/// The functions whose code has one of these marks, by file and name, and how often each has them.
fn functions(marks: &[&str]) -> Vec<(String, String, usize)> {
    let mut found: Vec<(String, String, usize)> = Vec::new();
    for (file, code) in code() {
        let mut places: Vec<usize> = Vec::new();
        places.extend(marks.iter().flat_map(|mark| code.match_indices(mark)).map(|(at, _)| at));
        for at in places {
            let name = function_around(&code[..at]);
            match found.iter_mut().find(|one| one.0 == file && one.1 == name) {
                Some((.., count)) => *count += 1,
                None => found.push((file.clone(), name.to_owned(), 1)),
            }
        }
    }
    found.sort();
    found
}

/// The name of the function that has begun last before the end of `code`.
fn function_around(code: &str) -> &str {
    let (_, rest) = code.rsplit_once("fn ").unwrap();
    rest.split(['(', '<']).next().unwrap_or(rest)
}

fn listed(list: &[(&str, &str, usize, &str)]) -> Vec<(String, String, usize)> {
    let listed = list.iter().map(|(file, name, count, why)| {
        assert!(!why.is_empty(), "{file}, {name}: why it may be lost");
        ((*file).to_owned(), (*name).to_owned(), *count)
    });
    listed.collect()
}
