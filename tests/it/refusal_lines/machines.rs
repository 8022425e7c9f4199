//! Failures of relying parties' servers.

use serde_json::json;

use super::Failure;
use super::town::{PASTED, Town, WRONG, redemption};
use crate::support::holders::{OTHER, RP};
use crate::support::signer::ASSERTION_TYPE;

const CODE: (&str, &str) = ("grant_type", "authorization_code");
const REFRESH: (&str, &str) = ("grant_type", "refresh_token");

pub(super) const FAILURES: &[Failure] = &[
    (
        "a wrong secret",
        &["client_id=\"rp\"", "the secret is not one of this client's", "client_secret_basic"],
        |town| Box::pin(town.post("/token", Some(("rp", WRONG)), &[CODE])),
    ),
    (
        "a wrong secret in the body",
        &["client_id=\"rp\"", "the secret is not one of this client's", "client_secret_post"],
        |town| {
            Box::pin(town.post(
                "/token",
                None,
                &[CODE, ("client_id", "rp"), ("client_secret", WRONG)],
            ))
        },
    ),
    (
        "an unknown client",
        &["client_id=\"ghost\"", "no client with this client_id is registered"],
        |town| Box::pin(town.post("/token", Some(("ghost", WRONG)), &[CODE])),
    ),
    (
        "a secret in the place of the name",
        &["client_id=\"Zk3x… (43 characters that look secret)\"", "no client with this client_id"],
        |town| Box::pin(town.post("/token", Some((PASTED, "rp")), &[CODE])),
    ),
    (
        "no secret",
        &[
            "client_id=\"rp\"",
            "has to prove itself by client_secret_basic or client_secret_post",
            "client_id without a proof",
        ],
        |town| Box::pin(town.post("/token", None, &[CODE, ("client_id", "rp")])),
    ),
    (
        "a secret of an app without one",
        &["client_id=\"app\"", "has to prove itself by its client_id alone", "client_secret_basic"],
        |town| Box::pin(town.post("/token", Some(("app", WRONG)), &[CODE])),
    ),
    (
        "a secret instead of an assertion",
        &["client_id=\"signer\"", "has to prove itself by private_key_jwt", "client_secret_basic"],
        |town| Box::pin(town.post("/token", Some(("signer", WRONG)), &[CODE])),
    ),
    (
        "an assertion instead of a secret",
        &["client_id=\"rp\"", "client_secret_basic or client_secret_post", "iss rp, sub rp"],
        |town| {
            Box::pin(town.assert(|claims| {
                claims["iss"] = json!("rp");
                claims["sub"] = json!("rp");
            }))
        },
    ),
    (
        "an assertion for somebody else",
        &["client_id=\"signer\"", "aud is not our issuer", "aud https://else.example"],
        |town| Box::pin(town.assert(|claims| claims["aud"] = json!("https://else.example"))),
    ),
    (
        "an assertion of another issuer",
        &["iss and sub are not both the client_id", "iss https://else.example, sub signer"],
        |town| Box::pin(town.assert(|claims| claims["iss"] = json!("https://else.example"))),
    ),
    (
        "an assertion that has expired",
        &["client_id=\"signer\"", "exp is past", "exp in -"],
        |town| {
            Box::pin(town.assert(|claims| {
                claims["exp"] = json!(claims["iat"].as_i64().unwrap() - 100);
            }))
        },
    ),
    (
        "an assertion that is shown twice",
        &["client_id=\"signer\"", "the client assertion is refused: it was shown before"],
        |town| Box::pin(assertion_twice(town)),
    ),
    ("no credentials", &["the request names no client"], |town| {
        Box::pin(town.post("/token", None, &[CODE]))
    }),
    ("several proofs", &["client_id=\"rp\"", "use one method of client authentication"], |town| {
        Box::pin(town.post("/token", RP, &[CODE, ("client_secret", WRONG)]))
    }),
    (
        "two clients",
        &["client_id=\"rp\"", "client_id in the body is not the client", "received=\"other\""],
        |town| Box::pin(town.post("/token", RP, &[CODE, ("client_id", "other")])),
    ),
    (
        "another grant type",
        &["client_id=\"rp\"", "grant_type must be", "received=\"password\""],
        |town| Box::pin(town.post("/token", RP, &[("grant_type", "password")])),
    ),
    ("no grant type", &["client_id=\"rp\"", "the parameter grant_type is missing"], |town| {
        Box::pin(town.post("/token", RP, &[]))
    }),
    ("parameters in the address", &["client_id=\"rp\"", "parameters go in the body"], |town| {
        Box::pin(town.post("/token?grant_type=password", RP, &[CODE]))
    }),
    (
        "a code that never was",
        &["client_id=\"rp\"", "the code is not known", "a code that is not kept here"],
        |town| Box::pin(async move { town.post("/token", RP, &redemption("never-was", "")).await }),
    ),
    (
        "a code of another client",
        &["client_id=\"other\"", "belongs to another client", "a code of the client rp"],
        |town| Box::pin(code_of_another_client(town)),
    ),
    (
        "a code that has expired",
        &["client_id=\"rp\"", "the code has expired", "a code that expired 15 s before"],
        |town| Box::pin(expired_code(town)),
    ),
    (
        "a code that was sent elsewhere",
        &[
            "client_id=\"rp\"",
            "redirect_uri is not the one of the authorization request",
            "https://rp.example/cb?tenant=a (the authorization request had https://rp.example/cb)",
        ],
        |town| Box::pin(code_elsewhere(town)),
    ),
    ("no verifier", &["client_id=\"rp\"", "code_verifier is missing"], |town| {
        Box::pin(with_verifier(town, ""))
    }),
    (
        "another verifier",
        &["client_id=\"rp\"", "code_verifier does not belong to the code_challenge"],
        |town| Box::pin(with_verifier(town, "another-verifier-of-forty-three-letters-or-more")),
    ),
    (
        "no such verifier",
        &["client_id=\"rp\"", "code_verifier is not 43 to 128 characters", "of 9 bytes"],
        |town| Box::pin(with_verifier(town, "too-short")),
    ),
    (
        "a code that is shown twice",
        &["client_id=\"rp\"", "the code was redeemed before", "2 tokens of it end"],
        |town| Box::pin(code_twice(town)),
    ),
    (
        "a refresh token that never was",
        &["client_id=\"rp\"", "the refresh token is not known, or was revoked"],
        |town| Box::pin(town.post("/token", RP, &[REFRESH, ("refresh_token", "never-was")])),
    ),
    (
        "a refresh token of another client",
        &["client_id=\"other\"", "belongs to another client", "a refresh token of the client rp"],
        |town| Box::pin(refresh_of_another_client(town)),
    ),
    (
        "a refresh token that is shown twice",
        &["client_id=\"rp\"", "the refresh token was shown twice", "tokens of its sign-in end"],
        |town| Box::pin(refresh_twice(town)),
    ),
    (
        "a refresh for more",
        &["client_id=\"rp\"", "scope must name some of what was granted", "openid email"],
        |town| Box::pin(refresh_for_more(town)),
    ),
    (
        "a pushed request with another address",
        &[
            "client_id=\"rp\"",
            "redirect_uri is not registered for this client",
            "https://rp.example/callback (2 registered, the nearest is https://rp.example/cb",
        ],
        |town| {
            let form =
                &[("redirect_uri", "https://rp.example/callback"), ("response_type", "code")];
            Box::pin(town.post("/par", RP, form))
        },
    ),
    (
        "a pushed request for a token",
        &["client_id=\"rp\"", "response_type must be code", "response_type token"],
        |town| {
            let form = &[("redirect_uri", "https://rp.example/cb"), ("response_type", "token")];
            Box::pin(town.post("/par", RP, form))
        },
    ),
    ("an app asks about a token", &["client_id=\"app\"", "may not ask about tokens"], |town| {
        Box::pin(town.post("/introspect", None, &[("client_id", "app"), ("token", "x")]))
    }),
    (
        "a token that is not active",
        &["client_id=\"other\"", "not active for this client", "an access token of the client rp"],
        |town| Box::pin(other_asks(town, "/introspect")),
    ),
    (
        "a token of another client is revoked",
        &["client_id=\"other\"", "no such token to revoke", "an access token of the client rp"],
        |town| Box::pin(other_asks(town, "/revoke")),
    ),
    (
        "a token that has expired, at userinfo",
        &["client_id=\"rp\"", "the access token is not valid", "an access token that expired"],
        |town| Box::pin(expired_token(town)),
    ),
    (
        "a token that never was, at userinfo",
        &["the access token is not valid", "not kept here"],
        |town| Box::pin(town.userinfo("never-was")),
    ),
];

