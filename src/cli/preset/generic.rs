//! Preset for any other OpenID Connect client: prints the values that its settings need.

use super::quote::{yaml, yaml_list};
use super::setup::Setup;
use crate::client::RegisteredUri;

pub(super) fn render(setup: &Setup<'_>) -> String {
    let client = setup.client;
    let at = |path| yaml(&setup.issuer.endpoint(path));
    // Also offline_access, which other presets leave to their own words: who allowed it wants it requested.
    let scopes: Vec<&str> = client.scopes.iter().map(String::as_str).collect();
    let uris: Vec<&str> = client.redirect_uris.iter().map(RegisteredUri::as_str).collect();
    let mut lines = vec![
        ("issuer", yaml(setup.issuer.as_str())),
        ("discovery", at("/.well-known/openid-configuration")),
        ("client_id", yaml(&client.client_id)),
    ];
    let secret = setup.proof(yaml, "\"the secret that was shown when it was made\"", "");
    if !secret.is_empty() {
        lines.push(("client_secret", secret));
    }
    if setup.signs_assertions() {
        lines.push(("token_endpoint_auth_method", "private_key_jwt".to_owned()));
        lines.push(("client_assertion_audience", yaml(setup.issuer.as_str())));
    }
    let pkce = if client.must_use_pkce() { "S256, required" } else { "S256, optional" };
    lines.extend([
        ("redirect_uris", yaml_list(&uris)),
        ("scopes", yaml_list(&scopes)),
        ("id_token_algorithm", client.id_token_signed_response_alg.name().to_owned()),
        ("pkce", pkce.to_owned()),
        ("# Without discovery:\nauthorization_endpoint", at("/authorize")),
        ("token_endpoint", at("/token")),
        ("userinfo_endpoint", at("/userinfo")),
        ("jwks_uri", at("/jwks")),
        ("end_session_endpoint", at("/logout")),
    ]);
    let mut text: String =
        lines.iter().flat_map(|(name, value)| [name, ": ", value, "\n"]).collect();
    text.push_str(
        "# Know people by sub, which never changes hands. A handle (preferred_username) does.\n",
    );
    text
}
