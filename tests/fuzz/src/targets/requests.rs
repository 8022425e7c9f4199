//! What a relying party sends through a browser.

use std::sync::LazyLock;

use atlogin::fuzzing::oidc::{self, Asked};
use atlogin::fuzzing::{Client, Issuer, RedirectTarget};
use atlogin::params::{Duplicate, MAX_BYTES, MAX_PARAMS, Malformed, Params};
use atlogin::secret::Secret;
use serde_json::json;
use url::{Url, form_urlencoded};

use crate::tools::{ALICE, CALLBACK, ISSUER, escaped, is_printable, split, text};

/// What is read is written and read again as the same, and nothing is more than was sent.
pub fn params(data: &[u8]) {
    let Ok(params) = Params::parse(data) else { return };
    let pairs: Vec<(&str, &str)> = params.iter().collect();
    assert!(data.len() <= MAX_BYTES && pairs.len() <= MAX_PARAMS);
    assert!(
        pairs.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() <= data.len()
    );
    let mut writer = form_urlencoded::Serializer::new(String::new());
    let written = writer.extend_pairs(&pairs).finish();
    if written.len() <= MAX_BYTES {
        assert_eq!(Params::parse(written.as_bytes()).as_ref(), Ok(&params));
    }
    for (name, value) in &pairs {
        assert!(!name.contains('\0') && !value.contains('\0'));
        let once = pairs.iter().filter(|(other, _)| other == name).count() == 1;
        let expected = Some(*value).filter(|value| !value.is_empty());
        assert_eq!(params.one(name), if once { Ok(expected) } else { Err(Duplicate) });
    }
    let joined = params.clone().join(params.clone());
    let fits = 2 * pairs.len() <= MAX_PARAMS;
    assert!(if fits { joined.is_ok() } else { joined == Err(Malformed::TooMany) });
}

/// A confidential client, a public one on a device, and one whose people consent.
static CLIENTS: LazyLock<[(Client, &str); 3]> = LazyLock::new(|| {
    let bye = || vec!["https://rp.example.org/bye".to_owned()];
    let scopes = || ["openid", "profile", "email", "offline_access"].map(str::to_owned).to_vec();
    let mut plain = Client::confidential("rp", &Secret::mint(), &[CALLBACK]);
    (plain.require_pkce, plain.scopes, plain.post_logout_redirect_uris) = (false, scopes(), bye());
    let device = "http://127.0.0.1/cb";
    let mut public = Client::public("rp", &[device, "org.example.app:/callback"]);
    (public.scopes, public.post_logout_redirect_uris) = (scopes(), bye());
    let mut asking = Client::confidential("rp", &Secret::mint(), &[CALLBACK]);
    asking.consent = true;
    [(plain, CALLBACK), (public, device), (asking, CALLBACK)]
});

static OURS: LazyLock<Issuer> = LazyLock::new(|| Issuer::new(ISSUER));

/// Parameters in which no control character is accepted. `claims` may have line breaks, and a `login_hint`
/// with any is dropped.
const WITHOUT_CONTROL: [&str; 10] = [
    "state",
    "nonce",
    "scope",
    "prompt",
    "max_age",
    "response_type",
    "response_mode",
    "code_challenge",
    "code_challenge_method",
    "id_token_hint",
];

fn has_control(params: &Params, name: &str) -> bool {
    params.one(name).is_ok_and(|value| value.is_some_and(|it| it.chars().any(char::is_control)))
}

/// A request is answered at a registered address only, and what is kept of it is at most twice what it
/// was: quotes and backslashes are escaped. The address is added to every second try, so that more than
/// this one parameter is looked at.
pub fn authorization_request(data: &[u8]) {
    for (client, registered) in &*CLIENTS {
        for more in [String::new(), format!("&redirect_uri={}", escaped(registered))] {
            let query = [data, more.as_bytes()].concat();
            let Ok(params) = Params::parse(&query) else { continue };
            for sub in [None, Some(ALICE)] {
                match oidc::authorization_request(&params, client, &OURS, sub) {
                    Asked::Accepted(stored, target) => {
                        assert!(stored.len() <= 2 * query.len() + 1024, "{stored}");
                        let has_control = |name: &&str| has_control(&params, name);
                        assert!(!WITHOUT_CONTROL.iter().any(has_control), "{stored}");
                        let kept: serde_json::Value = serde_json::from_str(&stored).unwrap();
                        let hint = kept["login_hint"].as_str().unwrap_or_default();
                        assert!(!hint.chars().any(char::is_control), "{hint:?}");
                        assert_eq!(oidc::stored_request(&stored).as_ref(), Some(&stored));
                        let location = target.grant(&Secret::mint()).location();
                        answered(&params, client, &target, &location);
                    }
                    Asked::Refused(target, location) => {
                        answered(&params, client, &target, &location);
                        assert!(location.contains("error="));
                    }
                    Asked::Untrusted => {}
                }
            }
        }
    }
}

/// The answer goes to the address that was asked for, which is a registered one, with the `state` and
/// our issuer.
fn answered(params: &Params, client: &Client, target: &RedirectTarget, location: &str) {
    assert_eq!(params.one("redirect_uri"), Ok(Some(target.uri())));
    assert!(is_registered(client, target.uri()), "{}", target.uri());
    assert!(location.starts_with(target.uri()) && is_printable(location), "{location}");
    let (sent, asked) = (Url::parse(location).unwrap(), Url::parse(target.uri()).unwrap());
    let place = |url: &Url| url[..url::Position::AfterPath].to_owned();
    assert_eq!(place(&sent), place(&asked));
    let told = |name: &str| {
        let mut values = sent.query_pairs().filter(|(other, _)| other == name);
        (values.next().map(|(_, value)| value.into_owned()), values.next().is_some())
    };
    assert_eq!(told("iss"), (Some(ISSUER.to_owned()), false));
    if let (Some(state), twice) = told("state") {
        assert!(!twice);
        assert_eq!(params.one("state"), Ok(Some(state.as_str())));
    }
}

