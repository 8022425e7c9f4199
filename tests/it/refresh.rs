//! Refresh tokens: rotation, what a second use costs, what they outlive and what ends them
//! (RFC 6749 §6, RFC 9700 §4.14, OIDC Core §11 and §12).

use openidconnect::{OAuth2TokenResponse, TokenResponse};
use reqwest::StatusCode;
use serde_json::Value;

use crate::small_world::Person;
use crate::support::daemon::REDIRECT_URI;
use crate::support::holders::{self, OTHER, opens_userinfo, refresh, token, tokens};
use crate::support::{Scene, Setup};

mod reuse_window;

const APP: (&str, &str) = ("app", "");

/// Longer than what was proven is taken as it is.
const STALE: i64 = 11 * 60;
const DAY: i64 = 24 * 60 * 60;
/// How long the token that was used last gives the same answer.
const WINDOW: i64 = 30;

/// For a week, whatever is done in it.
fn setup() -> Setup {
    let client = "scopes = [\"openid\", \"profile\", \"offline_access\"]\n\
                  refresh_token_lifetime = 604800";
    Setup { client, ..holders::setup() }
}

/// The tokens that alice gives another client.
async fn tokens_of(scene: &mut Scene, (id, secret): (&str, &str)) -> Value {
    let question = scene.relying_party().await.ask_for(&["profile", "offline_access"]);
    let url = question.url.replace("client_id=rp&", &format!("client_id={id}&"));
    assert_ne!(url, question.url);
    let code = scene.sign_in(&url).await.parameter("code").unwrap();
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", question.verifier.as_str()),
    ];
    let basic = if secret.is_empty() { None } else { Some((id, secret)) };
    if basic.is_none() {
        form.push(("client_id", id));
    }
    let (status, tokens) = scene.daemon.token_as(basic, &form).await;
    assert_eq!(status, 200, "{tokens}");
    tokens
}

fn form(refresh_token: &str) -> [(&str, &str); 2] {
    [("grant_type", "refresh_token"), ("refresh_token", refresh_token)]
}

async fn refreshed(scene: &Scene, tokens: &Value) -> Value {
    let (status, tokens) = refresh(scene, tokens).await;
    assert_eq!(status, 200, "{tokens}");
    tokens
}

async fn is_refused(scene: &Scene, tokens: &Value) {
    let (status, answer) = refresh(scene, tokens).await;
    assert_eq!((status, &answer["error"]), (400, &"invalid_grant".into()), "{answer}");
}

fn claims(id_token: &str) -> Value {
    jsonwebtoken::dangerous::insecure_decode::<Value>(id_token).unwrap().claims
}

/// The names of what userinfo tells.
async fn told(scene: &Scene, tokens: &Value) -> Vec<String> {
    let request = scene.daemon.request(reqwest::Method::GET, "/userinfo");
    let answer = request.bearer_auth(token(tokens, "access_token")).send().await.unwrap();
    answer
        .json::<serde_json::Map<_, Value>>()
        .await
        .unwrap()
        .into_iter()
        .map(|(name, _)| name)
        .collect()
}

