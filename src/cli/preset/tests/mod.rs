//! Tests that parse the printed configuration of each preset in its own language.

mod declared;
mod language;
mod mas;
mod pages;

use saphyr::{LoadableYamlNode, Yaml};

use super::*;
use crate::client::{Authentication, BackchannelLogout, ClientKeys, EmailClaim};
use crate::config::PublicUrl;
use crate::jws::Algorithm;
use crate::oidc::{Client, Issuer};
use crate::secret::Secret;

const SECRET: &str = "a-secret-that-was-made-just-now-0123456789a";

fn public_url() -> PublicUrl {
    PublicUrl::parse("https://login.example.org").unwrap()
}

fn client(redirect_uri: &str) -> Client {
    let secret = Secret::from_text(SECRET.to_owned());
    Client::confidential("the client's \"#1\"", &secret, &[redirect_uri])
}

fn render(preset: Preset, client: &Client, fresh: bool) -> String {
    let issuer = Issuer::new("https://login.example.org");
    let secret = Secret::from_text(SECRET.to_owned());
    let setup = Setup {
        issuer: &issuer,
        account_name: "Bluesky",
        client,
        secret: fresh.then_some(&secret),
    };
    let text = preset.render(&setup).unwrap();
    assert_eq!(text.matches(SECRET).count(), usize::from(fresh), "{text}");
    assert!(text.ends_with('\n'), "{text}");
    text
}

fn yaml(text: &str) -> Yaml<'_> {
    let mut documents = Yaml::load_from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"));
    assert_eq!(documents.len(), 1, "{text}");
    documents.remove(0)
}

fn text<'a>(yaml: &'a Yaml<'_>, key: &str) -> &'a str {
    yaml.as_mapping_get(key).and_then(Yaml::as_str).unwrap_or_else(|| panic!("{key}: {yaml:?}"))
}

fn keys(yaml: &Yaml<'_>) -> Vec<String> {
    let keys = yaml.as_mapping().unwrap().keys();
    keys.map(|key| key.as_str().unwrap().to_owned()).collect()
}

#[test]
fn synapse_reads_its_block() {
    let mut client = client("https://matrix.example.org/_synapse/client/oidc/callback");
    client.localpart = Some("{handle}".to_owned());
    for fresh in [false, true] {
        let text_of = render(Preset::Synapse, &client, fresh);
        let document = yaml(&text_of);
        assert_eq!(keys(&document), ["oidc_providers"]);
        let provider = &document["oidc_providers"][0];
        assert_eq!(text(provider, "issuer"), "https://login.example.org");
        assert_eq!(text(provider, "client_id"), client.client_id);
        let (key, value) = if fresh {
            ("client_secret", SECRET)
        } else {
            ("client_secret_path", "/etc/matrix-synapse/atlogin-secret")
        };
        assert_eq!(text(provider, key), value);
        assert_eq!(provider["allow_existing_users"].as_bool(), Some(false));
        assert_eq!(provider["scopes"][0].as_str(), Some("openid"));
        let mapping = &provider["user_mapping_provider"]["config"];
        assert_eq!(text(mapping, "subject_template"), "{{ user.sub }}");
        assert_eq!(text(mapping, "localpart_template"), "{{ user.localpart }}");
        assert!(provider.as_mapping_get("backchannel_logout_enabled").is_none());
    }
    client.backchannel_logout = Some(BackchannelLogout {
        uri: "https://matrix.example.org/_synapse/client/oidc/backchannel_logout".to_owned(),
        private: false,
        ca_pem: None,
    });
    client.claims_in_id_token = false;
    let text_of = render(Preset::Synapse, &client, false);
    let provider = &yaml(&text_of)["oidc_providers"][0];
    assert_eq!(provider["backchannel_logout_enabled"].as_bool(), Some(true));
    assert_eq!(text(provider, "user_profile_method"), "userinfo_endpoint");
}

