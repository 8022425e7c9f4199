//! The token answer: what it must hold, what it must not, and what a broken one costs.

use serde_json::{Value, json};

use super::stage::{Stage, is_the_fault_of_a_server};
use crate::small_world::lies::{AnswerLie, deep_json, huge_json, twice};

type Lie<'a> = &'a dyn Fn(&mut AnswerLie);

/// Tells each lie in turn. `revoked`: the tokens that came with it were given back.
async fn refuses_each(lies: &[(&str, Lie<'_>)], revoked: bool) {
    let mut stage = Stage::open().await;
    for (name, lie) in lies {
        stage.world.lie(|lies| lie(&mut lies.token));
        let page = stage.refused("alice.pds.test").await;
        assert!(matches!(page.status.as_u16(), 403 | 502), "{name}: {}", page.status);
        assert_eq!(page.element("reference").unwrap().len(), 10, "{name}");
        let tokens = stage.world.pds().tokens();
        assert!(!revoked || tokens.iter().all(|token| token.revoked), "{name}: revoked");
        stage.honest_again().await;
    }
}

#[tokio::test]
async fn refuses_tokens_for_nobody_of_another_kind_or_scope_and_gives_them_back() {
    let set = |member: &'static str, value: Value| {
        move |lie: &mut AnswerLie| {
            lie.set(member, value.clone());
        }
    };
    let without = |member: &'static str| {
        move |lie: &mut AnswerLie| {
            lie.remove(member);
        }
    };
    refuses_each(
        &[
            ("no sub", &without("sub")),
            ("an empty sub", &set("sub", json!(""))),
            ("a handle as sub", &set("sub", json!("alice.pds.test"))),
            ("another method", &set("sub", json!("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKL"))),
            ("a DID with capitals", &set("sub", json!("DID:PLC:aaaaaaaaaaaaaaaaaaaaaaaa"))),
            ("a DID URL", &set("sub", json!("did:web:localhost%3A1#x"))),
            ("a number as sub", &set("sub", json!(7))),
            ("a list as sub", &set("sub", json!(["did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"]))),
            ("no scope", &without("scope")),
            ("an empty scope", &set("scope", json!(""))),
            ("a scope without atproto", &set("scope", json!("transition:generic"))),
            ("a scope that looks like it", &set("scope", json!("atproto2 xatproto"))),
            ("scopes as a list", &set("scope", json!(["atproto"]))),
            ("no token_type", &without("token_type")),
            ("a bearer token", &set("token_type", json!("Bearer"))),
        ],
        true,
    )
    .await;
}

#[tokio::test]
async fn refuses_a_token_answer_that_cannot_be_read() {
    let body = |body: Vec<u8>| {
        move |lie: &mut AnswerLie| {
            lie.body(body.clone());
        }
    };
    let status = |status: u16| {
        move |lie: &mut AnswerLie| {
            lie.status(status);
        }
    };
    refuses_each(
        &[
            ("ten megabytes", &body(huge_json())),
            ("a hundred thousand levels", &body(deep_json(100_000))),
            ("nothing", &body(Vec::new())),
            ("null", &body(b"null".to_vec())),
            ("a list", &body(b"[]".to_vec())),
            ("a page", &body(b"<!doctype html><script>alert(1)</script>".to_vec())),
            ("no UTF-8", &body(b"{\"access_token\":\"\xff\"}".to_vec())),
            ("an encoding", &|lie| {
                lie.header("content-encoding", "gzip");
            }),
            ("another success", &status(201)),
            ("no content", &status(204)),
            ("a permanent redirect", &|lie| {
                lie.redirect(308, "/oauth/token");
            }),
        ],
        false,
    )
    .await;
}

#[tokio::test]
async fn refuses_a_token_answer_with_a_member_twice() {
    let mut stage = Stage::open().await;
    let (alice, victim) = (stage.alice.did().to_owned(), "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa");
    let document = json!({
        "access_token": "tok-x", "token_type": "DPoP", "scope": "atproto", "sub": alice,
    });
    let document = document.as_object().unwrap();
    for (member, second) in [
        ("sub", json!(victim)),
        ("sub", json!(alice)),
        ("scope", json!("atproto")),
        ("token_type", json!("DPoP")),
        ("access_token", json!("tok-y")),
    ] {
        stage.world.lie(|lies| {
            lies.token.body(twice(document, member, &second));
        });
        stage.refused("alice.pds.test").await;
        stage.honest_again().await;
    }
}

#[tokio::test]
async fn refuses_a_push_answer_without_a_usable_request_uri() {
    let mut stage = Stage::open().await;
    let lies: [Lie<'_>; 13] = [
        &|lie| _ = lie.remove("request_uri"),
        &|lie| _ = lie.set("request_uri", ""),
        &|lie| _ = lie.set("request_uri", 7),
        &|lie| _ = lie.set("request_uri", json!(["urn:x"])),
        &|lie| _ = lie.set("request_uri", "urn:x y"),
        &|lie| _ = lie.set("request_uri", "urn:x\r\nset-cookie: a=b"),
        &|lie| _ = lie.set("request_uri", "urn:\u{202e}x"),
        &|lie| _ = lie.set("request_uri", "x".repeat(2049)),
        &|lie| _ = lie.body(huge_json()),
        &|lie| _ = lie.body("<!doctype html>"),
        &|lie| _ = lie.status(204),
        &|lie| _ = lie.status(302),
        &|lie| _ = lie.error("invalid_request", "<script>alert(1)</script>"),
    ];
    for lie in lies {
        stage.world.be_honest();
        stage.world.lie(|lies| lie(&mut lies.par));
        let page = stage.refused("alice.pds.test").await;
        assert!(is_the_fault_of_a_server(&page), "{}", page.text);
        assert!(!page.text.contains("alert(1)"));
        assert_eq!(stage.asked("/oauth/authorize"), 0);
    }
    // Some servers answer 200 instead of 201.
    stage.world.be_honest();
    stage.world.lie(|lies| _ = lies.par.status(200).remove("expires_in"));
    stage.signs_in("alice.pds.test").await;
}

/// Whatever an error at the token endpoint says, it is a page for the person and a line in the log,
/// and the next login finds the daemon as it was.
#[tokio::test]
async fn an_error_of_the_token_endpoint_is_a_page_and_nothing_more() {
    let mut stage = Stage::open().await;
    for (code, description) in [
        ("invalid_grant", "the code has expired"),
        ("invalid_client", "unknown kid"),
        ("invalid_dpop_proof", ""),
        ("use_dpop_nonce", "again"),
        ("<script>alert(1)</script>", "\r\nforged log line \u{202e}"),
        ("", ""),
    ] {
        stage.world.lie(|lies| {
            lies.token.error(code, description);
        });
        let page = stage.refused("alice.pds.test").await;
        assert_eq!(page.status.as_u16(), 502, "{code}");
        assert_eq!(page.heading(), "Your server didn’t finish the sign-in");
        assert!(!page.text.contains("forged") && !page.text.contains("alert(1)"));
        let log = stage.log.take();
        assert!(log.contains("refused"), "{log}");
        assert!(!log.lines().any(|line| line.starts_with("forged")), "{log}");
    }
    for status in [404, 429, 500, 503] {
        stage.world.lie(|lies| {
            lies.token.status(status).body("Oops");
        });
        assert_eq!(stage.refused("alice.pds.test").await.status.as_u16(), 502);
    }
    stage.honest_again().await;
}
