//! Preset for Matrix Authentication Service: prints `upstream_oauth2` for its configuration.

use toml::Table;

use super::quote::yaml;
use super::setup::{Misfit, Setup, put};
use crate::clock::Clock;
use crate::secret::random_bytes;

const CALLBACK: &str = "/upstream/callback/";
/// Crockford's base 32, the digits of a ULID.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// The length of a ULID: 128 bits, five in each character.
const ULID: usize = 26;

pub(super) fn settings(settings: &mut Table, url: &str, hears_logouts: bool) {
    let id = ulid(Clock::system().now(), random_bytes());
    put(settings, "redirect_uris", vec![format!("{url}{CALLBACK}{id}")]);
    put(settings, "localpart", "{handle}");
    if hears_logouts {
        let uri = format!("{url}/upstream/backchannel-logout/{id}");
        put(settings, "backchannel_logout_uri", uri);
    }
}

pub(super) fn render(setup: &Setup<'_>) -> Result<String, Misfit> {
    let id = setup.redirect_uri("https://…/upstream/callback/ULID", |uri| {
        let (_, id) = uri.split_once(CALLBACK)?;
        let is_one = id.len() == ULID && id.bytes().all(|byte| DIGITS.contains(&byte));
        is_one.then_some(id)
    })?;
    let (issuer, client_id) = (yaml(setup.issuer.as_str()), yaml(&setup.client.client_id));
    let (name, scope) = (yaml(setup.account_name), yaml(&setup.scopes().join(" ")));
    let algorithm = setup.client.id_token_signed_response_alg.name();
    let proof = setup.proof(
        |secret| format!("client_secret_basic\n      client_secret: {}", yaml(secret)),
        "client_secret_basic\n      client_secret_file: /etc/mas/atlogin-secret",
        "none",
    );
    // MAS accepts plain http only in its insecure mode.
    let discovery = if setup.issuer.as_str().starts_with("https:") { "oidc" } else { "insecure" };
    let fetch_userinfo = !setup.client.claims_in_id_token;
    let localpart = match &setup.client.localpart {
        Some(_) => "{{ user.localpart }}",
        None => "{{ user.preferred_username }}",
    };
    let logout = match setup.client.backchannel_logout {
        None => "",
        Some(_) => {
            "      # A logout at ATLogin ends what came from that browser session.\n      \
             on_backchannel_logout: logout_all\n"
        }
    };
    Ok(format!(
        r#"# For the configuration of MAS; then run `mas-cli config sync`
upstream_oauth2:
  providers:
    - id: {id}
      issuer: {issuer}
      human_name: {name}
      client_id: {client_id}
      token_endpoint_auth_method: {proof}
      scope: {scope}
      discovery_mode: {discovery}
      id_token_signed_response_alg: {algorithm}
      fetch_userinfo: {fetch_userinfo}
{logout}      claims_imports:
        subject:
          template: "{{{{ user.sub }}}}"
        # Without on_conflict: whoever gets hold of a name would get the account of that name.
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
