//! What one person, or one browser, can make us keep: it is little, and nobody else pays for it.
//!
//! A browser that is signed in gets codes without a page, so it can ask for very many.

use serde_json::Value;

use crate::support::browser::client_builder;
use crate::support::{Page, Scene, Setup};

const SESSIONS: &str = "SELECT count(*) FROM browser_session";
const CODES: &str = "SELECT count(*) FROM authorization_code";
const NO_LIMITS: &str = "[limits]\nlogins_per_address = \"off\"\nrequests_per_client = \"off\"";

async fn silent(scene: &mut Scene) -> Page {
    let question = scene.relying_party().await.ask();
    scene.browser.get(&format!("{}&prompt=none", question.url)).await
}

/// Changes the database as nobody could so quickly by requests.
async fn prepare(scene: &Scene, statement: &'static str) {
    use sqlx::ConnectOptions;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(scene.daemon.database());
    let mut connection = options.connect().await.unwrap();
    sqlx::query(statement).execute(&mut connection).await.unwrap();
}

#[tokio::test]
async fn a_session_that_asks_too_often_gets_an_error_and_loses_nothing() {
    let more = "[limits]\nlogins_per_address = 3";
    let mut scene = Scene::with(Setup { more, ..Setup::default() }).await;
    scene.code().await;
    for _ in 0..3 {
        assert!(silent(&mut scene).await.parameter("code").is_some());
    }
    let refused = silent(&mut scene).await;
    assert_eq!(refused.parameter("error").as_deref(), Some("temporarily_unavailable"));
    let question = scene.relying_party().await.ask();
    let page = scene.browser.get(&question.url).await;
    assert_eq!(page.status, 429, "where a page may be shown it is: {}", page.text);
    assert_eq!(page.headers["retry-after"], "20");

    scene.daemon.hand.advance(20);
    assert!(silent(&mut scene).await.parameter("code").is_some());
}

#[tokio::test]
async fn a_code_that_nobody_redeems_is_gone_when_it_expires() {
    let mut scene = Scene::open().await;
    scene.tokens().await;
    for _ in 0..9 {
        assert!(silent(&mut scene).await.parameter("code").is_some());
    }
    assert_eq!(scene.daemon.count(CODES).await, 10);
    scene.daemon.hand.advance(61);
    scene.daemon.housekeep().await;
    assert_eq!(scene.daemon.count(CODES).await, 1, "the redeemed one, to see a replay");
}

#[tokio::test]
async fn one_account_holds_few_codes_and_tokens_at_one_client() {
    let client = "scopes = [\"openid\", \"profile\", \"offline_access\"]";
    let mut scene = Scene::with(Setup { client, more: NO_LIMITS, ..Setup::default() }).await;
    scene.code().await;
    let relying_party = scene.relying_party().await;
    for number in 0..70 {
        let question = relying_party.ask_for(&["offline_access"]);
        let page = scene.browser.get(&format!("{}&prompt=none", question.url)).await;
        let code = page.parameter("code").unwrap_or_else(|| panic!("{number}: {}", page.url));
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", crate::support::daemon::REDIRECT_URI),
            ("code_verifier", question.verifier.as_str()),
        ];
        let (status, tokens): (u16, Value) = scene.daemon.token(&form).await;
        assert_eq!(status, 200, "{tokens}");
    }
    assert_eq!(scene.daemon.count(CODES).await, 64);
    assert_eq!(scene.daemon.count("SELECT count(*) FROM access_token").await, 64);
    assert_eq!(scene.daemon.count("SELECT count(*) FROM refresh_token").await, 64);
}

#[tokio::test]
async fn one_account_has_few_sessions_and_the_newest_stays() {
    let mut scene = Scene::open().await;
    scene.code().await;
    // 80 others, used one after the other until a moment ago.
    prepare(
        &scene,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 80)
         INSERT INTO browser_session
             (id, cookie_hash, did, authenticated_at, last_used_at, expires_at, device)
         SELECT 'other' || i, randomblob(32), did, authenticated_at, authenticated_at + i,
                expires_at, device
         FROM browser_session, n",
    )
    .await;
    for _ in 0..3 {
        scene.code().await;
    }
    assert_eq!(scene.daemon.count(SESSIONS).await, 64);
    let kept = "SELECT count(*) FROM browser_session WHERE id = 'other80'";
    assert_eq!(scene.daemon.count(kept).await, 1, "those that were used last are kept");
    assert!(silent(&mut scene).await.parameter("code").is_some(), "this one is");
}

