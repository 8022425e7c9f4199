//! The lines in `docs/reading-the-log.md` are lines that the daemon writes.

use std::collections::BTreeSet;
use std::path::Path;

use super::town::{Town, WRONG, question, redemption};
use crate::support::daemon::REDIRECT_URI;
use crate::support::holders::RP;

/// Fields that differ each time.
const CHANGING: [&str; 8] =
    ["id", "login", "client", "ms", "issuer", "did", "client_address", "began"];

/// A line without what differs each time, and without its date.
fn shape(line: &str) -> String {
    let line = line.split_once(" INFO ").map_or(line, |(_, rest)| rest);
    let mut shape = line.trim().trim_start_matches("INFO ").to_owned();
    for field in CHANGING {
        for before in ["{", " "] {
            let mark = format!("{before}{field}=");
            let Some((head, rest)) = shape.split_once(&mark) else { continue };
            let end = rest.find([' ', '}']).unwrap_or(rest.len());
            shape = format!("{head}{mark}…{}", &rest[end..]);
        }
    }
    shape
}

/// The lines of the log that the guide shows.
fn shown() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reading-the-log.md");
    let text = std::fs::read_to_string(path).unwrap();
    let blocks = text.split("```").skip(1).step_by(2).filter_map(|it| it.strip_prefix("text\n"));
    blocks.flat_map(str::lines).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_line_that_the_guide_shows_is_written_by_the_daemon() {
    let mut town = Town::open().await;
    let (_, tokens) = town.tokens().await;
    let text = |kind: &str| tokens[kind].as_str().unwrap().to_owned();
    town.userinfo(&text("access_token")).await;
    let refresh_token = text("refresh_token");
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token.as_str())];
    town.post("/token", RP, &form).await;
    let silent = town.scene.daemon.at(&format!("/authorize?{}", question("rp")));
    town.scene.browser.get(&silent).await;
    let logout = town.scene.daemon.at(&format!("/logout?id_token_hint={}", text("id_token")));
    town.scene.browser.get(&logout).await;
    town.sign_in("club").await;
    town.post("/token", Some(("rp", WRONG)), &[("grant_type", "authorization_code")]).await;
    town.authorize("client_id=rp&redirect_uri=https%3A%2F%2Frp.example%2Fcallback").await;
    let held = town.code().await;
    town.scene.daemon.hand.advance(75);
    town.post("/token", RP, &redemption(&held.code, &held.verifier)).await;
    let form = [("redirect_uri", REDIRECT_URI), ("response_type", "token")];
    town.post("/par", RP, &form).await;
    let log = town.log.text();
    let written: BTreeSet<String> = log.lines().map(shape).collect();
    let shown = shown();
    assert!(shown.len() > 12, "{shown:#?}");
    let missing: Vec<_> = shown.iter().filter(|line| !written.contains(&shape(line))).collect();
    assert!(missing.is_empty(), "not written: {missing:#?}\n{log}");
}
