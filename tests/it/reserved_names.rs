//! Localparts that nobody gets: what the commands reserve, and who keeps what they have.

use serde_json::Value;

use crate::support::daemon::REDIRECT_URI;
use crate::support::{RelyingParty, Scene};

/// Adds the client `app`, and gives its secret.
async fn add_app(scene: &Scene, setting: &str) -> String {
    let add = ["client", "add", "app", "--redirect-uri", REDIRECT_URI, "--json"];
    let ran = scene.daemon.command(&[&add[..], &["--no-consent", "--set", setting]].concat()).await;
    let added: Value = serde_json::from_str(&ran.said).unwrap_or_else(|e| panic!("{e}: {ran:?}"));
    added["client_secret"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_matrix_server_whose_template_makes_single_words_reserves_the_usual_ones() {
    let scene = Scene::open().await;
    let command = async |line: &[&str]| {
        let ran = scene.daemon.command(line).await;
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.said
    };
    let reserved = async |client: &str| {
        let shown = command(&["client", "show", client, "--json"]).await;
        let shown: Value = serde_json::from_str(&shown).unwrap();
        let words = shown["reserved_localparts"].as_array().unwrap().clone();
        words.iter().map(|word| word.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let has = |list: &[String], word: &str| list.iter().any(|reserved| reserved == word);
    let label = "localpart={handle_label:example.org}";
    let url = ["--url", "https://m.example"];
    for preset in ["synapse", "mas"] {
        command(&["client", "add", preset, "--preset", preset, url[0], url[1]]).await;
        assert!(reserved(preset).await.is_empty(), "a handle has a dot");
        let set = ["client", "set", preset];
        let said = command(&[&set[..], &[label]].concat()).await;
        assert!(said.contains("  reserved_localparts: (unset) -> admin "), "{said}");
        assert!(said.contains("People who are there keep their accounts"), "{said}");
        let usual = reserved(preset).await;
        command(&[&set[..], &["reserved_localparts=[\"boss*\"]"]].concat()).await;
        let more = reserved(preset).await;
        assert_eq!(more, ["boss*"], "what is written is taken as it is");
        assert!(has(&usual, "admin") && has(&usual, "root"), "{usual:?}");
        command(&[&set[..], &["reserved_localparts="]].concat()).await;
        assert!(reserved(preset).await.is_empty(), "so the operator wants it");
    }
    let named = ["client", "add", "m", "--preset", "synapse", url[0], url[1], "--set", label];
    command(&[&named[..], &["--set", "reserved_localparts=[\"boss*\"]"]].concat()).await;
    let both = reserved("m").await;
    assert!(has(&both, "boss*") && has(&both, "admin"), "{both:?}");
    // Other relying parties reserve what their operator lists, and nothing else.
    command(&["client", "add", "app", "--redirect-uri", REDIRECT_URI, "--set", label]).await;
    assert!(reserved("app").await.is_empty());
    let wrong = scene.daemon.command(&["client", "set", "m", "reserved_localparts=[\"*\"]"]).await;
    assert!(wrong.code == 2 && wrong.log.contains("reserves every name"), "{wrong:?}");
}

#[tokio::test]
async fn who_has_a_localpart_keeps_it_when_it_is_reserved_later() {
    let mut scene = Scene::open().await;
    let secret = add_app(&scene, "localpart={handle_label:pds.test}").await;
    let app = RelyingParty::discover(&scene.daemon, "app", Some(&secret)).await;
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    let localpart = async |scene: &mut Scene, handle: &str| {
        scene.browser.forget();
        let question = app.ask();
        let form = scene.browser.get(&question.url).await;
        let answer = scene.browser.submit(&form, "sign-in", &[("account", handle)]).await;
        let known = app.hear(&question, &answer).await;
        let token = openidconnect::OAuth2TokenResponse::access_token(&known.tokens).secret();
        let asked = scene.daemon.request(reqwest::Method::GET, "/userinfo").bearer_auth(token);
        let told: Value = asked.send().await.unwrap().json().await.unwrap();
        told["localpart"].as_str().unwrap().to_owned()
    };
    assert_eq!(localpart(&mut scene, "alice.pds.test").await, "alice");
    let reserve = ["client", "set", "app", "reserved_localparts=[\"alice\", \"bob\"]"];
    assert_eq!(scene.daemon.command(&reserve).await.code, 0);
    assert_eq!(localpart(&mut scene, "alice.pds.test").await, "alice");
    let tail = &bob.did()[bob.did().len() - 7..];
    assert_eq!(localpart(&mut scene, "bob.pds.test").await, format!("bob-{tail}"));
}
