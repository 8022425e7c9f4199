//! One person's whole life at a real program, and all that was secret in it.
//!
//! Each step adds what it saw by name. Beside that a wire tap adds whatever passed by and looks
//! random, so that a secret that nobody has thought of is looked for too.

mod sessions;
mod tokens;

use std::collections::HashSet;

use reqwest::Method;
use serde_json::Value;
use sqlx::ConnectOptions;

use super::recorder::{Recorder, random_looking};
use super::seen::Secrets;
use crate::small_world::{Account, Settings, SmallWorld};
use crate::support::browser::client_builder;
use crate::support::daemon::SECRET;
use crate::support::receiver::Receiver;
use crate::support::relying_party::Known;
use crate::support::signer::Signer;
use crate::support::{Browser, Install, Page, Question, RelyingParty, Setup};

/// Everything that the walk has to meet.
pub(super) const KINDS: [&str; 27] = [
    "CSRF token",
    "DPoP key",
    "DPoP nonce of the person's server",
    "ID token",
    "PKCE verifier at the person's server",
    "access token",
    "authorization code",
    "client assertion",
    "client secret",
    "client secret of the command line",
    "cookie",
    "e-mail address",
    "field of a request",
    "header of a request",
    "logout token",
    "nonce of the relying party",
    "pairwise name",
    "parameter of a redirect",
    "private key of the provider",
    "refresh token",
    "request_uri",
    "salt",
    "state of a logout",
    "state of the relying party",
    "token of the person's server",
    "verifier of the relying party",
    "what passed by",
];

/// What is on the disk on purpose, and why.
pub(super) const KEPT: [(&str, &str); 10] = [
    ("state of the relying party", "it has to hear it again: for the hour of its login"),
    ("nonce of the relying party", "the same, and in the ID token of its code"),
    ("state of a logout", "it has to hear it again: for the hour that the question may take"),
    ("name of a page", "finds a login or a logout, and opens nothing without the cookie"),
    ("name of a session", "for the button that ends it; it takes the cookie of its person, too"),
    ("pairwise name", "what the tokens say; to everybody else it means nothing"),
    ("challenge of the relying party", "a hash, which everybody on the way may know (RFC 7636)"),
    ("e-mail address", "told again at the next silent sign-in; gone when the account is deleted"),
    ("private key of the provider", "guarded by the mode of the file (see two tests of `binary`)"),
    ("salt", "the same; without it every relying party would meet strangers"),
];

const EMAIL: &str = "alice.private@mail.example";
const BYE: &str = "https://rp.example/bye";
const SCOPES: [&str; 3] = ["profile", "email", "offline_access"];

/// The walk, on its way.
pub(super) struct LongWalk {
    pub(super) install: Install,
    world: SmallWorld,
    alice: Account,
    recorder: Recorder,
    receiver: Receiver,
    signer: Signer,
    browser: Browser,
    secrets: Secrets,
    /// Whom `rp` knows by now.
    known: Vec<Known>,
}

impl LongWalk {
    /// Before the program is started.
    pub(super) async fn begin() -> Self {
        let world = SmallWorld::start(Settings { tls: true, ..Settings::default() }).await;
        let alice = world.account(&world.pds(), "alice.pds.test").await;
        world.set_email(&alice, EMAIL, true);
        let (receiver, signer) = (Receiver::listen().await, Signer::new("walk"));
        let client = format!(
            "scopes = [\"openid\", \"profile\", \"email\", \"offline_access\"]\nconsent = true\n\
             email = \"account\"\nemail_issuers = [\"{{issuer}}\"]\npost_logout_redirect_uris = [\"{BYE}\"]\n\
             backchannel_logout_uri = \"http://127.0.0.1:{}/bye\"\n\
             backchannel_logout_private = true",
            receiver.port
        );
        let https = Some("https://login.example");
        let more = signer.in_file("subject_type = \"pairwise\"");
        let setup = Setup { https, tls: true, client: client.leak(), more, ..Setup::default() };
        let mut install = Install::new(&world, &setup);
        let recorder = Recorder::before(install.address).await;
        install.address = recorder.address;
        let browser = install.browser(&world);
        let mut secrets = Secrets::default();
        secrets.add("client secret", SECRET);
        secrets.add("e-mail address", EMAIL);
        let known = Vec::new();
        Self { install, world, alice, recorder, receiver, signer, browser, secrets, known }
    }

