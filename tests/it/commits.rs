//! What a request costs the disk: how often it commits. Each commit writes, and those that must survive a
//! power cut wait for the disk, while everybody else's writes wait for them.

use crate::support::daemon::REDIRECT_URI;
use crate::support::holders::{self, refresh};
use crate::support::{Question, Scene};

/// The header of the WAL, and what stands before the page of each frame, in bytes.
const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
const PAGE: usize = 4096;

/// How many commits the WAL holds. The last frame of each says how large the database is then. Frames of
/// before the WAL was begun anew have another salt.
fn commits(scene: &Scene) -> usize {
    let wal = std::fs::read(scene.daemon.database().with_file_name("atlogin.db-wal")).unwrap();
    let frames = wal[HEADER..].chunks_exact(FRAME_HEADER + PAGE);
    let current = frames.take_while(|frame| frame[8..16] == wal[16..24]);
    current.filter(|frame| frame[4..8] != [0; 4]).count()
}

async fn redeem(scene: &Scene, code: &str, question: &Question) -> serde_json::Value {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", question.verifier.as_str()),
    ];
    let (status, tokens) = scene.daemon.token(&form).await;
    assert_eq!(status, 200, "{tokens}");
    tokens
}

#[tokio::test]
async fn a_sign_in_commits_five_times_and_whatever_follows_once() {
    let mut scene = Scene::with(holders::setup()).await;
    let before = commits(&scene);
    let (code, question) = scene.code_for(&["profile", "offline_access"]).await;
    // The request, its browser, the attempt at the server, its answer, the code.
    assert_eq!(commits(&scene) - before, 5, "a sign-in");
    let before = commits(&scene);
    let tokens = redeem(&scene, &code, &question).await;
    assert_eq!(commits(&scene) - before, 1, "an exchange");
    let before = commits(&scene);
    assert_eq!(refresh(&scene, &tokens).await.0, 200);
    assert_eq!(commits(&scene) - before, 1, "a refresh");
    let question = scene.relying_party().await.ask();
    let before = commits(&scene);
    let answer = scene.browser.get(&format!("{}&prompt=none", question.url)).await;
    assert!(answer.parameter("code").is_some(), "{}", answer.url);
    assert_eq!(commits(&scene) - before, 1, "a silent sign-in");
}