#[tokio::test]
async fn a_refresh_gives_new_tokens_for_the_same_person_and_sign_in() {
    let mut scene = Scene::with(setup()).await;
    let rp = scene.relying_party().await;
    let question = rp.ask_for(&["profile", "offline_access"]);
    let answer = scene.sign_in(&question.url).await;
    let known = rp.hear(&question, &answer).await;
    scene.daemon.hand.advance(3600);
    let first = known.tokens.refresh_token().unwrap().clone();
    let (new, id_token) = rp.refresh(&first).await.unwrap();
    let id_token = id_token.unwrap();
    assert_eq!(id_token.subject(), known.claims.subject());
    assert_eq!(id_token.issuer(), known.claims.issuer());
    assert_eq!(id_token.audiences(), known.claims.audiences());
    assert_eq!(id_token.auth_time(), known.claims.auth_time(), "OIDC Core §12.2");
    assert_eq!((id_token.issue_time() - known.claims.issue_time()).num_seconds(), 3600);
    let sid = |tokens: &openidconnect::core::CoreTokenResponse| {
        claims(&tokens.id_token().unwrap().to_string())["sid"].clone()
    };
    assert_eq!(sid(&new), sid(&known.tokens));
    assert!(sid(&new).is_string());
    assert_ne!(new.access_token().secret(), known.tokens.access_token().secret());
    assert_ne!(new.refresh_token().unwrap().secret(), first.secret(), "rotated");
    assert_eq!(scene.daemon.userinfo(new.access_token().secret()).await, 200);
    rp.refresh(new.refresh_token().unwrap()).await.unwrap();
}

#[tokio::test]
async fn there_is_none_unless_the_client_may_have_it_and_asks_for_it() {
    let mut scene = Scene::with(setup()).await;
    assert!(scene.tokens_for(&["profile"]).await.get("refresh_token").is_none());
    assert!(tokens(&mut scene).await.get("refresh_token").is_some());
    let mut scene = Scene::open().await;
    let asked = scene.tokens_for(&["profile", "offline_access"]).await;
    assert!(asked.get("refresh_token").is_none());
    assert_eq!(asked["scope"], "openid profile");
}

#[tokio::test]
async fn a_second_use_after_its_window_ends_its_family_at_once_and_no_other() {
    let mut scene = Scene::with(setup()).await;
    let another = tokens(&mut scene).await;
    let first = tokens(&mut scene).await;
    let second = refreshed(&scene, &first).await;
    let third = refreshed(&scene, &second).await;
    assert!(opens_userinfo(&scene, &first).await && opens_userinfo(&scene, &third).await);
    // So late, a retry and a theft look the same.
    scene.daemon.hand.advance(WINDOW);
    is_refused(&scene, &second).await;
    for ended in [&first, &second, &third] {
        is_refused(&scene, ended).await;
        assert!(!opens_userinfo(&scene, ended).await);
    }
    assert!(opens_userinfo(&scene, &another).await);
    refreshed(&scene, &another).await;
}

#[tokio::test]
async fn refuses_the_token_of_another_client_and_leaves_it_good() {
    let mut scene = Scene::with(setup()).await;
    let own = tokens(&mut scene).await;
    let used = tokens(&mut scene).await;
    refreshed(&scene, &used).await;
    for shown in [&own, &used] {
        let shown = form(token(shown, "refresh_token"));
        let (status, answer) = scene.daemon.token_as(Some(OTHER), &shown).await;
        assert_eq!((status, &answer["error"]), (400, &"invalid_grant".into()));
        let app = [shown[0], shown[1], ("client_id", "app")];
        let (status, answer) = scene.daemon.token_as(None, &app).await;
        assert_eq!((status, &answer["error"]), (400, &"invalid_grant".into()));
        let nobody = scene.daemon.token_as(Some(("rp", "wrong")), &shown).await;
        assert_eq!((nobody.0, &nobody.1["error"]), (401, &"invalid_client".into()));
    }
    assert!(opens_userinfo(&scene, &used).await, "a stranger's second use ends nothing");
    refreshed(&scene, &own).await;
}

#[tokio::test]
async fn an_app_without_a_secret_refreshes_by_rotation_alone() {
    let mut scene = Scene::with(setup()).await;
    let first = tokens_of(&mut scene, APP).await;
    let shown = form(token(&first, "refresh_token"));
    let shown = [shown[0], shown[1], ("client_id", "app")];
    let (status, second) = scene.daemon.token_as(None, &shown).await;
    assert_eq!(status, 200, "{second}");
    scene.daemon.hand.advance(WINDOW);
    assert_eq!(scene.daemon.token_as(None, &shown).await.0, 400);
    assert!(!opens_userinfo(&scene, &second).await);
}

