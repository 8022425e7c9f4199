//! Set-ups at which the doctor has nothing to say: a false alarm costs an operator an evening.

use super::house::{HOST, House, Outside, SOMEWHERE, keep_private};
use super::proxy::Does;
use crate::small_world::{Settings, SmallWorld};
use crate::support::{Daemon, Setup};
use atlogin::clock::Clock;
use atlogin::db::Lock;

async fn assert_well(house: &House, what: &str) {
    let found = house.findings(&[]).await;
    assert_eq!((found.code, found.alarms()), (0, vec![]), "{what}: {found:#?}");
}

#[tokio::test]
async fn the_ways_of_honest_proxies_are_no_alarm() {
    let house = House::new().await;
    for (does, what) in [
        (Does::Forward, "plain"),
        (Does::Add("strict-transport-security", "max-age=63072000"), "HSTS"),
        (Does::Add("server", "cloudflare"), "behind Cloudflare, without a challenge"),
        (Does::Add("cf-cache-status", "DYNAMIC"), "behind Cloudflare, not cached"),
        (Does::Add("via", "1.1 Caddy"), "Caddy"),
        (Does::Add("set-cookie", "lb=1; Path=/"), "a load balancer's cookie"),
        (Does::Add("alt-svc", "h3=\":443\""), "HTTP/3 beside it"),
        (Does::Add("age", "7"), "a cache of seconds"),
        (Does::Type("application/json; charset=utf-8"), "JSON with a character set"),
        (Does::Host("LOGIN.example.org"), "the host in capitals"),
        (Does::Host("login.example.org:443"), "the host with its port"),
    ] {
        house.proxy_does(does);
        assert_well(&house, what).await;
    }
}

#[tokio::test]
async fn clocks_and_names_as_they_are_in_the_world_are_no_alarm() {
    let house = House::new().await;
    *house.outside.lock().unwrap() = Outside { wrong_by: 4, ..Outside::WELL };
    assert_well(&house, "a clock some seconds off").await;
    house.dns_says(HOST, Some(&[SOMEWHERE, "149.112.112.112"]));
    assert_well(&house, "two addresses").await;
    house.dns_says(HOST, Some(&[SOMEWHERE, "2620:fe::fe"]));
    assert_well(&house, "both kinds of addresses").await;
    house.dns_says(HOST, Some(&["2620:fe::fe"]));
    assert_well(&house, "IPv6 alone").await;
}

#[tokio::test]
async fn settings_that_operators_choose_are_no_alarm() {
    let mut house = House::new().await;
    house.configure("listen = \"127.0.0.1:9411\"", "listen = \"unix:/run/atlogin/http.sock\"");
    house.configure("[\"127.0.0.1\"]", "[\"127.0.0.1\", \"unix\"]");
    assert_well(&house, "a unix socket").await;
    house.configure("listen = \"unix:/run/atlogin/http.sock\"", "listen = \"0.0.0.0:9411\"");
    house.configure("[\"127.0.0.1\", \"unix\"]", "[\"10.0.0.0/8\"]");
    assert_well(&house, "a proxy on another machine").await;
    let added = ["client", "add", "app", "--redirect-uri", "https://rp.example/other"];
    assert_eq!(house.daemon.command(&added).await.code, 0);
    assert_well(&house, "a client of the database").await;
    let native = ["client", "add", "phone", "--redirect-uri", "com.example.app:/cb", "--public"];
    let ran = house.daemon.command(&native).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_well(&house, "an app on a device").await;
}

#[tokio::test]
async fn a_public_url_with_a_path_is_no_alarm() {
    let house = House::with("/atlogin", "").await;
    assert_well(&house, "a path").await;
    house.proxy_does(Does::Lose("/.well-known/"));
    let found = house.findings(&[]).await;
    assert_eq!(found.alarms(), [""; 0], "only a note: {found:#?}");
    found.one("public-address/root-well-known");
    house.proxy_does(Does::Strip("/atlogin"));
    let found = house.findings(&[]).await;
    assert!(found.alarms().contains(&"public-address/path"), "{found:#?}");
}

#[tokio::test]
async fn a_daemon_for_this_machine_alone_is_no_alarm() {
    let world = SmallWorld::start(Settings::default()).await;
    let time = (Clock::system(), Clock::movable(0).1);
    let daemon = Daemon::start(&world, Setup::default(), time).await;
    keep_private(&daemon);
    let _lock = Lock::take(&daemon.database()).unwrap();
    let ran = daemon.command(&["doctor"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.said.contains("public address: well"), "{}", ran.said);
    assert!(ran.said.ends_with("All is well.\n"), "{}", ran.said);
}
