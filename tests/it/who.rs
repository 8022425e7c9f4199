//! Who may sign in, and what names a person gets: what an operator has settled for a relying party.

use serde_json::Value;

use crate::small_world::{Account, Person, Settings, SmallWorld};
use crate::support::{Browser, Daemon, Page, RelyingParty, START, Scene, Setup, daemon};

async fn scene(client: &'static str) -> Scene {
    Scene::with(Setup { client, ..Setup::default() }).await
}

/// A sign-in of `account`, up to where it ended.
async fn sign_in(scene: &mut Scene, account: &Account) -> Page {
    scene.browser.forget();
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    scene.browser.submit(&form, "sign-in", &[("account", account.handle())]).await
}

/// What userinfo tells about `account` when `scope` was asked for.
async fn claims(scene: &mut Scene, account: &Account, scope: &str) -> Value {
    scene.browser.forget();
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&with_scope(&question.url, scope)).await;
    let answer = scene.browser.submit(&form, "sign-in", &[("account", account.handle())]).await;
    let code = answer.parameter("code").unwrap_or_else(|| panic!("{}", answer.text));
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", daemon::REDIRECT_URI),
        ("code_verifier", question.verifier.as_str()),
    ];
    let (status, tokens) = scene.daemon.token(&form).await;
    assert_eq!(status, 200, "{tokens}");
    let token = tokens["access_token"].as_str().unwrap();
    let asked = scene.daemon.request(reqwest::Method::GET, "/userinfo").bearer_auth(token);
    let told: Value = asked.send().await.unwrap().json().await.unwrap();
    assert_eq!(told["sub"], account.did());
    told
}

/// The same question with another scope.
fn with_scope(url: &str, scope: &str) -> String {
    let mut url = url::Url::parse(url).unwrap();
    let asked: Vec<_> =
        url.query_pairs().into_owned().filter(|(name, _)| name != "scope").collect();
    url.query_pairs_mut().clear().extend_pairs(asked).append_pair("scope", scope);
    url.into()
}

#[tokio::test]
async fn whoever_is_not_admitted_gets_a_page_and_no_code() {
    let mut scene = scene("allow = [\"*.staff.test\"]").await;
    let staff = scene.world.account(&scene.world.pds(), "bob.staff.test").await;
    let alice = scene.alice.clone();
    let page = sign_in(&mut scene, &alice).await;
    assert_eq!(page.status, 403);
    assert_eq!(page.heading(), "You can’t use this account there");
    assert!(page.text.contains("Relying Party") && page.text.contains(alice.did()));
    let given = "SELECT (SELECT count(*) FROM authorization_code)
        + (SELECT count(*) FROM browser_session)";
    assert_eq!(scene.daemon.count(given).await, 0, "no code, no session");
    assert!(sign_in(&mut scene, &staff).await.parameter("code").is_some());
}

#[tokio::test]
async fn whoever_is_not_admitted_can_use_another_account_or_go_back_with_a_refusal() {
    let mut scene = scene("deny = [\"alice.pds.test\"]").await;
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    let alice = scene.alice.clone();
    let page = sign_in(&mut scene, &alice).await;
    let at = page.text.find("/sign-in/").expect("a way to the sign-in page");
    let path: String = page.text[at..].chars().take_while(|c| *c != '"').collect();
    assert!(page.text.contains("Use another account"));
    let address = scene.daemon.at(&path);
    let form = scene.browser.get(&address).await;
    let back = scene.browser.submit(&form, "cancel", &[]).await;
    assert_eq!(back.parameter("error").as_deref(), Some("access_denied"));

    let page = sign_in(&mut scene, &alice).await;
    let at = page.text.find("/sign-in/").expect("a way to the sign-in page");
    let path: String = page.text[at..].chars().take_while(|c| *c != '"').collect();
    let address = scene.daemon.at(&path);
    let form = scene.browser.get(&address).await;
    let answer = scene.browser.submit(&form, "sign-in", &[("account", bob.handle())]).await;
    assert!(answer.parameter("code").is_some(), "{}", answer.text);
}