#[tokio::test]
async fn the_scope_may_shrink_and_never_grows() {
    let mut scene = Scene::with(setup()).await;
    let first = scene.tokens_for(&["offline_access"]).await;
    for more in ["openid profile", "profile", "email", "nonsense", "openid nonsense"] {
        let [kind, shown] = form(token(&first, "refresh_token"));
        let (status, answer) = scene.daemon.token(&[kind, shown, ("scope", more)]).await;
        assert_eq!((status, &answer["error"]), (400, &"invalid_scope".into()), "{more}");
    }
    // It was no use: the token is still good.
    let first = tokens(&mut scene).await;
    let [kind, shown] = form(token(&first, "refresh_token"));
    let (_, less) = scene.daemon.token(&[kind, shown, ("scope", "openid")]).await;
    assert_eq!(less["scope"], "openid");
    assert!(claims(token(&less, "id_token")).get("preferred_username").is_none());
    assert_eq!(told(&scene, &less).await, ["sub"], "userinfo says no more");
    let [kind, shown] = form(token(&less, "refresh_token"));
    let (_, nobody) = scene.daemon.token(&[kind, shown, ("scope", "profile")]).await;
    assert!(nobody.get("id_token").is_none(), "no openid, no ID token");
    let answer = scene.daemon.userinfo(token(&nobody, "access_token")).await;
    assert_eq!(answer, 403, "RFC 6750 §3.1: insufficient_scope");
    // What was granted stays granted (RFC 6749 §6).
    let all = refreshed(&scene, &nobody).await;
    assert_eq!(all["scope"], "openid profile offline_access");
    assert_eq!(claims(token(&all, "id_token"))["preferred_username"], "alice.pds.test");
    assert!(told(&scene, &all).await.contains(&"preferred_username".to_owned()));
    assert_eq!(told(&scene, &less).await, ["sub"], "and the narrow one stays narrow");
}

#[tokio::test]
async fn a_family_ends_when_its_lifetime_is_over_however_often_it_was_refreshed() {
    let mut scene = Scene::with(setup()).await;
    let mut newest = tokens(&mut scene).await;
    for _ in 0..6 {
        scene.daemon.hand.advance(DAY);
        newest = refreshed(&scene, &newest).await;
    }
    scene.daemon.hand.advance(DAY - 1);
    newest = refreshed(&scene, &newest).await;
    scene.daemon.hand.advance(1);
    is_refused(&scene, &newest).await;
}

#[tokio::test]
async fn a_refresh_tells_what_is_true_now() {
    let mut scene = Scene::with(setup()).await;
    let first = tokens(&mut scene).await;
    assert_eq!(claims(token(&first, "id_token"))["preferred_username"], "alice.pds.test");
    scene.world.change_handle(&scene.alice, "alice2.pds.test");
    scene.daemon.hand.advance(STALE);
    let second = refreshed(&scene, &first).await;
    assert_eq!(claims(token(&second, "id_token"))["preferred_username"], "alice2.pds.test");
    // Now it is bob's, whatever alice's document says.
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    scene.world.change_handle(&bob, "alice2.pds.test");
    scene.daemon.hand.advance(STALE);
    let third = refreshed(&scene, &second).await;
    let told = claims(token(&third, "id_token"));
    assert!(told.get("preferred_username").is_none(), "a lost handle is not told: {told}");
    assert_eq!(told["sub"], scene.alice.did());
}

