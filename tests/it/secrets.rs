//! Where secrets must not be: in the log, however loud it is, and on the disk; and that nobody could
//! guess them (attacks W8, W9, W15, P22).

mod long_walk;
mod recorder;
mod seen;

use std::collections::BTreeSet;

use openidconnect::OAuth2TokenResponse;
use reqwest::{Method, StatusCode};

use self::long_walk::LongWalk;
use self::seen::{Searched, Secrets};
use crate::small_world::{Account, Person, Settings, SmallWorld};
use crate::support::browser::client_builder;
use crate::support::daemon::SECRET;
use crate::support::{Install, Program, Scene, Setup};

/// The whole walk once, at the real program, and everything that goes wrong on the way.
async fn walk(install: &Install, world: &SmallWorld, alice: &Account) -> Secrets {
    let mut secrets = Secrets::default();
    secrets.add("client secret", SECRET);
    let (rp, mut browser) = (install.relying_party().await, install.browser(world));
    let question = rp.ask();
    secrets.add_question(&question);
    let form = browser.get(&question.url).await;
    secrets.add_form(&form, "sign-in");
    for typed in ["", "alice", "nobody.pds.test", "correct horse battery staple"] {
        browser.submit(&form, "sign-in", &[("account", typed)]).await;
    }
    secrets.add("what was typed", "correct horse battery staple");
    let fields = [("account", alice.handle())];
    let answer = browser.submit(&form, "sign-in", &fields).await;
    secrets.add_hops(&answer);
    let known = rp.hear(&question, &answer).await;
    secrets.add_known(&known);
    secrets.add_browser(&browser);
    // A replay, a reload, a foreign browser, a refusal, an unwilling server.
    assert!(rp.redeem(&answer.parameter("code").unwrap(), &question).await.is_err());
    let back = answer.hops.iter().find(|(_, url)| url.path().ends_with("/callback")).unwrap();
    assert_eq!(browser.get(back.1.as_str()).await.status, StatusCode::GONE);
    install.browser(world).get(back.1.as_str()).await;
    fail_everywhere(install, world, alice, &mut secrets).await;
    secrets.add_world(world);
    secrets
}

