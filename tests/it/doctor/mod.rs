//! `atlogin doctor`, run as an operator runs it: seeded faults that it has to name, and healthy set-ups at
//! which it has to be silent.

mod arrival;
mod certificates;
mod healthy;
mod house;
mod matrix;
mod names;
mod proxy;
mod server;

use std::time::Duration;

use atlogin::clock::Clock;

use self::certificates::Shows;
use self::house::{House, Outside, SOMEWHERE};
use self::proxy::Does;
use crate::small_world::{Settings, SmallWorld};
use crate::support::{Daemon, Setup};

/// The fault that is found, which of its names, and a part of what to type.
type Expected = (&'static str, &'static str);

/// Whether the doctor finds this one among others, and says what to type.
async fn assert_among(house: &House, seeded: &str, (id, to_type): Expected) {
    let found = house.findings(&[]).await;
    let to_do = found.one(id)["do"].as_str().unwrap().to_owned();
    assert!(to_do.contains(to_type), "{seeded}: {to_do}");
}

/// Whether the doctor finds this one alone, and says what to type.
async fn assert_found(house: &House, seeded: &str, (id, to_type): Expected) {
    let found = house.findings(&[]).await;
    assert_eq!(found.alarms(), [id], "{seeded}: {found:#?}");
    let finding = found.one(id);
    let to_do = finding["do"].as_str().unwrap();
    assert!(to_do.contains(to_type), "{seeded}: {to_do}");
    assert_eq!(found.code, i32::from(finding["severity"] == "fault"), "{seeded}");
}

#[tokio::test]
async fn a_healthy_set_up_is_well_in_a_few_lines() {
    let house = House::new().await;
    let ran = house.doctor(&[]).await;
    assert_eq!((ran.code, ran.log.as_str()), (0, ""), "{ran:?}");
    for line in ["state: well", "clock: well", "public address: well", "All is well."] {
        assert!(ran.said.lines().any(|it| it == line), "{line}: {}", ran.said);
    }
}

/// A header that means nothing.
const NOTHING: (&str, &str) = ("x-nothing", "1");
const CHALLENGE: &str = "<title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/x>";