#[tokio::test]
async fn a_lost_account_ends_its_tokens_at_all_clients_and_nobody_elses() {
    for moves in [false, true] {
        let mut scene = Scene::with(setup()).await;
        let (own, others) = (tokens(&mut scene).await, tokens_of(&mut scene, OTHER).await);
        let alice = scene.alice.clone();
        let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
        scene.world.person(Person::Is(bob.clone()));
        scene.alice = bob;
        scene.browser = crate::support::Browser::new(&scene.daemon, &scene.world);
        let bobs = tokens(&mut scene).await;
        scene.daemon.hand.advance(STALE);
        if moves {
            let elsewhere = scene.world.add_pds("elsewhere").await;
            scene.world.move_account(&alice, &elsewhere);
        } else {
            scene.world.bury(&alice);
        }
        is_refused(&scene, &own).await;
        assert!(!opens_userinfo(&scene, &own).await && !opens_userinfo(&scene, &others).await);
        let shown = form(token(&others, "refresh_token"));
        assert_eq!(scene.daemon.token_as(Some(OTHER), &shown).await.0, 400);
        assert!(opens_userinfo(&scene, &bobs).await);
        refreshed(&scene, &bobs).await;
    }
}

/// Who finds out does not matter: here it is the browser that comes back first.
#[tokio::test]
async fn a_sign_out_everywhere_ends_refresh_tokens_too() {
    let mut scene = Scene::with(setup()).await;
    let own = tokens(&mut scene).await;
    scene.daemon.hand.advance(STALE);
    scene.world.bury(&scene.alice);
    let question = scene.relying_party().await.ask();
    scene.browser.get(&question.url).await;
    assert_eq!(scene.daemon.count("SELECT count(*) FROM refresh_token").await, 0);
    assert!(!opens_userinfo(&scene, &own).await);
    is_refused(&scene, &own).await;
}

#[tokio::test]
async fn a_person_who_may_not_sign_in_any_more_loses_that_client_and_no_other() {
    let client = "scopes = [\"openid\", \"profile\", \"offline_access\"]\n\
                  allow = [\"alice.pds.test\"]";
    let mut scene = Scene::with(Setup { client, ..setup() }).await;
    let (own, others) = (tokens(&mut scene).await, tokens_of(&mut scene, OTHER).await);
    scene.world.change_handle(&scene.alice, "alice2.pds.test");
    scene.daemon.hand.advance(STALE);
    is_refused(&scene, &own).await;
    assert!(!opens_userinfo(&scene, &own).await);
    assert!(opens_userinfo(&scene, &others).await, "she is still who she was");
    let shown = form(token(&others, "refresh_token"));
    assert_eq!(scene.daemon.token_as(Some(OTHER), &shown).await.0, 200);
}

#[tokio::test]
async fn an_outage_says_try_again_and_costs_nothing() {
    let mut scene = Scene::with(setup()).await;
    let mut newest = tokens(&mut scene).await;
    scene.world.lie(|lies| _ = lies.did_document.status(503));
    // For a day what was proven last serves on.
    scene.daemon.hand.advance(DAY);
    newest = refreshed(&scene, &newest).await;
    scene.daemon.hand.advance(1);
    let shown = form(token(&newest, "refresh_token"));
    let basic = Some(("rp", crate::support::daemon::SECRET));
    let answer = scene.daemon.post("/token", basic, &shown).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    let wait: u32 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!(wait > 0);
    assert_eq!(answer.json::<Value>().await.unwrap()["error"], "temporarily_unavailable");
    assert!(opens_userinfo(&scene, &newest).await, "nothing was ended");
    scene.world.be_honest();
    scene.daemon.hand.advance(wait.into());
    refreshed(&scene, &newest).await;
}

#[tokio::test]
async fn a_replay_of_the_code_ends_the_family() {
    let mut scene = Scene::with(setup()).await;
    let (code, question) = scene.code_for(&["profile", "offline_access"]).await;
    let exchange = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", question.verifier.as_str()),
    ];
    let (_, first) = scene.daemon.token(&exchange).await;
    let second = refreshed(&scene, &first).await;
    scene.daemon.hand.advance(30);
    assert_eq!(scene.daemon.token(&exchange).await.0, 400);
    is_refused(&scene, &second).await;
    assert!(!opens_userinfo(&scene, &first).await && !opens_userinfo(&scene, &second).await);
}