async fn fail_everywhere(
    install: &Install,
    world: &SmallWorld,
    alice: &Account,
    secrets: &mut Secrets,
) {
    let (rp, mut browser) = (install.relying_party().await, install.browser(world));
    let fields = [("account", alice.handle())];
    let spoilt: [fn(&SmallWorld); 6] = [
        |world| world.person(Person::Denies),
        |world| world.lie(|lies| _ = lies.par.error("invalid_request", "no")),
        |world| world.lie(|lies| _ = lies.token.error("invalid_grant", "no")),
        |world| world.lie(|lies| _ = lies.token.set("sub", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa")),
        |world| world.lie(|lies| _ = lies.callback.error("server_error", "no")),
        |world| world.lie(|lies| _ = lies.revocation.status(500)),
    ];
    for spoil in spoilt {
        spoil(world);
        let question = rp.ask();
        secrets.add_question(&question);
        let form = browser.get(&question.url).await;
        let page = browser.submit(&form, "sign-in", &fields).await;
        secrets.add_hops(&page);
        world.person(Person::Approves);
        world.be_honest();
    }
    secrets.add_browser(&browser);
    let http = client_builder().build().unwrap();
    let origin = url::Url::parse(&install.url).unwrap();
    let host = &origin[url::Position::BeforeHost..url::Position::AfterPort];
    let wrong = "a-wrong-secret-0123456789-0123456789";
    secrets.add("wrong secret", wrong);
    for (method, path) in [(Method::POST, "token"), (Method::GET, "userinfo")] {
        let url = format!("http://{}/{path}", install.address);
        let request = http.request(method, url).header("host", host);
        let form = format!("grant_type=authorization_code&code={wrong}&client_secret={wrong}");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let request = request.header("cookie", format!("atlogin={wrong}")).body(form);
        let request = if path == "token" {
            request.basic_auth("rp", Some(wrong))
        } else {
            request.bearer_auth(wrong)
        };
        assert!(request.send().await.unwrap().status().is_client_error());
    }
}

async fn loud(install: &Install) -> Program {
    let mut command = install.command();
    command.env("ATLOGIN_LOG", "trace,hyper=trace,sqlx=trace,reqwest=trace,rustls=trace");
    let mut program = Program::spawn(command);
    program.output("database").await;
    program
}

#[tokio::test]
async fn no_secret_is_in_the_log_or_on_the_disk() {
    for https in [None, Some("https://login.example")] {
        let world =
            SmallWorld::start(Settings { tls: https.is_some(), ..Settings::default() }).await;
        let alice = world.account(&world.pds(), "alice.pds.test").await;
        let setup = Setup { https, tls: https.is_some(), ..Setup::default() };
        let install = Install::new(&world, &setup);
        let program = loud(&install).await;
        let secrets = walk(&install, &world, &alice).await;
        let kinds = secrets.kinds();
        assert!(kinds.len() >= 13 && secrets.len() > 60, "{kinds:?}");
        are_not_on_the_disk(&secrets, &install);
        program.signal("TERM").await;
        let (_, output, log) = program.end().await;
        are_not_said(&secrets, &output, &log);
        assert!(log.contains("sign-in begun") && log.contains("signed in"), "{log}");
    }
}

/// Every way that tokens, sessions and logouts go, once.
#[tokio::test]
async fn no_secret_of_a_long_life_is_in_the_log_or_on_the_disk() {
    let mut walk = LongWalk::begin().await;
    let program = loud(&walk.install).await;
    walk.sign_in_and_allow().await;
    walk.stay_signed_in().await;
    walk.refresh_and_give_back().await;
    walk.push_sign_and_post().await;
    walk.be_added().await;
    walk.show_what_is_wrong().await;
    walk.choose_an_account().await;
    walk.log_out().await;
    walk.look_at_the_account().await;
    walk.be_forgotten().await;
    let (install, secrets) = walk.end().await;
    let kinds = secrets.kinds();
    for kind in long_walk::KINDS {
        assert!(kinds.contains(kind), "no {kind} was seen");
    }
    are_not_on_the_disk(&secrets, &install);
    program.signal("TERM").await;
    let (_, output, log) = program.end().await;
    are_not_on_the_disk(&secrets, &install);
    are_not_said(&secrets, &output, &log);
}

fn are_not_on_the_disk(secrets: &Secrets, install: &Install) {
    let kept = long_walk::KEPT.map(|(what, _)| what);
    let mut files = 0;
    for file in std::fs::read_dir(install.state_dir()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        secrets.are_not_in(&Searched::new(&bytes), &path.display().to_string(), &kept);
        files += 1;
    }
    assert!(files >= 1);
}

fn are_not_said(secrets: &Secrets, output: &str, log: &str) {
    secrets.are_not_in(&Searched::new(output.as_bytes()), "the output", &[]);
    secrets.are_not_in(&Searched::new(log.as_bytes()), "the log", &[]);
    let loud = |line: &&str| line.contains(" DEBUG ") || line.contains(" TRACE ");
    for line in log.lines().filter(loud) {
        assert!(line.contains(" atlogin::"), "a third party's: {line}");
    }
}

#[tokio::test]
async fn two_fresh_installs_share_no_key() {
    let mut seen = BTreeSet::new();
    let mut keys = 0;
    for _ in 0..2 {
        let client = "id_token_signed_response_alg = \"ES256\"\n\
                      userinfo_signed_response_alg = \"EdDSA\"";
        let https = Some("https://login.example");
        let mut scene = Scene::with(Setup { https, tls: true, client, ..Setup::default() }).await;
        for path in ["/jwks", "/client-jwks.json"] {
            let text = scene.browser.get(&scene.daemon.at(path)).await.text;
            let set: serde_json::Value = serde_json::from_str(&text).unwrap();
            for key in set["keys"].as_array().unwrap() {
                keys += 1;
                for member in ["kid", "x", "n"] {
                    if let Some(value) = key[member].as_str() {
                        assert!(seen.insert(value.to_owned()), "{member} {value} was seen before");
                    }
                }
                for private in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
                    assert!(key.get(private).is_none(), "{private}");
                }
            }
        }
    }
    assert_eq!(keys, 8, "RS256, ES256, EdDSA and the client's own, twice");
}

#[tokio::test]
async fn codes_and_identifiers_can_not_be_guessed() {
    let mut scene = Scene::open().await;
    let mut told = BTreeSet::new();
    for _ in 0..20 {
        let (code, question) = scene.code().await;
        let known = scene.relying_party().await.redeem(&code, &question).await.unwrap();
        let token = known.tokens.access_token().secret().clone();
        let session = scene.browser.cookie("-session").unwrap().to_owned();
        for secret in [code, token, session] {
            assert_eq!(secret.len(), 43, "256 bits: {secret}");
            assert!(told.insert(secret), "repeated");
        }
    }
    for length in [1, 2] {
        let prefixes: BTreeSet<&str> = told.iter().map(|text| &text[..length]).collect();
        assert!(prefixes.len() > 20, "{prefixes:?}");
    }
    // What all of them are made of, by the ten thousand: each bit is set about half the time.
    let mut set = [0_u32; 256];
    let mut minted = BTreeSet::new();
    for _ in 0..10_000 {
        let secret = atlogin::secret::Secret::mint();
        let bytes = base64::Engine::decode(
            &base64::engine::general_purpose::URL_SAFE_NO_PAD,
            secret.expose(),
        );
        for (bit, count) in set.iter_mut().enumerate() {
            *count += u32::from(bytes.as_ref().unwrap()[bit / 8] >> (bit % 8) & 1);
        }
        assert!(minted.insert(secret.expose().to_owned()));
    }
    // Six standard deviations of a fair coin.
    assert!(set.iter().all(|count| (4_700..5_300).contains(count)), "{set:?}");
}