async fn assertion_twice(town: &mut Town) -> String {
    let assertion = town.signer.assertion(&town.scene.daemon);
    town.show_assertion(&assertion).await;
    let form =
        [CODE, ("client_assertion_type", ASSERTION_TYPE), ("client_assertion", assertion.as_str())];
    town.post("/token", None, &form).await
}

async fn code_of_another_client(town: &mut Town) -> String {
    let held = town.code().await;
    town.post("/token", Some(OTHER), &redemption(&held.code, &held.verifier)).await;
    held.login
}

async fn expired_code(town: &mut Town) -> String {
    let held = town.code().await;
    town.scene.daemon.hand.advance(75);
    town.token(held.login, &redemption(&held.code, &held.verifier)).await
}

async fn code_elsewhere(town: &mut Town) -> String {
    let held = town.code().await;
    let mut form = redemption(&held.code, &held.verifier);
    form[2].1 = "https://rp.example/cb?tenant=a";
    town.token(held.login, &form).await
}

async fn with_verifier(town: &mut Town, verifier: &str) -> String {
    let held = town.code().await;
    town.token(held.login, &redemption(&held.code, verifier)).await
}

async fn code_twice(town: &mut Town) -> String {
    let held = town.code().await;
    let form = redemption(&held.code, &held.verifier);
    let login = town.token(held.login, &form).await;
    town.token(login, &form).await
}

async fn refresh_of_another_client(town: &mut Town) -> String {
    let (login, tokens) = town.tokens().await;
    let form = [REFRESH, ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
    town.post("/token", Some(OTHER), &form).await;
    login
}

async fn refresh_twice(town: &mut Town) -> String {
    let (login, tokens) = town.tokens().await;
    let form = [REFRESH, ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
    let login = town.token(login, &form).await;
    town.scene.daemon.hand.advance(3600);
    town.token(login, &form).await
}

async fn refresh_for_more(town: &mut Town) -> String {
    let (login, tokens) = town.tokens().await;
    let token = tokens["refresh_token"].as_str().unwrap();
    town.token(login, &[REFRESH, ("refresh_token", token), ("scope", "openid email")]).await
}

async fn other_asks(town: &mut Town, path: &str) -> String {
    let (login, tokens) = town.tokens().await;
    town.post(path, Some(OTHER), &[("token", tokens["access_token"].as_str().unwrap())]).await;
    login
}

async fn expired_token(town: &mut Town) -> String {
    let (login, tokens) = town.tokens().await;
    town.scene.daemon.hand.advance(24 * 60 * 60);
    town.userinfo(tokens["access_token"].as_str().unwrap()).await;
    login
}
