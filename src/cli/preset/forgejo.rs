//! Preset for Forgejo: prints a command that adds an authentication source.

use toml::Table;

use super::quote::shell;
use super::setup::{Misfit, Setup, put, synthetic_email};

/// The name of the source, which is part of the redirect URI.
const NAME: &str = "atlogin";
const BEFORE: &str = "/user/oauth2/";
const AFTER: &str = "/callback";

pub(super) fn settings(settings: &mut Table, url: &str, email_domain: &str) {
    put(settings, "redirect_uris", vec![format!("{url}{BEFORE}{NAME}{AFTER}")]);
    synthetic_email(settings, email_domain);
}

pub(super) fn render(setup: &Setup<'_>) -> Result<String, Misfit> {
    setup.refuse_assertions("Forgejo")?;
    let name = setup.redirect_uri("https://…/user/oauth2/NAME/callback", |uri| {
        let (_, rest) = uri.split_once(BEFORE)?;
        rest.strip_suffix(AFTER).filter(|name| !name.is_empty() && !name.contains('/'))
    })?;
    let discovery = shell(&setup.issuer.endpoint("/.well-known/openid-configuration"));
    let (name, client_id) = (shell(name), shell(&setup.client.client_id));
    let scopes = shell(&setup.scopes().join(" "));
    let file = "\"$(cat /etc/forgejo/atlogin-secret)\"";
    let secret = setup.proof(shell, file, file);
    let more = if setup.tells_email() { "" } else { NO_EMAIL };
    Ok(format!(
        r"# Run this as the user that Forgejo runs as. If others have a shell on that machine, who can see a
# command line, write the same values into Site administration > Authentication sources instead.
forgejo admin auth add-oauth \
  --name {name} \
  --provider openidConnect \
  --key {client_id} \
  --secret {secret} \
  --auto-discover-url {discovery} \
  --scopes {scopes}
# Restart Forgejo afterwards: until then it sends no PKCE the first time, and that sign-in is refused.
# So that people get an account when they first sign in, write this into app.ini, but only once there is an
# administrator (forgejo admin user create --admin …): the first account of a new Forgejo becomes one.
#   [oauth2_client]
#   ENABLE_AUTO_REGISTRATION = true
#   REGISTER_EMAIL_CONFIRM = false
#   USERNAME = nickname
#   ACCOUNT_LINKING = login
# Never ACCOUNT_LINKING = auto: anyone who gets hold of a name would get the account of that name.
{more}"
    ))
}

const NO_EMAIL: &str = "\
# This client is told no e-mail address, and Forgejo makes no account without one: set `email` for it.
";
