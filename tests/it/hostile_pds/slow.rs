//! Servers that answer slowly, endlessly or not at all. These tests wait for real deadlines: about 10 s
//! for one request, 20 s for one login, 3 s for a handle; all at once.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{Instant, timeout};

use super::stage::{Page, Stage};
use crate::small_world::lies::{AnswerLie, Lies, Wire, gzip_bomb};
use crate::small_world::{Account, Pds};
use crate::support::{Browser, Setup};

/// What one server does, and the longest that a login with it may take, in seconds.
type Way<'a> = (&'a str, u64, Lie<'a>);
type Lie<'a> = &'a dyn Fn(&mut Lies);

const DRIP: Duration = Duration::from_millis(500);

fn slow_body(lie: &mut AnswerLie) {
    lie.wire = Wire::SlowBody(DRIP);
}

/// One login at a server that has an account, in a browser of its own.
async fn login(stage: &Stage, account: &Account) -> (Duration, Page) {
    let mut browser = Browser::new(&stage.daemon, &stage.world);
    let question = stage.relying_party().await.ask();
    let form = browser.get(&question.url).await;
    let started = Instant::now();
    let page = browser.submit(&form, "sign-in", &[("account", account.handle())]).await;
    (started.elapsed(), page)
}

async fn lying_server(stage: &Stage, number: usize, way: &Way<'_>) -> (Pds, Account) {
    let pds = stage.world.add_pds(&format!("lying{number}")).await;
    let account = stage.world.account(&pds, &format!("person{number}.pds.test")).await;
    pds.lie(way.2);
    (pds, account)
}

/// Honest people sign in all the while, each within this time on a busy machine.
const UNHARMED: Duration = Duration::from_secs(5);

#[tokio::test]
async fn slow_and_endless_servers_end_at_their_deadlines_and_harm_nobody_else() {
    let mut stage = Stage::open().await;
    let ways: [Way<'_>; 16] = [
        ("a slow body of the resource metadata", 10, &|l| slow_body(&mut l.resource_metadata)),
        ("a slow head", 10, &|l| l.resource_metadata.wire = Wire::SlowHead(DRIP)),
        ("an endless head", 10, &|l| l.resource_metadata.wire = Wire::EndlessHead),
        ("an endless body", 10, &|l| l.resource_metadata.wire = Wire::EndlessBody),
        ("silence", 10, &|l| l.resource_metadata.wire = Wire::Silent),
        ("a slow body of the server metadata", 10, &|l| slow_body(&mut l.server_metadata)),
        ("an endless body of the server metadata", 10, &|l| {
            l.server_metadata.wire = Wire::EndlessBody;
        }),
        ("a bomb", 10, &|l| {
            l.server_metadata.body(gzip_bomb(100)).header("content-encoding", "gzip");
        }),
        ("a bomb that is not announced", 10, &|l| _ = l.server_metadata.body(gzip_bomb(100))),
        ("silence after the push", 10, &|l| l.par.wire = Wire::Silent),
        ("a slow answer to the push", 10, &|l| l.par.wire = Wire::SlowHead(DRIP)),
        ("an endless answer to the push", 10, &|l| l.par.wire = Wire::EndlessBody),
        ("silence after the code", 10, &|l| l.token.wire = Wire::Silent),
        ("slow tokens", 10, &|l| slow_body(&mut l.token)),
        ("endless tokens", 10, &|l| l.token.wire = Wire::EndlessBody),
        ("one slow answer after the other", 20, &|l| {
            // Each within its own 10 s, all together not within 20 s.
            l.resource_metadata.wire = Wire::SlowHead(Duration::from_millis(18));
            l.server_metadata.wire = Wire::SlowHead(Duration::from_millis(4));
            l.par.wire = Wire::SlowHead(Duration::from_millis(30));
        }),
    ];
    let mut people = Vec::new();
    for (number, way) in ways.iter().enumerate() {
        people.push(lying_server(&stage, number, way).await.1);
    }
    let victims = join_all(people.iter().map(|account| login(&stage, account)));
    let mut honest = 0;
    let ended = {
        let alice = stage.alice.clone();
        tokio::pin!(victims);
        loop {
            tokio::select! {
                ended = &mut victims => break ended,
                (took, page) = login(&stage, &alice) => {
                    assert!(took < UNHARMED, "{took:?}");
                    assert!(page.parameter("code").is_some(), "{}", page.text);
                    honest += 1;
                    tokio::time::sleep(Duration::from_millis(400)).await;
                }
            }
        }
    };
    assert!(honest >= 5, "{honest}");
    for ((name, seconds, _), (took, page)) in ways.iter().zip(ended) {
        assert!(took < Duration::from_secs(seconds + 3), "{name}: {took:?}");
        assert_eq!(page.status.as_u16(), 502, "{name}: {}", page.text);
    }
    assert_eq!(stage.given().await, 2 * honest, "codes and sessions of honest people only");
    stage.honest_again().await;
}

/// Names have three seconds, and too much of an answer is as good as none.
#[tokio::test]
async fn a_handle_that_is_slow_or_endless_to_resolve_is_given_up() {
    let long = format!("did={}", "x".repeat(60_000));
    let ways: [(&str, Lie<'_>); 8] = [
        ("a silent name server", &|l| l.dns.silent = true),
        ("a record of 60 kB", &|l| l.dns.txt = Some(vec![long.clone()])),
        ("500 DIDs", &|l| l.dns.txt = Some(vec!["did=did:web:a.example.com".to_owned(); 500])),
        ("a silent web server", &|l| l.atproto_did.wire = Wire::Silent),
        ("a slow web server", &|l| l.atproto_did.wire = Wire::SlowBody(DRIP)),
        ("an endless file", &|l| l.atproto_did.wire = Wire::EndlessBody),
        ("an endless head", &|l| l.atproto_did.wire = Wire::EndlessHead),
        ("a bomb", &|l| {
            l.atproto_did.body(gzip_bomb(100)).header("content-encoding", "gzip");
        }),
    ];
    let logins = ways.map(|(name, way)| async move {
        let mut stage = Stage::tls().await;
        let did = format!("did={}", stage.alice.did());
        if name.contains("name server") {
            // What the web server says alone would be a start.
            stage.world.unpublish_atproto_did("alice.pds.test");
        } else {
            stage.world.unpublish_txt(TXT);
        }
        stage.world.lie(way);
        let started = Instant::now();
        stage.refused("alice.pds.test").await;
        assert!(started.elapsed() < Duration::from_secs(5), "{name}: {:?}", started.elapsed());
        stage.world.publish_txt(TXT, &[&did]);
        stage
    });
    for mut stage in join_all(logins).await {
        stage.honest_again().await;
    }
}

const TXT: &str = "_atproto.alice.pds.test";

/// What a login does not depend on costs it three seconds at most.
#[tokio::test]
async fn silence_about_the_revocation_the_profile_or_the_handle_costs_no_login() {
    let ways: [Lie<'_>; 4] = [
        &|l| l.revocation.wire = Wire::Silent,
        &|l| l.profile.wire = Wire::Silent,
        &|l| l.profile.wire = Wire::EndlessBody,
        &|l| l.dns.silent = true,
    ];
    let logins = ways.map(|way| async move {
        let mut stage = Stage::with(false, async |_| Setup::default()).await;
        let did = stage.alice.did().to_owned();
        stage.world.lie(way);
        let login = timeout(Duration::from_secs(6), stage.signs_in(&did));
        let known = login.await.expect("within six seconds");
        assert_eq!(known.claims.subject().as_str(), did);
        stage
    });
    for mut stage in join_all(logins).await {
        stage.honest_again().await;
    }
}
