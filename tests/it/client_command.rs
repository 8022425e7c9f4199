//! `atlogin client` and `atlogin config`, run as an operator runs them, beside a daemon that runs.

use serde_json::Value;

use crate::support::daemon::{REDIRECT_URI, Ran, SECRET};
use crate::support::{RelyingParty, Scene};

/// Adds the client `app`, and gives its secret.
async fn add(scene: &Scene, more: &[&str]) -> String {
    let arguments = ["client", "add", "app", "--redirect-uri", REDIRECT_URI, "--json"];
    let ran = scene.daemon.command(&[&arguments, more].concat()).await;
    assert_eq!((ran.code, ran.log.as_str()), (0, ""), "{ran:?}");
    json(&ran)["client_secret"].as_str().unwrap().to_owned()
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.said).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

/// Whether `app` proves itself by `secret`: who does is told that there is no such code.
async fn proves_itself(scene: &Scene, secret: &str) -> bool {
    let form =
        [("grant_type", "authorization_code"), ("code", "x"), ("redirect_uri", REDIRECT_URI)];
    let (_, answer) = scene.daemon.token_as(Some(("app", secret)), &form).await;
    match answer["error"].as_str().unwrap() {
        "invalid_grant" => true,
        "invalid_client" => false,
        other => panic!("{other}"),
    }
}

