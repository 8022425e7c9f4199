//! Host names that resolve to where we must not go: on the internet, to anything but public
//! addresses; and what a stranger can learn from our refusal (SSRF, DNS rebinding).
//!
//! A public login cannot succeed here: all honest servers of the tests are on loopback addresses.

use std::net::IpAddr;
use std::time::Duration;

use tokio::time::Instant;

use super::stage::{Stage, error_of, is_the_fault_of_a_server};
use super::trap::Trap;
use crate::support::Setup;

/// Addresses that nobody on the internet has.
const NOT_PUBLIC: [&str; 34] = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.88.88.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
];

/// A daemon on the internet, as far as it knows.
async fn public() -> Stage {
    Stage::with(false, async |world| {
        let dns = world.dns_server();
        let network = format!(
            "network = \"public\"\nplc_url = \"https://plc.directory\"\ndns_server = \"{dns}\"\n"
        );
        // One server is named more often than a new one may be.
        let more = "[limits]\nlogins_per_server = \"off\"\n";
        Setup { network: Some(network), top: NO_BUTTONS, more, ..Setup::default() }
    })
    .await
}

/// Nobody answers here under the names of well-known servers, which must not be taken for no network at all.
const NO_BUTTONS: &str = "servers = []\nsign_up_servers = []";

/// From now on `host` resolves to these, one list after the other.
fn resolve(stage: &Stage, host: &str, turns: &[&[&str]]) {
    let parse = |texts: &&[&str]| -> Vec<IpAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    };
    let turns: Vec<_> = turns.iter().map(parse).collect();
    stage.world.lie(|lies| _ = lies.dns.addresses.insert(host.to_owned(), turns.clone()));
}

fn addresses_asked(stage: &Stage, host: &str) -> usize {
    let seen = stage.world.seen();
    seen.iter().filter(|seen| seen.method == "A" && seen.path == host).count()
}

/// Names by which a stranger can make us connect, and what he types to do so.
const WAYS: [(&str, &str, Option<&str>); 4] = [
    ("the handle's web server", "victim.example.com", None),
    ("the host of a did:web", "named.example.com", Some("did=did:web:victim.example.com")),
    ("a server", "https://victim.example.com", None),
    ("the directory", "plc.example.com", Some("did=did:plc:aaaaaaaaaaaaaaaaaaaaaaaa")),
];

#[tokio::test]
async fn no_name_leads_to_an_address_that_is_not_public() {
    let mut stage = public().await;
    // An ordinary user may not listen there; then the log alone is the witness.
    let trap = Trap::try_set("127.88.88.1:443").await.ok();
    for address in NOT_PUBLIC {
        stage.world.be_honest();
        resolve(&stage, "victim.example.com", &[&[address]]);
        resolve(&stage, "plc.directory", &[&[address]]);
        for (way, typed, record) in WAYS {
            if let Some(record) = record {
                stage.world.publish_txt(&format!("_atproto.{typed}"), &[record]);
            }
            stage.log.take();
            let page = stage.refused(typed).await;
            assert!(is_the_fault_of_a_server(&page), "{way} at {address}: {}", page.text);
            // The refusal itself is one of many in this second, and only the first of them are written.
            let log = stage.log.take();
            assert!(
                log.contains("private address, which is not used"),
                "{way} at {address}: {log}"
            );
        }
    }
    if let Some(trap) = trap {
        assert_eq!(trap.knocks().await, 0);
    }
}

/// A name that has a public address too leads to that one alone. Nobody has the one here.
#[tokio::test]
async fn a_private_address_beside_a_public_one_is_not_connected_to() {
    let mut stage = public().await;
    let trap = Trap::try_set("127.88.88.2:443").await.ok();
    for mixed in [["2d00::1", "127.88.88.2"], ["127.88.88.2", "2d00::1"], ["fd00::1", "2d00::1"]] {
        stage.world.be_honest();
        resolve(&stage, "victim.example.com", &[&mixed]);
        for typed in ["victim.example.com", "https://victim.example.com"] {
            let page = stage.refused(typed).await;
            assert!(is_the_fault_of_a_server(&page), "{mixed:?}: {}", page.text);
            let log = stage.log.take();
            assert!(log.contains("this name leads to a private address"), "{mixed:?}: {log}");
            assert!(!log.contains("an address that is not admitted"), "{mixed:?}: {log}");
        }
    }
    if let Some(trap) = trap {
        assert_eq!(trap.knocks().await, 0);
    }
}