/// What proxies do to answers, what the doctor calls it, and a word of what it says to type.
const PROXIES: &[(Does, &str, &str)] = &[
    (Does::Lose("/client-metadata.json"), "public-address/path", "proxy_pass"),
    (Does::Lose("/.well-known/"), "public-address/path", "location"),
    (Does::Lose("/authorize"), "public-address/path", "nginx -T"),
    (Does::Lose("/"), "public-address/another-site", "server_name login.example.org"),
    (
        Does::Say(200, "text/html", "<h1>Welcome to nginx!</h1>", NOTHING),
        "public-address/another-site",
        "server_name",
    ),
    (Does::Say(403, "text/html", CHALLENGE, NOTHING), "public-address/challenge", "Skip"),
    (
        Does::Say(403, "text/html", "x", ("cf-mitigated", "challenge")),
        "public-address/challenge",
        "login.example.org",
    ),
    (
        Does::Say(503, "text/html", "<p>Checking your browser", NOTHING),
        "public-address/challenge",
        "Anubis",
    ),
    (
        Does::Say(401, "text/html", "x", ("www-authenticate", "Basic realm=x")),
        "public-address/login-wall",
        "auth_basic off",
    ),
    (
        Does::Say(200, "text/html", "<input type=\"password\">", NOTHING),
        "public-address/login-wall",
        "bypass",
    ),
    (
        Does::Redirect(302, "https://auth.example.org/?rd=x"),
        "public-address/login-wall",
        "skip_auth_routes",
    ),
    (Does::Redirect(301, "https://www.example.org"), "public-address/redirect", "public_url"),
    (Does::Redirect(308, "http://login.example.org"), "public-address/redirect", "return 30"),
    (Does::Slash, "public-address/redirect", "rewrite"),
    (Does::Say(403, "text/html", "Forbidden", NOTHING), "public-address/forbidden", "deny"),
    (
        Does::Say(502, "text/html", "Bad Gateway", NOTHING),
        "public-address/proxy-error",
        "systemctl status atlogin",
    ),
    (
        Does::Say(521, "text/html", "Web server is down", NOTHING),
        "public-address/proxy-error",
        "curl -i",
    ),
    (Does::Host("127.0.0.1:9411"), "public-address/host", "proxy_set_header Host $host"),
    (Does::Type("text/plain"), "public-address/not-json", "default_type"),
    (Does::Type("application/octet-stream"), "public-address/not-json", "Content-Type"),
    (
        Does::Replace("\"keys\":[{", "\"keys\":[],\"x\":[{"),
        "public-address/client-keys",
        "restart atlogin",
    ),
    (Does::Replace("{", "<!-- x -->{"), "public-address/altered", "sub_filter"),
    (
        Does::Replace("\"client_id\":\"https", "\"client_id\":\"http"),
        "public-address/client-id",
        "public_url",
    ),
    (
        Does::Replace("client-metadata.json\"", "client-metadata.json/\""),
        "public-address/client-id",
        "public_url",
    ),
    (
        Does::Replace("\"issuer\":\"https", "\"issuer\":\"http"),
        "public-address/issuer",
        "check-config",
    ),
    (Does::LoseQuery, "public-address/query", "$uri"),
    (Does::Refuse("POST"), "public-address/post", "limit_except"),
    (Does::ForwardNobody, "public-address/forwarded-for", "$proxy_add_x_forwarded_for"),
    (Does::ForwardIfNone, "public-address/forged-forwarded-for", "if-none"),
    (Does::Wait(Duration::from_millis(2100)), "public-address/slow", "time_connect"),
];

