//! Tests of the settings of relying parties.

use serde_json::json;

use super::*;
use crate::client::{Authentication, ClientKeys, EmailClaim, SubjectType};
use crate::jws::Algorithm;

/// A confidential client with `lines`; the first of them is line 5.
pub(super) fn client(lines: &str) -> String {
    format!(
        "[[clients]]\nclient_id = \"rp\"\nclient_secret = \"0123456789abcdef0123456789abcdef\"\n\
         redirect_uris = [\"https://rp.example/cb\"]\n{lines}\n"
    )
}

pub(super) fn entry(lines: &str) -> Client {
    let config = Config::parse(&client(lines), &sources(&[]));
    config.unwrap_or_else(|errors| panic!("{lines}: {errors}")).clients.remove(0)
}

/// Asserts that `lines` cause one mistake, which begins with `mistake`.
pub(super) fn refused(lines: &str, mistake: &str) {
    let found = mistakes(&client(lines));
    assert!(found.len() == 1 && found[0].starts_with(mistake), "{lines}: {found:#?}");
}

#[test]
fn a_client_that_says_little_is_told_little() {
    let client = entry("");
    assert_eq!(client.scopes, ["openid", "profile"]);
    assert_eq!(
        (client.email, client.localpart, client.subject_type),
        (EmailClaim::None, None, SubjectType::Public)
    );
    assert!(client.post_logout_redirect_uris.is_empty() && client.backchannel_logout.is_none());
    assert!(!client.consent && !client.require_pushed_authorization_requests);
    assert!(client.claims_in_id_token && client.userinfo_signed_response_alg.is_none());
    assert_eq!(client.refresh_token_lifetime, 30 * 24 * 60 * 60);
    assert_eq!(client.refresh_token_reuse_window, 30);
}

#[test]
fn every_setting_is_read() {
    let client = entry(
        r#"post_logout_redirect_uris = ["https://rp.example/", "https://rp.example/bye?a=b"]
backchannel_logout_uri = "https://rp.example.org/logout?tenant=1"
require_pushed_authorization_requests = true
userinfo_signed_response_alg = "ES256"
claims_in_id_token = false
subject_type = "pairwise"
consent = true
scopes = ["openid", "email", "offline_access"]
email = "account"
email_issuers = ["https://pds.example.org"]
localpart = "{handle}"
allow = ["*.example.org"]
deny = ["pds:evil.example", "did:plc:ewvi7nxzyoun6zhxrhs64oiz"]
did_web = false
refresh_token_lifetime = 31536000
refresh_token_reuse_window = 0"#,
    );
    assert_eq!(
        client.post_logout_redirect_uris,
        ["https://rp.example/", "https://rp.example/bye?a=b"]
    );
    let logout = client.backchannel_logout.unwrap();
    assert_eq!(logout.uri, "https://rp.example.org/logout?tenant=1");
    assert!(!logout.private && logout.ca_pem.is_none());
    assert!(client.require_pushed_authorization_requests && client.consent);
    assert_eq!(client.userinfo_signed_response_alg, Some(Algorithm::Es256));
    assert!(!client.claims_in_id_token);
    assert_eq!(client.subject_type, SubjectType::Pairwise { sector: "rp.example".to_owned() });
    assert_eq!(client.scopes, ["openid", "email", "offline_access"]);
    let issuers = vec!["https://pds.example.org".to_owned()];
    assert_eq!(client.email, EmailClaim::Account { issuers });
    assert_eq!(client.localpart.as_deref(), Some("{handle}"));
    assert_eq!((client.allow.len(), client.deny.len()), (1, 2));
    assert!(!client.did_web && entry("").did_web);
    assert_eq!(client.refresh_token_lifetime, 31_536_000);
    assert_eq!(client.refresh_token_reuse_window, 0);
}

#[test]
fn what_contradicts_itself_is_refused_with_its_line() {
    for (lines, mistake) in [
        (
            "post_logout_redirect_uris = [\"https://rp.example/#a\"]",
            "5: clients[0].post_logout_redirect_uris[0] has a fragment",
        ),
        (
            "post_logout_redirect_uris = [\"javascript:alert(1)\"]",
            "5: clients[0].post_logout_redirect_uris[0] has a scheme",
        ),
        (
            "backchannel_logout_uri = \"rp.example\"",
            "5: clients[0].backchannel_logout_uri is no address",
        ),
        (
            "backchannel_logout_uri = \"https://a:b@rp.example/\"",
            "5: clients[0].backchannel_logout_uri is no address",
        ),
        (
            "backchannel_logout_uri = \"https://rp.example/#a\"",
            "5: clients[0].backchannel_logout_uri is no address",
        ),
        (
            "backchannel_logout_private = true",
            "5: clients[0].backchannel_logout_private does nothing",
        ),
        (
            "backchannel_logout_uri = \"https://rp.example.org/\"\nbackchannel_logout_ca_file = \"/nowhere\"",
            "6: clients[0].backchannel_logout_ca_file /nowhere: cannot be read",
        ),
        ("subject_type = \"private\"", "5: clients[0].subject_type \"private\" is not known"),
        ("sector_identifier = \"rp.example\"", "5: clients[0].sector_identifier does nothing"),
        (
            "subject_type = \"pairwise\"\nsector_identifier = \"https://rp.example\"",
            "6: clients[0].sector_identifier is no host",
        ),
        (
            "subject_type = \"pairwise\"\nsector_identifier = \"RP.example\"",
            "6: clients[0].sector_identifier is no host",
        ),
    ] {
        refused(lines, mistake);
    }
}

