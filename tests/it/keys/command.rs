//! `atlogin keys`, beside a service that runs.

use crate::small_world::{Settings, SmallWorld};
use crate::support::{Install, Setup};

async fn keys(install: &Install, arguments: &[&str]) -> String {
    let mut command = install.command();
    let ended = command.arg("keys").args(arguments).output().await.unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    String::from_utf8(ended.stdout).unwrap()
}

fn lines(text: &str, state: &str) -> usize {
    text.lines().filter(|line| line.split_whitespace().nth(1) == Some(state)).count()
}

#[tokio::test]
async fn shows_rotates_and_drops_keys_while_the_service_runs() {
    let world = SmallWorld::start(Settings::default()).await;
    let install = Install::new(&world, &Setup::default());
    let before_first_start = install.command().args(["keys", "list"]).output().await.unwrap();
    assert_eq!(before_first_start.status.code(), Some(1));
    assert!(!install.state_dir().exists(), "looking makes nothing");
    let _running = install.start().await;

    let first = keys(&install, &["list"]).await;
    assert_eq!((lines(&first, "signing"), lines(&first, "next")), (3, 0), "{first}");
    let told = keys(&install, &["rotate"]).await;
    assert_eq!(lines(&told, "from"), 3, "{told}");
    let second = keys(&install, &["list"]).await;
    assert_eq!((lines(&second, "signing"), lines(&second, "next")), (3, 3), "{second}");
    assert_eq!(keys(&install, &["rotate"]).await, told, "those wait already");

    let told = keys(&install, &["rotate", "--compromised"]).await;
    assert!(told.contains("What this costs"), "{told}");
    let third = keys(&install, &["list"]).await;
    assert_eq!((lines(&third, "signing"), lines(&third, "next")), (3, 0), "{third}");
    for kid in second.lines().filter_map(|line| line.split_whitespace().last()) {
        assert!(kid.len() != 43 || !third.contains(kid), "{kid} is still there");
    }
}
