//! `atlogin audit`, as an operator runs it beside a daemon that runs.

use serde_json::Value;

use super::silently;
use crate::support::holders::{self, refresh};
use crate::support::{Browser, Scene, Setup};

/// What the command prints, line by line.
async fn lines(scene: &Scene, arguments: &[&str]) -> Vec<String> {
    let ran = scene.daemon.command(&[&["audit"], arguments].concat()).await;
    assert_eq!((ran.code, ran.log.as_str()), (0, ""), "{ran:?}");
    ran.said.lines().map(str::to_owned).collect()
}

async fn objects(scene: &Scene, arguments: &[&str]) -> Vec<Value> {
    let lines = lines(scene, &[arguments, &["--json"]].concat()).await;
    lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Alice and Bob have signed in to `rp`, an hour apart, and Alice to `other`.
async fn three() -> (Scene, String) {
    let mut scene = Scene::with(holders::setup()).await;
    scene.code().await;
    scene.daemon.hand.advance(60 * 60);
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    let mut bobs = Browser::new(&scene.daemon, &scene.world);
    let form = bobs.get(&scene.relying_party().await.ask().url).await;
    bobs.submit(&form, "sign-in", &[("account", bob.handle())]).await;
    let other =
        crate::support::RelyingParty::discover(&scene.daemon, "other", Some(holders::OTHER.1));
    let url = other.await.ask().url;
    scene.browser.get(&url).await;
    (scene, bob.did().to_owned())
}

#[tokio::test]
async fn the_newest_stands_first_with_all_that_is_known() {
    let (scene, bob) = three().await;
    let lines = lines(&scene, &[]).await;
    assert_eq!(lines.len(), 4, "{lines:?}");
    for column in ["TIME", "HOW", "CLIENT", "HANDLE", "DID", "FROM", "LOGIN"] {
        assert!(lines[0].contains(column), "{lines:?}");
    }
    let begins = [
        "2026-09-21 15:13 UTC  silent  other",
        "2026-09-21 15:13 UTC  fresh   rp",
        "2026-09-21 14:13 UTC  fresh   rp",
    ];
    for (line, begin) in lines[1..].iter().zip(begins) {
        assert!(line.starts_with(begin), "{lines:?}");
    }
    assert!(lines[2].contains(&bob) && lines[2].contains("bob.pds.test"), "{lines:?}");
}

#[tokio::test]
async fn a_line_of_json_says_the_same() {
    let (scene, bob) = three().await;
    let objects = objects(&scene, &["--did", &bob]).await;
    let expected = serde_json::json!({
        "at": 1_790_003_600, "how": "fresh", "why": null, "client_id": "rp",
        "handle": "bob.pds.test", "did": bob, "source": null, "login": objects[0]["login"], "number": 1,
    });
    assert_eq!(objects, [expected]);
}

#[tokio::test]
async fn it_is_asked_by_account_handle_client_and_time() {
    let (scene, bob) = three().await;
    let alice = scene.alice.did().to_owned();
    for (arguments, expected) in [
        (&["--did", &bob][..], 1),
        (&["--did", &alice], 2),
        (&["--handle", "@Alice.pds.test"], 2),
        (&["--handle", "bob.pds.test", "--client", "other"], 0),
        (&["--client", "rp"], 2),
        (&["--client", "rp", "--did", &alice], 1),
        (&["--since", "2026-09-21"], 3),
        (&["--since", "2026-09-22"], 0),
        (&["--limit", "3"], 3),
    ] {
        let ran = scene.daemon.command(&[&["audit", "--json"], arguments].concat()).await;
        assert_eq!((ran.code, ran.said.lines().count()), (0, expected), "{arguments:?}: {ran:?}");
        assert_eq!(ran.log.is_empty(), expected > 0, "{ran:?}");
    }
}

#[tokio::test]
async fn refreshes_are_found_by_the_handle_that_somebody_had_at_their_sign_in() {
    let mut scene = Scene::with(holders::setup()).await;
    let tokens = holders::tokens(&mut scene).await;
    refresh(&scene, &tokens).await;
    let found = objects(&scene, &["--handle", "alice.pds.test"]).await;
    assert_eq!([&found[0]["how"], &found[1]["how"]], ["refresh", "fresh"]);
}

#[tokio::test]
async fn what_is_more_than_the_limit_is_said() {
    let mut scene = Scene::open().await;
    scene.code().await;
    for _ in 0..3 {
        silently(&mut scene).await;
    }
    let ran = scene.daemon.command(&["audit", "--limit", "3"]).await;
    assert_eq!(ran.said.lines().count(), 1 + 3, "{ran:?}");
    assert!(ran.log.starts_with("There are more than these 3"), "{ran:?}");
}

#[tokio::test]
async fn more_than_a_page_is_printed_once_and_in_order() {
    let scene = Scene::open().await;
    scene
        .daemon
        .change(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1201)
             INSERT INTO sign_in (at, did, handle, client_id, how, why, source, login, number, bytes)
             SELECT 1790000000 + i / 7, 'did:plc:' || i, '', 'rp', 'fresh', '', '', '', 1, 9 FROM n",
        )
        .await;
    let all = objects(&scene, &["--limit", "5000"]).await;
    let number = |object: &Value| object["did"].as_str().unwrap()[8..].parse::<i64>().unwrap();
    assert_eq!(all.iter().map(number).collect::<Vec<_>>(), (1..=1201).rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn nothing_found_is_said_kindly() {
    let scene = Scene::open().await;
    for (arguments, expected) in [
        (&["audit"][..], "There is no sign-in yet.\n"),
        (&["audit", "--json"], "There is no sign-in yet.\n"),
        (&["audit", "--refusals"], "There is no refusal yet.\n"),
        (&["audit", "--since", "7d"], "There was no sign-in since then.\n"),
        (&["audit", "--client", "x"], "There is no sign-in of x in that time.\n"),
    ] {
        let ran = scene.daemon.command(arguments).await;
        assert_eq!((ran.code, ran.said.as_str(), ran.log.as_str()), (0, "", expected));
    }
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_with_the_way_to_write_it() {
    let scene = Scene::open().await;
    for (arguments, expected) in [
        (&["--since", "yesterday"][..], "such as 2026-11-01"),
        (&["--limit", "0"], "--limit"),
        (&["--refusals", "--did", "did:plc:a"], "--did"),
    ] {
        let ran = scene.daemon.command(&[&["audit"], arguments].concat()).await;
        assert!(ran.code == 2 && ran.log.contains(expected), "{arguments:?}: {ran:?}");
    }
}

#[tokio::test]
async fn refusals_are_printed_by_day_client_and_reason() {
    let scene = Scene::with(Setup::default()).await;
    scene.daemon.token_as(Some(("rp", "wrong")), &[]).await;
    scene.daemon.token(&[("grant_type", "x")]).await;
    scene.daemon.hand.advance(24 * 60 * 60);
    scene.daemon.token(&[("grant_type", "x")]).await;
    scene.daemon.housekeep().await;
    let found = lines(&scene, &["--refusals"]).await;
    let begins = [
        "DAY",
        "2026-09-22  1        rp         request",
        "2026-09-21  1        (unknown)  client-authentication",
        "2026-09-21  1        rp         request",
    ];
    assert!(found.iter().zip(begins).all(|(line, begin)| line.starts_with(begin)), "{found:#?}");
    let found = objects(&scene, &["--refusals", "--client", "rp"]).await;
    let object = |day: &str, at: i64| {
        serde_json::json!({
            "day": day, "number": 1, "client_id": "rp", "why": "request", "first_at": at, "last_at": at,
        })
    };
    assert_eq!(found, [object("2026-09-22", 1_790_086_400), object("2026-09-21", 1_790_000_000)]);
}

/// Nothing like that gets in by a sign-in. A database may be somebody else's, or restored.
#[tokio::test]
async fn what_is_stored_cannot_speak_to_the_terminal() {
    let scene = Scene::open().await;
    scene
        .daemon
        .change(
            "INSERT INTO sign_in (at, did, handle, client_id, how, why, source, login, number, bytes)
             SELECT 1790000000, c || '[2J', c || 'x', 'a' || c, 'fresh' || c, c, c, c, 1, 9
             FROM (SELECT char(27) || char(155) || char(8238) || char(10) || char(13) || char(9) AS c)",
        )
        .await;
    scene
        .daemon
        .change("INSERT INTO refusal SELECT 20717, client_id, how, 1, 1, 1 FROM sign_in")
        .await;
    for arguments in [
        &["audit"][..],
        &["audit", "--json"],
        &["audit", "--refusals"],
        &["audit", "--refusals", "--json"],
    ] {
        let ran = scene.daemon.command(arguments).await;
        let lines = if arguments.contains(&"--json") { 1 } else { 2 };
        assert_eq!((ran.code, ran.said.lines().count()), (0, lines), "{ran:?}");
        let hides = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!ran.said.contains(hides), "{ran:?}");
    }
    let ran = scene.daemon.command(&["audit", "--client", "\u{1b}[2J\u{9b}"]).await;
    assert!(!ran.log.trim_end().contains(char::is_control), "{ran:?}");
}