#[tokio::test]
async fn admission_goes_by_who_is_proven_and_not_by_what_was_typed() {
    let mut scene = scene("allow = [\"bob.pds.test\"]").await;
    scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    // Begins with the server, so that anybody may come back from it.
    scene.world.person(Person::Is(scene.alice.clone()));
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    let server = scene.world.pds().origin().replace("http://", "");
    let page = scene.browser.submit(&form, "sign-in", &[("account", &server)]).await;
    assert_eq!(page.heading(), "You can’t use this account there", "{}", page.url);
}

#[tokio::test]
async fn a_handle_that_cannot_be_verified_admits_nobody() {
    let mut scene = scene("allow = [\"*.pds.test\"]").await;
    let alice = scene.alice.clone();
    assert!(sign_in(&mut scene, &alice).await.parameter("code").is_some());
    // A plain "no" and not an outage, in which what was confirmed lately serves for a while.
    let elsewhere = "did=did:plc:ewvi7nxzyoun6zhxrhs64oiz";
    scene.world.publish_txt(&format!("_atproto.{}", alice.handle()), &[elsewhere]);
    scene.browser.forget();
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    let page = scene.browser.submit(&form, "sign-in", &[("account", alice.did())]).await;
    assert_eq!(page.heading(), "You can’t use this account there", "{}", page.url);
}

#[tokio::test]
async fn a_localpart_is_made_by_the_template_of_the_client() {
    let mut scene = scene("localpart = \"{handle_label:pds.test}\"").await;
    let alice = scene.alice.clone();
    let told = claims(&mut scene, &alice, "openid profile").await;
    assert_eq!(told["localpart"], "alice");
    let told = claims(&mut scene, &alice, "openid").await;
    assert!(told.get("localpart").is_none(), "the scope profile opens it: {told}");
}

#[tokio::test]
async fn a_reserved_localpart_is_nobodys_and_its_person_gets_it_with_a_piece_of_the_did() {
    let mut scene = scene(
        "localpart = \"{handle_label:pds.test}\"\nreserved_localparts = [\"alice\", \"mod*\"]",
    )
    .await;
    let alice = scene.alice.clone();
    let told = claims(&mut scene, &alice, "openid profile").await;
    let tail = &alice.did()[alice.did().len() - 7..];
    assert_eq!(told["localpart"], format!("alice-{tail}"));
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    let told = claims(&mut scene, &bob, "openid profile").await;
    assert_eq!(told["localpart"], "bob", "nobody keeps that back");
    // The entry matches the name with a piece of the DID, too. The last name is never reserved.
    let moderator = scene.world.account(&scene.world.pds(), "moderator.pds.test").await;
    let told = claims(&mut scene, &moderator, "openid profile").await;
    let name = told["localpart"].as_str().unwrap();
    assert!(name.starts_with("u-") && name.len() == 34, "{name}");
}

#[tokio::test]
async fn without_a_template_there_is_no_localpart() {
    let mut scene = scene("").await;
    let alice = scene.alice.clone();
    assert!(claims(&mut scene, &alice, "openid profile").await.get("localpart").is_none());
}

#[tokio::test]
async fn the_next_owner_of_a_handle_gets_neither_its_localpart_nor_its_address() {
    let mut scene =
        scene("localpart = \"{handle}\"\nemail = \"synthetic\"\nemail_domain = \"login.example\"")
            .await;
    let scopes = "openid profile email";
    let first = scene.alice.clone();
    let told = claims(&mut scene, &first, scopes).await;
    assert_eq!(told["localpart"], "alice.pds.test");
    assert_eq!(told["email"], "alice.pds.test@login.example");

    // The handle changes hands; its first owner keeps their names under another handle.
    let renamed = scene.world.change_handle(&first, "alice.new.test");
    let second = scene.world.account(&scene.world.pds(), "alice.pds.test").await;
    let told = claims(&mut scene, &second, scopes).await;
    let tail = &second.did()[second.did().len() - 7..];
    assert_eq!(told["preferred_username"], "alice.pds.test", "the handle is theirs");
    assert_eq!(told["localpart"], format!("alice.pds.test-{tail}"));
    assert_eq!(told["email"], format!("alice.pds.test-{tail}@login.example"));
    let told = claims(&mut scene, &renamed, scopes).await;
    assert_eq!(told["preferred_username"], "alice.new.test");
    assert_eq!(told["localpart"], "alice.pds.test");
    assert_eq!(told["email"], "alice.pds.test@login.example");
}

