//! What the commands tell an operator who is tired: what is wrong, and what to type.

use crate::support::Scene;
use crate::support::daemon::{REDIRECT_URI, Ran};
use crate::support::program::bare;

async fn ran(scene: &Scene, words: &[&str]) -> Ran {
    scene.daemon.command(words).await
}

async fn refused(scene: &Scene, words: &[&str], told: &str) -> String {
    let ran = ran(scene, words).await;
    assert_ne!(ran.code, 0, "{words:?}: {ran:?}");
    assert!(ran.said.is_empty() && ran.log.contains(told), "{words:?}: {told}: {}", ran.log);
    ran.log
}

async fn works(scene: &Scene, words: &[&str]) -> Ran {
    let ran = ran(scene, words).await;
    assert_eq!(ran.code, 0, "{words:?}: {ran:?}");
    ran
}

/// Runs a command without a configuration file.
async fn without_a_file(words: &[&str]) -> (Option<i32>, String) {
    let place = tempfile::tempdir().unwrap();
    let mut command = bare();
    command.arg("--state-dir").arg(place.path().join("state")).args(words);
    let ended = command.output().await.unwrap();
    let text = [ended.stdout, ended.stderr].concat();
    (ended.status.code(), String::from_utf8(text).unwrap())
}

#[tokio::test]
async fn a_public_client_is_not_sent_to_an_issuer_on_this_machine_for_want_of_a_file() {
    let add = ["client", "add", "app", "--redirect-uri"];
    let (code, said) = without_a_file(&[&add[..], &["https://wiki.example.org/cb"]].concat()).await;
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("no configuration file was named"), "{said}");
    assert!(said.contains("atlogin --config /etc/atlogin/atlogin.toml client add"), "{said}");
    // On this machine the default is right.
    for uri in ["http://localhost:8080/cb", "http://127.0.0.1:8080/cb", "org.example.app:/cb"] {
        let public = if uri.starts_with("http") { &[][..] } else { &["--public"] };
        let (code, said) = without_a_file(&[&add[..], &[uri], public].concat()).await;
        assert_eq!(code, Some(0), "{uri}: {said}");
    }
}

#[tokio::test]
async fn an_address_that_is_the_callback_already_is_not_doubled() {
    let scene = Scene::open().await;
    for (preset, url, site) in [
        ("forgejo", "https://git.example/user/oauth2/atlogin/callback", "https://git.example"),
        ("grafana", "https://g.example/login/generic_oauth", "https://g.example"),
        ("synapse", "https://m.example/_synapse/client/oidc/callback", "https://m.example"),
        (
            "mas",
            "https://m.example/upstream/callback/01KSVH7Z4Q5W6X7Y8Z9ABCDEFG",
            "https://m.example",
        ),
        ("miniflux", "https://rss.example/oauth2/oidc/callback", "https://rss.example"),
        (
            "paperless",
            "https://p.example/accounts/oidc/atlogin/login/callback/",
            "https://p.example",
        ),
    ] {
        let told = format!("write the address at which people open it: {site}\n");
        refused(&scene, &["client", "add", "app", "--preset", preset, "--url", url], &told).await;
        works(&scene, &["client", "add", preset, "--preset", preset, "--url", site]).await;
    }
}

#[tokio::test]
async fn the_option_that_is_wrong_is_the_one_that_is_blamed() {
    let scene = Scene::open().await;
    let url = ["--url", "http://wiki.example.org"];
    let add = ["client", "add", "app", "--preset", "miniflux"];
    let log = refused(
        &scene,
        &[&add[..], &url].concat(),
        "--url \"http://wiki.example.org\" is plain http",
    )
    .await;
    assert!(!log.contains("redirect_uris"), "{log}");
    let add = ["client", "add", "app", "--preset", "generic", "--url", "https://wiki.example.org"];
    let log = refused(&scene, &add, "add --redirect-uri with what the program calls").await;
    assert!(!log.contains("or with --preset and --url"), "{log}");
    for (set, told) in [
        (
            "consent=true",
            "\"consent=true\" cannot be used: that is --require-consent or --no-consent\n",
        ),
        ("public=true", "cannot be used: that is --public\n"),
        ("scopes", "there is no =; write KEY=VALUE as in the configuration file\n"),
        ("allow=[\"x\"", "such as allow=[\"*.example.org\"]"),
        ("allow=[]", "list somebody, such as [\"*.example.org\"]"),
    ] {
        let add = ["client", "add", "app", "--redirect-uri", REDIRECT_URI, "--set", set];
        let log = refused(&scene, &add, told).await;
        assert_eq!(log.contains("write KEY=VALUE"), set == "scopes", "{log}");
    }
    let help = bare().args(["client", "add", "--help"]).output().await.unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    assert!(help.contains("'allow=[\"*.example.org\"]'"), "{help}");
}