#[tokio::test]
async fn a_browser_remembers_few_accounts_and_an_account_few_browsers() {
    let mut scene = Scene::open().await;
    scene.code().await;
    prepare(
        &scene,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 80)
         INSERT INTO chosen_account (browser_hash, did, handle, used_at)
         SELECT browser_hash, 'did:plc:' || i, handle, used_at FROM chosen_account, n
         UNION ALL SELECT randomblob(32), did, handle, used_at FROM chosen_account, n",
    )
    .await;
    scene.daemon.hand.advance(1);
    scene.code().await;
    let of_browser = "SELECT count(*) FROM chosen_account WHERE browser_hash =
        (SELECT browser_hash FROM chosen_account ORDER BY used_at DESC LIMIT 1)";
    assert_eq!(scene.daemon.count(of_browser).await, 8);
    let of_account = "SELECT count(*) FROM chosen_account WHERE did =
        (SELECT did FROM chosen_account ORDER BY used_at DESC LIMIT 1)";
    assert_eq!(scene.daemon.count(of_account).await, 64);
}

#[tokio::test]
async fn a_login_keeps_few_attempts_and_what_is_sealed_goes_when_they_expire() {
    let mut scene = Scene::with(Setup { more: NO_LIMITS, ..Setup::default() }).await;
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    let handle = scene.alice.handle().to_owned();
    scene.browser.stop_before("/atproto/callback");
    let mut last = String::new();
    for _ in 0..12 {
        let page = scene.browser.submit(&form, "sign-in", &[("account", &handle)]).await;
        assert_eq!(page.url.path(), "/atproto/callback", "{}", page.text);
        last = page.url.to_string();
    }
    scene.browser.stop_nowhere();
    let sealed = "SELECT count(*) FROM pds_request WHERE length(sealed) > 0";
    assert_eq!(scene.daemon.count("SELECT count(*) FROM pds_request").await, 8);
    assert_eq!(scene.daemon.count(sealed).await, 8);
    assert!(scene.browser.get(&last).await.parameter("code").is_some(), "the newest is kept");

    let form =
        scene.browser.get(&format!("{}&prompt=login", scene.relying_party().await.ask().url)).await;
    scene.browser.stop_before("/atproto/callback");
    let page = scene.browser.submit(&form, "sign-in", &[("account", &handle)]).await;
    assert_eq!(page.url.path(), "/atproto/callback", "{}", page.text);
    assert_eq!(scene.daemon.count(sealed).await, 1);
    scene.daemon.hand.advance(60 * 60);
    scene.daemon.housekeep().await;
    assert_eq!(scene.daemon.count(sealed).await, 0);
}

#[tokio::test]
async fn a_login_that_no_browser_opens_is_gone_after_five_minutes() {
    let mut scene = Scene::open().await;
    let question = scene.relying_party().await.ask();
    scene.browser.stop_before("/sign-in");
    scene.browser.get(&question.url).await;
    scene.browser.stop_nowhere();
    let form = scene.browser.get(&question.url).await;
    assert_eq!(scene.daemon.count("SELECT count(*) FROM pending_login").await, 2);
    scene.daemon.hand.advance(5 * 60);
    scene.daemon.housekeep().await;
    assert_eq!(scene.daemon.count("SELECT count(*) FROM pending_login").await, 1);
    scene.daemon.hand.advance(54 * 60);
    scene.daemon.housekeep().await;
    let handle = scene.alice.handle().to_owned();
    let page = scene.browser.submit(&form, "sign-in", &[("account", &handle)]).await;
    assert!(page.parameter("code").is_some(), "an opened one waits for an hour: {}", page.text);
}

