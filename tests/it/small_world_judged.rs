//! Is the small world a fair judge? `atrium-oauth`, a client that neither it nor ATLogin shares
//! code with, signs in with it, and is turned away wherever it is made to err.
//!
//! On any refusal at the token endpoint atrium panics (`todo!()`); the tests run its callback in
//! a task of its own and look at what the world saw.

mod client;

use crate::small_world::{Account, Person, Settings, SmallWorld};
use atrium_oauth::AuthorizeOptions;
use client::{Client, REDIRECT_URI, browse, callback, confidential, key_pair, public};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const CLIENT_ID: &str = "https://judge.internal/client-metadata.json";

async fn world() -> (SmallWorld, Account) {
    let world = SmallWorld::start(Settings::default()).await;
    let alice = world.account(&world.pds(), "alice.pds.test").await;
    (world, alice)
}

/// Signs in and returns the DID that atrium believes.
async fn sign_in(client: &Arc<Client>, input: &str) -> Option<String> {
    let address = client.authorize(input, AuthorizeOptions::default()).await.ok()?;
    finish(client, &browse(&address).await).await
}

/// Brings the answer of the authorization server to atrium.
async fn finish(client: &Arc<Client>, answer: &[(String, String)]) -> Option<String> {
    let (client, parameters) = (Arc::clone(client), callback(answer));
    let task = tokio::spawn(async move {
        use atrium_api::agent::SessionManager;
        let (session, _) = client.callback(parameters).await.ok()?;
        session.did().await
    });
    task.await.ok().flatten().map(|did| did.to_string())
}

/// Statuses of the answers to one endpoint.
fn statuses(world: &SmallWorld, path: &str) -> Vec<u16> {
    world.seen().iter().filter(|seen| seen.path == path).map(|seen| seen.status).collect()
}

#[tokio::test]
async fn signs_in_a_public_client_by_handle() {
    let (world, alice) = world().await;
    let client = public(&world);
    assert_eq!(sign_in(&client, "alice.pds.test").await.as_deref(), Some(alice.did()));
    let [token] = &world.pds().tokens()[..] else { panic!("one token") };
    assert_eq!(token.did, alice.did());
    let questions = world.seen().into_iter().filter(|seen| seen.server == "dns");
    assert!(questions.clone().any(|seen| seen.path == "_atproto.alice.pds.test"));
}

#[tokio::test]
async fn signs_in_a_public_client_by_did() {
    let (world, alice) = world().await;
    let client = public(&world);
    assert_eq!(sign_in(&client, alice.did()).await.as_deref(), Some(alice.did()));
}

#[tokio::test]
async fn signs_in_a_confidential_client_with_its_keys() {
    let (world, alice) = world().await;
    let client = confidential(&world, CLIENT_ID, &key_pair("one"));
    assert_eq!(sign_in(&client, "alice.pds.test").await.as_deref(), Some(alice.did()));
    let [token] = &world.pds().tokens()[..] else { panic!("one token") };
    assert_eq!((token.client_id.as_str(), token.revoked), (CLIENT_ID, false));
    assert!(token.refresh_token.is_none(), "the client did not register the grant");
}

#[tokio::test]
async fn fetches_the_document_and_the_keys_of_a_client() {
    let (world, alice) = world().await;
    let (client, mut document) = client::unpublished(&world, CLIENT_ID, &key_pair("one"), |_| {});
    let keys = document["jwks"].take();
    document.as_object_mut().unwrap().remove("jwks");
    document["jwks_uri"] = "https://judge.internal/jwks.json".into();
    let json = |body: Value| {
        let header = [("content-type", "application/json")];
        axum::routing::get(async move || (header, body.to_string()))
    };
    let documents = axum::Router::new()
        .route("/client-metadata.json", json(document))
        .route("/jwks.json", json(keys));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    assert_eq!(sign_in(&client, "alice.pds.test").await, None, "nobody knows where it is");
    world.reach_clients("https://judge.internal", &base);
    tokio::spawn(async { axum::serve(listener, documents).await });
    assert_eq!(sign_in(&client, "alice.pds.test").await.as_deref(), Some(alice.did()));
}

