//! Failures in browsers: of requests that relying parties have written, of people, and of their servers.

use super::Failure;
use super::town::{PASTED, Town, number, question};
use crate::small_world::Person;
use crate::support::holders::RP;

pub(super) const FAILURES: &[Failure] = &[
    (
        "an unknown client",
        &["client_id=\"ghost\"", "no client with this client_id is registered"],
        |town| Box::pin(town.authorize("client_id=ghost&response_type=code")),
    ),
    ("no client", &["client_id is missing or given twice"], |town| {
        Box::pin(town.authorize("response_type=code"))
    }),
    (
        "another address",
        &[
            "client_id=\"rp\"",
            "redirect_uri is not registered for this client",
            "https://rp.example/cb/ (2 registered, the nearest is https://rp.example/cb",
        ],
        |town| {
            Box::pin(town.authorize("client_id=rp&redirect_uri=https%3A%2F%2Frp.example%2Fcb%2F"))
        },
    ),
    (
        "an address with a secret and a line break",
        &["redirect_uri is not registered", "x=Zk3x… (43 characters that look secret)\\nforged"],
        |town| {
            let query = format!(
                "client_id=rp&redirect_uri=https%3A%2F%2Frp.example%3Fx%3D{PASTED}%0Aforged"
            );
            Box::pin(async move { town.authorize(&query).await })
        },
    ),
    (
        "another response type",
        &["client_id=\"rp\"", "response_type must be code", "response_type token"],
        |town| Box::pin(changed(town, "response_type=code", "response_type=token")),
    ),
    ("no openid", &["client_id=\"rp\"", "scope must contain openid", "scope email"], |town| {
        Box::pin(changed(town, "scope=openid", "scope=email"))
    }),
    (
        "PKCE in the clear",
        &["client_id=\"rp\"", "code_challenge_method plain", "code_challenge of 43 bytes"],
        |town| Box::pin(changed(town, "S256", "plain")),
    ),
    (
        "a request object",
        &["client_id=\"rp\"", "the parameter request is not supported", "request of 9 bytes"],
        |town| Box::pin(changed(town, "scope=openid", "scope=openid&request=e30.e30.x")),
    ),
    (
        "a request that was not pushed",
        &["client_id=\"pushy\"", "must push its authorization requests"],
        |town| Box::pin(changed(town, "client_id=rp", "client_id=pushy")),
    ),
    (
        "a pushed request that was used",
        &["client_id=\"rp\"", "request_uri was already used", "a request_uri of"],
        |town| Box::pin(pushed_twice(town)),
    ),
    ("a contradiction", &["client_id=\"rp\"", "prompt", "prompt none login"], |town| {
        Box::pin(changed(town, "scope=openid", "scope=openid&prompt=none+login"))
    }),
    (
        "nobody may be asked, and nobody is signed in",
        &["client_id=\"rp\"", "which prompt=none forbids", "a browser without a session"],
        |town| Box::pin(changed(town, "scope=openid", "scope=openid&prompt=none")),
    ),
    (
        "a logout to another address",
        &[
            "client_id=\"rp\"",
            "post_logout_redirect_uri is not registered for this client",
            "https://rp.example/goodbye (1 registered, the nearest is https://rp.example/bye)",
        ],
        |town| Box::pin(logout_elsewhere(town)),
    ),
    (
        "somebody who is denied",
        &[
            "client_id=\"club\"",
            "did=\"did:plc:",
            "handle=\"alice.pds.test\"",
            "deny has alice.pds.test",
        ],
        |town| Box::pin(town.sign_in("club")),
    ),
    (
        "somebody who cancels",
        &["client_id=\"rp\"", "You did not allow the sign-in", "received=\"Cancel\""],
        |town| Box::pin(cancelled(town)),
    ),
    (
        "somebody who refuses at their server",
        &["client_id=\"rp\"", "You did not allow the sign-in", "the answer of their server"],
        |town| {
            town.scene.world.person(Person::Denies);
            Box::pin(town.sign_in("rp"))
        },
    ),
    (
        "an answer of another issuer",
        &[
            "client_id=\"rp\"",
            "the callback is not from the server that was asked",
            "https://evil.example",
        ],
        |town| {
            town.scene.world.lie(|lies| {
                lies.callback.set("iss", "https://evil.example");
            });
            Box::pin(town.sign_in("rp"))
        },
    ),
    (
        "an answer about another account",
        &["client_id=\"rp\"", "another account signed in", "did=\"did:plc:", "was asked for"],
        |town| Box::pin(another_account(town)),
    ),
    (
        "a server that refuses the code",
        &["client_id=\"rp\"", "exchanging the code at", "invalid_grant"],
        |town| {
            town.scene.world.lie(|lies| {
                lies.token.error("invalid_grant", "the code has expired");
            });
            Box::pin(town.sign_in("rp"))
        },
    ),
    ("an account that nobody has", &["client_id=\"rp\"", "there is no such account"], |town| {
        Box::pin(mistyped(town, "nobody.pds.test"))
    }),
    ("something that is no account", &["client_id=\"rp\"", "not an account"], |town| {
        Box::pin(mistyped(town, "a b c"))
    }),
    ("a callback of no login", &["the callback belongs to no login"], |town| {
        Box::pin(foreign_callback(town))
    }),
];

/// A good question of `rp` with another part.
async fn changed(town: &mut Town, part: &str, other: &str) -> String {
    let query = question("rp").replacen(part, other, 1);
    town.authorize(&query).await
}

async fn pushed_twice(town: &mut Town) -> String {
    let form = [
        ("redirect_uri", "https://rp.example/cb"),
        ("response_type", "code"),
        ("scope", "openid"),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
    ];
    let answer = town.scene.daemon.post("/par", RP, &form).await;
    let answer: serde_json::Value = answer.json().await.unwrap();
    let uri = answer["request_uri"].as_str().unwrap().to_owned();
    town.secret(uri.rsplit(':').next().unwrap());
    let query = format!("client_id=rp&request_uri={uri}");
    town.authorize(&query).await;
    town.authorize(&query).await
}

async fn logout_elsewhere(town: &mut Town) -> String {
    let (_, tokens) = town.tokens().await;
    let uri = "https%3A%2F%2Frp.example%2Fgoodbye";
    let hint = tokens["id_token"].as_str().unwrap();
    let query = format!("/logout?id_token_hint={hint}&post_logout_redirect_uri={uri}");
    town.scene.browser.stop_before("/logout/");
    let page = town.scene.browser.get(&town.scene.daemon.at(&query)).await;
    town.scene.browser.stop_nowhere();
    number(&page)
}

async fn cancelled(town: &mut Town) -> String {
    let (form, number) = town.sign_in_page("rp").await;
    town.scene.browser.submit(&form, "cancel", &[]).await;
    number
}

async fn another_account(town: &mut Town) -> String {
    let world = &town.scene.world;
    let bob = world.account(&world.pds(), "bob.pds.test").await;
    world.person(Person::Is(bob));
    town.sign_in("rp").await
}

async fn mistyped(town: &mut Town, typed: &str) -> String {
    let (form, number) = town.sign_in_page("rp").await;
    town.scene.browser.submit(&form, "sign-in", &[("account", typed)]).await;
    number
}

async fn foreign_callback(town: &mut Town) -> String {
    town.scene.browser.forget();
    let url = town.scene.daemon.at("/atproto/callback?state=never-was&code=c");
    number(&town.scene.browser.get(&url).await)
}
