//! Rules about a PDS (`pds:host`): the PDS itself has to say that it hosts the account. The DID document
//! is no proof, because its owner writes it and one authorization server may serve several PDSs.

use serde_json::{Value, json};

use crate::small_world::lies::{Lies, Wire};
use crate::small_world::{Account, Hosting};
use crate::support::{Page, RelyingParty, Scene, Setup};

const TEN_MINUTES: i64 = 10 * 60;
const DAY: i64 = 86_400;
const ONLY_PDS: &str =
    "scopes = [\"openid\", \"profile\", \"offline_access\"]\nallow = [\"pds:{pds}\"]";
const FREE: &str = "[[clients]]\nclient_id = \"free\"\npublic = true\n\
                    redirect_uris = [\"https://rp.example/cb\"]";

async fn scene(client: &'static str) -> Scene {
    Scene::with(Setup { client, more: FREE, ..Setup::default() }).await
}

/// A sign-in of `account`, up to where it ended.
async fn sign_in(scene: &mut Scene, account: &Account) -> Page {
    scene.browser.forget();
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    scene.browser.submit(&form, "sign-in", &[("account", account.did())]).await
}

/// What `rp` is answered without anybody being asked.
async fn silent(scene: &mut Scene) -> Page {
    let question = scene.relying_party().await.ask();
    scene.browser.get(&format!("{}&prompt=none", question.url)).await
}

/// Alice signs in at a relying party without a rule.
async fn sign_in_elsewhere(scene: &mut Scene) {
    let free = RelyingParty::discover(&scene.daemon, "free", None).await;
    let answer = scene.sign_in(&free.ask().url).await;
    assert!(answer.parameter("code").is_some(), "{}", answer.text);
}

async fn refresh(scene: &Scene, token: &str) -> (u16, Value) {
    let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
    scene.daemon.token(&form).await
}

fn questions(scene: &Scene) -> usize {
    let path = "/xrpc/com.atproto.sync.getRepoStatus";
    scene.world.seen().iter().filter(|seen| seen.path == path).count()
}

/// Somebody who lives at another PDS of the same authorization server, and whose document says that
/// they live at the first one.
async fn impostor(scene: &Scene) -> Account {
    let first = scene.world.pds();
    let other = scene.world.add_pds_behind("other", &first).await;
    let mallory = scene.world.account(&other, "mallory.pds.test").await;
    let mut document = scene.world.document(&mallory);
    document["service"][0]["serviceEndpoint"] = json!(first.origin());
    scene.world.publish_document(&mallory, document);
    mallory
}

#[tokio::test]
async fn a_rule_about_a_pds_lets_in_whom_that_pds_hosts() {
    let mut scene = scene(ONLY_PDS).await;
    let alice = scene.alice.clone();
    let answer = sign_in(&mut scene, &alice).await;
    assert!(answer.parameter("code").is_some(), "{}", answer.text);
    assert_eq!(questions(&scene), 1);
    assert!(silent(&mut scene).await.parameter("code").is_some());
    assert_eq!(questions(&scene), 1, "what the PDS said serves as long as all else");
}

#[tokio::test]
async fn another_pds_of_the_same_server_is_no_way_in_by_a_rule_about_a_pds() {
    for client in [ONLY_PDS, "deny = [\"pds:denied.example\"]"] {
        let mut scene = scene(client).await;
        let mallory = impostor(&scene).await;
        let page = sign_in(&mut scene, &mallory).await;
        assert_eq!(page.status, 403, "{client}: {}", page.url);
        assert_eq!(page.heading(), "You can’t use this account there");
        let given = "SELECT (SELECT count(*) FROM authorization_code)
            + (SELECT count(*) FROM browser_session)";
        assert_eq!(scene.daemon.count(given).await, 0, "no code, no session");
    }
}

#[tokio::test]
async fn another_pds_of_the_same_server_is_no_way_in_silently_either() {
    let mut scene = scene(ONLY_PDS).await;
    scene.alice = impostor(&scene).await;
    // A look-up finds the account gone from the PDS that it names, unless that PDS cannot be asked so.
    for status in [400, 404] {
        scene.world.lie(|lies| _ = lies.repo_status.status(status));
        sign_in_elsewhere(&mut scene).await;
        let refused = silent(&mut scene).await;
        assert!(refused.parameter("code").is_none(), "{status}: {}", refused.url);
    }
    assert_eq!(silent(&mut scene).await.parameter("error").as_deref(), Some("access_denied"));
}

#[tokio::test]
async fn no_pds_is_asked_for_the_sake_of_a_client_without_such_a_rule() {
    for client in ["", "allow = [\"*.pds.test\", \"pds:{pds}\"]", "deny = [\"did:plc:x\"]"] {
        let mut scene = scene(client).await;
        let alice = scene.alice.clone();
        assert!(sign_in(&mut scene, &alice).await.parameter("code").is_some(), "{client}");
        assert!(silent(&mut scene).await.parameter("code").is_some(), "{client}");
        assert_eq!(questions(&scene), 0, "{client}");
    }
}

/// A lie about the status of a repository.
type Lie = fn(&mut Lies);