#[tokio::test]
async fn signs_in_at_an_entryway() {
    let world = SmallWorld::start(Settings::default()).await;
    let entryway = world.pds();
    let pds = world.add_pds_behind("shard", &entryway).await;
    let alice = world.account(&pds, "alice.pds.test").await;
    let client = public(&world);
    let address = client.authorize("alice.pds.test", AuthorizeOptions::default()).await.unwrap();
    assert!(address.starts_with(&entryway.issuer()));
    assert_eq!(finish(&client, &browse(&address).await).await.as_deref(), Some(alice.did()));
}

#[tokio::test]
async fn asks_the_person_with_a_form() {
    let (world, alice) = world().await;
    world.person(Person::FillsTheForm);
    let client = public(&world);
    let address = client.authorize("alice.pds.test", AuthorizeOptions::default()).await.unwrap();
    assert_eq!(client::fill_the_form(&address, "wrong").await.0, 400);
    let (status, answer) = client::fill_the_form(&address, alice.password()).await;
    assert_eq!(status, 303);
    assert_eq!(finish(&client, &answer).await.as_deref(), Some(alice.did()));
}

#[tokio::test]
async fn forgets_a_request_nobody_came_for() {
    let later = Arc::new(AtomicI64::new(0));
    let (base, moved) = (Settings::default().now, Arc::clone(&later));
    let now = Arc::new(move || base() + moved.load(Ordering::SeqCst));
    let world = SmallWorld::start(Settings { now, ..Settings::default() }).await;
    world.account(&world.pds(), "alice.pds.test").await;
    let client = public(&world);
    let address = client.authorize("alice.pds.test", AuthorizeOptions::default()).await.unwrap();
    later.store(301, Ordering::SeqCst);
    assert_eq!(client::status(&address).await, 400);
}

#[tokio::test]
async fn hands_out_another_subject_when_told_to() {
    let (world, _) = world().await;
    let victim = world.account(&world.pds(), "victim.pds.test").await;
    world.lie(|lies| {
        lies.token.set("sub", victim.did());
    });
    // atrium compares nothing with the DID it began with; ATLogin must.
    assert_eq!(sign_in(&public(&world), "alice.pds.test").await.as_deref(), Some(victim.did()));
}

#[tokio::test]
async fn finds_a_handle_by_its_well_known_file_over_tls() {
    let world = SmallWorld::start(Settings { tls: true, ..Settings::default() }).await;
    let alice = world.account(&world.pds(), "alice.pds.test").await;
    world.unpublish_txt("_atproto.alice.pds.test");
    let client = public(&world);
    let address = client.authorize("alice.pds.test", AuthorizeOptions::default()).await.unwrap();
    assert!(address.starts_with("https://pds.internal/oauth/authorize?"));
    let answer = client::browse_tls(&world, &address).await;
    assert_eq!(finish(&client, &answer).await.as_deref(), Some(alice.did()));
}

#[tokio::test]
async fn demands_a_nonce_for_every_proof() {
    let (world, _) = world().await;
    sign_in(&public(&world), "alice.pds.test").await.unwrap();
    assert_eq!(statuses(&world, "/oauth/par"), [400, 201]);
    assert_eq!(statuses(&world, "/oauth/token"), [400, 200]);
}

#[tokio::test]
async fn revokes_what_the_client_gives_back() {
    let (world, alice) = world().await;
    let client = public(&world);
    sign_in(&client, "alice.pds.test").await.unwrap();
    // atrium takes the 200 of RFC 7009 for an error; the world has revoked all the same.
    let _ = client.revoke(&alice.did().parse().unwrap()).await;
    assert_eq!(statuses(&world, "/oauth/revoke"), [400, 200]);
    assert!(world.pds().tokens().iter().all(|token| token.revoked));
}

#[tokio::test]
async fn refuses_a_wrong_verifier() {
    let (world, _) = world().await;
    let client = client::public_meddled(&world, |form| {
        replace(form, "code_verifier", &"v".repeat(43));
    });
    assert_eq!(sign_in(&client, "alice.pds.test").await, None);
    assert_eq!(statuses(&world, "/oauth/token"), [400, 400]);
    assert!(world.pds().tokens().is_empty());
}