#[tokio::test]
async fn a_name_is_kept_for_ever_only_if_a_relying_party_was_told_of_it() {
    let mut scene =
        scene("localpart = \"{handle}\"\nemail = \"synthetic\"\nemail_domain = \"login.example\"")
            .await;
    let first = scene.alice.clone();
    let count = "SELECT (SELECT count(*) FROM name_binding) + (SELECT count(*) FROM name_choice)";
    // A code that nobody redeems tells nothing.
    assert!(sign_in(&mut scene, &first).await.parameter("code").is_some());
    assert_eq!(scene.daemon.count(count).await, 4);
    scene.daemon.hand.advance(60 * 60 - 1);
    scene.daemon.housekeep().await;
    assert_eq!(scene.daemon.count(count).await, 4, "a code might still be redeemed");
    scene.daemon.hand.advance(1);
    scene.daemon.housekeep().await;
    assert_eq!(scene.daemon.count(count).await, 0);

    scene.world.change_handle(&first, "alice.new.test");
    let second = scene.world.account(&scene.world.pds(), "alice.pds.test").await;
    // The scopes decide what is told: no address here.
    let told = claims(&mut scene, &second, "openid profile").await;
    assert_eq!(told["localpart"], "alice.pds.test", "it was nobody's");
    assert!(told.get("email").is_none());
    scene.daemon.hand.advance(400 * 24 * 60 * 60);
    scene.daemon.housekeep().await;
    let left = "SELECT count(*) FROM name_binding WHERE kind = 'localpart'";
    assert_eq!(scene.daemon.count(left).await, 1);
    assert_eq!(scene.daemon.count(count).await, 2);
}

#[tokio::test]
async fn a_made_up_address_is_never_verified_and_needs_its_scope() {
    let mut scene = scene("email = \"handle\"\nemail_domains = [\"pds.test\"]").await;
    let other = scene.world.account(&scene.world.pds(), "bob.elsewhere.test").await;
    let alice = scene.alice.clone();
    let told = claims(&mut scene, &alice, "openid email").await;
    assert_eq!(
        (&told["email"], &told["email_verified"]),
        (&"alice@pds.test".into(), &false.into())
    );
    assert!(claims(&mut scene, &alice, "openid profile").await.get("email").is_none());
    let told = claims(&mut scene, &other, "openid email").await;
    assert!(told.get("email").is_none() && told.get("email_verified").is_none(), "{told}");
}

/// Tailscale asks WebFinger with the address that somebody types, hints at it, and knows them by the claim.
#[tokio::test]
async fn a_domain_as_handle_has_one_address_for_webfinger_the_form_and_the_claim() {
    let mut scene = scene("email = \"handle\"\nemail_domains = [\"apex.test\"]").await;
    let address = "apex@apex.test";
    let below = scene.world.account(&scene.world.pds(), "apex.apex.test").await;
    let itself = scene.world.account(&scene.world.pds(), "apex.test").await;
    let path = format!("/.well-known/webfinger?resource=acct:{address}");
    let found = scene.daemon.request(reqwest::Method::GET, &path).send().await.unwrap();
    let found: Value = found.json().await.unwrap();
    assert_eq!(found["links"][0]["href"], scene.daemon.url.as_str());
    // Nobody below the domain takes it away, whoever comes first.
    let told = claims(&mut scene, &below, "openid email").await;
    assert!(told["email"].as_str().unwrap().starts_with("apex-"), "{told}");
    let question = scene.relying_party().await.ask();
    scene.browser.forget();
    let page = scene.browser.get(&format!("{}&login_hint={address}", question.url)).await;
    assert_eq!(page.attribute("input", "account", "value").as_deref(), Some("apex.test"));
    let told = claims(&mut scene, &itself, "openid email").await;
    assert_eq!(told["email"], address);
}