#[tokio::test]
async fn an_answer_that_does_not_name_the_account_as_active_there_admits_nobody() {
    let lies: [(Lie, u16); 9] = [
        (|lies| _ = lies.repo_status.status(404), 403),
        (|lies| _ = lies.repo_status.status(405), 403),
        (|lies| _ = lies.repo_status.status(501), 403),
        (|lies| _ = lies.repo_status.remove("did"), 403),
        (|lies| _ = lies.repo_status.set("did", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"), 403),
        (|lies| _ = lies.repo_status.set("active", false), 403),
        (|lies| _ = lies.repo_status.set("active", "true"), 502),
        (|lies| _ = lies.repo_status.body("<!doctype html>"), 502),
        (|lies| _ = lies.repo_status.redirect(302, "/elsewhere"), 502),
    ];
    let mut scene = scene(ONLY_PDS).await;
    let alice = scene.alice.clone();
    for (number, (lie, status)) in lies.into_iter().enumerate() {
        scene.world.lie(lie);
        let page = sign_in(&mut scene, &alice).await;
        assert_eq!(page.status.as_u16(), status, "{number}: {}", page.text);
        scene.world.be_honest();
    }
    for hosting in [Hosting::Deactivated, Hosting::TakenDown, Hosting::Unknown] {
        scene.world.host(&alice, hosting);
        assert_eq!(sign_in(&mut scene, &alice).await.status, 403, "{hosting:?}");
    }
    scene.world.host(&alice, Hosting::Active);
    assert!(sign_in(&mut scene, &alice).await.parameter("code").is_some());
}

#[tokio::test]
async fn an_outage_is_no_refusal_and_the_person_can_try_again() {
    let outages: [Lie; 4] = [
        |lies| _ = lies.repo_status.status(500),
        |lies| _ = lies.repo_status.status(503),
        |lies| _ = lies.repo_status.status(429),
        |lies| lies.repo_status.wire = Wire::CutOff(0),
    ];
    let mut scene = scene(ONLY_PDS).await;
    let alice = scene.alice.clone();
    for (number, outage) in outages.into_iter().enumerate() {
        scene.world.lie(outage);
        let page = sign_in(&mut scene, &alice).await;
        assert_eq!(page.status, 502, "{number}");
        assert_eq!(page.heading(), "Your server didn’t finish the sign-in");
        assert!(page.text.contains("whether the account is active"), "{}", page.text);
        let at = page.text.find("/sign-in/").expect("a way on");
        let path: String = page.text[at..].chars().take_while(|c| *c != '"').collect();
        scene.world.be_honest();
        let form = scene.browser.get(&scene.daemon.at(&path)).await;
        let answer = scene.browser.submit(&form, "sign-in", &[("account", alice.did())]).await;
        assert!(answer.parameter("code").is_some(), "{number}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_person_whom_the_pds_was_never_asked_about_signs_in_once_more_during_an_outage() {
    let mut scene = scene(ONLY_PDS).await;
    sign_in_elsewhere(&mut scene).await;
    scene.world.lie(|lies| _ = lies.repo_status.status(503));
    for _ in 0..3 {
        let refused = silent(&mut scene).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("login_required"));
    }
    assert_eq!(questions(&scene), 1, "a failure serves for a while");
    let form = scene.browser.get(&scene.relying_party().await.ask().url).await;
    assert_eq!(form.heading(), "Sign in");
    scene.world.be_honest();
    scene.daemon.hand.advance(60);
    assert!(silent(&mut scene).await.parameter("code").is_some(), "asked again");
}

#[tokio::test]
async fn what_a_pds_has_said_is_bridged_like_all_else_that_was_proven() {
    let outages: [Lie; 2] =
        [|lies| _ = lies.repo_status.status(503), |lies| _ = lies.did_document.status(503)];
    for (number, outage) in outages.into_iter().enumerate() {
        let mut scene = scene(ONLY_PDS).await;
        let tokens = scene.tokens_for(&["offline_access"]).await;
        scene.world.lie(outage);
        scene.daemon.hand.advance(DAY);
        assert!(silent(&mut scene).await.parameter("code").is_some(), "{number}");
        let token = tokens["refresh_token"].as_str().unwrap();
        let (status, tokens) = refresh(&scene, token).await;
        assert_eq!(status, 200, "{number}: {tokens}");
        scene.daemon.hand.advance(60);
        let refused = silent(&mut scene).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("login_required"), "{number}");
        let (status, error) = refresh(&scene, tokens["refresh_token"].as_str().unwrap()).await;
        assert_eq!((status, &error["error"]), (503, &json!("temporarily_unavailable")));
    }
}

#[tokio::test]
async fn a_refresh_ends_when_the_pds_does_not_say_any_more_that_it_hosts_the_account() {
    let mut scene = scene(ONLY_PDS).await;
    let tokens = scene.tokens_for(&["offline_access"]).await;
    scene.world.lie(|lies| _ = lies.repo_status.status(404));
    scene.daemon.hand.advance(TEN_MINUTES);
    let (status, error) = refresh(&scene, tokens["refresh_token"].as_str().unwrap()).await;
    assert_eq!((status, &error["error"]), (400, &json!("invalid_grant")));
}

#[tokio::test]
async fn who_is_gone_from_their_pds_is_gone_although_their_document_cannot_be_read() {
    let mut scene = scene(ONLY_PDS).await;
    scene.code().await;
    scene.world.lie(|lies| _ = lies.did_document.status(503));
    scene.world.host(&scene.alice, Hosting::Unknown);
    scene.daemon.hand.advance(TEN_MINUTES);
    let refused = silent(&mut scene).await;
    assert_eq!(refused.parameter("error").as_deref(), Some("login_required"));
    assert_eq!(scene.daemon.count("SELECT count(*) FROM browser_session").await, 0);
}
