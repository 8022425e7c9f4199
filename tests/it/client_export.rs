//! `atlogin client export` and `import`: clients go from the database into the configuration file and back,
//! and `client list` says where each one is.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::Scene;
use crate::support::daemon::{REDIRECT_URI, Ran};

/// Clients that have each setting, between them, with another value than its default.
const TABLE: &str = r#"
[[clients]]
client_id = "all"
client_name = "Everything \"said\""
client_uri = "https://all.example/"
client_secret_hashes = [
  "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 until 2099-01-01T00:00:00Z",
  "sha256:60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
]
redirect_uris = ["https://all.example/cb", "https://all.example/cb?tenant=a"]
post_logout_redirect_uris = ["https://all.example/bye"]
backchannel_logout_uri = "http://127.0.0.1:9/logout"
backchannel_logout_private = true
backchannel_logout_ca = "-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----\n"
require_pkce = false
require_pushed_authorization_requests = true
id_token_signed_response_alg = "EdDSA"
userinfo_signed_response_alg = "ES256"
claims_in_id_token = false
subject_type = "pairwise"
sector_identifier = "sector.example"
consent = true
scopes = ["openid", "email"]
email = "synthetic"
email_domain = "all.example"
name_from_handle = false
omit_email_verified = true
localpart = "{handle_label:all.example}"
matrix_server = "all.example"
reserved_localparts = ["admin", "root*"]
allow = ["*.example", "did:plc:ewvi7nxzyoun6zhxrhs64oiz"]
deny = ["mallory.example"]
did_web = false
access_token_lifetime = 61
id_token_lifetime = 62
refresh_token_lifetime = 63
refresh_token_reuse_window = 0

[[clients]]
client_id = "app"
public = true
redirect_uris = ["http://127.0.0.1/cb", "org.example.app:/cb"]

[[clients]]
client_id = "keys-at"
jwks_uri = "http://127.0.0.1:9/jwks.json"
require_issuer_as_audience = true
redirect_uris = ["https://keys.example/cb"]
email = "handle"
email_domains = ["keys.example", "more.example"]

[[clients]]
client_id = "keys-here"
jwks = '{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}'
redirect_uris = ["https://keys.example/cb"]
email = "account"
email_issuers = ["https://bsky.social", "https://pds.example.org"]

[[clients]]
client_id = "nobody-yet"
client_secret_hashes = []
redirect_uris = ["https://plain.example/cb"]
"#;

/// Settings that name a file or hold a secret: what is exported has the text or the hash in their place.
const ONE_WAY: [&str; 4] =
    ["client_secret", "client_secret_file", "jwks_file", "backchannel_logout_ca_file"];

async fn export(scene: &Scene, clients: &[&str]) -> String {
    let ran = scene.daemon.command(&[&["client", "export"], clients].concat()).await;
    assert_eq!((ran.code, ran.log.as_str()), (0, ""), "{ran:?}");
    ran.said
}

async fn import(scene: &Scene, text: &str, more: &[&str]) -> Ran {
    scene.daemon.answered(&[&["client", "import", "-"], more].concat(), text).await
}

async fn rows(scene: &Scene) -> Vec<String> {
    scene.daemon.texts("SELECT settings FROM client ORDER BY client_id".to_owned()).await
}

async fn secrets(scene: &Scene) -> Vec<String> {
    let query =
        "SELECT client_id || hex(secret_hash) || coalesce(expires_at, '') FROM client_secret
                 ORDER BY 1";
    scene.daemon.texts(query.to_owned()).await
}

/// Whether this client proves itself by `secret`: who does is told that there is no such code.
async fn proves_itself(scene: &Scene, client: &str, secret: &str) -> bool {
    let form =
        [("grant_type", "authorization_code"), ("code", "x"), ("redirect_uri", REDIRECT_URI)];
    let (_, answer) = scene.daemon.token_as(Some((client, secret)), &form).await;
    answer["error"] == "invalid_grant"
}

async fn add(scene: &Scene) -> String {
    let add = ["client", "add", "app", "--redirect-uri", REDIRECT_URI, "--json"];
    let ran = scene.daemon.command(&add).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    let added: Value = serde_json::from_str(&ran.said).unwrap();
    added["client_secret"].as_str().unwrap().to_owned()
}

