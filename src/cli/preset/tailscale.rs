//! Preset for Tailscale: prints the values for its form.
//! The form is at <https://login.tailscale.com/start/oidc>.

use toml::Table;

use super::quote::yaml;
use super::setup::{Misfit, Setup, put};
use crate::client::EmailClaim;

const CALLBACK: &str = "https://login.tailscale.com/a/oauth_response";

pub(super) fn settings(settings: &mut Table, email_domains: &[String]) -> Result<(), Misfit> {
    if email_domains.is_empty() {
        return Err(Misfit::NoDomain);
    }
    put(settings, "redirect_uris", vec![CALLBACK]);
    put(settings, "client_name", "Tailscale");
    // It sends no PKCE, and is no public client.
    put(settings, "require_pkce", false);
    put(settings, "email", "handle");
    put(settings, "email_domains", email_domains.to_vec());
    put(settings, "scopes", vec!["openid", "profile", "email"]);
    Ok(())
}

pub(super) fn render(setup: &Setup<'_>) -> Result<String, Misfit> {
    setup.redirect_uri(CALLBACK, |uri| (uri == CALLBACK).then_some(uri))?;
    let domain = match &setup.client.email {
        EmailClaim::Handle { domains } => domains.first().map(String::as_str),
        EmailClaim::None | EmailClaim::Account { .. } | EmailClaim::Synthetic { .. } => None,
    };
    let domain = domain.unwrap_or("example.org");
    let (issuer, client_id) = (yaml(setup.issuer.as_str()), yaml(&setup.client.client_id));
    let secret = setup.secret.map_or("the secret that was shown when it was made", |s| s.expose());
    let secret = yaml(secret);
    let webfinger = setup.issuer.endpoint("/.well-known/webfinger");
    Ok(format!(
        r#"# 1. The web server of {domain} has to send WebFinger on to ATLogin, now and later. With nginx:
#      location = /.well-known/webfinger {{ return 307 {webfinger}$is_args$args; }}
# 2. Open https://login.tailscale.com/start/oidc and write, for your own handle alice.{domain}:
Email: alice@{domain}
Identity provider type: Custom
# 3. Press "Get OIDC Issuer". It has to find this:
Issuer: {issuer}
# 4. Write the rest:
Client ID: {client_id}
Client secret: {secret}
# Anyone who holds a handle under {domain} can join: list only domains whose handles are yours to give.
"#
    ))
}