fn is_registered(client: &Client, asked: &str) -> bool {
    let without_port = |uri: &str| {
        let mut url = Url::parse(uri).ok().filter(|url| url.scheme() == "http")?;
        url.set_port(None).ok()?;
        Some(String::from(url))
    };
    client.redirect_uris.iter().any(|uri| {
        let device = client.is_public() && asked.starts_with("http://127.0.0.1");
        uri.as_str() == asked || (device && without_port(uri.as_str()) == without_port(asked))
    })
}

/// Only claims that we know are kept, and they are kept as they are.
pub fn claims(data: &[u8]) {
    let Some(asked) = text(data) else { return };
    let scopes = ["openid", "profile", "email"].map(str::to_owned);
    let Some(stored) = oidc::claims_request(asked, &scopes) else { return };
    assert!(asked.len() <= 4096 && stored.len() <= asked.len() + 64, "{stored}");
    assert_eq!(oidc::stored_claims(&stored).as_ref(), Some(&stored));
    let stored: serde_json::Value = serde_json::from_str(&stored).unwrap();
    for place in ["id_token", "userinfo"] {
        let names = stored[place].as_array().map(Vec::as_slice).unwrap_or_default();
        assert!(names.len() <= 16, "{names:?}");
        assert!(names.iter().all(|name| is_printable(name.as_str().unwrap())));
    }
    let in_openid = oidc::claims_request(asked, &[]).unwrap();
    let in_openid: serde_json::Value = serde_json::from_str(&in_openid).unwrap();
    assert_eq!((&in_openid["id_token"], &in_openid["sub"]), (&json!(null), &stored["sub"]));
}

/// A person is led only to a registered address after signing out, and only by a proven party.
pub fn logout_request(data: &[u8]) {
    let Ok(params) = Params::parse(data) else { return };
    for (client, _) in &*CLIENTS {
        for hint in [None, Some((ALICE, "session"))] {
            let Some((stored, location)) = oidc::logout_request(&params, client, hint) else {
                continue;
            };
            assert!(stored.len() <= 2 * data.len() + 512, "{stored}");
            let kept = ["state", "post_logout_redirect_uri"];
            assert!(!kept.iter().any(|name| has_control(&params, name)), "{stored}");
            let Some(location) = location else { continue };
            assert!(hint.is_some() && params.one("id_token_hint").is_ok_and(|it| it.is_some()));
            assert!(location.starts_with("https://rp.example.org/bye"), "{location}");
            assert!(is_printable(&location));
            let url = Url::parse(&location).unwrap();
            assert_eq!(url.path(), "/bye");
            if let Some((_, state)) = url.query_pairs().next() {
                assert_eq!(params.one("state"), Ok(Some(&*state)));
            }
        }
    }
}

/// `REGISTERED\nASKED`: an address is the registered one, or differs by the port of a loopback address.
pub fn redirect_uri(data: &[u8]) {
    let (registered, asked) = split(data);
    let (Some(registered), Some(asked)) = (text(registered), text(asked)) else { return };
    let confidential = Client::confidential("rp", &Secret::mint(), &[registered, CALLBACK]);
    let public = Client::public("rp", &[registered, CALLBACK]);
    let target = RedirectTarget::registered(&confidential, asked, &OURS);
    assert_eq!(target.is_some(), asked == registered || asked == CALLBACK);
    let Some(target) = RedirectTarget::registered(&public, asked, &OURS) else { return };
    assert_eq!(target.uri(), asked);
    if asked != registered && asked != CALLBACK {
        let (one, other) = (Url::parse(registered).unwrap(), Url::parse(asked).unwrap());
        let parts = |url: &Url| {
            (
                url.scheme().to_owned(),
                url.host_str().map(str::to_owned),
                url[url::Position::BeforePath..].to_owned(),
            )
        };
        assert_eq!(parts(&one), parts(&other));
        assert!(
            matches!(one.host_str(), Some(host) if host.starts_with("127.") || host == "[::1]")
        );
        assert!(target.is_anybodys() && is_printable(asked));
    }
}

/// Nobody writes another host into a resource than the one that is read.
pub fn webfinger(data: &[u8]) {
    let Some(resource) = text(data) else { return };
    let Some((name, port)) = oidc::webfinger_host(resource) else { return };
    assert!(is_printable(resource) && is_printable(&name) && !name.is_empty());
    assert_eq!(name, name.to_ascii_lowercase());
    assert!(!name.contains(['@', '/', '?', '#', ' ', '\\']), "{name}");
    match resource.split_once(':').map(|(scheme, rest)| (scheme.to_ascii_lowercase(), rest)) {
        Some((scheme, rest)) if scheme == "acct" => {
            assert_eq!((rest.matches('@').count(), port), (1, None));
            assert!(rest.to_ascii_lowercase().ends_with(&name));
        }
        _ => {
            let url = Url::parse(resource).unwrap();
            assert!(matches!(url.scheme(), "http" | "https") && url.username().is_empty());
            assert!(url.password().is_none(), "{resource}");
        }
    }
}