#[test]
fn what_is_told_of_people_must_be_possible() {
    for (lines, mistake) in [
        ("scopes = [\"openid\", \"email\"]", "5: clients[0].scopes[1] \"email\" opens nothing"),
        (
            "scopes = [\"openid\", \"phone\"]",
            "5: clients[0].scopes[1] \"phone\" is not known; write one of: openid, profile, email, offline_access",
        ),
        ("email = \"yes\"", "5: clients[0].email \"yes\" is not known"),
        ("email = \"synthetic\"", "1: clients[0] has email = \"synthetic\" without"),
        (
            "email = \"synthetic\"\nemail_domain = \"localhost\"",
            "6: clients[0].email_domain is no domain name",
        ),
        ("email_domain = \"login.example\"", "5: clients[0].email_domain does nothing"),
        ("email = \"handle\"", "1: clients[0] has email = \"handle\" without"),
        ("email = \"handle\"\nemail_domains = []", "1: clients[0] has email = \"handle\" without"),
        (
            "email = \"handle\"\nemail_domains = [\"*.example.com\"]",
            "6: clients[0].email_domains[0] is no domain name",
        ),
        (
            "email = \"account\"\nemail_domains = [\"a.example\"]",
            "6: clients[0].email_domains does nothing",
        ),
        ("email = \"account\"\nemail_issuers = []", "6: clients[0].email_issuers is an empty list"),
        (
            "email = \"account\"\nemail_issuers = [\"https://bsky.social\", \"bsky.social\"]",
            "6: clients[0].email_issuers[1] is no issuer",
        ),
        (
            "email = \"account\"\nemail_issuers = [\"https://bsky.social/\"]",
            "6: clients[0].email_issuers[0] is no issuer",
        ),
        (
            "email = \"account\"\nemail_issuers = [\"*\"]",
            "6: clients[0].email_issuers[0] is no issuer",
        ),
        (
            "email = \"none\"\nemail_issuers = [\"https://bsky.social\"]",
            "6: clients[0].email_issuers does nothing",
        ),
        ("localpart = \"\"", "5: clients[0].localpart must hold exactly one of {handle}"),
        ("localpart = \"@{handle}\"", "5: clients[0].localpart may have only a-z, 0-9 and"),
        (
            "localpart = \"{handle_label:localhost}\"",
            "5: clients[0].localpart must name a domain of yours",
        ),
        ("allow = []", "5: clients[0].allow is an empty list"),
        ("deny = [\" \"]", "5: clients[0].deny[0] must be a DID, a handle"),
        ("allow = [\"a.example\", \"alice\"]", "5: clients[0].allow[1] must be a DID, a handle"),
        (
            "refresh_token_lifetime = 31536001",
            "5: clients[0].refresh_token_lifetime is 31536001 seconds; write from 60 up to 31536000",
        ),
        (
            "userinfo_signed_response_alg = \"none\"",
            "5: clients[0].userinfo_signed_response_alg \"none\" is not known",
        ),
    ] {
        refused(lines, mistake);
    }
}

#[test]
fn mistakes_about_people_are_reported_together() {
    let found = mistakes(&client("subject_type = \"x\"\nemail = \"y\"\nconsent = 1\nallow = []"));
    assert_eq!(found.len(), 4, "{found:#?}");
}

#[test]
fn the_scope_email_is_there_once_there_is_something_to_tell() {
    for lines in [
        "email = \"account\"",
        "email = \"synthetic\"\nemail_domain = \"login.example\"",
        "email = \"handle\"\nemail_domains = [\"example.com\"]",
    ] {
        assert_eq!(entry(lines).scopes, ["openid", "profile", "email"], "{lines}");
    }
    assert_eq!(entry("email = \"none\"").scopes, ["openid", "profile"]);
}

#[test]
fn only_bluesky_vouches_for_addresses_if_nobody_is_listed() {
    let issuers = vec!["https://bsky.social".to_owned()];
    assert_eq!(entry("email = \"account\"").email, EmailClaim::Account { issuers });
}

#[test]
fn a_sector_has_one_host_or_is_named() {
    let client = |uris: &str, more: &str| {
        let secret = "0123456789abcdef0123456789abcdef";
        format!(
            "[[clients]]\nclient_id = \"a\"\nclient_secret = \"{secret}\"\nredirect_uris = {uris}\nsubject_type = \"pairwise\"\n{more}"
        )
    };
    let sector = |text: &str| match good(text).clients.remove(0).subject_type {
        SubjectType::Pairwise { sector } => sector,
        SubjectType::Public => panic!("{text}"),
    };
    let one = r#"["https://a.example/1", "https://a.example/2"]"#;
    let two = r#"["https://a.example/1", "https://b.example/2"]"#;
    assert_eq!(sector(&client(one, "")), "a.example");
    assert_eq!(sector(&client(two, "sector_identifier = \"example\"")), "example");
    let found = mistakes(&client(two, ""));
    assert!(found.len() == 1 && found[0].contains("add sector_identifier"), "{found:#?}");
    let app = "[[clients]]\nclient_id = \"a\"\npublic = true\nredirect_uris = [\"org.example:/cb\"]\nsubject_type = \"pairwise\"";
    assert!(mistakes(app)[0].contains("add sector_identifier"));
}