#[tokio::test]
async fn refuses_what_is_no_refresh_token_of_ours() {
    let mut scene = Scene::with(setup()).await;
    let own = tokens(&mut scene).await;
    for wrong in [token(&own, "access_token"), token(&own, "id_token"), "x", "ü"] {
        let (status, answer) = scene.daemon.token(&form(wrong)).await;
        assert_eq!((status, &answer["error"]), (400, &"invalid_grant".into()), "{wrong}");
    }
    let [kind, shown] = form(token(&own, "refresh_token"));
    for wrong in [vec![kind], vec![kind, ("refresh_token", "")], vec![kind, shown, shown]] {
        let (status, answer) = scene.daemon.token(&wrong).await;
        assert_eq!((status, &answer["error"]), (400, &"invalid_request".into()));
    }
    // Nor does a refresh token open anything by itself.
    assert_eq!(scene.daemon.userinfo(shown.1).await, 401);
    refreshed(&scene, &own).await;
}

#[tokio::test]
async fn the_database_holds_no_refresh_token_as_it_is_and_nothing_of_what_is_used() {
    let mut scene = Scene::with(setup()).await;
    let first = tokens(&mut scene).await;
    let second = refreshed(&scene, &first).await;
    let named = "SELECT count(*) FROM refresh_token WHERE granted LIKE '%alice.pds.test%'";
    assert_eq!(scene.daemon.count(named).await, 0, "nothing about the person but who it is");
    scene.daemon.stop().await;
    for entry in std::fs::read_dir(scene.daemon.database().parent().unwrap()).unwrap() {
        let stored = std::fs::read(entry.unwrap().path()).unwrap();
        for whole in [token(&first, "refresh_token"), token(&second, "refresh_token")] {
            for secret in whole.split('.').filter(|part| part.len() > 20) {
                assert!(!stored.windows(secret.len()).any(|window| window == secret.as_bytes()));
            }
        }
    }
}

#[tokio::test]
async fn however_often_it_is_used_there_is_one_row_and_the_oldest_ends_the_family() {
    let mut scene = Scene::with(setup()).await;
    let first = tokens(&mut scene).await;
    let mut last = first.clone();
    for _ in 0..30 {
        last = refreshed(&scene, &last).await;
    }
    assert_eq!(scene.daemon.count("SELECT count(*) FROM refresh_token").await, 1);
    is_refused(&scene, &first).await;
    is_refused(&scene, &last).await;
    assert!(!opens_userinfo(&scene, &last).await);
}

/// Of the three parts of a token none can be had from another.
#[tokio::test]
async fn a_token_that_is_made_up_from_another_is_none_and_ends_nothing() {
    let mut scene = Scene::with(setup()).await;
    let (first, stranger) = (tokens(&mut scene).await, tokens(&mut scene).await);
    let second = refreshed(&scene, &first).await;
    let parts = |tokens: &Value| -> Vec<String> {
        token(tokens, "refresh_token").split('.').map(str::to_owned).collect()
    };
    let (old, new, other) = (parts(&first), parts(&second), parts(&stranger));
    assert_eq!((old.len(), &old[0]), (3, &new[0]));
    for made_up in [
        format!("{}.{}.{}", new[0], new[1], old[2]),
        format!("{}.{}.{}", new[0], 3, new[2]),
        format!("{}.0{}.{}", new[0], new[1], old[2]),
        format!("{}.{}.{}", other[0], new[1], new[2]),
        format!("{}.{}", new[0], new[2]),
    ] {
        let (status, answer) = scene.daemon.token(&form(&made_up)).await;
        assert_eq!((status, &answer["error"]), (400, &"invalid_grant".into()), "{made_up}");
    }
    refreshed(&scene, &second).await;
    refreshed(&scene, &stranger).await;
}