#[tokio::test]
async fn refuses_a_code_twice_and_ends_its_token() {
    let (world, _) = world().await;
    sign_in(&public(&world), "alice.pds.test").await.unwrap();
    let seen = world.seen();
    let redeemed = seen.iter().find(|seen| seen.path == "/oauth/token" && seen.status == 200);
    let code = redeemed.and_then(|seen| seen.field("code")).unwrap().to_owned();
    let again = client::public_meddled(&world, move |form| replace(form, "code", &code));
    assert_eq!(sign_in(&again, "alice.pds.test").await, None);
    let [token] = &world.pds().tokens()[..] else { panic!("one token") };
    assert!(token.revoked);
}

#[tokio::test]
async fn refuses_a_code_that_comes_with_another_key() {
    let (world, _) = world().await;
    let client = public(&world);
    let first = client.authorize("alice.pds.test", AuthorizeOptions::default()).await.unwrap();
    let second = client.authorize("alice.pds.test", AuthorizeOptions::default()).await.unwrap();
    let (first, mut second) = (browse(&first).await, browse(&second).await);
    let code = first.into_iter().find(|(name, _)| name == "code").unwrap().1;
    replace(&mut second, "code", &code);
    assert_eq!(finish(&client, &second).await, None);
    assert!(world.pds().tokens().is_empty());
}

#[tokio::test]
async fn refuses_an_assertion_by_an_unknown_key() {
    let (world, _) = world().await;
    let client = confidential(&world, CLIENT_ID, &key_pair("one"));
    confidential(&world, CLIENT_ID, &key_pair("one")); // the document now holds another key
    assert_eq!(sign_in(&client, "alice.pds.test").await, None);
    assert_eq!(statuses(&world, "/oauth/par"), [400, 401]);
}

#[tokio::test]
async fn refuses_an_assertion_twice() {
    let (world, _) = world().await;
    let key = key_pair("one");
    sign_in(&confidential(&world, CLIENT_ID, &key), "alice.pds.test").await.unwrap();
    let seen = world.seen();
    let pushed = seen.iter().find(|seen| seen.status == 201).unwrap();
    let used = pushed.field("client_assertion").unwrap().to_owned();
    let again = client::confidential_meddled(&world, CLIENT_ID, &key, move |form| {
        replace(form, "client_assertion", &used);
    });
    assert_eq!(sign_in(&again, "alice.pds.test").await, None);
}

#[tokio::test]
async fn refuses_an_address_that_is_not_registered() {
    let (world, _) = world().await;
    let client = client::public_meddled(&world, |form| {
        replace(form, "redirect_uri", "http://127.0.0.1:9/elsewhere");
    });
    assert_eq!(sign_in(&client, "alice.pds.test").await, None);
    assert_eq!(statuses(&world, "/oauth/par"), [400, 400]);
    // The port of a loopback address does not count (RFC 8252 §7.3).
    let other_port = client::public_meddled(&world, |form| {
        if form.iter().any(|(name, _)| name == "response_type") {
            replace(form, "redirect_uri", &REDIRECT_URI.replace("9410", "9"));
        }
    });
    other_port.authorize("alice.pds.test", AuthorizeOptions::default()).await.unwrap();
}

#[tokio::test]
async fn refuses_a_login_hint_that_is_neither_handle_nor_did() {
    let (world, _) = world().await;
    let client = client::public_meddled(&world, |form| {
        replace(form, "login_hint", "alice@example.org");
    });
    assert!(client.authorize("alice.pds.test", AuthorizeOptions::default()).await.is_err());
}

#[tokio::test]
async fn tells_the_client_that_the_person_said_no() {
    let (world, _) = world().await;
    world.person(Person::Denies);
    let client = public(&world);
    let address = client.authorize("alice.pds.test", AuthorizeOptions::default()).await.unwrap();
    let answer = browse(&address).await;
    let value = |name| crate::small_world::parameter(&answer, name);
    assert_eq!(value("error"), Some("access_denied"));
    assert_eq!(value("iss"), Some(world.pds().issuer().as_str()));
    assert!(value("state").is_some() && value("code").is_none());
}

fn replace(pairs: &mut [(String, String)], name: &str, value: &str) {
    for (_, old) in pairs.iter_mut().filter(|(known, _)| known == name) {
        value.clone_into(old);
    }
}
