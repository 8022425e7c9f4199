//! What the commands print and delete of somebody: all that is stored, no secrets, and what stays.

use serde_json::{Value, json as value};

use super::{SESSIONS, block, done, json, person, scene, sign_in};
use crate::support::holders::{setup, token};
use crate::support::{Scene, Setup};

/// Alice with something in most tables, and a name that is bound to her.
async fn a_full_life() -> (Scene, Value) {
    let setup = Setup {
        client: "scopes = [\"openid\", \"profile\", \"offline_access\"]\nlocalpart = \"{handle}\"",
        ..setup()
    };
    let mut scene = Scene::with(setup).await;
    let tokens = scene.tokens_for(&["profile", "offline_access"]).await;
    (scene, tokens)
}

#[tokio::test]
async fn an_export_has_every_table_that_could_name_somebody() {
    let (scene, _) = a_full_life().await;
    let all = json(&done(&scene, &["export", scene.alice.handle()]).await);
    assert_eq!(all["did"], scene.alice.did());
    let query = "SELECT DISTINCT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND c.name IN ('did', 'account', 'sub') ORDER BY m.name";
    let tables = scene.daemon.texts(query.to_owned()).await;
    let stored: Vec<_> = all["stored"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(stored, tables);
    assert_eq!(all["stored"]["account"][0]["handle"], scene.alice.handle());
    assert_eq!(all["stored"]["access_token"][0]["client_id"], "rp");
    assert_eq!(all["stored"]["name_binding"][0]["name"], scene.alice.handle());
    assert_eq!(all["stored"]["browser_session"][0]["signed_in_at"], "2026-09-21T14:13:20Z");
}

#[tokio::test]
async fn an_export_and_what_is_shown_hold_no_secret_and_no_hash() {
    let (scene, tokens) = a_full_life().await;
    let hashes = "SELECT lower(hex(cookie_hash)) FROM browser_session
        UNION SELECT lower(hex(token_hash)) FROM access_token
        UNION SELECT lower(hex(token_hash)) FROM refresh_token
        UNION SELECT id FROM browser_session";
    let mut secrets = scene.daemon.texts(hashes.to_owned()).await;
    assert!(secrets.len() >= 4);
    secrets.extend(["access_token", "refresh_token"].map(|kind| token(&tokens, kind).to_owned()));
    for arguments in [&["export"][..], &["show"], &["show", "--json"]] {
        let said = done(&scene, &[arguments, &[scene.alice.did()]].concat()).await;
        for secret in &secrets {
            assert!(!said.to_lowercase().contains(&secret.to_lowercase()), "{arguments:?}: {said}");
        }
    }
}

#[tokio::test]
async fn nothing_is_shown_of_whoever_was_never_here() {
    let scene = scene().await;
    for command in ["show", "export"] {
        let ran = person(&scene, &[command, scene.alice.did()]).await;
        assert_eq!((ran.code, ran.said.as_str()), (1, ""), "{ran:?}");
        assert!(ran.log.contains("nothing is stored of"), "{ran:?}");
    }
}

#[tokio::test]
async fn what_is_shown_says_where_somebody_may_sign_in_and_which_rule_says_no() {
    let more = "deny = [\"*.pds.test\"]\n[[clients]]\nclient_id = \"garden\"\n\
                client_secret = \"other-secret-0123456789-abcdefghijklmno\"\n\
                redirect_uris = [\"https://rp.example/cb\"]\nallow = [\"bob.pds.test\"]";
    let mut scene = Scene::open().await;
    scene.tokens().await;
    scene.daemon.write_again(|config| format!("{config}\n{more}"));
    let said = done(&scene, &["show", scene.alice.handle()]).await;
    for words in [
        scene.alice.did(),
        "alice.pds.test",
        "blocked           no",
        "rp (Relying Party): no, deny has *.pds.test",
        "garden (garden): no, no rule of allow is about them",
        "atlogin-account (Your account at ATLogin): yes",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let all = json(&done(&scene, &["show", "--json", scene.alice.did()]).await);
    assert_eq!(all["blocked"], false);
    let at_rp = all["relying_parties"].as_array().unwrap().iter();
    let at_rp = at_rp.filter(|at| at["client_id"] == "rp").collect::<Vec<_>>();
    assert_eq!(
        *at_rp[0],
        value!({
            "client_id": "rp",
            "client_name": "Relying Party",
            "may_sign_in": "no",
            "because": "deny has *.pds.test",
        })
    );
}

#[tokio::test]
async fn what_is_shown_of_somebody_who_is_blocked_says_so() {
    let mut scene = scene().await;
    scene.tokens().await;
    done(&scene, &["block", scene.alice.did(), "--note", "spam in the garden"]).await;
    let said = done(&scene, &["show", scene.alice.did()]).await;
    assert!(said.contains(": spam in the garden"), "{said}");
    assert!(said.contains("rp (Relying Party): no, they are blocked"), "{said}");
    assert_eq!(json(&done(&scene, &["show", "--json", scene.alice.did()]).await)["blocked"], true);
}

#[tokio::test]
async fn a_name_that_somebody_gave_themselves_cannot_deceive_in_a_terminal() {
    let mut scene = scene().await;
    scene.tokens().await;
    scene
        .daemon
        .change("UPDATE account SET person = json_set(person, '$.name', 'x' || char(27, 10, 8238) || 'y')")
        .await;
    let said = done(&scene, &["show", scene.alice.did()]).await;
    assert!(said.contains("x\u{FFFD}\u{FFFD}\u{FFFD}y"), "{said:?}");
    let exported = done(&scene, &["export", scene.alice.did()]).await;
    assert!(!exported.contains('\u{1b}'), "{exported:?}");
}

#[tokio::test]
async fn nobody_is_erased_unless_the_operator_says_yes() {
    let (scene, tokens) = a_full_life().await;
    let ran = scene.daemon.answered(&["person", "erase", scene.alice.handle()], "n\n").await;
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.said.contains("stay bound") && ran.log.contains("nothing was changed"), "{ran:?}");
    assert_eq!(scene.daemon.userinfo(token(&tokens, "access_token")).await, 200);
    let ran = scene.daemon.answered(&["person", "erase", scene.alice.handle()], "y\n").await;
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(scene.daemon.userinfo(token(&tokens, "access_token")).await, 401);
}

#[tokio::test]
async fn whoever_is_erased_leaves_only_bound_names_and_a_block() {
    let (mut scene, _) = a_full_life().await;
    block(&scene).await;
    let form = scene.browser.get(&scene.daemon.at("/account")).await;
    scene.say_who(form).await;
    assert_eq!(scene.daemon.count(SESSIONS).await, 1);
    let said = done(&scene, &["erase", scene.alice.handle(), "--yes"]).await;
    assert!(said.starts_with("Erased ") && said.contains("alice.pds.test (localpart)"), "{said}");
    assert!(said.contains("The block since"), "{said}");
    let all = json(&done(&scene, &["export", scene.alice.did()]).await);
    let left: Vec<_> = all["stored"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(_, rows)| !rows.as_array().unwrap().is_empty())
        .map(|(table, _)| table.as_str())
        .collect();
    assert_eq!(left, ["blocked_person", "name_binding", "name_choice"]);
    assert_eq!(sign_in(&scene, &scene.alice).await.heading(), super::REFUSED);
}
