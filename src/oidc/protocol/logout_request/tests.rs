//! Tests of the trust rules in OIDC RP-Initiated Logout §2 and §3.

use proptest::prelude::*;

use super::*;

const BYE: &str = "https://rp.example/bye";

fn client() -> Client {
    let mut client = Client::public("rp", &["https://rp.example/cb"]);
    client.post_logout_redirect_uris = vec![BYE.to_owned()];
    client
}

fn ours() -> Hint {
    let (sub, client_id) = ("did:plc:alice".to_owned(), "rp".to_owned());
    Hint::Ours(IdTokenHint { sub, client_id, sid: Some("sid".to_owned()) })
}

fn judge(query: &str, hint: Hint, client: Option<&Client>) -> LogoutRequest {
    let params = Params::parse(query.as_bytes()).unwrap();
    LogoutParameters::read(&params).unwrap().judge(hint, client)
}

#[test]
fn an_id_token_of_ours_proves_who_asks() {
    let query = format!("post_logout_redirect_uri={BYE}&state=s&client_id=rp");
    let request = judge(&query, ours(), Some(&client()));
    assert_eq!((request.client_id(), request.sid()), (Some("rp"), Some("sid")));
    assert_eq!(request.post_logout_redirect_uri.as_deref(), Some(BYE));
    assert_eq!((request.state.as_deref(), request.flaw()), (Some("s"), None));
}

#[test]
fn state_is_kept_for_an_address_only() {
    assert_eq!(judge("state=s", ours(), Some(&client())).state, None);
    let query = "state=s&post_logout_redirect_uri=//evil.example";
    assert_eq!(judge(query, ours(), Some(&client())).state, None);
}

#[test]
fn an_address_without_an_id_token_is_offered_only_if_it_is_registered_for_the_client_named() {
    let offered = |query: &str, hint, client: Option<&Client>| judge(query, hint, client).offered;
    let good = format!("post_logout_redirect_uri={BYE}&client_id=rp&state=s");
    let way = offered(&good, Hint::None, Some(&client())).unwrap();
    assert_eq!((way.client_id.as_str(), way.uri.as_str()), ("rp", BYE));
    let request = judge(&good, Hint::None, Some(&client()));
    assert_eq!((request.state.as_deref(), request.post_logout_redirect_uri), (Some("s"), None));
    let evil = "post_logout_redirect_uri=https://evil.example/&client_id=rp";
    assert_eq!(offered(evil, Hint::None, Some(&client())), None);
    assert_eq!(offered(&good, Hint::NotOurs, Some(&client())), None);
    assert_eq!(offered(&good, Hint::None, None), None);
    assert_eq!(offered("client_id=rp", Hint::None, Some(&client())), None);
}

#[test]
fn whatever_cannot_be_trusted_is_left_out() {
    let client = client();
    let bye = format!("post_logout_redirect_uri={BYE}");
    let with_client = format!("{bye}&client_id=rp");
    let with_other = format!("{bye}&client_id=other");
    for (query, hint, named, flaw) in [
        ("", Hint::None, None, None),
        (bye.as_str(), Hint::None, None, None),
        (with_other.as_str(), Hint::None, None, Some(Flaw::Client)),
        (bye.as_str(), Hint::NotOurs, None, Some(Flaw::Hint)),
        (with_client.as_str(), Hint::NotOurs, Some(&client), Some(Flaw::Hint)),
        (bye.as_str(), ours(), None, Some(Flaw::Hint)),
        (with_other.as_str(), ours(), Some(&client), Some(Flaw::Client)),
        (
            "post_logout_redirect_uri=https://evil.example/&client_id=rp",
            Hint::None,
            Some(&client),
            Some(Flaw::RedirectUri),
        ),
    ] {
        assert_eq!(judge(query, hint, named), of_nobody(flaw), "{query}");
    }
}

proptest! {
    #[test]
    fn no_parameters_lead_to_an_address_that_is_not_registered(
        uri in "[ -~]{0,40}",
        state in "[^\\p{Cc}]{0,20}",
        client_id in "(rp|other|[ -~]{0,8})",
        hint in 0..3,
    ) {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("post_logout_redirect_uri", &uri);
        query.append_pair("state", &state).append_pair("client_id", &client_id);
        let hint = match hint { 0 => Hint::None, 1 => Hint::NotOurs, _ => ours() };
        let request = judge(&query.finish(), hint, Some(&client()));
        prop_assert!(request.post_logout_redirect_uri.is_none() || uri == BYE);
    }

    #[test]
    fn what_is_kept_is_bounded(
        value in "([^\\p{Cc}]{0,9000}|[^\0]{0,9})",
        name in "(state|post_logout_redirect_uri)",
    ) {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let query = query.append_pair(&name, &value).finish();
        if let Ok(params) = Params::parse(query.as_bytes()) {
            let most = if name == "state" { MAX_STATE } else { MAX_ADDRESS };
            let may_be_kept = value.len() <= most && !value.chars().any(char::is_control);
            prop_assert_eq!(LogoutParameters::read(&params).is_ok(), may_be_kept);
        }
    }

    #[test]
    fn no_token_makes_it_panic(token in "[ -~]{0,200}") {
        let (keys, issuer) = keys();
        prop_assert!(IdTokenHint::read(&token, |kid| keys.public_key(kid), issuer).is_none());
    }
}

/// Made once, because generating an RSA key is slow.
fn keys() -> (&'static crate::oidc::SigningKeys, &'static crate::oidc::Issuer) {
    use std::sync::OnceLock;
    static KEYS: OnceLock<(crate::oidc::SigningKeys, crate::oidc::Issuer)> = OnceLock::new();
    let (keys, issuer) = KEYS.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let keys = runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let db = crate::db::Db::open(&folder.path().join("atlogin.db")).await.unwrap();
            let (clock, _) = crate::clock::Clock::movable(0);
            crate::oidc::SigningKeys::load_or_generate(db, clock, None).await.unwrap()
        });
        (keys, crate::oidc::Issuer::new("https://login.example"))
    });
    (keys, issuer)
}