async fn userinfo(scene: &Scene, token: &str) -> u16 {
    let request = scene.daemon.request(reqwest::Method::GET, "/userinfo").bearer_auth(token);
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn an_added_client_signs_people_in_at_once_and_they_are_asked_first() {
    let mut scene = Scene::open().await;
    let secret = add(&scene, &["--name", "An app"]).await;
    let app = RelyingParty::discover(&scene.daemon, "app", Some(&secret)).await;
    let question = app.ask();
    let asked = scene.sign_in(&question.url).await;
    assert!(asked.text.contains("An app"), "{}", asked.text);
    let answer = scene.browser.submit(&asked, "consent", &[]).await;
    let known = app.hear(&question, &answer).await;
    assert_eq!(known.claims.subject().as_str(), scene.alice.did());
}

#[tokio::test]
async fn nobody_is_asked_by_a_client_that_was_let_off_consent() {
    let mut scene = Scene::open().await;
    let secret = add(&scene, &["--no-consent"]).await;
    let app = RelyingParty::discover(&scene.daemon, "app", Some(&secret)).await;
    let question = app.ask();
    let answer = scene.sign_in(&question.url).await;
    app.hear(&question, &answer).await;
}

#[tokio::test]
async fn the_secret_is_shown_once_and_only_its_hash_is_kept() {
    let scene = Scene::open().await;
    let add = ["client", "add", "app", "--redirect-uri", REDIRECT_URI];
    let ran = scene.daemon.command(&add).await;
    let (_, rest) = ran.said.split_once("client_secret: \"").unwrap();
    let secret = rest.split('"').next().unwrap().to_owned();
    assert_eq!((secret.len(), ran.said.matches(&secret).count()), (43, 1), "{}", ran.said);
    assert!(proves_itself(&scene, &secret).await);
    for later in [
        &["client", "show", "app"][..],
        &["client", "show", "app", "--json"],
        &["client", "list"],
        &["client", "list", "--json"],
        &["config", "generic", "app"],
    ] {
        let ran = scene.daemon.command(later).await;
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(!ran.said.contains(&secret) && !ran.said.contains(SECRET), "{later:?}: {ran:?}");
    }
    let kept = ["atlogin.db", "atlogin.db-wal"].map(|name| {
        std::fs::read(scene.daemon.database().with_file_name(name)).unwrap_or_default()
    });
    let kept = String::from_utf8_lossy(&kept.concat()).into_owned();
    assert!(kept.contains(REDIRECT_URI) && !kept.contains(&secret));
}

#[tokio::test]
async fn the_old_secret_works_through_the_overlap_and_not_a_second_longer() {
    let scene = Scene::open().await;
    let old = add(&scene, &[]).await;
    let ran = scene.daemon.command(&["client", "rotate-secret", "app", "--json"]).await;
    let rotated = json(&ran);
    let new = rotated["client_secret"].as_str().unwrap();
    let end = rotated["others_end"].as_i64().unwrap();
    let shown = json(&scene.daemon.command(&["client", "show", "app", "--json"]).await);
    let secrets = shown["secrets"].as_array().unwrap();
    assert_eq!(secrets[0]["expires_at"], end);
    assert!(secrets[1]["expires_at"].is_null());
    assert!((86_400 - 60..=86_400).contains(&(end - secrets[1]["created_at"].as_i64().unwrap())));
    scene.daemon.hand.advance(end - 1 - scene.daemon.clock.now());
    assert!(proves_itself(&scene, &old).await && proves_itself(&scene, new).await);
    scene.daemon.hand.advance(1);
    assert!(!proves_itself(&scene, &old).await, "nothing has been swept");
    assert!(proves_itself(&scene, new).await);
}

#[tokio::test]
async fn without_an_overlap_every_secret_before_ends_at_once() {
    let scene = Scene::open().await;
    let first = add(&scene, &[]).await;
    let rotate = async |overlap: &str| {
        let line = ["client", "rotate-secret", "app", "--json", "--overlap", overlap];
        let ran = scene.daemon.command(&line).await;
        json(&ran)["client_secret"].as_str().unwrap().to_owned()
    };
    let second = rotate("7d").await;
    // The daemon's clock is set to the command's, which is the machine's.
    let now = atlogin::clock::Clock::system().now();
    scene.daemon.hand.advance(now - scene.daemon.clock.now());
    assert!(proves_itself(&scene, &first).await && proves_itself(&scene, &second).await);
    let third = rotate("0").await;
    scene.daemon.hand.advance(atlogin::clock::Clock::system().now() - scene.daemon.clock.now());
    assert!(!proves_itself(&scene, &first).await && !proves_itself(&scene, &second).await);
    assert!(proves_itself(&scene, &third).await);
}

#[tokio::test]
async fn a_removed_client_is_nobody_at_once() {
    let mut scene = Scene::open().await;
    let secret = add(&scene, &["--no-consent"]).await;
    let app = RelyingParty::discover(&scene.daemon, "app", Some(&secret)).await;
    let question = app.ask();
    let answer = scene.sign_in(&question.url).await;
    let known = app.hear(&question, &answer).await;
    let token = openidconnect::OAuth2TokenResponse::access_token(&known.tokens).secret().clone();
    let second = app.ask();
    let code = scene.sign_in(&second.url).await.parameter("code").unwrap();
    assert_eq!(userinfo(&scene, &token).await, 200);

    assert_eq!(scene.daemon.command(&["client", "remove", "app", "--yes"]).await.code, 0);
    assert_eq!(userinfo(&scene, &token).await, 401);
    assert!(!proves_itself(&scene, &secret).await);
    let page = scene.browser.get(&app.ask().url).await;
    assert_eq!(page.status, 400, "{}", page.text);

    // Whoever is added under the same name may be somebody else.
    let another = add(&scene, &["--no-consent"]).await;
    assert!(!proves_itself(&scene, &secret).await);
    assert_eq!(userinfo(&scene, &token).await, 401);
    let app = RelyingParty::discover(&scene.daemon, "app", Some(&another)).await;
    let refused = app.redeem(&code, &second).await.err().unwrap();
    assert!(refused.contains("error: invalid_grant"), "{refused}");
}

#[tokio::test]
async fn removing_a_client_says_what_it_costs_and_asks() {
    let scene = Scene::open().await;
    let add = ["client", "add", "mas", "--preset", "mas", "--url", "https://m.example", "--id"];
    let id = "01KSVH7Z4Q5W6X7Y8Z9ABCDEFG";
    assert_eq!(scene.daemon.command(&[&add[..], &[id]].concat()).await.code, 0);
    let remove = ["client", "remove", "mas"];
    for (answer, code) in [("", 1), ("\n", 1), ("no\n", 1), ("yess\n", 1), ("Y\n", 0)] {
        let ran = scene.daemon.answered(&remove, answer).await;
        assert_eq!(ran.code, code, "{answer:?}: {ran:?}");
        for told in [
            "\"mas\" (Matrix) cannot be used to sign in any more",
            "told of the logouts of 0 people",
            &format!("ties accounts to the identifier {id}"),
            "`atlogin client set mas KEY=VALUE`",
        ] {
            assert!(ran.said.contains(told), "{told}: {}", ran.said);
        }
        let way_back = format!(
            "atlogin client add mas --preset mas --url https://m.example --id {id} --name Matrix --set \
             'localpart={{handle}}'\n"
        );
        assert_eq!(ran.said.ends_with(&way_back), code == 0, "{}", ran.said);
        assert!(ran.log.starts_with("Remove \"mas\"? [y/N] "), "{}", ran.log);
        let is_there = scene.daemon.command(&["client", "show", "mas"]).await.code == 0;
        assert_eq!(is_there, code == 1, "{answer:?}");
        assert_eq!(ran.log.contains("nothing was changed; answer y, or use --yes"), is_there);
    }
    let again = scene.daemon.command(&[&add[..], &[id]].concat()).await;
    assert!(again.said.contains(&format!("id: {id}")), "{again:?}");
    let ran = scene.daemon.command(&[&remove[..], &["--yes"]].concat()).await;
    assert!(ran.code == 0 && !ran.log.contains("[y/N]"), "{ran:?}");
}

#[tokio::test]
async fn consent_given_to_a_removed_client_is_not_inherited() {
    let mut scene = Scene::open().await;
    for _ in 0..2 {
        let secret = add(&scene, &[]).await;
        let app = RelyingParty::discover(&scene.daemon, "app", Some(&secret)).await;
        let question = app.ask();
        let mut browser = crate::support::Browser::new(&scene.daemon, &scene.world);
        std::mem::swap(&mut scene.browser, &mut browser);
        let asked = scene.sign_in(&question.url).await;
        let answer = scene.browser.submit(&asked, "consent", &[]).await;
        app.hear(&question, &answer).await;
        assert_eq!(scene.daemon.command(&["client", "remove", "app", "--yes"]).await.code, 0);
    }
}

#[tokio::test]
async fn refuses_what_the_configuration_file_would_refuse() {
    let scene = Scene::open().await;
    let uri = ["--redirect-uri", REDIRECT_URI];
    let (wild, plain) = ("https://*.example/cb", "http://rp.example/cb");
    for (client, more, named) in [
        ("app", &["--redirect-uri", wild][..], "redirect_uris[0] contains a *"),
        ("app", &["--redirect-uri", plain], "is plain http to another machine"),
        ("app", &[uri[0], uri[1], uri[0], uri[1]], "redirect_uris[1] is listed twice"),
        ("app", &[uri[0], uri[1], "--scope", "profile"], "without \"openid\""),
        (
            "app",
            &[uri[0], uri[1], "--set", "id_token_lifetime=1"],
            "id_token_lifetime is 1 seconds",
        ),
        ("app", &[uri[0], uri[1], "--set", "tsopes=x"], "did you mean scopes?"),
        (
            "app",
            &[uri[0], uri[1], "--public", "--set", "require_pkce=false"],
            "require_pkce is false",
        ),
        ("app", &[uri[0], uri[1], "--set", "allow=[]"], "allow is an empty list"),
        ("an app", &uri, "client_id must be 1 to 255 printable ASCII characters"),
        ("atlogin-try-it", &uri, "built-in"),
        ("app", &[], "--redirect-uri, or with --preset and --url"),
        ("app", &["--preset", "synapse"], "--preset synapse needs --url"),
        ("app", &["--preset", "synapse", "--url", "matrix"], "not the address of a web site"),
        ("app", &["--preset", "tailscale"], "needs --email-domain"),
        ("app", &[uri[0], uri[1], "--backchannel-logout"], "--set backchannel_logout_uri="),
        ("app", &[uri[0], uri[1], "--set", "client_secret=hush-hush"], "would show a secret"),
        ("app", &[uri[0], uri[1], "--set", "scopes"], "there is no ="),
        ("app", &[uri[0], uri[1], "--set", "allow=[\"x\""], "cannot be used"),
    ] {
        let ran = scene.daemon.command(&[&["client", "add", client], more].concat()).await;
        assert_eq!(ran.code, 2, "{client} {more:?}: {ran:?}");
        assert!(ran.said.is_empty() && ran.log.contains(named), "{client} {more:?}: {}", ran.log);
        assert!(!ran.log.contains("hush-hush"), "{}", ran.log);
    }
    assert_eq!(scene.daemon.count("SELECT count(*) FROM client").await, 0);
}

#[tokio::test]
async fn what_the_configuration_file_has_is_changed_only_there() {
    let scene = Scene::open().await;
    for line in [
        &["client", "add", "rp", "--redirect-uri", REDIRECT_URI][..],
        &["client", "rotate-secret", "rp"],
        &["client", "remove", "rp"],
    ] {
        let ran = scene.daemon.command(line).await;
        assert_eq!((ran.code, ran.said.as_str()), (1, ""), "{ran:?}");
        assert!(ran.log.contains("\"rp\" is defined in the configuration file"), "{}", ran.log);
    }
    let listed = scene.daemon.command(&["client", "list"]).await.said;
    assert!(
        listed.lines().any(|line| line.starts_with("rp ") && line.contains("file")),
        "{listed}"
    );
}

#[tokio::test]
async fn says_what_is_not_there_and_what_is_there_already() {
    let scene = Scene::open().await;
    for line in [
        &["client", "show", "app"][..],
        &["client", "rotate-secret", "app"],
        &["client", "remove", "app"],
        &["config", "generic", "app"],
    ] {
        let ran = scene.daemon.command(line).await;
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.log.contains("there is no client \"app\""), "{}", ran.log);
    }
    let secret = add(&scene, &[]).await;
    let again =
        scene.daemon.command(&["client", "add", "app", "--redirect-uri", REDIRECT_URI]).await;
    assert_eq!((again.code, again.said.as_str()), (1, ""));
    assert!(again.log.contains("already"), "{}", again.log);
    assert!(proves_itself(&scene, &secret).await, "the first one is as it was");
    let public = ["client", "add", "page", "--public", "--redirect-uri", REDIRECT_URI];
    assert_eq!(scene.daemon.command(&public).await.code, 0);
    let rotated = scene.daemon.command(&["client", "rotate-secret", "page"]).await;
    assert!(rotated.code == 1 && rotated.log.contains("has no secret"), "{rotated:?}");
}

