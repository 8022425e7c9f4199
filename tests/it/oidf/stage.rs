//! Where modules are played: the provider under https with the clients that a plan asks to register,
//! a browser without script, and the steps that every module takes.

use std::collections::BTreeMap;

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::Mode;
use super::judge::{Judge, bits};
use super::question::{Client, Question};
use crate::support::{Page, Scene, Setup};

/// What a person reads where they sign in, and where a link is broken.
const SIGN_IN: &str = "Next, you’ll enter your password on your own server. We never see it.";
const BROKEN: &str = "This sign-in link doesn’t work";

/// The picture in alice's public record.
const PICTURE: &str = "bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy";

const CLIENT: &str = r#"require_pkce = false
claims_in_id_token = false
scopes = ["openid", "profile", "email", "offline_access"]
email = "synthetic"
email_domain = "login.example"
post_logout_redirect_uris = ["https://rp.example/post_logout_redirect"]
"#;

const OTHERS: &str = r#"
[[clients]]
client_id = "second"
client_secret = "second-secret-0123456789-abcdefghijklmno"
require_pkce = false
scopes = ["openid", "profile", "offline_access"]
redirect_uris = ["https://rp.example/cb"]

[[clients]]
client_id = "posting"
client_secret = "posting-secret-0123456789-abcdefghijklmn"
require_pkce = false
redirect_uris = ["https://rp.example/cb", "https://rp.example/query?bar=foo"]
"#;

/// A module at play.
pub(super) struct Stage {
    pub(super) scene: Scene,
    pub(super) mode: Mode,
    pub(super) metadata: Value,
    jwks: Value,
}

impl Stage {
    /// Everything set up, and looked at as each module does before it begins.
    pub(super) async fn open(mode: Mode) -> Self {
        Self::with(mode, "").await
    }

    /// The same with more lines for the client `rp`.
    pub(super) async fn with(mode: Mode, settings: &str) -> Self {
        let client = format!("{CLIENT}{settings}").leak();
        let https = Some("https://login.example");
        let setup = Setup { https, tls: true, client, more: OTHERS, ..Setup::default() };
        let scene = Scene::with(setup).await;
        let avatar = json!({
            "$type": "blob", "ref": { "$link": PICTURE }, "mimeType": "image/png", "size": 4,
        });
        let record =
            json!({ "$type": "app.bsky.actor.profile", "displayName": "Alice", "avatar": avatar });
        scene.world.publish_profile(&scene.alice, record);
        let mut stage = Self { scene, mode, metadata: Value::Null, jwks: Value::Null };
        stage.metadata = document(stage.open_path("/.well-known/openid-configuration").await).await;
        stage.look_again_at_keys().await;
        stage
    }

    /// Fetches the key set and judges it.
    pub(super) async fn look_again_at_keys(&mut self) -> Value {
        let jwks = document(self.open_path(&self.path("jwks_uri")).await).await;
        self.jwks = jwks.clone();
        self.judge().key_set();
        jwks
    }

    pub(super) async fn open_path(&self, path: &str) -> Response {
        self.scene.daemon.request(Method::GET, path).send().await.unwrap()
    }

    /// The path of an endpoint that the metadata names: all are at the issuer.
    pub(super) fn path(&self, endpoint: &str) -> String {
        let url = self.metadata[endpoint].as_str().unwrap_or_else(|| panic!("no {endpoint}"));
        url.strip_prefix("https://login.example").unwrap().to_owned()
    }

    pub(super) fn judge(&self) -> Judge {
        let issuer = self.metadata["issuer"].as_str().unwrap().to_owned();
        Judge { issuer, jwks: self.jwks.clone(), now: self.scene.daemon.clock.now() }
    }

    /// The question that modules begin with.
    pub(super) fn question(&self, client: Client, scope: &str) -> Question {
        let question = Question::new(client, scope);
        match self.mode {
            Mode::Query => question,
            Mode::FormPost => question.with("response_mode", "form_post"),
        }
    }

