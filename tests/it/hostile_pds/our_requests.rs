//! What a login asks of the world, request by request, as the servers saw it (ATProto OAuth, "Summary
//! of Authorization Flow"; RFC 9126, RFC 7636, RFC 6749 §4.1.3, RFC 7009).

use std::collections::HashSet;

use url::Url;

use super::stage::Stage;
use crate::small_world::Seen;

/// The requests to one endpoint that were accepted.
fn accepted(stage: &Stage, path: &str) -> Vec<Seen> {
    let seen = stage.world.seen().into_iter();
    seen.filter(|seen| seen.path == path && seen.status / 100 == 2).collect()
}

fn one(stage: &Stage, path: &str) -> Seen {
    let mut all = accepted(stage, path);
    assert_eq!(all.len(), 1, "{path}");
    all.remove(0)
}

/// The names of the form fields, in order.
fn fields(seen: &Seen) -> Vec<&str> {
    seen.form.iter().map(|(name, _)| name.as_str()).collect()
}

#[tokio::test]
async fn a_login_asks_each_server_what_it_needs_and_nothing_else() {
    let mut stage = Stage::open().await;
    let did = stage.alice.did().to_owned();
    stage.signs_in("alice.pds.test").await;
    stage.world.forget_seen();
    stage.signs_in("alice.pds.test").await;
    let seen = stage.world.seen();
    // The addresses of the handle's web server are asked for too, or not: DNS is faster or slower.
    let mut asked: Vec<_> = seen
        .iter()
        .filter(|seen| seen.method != "A" && seen.method != "AAAA")
        .map(|seen| format!("{} {}", seen.server, seen.path))
        .collect();
    asked.sort_unstable();
    let document = format!("plc /{did}");
    let mut expected = [
        // Who is it, and where do they sign in?
        "dns _atproto.alice.pds.test",
        &document,
        "pds /.well-known/oauth-protected-resource",
        "pds /.well-known/oauth-authorization-server",
        "pds /oauth/par",
        "pds /oauth/authorize",
        // Who was it, truly?
        "pds /oauth/token",
        "pds /oauth/revoke",
        &document,
        "pds /.well-known/oauth-protected-resource",
        "dns _atproto.alice.pds.test",
        // Their name and picture.
        "pds /xrpc/com.atproto.repo.getRecord",
    ];
    expected.sort_unstable();
    assert_eq!(asked, expected);
}

#[tokio::test]
async fn a_pushed_request_holds_what_the_profile_demands_and_no_secret() {
    for confidential in [false, true] {
        let mut stage =
            if confidential { Stage::confidential().await } else { Stage::open().await };
        stage.signs_in("alice.pds.test").await;
        let pushed = one(&stage, "/oauth/par");
        assert_eq!(pushed.method, "POST");
        assert_eq!(pushed.header("content-type"), Some("application/x-www-form-urlencoded"));
        assert!(pushed.query.is_empty());
        let mut expected = vec![
            "response_type",
            "redirect_uri",
            "scope",
            "state",
            "code_challenge",
            "code_challenge_method",
            "login_hint",
            "client_id",
        ];
        if confidential {
            expected.extend(["client_assertion_type", "client_assertion"]);
        }
        assert_eq!(fields(&pushed), expected, "in particular no client_secret");
        assert_eq!(pushed.field("response_type"), Some("code"));
        assert_eq!(pushed.field("scope"), Some("atproto"), "who it is, and nothing else");
        assert_eq!(pushed.field("code_challenge_method"), Some("S256"));
        assert_eq!(pushed.field("login_hint"), Some("alice.pds.test"));
        let redirect_uri = stage.daemon.at("/atproto/callback");
        assert_eq!(pushed.field("redirect_uri"), Some(redirect_uri.as_str()));
        assert!(pushed.header("authorization").is_none() && pushed.header("cookie").is_none());
        assert!(pushed.header("referer").is_none() && pushed.header("origin").is_none());
    }
}

#[tokio::test]
async fn the_login_hint_is_the_handle_or_the_did_and_of_a_server_there_is_none() {
    let mut stage = Stage::open().await;
    let did = stage.alice.did().to_owned();
    let server = Stage::server_of(&stage.world.pds());
    for (typed, hint) in [
        ("@Alice.pds.test", Some("alice.pds.test")),
        (did.as_str(), Some(did.as_str())),
        (server.as_str(), None),
    ] {
        stage.world.forget_seen();
        stage.signs_in(typed).await;
        assert_eq!(one(&stage, "/oauth/par").field("login_hint"), hint, "{typed}");
    }
}

#[tokio::test]
async fn the_browser_carries_nothing_but_client_id_and_request_uri() {
    let mut stage = Stage::open().await;
    let (_, away) = stage.up_to("/oauth/authorize", "alice.pds.test").await;
    let pushed = one(&stage, "/oauth/par");
    let url = Url::parse(&away).unwrap();
    assert!(away.starts_with(&stage.world.pds().issuer()));
    let parameters: Vec<_> = url.query_pairs().into_owned().collect();
    let names: Vec<_> = parameters.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["client_id", "request_uri"]);
    assert_eq!(Some(parameters[0].1.as_str()), pushed.field("client_id"));
    for secret in ["state", "code_challenge"] {
        assert!(!away.contains(pushed.field(secret).unwrap()), "{secret}");
    }
}