fn names(text: &str) -> BTreeSet<&str> {
    let keys = text.lines().filter_map(|line| line.split_once(" = ").map(|(key, _)| key));
    keys.filter(|key| key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')).collect()
}

#[test]
fn the_table_has_each_setting_of_a_client() {
    let example = include_str!("../../docs/config.example.toml");
    let (_, clients) = example.split_once("[[clients]]\n").unwrap();
    let uncommented: String =
        clients.lines().flat_map(|line| [line.trim_start_matches(['#', ' ']), "\n"]).collect();
    let mut settings = names(&uncommented);
    settings.retain(|setting| !ONE_WAY.contains(setting));
    assert_eq!(names(TABLE), settings);
}

#[tokio::test]
async fn clients_go_into_the_configuration_and_back_and_lose_nothing() {
    let mut scene = Scene::open().await;
    let ran = import(&scene, TABLE, &[]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    let exported = export(&scene, &[]).await;
    assert_eq!(names(&exported), names(TABLE), "{exported}");

    let other = Scene::open().await;
    assert_eq!(import(&other, &exported, &[]).await.code, 0);
    assert_eq!(export(&other, &[]).await, exported);
    assert_eq!(
        (rows(&other).await, secrets(&other).await),
        (rows(&scene).await, secrets(&scene).await)
    );

    // Pasted into the configuration file of a third one.
    let ids = ["all", "app", "keys-at", "keys-here", "nobody-yet"];
    let shown = |ran: Ran| {
        let mut shown: Value = serde_json::from_str(&ran.said).unwrap();
        for place in ["source", "in_force", "secrets", "created_at"] {
            shown.as_object_mut().unwrap().remove(place);
        }
        shown
    };
    let mut before = vec![];
    for id in ids {
        before.push(shown(scene.daemon.command(&["client", "show", id, "--json"]).await));
    }
    scene.daemon.write_again(|config| format!("{config}\n{exported}"));
    for (id, before) in ids.iter().zip(before) {
        let ran = scene.daemon.command(&["client", "show", id, "--json"]).await;
        assert!(ran.said.contains("\"configuration\""), "{ran:?}");
        assert_eq!(shown(ran), before);
    }
    assert_eq!(export(&scene, &ids).await, exported, "and out of the file again");
}

#[tokio::test]
async fn a_secret_works_on_wherever_its_client_goes_and_is_never_printed() {
    let mut scene = Scene::open().await;
    let secret = add(&scene).await;
    let exported = export(&scene, &["app"]).await;
    assert!(!exported.contains(&secret), "{exported}");
    assert!(exported.contains("client_secret_hashes = [\"sha256:"), "{exported}");

    assert_eq!(scene.daemon.command(&["client", "remove", "app", "--yes"]).await.code, 0);
    assert!(!proves_itself(&scene, "app", &secret).await);
    assert_eq!(import(&scene, &exported, &[]).await.code, 0);
    assert!(proves_itself(&scene, "app", &secret).await, "without a restart");

    scene.daemon.write_again(|config| format!("{config}\n{exported}"));
    scene.daemon.restart().await;
    assert!(proves_itself(&scene, "app", &secret).await);
    assert!(!proves_itself(&scene, "app", "another-secret-0123456789-abcdefgh").await);

    // What the database still has of it can go; the client of the file stays.
    let ran = scene.daemon.command(&["client", "remove", "app"]).await;
    assert!(ran.code == 0 && ran.said.contains("stays, with its codes and tokens"), "{ran:?}");
    assert!(rows(&scene).await.is_empty());
    assert!(proves_itself(&scene, "app", &secret).await);
    let ran = scene.daemon.command(&["client", "remove", "app"]).await;
    assert!(ran.code == 1 && ran.log.contains("defined in the configuration file"), "{ran:?}");
}

#[tokio::test]
async fn a_hash_in_the_file_ends_when_it_says() {
    let end = "until 2026-09-21T14:15:00Z";
    let mut scene = Scene::open().await;
    let hash = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let section = format!(
        "[[clients]]\nclient_id = \"app\"\nclient_secret_hashes = [\"{hash} {end}\"]\n\
         redirect_uris = [\"{REDIRECT_URI}\"]\n"
    );
    scene.daemon.write_again(|config| format!("{config}\n{section}"));
    scene.daemon.restart().await;
    // The scene starts 100 seconds before.
    scene.daemon.hand.advance(99);
    assert!(proves_itself(&scene, "app", "test").await);
    scene.daemon.hand.advance(1);
    assert!(!proves_itself(&scene, "app", "test").await);
}

#[tokio::test]
async fn an_import_is_judged_whole_and_says_the_place_of_each_mistake() {
    let scene = Scene::open().await;
    let good = "[[clients]]\nclient_id = \"a\"\npublic = true\nredirect_uris = [\"org.example.app:/cb\"]\n";
    let wrong = "[[clients]]\nclient_id = \"b\"\nclient_secret_hashes = [\"sha256:12\"]\n\
                 redirect_urls = []\nredirect_uris = [\"https://b.example/#x\"]\n";
    let ran = import(&scene, &format!("{good}{wrong}"), &[]).await;
    assert_eq!((ran.code, ran.said.as_str()), (2, ""), "{ran:?}");
    for told in [
        "nothing was imported:",
        "standard input:7: clients[1].client_secret_hashes[0] is no hash of a secret",
        "standard input:8: clients[1].redirect_urls",
        "standard input:9: clients[1].redirect_uris[0] has a fragment",
    ] {
        assert!(ran.log.contains(told), "{told}: {}", ran.log);
    }
    for (text, told) in [
        (format!("{good}{good}"), "is the client_id of another client above"),
        (format!("listen = \"127.0.0.1:1\"\n{good}"), "standard input:1: listen"),
        (String::new(), "has no [[clients]] section"),
        (good.replace("\"a\"", "\"atlogin-account\""), "built-in"),
        (
            format!("{}jwks = \"{{}}\"\n", good.replace("public = true\n", "")),
            "clients[0].jwks is no JWK set",
        ),
        (format!("{good}backchannel_logout_ca = \"x\"\n"), "does nothing without"),
    ] {
        let ran = import(&scene, &text, &[]).await;
        assert!(ran.code == 2 && ran.log.contains(told), "{told}: {ran:?}");
    }
    let of_file = good.replace("\"a\"", "\"rp\"");
    let ran = import(&scene, &format!("{good}{of_file}"), &["--replace"]).await;
    assert!(ran.code == 1 && ran.log.contains("defined in the configuration file"), "{ran:?}");
    let ran = scene.daemon.command(&["client", "import", "/nowhere/clients.toml"]).await;
    assert!(ran.code == 2 && ran.log.contains("/nowhere/clients.toml"), "{ran:?}");
    assert!(rows(&scene).await.is_empty(), "all or nothing");
}

#[tokio::test]
async fn what_is_there_is_replaced_only_if_that_is_asked_for() {
    let scene = Scene::open().await;
    let secret = add(&scene).await;
    let exported = export(&scene, &["app"]).await;
    let hash = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let (before, after) = exported.split_once("client_secret_hashes = [\"").unwrap();
    let (_, after) = after.split_once('"').unwrap();
    let changed = format!("{before}client_secret_hashes = [\"{hash}\"{after}");
    let changed = changed.replace("client_name = \"app\"", "client_name = \"Changed\"");
    let ran = import(&scene, &changed, &[]).await;
    assert!(ran.code == 1 && ran.log.contains("are there already: app; --replace"), "{ran:?}");
    assert!(proves_itself(&scene, "app", &secret).await);
    let ran = import(&scene, &changed, &["--replace"]).await;
    assert!(ran.code == 0 && ran.said.contains("\"app\" was replaced"), "{ran:?}");
    assert!(!proves_itself(&scene, "app", &secret).await);
    assert!(proves_itself(&scene, "app", "test").await);
    assert!(rows(&scene).await[0].contains("Changed"));
}

#[tokio::test]
async fn the_list_says_where_each_client_is_defined_and_which_one_wins() {
    let mut scene = Scene::open().await;
    add(&scene).await;
    let listed = scene.daemon.command(&["client", "list"]).await.said;
    let line = |listed: &str, client: &str, place: &str| {
        let found = listed.lines().any(|line| line.starts_with(client) && line.contains(place));
        assert!(found, "{client} {place}: {listed}");
    };
    line(&listed, "rp ", "the configuration file /");
    line(&listed, "app ", "the database since ");
    line(&listed, "atlogin-account ", "ATLogin itself (built in)");
    line(&listed, "atlogin-try-it ", "ATLogin itself (built in)");
    assert!(!listed.contains("not in force"), "{listed}");

    let exported = export(&scene, &["app"]).await;
    scene.daemon.write_again(|config| format!("{config}\n{exported}"));
    let listed = scene.daemon.command(&["client", "list"]).await.said;
    line(&listed, "app ", "the configuration file /");
    line(&listed, "app ", "not in force, because the configuration file wins");
    let listed = scene.daemon.command(&["client", "list", "--json"]).await.said;
    let listed: Vec<Value> = serde_json::from_str(&listed).unwrap();
    let of = |client: &str, source: &str| {
        let found = listed.iter().find(|it| it["client_id"] == client && it["source"] == source);
        found.unwrap_or_else(|| panic!("{client} {source}"))["in_force"].clone()
    };
    assert_eq!(of("app", "configuration"), true);
    assert_eq!(of("app", "database"), false);
    assert_eq!(of("atlogin-account", "built-in"), true);
    let shown = scene.daemon.command(&["client", "show", "app"]).await.said;
    assert!(shown.contains("also defined in") && shown.contains("not in force"), "{shown}");
    let ran = scene.daemon.command(&["client", "export", "atlogin-account"]).await;
    assert!(ran.code == 1 && ran.log.contains("is built in"), "{ran:?}");
}