    /// Sends the browser there.
    pub(super) async fn send(&mut self, question: &Question) -> Page {
        let query = question.encoded();
        let endpoint = self.metadata["authorization_endpoint"].as_str().unwrap();
        self.scene.browser.follow_link_from_elsewhere(&format!("{endpoint}?{query}")).await
    }

    /// The person signs in at a page that asks them to, and allows what they are asked for.
    pub(super) async fn sign_in(&mut self, page: Page) -> Page {
        assert!(asks_to_sign_in(&page), "{}: {}", page.url, page.text);
        let page = self.scene.say_who(page).await;
        if page.heading() == "Allow this sign-in?" {
            return self.scene.browser.submit(&page, "consent", &[]).await;
        }
        page
    }

    /// What the relying party hears, at its registered address and in the demanded way.
    pub(super) fn heard(&self, question: &Question, page: &Page) -> BTreeMap<String, String> {
        let there = question.get("redirect_uri").unwrap();
        let fields = if question.get("response_mode") == Some("form_post") {
            let posted = self.scene.browser.submit_elsewhere(page, "answer");
            assert_eq!(posted.url.as_str(), there, "nothing is added to the address");
            let ours = page.hops.iter().all(|(_, url)| url.domain() != Some("rp.example"));
            assert!(ours && page.status == StatusCode::OK, "nothing travels in an address");
            posted.fields
        } else {
            assert!(page.url.as_str().starts_with(there), "{}: {}", page.url, page.text);
            assert_eq!(page.url.fragment(), None);
            assert_eq!(page.hops.last().unwrap().0, StatusCode::SEE_OTHER);
            page.url.query_pairs().into_owned().collect()
        };
        let count = fields.len();
        let heard: BTreeMap<String, String> = fields.into_iter().collect();
        assert_eq!(heard.len(), count, "nothing is said twice");
        heard
    }

    /// The code of a successful answer (OIDC Core §3.1.2.5, RFC 6749 §10.10, RFC 9207).
    pub(super) fn code(&self, question: &Question, page: &Page) -> String {
        let mut heard = self.heard(question, page);
        assert_eq!(heard.get("error"), None, "{heard:?}");
        assert_eq!(heard.remove("state").as_deref(), question.get("state"));
        assert_eq!(heard.remove("iss"), Some(self.judge().issuer));
        let registered = url::Url::parse(question.get("redirect_uri").unwrap()).unwrap();
        for (name, value) in registered.query_pairs() {
            assert_eq!(
                heard.remove(&*name).as_deref(),
                Some(&*value),
                "the registered query stays"
            );
        }
        let code = heard.remove("code").unwrap_or_else(|| panic!("no code"));
        assert!(heard.is_empty(), "{heard:?}");
        assert!(code.len() * 8 >= 128 && bits(&code) > 96.0, "{code}");
        code
    }

    /// What the relying party hears instead, if it is an error.
    pub(super) fn error(&self, question: &Question, page: &Page) -> String {
        self.judge().error(&self.heard(question, page), question.get("state"))
    }

    /// A page that says that the link is broken, and for whom to tell what it is; nobody is led away.
    pub(super) fn stays_with(page: &Page, what: &str) {
        assert_eq!(page.heading(), BROKEN, "{}", page.url);
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        assert_eq!(page.element("detail").as_deref(), Some(what));
        Self::stays(page);
    }

    /// Nobody is led away.
    pub(super) fn stays(page: &Page) {
        let all = page.hops.iter().map(|(_, url)| url).chain([&page.url]);
        for url in all {
            assert_eq!(url.origin().ascii_serialization(), "https://login.example", "{url}");
        }
        assert!(!page.text.contains("action=\"https://rp.example"), "{}", page.text);
    }
}

/// Whether this is the page that the suite's browser types into.
pub(super) fn asks_to_sign_in(page: &Page) -> bool {
    page.heading() == "Sign in" && page.text.contains(SIGN_IN)
}

/// A JSON document, said to be one.
pub(super) async fn document(response: Response) -> Value {
    let content_type = response.headers()["content-type"].to_str().unwrap().to_owned();
    assert_eq!(content_type.split(';').next().unwrap().trim(), "application/json");
    response.json().await.unwrap()
}
