//! What the preset for MAS prints, and how other presets meet what only MAS can do.

use super::*;

#[test]
fn mas_reads_its_provider() {
    let url = public_url();
    let place = Place::new(Some("https://mas.example.org/"), &url, &[], false).unwrap();
    let settings = Preset::Mas.settings(&place).unwrap();
    assert_eq!(settings["client_name"].as_str(), Some("Matrix"), "people read it");
    let uri = settings["redirect_uris"][0].as_str().unwrap().to_owned();
    let id = uri.strip_prefix("https://mas.example.org/upstream/callback/").unwrap();
    assert_eq!(
        settings["backchannel_logout_uri"].as_str().unwrap(),
        format!("https://mas.example.org/upstream/backchannel-logout/{id}")
    );
    let mut client = client(&uri);
    client.localpart = Some("{handle}".to_owned());
    for fresh in [false, true] {
        let text_of = render(Preset::Mas, &client, fresh);
        let document = yaml(&text_of);
        assert_eq!(keys(&document), ["upstream_oauth2"]);
        let provider = &document["upstream_oauth2"]["providers"][0];
        assert_eq!(text(provider, "id"), id);
        assert_eq!(text(provider, "client_id"), client.client_id);
        assert_eq!(text(provider, "token_endpoint_auth_method"), "client_secret_basic");
        let key = if fresh { "client_secret" } else { "client_secret_file" };
        assert!(provider.as_mapping_get(key).is_some());
        assert_eq!(text(provider, "scope"), "openid profile");
        assert_eq!(text(provider, "discovery_mode"), "oidc");
        assert_eq!(text(provider, "id_token_signed_response_alg"), "RS256");
        assert!(provider.as_mapping_get("userinfo_signed_response_alg").is_none());
        assert_eq!(provider["fetch_userinfo"].as_bool(), Some(false));
        assert_eq!(text(provider, "synapse_idp_id"), "oidc-atlogin");
        let parameters = &provider["additional_authorization_parameters"];
        let prompt = "{% if logged_out %}select_account{% elif params.prompt in \
                      ['login','create','select_account'] %}{{ params.prompt }}{% endif %}";
        assert_eq!(text(parameters, "prompt"), prompt);
        assert_eq!(text(parameters, "login_hint"), "{{ params.login_hint }}");
        let imports = &provider["claims_imports"];
        assert_eq!(text(&imports["localpart"], "action"), "require");
        assert_eq!(text(&imports["localpart"], "template"), "{{ user.localpart }}");
        assert!(imports["localpart"].as_mapping_get("on_conflict").is_none());
        assert!(imports.as_mapping_get("skip_confirmation").is_none(), "only as a comment");
        let mut hears = client.clone();
        hears.backchannel_logout = Some(BackchannelLogout {
            uri: settings["backchannel_logout_uri"].as_str().unwrap().to_owned(),
            private: false,
            ca_pem: None,
        });
        let printed = render(Preset::Mas, &hears, fresh);
        let document = yaml(&printed);
        let told = &document["upstream_oauth2"]["providers"][0];
        assert_eq!(text(told, "on_backchannel_logout"), "logout_browser_only");
        assert!(provider.as_mapping_get("on_backchannel_logout").is_none());
    }
}

#[test]
fn mas_keeps_the_identifier_that_it_has_of_a_provider() {
    let url = public_url();
    let place = |id| Place::new(Some("https://mas.example.org"), &url, &[], false)?.with_ulid(id);
    let id = "01KSVH7Z4Q5W6X7Y8Z9ABCDEFG";
    let settings = Preset::Mas.settings(&place(Some(id)).unwrap()).unwrap();
    let uri = settings["redirect_uris"][0].as_str().unwrap();
    assert_eq!(uri, format!("https://mas.example.org/upstream/callback/{id}"));
    for wrong in [
        "",
        "01KSVH7Z4Q5W6X7Y8Z9ABCDEF",
        "81KSVH7Z4Q5W6X7Y8Z9ABCDEFG",
        "01ksvh7z4q5w6x7y8z9abcdefg",
    ] {
        assert!(matches!(place(Some(wrong)), Err(Misfit::Ulid(_))), "{wrong}");
    }
    assert!(matches!(Preset::Synapse.settings(&place(Some(id)).unwrap()), Err(Misfit::NoUlid)));
}

#[test]
fn mas_is_not_given_what_it_cannot_do() {
    let (issuer, uri) = (
        Issuer::new("https://login.example.org"),
        format!("https://m.example/upstream/callback/{}", "0".repeat(26)),
    );
    let printed = |client: &Client| {
        let setup = Setup { issuer: &issuer, account_name: "Bluesky", client, secret: None };
        Preset::Mas.render(&setup)
    };
    let mut client = client(&uri);
    client.userinfo_signed_response_alg = Some(Algorithm::Es256);
    let text_of = printed(&client).unwrap();
    let document = yaml(&text_of);
    let provider = &document["upstream_oauth2"]["providers"][0];
    assert_eq!(text(provider, "userinfo_signed_response_alg"), "ES256");
    client.require_pushed_authorization_requests = true;
    assert!(matches!(printed(&client), Err(Misfit::NoPushedRequests(_))));
    client.require_pushed_authorization_requests = false;
    client.id_token_signed_response_alg = Algorithm::EdDsa;
    assert!(matches!(printed(&client), Err(Misfit::NoEdDsa(_))));
}

#[test]
fn a_client_that_signs_assertions_is_told_so_or_refused() {
    let issuer = Issuer::new("https://login.example.org");
    let printed = |preset: Preset, uri: &str| {
        let mut client = client(uri);
        let jwks_uri = "https://account.example.org/oauth2/keys.json".to_owned();
        client.authentication = Authentication::PrivateKeyJwt(ClientKeys::At { jwks_uri });
        preset.render(&Setup {
            issuer: &issuer,
            account_name: "Bluesky",
            client: &client,
            secret: None,
        })
    };
    let uri = "https://account.example.org/upstream/callback/01KSVH7Z4Q5W6X7Y8Z9ABCDEFG";
    let text_of = printed(Preset::Mas, uri).unwrap();
    let document = yaml(&text_of);
    let provider = &document["upstream_oauth2"]["providers"][0];
    assert_eq!(text(provider, "token_endpoint_auth_method"), "private_key_jwt");
    assert_eq!(text(provider, "token_endpoint_auth_signing_alg"), "RS256");
    let text_of = printed(Preset::Generic, "https://rp.example/cb").unwrap();
    assert_eq!(text(&yaml(&text_of), "token_endpoint_auth_method"), "private_key_jwt");
    for (preset, uri) in [
        (Preset::Synapse, "https://matrix.example.org/_synapse/client/oidc/callback"),
        (Preset::Forgejo, "https://git.example.org/user/oauth2/ATLogin/callback"),
        (Preset::Grafana, "https://grafana.example.org/login/generic_oauth"),
    ] {
        assert!(matches!(printed(preset, uri), Err(Misfit::NoAssertions(..))), "{preset:?}");
    }
}