/// The operator's word opens one name to the addresses beside it, and proves nobody.
#[tokio::test]
async fn a_private_host_is_reached_under_its_own_name_alone() {
    let trap = Trap::set("127.0.0.1:0").await;
    let address = format!("victim.example.com=127.0.0.1:{}", trap.port());
    let mut stage = Stage::with(false, async |world| {
        let network = format!(
            "network = {{ private_hosts = [\"{address}\"] }}\ndns_server = \"{}\"\n",
            world.dns_server()
        );
        Setup { network: Some(network), top: NO_BUTTONS, ..Setup::default() }
    })
    .await;
    let mut knocks = 0;
    for (typed, reached) in [
        ("https://victim.example.com", true),
        ("https://other.example.com", false),
        ("https://x.victim.example.com", false),
    ] {
        resolve(&stage, "other.example.com", &[&["127.0.0.1"]]);
        resolve(&stage, "x.victim.example.com", &[&["127.0.0.1"]]);
        let page = stage.refused(typed).await;
        assert!(is_the_fault_of_a_server(&page), "{typed}: {}", page.text);
        knocks += usize::from(reached);
        assert_eq!(trap.knocks().await, knocks, "{typed}");
    }
    assert_eq!(addresses_asked(&stage, "victim.example.com"), 0, "DNS is not asked");
    for typed in ["https://victim.example.com:8443", "http://127.0.0.1"] {
        assert_eq!(stage.refused(typed).await.status.as_u16(), 422, "{typed}");
    }
    assert_eq!(trap.knocks().await, knocks);
}

#[tokio::test]
async fn a_private_host_needs_a_certificate_like_any_other() {
    let mut stage = Stage::with(true, async |world| {
        let (port, dns) = (world.pds().port(), world.dns_server());
        let network = format!(
            "network = {{ private_hosts = [\"victim.example.com=127.0.0.1:{port}\"] }}\n\
             dns_server = \"{dns}\"\n"
        );
        Setup { network: Some(network), top: NO_BUTTONS, ..Setup::default() }
    })
    .await;
    stage.world.forget_seen();
    let page = stage.refused("https://victim.example.com").await;
    assert!(is_the_fault_of_a_server(&page), "{}", page.text);
    let log = stage.log.take();
    assert!(log.contains("certificate"), "{log}");
    // DNS was asked whether the name is a handle.
    let seen = stage.world.seen();
    assert!(seen.iter().all(|seen| seen.server == "dns"), "{seen:?}");
}

#[tokio::test]
async fn a_refused_name_is_not_asked_for_again_in_the_same_login() {
    let mut stage = public().await;
    resolve(&stage, "victim.example.com", &[&["127.0.0.1"], &["1.1.1.1"]]);
    stage.refused("https://victim.example.com").await;
    assert_eq!(addresses_asked(&stage, "victim.example.com"), 1);
}

#[tokio::test]
async fn addresses_and_names_of_no_host_on_the_internet_are_not_typed() {
    let mut stage = public().await;
    stage.world.forget_seen();
    for typed in [
        "127.0.0.1",
        "https://127.0.0.1",
        "https://127.0.0.1:443",
        "https://2130706433",
        "https://0x7f.1",
        "https://017700000001",
        "https://[::1]",
        "https://[::ffff:127.0.0.1]",
        "localhost",
        "https://localhost",
        "http://localhost:2583",
        "https://localhost.",
        "https://metadata.google.internal",
        "metadata.google.internal",
        "https://pds.test",
        "alice.pds.test",
        "https://printer.local",
        "https://pds",
        "https://victim.example.com:22",
        "https://victim.example.com:6667",
        "https://user@victim.example.com",
        "https://victim.example.com/path",
        "file:///etc/passwd",
        "gopher://victim.example.com",
        "did:web:localhost%3A2583",
        "did:web:metadata.google.internal",
        "did:web:pds.test",
    ] {
        let page = stage.refused(typed).await;
        assert_eq!(page.status.as_u16(), 422, "{typed}: {}", page.text);
    }
    assert!(stage.world.seen().is_empty(), "{:?}", stage.world.seen());
}

