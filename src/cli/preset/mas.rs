//! Preset for Matrix Authentication Service: prints `upstream_oauth2` for its configuration.

use toml::Table;

use super::matrix::put_server;
use super::quote::yaml;
use super::setup::{Misfit, Setup, put};
use crate::client::MatrixSoftware;
use crate::clock::Clock;
use crate::secret::random_bytes;

const CALLBACK: &str = "/upstream/callback/";
/// Crockford's base 32, the digits of a ULID.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// The length of a ULID: 128 bits, five in each character.
const ULID: usize = 26;

pub(super) fn settings(settings: &mut Table, url: &str, known: Option<&str>) {
    let made = || ulid(Clock::system().now(), random_bytes());
    let id = known.map_or_else(made, str::to_owned);
    put(settings, "redirect_uris", vec![format!("{url}{CALLBACK}{id}")]);
    put(settings, "localpart", "{handle}");
    put_server(settings, url);
    // People read it: "Sign in to continue to …".
    put(settings, "client_name", "Matrix");
    put(settings, "backchannel_logout_uri", format!("{url}/upstream/backchannel-logout/{id}"));
}

pub(super) fn render(setup: &Setup<'_>) -> Result<String, Misfit> {
    let id =
        setup.redirect_uri("https://…/upstream/callback/ULID", |uri| match MatrixSoftware::at(
            uri,
        )? {
            MatrixSoftware::Mas { ulid, .. } => Some(ulid),
            MatrixSoftware::Synapse { .. } => None,
        })?;
    refuse_what_fails_there(setup)?;
    let (issuer, client_id) = (yaml(setup.issuer.as_str()), yaml(&setup.client.client_id));
    let (name, scope) = (yaml(setup.account_name), yaml(&setup.scopes().join(" ")));
    let proof = if setup.signs_assertions() {
        // MAS signs with one of the keys below `secrets` in its configuration.
        "private_key_jwt\n      token_endpoint_auth_signing_alg: RS256".to_owned()
    } else {
        setup.proof(
            |secret| format!("client_secret_basic\n      client_secret: {}", yaml(secret)),
            "client_secret_basic\n      client_secret_file: /etc/mas/atlogin-secret",
            "none",
        )
    };
    // MAS accepts plain http only in its insecure mode.
    let discovery = if setup.issuer.as_str().starts_with("https:") { "oidc" } else { "insecure" };
    let (signatures, parameters) = (signatures(setup), parameters(setup));
    let localpart = match &setup.client.localpart {
        Some(_) => "{{ user.localpart }}",
        None => "{{ user.preferred_username }}",
    };
    let logout = if setup.client.backchannel_logout.is_some() { LOGOUT } else { NO_LOGOUT };
    Ok(format!(
        r#"# For the configuration of MAS; then run `mas-cli config sync`
upstream_oauth2:
  providers:
    - id: {id}
      # What Synapse called this provider before, if it was one of its `oidc_providers`.
      synapse_idp_id: oidc-atlogin
      issuer: {issuer}
      human_name: {name}
      client_id: {client_id}
      token_endpoint_auth_method: {proof}
      scope: {scope}
      discovery_mode: {discovery}
{signatures}{parameters}{logout}      claims_imports:
        # MAS shows a page before it makes an account. With `skip_confirmation: true` here, and the action
        # `force` for displayname, it does not: then nobody accepts your terms either.
        subject:
          template: "{{{{ user.sub }}}}"
        # Without on_conflict: an account that is called like a handle would go to the person who has that handle.
        localpart:
          action: require
          template: "{localpart}"
        displayname:
          action: suggest
          template: "{{{{ user.name or user.preferred_username or user.sub }}}}"
        account_name:
          template: "{{{{ user.preferred_username or user.sub }}}}"
"#
    ))
}

/// Without them "Sign out" and "Use another account" at MAS lead back to the same person.
fn parameters(setup: &Setup<'_>) -> String {
    let hints = match &setup.client.matrix_server {
        Some(server) => format!("compares Matrix IDs of {server}"),
        None => "compares no Matrix IDs".to_owned(),
    };
    format!(
        r#"      # Who has signed out, or wants another account, gets to choose. The hint of an app goes along; ATLogin
      # {hints} (the client's setting matrix_server).
      additional_authorization_parameters:
        prompt: "{{% if logged_out %}}select_account{{% elif params.prompt in ['login','create','select_account'] %}}{{{{ params.prompt }}}}{{% endif %}}"
        login_hint: "{{{{ params.login_hint }}}}"
"#
    )
}

const LOGOUT: &str = "      \
# A logout at ATLogin ends what came from that browser session, and no devices. `logout_all` signs
      # these out too: who has no key backup then cannot read their encrypted messages any more.
      on_backchannel_logout: logout_browser_only
";

const NO_LOGOUT: &str = "      \
# MAS is not told of logouts at ATLogin: the client has no backchannel_logout_uri. ATLogin asks no
      # address on a private network unless backchannel_logout_private allows it.
";

/// What MAS is told but cannot do.
fn refuse_what_fails_there(setup: &Setup<'_>) -> Result<(), Misfit> {
    let client = setup.client;
    let of_userinfo = client.userinfo_signed_response_alg;
    let mut algorithms = of_userinfo.into_iter().chain([client.id_token_signed_response_alg]);
    if algorithms.any(|algorithm| algorithm.name() == "EdDSA") {
        return Err(Misfit::NoEdDsa(client.client_id.clone()));
    }
    if client.require_pushed_authorization_requests {
        return Err(Misfit::NoPushedRequests(client.client_id.clone()));
    }
    Ok(())
}

fn signatures(setup: &Setup<'_>) -> String {
    let client = setup.client;
    let algorithm = client.id_token_signed_response_alg.name();
    let userinfo = client.userinfo_signed_response_alg.map_or_else(String::new, |algorithm| {
        format!("      userinfo_signed_response_alg: {}\n", algorithm.name())
    });
    let fetch_userinfo = !client.claims_in_id_token;
    format!(
        "      id_token_signed_response_alg: {algorithm}\n{userinfo}      \
         fetch_userinfo: {fetch_userinfo}\n"
    )
}

/// A ULID, which MAS uses as identifier: 48 bits of time in milliseconds, 80 random bits.
fn ulid(now: i64, random: [u8; 10]) -> String {
    let time = u128::try_from(now.saturating_mul(1000)).unwrap_or_default();
    let random = random.iter().fold(0_u128, |all, byte| (all << 8) | u128::from(*byte));
    let all = (time << 80) | random;
    let digit = |place: usize| {
        let value = usize::try_from((all >> (5 * place)) & 31).unwrap_or_default();
        char::from(DIGITS.get(value).copied().unwrap_or(b'0'))
    };
    (0..ULID).rev().map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ulid_is_time_and_chance_in_26_characters() {
        assert_eq!(ulid(0, [0; 10]), "0".repeat(26));
        // Half a time of 48 bits, and the greatest one, worked out by hand.
        assert_eq!(ulid(1, [0; 10]), format!("00000000Z8{}", "0".repeat(16)));
        assert_eq!(ulid(0, [255; 10]), format!("{}{}", "0".repeat(10), "Z".repeat(16)));
    }
}