#[tokio::test]
async fn settings_are_changed_in_place_and_the_secret_stays() {
    let scene = Scene::open().await;
    let secret = add(&scene, &["--set", "localpart={handle}"]).await;
    let moved = "redirect_uris=[\"https://new.example/cb\"]";
    let ran = scene.daemon.command(&["client", "set", "app", moved, "client_name=An app"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    for line in [
        format!("  redirect_uris: {REDIRECT_URI} -> https://new.example/cb\n"),
        "  client_name: app -> An app\n".to_owned(),
    ] {
        assert!(ran.said.contains(&line), "{}", ran.said);
    }
    assert!(!ran.said.contains("another name"), "{}", ran.said);
    assert!(proves_itself(&scene, &secret).await);
    let shown = json(&scene.daemon.command(&["client", "show", "app", "--json"]).await);
    assert_eq!(shown["redirect_uris"], serde_json::json!(["https://new.example/cb"]));
    assert_eq!(shown["localpart"], "{handle}", "what was not named stays");
    let ran = scene.daemon.command(&["client", "set", "app", "localpart="]).await;
    assert!(ran.said.contains("  localpart: {handle} -> (unset)\n"), "{ran:?}");
    assert!(ran.said.contains("may know people by another name"), "{}", ran.said);
    let ran = scene.daemon.command(&["client", "set", "app", "client_name=An app"]).await;
    assert_eq!((ran.code, ran.said.contains("already")), (0, true), "{ran:?}");
    assert!(proves_itself(&scene, &secret).await);
}

#[tokio::test]
async fn a_change_is_judged_whole_and_nothing_of_it_is_kept_if_it_is_wrong() {
    let scene = Scene::open().await;
    let secret = add(&scene, &[]).await;
    let before = scene.daemon.command(&["client", "show", "app", "--json"]).await.said;
    for (change, why) in [
        ("redirect_uris=", "redirect_uris"),
        ("redirect_uris=[\"nonsense\"]", "redirect_uris"),
        ("redirect_urls=[]", "redirect_urls"),
        ("email_domain=example.org", "email_domain"),
        ("client_id=other", "cannot be changed"),
        ("public=true", "cannot be changed"),
        ("client_secret=hunter2", "would show a secret"),
        ("localpart", "there is no ="),
    ] {
        let ran = scene.daemon.command(&["client", "set", "app", "client_name=New", change]).await;
        assert_eq!(ran.code, 2, "{change}: {ran:?}");
        assert!(ran.log.contains(why), "{change}: {}", ran.log);
        let after = scene.daemon.command(&["client", "show", "app", "--json"]).await.said;
        assert_eq!(after, before, "{change}");
    }
    for (client_id, why) in [("nobody", "there is no client"), ("rp", "configuration file")] {
        let ran = scene.daemon.command(&["client", "set", client_id, "client_name=New"]).await;
        assert!(ran.code == 1 && ran.log.contains(why), "{ran:?}");
    }
    assert!(proves_itself(&scene, &secret).await);
}

/// The key of RFC 7517 appendix A.1.
const KEYS: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","kid":"1"}]}"#;

#[tokio::test]
async fn a_client_of_each_kind_can_be_changed() {
    let scene = Scene::open().await;
    let place = tempfile::tempdir().unwrap();
    let keys = place.path().join("keys.json");
    std::fs::write(&keys, KEYS).unwrap();
    let keys = format!("jwks_file={}", keys.display());
    for (kind, more) in [
        ("page", &["--public"][..]),
        ("keys", &["--set", &keys, "--set", "email=synthetic", "--set", "email_domain=a.example"]),
        ("pairwise", &["--set", "subject_type=pairwise"]),
    ] {
        let add = [&["client", "add", kind, "--redirect-uri", REDIRECT_URI][..], more].concat();
        let ran = scene.daemon.command(&add).await;
        assert_eq!(ran.code, 0, "{ran:?}");
        let before = json(&scene.daemon.command(&["client", "show", kind, "--json"]).await);
        let ran = scene.daemon.command(&["client", "set", kind, "access_token_lifetime=600"]).await;
        assert_eq!(ran.code, 0, "{kind}: {ran:?}");
        let mut after = json(&scene.daemon.command(&["client", "show", kind, "--json"]).await);
        assert_eq!(after["access_token_lifetime"], 600);
        after["access_token_lifetime"] = before["access_token_lifetime"].clone();
        assert_eq!(after, before, "{kind}: nothing else has changed");
    }
}

#[tokio::test]
async fn a_client_that_proves_itself_by_keys_now_has_no_secret_any_more() {
    let scene = Scene::open().await;
    let secret = add(&scene, &[]).await;
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("keys.json"), KEYS).unwrap();
    let keys = format!("jwks_file={}", place.path().join("keys.json").display());
    let ran = scene.daemon.command(&["client", "set", "app", &keys]).await;
    assert!(ran.said.contains("authentication: client_secret -> private_key_jwt"), "{ran:?}");
    assert!(!proves_itself(&scene, &secret).await);
    let ran = scene.daemon.command(&["client", "set", "app", "jwks_file="]).await;
    assert!(ran.said.contains("authentication: private_key_jwt -> client_secret"), "{ran:?}");
    assert!(!proves_itself(&scene, &secret).await, "the secret of before stays dead");
    let rotated = scene.daemon.command(&["client", "rotate-secret", "app", "--json"]).await;
    let secret = json(&rotated)["client_secret"].as_str().unwrap().to_owned();
    assert!(proves_itself(&scene, &secret).await);
}

#[tokio::test]
async fn mas_hears_of_logouts_if_it_can_be_reached_and_keeps_its_identifier() {
    let scene = Scene::open().await;
    let add = ["client", "add", "mas", "--preset", "mas", "--url"];
    let id = "01KSVH7Z4Q5W6X7Y8Z9ABCDEFG";
    let named = ["https://m.example", "--id", id, "--matrix-server", "example.com"];
    for (more, hears, server) in
        [(&["https://10.0.0.1"][..], false, "10.0.0.1"), (&named, true, "example.com")]
    {
        let ran = scene.daemon.command(&[&add[..], more].concat()).await;
        assert_eq!(ran.code, 0, "nobody has asked for an address out of reach: {ran:?}");
        let shown = json(&scene.daemon.command(&["client", "show", "mas", "--json"]).await);
        assert_eq!(shown["client_name"], "Matrix");
        assert_eq!(shown["matrix_server"], server);
        assert!(ran.said.contains(&format!("compares Matrix IDs of {server} ")), "{}", ran.said);
        assert_eq!(shown["backchannel_logout_uri"].is_string(), hears, "{shown}");
        assert_eq!(ran.said.contains("on_backchannel_logout: logout_browser_only"), hears);
        assert_eq!(ran.said.contains(&format!("- id: {id}\n")), hears, "{}", ran.said);
        assert_eq!(scene.daemon.command(&["client", "remove", "mas", "--yes"]).await.code, 0);
    }
    let asked = [&add[..], &["https://10.0.0.1", "--backchannel-logout"]].concat();
    let refused = scene.daemon.command(&asked).await;
    assert!(refused.code == 2 && refused.log.contains("backchannel_logout_uri"), "{refused:?}");
    let wrong =
        scene.daemon.command(&[&add[..], &["https://m.example", "--id", "1"]].concat()).await;
    assert!(wrong.code == 2 && wrong.log.contains("is no ULID"), "{wrong:?}");
}

#[tokio::test]
async fn people_read_matrix_at_a_matrix_server_unless_it_has_a_name() {
    let scene = Scene::open().await;
    for preset in ["synapse", "mas"] {
        for (client, more, name) in
            [("plain", &[][..], "Matrix"), ("named", &["--name", "Our rooms"], "Our rooms")]
        {
            let client_id = format!("{preset}-{client}");
            let add =
                ["client", "add", &client_id, "--preset", preset, "--url", "https://m.example"];
            assert_eq!(scene.daemon.command(&[&add[..], more].concat()).await.code, 0);
            let shown = scene.daemon.command(&["client", "show", &client_id, "--json"]).await;
            assert_eq!(json(&shown)["client_name"], name, "{client_id}");
        }
    }
}

#[tokio::test]
async fn each_preset_prints_the_same_now_and_later_but_for_the_secret() {
    let scene = Scene::open().await;
    for (preset, more) in [
        ("synapse", &["--url", "https://m.example", "--backchannel-logout"][..]),
        (
            "mas",
            &["--url", "https://m.example", "--set", "backchannel_logout_uri=https://b.example/"],
        ),
        ("tailscale", &["--email-domain", "example.com"]),
        ("forgejo", &["--url", "https://git.example"]),
        ("grafana", &["--url", "https://graphs.example/g/"]),
        ("generic", &["--redirect-uri", REDIRECT_URI]),
    ] {
        let add = [&["client", "add", preset, "--preset", preset, "--json"], more].concat();
        let mut ran = scene.daemon.command(&add).await;
        if ran.code != 0 {
            // The test network has no such hosts, so that their back channel has to be allowed.
            let allowed = [&add[..], &["--set", "backchannel_logout_private=true"]].concat();
            ran = scene.daemon.command(&allowed).await;
        }
        assert_eq!(ran.code, 0, "{ran:?}");
        let added = json(&ran);
        let later = scene.daemon.command(&["config", preset, preset]).await;
        assert_eq!(later.code, 0, "{later:?}");
        // Above it stands how the file of the secret is made.
        assert!(later.said.ends_with(added["setup"].as_str().unwrap()), "{preset}: {later:?}");
        let above = later.said.trim_end_matches(added["setup"].as_str().unwrap());
        assert!(above.lines().all(|line| line.starts_with('#')), "{preset}: {above}");
        assert!(later.said.contains(&scene.daemon.url), "{}", later.said);
        assert!(!later.said.contains(added["client_secret"].as_str().unwrap()));
    }
    let of_the_file = scene.daemon.command(&["config", "generic", "rp"]).await;
    assert!(of_the_file.code == 0 && !of_the_file.said.contains(SECRET), "{of_the_file:?}");
    let misfit = scene.daemon.command(&["config", "grafana", "synapse"]).await;
    assert!(misfit.code == 2 && misfit.log.contains("/login/generic_oauth"), "{misfit:?}");
}

#[tokio::test]
async fn what_is_said_above_a_text_to_paste_can_be_pasted_with_it() {
    let scene = Scene::open().await;
    for (preset, remark) in [("node-red", "// "), ("better-auth", "// "), ("pgadmin", "# ")] {
        let add = ["client", "add", preset, "--preset", preset, "--url", "https://rp.example"];
        let ran = scene.daemon.command(&add).await;
        assert_eq!(ran.code, 0, "{ran:?}");
        let (above, _) = ran.said.split_once("\n\n").unwrap();
        assert!(above.lines().count() >= 3, "{above}");
        assert!(above.lines().all(|line| line.starts_with(remark)), "{preset}: {above}");
    }
}

#[tokio::test]
async fn a_command_makes_no_database_where_there_is_none() {
    let place = tempfile::tempdir().unwrap();
    let state = place.path().join("state");
    let mut program = crate::support::program::bare();
    program.arg("--state-dir").arg(&state).args(["client", "list"]);
    let ran = program.output().await.unwrap();
    let log = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(ran.status.code(), Some(1));
    assert!(
        log.contains(&format!("no database at {}", state.join("atlogin.db").display())),
        "{log}"
    );
    assert!(!state.exists());
}

/// Far more clients than are read at a time, and more than a pipe holds of their settings.
const MANY: &str =
    "WITH RECURSIVE numbers (n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM numbers WHERE n < 2999)
    INSERT INTO client (client_id, settings, created_at)
    SELECT 'many-' || n, json_set(settings, '$.client_id', 'many-' || n), created_at
    FROM client, numbers WHERE client_id = 'app'";

async fn add_many(scene: &Scene) {
    use sqlx::ConnectOptions;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(scene.daemon.database());
    let mut connection = options.connect().await.unwrap();
    let added = sqlx::query(MANY).execute(&mut connection).await.unwrap();
    assert_eq!(added.rows_affected(), 2000);
}

#[tokio::test]
async fn a_list_is_printed_while_it_is_read_and_never_held_as_a_whole() {
    use tokio::io::{AsyncReadExt, BufReader};
    let scene = Scene::open().await;
    add(&scene, &[]).await;
    add_many(&scene).await;
    for arguments in [&["list"][..], &["list", "--json"]] {
        let mut command = scene.daemon.process(&[&["client"], arguments].concat());
        let mut child = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let begun = output.read_u8().await.unwrap();
        // What comes last is added while the first lines wait to be read.
        let last = format!("zz{}", arguments.len());
        let added = ["client", "add", &last, "--redirect-uri", REDIRECT_URI];
        assert_eq!(scene.daemon.command(&added).await.code, 0);
        let mut said = vec![begun];
        output.read_to_end(&mut said).await.unwrap();
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains(&last) && said.contains("many-2999"), "{arguments:?}");
        assert!(child.wait().await.unwrap().success());
        if arguments.len() == 2 {
            let all: Vec<Value> = serde_json::from_str(&said).unwrap();
            assert_eq!(
                all.len(),
                2000 + 6,
                "and rp, app, two that are built in, and two that were added"
            );
        }
    }
}