#[tokio::test]
async fn state_and_challenge_are_long_random_and_never_the_same() {
    let mut stage = Stage::open().await;
    for _ in 0..8 {
        stage.up_to("/oauth/authorize", "alice.pds.test").await;
    }
    let pushed = accepted(&stage, "/oauth/par");
    for name in ["state", "code_challenge"] {
        let values: HashSet<_> = pushed.iter().map(|seen| seen.field(name).unwrap()).collect();
        assert_eq!(values.len(), 8, "{name}");
        assert!(values.iter().all(|value| value.len() == 43), "{name}: 256 bits in base64url");
        let first: HashSet<_> = values.iter().map(|value| &value[..4]).collect();
        assert_eq!(first.len(), 8, "{name}: no common beginning");
    }
    // Whoever reads `state` learns nothing of the login.
    for request in &pushed {
        let value = request.field("state").unwrap();
        assert!(!value.contains('.') && !value.starts_with("ey"), "{value}");
    }
}

#[tokio::test]
async fn the_verifier_fits_the_challenge_and_shows_only_at_the_token_endpoint() {
    let mut stage = Stage::open().await;
    stage.signs_in("alice.pds.test").await;
    let challenge = one(&stage, "/oauth/par").field("code_challenge").unwrap().to_owned();
    let token = one(&stage, "/oauth/token");
    let verifier = token.field("code_verifier").unwrap();
    assert!((43..=128).contains(&verifier.len()));
    let verifier_of = openidconnect::PkceCodeVerifier::new(verifier.to_owned());
    let fitting = openidconnect::PkceCodeChallenge::from_code_verifier_sha256(&verifier_of);
    assert_eq!(fitting.as_str(), challenge);
    let others = stage.world.seen().into_iter().filter(|seen| seen.path != "/oauth/token");
    assert!(!format!("{:?}", others.collect::<Vec<_>>()).contains(verifier));
}

#[tokio::test]
async fn a_token_request_repeats_the_pushed_redirect_uri_and_asks_for_no_refresh() {
    for confidential in [false, true] {
        let mut stage =
            if confidential { Stage::confidential().await } else { Stage::open().await };
        stage.signs_in("alice.pds.test").await;
        let token = one(&stage, "/oauth/token");
        let mut expected = vec!["grant_type", "code", "redirect_uri", "code_verifier", "client_id"];
        if confidential {
            expected.extend(["client_assertion_type", "client_assertion"]);
        }
        assert_eq!(fields(&token), expected);
        assert_eq!(token.field("grant_type"), Some("authorization_code"));
        let pushed = one(&stage, "/oauth/par");
        assert_eq!(token.field("redirect_uri"), pushed.field("redirect_uri"));
        assert_eq!(token.field("client_id"), pushed.field("client_id"));
        // Refreshing is for clients that keep tokens.
        let seen = stage.world.seen();
        assert!(seen.iter().all(|seen| seen.field("grant_type") != Some("refresh_token")));
    }
}

#[tokio::test]
async fn a_revocation_names_the_token_and_who_gives_it_back() {
    for confidential in [false, true] {
        let mut stage =
            if confidential { Stage::confidential().await } else { Stage::open().await };
        stage.signs_in("alice.pds.test").await;
        let [issued] = &stage.world.pds().tokens()[..] else { panic!("one token") };
        let revoked = one(&stage, "/oauth/revoke");
        let (token, hint) = match &issued.refresh_token {
            Some(refresh) => (refresh, "refresh_token"),
            None => (&issued.access_token, "access_token"),
        };
        assert_eq!(revoked.field("token"), Some(token.as_str()));
        assert_eq!(revoked.field("token_type_hint"), Some(hint));
        assert_eq!(revoked.field("client_id"), Some(issued.client_id.as_str()));
        assert_eq!(revoked.field("client_assertion").is_some(), confidential);
        assert!(issued.revoked);
    }
}

/// Nobody's tokens are used: the public record is asked for without any.
#[tokio::test]
async fn no_request_to_a_pds_is_made_in_the_persons_name() {
    let mut stage = Stage::open().await;
    stage.signs_in("alice.pds.test").await;
    let [issued] = &stage.world.pds().tokens()[..] else { panic!("one token") };
    for seen in stage.world.seen().iter().filter(|seen| seen.server != "dns") {
        assert!(seen.header("authorization").is_none(), "{}", seen.path);
        let reads = seen.method == "GET";
        assert!(!reads || seen.header("dpop").is_none(), "{}", seen.path);
        assert!(!reads || !format!("{seen:?}").contains(&issued.access_token), "{}", seen.path);
    }
}
