//! Basic credentials with an empty secret, as programs send them that have none: they are those of a public
//! client, and prove nothing for any other.

use serde_json::Value;

use crate::support::daemon::SECRET;
use crate::support::signer::Signer;
use crate::support::{Scene, Setup};

const VERIFIER: &str = "0123456789-0123456789-0123456789-0123456789";
const CALLBACK: &str = "https://app.example/cb";
const APP: &str = "[[clients]]\nclient_id = \"app\"\npublic = true\n\
                   scopes = [\"openid\", \"offline_access\"]\n\
                   redirect_uris = [\"https://app.example/cb\"]";
const EMPTY: Option<(&str, &str)> = Some(("app", ""));

async fn scene() -> Scene {
    Scene::with(Setup { more: APP, ..Setup::default() }).await
}

/// What the app asks for.
fn request(challenge: &str) -> Vec<(&'static str, &str)> {
    vec![
        ("client_id", "app"),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid offline_access"),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256"),
    ]
}

/// The tokens of the app, which it gets with empty Basic credentials.
async fn tokens(scene: &mut Scene) -> Value {
    let challenge = atlogin::jws::sha256_base64url(VERIFIER.as_bytes());
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let query = query.extend_pairs(request(&challenge)).finish();
    let answer = scene.sign_in(&scene.daemon.at(&format!("/authorize?{query}"))).await;
    let code = answer.parameter("code").unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let (status, tokens) = scene.daemon.token_as(EMPTY, &form).await;
    assert_eq!(status, 200, "{tokens}");
    tokens
}

#[tokio::test]
async fn an_empty_secret_is_that_of_a_public_client_wherever_clients_ask() {
    let mut scene = scene().await;
    let challenge = atlogin::jws::sha256_base64url(VERIFIER.as_bytes());
    let pushed = scene.daemon.post("/par", EMPTY, &request(&challenge)).await;
    assert_eq!(pushed.status(), 201);

    let first = tokens(&mut scene).await;
    let refresh = first["refresh_token"].as_str().unwrap();
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
    let (status, second) = scene.daemon.token_as(EMPTY, &form).await;
    assert_eq!(status, 200, "{second}");

    let access = second["access_token"].as_str().unwrap();
    assert_eq!(scene.daemon.userinfo(access).await, 200);
    let revoked = scene.daemon.post("/revoke", EMPTY, &[("token", access)]).await;
    assert_eq!(revoked.status(), 200);
    assert_eq!(scene.daemon.userinfo(access).await, 401);
}

#[tokio::test]
async fn an_empty_secret_next_to_an_empty_one_in_the_form_is_still_none() {
    let scene = scene().await;
    let form = [("client_id", "app"), ("client_secret", ""), ("token", "x")];
    assert_eq!(scene.daemon.post("/revoke", EMPTY, &form).await.status(), 200);
    let form = [("client_id", "app"), ("client_secret", "x"), ("token", "x")];
    assert_eq!(scene.daemon.post("/revoke", EMPTY, &form).await.status(), 400, "two proofs");
}

/// RFC 7662 §2.1 wants a proof, and this is none.
#[tokio::test]
async fn an_empty_secret_opens_nothing_to_a_public_client_that_asks_for_a_proof() {
    let mut scene = scene().await;
    let tokens = tokens(&mut scene).await;
    let form = [("token", tokens["access_token"].as_str().unwrap())];
    assert_eq!(scene.daemon.post("/introspect", EMPTY, &form).await.status(), 401);
}

#[tokio::test]
async fn an_empty_secret_is_refused_where_a_client_has_a_secret_or_keys() {
    let signer = Signer::new("one");
    let scene = Scene::with(Setup { more: signer.in_file(""), ..Setup::default() }).await;
    let signs = "signer";
    for path in ["/token", "/revoke", "/introspect", "/par"] {
        for id in ["rp", signs, "nobody", ""] {
            let form = [("grant_type", "refresh_token"), ("token", "x"), ("scope", "openid")];
            let answer = scene.daemon.post(path, Some((id, "")), &form).await;
            assert_eq!(answer.status(), 401, "{path} {id}");
        }
        let answer = scene.daemon.post(path, Some(("", SECRET)), &[("token", "x")]).await;
        assert_eq!(answer.status(), 401, "{path}: a secret without a name");
    }
}
