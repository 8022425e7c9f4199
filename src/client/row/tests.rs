//! Tests with rows exactly as earlier versions wrote them.

use super::*;
use crate::client::{Authentication, BackchannelLogout, ClientKeys, EmailClaim, SubjectType};

/// A row of an earlier version, with `more` settings.
fn old(more: &str) -> Client {
    let row = format!(
        r#"{{"client_id":"app","client_name":"An app","client_uri":null,
        "redirect_uris":["https://rp.example/cb"],"post_logout_redirect_uris":[],
        "require_pkce":true,"require_pushed_authorization_requests":true,
        "id_token_signed_response_alg":"EdDSA","userinfo_signed_response_alg":null,
        "claims_in_id_token":false,"consent":true,"scopes":["openid"],"localpart":"{{handle}}",
        "allow":["a.example"],"deny":[],"access_token_lifetime":61,"id_token_lifetime":62,
        "refresh_token_lifetime":63,{more}}}"#
    );
    Client::from_row(&row).unwrap_or_else(|error| panic!("{error}: {row}"))
}
#[test]
fn a_row_of_old_is_read_whatever_way_it_proves_itself() {
    let rest = r#""subject_type":"Public","email":"None","backchannel_logout":null"#;
    let proof = |written: &str| old(&format!("{written},{rest}")).authentication;
    let secret = proof(r#""authentication":"Secret""#);
    assert!(matches!(secret, Authentication::Secret(hashes) if hashes.is_empty()));
    assert!(matches!(proof(r#""authentication":"Public""#), Authentication::Public));
    let at = proof(r#""authentication":{"PrivateKeyJwt":{"At":"https://rp.example/jwks"}}"#);
    let Authentication::PrivateKeyJwt(ClientKeys::At { jwks_uri }) = at else {
        panic!("{at:?}");
    };
    assert_eq!(jwks_uri, "https://rp.example/jwks");
    let here = proof(r#""authentication":{"PrivateKeyJwt":{"Here":{"keys":[{"kty":"OKP"}]}}}"#);
    let Authentication::PrivateKeyJwt(ClientKeys::Here { jwks }) = here else {
        panic!("{here:?}");
    };
    assert_eq!(jwks, serde_json::json!({ "keys": [{ "kty": "OKP" }] }));
}

#[test]
fn a_row_of_old_is_read_whatever_it_is_told_of_people() {
    let told = |email: &str, subject_type: &str| {
        let client = old(&format!(
            r#""authentication":"Secret","email":{email},"subject_type":{subject_type}"#
        ));
        (client.email, client.subject_type)
    };
    let domain = "login.example".to_owned();
    let domains = vec!["a.example".to_owned(), "b.example".to_owned()];
    for (written, email) in [
        (r#""None""#, EmailClaim::None),
        (r#""Account""#, EmailClaim::Account { issuers: vec!["https://bsky.social".to_owned()] }),
        (r#"{"Synthetic":{"domain":"login.example"}}"#, EmailClaim::Synthetic { domain }),
        (r#"{"Handle":{"domains":["a.example","b.example"]}}"#, EmailClaim::Handle { domains }),
    ] {
        assert_eq!(told(written, r#""Public""#), (email.clone(), SubjectType::Public));
        let pairwise = told(written, r#"{"Pairwise":{"sector":"rp.example"}}"#);
        let sector = "rp.example".to_owned();
        assert_eq!(pairwise, (email, SubjectType::Pairwise { sector }));
    }
}

#[test]
fn a_row_of_old_is_read_wherever_it_hears_of_logouts() {
    let hears = |logout: &str| {
        old(&format!(r#""authentication":"Public","backchannel_logout":{logout}"#))
            .backchannel_logout
    };
    let uri = "https://rp.example/bye".to_owned();
    let logout = |private, ca_pem: Option<&str>| {
        Some(BackchannelLogout { uri: uri.clone(), private, ca_pem: ca_pem.map(str::to_owned) })
    };
    assert_eq!(hears("null"), None);
    assert_eq!(hears(r#"{"uri":"https://rp.example/bye"}"#), logout(false, None));
    assert_eq!(
        hears(r#"{"uri":"https://rp.example/bye","private":true,"ca_pem":"PEM"}"#),
        logout(true, Some("PEM"))
    );
}

/// A row of the first version, in which most settings did not exist.
#[test]
fn what_a_row_of_old_does_not_say_is_as_if_nothing_was_said() {
    let row = r#"{"client_id":"app","client_name":"An app","client_uri":null,
        "authentication":"Secret","redirect_uris":["https://rp.example/cb"],"require_pkce":false,
        "id_token_signed_response_alg":"RS256","scopes":["openid"],
        "access_token_lifetime":61,"id_token_lifetime":62}"#;
    let client = Client::from_row(row).unwrap();
    assert_eq!((client.email, client.subject_type), (EmailClaim::None, SubjectType::Public));
    assert!(client.claims_in_id_token && !client.require_pkce && !client.consent);
    assert_eq!(client.refresh_token_lifetime, 30 * 86_400);
    assert!(client.backchannel_logout.is_none() && client.allow.is_empty());
    let nobody = row.replace(r#""authentication":"Secret","#, "");
    assert!(Client::from_row(&nobody).is_err(), "it must not become a public client");
}

/// As versions wrote it that told any server's address.
#[test]
fn a_row_that_lists_no_issuers_has_the_usual_ones() {
    let row = r#"{"client_id":"app","authentication":"client_secret","email":"account"}"#;
    let issuers = vec!["https://bsky.social".to_owned()];
    assert_eq!(Client::from_row(row).unwrap().email, EmailClaim::Account { issuers });
    let row = row.replace('}', r#","email_issuers":["https://pds.example"]}"#);
    let issuers = vec!["https://pds.example".to_owned()];
    let client = Client::from_row(&row).unwrap();
    assert_eq!(client.email, EmailClaim::Account { issuers });
    assert_eq!(Client::from_row(&client.to_row().unwrap()).unwrap().email, client.email);
}

#[test]
fn what_is_written_is_read_again() {
    let sector = "rp.example".to_owned();
    let domains = vec!["a.example".to_owned()];
    let jwks = serde_json::json!({ "keys": [] });
    let mut client = Client::public("app", &["https://rp.example/cb"]);
    for keys in [ClientKeys::Here { jwks }, ClientKeys::At { jwks_uri: "https://k/".into() }] {
        client.authentication = Authentication::PrivateKeyJwt(keys);
        client.subject_type = SubjectType::Pairwise { sector: sector.clone() };
        client.email = EmailClaim::Handle { domains: domains.clone() };
        let (uri, ca_pem) = ("https://rp.example/bye".to_owned(), Some("PEM".to_owned()));
        client.backchannel_logout = Some(BackchannelLogout { uri, private: true, ca_pem });
        let again = Client::from_row(&client.to_row().unwrap()).unwrap();
        assert_eq!(format!("{again:?}"), format!("{client:?}"));
    }
}