#[tokio::test]
async fn of_a_made_up_address_nothing_is_said_if_the_operator_wants_it() {
    for email in [
        "email = \"handle\"\nemail_domains = [\"pds.test\"]\nomit_email_verified = true",
        "email = \"synthetic\"\nemail_domain = \"login.example\"\nomit_email_verified = true",
    ] {
        let mut scene = scene(email).await;
        let alice = scene.alice.clone();
        let told = claims(&mut scene, &alice, "openid email").await;
        assert!(told["email"].is_string() && told.get("email_verified").is_none(), "{told}");
    }
}

/// The address of the account, if the small PDS says that it was confirmed.
const ACCOUNT: &str = "email = \"account\"\nemail_issuers = [\"{issuer}\"]";

/// What `rp` is answered for the scope, without anybody being asked.
async fn silent(scene: &mut Scene, scope: &str) -> Page {
    let question = scene.relying_party().await.ask();
    let url = format!("{}&prompt=none", with_scope(&question.url, scope));
    scene.browser.get(&url).await
}

#[tokio::test]
async fn the_address_of_the_account_is_told_only_if_it_was_confirmed() {
    let mut scene = scene(ACCOUNT).await;
    let alice = scene.alice.clone();
    let scope = "openid email";
    assert!(claims(&mut scene, &alice, scope).await.get("email").is_none(), "there is none");
    scene.world.set_email(&alice, "alice@mail.example", false);
    let told = claims(&mut scene, &alice, scope).await;
    assert!(told.get("email").is_none() && told.get("email_verified").is_none(), "{told}");
    scene.world.set_email(&alice, "alice@mail.example", true);
    let told = claims(&mut scene, &alice, scope).await;
    assert_eq!(told["email"], "alice@mail.example");
    assert_eq!(told["email_verified"], true);
    assert!(claims(&mut scene, &alice, "openid profile").await.get("email").is_none());
}

#[tokio::test]
async fn the_address_is_told_only_if_the_accounts_issuer_is_listed() {
    let scopes = "scopes = [\"openid\", \"profile\", \"email\", \"offline_access\"]\n";
    for (listed, is_told) in [
        ("", false),
        ("email_issuers = [\"https://bsky.social\"]", false),
        ("email_issuers = [\"https://bsky.social\", \"{issuer}\"]", true),
    ] {
        let client = format!("{scopes}email = \"account\"\n{listed}").leak();
        let mut scene = scene(client).await;
        let alice = scene.alice.clone();
        scene.world.set_email(&alice, "alice@mail.example", true);
        let told = claims(&mut scene, &alice, "openid email").await;
        assert_eq!(told.get("email").is_some(), is_told, "userinfo, {listed}: {told}");
        let tokens = scene.tokens_for(&["email", "offline_access"]).await;
        let refresh = tokens["refresh_token"].as_str().unwrap();
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
        let (status, refreshed) = scene.daemon.token(&form).await;
        assert_eq!(status, 200, "{refreshed}");
        for tokens in [tokens, refreshed] {
            let id_token = tokens["id_token"].as_str().unwrap();
            let told = jsonwebtoken::dangerous::insecure_decode::<Value>(id_token).unwrap().claims;
            let both = told.get("email").is_some() && told["email_verified"] == true;
            let none = told.get("email").is_none() && told.get("email_verified").is_none();
            assert!(if is_told { both } else { none }, "an ID token, {listed}: {told}");
        }
        // What nobody would be told costs nobody a page, however old it is.
        scene.daemon.hand.advance(3600);
        assert!(silent(&mut scene, "openid email").await.parameter("code").is_some(), "{listed}");
    }
}

