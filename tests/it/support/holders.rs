//! Clients that hold tokens, and what their tests share: `rp`, which may come back while nobody is there,
//! another one with a secret, and an app without.

use serde_json::Value;

use super::daemon::SECRET;
use super::{Scene, Setup};

/// `rp` and its secret.
pub(crate) const RP: Option<(&str, &str)> = Some(("rp", SECRET));

/// The other one and its secret.
pub(crate) const OTHER: (&str, &str) = ("other", "other-secret-0123456789-abcdefghijklmno");

/// All three.
pub(crate) fn setup() -> Setup {
    let client = "scopes = [\"openid\", \"profile\", \"offline_access\"]";
    let more = "[[clients]]\nclient_id = \"other\"\nclient_name = \"Other\"\n\
                client_secret = \"other-secret-0123456789-abcdefghijklmno\"\n\
                scopes = [\"openid\", \"profile\", \"offline_access\"]\n\
                redirect_uris = [\"https://rp.example/cb\"]\n\
                [[clients]]\nclient_id = \"app\"\nclient_name = \"App\"\npublic = true\n\
                scopes = [\"openid\", \"profile\", \"offline_access\"]\n\
                redirect_uris = [\"https://rp.example/cb\"]";
    Setup { client, more, ..Setup::default() }
}

/// What alice gives `rp`, a refresh token among it.
pub(crate) async fn tokens(scene: &mut Scene) -> Value {
    scene.tokens_for(&["profile", "offline_access"]).await
}

/// One of the tokens of an answer.
pub(crate) fn token<'a>(tokens: &'a Value, kind: &str) -> &'a str {
    tokens[kind].as_str().unwrap_or_else(|| panic!("no {kind} in {tokens}"))
}

/// Refreshes, as `rp`: the status and the answer.
pub(crate) async fn refresh(scene: &Scene, tokens: &Value) -> (u16, Value) {
    let shown = ("refresh_token", token(tokens, "refresh_token"));
    scene.daemon.token(&[("grant_type", "refresh_token"), shown]).await
}

/// Whether the access token is good.
pub(crate) async fn opens_userinfo(scene: &Scene, tokens: &Value) -> bool {
    scene.daemon.userinfo(token(tokens, "access_token")).await == 200
}