#[tokio::test]
async fn an_address_has_few_new_accounts_a_day_that_cost_nothing() {
    let (top, more) =
        ("trusted_proxies = [\"127.0.0.1\"]", "[limits]\nlogins_per_address = \"off\"");
    let client = "localpart = \"{handle}\"";
    let mut scene = Scene::with(Setup { client, more, top, ..Setup::default() }).await;
    let web = scene.world.did_web_account(&scene.world.pds(), "web.pds.test").await;
    let plc = scene.alice.clone();
    scene.browser.come_from("198.51.100.7");
    let sign_in = async |scene: &mut Scene, handle: &str| {
        scene.browser.forget();
        let question = scene.relying_party().await.ask();
        let form = scene.browser.get(&question.url).await;
        scene.browser.submit(&form, "sign-in", &[("account", handle)]).await
    };
    for number in 0..20 {
        let page = sign_in(&mut scene, web.handle()).await;
        assert!(page.parameter("code").is_some(), "{number}: {}", page.text);
        // Nothing is kept of it: nobody redeems the code.
    }
    let page = sign_in(&mut scene, web.handle()).await;
    assert_eq!(page.status, 429);
    assert_eq!(page.heading(), "Too many new accounts today");
    assert_eq!(page.headers["retry-after"], (24 * 60 * 60 / 20).to_string());
    assert!(page.text.contains("Try again"), "{}", page.text);
    assert!(sign_in(&mut scene, plc.handle()).await.parameter("code").is_some());

    scene.daemon.hand.advance(24 * 60 * 60 / 20);
    assert!(sign_in(&mut scene, web.handle()).await.parameter("code").is_some());
    prepare(&scene, "UPDATE name_binding SET told_at = 1").await;
    for _ in 0..3 {
        let page = sign_in(&mut scene, web.handle()).await;
        assert!(page.parameter("code").is_some(), "a relying party knows it: {}", page.text);
    }
}

#[tokio::test]
async fn few_notices_about_one_person_wait_for_one_relying_party() {
    let client = "backchannel_logout_uri = \"http://127.0.0.1:9/bye\"";
    let mut scene = Scene::with(Setup { client, ..Setup::default() }).await;
    for _ in 0..70 {
        scene.code().await;
        let question = scene.browser.get(&scene.daemon.at("/logout")).await;
        scene.browser.submit(&question, "logout", &[]).await;
    }
    assert_eq!(scene.daemon.count("SELECT count(*) FROM logout_notice").await, 64);
}

#[tokio::test]
async fn many_requests_at_once_look_an_account_up_once() {
    let mut scene = Scene::open().await;
    scene.code().await;
    scene.daemon.hand.advance(600);
    scene.world.forget_seen();
    let question = scene.relying_party().await.ask();
    let client = client_builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let cookies = format!("atlogin-session={}", scene.browser.cookie("-session").unwrap());
    let requests = (0..8).map(|_| {
        let request = client.get(format!("{}&prompt=none", question.url));
        request.header("cookie", cookies.clone()).send()
    });
    for answer in futures_util::future::join_all(requests).await {
        let answer = answer.unwrap();
        let location = answer.headers()["location"].to_str().unwrap();
        assert!(location.contains("code="), "{location}");
    }
    let asked = scene.world.seen().iter().filter(|seen| seen.server == "plc").count();
    assert_eq!(asked, 1, "{:?}", scene.world.seen());
}

#[tokio::test]
async fn a_failed_look_up_serves_for_a_while_also_past_the_grace() {
    let mut scene = Scene::open().await;
    scene.code().await;
    scene.world.lie(|lies| _ = lies.did_document.status(503));
    scene.daemon.hand.advance(2 * 86_400);
    scene.world.forget_seen();
    for _ in 0..5 {
        let refused = silent(&mut scene).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("login_required"));
    }
    let asked = scene.world.seen().iter().filter(|seen| seen.server == "plc").count();
    assert_eq!(asked, 1, "{:?}", scene.world.seen());
    scene.world.be_honest();
    scene.daemon.hand.advance(10);
    assert!(silent(&mut scene).await.parameter("code").is_some());
}
