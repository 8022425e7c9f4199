//! A proxy that `trusted_proxies` does not name: nothing it says is believed, and its operator is told.

use crate::small_world::{Settings, SmallWorld};
use crate::support::program::bare;
use crate::support::{Install, Setup, raw};

const TO_WRITE: &str = "trusted_proxies = [\"127.0.0.1\"]";

/// What the log says of trusted proxies while a daemon behind `setup` gets a request with these headers,
/// twice each.
async fn log_of(setup: &Setup, headers: &[&str]) -> Vec<String> {
    let world = SmallWorld::start(Settings { tls: setup.tls, ..Settings::default() }).await;
    let install = Install::new(&world, setup);
    let program = install.start().await;
    let host = install.url.split_once("://").unwrap().1;
    for header in headers.iter().flat_map(|header| [header; 2]) {
        let request = format!(
            "GET /healthz HTTP/1.1\r\nhost: {host}\r\n{header}\r\nconnection: close\r\n\r\n"
        );
        let answer = raw::exchange(install.address, request.as_bytes()).await;
        assert_eq!(raw::statuses(&answer), [200]);
    }
    program.signal("TERM").await;
    let (_, _, log) = program.end().await;
    log.lines().filter(|line| line.contains("trusted_proxies")).map(str::to_owned).collect()
}

#[tokio::test]
async fn the_first_request_that_an_unnamed_proxy_forwards_is_told_once_with_what_to_write() {
    let forwarded = ["x: y", "x-forwarded-for: 198.51.100.1", "forwarded: for=198.51.100.1"];
    let said = log_of(&Setup::default(), &forwarded).await;
    assert!(said.len() == 1 && said[0].contains("WARN"), "{said:#?}");
    assert!(said[0].contains(TO_WRITE) && said[0].contains("no limit by address"), "{said:#?}");
    let of_forwarded = log_of(&Setup::default(), &forwarded[2..]).await;
    assert_eq!(of_forwarded.len(), 1, "{of_forwarded:#?}");

    let named = Setup { top: TO_WRITE, ..Setup::default() };
    assert_eq!(log_of(&named, &forwarded).await, Vec::<String>::new());
    assert_eq!(log_of(&Setup::default(), &forwarded[..1]).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_start_at_an_https_address_tells_of_a_proxy_that_is_not_named() {
    let https = Setup { https: Some("https://login.example"), tls: true, ..Setup::default() };
    let said = log_of(&https, &[]).await;
    assert!(said.len() == 1 && said[0].contains("WARN"), "{said:#?}");
    assert!(said[0].contains(TO_WRITE) && said[0].contains("no limit by address"), "{said:#?}");
    let named = Setup { top: TO_WRITE, ..https };
    assert_eq!(log_of(&named, &[]).await, Vec::<String>::new());
}

#[tokio::test]
async fn check_config_promises_no_limit_by_address_behind_an_unnamed_proxy() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("atlogin.toml");
    let checked = async |text: &str| {
        std::fs::write(&file, text).unwrap();
        let mut command = bare();
        command.arg("--config").arg(&file).arg("--state-dir").arg(place.path().join("state"));
        let checked = command.arg("check-config").output().await.unwrap();
        assert!(checked.status.success());
        String::from_utf8(checked.stdout).unwrap()
    };
    let https = "public_url = \"https://login.example.org\"\n";
    let said = checked(https).await;
    assert!(said.contains(":1: public_url is https") && said.contains(TO_WRITE), "{said}");
    assert!(!said.contains("120 logins from an address"), "{said}");
    let unix = checked(&format!("{https}listen = \"unix:/run/atlogin/http.sock\"\n")).await;
    assert!(unix.contains("trusted_proxies = [\"unix\"]"), "{unix}");

    for good in [format!("{https}{TO_WRITE}\n"), format!("{https}listen = \"192.0.2.1:9411\"\n")] {
        let said = checked(&good).await;
        assert!(!said.contains("But have a look"), "{said}");
        assert!(said.contains("120 logins from an address"), "{said}");
    }
}