#[tokio::test]
async fn what_a_proxy_does_to_the_answers_is_named() {
    let house = House::new().await;
    for (does, id, to_type) in PROXIES {
        house.proxy_does(does.clone());
        assert_found(&house, &format!("{does:?}"), (id, to_type)).await;
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_certificate_is_named() {
    let house = House::new().await;
    for (shows, id, to_type) in [
        (Shows::Expired, "public-address/certificate-expired", "certbot renew"),
        (Shows::Early, "public-address/certificate-not-yet-valid", "timedatectl"),
        (Shows::OtherName, "public-address/certificate-name", "-d login.example.org"),
        (Shows::Incomplete, "public-address/certificate-untrusted", "fullchain.pem"),
        (Shows::SelfSigned, "public-address/certificate-untrusted", "fullchain.pem"),
        (Shows::PlainHttp, "public-address/no-tls", "listen 443 ssl"),
    ] {
        house.proxy_shows(shows);
        assert_found(&house, &format!("{shows:?}"), (id, to_type)).await;
    }
}

#[tokio::test]
async fn what_is_wrong_with_names_is_named() {
    let house = House::new().await;
    for (addresses, id, to_type) in [
        (None, "public-address/no-dns", "A record"),
        (Some(&["192.168.1.5"][..]), "public-address/private-dns", "private_hosts"),
        (Some(&["100.64.0.9"]), "public-address/private-dns", "dns_server"),
        (Some(&["fd00::5"]), "public-address/private-dns", "AAAA"),
        (Some(&[SOMEWHERE, "10.0.0.1"]), "public-address/private-beside", "zone"),
    ] {
        house.dns_says("login.example.org", addresses);
        assert_found(&house, &format!("{addresses:?}"), (id, to_type)).await;
    }
}

#[tokio::test]
async fn what_is_wrong_with_the_way_to_the_public_address_is_named() {
    let mut house = House::new().await;
    let port = house.proxy.address.port().to_string();
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = format!("login.example.org=127.0.0.1:{port}\", \"login.example.org=[::1]:1");
    house.configure(&format!("login.example.org=127.0.0.1:{port}"), &nobody);
    assert_found(&house, "dead IPv6", ("public-address/ipv6", "AAAA")).await;
    house.configure(&nobody, "login.example.org=127.0.0.1:1");
    assert_found(&house, "nobody listens", ("public-address/refused", "ss -ltnp")).await;
    let silent = format!("login.example.org={}", silent.local_addr().unwrap());
    house.configure("login.example.org=127.0.0.1:1", &silent);
    assert_found(&house, "silent", ("public-address/no-answer", "firewall")).await;
}

#[tokio::test]
async fn what_is_wrong_outside_is_named() {
    let mut house = House::new().await;
    for (outside, id, to_type) in [
        (Outside { wrong_by: 3600, ..Outside::WELL }, "clock/wrong", "timedatectl"),
        (Outside { wrong_by: -100, ..Outside::WELL }, "clock/wrong", "timedatectl"),
        (Outside { wrong_by: 30, ..Outside::WELL }, "clock/drifts", "timedatectl"),
        (Outside { status: 503, ..Outside::WELL }, "directory/odd-answer", "curl -v"),
        (Outside { status: 503, ..Outside::WELL }, "servers/odd-answer", "bsky.social"),
        (
            Outside { is_challenge: true, ..Outside::WELL },
            "servers/challenge",
            "another public address",
        ),
    ] {
        *house.outside.lock().unwrap() = outside;
        assert_among(&house, &format!("{outside:?}"), (id, to_type)).await;
    }
    *house.outside.lock().unwrap() = Outside::WELL;
    house.nobody_listens_at("bsky.social");
    assert_found(&house, "bsky.social", ("servers/unreachable", "firewall")).await;
    house.nobody_listens_at("plc.directory");
    assert_among(&house, "plc.directory", ("directory/unreachable", "curl -v")).await;
    house.names.zone.lock().unwrap().fails = true;
    assert_among(&house, "DNS fails", ("dns/no-answer", "dig @127.0.0.1")).await;
    assert_among(&house, "DNS fails", ("public-address/dns-unavailable", "dig +trace")).await;
    house.names.zone.lock().unwrap().silent = true;
    assert_among(&house, "silent DNS", ("dns/no-answer", "dns_server")).await;
}

#[tokio::test]
async fn what_is_wrong_in_the_configuration_and_the_state_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let mut house = House::new().await;
    let trusted = "trusted_proxies = [\"127.0.0.1\"]";
    house.configure(trusted, "");
    assert_found(&house, "forgotten proxy", ("configuration/unnamed-proxy", trusted)).await;
    house.configure("public_url =", &format!("{trusted}\ntry_it = true\npublic_url ="));
    assert_found(&house, "Try it", ("configuration/warning", "check-config")).await;
    house.configure("try_it = true", "");
    let database = house.daemon.database();
    let mode = |mode| std::fs::set_permissions(&database, std::fs::Permissions::from_mode(mode));
    mode(0o644).unwrap();
    assert_found(&house, "open database", ("state/open-to-others", "chmod 0600")).await;
    mode(0o600).unwrap();
    house.nobody_runs();
    assert_found(&house, "nobody runs", ("state/not-running", "systemctl start atlogin")).await;
    house
        .daemon
        .change(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'newer', 1, x'00', 0)",
        )
        .await;
    assert_among(&house, "newer schema", ("state/newer-schema", "atlogin restore")).await;
    house.daemon.stop().await;
    std::fs::write(&database, "SQLite format 3\0 and then nothing of it").unwrap();
    assert_among(&house, "damaged", ("state/damaged", "atlogin restore")).await;
    std::fs::remove_file(&database).unwrap();
    assert_among(&house, "no database", ("state/no-database", "--state-dir")).await;
    house.configure("public_url = \"https", "public_url = \"http");
    let ran = house.doctor(&[]).await;
    assert_eq!((ran.code, ran.said.as_str()), (2, ""), "{ran:?}");
    assert!(ran.log.contains("mistake in the configuration"), "{ran:?}");
}