#[test]
fn people_at_synapse_read_matrix_and_not_its_client_id() {
    let url = public_url();
    let place = Place::new(Some("https://matrix.example.org"), &url, &[], false).unwrap();
    let settings = Preset::Synapse.settings(&place).unwrap();
    assert_eq!(settings["client_name"].as_str(), Some("Matrix"));
}

#[test]
fn synapse_needs_no_secret_of_a_public_client() {
    let uri = "https://matrix.example.org/_synapse/client/oidc/callback";
    let text_of = render(Preset::Synapse, &Client::public("synapse", &[uri]), false);
    let provider = &yaml(&text_of)["oidc_providers"][0];
    assert_eq!(text(provider, "client_auth_method"), "none");
    assert!(!text_of.contains("secret"), "{text_of}");
}

/// The configuration that the README shows, and that `tests/stack` runs Synapse with.
#[test]
fn the_block_of_the_readme_is_what_is_printed() {
    let uri = "https://matrix.example.org/_synapse/client/oidc/callback";
    let secret = Secret::from_text(SECRET.to_owned());
    let mut client = Client::confidential("synapse", &secret, &[uri]);
    client.localpart = Some("{handle}".to_owned());
    let printed = render(Preset::Synapse, &client, false);
    let block: String = printed.lines().skip(1).flat_map(|line| [line, "\n"]).collect();
    assert_eq!(block, include_str!("../../../../tests/stack/synapse-oidc.yaml"));
}

#[test]
fn tailscale_reads_its_answers() {
    let mut client = client("https://login.tailscale.com/a/oauth_response");
    client.email = EmailClaim::Handle { domains: vec!["example.com".into()] };
    let text_of = render(Preset::Tailscale, &client, true);
    let document = yaml(&text_of);
    assert_eq!(text(&document, "Email"), "alice@example.com");
    assert_eq!(text(&document, "Issuer"), "https://login.example.org");
    assert_eq!(text(&document, "Client ID"), client.client_id);
    assert_eq!(text(&document, "Client secret"), SECRET);
    assert!(text_of.contains("https://login.example.org/.well-known/webfinger$is_args$args"));
}

/// The script is run with a fake `forgejo` that prints its arguments.
#[test]
fn forgejo_understands_its_command() {
    let client = client("https://git.example.org/user/oauth2/atlogin/callback");
    let script = render(Preset::Forgejo, &client, true);
    let harness = format!("forgejo() {{ printf '%s\\n' \"$@\"; }}\n{script}");
    let ran = std::process::Command::new("/bin/sh").args(["-euc", &harness]).output().unwrap();
    assert!(ran.status.success() && ran.stderr.is_empty(), "{script}");
    let told = String::from_utf8(ran.stdout).unwrap();
    let expected = [
        "admin",
        "auth",
        "add-oauth",
        "--name",
        "atlogin",
        "--provider",
        "openidConnect",
        "--key",
        &client.client_id,
        "--secret",
        SECRET,
        "--auto-discover-url",
        "https://login.example.org/.well-known/openid-configuration",
        "--scopes",
        "openid profile",
    ];
    assert_eq!(told.lines().collect::<Vec<_>>(), expected);
    let kept = render(Preset::Forgejo, &client, false);
    assert!(kept.contains("--secret \"$(cat /etc/forgejo/atlogin-secret)\""), "{kept}");
    assert!(script.contains("told no e-mail address"), "{script}");
}

