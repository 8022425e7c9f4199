//! Preset for Synapse: prints `oidc_providers` for `homeserver.yaml`.

use toml::Table;

use super::matrix::put_server;
use super::quote::{yaml, yaml_list};
use super::setup::{Misfit, Setup, put};

const CALLBACK: &str = "/_synapse/client/oidc/callback";

pub(super) fn settings(settings: &mut Table, url: &str, hears_logouts: bool) {
    put(settings, "redirect_uris", vec![format!("{url}{CALLBACK}")]);
    put(settings, "localpart", "{handle}");
    put_server(settings, url);
    // People read it: "Sign in to continue to …".
    put(settings, "client_name", "Matrix");
    if hears_logouts {
        let uri = format!("{url}/_synapse/client/oidc/backchannel_logout");
        put(settings, "backchannel_logout_uri", uri);
    }
}

pub(super) fn render(setup: &Setup<'_>) -> Result<String, Misfit> {
    setup.refuse_assertions("Synapse")?;
    let wanted = "https://…/_synapse/client/oidc/callback";
    let base = setup.redirect_uri(wanted, |uri| uri.strip_suffix(CALLBACK))?;
    let (issuer, client_id) = (yaml(setup.issuer.as_str()), yaml(&setup.client.client_id));
    let (name, scopes) = (yaml(setup.account_name), yaml_list(&setup.scopes()));
    let proof = setup.proof(
        |secret| format!("client_secret: {}", yaml(secret)),
        "client_secret_path: /etc/matrix-synapse/atlogin-secret",
        "client_auth_method: none",
    );
    // Only this claim is valid for Matrix and also never passes to another person.
    let localpart = match &setup.client.localpart {
        Some(_) => "{{ user.localpart }}",
        None => "{{ user.preferred_username or user.sub|replace(':', '-') }}",
    };
    let more = more(setup);
    Ok(format!(
        r#"# For homeserver.yaml of the Synapse whose public_baseurl is {base}/
oidc_providers:
  - idp_id: atlogin
    idp_name: {name}
    issuer: {issuer}
    client_id: {client_id}
    {proof}
    scopes: {scopes}
    # Never true: anyone who gets hold of a name would get the account of that name.
    allow_existing_users: false
{more}    user_mapping_provider:
      config:
        subject_template: "{{{{ user.sub }}}}"
        localpart_template: "{localpart}"
        display_name_template: "{{{{ user.name or user.preferred_username or user.sub }}}}"
        picture_template: "{{{{ user.picture }}}}"
"#
    ))
}

fn more(setup: &Setup<'_>) -> String {
    let mut more = String::new();
    if !setup.client.claims_in_id_token {
        more.push_str("    user_profile_method: userinfo_endpoint\n");
    }
    if setup.client.backchannel_logout.is_some() {
        more.push_str(
            "    # A logout at ATLogin signs out the devices that came from that browser session.\n    \
             backchannel_logout_enabled: true\n",
        );
    }
    more
}
