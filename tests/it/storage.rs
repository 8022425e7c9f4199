//! A disk that takes no write, a lock that somebody else holds: everything fails closed, says so, and
//! goes on where it was once the disk is back.

use reqwest::StatusCode;
use tokio::process::Command;

use crate::small_world::{Settings, SmallWorld};
use crate::support::{Install, Program, Scene, Setup};

/// A disk that is full, or read-only, for one process: no byte of any file can be written. SQLite
/// gets `EFBIG` where a full disk says `ENOSPC`; both come out of the same calls.
pub(crate) async fn let_write(program: &Program, writes: bool) {
    let limit = if writes { "unlimited:unlimited" } else { "0:unlimited" };
    let id = program.id().to_string();
    let mut prlimit = Command::new("prlimit");
    prlimit.args(["--pid", &id, &format!("--fsize={limit}")]);
    assert!(prlimit.status().await.unwrap().success());
}

async fn status(install: &Install, path: &str) -> (StatusCode, String) {
    let client = crate::support::browser::client_builder().build().unwrap();
    let response = client.get(format!("{}{path}", install.url)).send().await.unwrap();
    (response.status(), response.text().await.unwrap())
}

#[tokio::test]
async fn a_disk_that_takes_no_write_gives_nothing_and_loses_nothing() {
    let world = SmallWorld::start(Settings::default()).await;
    let alice = world.account(&world.pds(), "alice.pds.test").await;
    let install = Install::new(&world, &Setup::default());
    let mut program = install.start().await;
    let (rp, mut browser) = (install.relying_party().await, install.browser(&world));
    let fields = [("account", alice.handle())];

    // One login rests at each place, when the disk fills up.
    let redeemable = rp.ask();
    let form = browser.get(&redeemable.url).await;
    let code = browser.submit(&form, "sign-in", &fields).await.parameter("code").unwrap();
    let away = rp.ask();
    browser.forget_cookie("-session");
    let form = browser.get(&away.url).await;
    browser.stop_before("/atproto/callback");
    let back = browser.submit(&form, "sign-in", &fields).await;
    browser.stop_nowhere();
    let reading = rp.ask();
    let form = browser.get(&reading.url).await;
    let_write(&program, false).await;

    assert_eq!(status(&install, "/healthz").await.0, StatusCode::OK, "it lives");
    let (ready, why) = status(&install, "/readyz").await;
    assert_eq!(ready, StatusCode::SERVICE_UNAVAILABLE, "{why}");
    let refused = rp.redeem(&code, &redeemable).await;
    assert!(
        refused.is_err_and(|error| !error.contains("invalid_grant")),
        "it is not the code's fault"
    );
    let mut references = Vec::new();
    for page in [
        browser.get(&rp.ask().url).await,
        browser.get(back.url.as_str()).await,
        browser.submit(&form, "sign-in", &fields).await,
    ] {
        assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR, "{}: {}", page.url, page.text);
        assert_eq!(page.heading(), "Something went wrong on our side");
        references.push(page.element("reference").unwrap());
    }

    let_write(&program, true).await;
    assert_eq!(status(&install, "/readyz").await.0, StatusCode::OK);
    rp.redeem(&code, &redeemable).await.unwrap();
    assert!(rp.redeem(&code, &redeemable).await.is_err(), "once");
    let answer = browser.get(back.url.as_str()).await;
    assert_eq!(answer.url.host_str(), Some("rp.example"), "{}", answer.text);
    rp.hear(&away, &answer).await;
    rp.hear(&reading, &browser.submit(&form, "sign-in", &fields).await).await;
    let log = program.log(&references[2]).await;
    for reference in references {
        assert!(log.contains(&reference), "{reference} is not in {log}");
    }
}

#[tokio::test]
async fn an_install_that_can_not_write_says_so_and_does_not_start() {
    let world = SmallWorld::start(Settings::default()).await;
    let install = Install::new(&world, &Setup::default());
    let mut command = Command::new("/bin/sh");
    let limited = "ulimit -f 8; trap '' XFSZ; exec \"$@\"";
    command.env_clear().args(["-c", limited, "sh", crate::support::program::PROGRAM]);
    command.env("ATLOGIN_LISTEN", "127.0.0.1:0").arg("--state-dir").arg(install.state_dir());
    let (status, output, log) = Program::spawn(command).end().await;
    assert_eq!(status.code(), Some(1));
    assert!(output.is_empty() && log.contains("atlogin.db"), "{log}");
    // The next start, on a disk with room, is not harmed by the first.
    install.start().await.kill().await;
}

/// Waits for real: SQLite has its five seconds for a lock, and what queues behind has five more.
#[tokio::test]
async fn a_lock_that_another_process_holds_delays_and_then_refuses_but_redeems_nothing_twice() {
    let mut scene = Scene::open().await;
    let (code, question) = scene.code().await;
    let rp = scene.relying_party().await;
    let lock = lock(&scene).await;
    let ready = scene.daemon.request(reqwest::Method::GET, "/readyz").send();
    let (refused, ready) = tokio::join!(rp.redeem(&code, &question), ready);
    assert!(refused.is_err_and(|error| !error.contains("invalid_grant")));
    assert_eq!(ready.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
    drop(lock);
    // The code's minute is measured by the movable clock, which stood still.
    rp.redeem(&code, &question).await.unwrap();
    assert!(rp.redeem(&code, &question).await.is_err());
}

async fn lock(scene: &Scene) -> sqlx::SqliteConnection {
    use sqlx::{ConnectOptions, Executor};
    let file = scene.daemon.database();
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    let mut connection = options.connect().await.unwrap();
    connection.execute("BEGIN IMMEDIATE").await.unwrap();
    connection
}

#[tokio::test]
async fn a_login_leaves_nothing_of_itself_when_all_of_it_has_expired() {
    let mut scene = Scene::open().await;
    scene.code().await;
    let rows = "SELECT (SELECT count(*) FROM pending_login) + (SELECT count(*) FROM pds_request)
                     + (SELECT count(*) FROM authorization_code)";
    assert_eq!(scene.daemon.count(rows).await, 3);
    scene.daemon.hand.advance(3 * 24 * 60 * 60);
    scene.daemon.housekeep().await;
    assert_eq!(scene.daemon.count(rows).await, 0);
}

#[tokio::test]
async fn a_database_that_others_can_read_is_told_of_by_check_config_and_at_the_start() {
    use std::os::unix::fs::PermissionsExt;
    let world = SmallWorld::start(Settings::default()).await;
    let install = Install::new(&world, &Setup::default());
    install.start().await.kill().await;
    let warns = async || {
        let checked = install.command().arg("check-config").output().await.unwrap();
        assert!(checked.status.success());
        let said = String::from_utf8(checked.stdout).unwrap();
        let program = install.start().await;
        program.signal("TERM").await;
        let (_, _, log) = program.end().await;
        [said, log].map(|said| said.contains("atlogin.db has mode 0644"))
    };
    assert_eq!(warns().await, [false, false]);
    let database = install.state_dir().join("atlogin.db");
    std::fs::set_permissions(database, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(warns().await, [true, true]);
}
