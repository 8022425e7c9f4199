//! What a power cut may take back: each transaction that need not be on the disk is listed here.
//!
//! The end of a session, of a code or of a token must survive a power cut, and so must what an
//! operator has changed. They begin with `begin_durable`.

use super::source::code;

/// Files that begin a transaction which a power cut may take back, and why that does no harm.
const MAY_BE_LOST: &[(&str, &str)] = &[
    ("db/mod.rs", "defines it, and proves that the database can be written"),
    ("login/callback.rs", "the person signs in again"),
    ("login/issue_code.rs", "the person signs in again"),
    ("login/open_login.rs", "the relying party was refused, and its login runs out"),
    ("login/store/name_binding.rs", "nobody was told of the name yet"),
    ("login/store/pending/mod.rs", "the person goes to their server again"),
    ("oidc/store/logout_notice.rs", "a notice is sent once more"),
    ("oidc/store/pushed_request.rs", "the client pushes it again"),
];

#[test]
fn only_what_may_come_back_after_a_power_cut_is_not_durable() {
    let begins = |code: &str| {
        ["db.begin()", "db().begin()", "self.begin().await"]
            .iter()
            .any(|begin| code.contains(begin))
    };
    let code = code();
    let found: Vec<&str> =
        code.iter().filter(|(_, code)| begins(code)).map(|(file, _)| file.as_str()).collect();
    let listed: Vec<&str> = MAY_BE_LOST.iter().map(|(file, _)| *file).collect();
    assert_eq!(found, listed, "each with its reason");
}