#[tokio::test]
async fn a_text_that_names_the_file_of_the_secret_says_how_it_is_made() {
    let scene = Scene::open().await;
    for (preset, remark) in [("synapse", "#"), ("grafana", "#"), ("node-red", "//")] {
        let added = ["client", "add", preset, "--preset", preset, "--url", "https://x.example"];
        works(&scene, &added).await;
        let said = works(&scene, &["config", preset, preset]).await.said;
        let (_, rest) = said.split_once("install -D -m 0600 /dev/stdin ").unwrap();
        let file = rest.lines().next().unwrap();
        assert!(file.starts_with("/etc/") && file.ends_with("/atlogin-secret"), "{said}");
        assert!(said.matches(file).count() >= 2, "{said}");
        assert!(said.starts_with(&format!("{remark} Its secret")), "{said}");
    }
    let generic = ["client", "add", "plain", "--redirect-uri", REDIRECT_URI];
    works(&scene, &generic).await;
    let said = works(&scene, &["config", "generic", "plain"]).await.said;
    assert!(!said.contains("install -D"), "{said}");
}

#[tokio::test]
async fn what_has_to_be_reset_together_is_said_at_once() {
    let scene = Scene::open().await;
    let add = ["client", "add", "app", "--redirect-uri", REDIRECT_URI];
    let pairwise = ["--set", "subject_type=pairwise", "--set", "sector_identifier=rp.example"];
    works(&scene, &[&add[..], &pairwise].concat()).await;
    let set = ["client", "set", "app", "subject_type="];
    refused(&scene, &set, "add to this command: sector_identifier=\n").await;
    works(&scene, &[&set[..], &["sector_identifier="]].concat()).await;
}

#[tokio::test]
async fn an_address_for_logouts_that_is_left_out_is_said_to_be() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("atlogin.toml");
    std::fs::write(&file, "public_url = \"https://login.example.org\"\nstate_dir = \"state\"\n")
        .unwrap();
    for (url, is_left_out) in [("https://192.168.1.5", true), ("https://m.example.org", false)] {
        let mut command = bare();
        command
            .arg("--config")
            .arg(&file)
            .args(["client", "add", url, "--preset", "mas", "--url", url]);
        let ended = command.output().await.unwrap();
        let log = String::from_utf8(ended.stderr).unwrap();
        assert!(ended.status.success(), "{log}");
        let told = format!("backchannel_logout_uri was left out: {url}/");
        assert_eq!(log.contains(&told), is_left_out, "{log}");
        assert_eq!(log.contains("backchannel_logout_private=true"), is_left_out, "{log}");
    }
}

#[tokio::test]
async fn what_is_to_be_done_at_the_other_side_is_said() {
    let scene = Scene::open().await;
    works(&scene, &["client", "add", "app", "--redirect-uri", REDIRECT_URI]).await;
    let said = works(&scene, &["client", "rotate-secret", "app"]).await.said;
    assert!(said.contains("`atlogin config PRESET app` shows where"), "{said}");
    let said = works(&scene, &["client", "set", "app", "client_name=New"]).await.said;
    assert!(said.contains("change it there: `atlogin config PRESET app`"), "{said}");
}

#[tokio::test]
async fn a_real_address_is_warned_of_where_a_program_goes_by_it() {
    let scene = Scene::open().await;
    for preset in ["immich", "mozilla-django-oidc", "better-auth", "outline"] {
        let add = ["client", "add", preset, "--preset", preset, "--url", "https://x.example"];
        let real = ["--set", "email=account"];
        let told = |ran: &Ran| ran.log.contains("atlogin: warning: ");
        let without = works(&scene, &[&add[..], &["--json"]].concat()).await;
        assert!(!told(&without), "{without:?}");
        let id = format!("{preset}-real");
        let add = ["client", "add", &id, "--preset", preset, "--url", "https://x.example"];
        let ran = works(&scene, &[&add[..], &real].concat()).await;
        assert_eq!(told(&ran), preset != "outline", "{ran:?}");
    }
}

#[tokio::test]
async fn a_backup_is_no_stream_and_an_error_names_its_file_once() {
    let scene = Scene::open().await;
    refused(&scene, &["backup", "-"], "name one, such as /root/atlogin-").await;
    assert!(!std::path::Path::new("-").exists());
    let place = tempfile::tempdir().unwrap();
    let install_state = place.path().join("state");
    let nothing = place.path().join("no-backup");
    let state = install_state.to_str().unwrap();
    for (file, text) in [(nothing.clone(), None), (place.path().join("text"), Some("no database"))]
    {
        if let Some(text) = text {
            std::fs::write(&file, text).unwrap();
        }
        let mut command = bare();
        command.args(["--state-dir", state, "restore"]).arg(&file);
        let ended = command.output().await.unwrap();
        let log = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(log.matches(file.to_str().unwrap()).count(), 1, "{log}");
    }
}

#[tokio::test]
async fn what_is_missing_on_the_machine_is_named_with_what_to_install() {
    let place = tempfile::tempdir().unwrap();
    let mut command = bare();
    command.env("SSL_CERT_FILE", "/nowhere/ca.pem").env("SSL_CERT_DIR", "/nowhere");
    command.arg("--state-dir").arg(place.path().join("state"));
    command
        .env("ATLOGIN_LISTEN", "127.0.0.1:0")
        .env("ATLOGIN_PUBLIC_URL", "https://login.example.org");
    let ended = command.output().await.unwrap();
    let log = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{log}");
    assert!(log.contains("apt install ca-certificates"), "{log}");
    assert!(!log.contains("(builder error)"), "the cause is told: {log}");
}