/// We are an authorization server too, of another kind: nobody can make us ask ourselves in circles.
#[tokio::test]
async fn our_own_address_is_no_server_to_sign_in_at() {
    let mut stage = Stage::open().await;
    let own = stage.daemon.url.clone();
    for typed in [own.as_str(), &stage.daemon.address.to_string()] {
        let page = stage.refused(typed).await;
        assert!(error_of(&page).contains("is not a server to sign in at"), "{}", page.text);
    }
    let alice = stage.alice.clone();
    let mut document = stage.world.document(&alice);
    document["service"][0]["serviceEndpoint"] = own.into();
    stage.world.publish_document(&alice, document);
    stage.refused(alice.handle()).await;
    assert_eq!(stage.asked("/oauth/par"), 0);
}

/// The address that was checked is the address that is connected to: one question, one connection.
#[tokio::test]
async fn a_name_that_is_rebound_gains_nothing() {
    let mut stage = Stage::open().await;
    let trap = Trap::set("127.0.0.1:0").await;
    let server = format!("https://rebound.pds.test:{}", trap.port());
    resolve(&stage, "rebound.pds.test", &[&["127.0.0.1"], &["10.0.0.1"]]);
    stage.refused(&server).await;
    assert_eq!(trap.knocks().await, 1, "allowed, so tried");
    assert_eq!(addresses_asked(&stage, "rebound.pds.test"), 1);
    stage.log.take();
    stage.refused(&server).await;
    assert_eq!(trap.knocks().await, 1, "asked afresh, and refused");
    assert_eq!(addresses_asked(&stage, "rebound.pds.test"), 2);
    assert!(stage.log.take().contains("an address that is not admitted"));
    stage.honest_again().await;
}

/// Between the shortest and the longest.
fn spread(times: &[Duration]) -> Duration {
    times.iter().max().unwrap().abs_diff(*times.iter().min().unwrap())
}

/// One sentence and about one time for what is refused, closed, open or broken behind a name, so that
/// strangers cannot use us to look around.
#[tokio::test]
async fn a_stranger_cannot_tell_refused_from_closed_from_open() {
    let mut stage = Stage::open().await;
    let open = Trap::set("127.0.0.1:0").await;
    let server = format!("https://probed.pds.test:{}", open.port());
    let (mut sentences, mut times) = (Vec::new(), Vec::new());
    // Only the first listens; the last three are refused before anything is sent.
    for address in ["127.0.0.1", "127.0.0.77", "10.0.0.1", "169.254.169.254", "fd00::1"] {
        resolve(&stage, "probed.pds.test", &[&[address]]);
        let started = Instant::now();
        let page = stage.refused(&server).await;
        times.push(started.elapsed());
        sentences.push((page.status, error_of(&page), page.text.len()));
    }
    assert_eq!(open.knocks().await, 1);
    assert!(sentences.iter().all(|sentence| *sentence == sentences[0]), "{sentences:#?}");
    assert!(spread(&times) < Duration::from_millis(500), "{times:?}");
    stage.honest_again().await;
}

#[tokio::test]
async fn a_stranger_on_the_internet_cannot_tell_what_is_here_either() {
    let mut stage = public().await;
    let open = Trap::try_set("127.88.88.3:443").await.ok();
    let (mut sentences, mut times) = (Vec::new(), Vec::new());
    for address in ["127.88.88.3", "127.88.88.4", "10.0.0.1", "::1"] {
        resolve(&stage, "victim.example.com", &[&[address]]);
        for typed in ["victim.example.com", "https://victim.example.com"] {
            let started = Instant::now();
            let page = stage.refused(typed).await;
            times.push(started.elapsed());
            sentences.push((typed, page.status, error_of(&page)));
        }
    }
    for pair in sentences.chunks(2) {
        assert_eq!(pair, &sentences[..2]);
    }
    assert!(spread(&times) < Duration::from_millis(500), "{times:?}");
    if let Some(open) = open {
        assert_eq!(open.knocks().await, 0);
    }
}