#[tokio::test]
async fn an_address_that_was_never_asked_for_needs_the_person_once() {
    let mut scene = scene(ACCOUNT).await;
    let alice = scene.alice.clone();
    scene.world.set_email(&alice, "alice@mail.example", true);
    claims(&mut scene, &alice, "openid").await;
    let refused = silent(&mut scene, "openid email").await;
    assert_eq!(refused.parameter("error").as_deref(), Some("interaction_required"));
    claims(&mut scene, &alice, "openid email").await;
    assert!(silent(&mut scene, "openid email").await.parameter("code").is_some());
    // A login that does not want it takes nothing away.
    claims(&mut scene, &alice, "openid").await;
    assert!(silent(&mut scene, "openid email").await.parameter("code").is_some());
}

#[tokio::test]
async fn an_address_that_was_read_long_ago_is_not_vouched_for_and_is_read_anew() {
    let client = "scopes = [\"openid\", \"profile\", \"email\", \"offline_access\"]\n\
                  email = \"account\"\nemail_issuers = [\"{issuer}\"]";
    let top = "email_max_age = 3600";
    let mut scene = Scene::with(Setup { client, top, ..Setup::default() }).await;
    let alice = scene.alice.clone();
    scene.world.set_email(&alice, "alice@mail.example", true);
    let tokens = scene.tokens_for(&["email", "offline_access"]).await;
    let refreshed = async |scene: &Scene, tokens: &Value| {
        let token = tokens["refresh_token"].as_str().unwrap();
        let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
        let (status, tokens) = scene.daemon.token(&form).await;
        assert_eq!(status, 200, "{tokens}");
        let id_token = tokens["id_token"].as_str().unwrap();
        let claims = jsonwebtoken::dangerous::insecure_decode::<Value>(id_token).unwrap().claims;
        (tokens, claims)
    };
    scene.daemon.hand.advance(3600);
    assert!(silent(&mut scene, "openid email").await.parameter("code").is_some());
    let (tokens, told) = refreshed(&scene, &tokens).await;
    assert_eq!(told["email"], "alice@mail.example");
    scene.daemon.hand.advance(1);
    let refused = silent(&mut scene, "openid email").await;
    assert_eq!(refused.parameter("error").as_deref(), Some("login_required"));
    assert!(silent(&mut scene, "openid").await.parameter("code").is_some(), "who wants none of it");
    let (tokens, told) = refreshed(&scene, &tokens).await;
    assert!(told.get("email").is_none() && told.get("email_verified").is_none(), "{told}");
    // A login that does not read it makes it no younger.
    claims(&mut scene, &alice, "openid").await;
    let refused = silent(&mut scene, "openid email").await;
    assert_eq!(refused.parameter("error").as_deref(), Some("login_required"));
    scene.world.set_email(&alice, "alice@new.example", true);
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&with_scope(&question.url, "openid email")).await;
    assert_eq!(form.heading(), "Sign in", "{}", form.text);
    assert!(scene.say_who(form).await.parameter("code").is_some());
    assert!(silent(&mut scene, "openid email").await.parameter("code").is_some());
    assert_eq!(refreshed(&scene, &tokens).await.1["email"], "alice@new.example");
}