#[tokio::test]
async fn what_is_wrong_with_a_relying_party_is_named() {
    let mut house = House::new().await;
    for (status, id) in [
        (404, "relying-party/backchannel-status"),
        (500, "relying-party/backchannel-status"),
        (302, "relying-party/backchannel-redirect"),
    ] {
        *house.logout.lock().unwrap() = status;
        assert_found(&house, &status.to_string(), (id, "curl -i -d logout_token=x")).await;
    }
    *house.logout.lock().unwrap() = 400;
    house.dns_says("rp.example", None);
    assert_found(&house, "no DNS", ("relying-party/no-dns", "dig +short rp.example")).await;
    house.dns_says("rp.example", Some(&[SOMEWHERE]));
    house.configure(
        "backchannel_logout_uri = \"http://127.0.0.1:",
        "backchannel_logout_uri = \"http://127.0.0.1:1/",
    );
    let unreachable = ("relying-party/backchannel-unreachable", "backchannel_logout_private");
    assert_found(&house, "nobody listens", unreachable).await;
}

/// The `account/` finding of a run for this account, if any, and the steps before it.
async fn followed(daemon: &Daemon, account: &str) -> (Option<String>, String) {
    let ran = daemon.command(&["doctor", "--json", "--as", account]).await;
    let told: serde_json::Value =
        serde_json::from_str(&ran.said).unwrap_or_else(|_| panic!("{ran:?}"));
    let ids = told["findings"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap());
    let id = ids.filter(|id| id.starts_with("account/")).map(str::to_owned).next();
    (id, told["steps"].to_string())
}

#[tokio::test]
async fn an_account_is_followed_step_by_step_and_the_step_that_ends_a_sign_in_is_named() {
    let world = SmallWorld::start(Settings::default()).await;
    let alice = world.account(&world.pds(), "alice.pds.test").await;
    let time = (Clock::system(), Clock::movable(0).1);
    let daemon = Daemon::start(&world, Setup::default(), time).await;
    for named in ["alice.pds.test", alice.did()] {
        let (found, steps) = followed(&daemon, named).await;
        assert_eq!(found, None, "{steps}");
        for step in [alice.did(), "its data is at", "takes us for a client"] {
            assert!(steps.contains(step), "{step}: {steps}");
        }
    }
    for (named, id) in [
        ("nobody.pds.test", "account/unknown"),
        ("no handle", "account/unknown"),
        ("\u{1b}[2J", "account/unknown"),
    ] {
        let (found, steps) = followed(&daemon, named).await;
        assert_eq!(found.as_deref(), Some(id), "{named}: {steps}");
    }
    world.lie(|lies| {
        lies.server_metadata.status(500);
    });
    let (found, steps) = followed(&daemon, "alice.pds.test").await;
    assert_eq!(found.as_deref(), Some("account/server"), "{steps}");
    world.be_honest();
    world.go_out();
    let (found, steps) = followed(&daemon, "alice.pds.test").await;
    assert_eq!(found.as_deref(), Some("account/server"), "{steps}");
}

#[tokio::test]
async fn what_strangers_answer_moves_no_cursor_and_is_cut() {
    let house = House::new().await;
    house.proxy_does(Does::Replace(
        "\"client_id\":\"https",
        "\"client_id\":\"\\u001b[2J\\n\\u202exxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\
         xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    ));
    let ran = house.doctor(&[]).await;
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.said.contains("public-address/client-id") && ran.said.contains("u{1b}[2J"),
        "{ran:?}"
    );
    assert!(!ran.said.contains(['\u{1b}', '\u{202e}']), "{ran:?}");
    assert!(!ran.said.contains(&"x".repeat(160)), "{ran:?}");
}