    /// All that was secret, what passed by and what only the disk knows included.
    pub(super) async fn end(mut self) -> (Install, Secrets) {
        self.secrets.add_browser(&self.browser);
        self.secrets.add_world(&self.world);
        while let Some(heard) = self.receiver.next_heard() {
            self.secrets.add("logout token", &*heard.form[0].1);
        }
        for (what, query) in [
            ("private key of the provider", "SELECT pkcs8 FROM signing_key"),
            ("private key of the provider", "SELECT pkcs8 FROM client_key"),
            ("salt", "SELECT salt FROM pairwise_salt"),
        ] {
            for key in self.rows(query).await {
                self.secrets.add_key(what, &key);
            }
        }
        let mut public = HashSet::new();
        for path in ["/jwks", "/client-jwks.json"] {
            public.extend(random_looking(&self.get(path).await));
        }
        for text in self.recorder.random_looking() {
            if !public.contains(&text) {
                self.secrets.add("what passed by", text);
            }
        }
        for query in [
            "SELECT CAST(id AS BLOB) FROM pending_login",
            "SELECT CAST(id AS BLOB) FROM pending_logout",
        ] {
            for id in self.rows(query).await {
                self.secrets.add("name of a page", String::from_utf8(id).unwrap());
            }
        }
        (self.install, self.secrets)
    }

    /// Whatever page it is, it ends at the relying party, with a code that is redeemed.
    async fn allow(&mut self, rp: &RelyingParty, question: &Question, page: &Page) {
        self.secrets.add_hops(page);
        self.secrets.add_browser(&self.browser);
        let mut answer = page.clone();
        if page.parameter("code").is_none() {
            assert_eq!(page.heading(), "Allow this sign-in?", "{}: {}", page.url, page.text);
            self.secrets.add_form(page, "consent");
            answer = self.browser.submit(page, "consent", &[]).await;
        }
        self.secrets.add("authorization code", answer.parameter("code").unwrap());
        let known = rp.hear(question, &answer).await;
        self.secrets.add_known(&known);
        self.known.push(known);
    }

    async fn question(&mut self, more: &str) -> (RelyingParty, Question) {
        let rp = self.install.relying_party().await;
        let mut question = rp.ask_for(&SCOPES);
        question.url.push_str(more);
        self.secrets.add_question(&question);
        (rp, question)
    }

    async fn post(&self, path: &str, basic: Option<(&str, &str)>, form: &[(&str, &str)]) -> Value {
        let mut request = self.request(Method::POST, path);
        if let Some((id, secret)) = basic {
            request = request.basic_auth(id, Some(secret));
        }
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let kind = "application/x-www-form-urlencoded";
        let answer = request.header("content-type", kind).body(body).send().await.unwrap();
        answer.json().await.unwrap()
    }

    async fn get(&self, path: &str) -> String {
        self.request(Method::GET, path).send().await.unwrap().text().await.unwrap()
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = format!("http://{}{path}", self.install.address);
        let client = client_builder().build().unwrap();
        client.request(method, url).header("host", "login.example")
    }

    /// What a query finds, asked of the file as another process would.
    async fn rows(&self, query: &'static str) -> Vec<Vec<u8>> {
        let database = self.install.state_dir().join("atlogin.db");
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(database).read_only(true);
        let mut connection = options.connect().await.unwrap();
        sqlx::query_scalar(query).fetch_all(&mut connection).await.unwrap()
    }
}