/// What the metadata of one of our clients says that it may ask for.
async fn declared(scene: &Scene, path: &str) -> String {
    let asked = scene.daemon.request(reqwest::Method::GET, path).send().await;
    let metadata: Value = asked.unwrap().json().await.unwrap();
    metadata["scope"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_client_that_is_added_while_we_run_gets_the_address_too() {
    let https = Some("https://login.example");
    let mut scene = Scene::with(Setup { https, tls: true, ..Setup::default() }).await;
    let alice = scene.alice.clone();
    scene.world.set_email(&alice, "alice@mail.example", true);
    let issuers = format!("email_issuers=[{:?}]", scene.world.pds().issuer());
    let add = ["client", "add", "photos", "--public", "--no-consent", "--set", "email=account"];
    let add = add.into_iter().chain(["--redirect-uri", daemon::REDIRECT_URI, "--set", &issuers]);
    let added = scene.daemon.command(&add.collect::<Vec<_>>()).await;
    assert_eq!(added.code, 0, "{}", added.log);
    assert_eq!(declared(&scene, "/client-metadata.json").await, "atproto", "for everybody");
    let email = declared(&scene, "/client-metadata-email.json").await;
    assert_eq!(email, "atproto account:email transition:email");
    let verifier = "v".repeat(43);
    let challenge = atlogin::jws::sha256_base64url(verifier.as_bytes());
    let url = scene.daemon.at(&format!(
        "/authorize?client_id=photos&response_type=code&scope=openid+email\
         &code_challenge={challenge}&code_challenge_method=S256\
         &redirect_uri=https%3A%2F%2Frp.example%2Fcb"
    ));
    let form = scene.browser.get(&url).await;
    let answer = scene.browser.submit(&form, "sign-in", &[("account", alice.handle())]).await;
    let code = answer.parameter("code").unwrap_or_else(|| panic!("{}", answer.text));
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", "photos"),
        ("code", code.as_str()),
        ("redirect_uri", daemon::REDIRECT_URI),
        ("code_verifier", verifier.as_str()),
    ];
    let (status, tokens) = scene.daemon.token_as(None, &form).await;
    assert_eq!(status, 200, "{tokens}");
    let id_token = tokens["id_token"].as_str().unwrap();
    let told = jsonwebtoken::dangerous::insecure_decode::<Value>(id_token).unwrap().claims;
    assert_eq!(
        (&told["email"], &told["email_verified"]),
        (&"alice@mail.example".into(), &true.into())
    );
    scene.daemon.command(&["client", "remove", "photos", "--yes"]).await;
    assert_eq!(declared(&scene, "/client-metadata.json").await, "atproto", "as ever");
}

#[tokio::test]
async fn a_client_that_may_not_have_the_address_makes_nobody_ask_for_it() {
    let mut scene = scene("email = \"synthetic\"\nemail_domain = \"login.example\"").await;
    let alice = scene.alice.clone();
    claims(&mut scene, &alice, "openid email").await;
    let seen = scene.world.seen();
    let scopes: Vec<_> = seen.iter().filter_map(|seen| seen.field("scope")).collect();
    assert!(!scopes.is_empty() && scopes.iter().all(|scope| *scope == "atproto"), "{scopes:?}");
}

#[tokio::test]
async fn whoever_is_not_admitted_is_not_let_in_silently_either() {
    let mut scene = scene("allow = [\"*.pds.test\"]").await;
    let alice = scene.alice.clone();
    assert!(sign_in(&mut scene, &alice).await.parameter("code").is_some());
    assert!(silent(&mut scene, "openid").await.parameter("code").is_some());
    scene.world.change_handle(&alice, "alice.elsewhere.test");
    scene.daemon.hand.advance(601);
    let refused = silent(&mut scene, "openid").await;
    assert_eq!(refused.parameter("error").as_deref(), Some("access_denied"));
}

/// A did:web goes to whoever gets the domain.
#[tokio::test]
async fn a_did_web_is_let_in_unless_the_client_refuses_it() {
    for (client, is_admitted) in [("", true), ("did_web = false", false)] {
        let now = std::sync::Arc::new(|| START);
        let world = SmallWorld::start(Settings { tls: true, now, ..Settings::default() }).await;
        let web = world.did_web_account(&world.pds(), "web.pds.test").await;
        let https = Some("https://login.example");
        let setup = Setup { https, tls: true, client, ..Setup::default() };
        let daemon = Daemon::start(&world, setup, atlogin::clock::Clock::movable(START)).await;
        let mut browser = Browser::new(&daemon, &world);
        let rp = RelyingParty::discover(&daemon, "rp", Some(daemon::SECRET)).await;
        let form = browser.get(&rp.ask().url).await;
        let page = browser.submit(&form, "sign-in", &[("account", web.did())]).await;
        let answered = page.url.host_str() == Some("rp.example");
        assert_eq!(answered, is_admitted, "{client}: {}", page.text);
        if !is_admitted {
            assert_eq!(page.status, 403);
            assert_eq!(page.heading(), "You can’t use this kind of account there");
            assert!(page.text.contains(web.did()), "{}", page.text);
        }
    }
}
