//! Servers that break off, hand out cookies or show a stranger's certificate.

use super::stage::{Stage, is_the_fault_of_a_server};
use crate::small_world::lies::{Lies, Wire};
use crate::small_world::{Settings, SmallWorld};
use crate::support::Setup;

/// One answer that a login needs, and how it travels.
type Answer = (&'static str, fn(&mut Lies, Wire));

#[tokio::test]
async fn an_answer_that_breaks_off_is_none_and_nothing_is_sent_twice() {
    let answers: [Answer; 5] = [
        ("/did", |lies, wire| lies.did_document.wire = wire),
        ("/.well-known/oauth-protected-resource", |lies, wire| lies.resource_metadata.wire = wire),
        ("/.well-known/oauth-authorization-server", |lies, wire| lies.server_metadata.wire = wire),
        ("/oauth/par", |lies, wire| lies.par.wire = wire),
        ("/oauth/token", |lies, wire| lies.token.wire = wire),
    ];
    let mut stage = Stage::open().await;
    stage.signs_in("alice.pds.test").await;
    let document = format!("/{}", stage.alice.did());
    for (path, break_off) in answers {
        let path = if path == "/did" { document.as_str() } else { path };
        // Before the head, in the head, in the body.
        for bytes in [0, 20, 200] {
            stage.world.forget_seen();
            stage.world.lie(|lies| break_off(lies, Wire::CutOff(bytes)));
            let page = stage.refused("alice.pds.test").await;
            assert_eq!(page.status.as_u16(), 502, "{path} after {bytes} bytes");
            assert_eq!(stage.asked(path), 1, "{path} after {bytes} bytes");
            stage.honest_again().await;
        }
    }
}

/// A cookie would tell one login of a server from another, and people from each other.
#[tokio::test]
async fn a_server_that_sets_cookies_gets_none_back() {
    let mut stage = Stage::open().await;
    stage.world.lie(|lies| {
        for answer in [
            &mut lies.did_document,
            &mut lies.resource_metadata,
            &mut lies.server_metadata,
            &mut lies.par,
            &mut lies.token,
            &mut lies.revocation,
            &mut lies.profile,
        ] {
            answer.header("set-cookie", "id=1; Path=/; HttpOnly; SameSite=Lax");
        }
    });
    for _ in 0..2 {
        stage.signs_in("alice.pds.test").await;
    }
    for seen in stage.world.seen() {
        for header in ["cookie", "referer", "x-forwarded-for"] {
            // The person's own browser may have its cookies, but got none here.
            assert!(seen.header(header).is_none(), "{header} at {}", seen.path);
        }
        let coding = seen.header("accept-encoding");
        assert!(coding.is_none_or(|coding| coding == "identity"), "{coding:?} at {}", seen.path);
    }
}

/// In a test network one authority vouches for everybody, and no other.
#[tokio::test]
async fn a_server_under_another_authority_is_told_nothing() {
    let stranger = SmallWorld::start(Settings { tls: true, ..Settings::default() }).await;
    let port = stranger.pds().port();
    let mut stage = Stage::with(true, async |world| {
        let listed = format!(r#"hosts = ["stranger.internal=127.0.0.1:{port}", "#);
        let network = world.network_toml().replacen("hosts = [", &listed, 1);
        Setup { network: Some(network), ..Setup::default() }
    })
    .await;
    let page = stage.refused("https://stranger.internal").await;
    assert!(is_the_fault_of_a_server(&page), "{}", page.text);
    assert!(stranger.seen().is_empty(), "{:?}", stranger.seen());
    stage.honest_again().await;
}
