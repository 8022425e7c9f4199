//! `atlogin check-config` shows what is in force at each client, wherever that is defined.

use crate::support::daemon::{REDIRECT_URI, Ran};
use crate::support::program::bare;
use crate::support::{Scene, Setup};

async fn works(scene: &Scene, words: &[&str]) -> Ran {
    let ran = scene.daemon.command(words).await;
    assert_eq!(ran.code, 0, "{words:?}: {ran:?}");
    ran
}

#[tokio::test]
async fn check_config_shows_the_rules_of_each_client_and_those_that_were_added_by_command() {
    let client = "allow = [\"*.example.org\"]\ndeny = [\"mallory.example.org\"]\ndid_web = false\n\
                  consent = true\nemail = \"synthetic\"\nemail_domain = \"login.example\"";
    let scene = Scene::with(Setup { client, ..Setup::default() }).await;
    let said = works(&scene, &["check-config"]).await.said;
    for line in [
        "    may sign in: *.example.org; not mallory.example.org; nobody with a did:web\n",
        "    email address: made up, at login.example; it receives no mail\n",
        "    before it learns who they are, people are asked\n",
        "added by command  none\n",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    let real = ["--set", "email=account", "--set", "deny=[\"pds:evil.example\"]"];
    let add = ["client", "add", "app", "--redirect-uri", REDIRECT_URI, "--no-consent"];
    works(&scene, &[&add[..], &real].concat()).await;
    let said = works(&scene, &["check-config"]).await.said;
    let (_, added) =
        said.split_once("added by command\n  app (app), with a secret, RS256\n").unwrap();
    for line in [
        "    may sign in: everybody; not pds:evil.example\n",
        "    email address: that of the account, on the word of https://bsky.social\n",
        "people are not asked\n",
    ] {
        assert!(added.contains(line), "{line}: {said}");
    }
    let said = works(&scene, &["check-config", "--no-files"]).await.said;
    assert!(said.contains("the database was not read") && !said.contains("app (app)"), "{said}");

    let place = tempfile::tempdir().unwrap();
    let mut command = bare();
    command.arg("--state-dir").arg(place.path().join("state")).arg("check-config");
    let ended = command.output().await.unwrap();
    let said = String::from_utf8(ended.stdout).unwrap();
    assert!(said.contains("added by command  none; there is no database"), "{said}");
    assert!(!place.path().join("state").exists(), "looking makes nothing");
}
