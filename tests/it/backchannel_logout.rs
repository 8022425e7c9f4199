//! Word of a logout to whoever was told of the sign-in (OIDC Back-Channel Logout): what it says, and
//! that it arrives.

use serde_json::Value;

use crate::support::daemon::SECRET;
use crate::support::receiver::{Answer, Receiver};
use crate::support::{Browser, RelyingParty, Scene, Setup};

const NOTICES: &str = "SELECT count(*) FROM logout_notice";
const TRIES: &str = "SELECT coalesce(sum(tries), 0) FROM logout_notice";

/// `rp` hears of logouts.
async fn scene() -> (Scene, Receiver) {
    let receiver = Receiver::listen().await;
    let client = format!("backchannel_logout_uri = \"http://127.0.0.1:{}/bye\"", receiver.port);
    let setup = Setup { client: client.leak(), ..Setup::default() };
    (Scene::with(setup).await, receiver)
}

fn claims_of(tokens: &Value) -> Value {
    let token = tokens["id_token"].as_str().unwrap();
    jsonwebtoken::dangerous::insecure_decode::<Value>(token).unwrap().claims
}

/// Signs out by the person's own word.
async fn log_out(scene: &mut Scene) {
    let address = scene.daemon.at("/logout");
    let question = scene.browser.get(&address).await;
    let page = scene.browser.submit(&question, "logout", &[]).await;
    assert_eq!(page.heading(), "You are signed out", "{}", page.text);
}

async fn sign_in_and_out(scene: &mut Scene) -> Value {
    let tokens = scene.tokens().await;
    log_out(scene).await;
    claims_of(&tokens)
}

