//! Answers that come from another server than the one that was asked (RFC 9207, RFC 9700 §4.4).

use std::collections::HashSet;

use super::stage::Stage;
use crate::small_world::{Pds, parameter};

#[tokio::test]
async fn refuses_a_callback_with_another_issuer_or_none_and_sends_no_code() {
    let mut stage = Stage::open().await;
    let other = stage.world.add_pds("other").await.issuer();
    let own = stage.world.pds().issuer();
    let wrong = [
        other.clone(),
        format!("{own}/"),
        own.to_uppercase(),
        own.replace("http://", "https://"),
        format!("{own}.evil.example"),
        String::new(),
    ];
    for iss in wrong.iter().map(Some).chain([None]) {
        stage.world.be_honest();
        stage.world.lie(|lies| match iss {
            Some(iss) => _ = lies.callback.set("iss", iss),
            None => _ = lies.callback.remove("iss"),
        });
        let page = stage.refused("alice.pds.test").await;
        assert_eq!(page.heading(), "We couldn’t confirm who you are", "{iss:?}");
        assert_eq!(stage.asked("/oauth/token"), 0, "{iss:?}: a code is sent to nobody");
    }
    stage.honest_again().await;
}

#[tokio::test]
async fn refuses_a_callback_with_two_issuers_two_codes_or_two_states() {
    let mut stage = Stage::open().await;
    let own = stage.world.pds().issuer();
    for (name, value) in [("iss", own.as_str()), ("code", "cod-x"), ("state", "x")] {
        stage.world.be_honest();
        stage.world.lie(|lies| {
            lies.callback.repeat(name, value);
        });
        stage.refused("alice.pds.test").await;
        assert_eq!(stage.asked("/oauth/token"), 0, "{name}");
    }
    stage.honest_again().await;
}

/// The evil server that was asked sends the person on to the honest one, whose code comes back under
/// the evil server's state: neither server may be given it.
#[tokio::test]
async fn the_code_of_an_honest_server_is_not_sent_to_the_evil_one_that_was_asked() {
    let mut stage = Stage::open().await;
    let evil = stage.world.add_pds("evil").await;
    stage.world.account(&evil, "mallory.pds.test").await;
    let (_, honest) = stage.up_to("/atproto/callback", "alice.pds.test").await;
    let honest = url::Url::parse(&honest).unwrap();
    let of = |name| honest.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    let (code, iss) = (of("code"), of("iss"));
    evil.lie(|lies| {
        lies.callback.set("code", &code).set("iss", &iss);
    });
    let page = stage.refused(&Stage::server_of(&evil)).await;
    assert_eq!(page.heading(), "We couldn’t confirm who you are");
    assert_eq!(stage.asked("/oauth/token"), 0);
    stage.honest_again().await;
}

/// A refusal from elsewhere refuses nothing (RFC 9207 §2.4): the relying party does not hear of it. One
/// that names nobody counts: see `a_refusal_that_names_no_issuer_is_one`.
#[tokio::test]
async fn refuses_a_refusal_that_is_not_from_the_server_that_was_asked() {
    let mut stage = Stage::open().await;
    let other = stage.world.add_pds("other").await.issuer();
    for (error, iss) in [
        ("access_denied", other.clone()),
        ("server_error", other.clone()),
        ("access_denied", format!("{}/", stage.world.pds().issuer())),
    ] {
        stage.world.be_honest();
        stage.world.lie(|lies| {
            lies.callback.error(error, "no").set("iss", &iss);
        });
        let page = stage.refused("alice.pds.test").await;
        assert_eq!(page.heading(), "We couldn’t confirm who you are", "{error} {iss}");
    }
    stage.honest_again().await;
}

/// It proves nobody, and only this sign-in has its `state`.
#[tokio::test]
async fn a_refusal_that_names_no_issuer_is_one() {
    let mut stage = Stage::open().await;
    stage.world.lie(|lies| {
        lies.callback.error("access_denied", "User denied the request").remove("iss");
    });
    let (question, page) = stage.attempt("alice.pds.test").await;
    assert_eq!(page.url.host_str(), Some("rp.example"), "{}", page.text);
    assert_eq!(page.parameter("error").as_deref(), Some("access_denied"));
    assert_eq!(page.parameter("state"), Some(question.state));
    stage.world.be_honest();
    stage.world.lie(|lies| {
        lies.callback.error("server_error", "no").remove("iss");
    });
    let page = stage.refused("alice.pds.test").await;
    assert_eq!(page.heading(), "Your server didn’t finish the sign-in");
    stage.honest_again().await;
}

#[tokio::test]
async fn state_challenge_and_key_are_of_one_login_at_one_server() {
    let mut stage = Stage::open().await;
    let other = stage.world.add_pds("other").await;
    let bob = stage.world.account(&other, "bob.pds.test").await;
    for _ in 0..2 {
        stage.signs_in("alice.pds.test").await;
        stage.signs_in(bob.handle()).await;
    }
    let pushed: Vec<_> = stage
        .world
        .seen()
        .into_iter()
        .filter(|seen| seen.path == "/oauth/par" && seen.status == 201)
        .collect();
    assert_eq!(pushed.len(), 4);
    for name in ["state", "code_challenge"] {
        let values: HashSet<_> =
            pushed.iter().map(|seen| parameter(&seen.form, name).unwrap()).collect();
        assert_eq!(values.len(), 4, "{name}");
    }
    let keys: HashSet<_> = [stage.world.pds(), other]
        .iter()
        .flat_map(Pds::tokens)
        .map(|token| token.dpop_key)
        .collect();
    assert_eq!(keys.len(), 4, "a DPoP key for each login");
}
