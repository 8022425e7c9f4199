//! A scene with relying parties of all kinds, its log, and whoever makes mistakes in it.

use reqwest::Method;
use serde_json::Value;

use crate::support::daemon::{REDIRECT_URI, SECRET};
use crate::support::holders::{OTHER, RP};
use crate::support::log::Log;
use crate::support::signer::{ASSERTION_TYPE, Signer};
use crate::support::{Page, Scene, Setup};

const CLIENT: &str = "scopes = [\"openid\", \"profile\", \"offline_access\"]
post_logout_redirect_uris = [\"https://rp.example/bye\"]
backchannel_logout_uri = \"https://rp.example/notice\"";

const OTHERS: &str = "[[clients]]
client_id = \"other\"
client_secret = \"other-secret-0123456789-abcdefghijklmno\"
redirect_uris = [\"https://rp.example/cb\"]
[[clients]]
client_id = \"app\"
public = true
redirect_uris = [\"https://rp.example/cb\"]
[[clients]]
client_id = \"club\"
client_secret = \"club-secret-0123456789-abcdefghijklmnop\"
deny = [\"alice.pds.test\"]
redirect_uris = [\"https://rp.example/cb\"]
[[clients]]
client_id = \"pushy\"
client_secret = \"pushy-secret-0123456789-abcdefghijklmno\"
require_pushed_authorization_requests = true
redirect_uris = [\"https://rp.example/cb\"]
";

/// A secret that no client has, and one that looks like ours.
pub(super) const WRONG: &str = "wrong-secret-0123456789-abcdefghijklmno";
pub(super) const PASTED: &str = "Zk3xQ9pLr7TtVb2WmN8yCd5EfGh1JkSa0uXoIvYzBqA";

/// All of it.
pub(super) struct Town {
    pub(super) scene: Scene,
    pub(super) log: Log,
    pub(super) signer: Signer,
    /// Codes, tokens, verifiers and whatever else nobody but its holder may know.
    used: Vec<String>,
}

/// A code, and the login that it answers.
pub(super) struct Coded {
    pub(super) login: String,
    pub(super) code: String,
    pub(super) verifier: String,
}

impl Town {
    pub(super) async fn open() -> Self {
        let log = Log::start();
        let signer = Signer::new("one");
        let more = format!("{OTHERS}{}", signer.in_file("")).leak();
        let scene = Scene::with(Setup { client: CLIENT, more, ..Setup::default() }).await;
        let used = [SECRET, OTHER.1, WRONG, PASTED].map(str::to_owned).to_vec();
        Self { scene, log, signer, used }
    }

    pub(super) fn world_is_honest(&self) {
        self.scene.world.be_honest();
        self.scene.world.person(crate::small_world::Person::Approves);
    }

    /// Notes a secret that was used.
    pub(super) fn secret(&mut self, text: &str) {
        self.used.push(text.to_owned());
    }

    /// Everything that must not be in a log.
    pub(super) fn secrets(&self) -> Vec<String> {
        let mut secrets = self.used.clone();
        for token in self.scene.world.pds().tokens() {
            secrets.push(token.access_token);
            secrets.extend(token.refresh_token);
        }
        for seen in self.scene.world.seen() {
            for name in ["code", "code_verifier", "state", "token"] {
                secrets.extend(seen.field(name).map(str::to_owned));
            }
        }
        secrets.extend(self.scene.browser.cookies());
        secrets.retain(|secret| secret.len() > 20);
        secrets
    }

    /// Posts a form as a relying party's server. Gives the reference of the answer.
    pub(super) async fn post(
        &mut self,
        path: &str,
        basic: Option<(&str, &str)>,
        form: &[(&str, &str)],
    ) -> String {
        for name in ["code", "token", "refresh_token", "code_verifier", "client_assertion"] {
            self.used.extend(form.iter().filter(|it| it.0 == name).map(|it| it.1.to_owned()));
        }
        let answer = self.scene.daemon.post(path, basic, form).await;
        answer.headers()["x-request-id"].to_str().unwrap().to_owned()
    }

    /// Posts to `/token` as `rp`, and gives the number of the login that it is about.
    pub(super) async fn token(&mut self, login: String, form: &[(&str, &str)]) -> String {
        self.post("/token", RP, form).await;
        login
    }

    /// Shows an assertion with these claims at `/token`.
    pub(super) async fn assert(&mut self, change: impl FnOnce(&mut Value)) -> String {
        let mut claims = Signer::claims(&self.scene.daemon);
        change(&mut claims);
        let assertion = self.signer.sign(&claims);
        self.show_assertion(&assertion).await
    }

    pub(super) async fn show_assertion(&mut self, assertion: &str) -> String {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", "none"),
            ("redirect_uri", "https://signer.example/cb"),
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", assertion),
        ];
        self.post("/token", None, &form).await
    }

    /// Alice gives `rp` a code.
    pub(super) async fn code(&mut self) -> Coded {
        let question = self.scene.relying_party().await.ask_for(&["profile", "offline_access"]);
        self.scene.browser.forget();
        let form = self.scene.browser.get(&question.url).await;
        let login = form.element("reference").unwrap();
        let answer = self.scene.say_who(form).await;
        let code = answer.parameter("code").unwrap();
        self.used.extend([question.verifier.clone(), question.state, code.clone()]);
        Coded { login, code, verifier: question.verifier }
    }

    /// Alice gives `rp` tokens. Gives the number of the login, too.
    pub(super) async fn tokens(&mut self) -> (String, Value) {
        let Coded { login, code, verifier } = self.code().await;
        let (status, tokens) = self.scene.daemon.token(&redemption(&code, &verifier)).await;
        assert_eq!(status, 200, "{tokens}");
        for kind in ["access_token", "refresh_token", "id_token"] {
            self.secret(tokens[kind].as_str().unwrap());
        }
        (login, tokens)
    }

    /// Opens an address of ours in a fresh browser. Gives the reference of the first answer, which is the
    /// number of the login.
    pub(super) async fn authorize(&mut self, query: &str) -> String {
        self.scene.browser.forget();
        let url = self.scene.daemon.at(&format!("/authorize?{query}"));
        number(&self.scene.browser.get(&url).await)
    }

    /// The sign-in page of a fresh browser for `rp`, and the number on it.
    pub(super) async fn sign_in_page(&mut self, client_id: &str) -> (Page, String) {
        self.scene.browser.forget();
        let query = question(client_id);
        let url = self.scene.daemon.at(&format!("/authorize?{query}"));
        let page = self.scene.browser.get(&url).await;
        let number = page.element("reference").unwrap_or_else(|| panic!("{}", page.text));
        (page, number)
    }

    /// The same, up to where alice's handle leads. Gives the number of the login.
    pub(super) async fn sign_in(&mut self, client_id: &str) -> String {
        let (form, number) = self.sign_in_page(client_id).await;
        self.scene.say_who(form).await;
        number
    }

    /// Asks userinfo with this token. Gives the reference of the answer.
    pub(super) async fn userinfo(&mut self, token: &str) -> String {
        self.secret(token);
        let request = self.scene.daemon.request(Method::GET, "/userinfo").bearer_auth(token);
        let answer = request.send().await.unwrap();
        answer.headers()["x-request-id"].to_str().unwrap().to_owned()
    }
}

/// The number on a page, or the reference of an answer that has none.
pub(super) fn number(page: &Page) -> String {
    let shown = page.element("reference");
    shown.unwrap_or_else(|| page.headers["x-request-id"].to_str().unwrap().to_owned())
}

/// A good question of this client.
pub(super) fn question(client_id: &str) -> String {
    format!(
        "client_id={client_id}&response_type=code&scope=openid&code_challenge={}\
         &code_challenge_method=S256&redirect_uri=https%3A%2F%2Frp.example%2Fcb",
        atlogin::jws::sha256_base64url("v".repeat(43).as_bytes())
    )
}

/// What redeems a code.
pub(super) fn redemption<'a>(code: &'a str, verifier: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", verifier),
    ]
}