/// Waits until the database says so: the messenger notes what it has done after it was answered.
async fn until(scene: &Scene, query: &'static str, expected: i64) {
    for _ in 0..2000 {
        if scene.daemon.count(query).await == expected {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("{query} gives {}", scene.daemon.count(query).await);
}

#[tokio::test]
async fn a_relying_party_hears_which_session_of_whom_has_ended() {
    for alg in ["RS256", "ES256"] {
        let mut receiver = Receiver::listen().await;
        let client = format!(
            "id_token_signed_response_alg = \"{alg}\"\n\
             backchannel_logout_uri = \"http://127.0.0.1:{}/bye?tenant=a\"",
            receiver.port
        );
        let setup = Setup { client: client.leak(), ..Setup::default() };
        let mut scene = Scene::with(setup).await;
        let id_token = sign_in_and_out(&mut scene).await;
        let heard = receiver.hears().await;
        assert_eq!(heard.path, "/bye");
        assert_eq!(heard.headers["content-type"], "application/x-www-form-urlencoded");
        let claims = heard.claims(&scene.daemon, "rp").await;
        assert_eq!(claims["sub"], id_token["sub"]);
        assert_eq!(claims["sid"], id_token["sid"]);
        assert!(claims["sid"].is_string());
        until(&scene, NOTICES, 0).await;
        scene.daemon.hand.advance(24 * 60 * 60);
        scene.daemon.housekeep().await;
        assert!(receiver.heard_nothing(), "once is enough");
    }
}

#[tokio::test]
async fn a_204_is_as_good_as_a_200_and_any_other_answer_is_none() {
    let (mut scene, mut receiver) = scene().await;
    for (answer, is_heard) in [
        (Answer::Status(204), true),
        (Answer::Status(200), true),
        (Answer::Status(202), false),
        (Answer::Status(400), false),
        (Answer::Status(401), false),
        (Answer::Status(500), false),
        (Answer::Status(501), false),
        (Answer::Redirect(format!("http://127.0.0.1:{}/elsewhere", receiver.port)), false),
    ] {
        receiver.answers(answer.clone());
        sign_in_and_out(&mut scene).await;
        assert_eq!(receiver.hears().await.path, "/bye");
        if !is_heard {
            until(&scene, TRIES, 1).await;
            receiver.answers(Answer::Status(200));
            scene.daemon.hand.advance(10);
            scene.daemon.housekeep().await;
            assert_eq!(receiver.hears().await.path, "/bye", "{answer:?}");
        }
        until(&scene, NOTICES, 0).await;
    }
    assert!(receiver.heard_nothing(), "no redirect is followed");
}

#[tokio::test]
async fn whoever_fails_is_told_again_ever_less_often_until_a_day_has_passed() {
    let (mut scene, mut receiver) = scene().await;
    receiver.answers(Answer::Status(500));
    sign_in_and_out(&mut scene).await;
    let mut seen = vec![receiver.hears().await.claims(&scene.daemon, "rp").await];
    let waits = [10, 60, 300, 1800].into_iter().chain([7200; 11]);
    for (tries, wait) in (1..).zip(waits) {
        until(&scene, TRIES, tries).await;
        scene.daemon.hand.advance(wait - 1);
        scene.daemon.housekeep().await;
        scene.daemon.hand.advance(1);
        scene.daemon.housekeep().await;
        // Each token is made anew: `claims` has checked that it is of this very second.
        seen.push(receiver.hears().await.claims(&scene.daemon, "rp").await);
        assert!(receiver.heard_nothing(), "not before its time");
    }
    let mut ids: Vec<_> = seen.iter().map(|claims| claims["jti"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), seen.len(), "no two tokens share an identifier");
    assert!(seen.iter().all(|claims| claims["sid"] == seen[0]["sid"]));
    scene.daemon.hand.advance(2 * 60 * 60);
    scene.daemon.housekeep().await;
    assert_eq!(scene.daemon.count(NOTICES).await, 0, "after a day nobody tries any more");
    assert!(receiver.heard_nothing());
}

#[tokio::test]
async fn a_logout_is_told_after_a_restart_too() {
    let (mut scene, mut receiver) = scene().await;
    receiver.answers(Answer::Status(503));
    let id_token = sign_in_and_out(&mut scene).await;
    receiver.hears().await;
    until(&scene, TRIES, 1).await;
    scene.daemon.stop().await;
    receiver.answers(Answer::Status(200));
    scene.daemon.hand.advance(10);
    scene.daemon.restart().await;
    let claims = receiver.hears().await.claims(&scene.daemon, "rp").await;
    assert_eq!(claims["sid"], id_token["sid"]);
    until(&scene, NOTICES, 0).await;
}

#[tokio::test]
async fn a_relying_party_that_hangs_holds_up_neither_the_person_nor_others() {
    let (mut slow, mut quick) = (Receiver::listen().await, Receiver::listen().await);
    let client = format!("backchannel_logout_uri = \"http://127.0.0.1:{}/slow\"", slow.port);
    let more = format!(
        "[[clients]]\nclient_id = \"quick\"\nclient_secret = \"{SECRET}\"\n\
         redirect_uris = [\"https://rp.example/cb\"]\n\
         backchannel_logout_uri = \"http://127.0.0.1:{}/quick\"",
        quick.port
    );
    let setup = Setup { client: client.leak(), more: more.leak(), ..Setup::default() };
    let mut scene = Scene::with(setup).await;
    slow.answers(Answer::Hang);
    // More sessions than the slow one has turns.
    for _ in 0..6 {
        sign_in_and_out(&mut scene).await;
    }
    for _ in 0..4 {
        slow.hears().await;
    }
    let question = RelyingParty::discover(&scene.daemon, "quick", Some(SECRET)).await.ask();
    let answer = scene.sign_in(&question.url).await;
    assert!(answer.parameter("code").is_some(), "{}", answer.text);
    log_out(&mut scene).await;
    quick.hears().await.claims(&scene.daemon, "quick").await;
    assert!(slow.heard_nothing(), "it has as many requests as it may have");
}

#[tokio::test]
async fn all_relying_parties_of_a_session_hear_each_under_its_own_name_for_it() {
    let (mut first, mut second) = (Receiver::listen().await, Receiver::listen().await);
    let client = format!("backchannel_logout_uri = \"http://127.0.0.1:{}/\"", first.port);
    let more = format!(
        "[[clients]]\nclient_id = \"second\"\nclient_secret = \"{SECRET}\"\n\
         redirect_uris = [\"https://rp.example/cb\"]\n\
         backchannel_logout_uri = \"http://127.0.0.1:{}/\"\n\
         [[clients]]\nclient_id = \"deaf\"\nclient_secret = \"{SECRET}\"\n\
         redirect_uris = [\"https://rp.example/cb\"]",
        second.port
    );
    let setup = Setup { client: client.leak(), more: more.leak(), ..Setup::default() };
    let mut scene = Scene::with(setup).await;
    scene.tokens().await;
    for client_id in ["second", "deaf"] {
        let question = RelyingParty::discover(&scene.daemon, client_id, Some(SECRET)).await.ask();
        // The browser is known: the same session answers.
        assert!(scene.browser.get(&question.url).await.parameter("code").is_some());
    }
    log_out(&mut scene).await;
    let one = first.hears().await.claims(&scene.daemon, "rp").await;
    let two = second.hears().await.claims(&scene.daemon, "second").await;
    assert_eq!(one["sub"], two["sub"]);
    assert_ne!(one["sid"], two["sid"]);
    until(&scene, NOTICES, 0).await;
}

#[tokio::test]
async fn a_session_of_another_browser_is_not_talked_about() {
    let (mut scene, mut receiver) = scene().await;
    scene.tokens().await;
    scene.browser = Browser::new(&scene.daemon, &scene.world);
    let ended = sign_in_and_out(&mut scene).await;
    assert_eq!(receiver.hears().await.claims(&scene.daemon, "rp").await["sid"], ended["sid"]);
    until(&scene, NOTICES, 0).await;
    assert!(receiver.heard_nothing());
}

#[tokio::test]
async fn a_logout_token_is_no_id_token() {
    let (mut scene, mut receiver) = scene().await;
    sign_in_and_out(&mut scene).await;
    let token = receiver.hears().await.form[0].1.clone();
    scene.tokens().await;
    let address = format!("{}?id_token_hint={token}", scene.daemon.at("/logout"));
    let page = scene.browser.get(&address).await;
    assert!(page.element("error").unwrap().contains("couldn’t show"), "{}", page.text);
}

/// A moved account has to prove itself at its new place, and until then nobody may go on by what it
/// was: not in another browser, nor by a token.
#[tokio::test]
async fn whoever_is_lost_is_signed_out_everywhere_and_all_hear_of_it() {
    let (mut scene, mut receiver) = scene().await;
    let mut all = [scene.tokens().await, Value::Null];
    let other = std::mem::replace(&mut scene.browser, Browser::new(&scene.daemon, &scene.world));
    all[1] = scene.tokens().await;
    let elsewhere = scene.world.add_pds("elsewhere").await;
    scene.world.move_account(&scene.alice, &elsewhere);
    scene.daemon.hand.advance(11 * 60);
    let question = scene.relying_party().await.ask();
    let page = scene.browser.get(&question.url).await;
    assert!(page.parameter("code").is_none(), "{}", page.url);
    let mut heard: Vec<String> = Vec::new();
    for _ in 0..3 {
        let claims = receiver.hears().await.claims(&scene.daemon, "rp").await;
        heard.extend(claims.get("sid").map(|sid| sid.as_str().unwrap().to_owned()));
    }
    let mut sids =
        all.each_ref().map(|tokens| claims_of(tokens)["sid"].as_str().unwrap().to_owned());
    heard.sort_unstable();
    sids.sort_unstable();
    assert_eq!(heard, sids);
    for tokens in &all {
        let request = scene.daemon.request(reqwest::Method::GET, "/userinfo");
        let token = tokens["access_token"].as_str().unwrap();
        assert_eq!(request.bearer_auth(token).send().await.unwrap().status(), 401);
    }
    scene.browser = other;
    let page = scene.browser.get(&scene.daemon.at("/logout")).await;
    assert!(page.element("signed-out").is_some(), "the other browser knows nobody either");
}

/// A refresh token is for when the person is away, so it outlives a logout, and ends with the account.
#[tokio::test]
async fn a_refresh_token_outlives_a_logout_and_its_holder_hears_of_the_end_of_an_account() {
    let mut receiver = Receiver::listen().await;
    let client = format!(
        "scopes = [\"openid\", \"profile\", \"offline_access\"]\n\
         backchannel_logout_uri = \"http://127.0.0.1:{}/bye\"",
        receiver.port
    );
    let mut scene = Scene::with(Setup { client: client.leak(), ..Setup::default() }).await;
    let tokens = scene.tokens_for(&["profile", "offline_access"]).await;
    log_out(&mut scene).await;
    assert!(receiver.hears().await.claims(&scene.daemon, "rp").await["sid"].is_string());
    let refresh = async |scene: &Scene, token: &Value| {
        let token = token["refresh_token"].as_str().unwrap();
        let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
        scene.daemon.token(&form).await
    };
    let (status, tokens) = refresh(&scene, &tokens).await;
    assert_eq!(status, 200, "{tokens}");
    let elsewhere = scene.world.add_pds("elsewhere").await;
    scene.world.move_account(&scene.alice, &elsewhere);
    scene.daemon.hand.advance(11 * 60);
    let (status, error) = refresh(&scene, &tokens).await;
    assert_eq!((status, error["error"].as_str()), (400, Some("invalid_grant")));
    let claims = receiver.hears().await.claims(&scene.daemon, "rp").await;
    assert_eq!(claims["sub"], claims_of(&tokens)["sub"]);
    assert!(claims.get("sid").is_none(), "all of them: {claims}");
}

/// In a test network only listed hosts exist; this machine is none of them.
async fn private_scene(uri: &str, ca_file: Option<&str>) -> Scene {
    let ca = ca_file.map(|file| format!("backchannel_logout_ca_file = \"{file}\"\n"));
    let client = format!(
        "backchannel_logout_uri = \"{uri}\"\nbackchannel_logout_private = true\n{}",
        ca.unwrap_or_default()
    );
    Scene::with(Setup { client: client.leak(), tls: true, ..Setup::default() }).await
}

#[tokio::test]
async fn a_private_address_is_reached_if_the_operator_allows_that_one() {
    for host in ["127.0.0.1", "localhost"] {
        let mut receiver = Receiver::listen().await;
        let mut scene = private_scene(&format!("http://{host}:{}/bye", receiver.port), None).await;
        sign_in_and_out(&mut scene).await;
        receiver.hears().await.claims(&scene.daemon, "rp").await;
    }
}

#[tokio::test]
async fn a_private_address_is_trusted_under_its_own_authority_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let ca_file = folder.path().join("rp-ca.pem");
    let (mut receiver, ca_pem) = Receiver::listen_tls().await;
    std::fs::write(&ca_file, &ca_pem).unwrap();
    let uri = format!("https://127.0.0.1:{}/bye", receiver.port);
    let mut scene = private_scene(&uri, ca_file.to_str()).await;
    sign_in_and_out(&mut scene).await;
    receiver.hears().await.claims(&scene.daemon, "rp").await;
    // Without its word the authority of the network vouches for nothing here, nor another one.
    let (_, another) = Receiver::listen_tls().await;
    std::fs::write(&ca_file, another).unwrap();
    for ca_file in [None, ca_file.to_str()] {
        let mut scene = private_scene(&uri, ca_file).await;
        sign_in_and_out(&mut scene).await;
        until(&scene, TRIES, 1).await;
        assert_eq!(scene.daemon.count(NOTICES).await, 1);
        assert!(receiver.heard_nothing());
    }
}

#[tokio::test]
async fn what_is_allowed_for_logouts_opens_no_other_way_to_the_same_place() {
    let mut receiver = Receiver::listen().await;
    let place = format!("http://127.0.0.1:{}", receiver.port);
    let mut scene = private_scene(&format!("{place}/bye"), None).await;
    // Now there is an open connection to it, too.
    sign_in_and_out(&mut scene).await;
    receiver.hears().await;
    let (alice, honest) = (scene.alice.clone(), scene.world.document(&scene.alice));
    for pds in [place.as_str(), &format!("{place}/bye")] {
        let mut document = honest.clone();
        document["service"][0]["serviceEndpoint"] = pds.into();
        scene.world.publish_document(&alice, document);
        refused(&mut scene).await;
    }
    scene.world.publish_document(&alice, honest);
    for endpoint in ["token_endpoint", "pushed_authorization_request_endpoint"] {
        scene.world.lie(|lies| _ = lies.server_metadata.set(endpoint, format!("{place}/bye")));
        refused(&mut scene).await;
        scene.world.be_honest();
    }
    scene.world.lie(|lies| _ = lies.par.redirect(307, &format!("{place}/bye")));
    refused(&mut scene).await;
    scene.world.be_honest();
    assert!(receiver.heard_nothing());
    sign_in_and_out(&mut scene).await;
    receiver.hears().await;
}

async fn refused(scene: &mut Scene) {
    let question = scene.relying_party().await.ask();
    let page = scene.sign_in(&question.url).await;
    assert!(page.status.is_client_error() || page.status.is_server_error(), "{}", page.url);
    assert!(page.parameter("code").is_none());
}