#[test]
fn a_name_that_hides_people_beside_scopes_that_tell_who_they_are_is_warned_of() {
    let client = |more: &str| {
        let secret = "0123456789abcdef0123456789abcdef";
        format!(
            "[[clients]]\nclient_id = \"a\"\nclient_secret = \"{secret}\"\n\
             redirect_uris = [\"https://a.example/\"]\n{more}"
        )
    };
    let warned = |more: &str| {
        let warnings = good(&client(more)).warnings;
        warnings.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let pairwise = "subject_type = \"pairwise\"";
    let default = warned(pairwise);
    assert!(default.len() == 1 && default[0].contains("the scope \"profile\""), "{default:?}");
    assert!(
        default[0].starts_with(":5: clients[0].subject_type is \"pairwise\", but"),
        "{default:?}"
    );
    let both = warned(&format!("{pairwise}\nemail = \"account\""));
    assert!(both.len() == 2 && both[1].contains("\"email\""), "{both:?}");
    assert!(warned(&format!("{pairwise}\nscopes = [\"openid\", \"offline_access\"]")).is_empty());
    assert!(warned("subject_type = \"public\"").is_empty());
}

#[test]
fn a_private_back_channel_is_allowed_for_one_address() {
    for uri in [
        "http://10.0.0.7:8008/logout",
        "https://synapse.internal/logout",
        "https://rp.example:8443/",
    ] {
        let written = format!("backchannel_logout_uri = \"{uri}\"");
        refused(
            &written,
            "5: clients[0].backchannel_logout_uri cannot be reached from this network",
        );
        let allowed = entry(&format!("{written}\nbackchannel_logout_private = true"));
        let logout = allowed.backchannel_logout.unwrap();
        assert!(logout.private && logout.uri == uri);
    }
}

/// A client that authenticates by keys in a file.
fn with_keys(name: &str, keys: &str) -> Result<Config, ConfigErrors> {
    let file = std::env::temp_dir().join(Secret::mint().expose()).join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, keys).unwrap();
    let text = format!(
        "[[clients]]\nclient_id = \"a\"\nredirect_uris = [\"https://a.example/\"]\njwks_file = \"{}\"",
        file.display()
    );
    let config = Config::parse(&text, &sources(&[]));
    fs::remove_dir_all(file.parent().unwrap()).unwrap();
    config
}

#[test]
fn a_client_may_sign_with_keys_of_its_own() {
    let key = json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
    let config = with_keys("keys.json", &json!({ "keys": [key] }).to_string()).unwrap();
    assert!(matches!(
        config.clients[0].authentication,
        Authentication::PrivateKeyJwt(ClientKeys::Here { .. })
    ));

    let mut private = key;
    private["d"] = json!("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
    for (keys, mistake) in [
        (json!({ "keys": [private] }).to_string(), "holds a private key"),
        (
            json!({ "keys": [{ "kty": "oct", "k": "AAAA" }] }).to_string(),
            "holds a private key or a secret",
        ),
        (json!({ "keys": [] }).to_string(), "holds no key for signatures"),
        (json!([]).to_string(), "is no JWK set"),
        ("-----BEGIN PUBLIC KEY-----".to_owned(), "is not JSON"),
        (" ".repeat(70_000), "is longer than 64 KiB"),
    ] {
        let errors = with_keys("keys.json", &keys).unwrap_err();
        assert!(errors.to_string().contains(mistake), "{mistake}: {errors}");
        assert!(!errors.to_string().contains("nWGx"), "no key is shown");
    }
}

#[test]
fn keys_are_asked_for_where_the_network_allows() {
    let client = |uri: &str| {
        format!(
            "[[clients]]\nclient_id = \"a\"\nredirect_uris = [\"https://a.example/\"]\njwks_uri = \"{uri}\""
        )
    };
    let config = good(&client("https://rp.example.org/jwks.json"));
    assert!(matches!(
        config.clients[0].authentication,
        Authentication::PrivateKeyJwt(ClientKeys::At { .. })
    ));
    for uri in
        ["http://rp.example.org/jwks.json", "https://10.0.0.1/jwks.json", "https://rp.internal/"]
    {
        let found = mistakes(&client(uri));
        assert!(found.len() == 1 && found[0].contains("jwks_uri cannot be reached"), "{found:#?}");
    }
}

#[test]
fn a_client_proves_itself_in_one_way() {
    let found = mistakes(&client("jwks_uri = \"https://rp.example.org/jwks.json\""));
    assert_eq!(found, ["1: clients[0] has both client_secret and jwks_uri; delete one"]);
}
