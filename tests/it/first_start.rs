//! What an installer does before the service has ever started.

use std::fs;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::path::Path;
use std::process::Output;

use crate::small_world::{Settings, SmallWorld};
use crate::support::daemon::REDIRECT_URI;
use crate::support::program::bare;
use crate::support::{Browser, Install, RelyingParty, Setup};

async fn run(install: &Install, arguments: &[&str]) -> Output {
    let mut command = bare();
    command.arg("--config").arg(install.config()).arg("--state-dir").arg(install.state_dir());
    command.args(arguments).output().await.unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

const ADD: [&str; 6] = ["client", "add", "app", "--redirect-uri", REDIRECT_URI, "--no-consent"];

#[tokio::test]
async fn a_client_that_is_added_before_the_first_start_signs_people_in() {
    let world = SmallWorld::start(Settings::default()).await;
    let alice = world.account(&world.pds(), "alice.pds.test").await;
    let install = Install::new(&world, &Setup::default());
    let added = run(&install, &[&ADD[..], &["--json"]].concat()).await;
    let (said, note) = (text(&added.stdout), text(&added.stderr));
    assert!(added.status.success(), "{note}");
    let database = install.state_dir().join("atlogin.db");
    assert!(note.contains(&*database.to_string_lossy()) && note.contains("a new one"), "{note}");
    assert_eq!((mode(&database), mode(&install.state_dir())), (0o600, 0o700));
    let added: serde_json::Value = serde_json::from_str(&said).unwrap();
    let secret = added["client_secret"].as_str().unwrap();

    let program = install.start().await;
    let now = atlogin::clock::Clock::system().now();
    let app = RelyingParty::at((&install.url, install.address), now, "app", Some(secret)).await;
    let (question, mut browser): (_, Browser) = (app.ask(), install.browser(&world));
    let form = browser.get(&question.url).await;
    let answer = browser.submit(&form, "sign-in", &[("account", alice.handle())]).await;
    assert_eq!(app.hear(&question, &answer).await.claims.subject().as_str(), alice.did());
    program.kill().await;

    let again = run(&install, &["client", "list"]).await;
    assert_eq!(text(&again.stderr), "", "it is told once");
}

/// systemd makes the directory for the service's user; root adds the client.
#[tokio::test]
async fn a_database_that_is_made_for_the_service_belongs_to_the_owner_of_its_directory() {
    let world = SmallWorld::start(Settings::default()).await;
    let install = Install::new(&world, &Setup::default());
    let state = install.state_dir();
    fs::DirBuilder::new().mode(0o700).create(&state).unwrap();
    let _ = chown(&state, Some(65534), Some(65534));
    assert!(run(&install, &ADD).await.status.success());
    let owner = |path: &Path| {
        let metadata = fs::metadata(path).unwrap();
        (metadata.uid(), metadata.gid())
    };
    for file in fs::read_dir(&state).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(owner(&path), owner(&state), "{}", path.display());
    }
}

/// Whoever asks in the wrong place must not be shown an empty list.
#[tokio::test]
async fn commands_that_only_look_make_no_database() {
    let world = SmallWorld::start(Settings::default()).await;
    let install = Install::new(&world, &Setup::default());
    for arguments in [
        &["client", "list"][..],
        &["client", "show", "app"],
        &["client", "remove", "app", "--yes"],
        &["client", "rotate-secret", "app"],
        &["keys", "list"],
        &["backup", "/nowhere/file"],
    ] {
        let ran = run(&install, arguments).await;
        let why = text(&ran.stderr);
        assert_eq!((ran.status.code(), text(&ran.stdout).as_str()), (Some(1), ""), "{arguments:?}");
        assert!(why.contains("start ATLogin once or add a client"), "{arguments:?}: {why}");
        assert!(!install.state_dir().exists(), "{arguments:?}");
    }
}