#[test]
fn grafana_reads_its_section() {
    let mut client = client("https://grafana.example.org/login/generic_oauth");
    client.post_logout_redirect_uris = vec!["https://grafana.example.org/login".to_owned()];
    for fresh in [false, true] {
        let text_of = render(Preset::Grafana, &client, fresh);
        let options = ini::ParseOption { enabled_quote: false, ..ini::ParseOption::default() };
        let file = ini::Ini::load_from_str_opt(&text_of, options).unwrap();
        let section = file.section(Some("auth.generic_oauth")).unwrap();
        // The quotes that Grafana accepts around a value with special characters.
        assert_eq!(section.get("client_id").unwrap(), format!("`{}`", client.client_id));
        let secret = if fresh { SECRET } else { "$__file{/etc/grafana/atlogin-secret}" };
        assert_eq!(section.get("client_secret"), Some(secret));
        assert_eq!(section.get("scopes"), Some("openid profile"));
        assert_eq!(section.get("auth_url"), Some("https://login.example.org/authorize"));
        assert_eq!(section.get("token_url"), Some("https://login.example.org/token"));
        assert_eq!(section.get("api_url"), Some("https://login.example.org/userinfo"));
        assert_eq!(section.get("use_pkce"), Some("true"));
        assert_eq!(section.get("login_attribute_path"), Some("preferred_username || sub"));
        // Grafana takes the outer quotes away, and reads the rest as a text and not as a claim.
        assert_eq!(section.get("role_attribute_path"), Some("\"'Viewer'\""));
        let logout = "https://login.example.org/logout?post_logout_redirect_uri=\
                      https%3A%2F%2Fgrafana.example.org%2Flogin&client_id=\
                      the+client%27s+%22%231%22";
        assert_eq!(section.get("signout_redirect_url"), Some(logout));
    }
}

#[test]
fn the_generic_list_is_a_mapping() {
    let client = client("https://rp.example.org/cb");
    for fresh in [false, true] {
        let text_of = render(Preset::Generic, &client, fresh);
        let document = yaml(&text_of);
        assert_eq!(text(&document, "issuer"), "https://login.example.org");
        assert_eq!(text(&document, "client_id"), client.client_id);
        assert_eq!(text(&document, "client_secret") == SECRET, fresh);
        assert_eq!(text(&document, "token_endpoint"), "https://login.example.org/token");
        assert_eq!(document["redirect_uris"][0].as_str(), Some("https://rp.example.org/cb"));
    }
}

#[test]
fn the_generic_list_names_every_scope_that_the_operator_allowed() {
    let mut client = client("https://rp.example.org/cb");
    client.scopes = ["openid", "profile", "offline_access"].map(str::to_owned).to_vec();
    let text_of = render(Preset::Generic, &client, true);
    let document = yaml(&text_of);
    let scopes: Vec<_> = (0..3).map(|at| document["scopes"][at].as_str().unwrap()).collect();
    assert_eq!(scopes, ["openid", "profile", "offline_access"]);
}

#[test]
fn a_client_of_another_kind_is_refused() {
    let issuer = Issuer::new("https://login.example.org");
    let client = client("https://rp.example.org/cb");
    let setup = Setup { issuer: &issuer, account_name: "Bluesky", client: &client, secret: None };
    for preset in
        [Preset::Synapse, Preset::Mas, Preset::Tailscale, Preset::Forgejo, Preset::Grafana]
    {
        let misfit = preset.render(&setup).unwrap_err().to_string();
        assert!(misfit.contains("redirect URIs"), "{misfit}");
    }
}

#[test]
fn an_address_under_a_path_keeps_its_path() {
    let url = public_url();
    let settings = |preset: Preset, text: &str| {
        preset.settings(&Place::new(Some(text), &url, &[], false).unwrap()).unwrap()
    };
    for text in ["https://example.org/tools/grafana", "https://example.org/tools/grafana/"] {
        let found = settings(Preset::Grafana, text);
        let uri = found["redirect_uris"][0].as_str().unwrap().to_owned();
        assert_eq!(uri, "https://example.org/tools/grafana/login/generic_oauth");
        let after = found["post_logout_redirect_uris"][0].as_str().unwrap().to_owned();
        assert_eq!(after, "https://example.org/tools/grafana/login");
        assert_eq!(found["email_domain"].as_str(), Some("login.example.org"));
    }
    for text in ["grafana", "ftp://example.org", "https://example.org/?x", "https://example.org/#x"]
    {
        assert!(Place::new(Some(text), &url, &[], false).is_err(), "{text}");
    }
}
