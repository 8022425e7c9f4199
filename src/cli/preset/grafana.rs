//! Preset for Grafana: prints `[auth.generic_oauth]` for `grafana.ini`.

use toml::Table;
use url::form_urlencoded;

use super::quote::ini;
use super::setup::{Misfit, Setup, put, synthetic_email};

const CALLBACK: &str = "/login/generic_oauth";

pub(super) fn settings(settings: &mut Table, url: &str, email_domain: &str) {
    put(settings, "redirect_uris", vec![format!("{url}{CALLBACK}")]);
    put(settings, "post_logout_redirect_uris", vec![format!("{url}/login")]);
    synthetic_email(settings, email_domain);
}

pub(super) fn render(setup: &Setup<'_>) -> Result<String, Misfit> {
    setup.refuse_assertions("Grafana")?;
    let wanted = "https://…/login/generic_oauth";
    let base = setup.redirect_uri(wanted, |uri| uri.strip_suffix(CALLBACK))?;
    let client_id = ini(&setup.client.client_id);
    let scopes = setup.scopes().join(" ");
    let at = |path| ini(&setup.issuer.endpoint(path));
    let (authorize, token, userinfo) = (at("/authorize"), at("/token"), at("/userinfo"));
    let secret = setup.proof(
        |secret| format!("client_secret = {}\n", ini(secret)),
        "client_secret = $__file{/etc/grafana/atlogin-secret}\n",
        "",
    );
    let mut more = if setup.tells_email() { "" } else { NO_EMAIL }.to_owned();
    if let Some(uri) = setup.client.post_logout_redirect_uris.first() {
        // Grafana adds an `id_token_hint`, but only as long as its access token is good.
        let logout = setup.issuer.endpoint("/logout");
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("post_logout_redirect_uri", uri)
            .append_pair("client_id", &setup.client.client_id)
            .finish();
        more.extend(["signout_redirect_url = ", &logout, "?", &query, "\n"]);
    }
    let name = ini(setup.account_name);
    Ok(format!(
        r#"; For grafana.ini of the Grafana whose root_url is {base}/
[auth.generic_oauth]
enabled = true
name = {name}
allow_sign_up = true
client_id = {client_id}
{secret}scopes = {scopes}
auth_url = {authorize}
token_url = {token}
api_url = {userinfo}
use_pkce = true
; Grafana tells people apart by sub, their DID. What follows is shown: a handle can change hands.
login_attribute_path = preferred_username || sub
name_attribute_path = name || preferred_username || sub
email_attribute_path = email
; Everybody with an AT Protocol account may look, unless the client's `allow` in ATLogin says less.
role_attribute_path = "'Viewer'"
{more}"#
    ))
}

const NO_EMAIL: &str = "\
; This client gets no email address, and Grafana requires one: set `email` for it.
";
