//! What tokens are made of and what is done with them: all that a relying party holds.

use openidconnect::core::CoreRevocableToken;
use openidconnect::{
    AccessToken, OAuth2TokenResponse, RefreshToken, TokenIntrospectionResponse, TokenResponse,
};
use serde_json::{Value, json};

use super::LongWalk;
use crate::support::RelyingParty;
use crate::support::daemon::{REDIRECT_URI, SECRET};
use crate::support::signer::ASSERTION_TYPE;

impl LongWalk {
    /// The first time: at the sign-in page, away at the PDS, asked for consent, and back.
    pub(in crate::secrets) async fn sign_in_and_allow(&mut self) {
        let (rp, question) = self.question("").await;
        let form = self.browser.get(&question.url).await;
        self.secrets.add_form(&form, "sign-in");
        self.browser.stop_before("/oauth/authorize");
        let fields = [("account", self.alice.handle())];
        let away = self.browser.submit(&form, "sign-in", &fields).await;
        self.secrets.add_hops(&away);
        self.open_what_is_sealed().await;
        self.browser.stop_nowhere();
        let asked = self.browser.get(away.url.as_str()).await;
        self.allow(&rp, &question, &asked).await;
    }

    /// Signed in without being asked, with a hint, and where nobody may be asked.
    pub(in crate::secrets) async fn stay_signed_in(&mut self) {
        let hint = self.known[0].tokens.id_token().unwrap().to_string();
        let hint = format!("&id_token_hint={hint}");
        for more in ["", "&prompt=none", &format!("&prompt=none{hint}"), "&prompt=consent"] {
            let (rp, question) = self.question(more).await;
            let answer = self.browser.get(&question.url).await;
            self.allow(&rp, &question, &answer).await;
        }
    }

    /// Rotation, reuse within the window and after it; introspection, revocation.
    pub(in crate::secrets) async fn refresh_and_give_back(&mut self) {
        let rp = self.install.relying_party().await;
        let first = self.refresh_token(0);
        let (second, _) = rp.refresh(&first).await.unwrap();
        self.secrets.add_tokens(&second);
        let (again, _) = rp.refresh(&first).await.unwrap();
        self.secrets.add_tokens(&again);
        let (third, _) = rp.refresh(second.refresh_token().unwrap()).await.unwrap();
        self.secrets.add_tokens(&third);
        assert!(rp.refresh(&first).await.is_err(), "used twice");
        assert!(rp.refresh(third.refresh_token().unwrap()).await.is_err(), "the family is over");
        let (access, refresh) = (self.access_token(1), self.refresh_token(1));
        assert!(rp.introspect(&access).await.active());
        rp.introspect(&AccessToken::new(refresh.secret().clone())).await;
        rp.revoke(CoreRevocableToken::AccessToken(access)).await;
        rp.revoke(CoreRevocableToken::RefreshToken(refresh)).await;
    }

    /// A client that pushes its request, signs assertions and is answered by a form.
    pub(in crate::secrets) async fn push_sign_and_post(&mut self) {
        let verifier = "long-walk-0123456789-0123456789-0123456789-a";
        self.secrets.add("verifier of the relying party", verifier);
        let challenge = atlogin::jws::sha256_base64url(verifier.as_bytes());
        self.secrets.add("challenge of the relying party", &*challenge);
        let (state, nonce) = ("pushed-state-0123456789", "pushed-nonce-0123456789");
        self.secrets.add("state of the relying party", state);
        self.secrets.add("nonce of the relying party", nonce);
        let redirect = ("redirect_uri", "https://signer.example/cb");
        let pushed = [
            ("response_type", "code"),
            ("response_mode", "form_post"),
            ("scope", "openid"),
            redirect,
            ("state", state),
            ("nonce", nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let answer = self.as_signer("/par", &pushed).await;
        let request_uri = answer["request_uri"].as_str().unwrap().to_owned();
        self.secrets.add("request_uri", &*request_uri);
        self.secrets.add("request_uri", request_uri.rsplit(':').next().unwrap());
        let url =
            format!("{}/authorize?client_id=signer&request_uri={request_uri}", self.install.url);
        let page = self.browser.get(&url).await;
        let code = page.form("answer").1.into_iter().find(|(name, _)| name == "code").unwrap().1;
        self.secrets.add("authorization code", &*code);
        let shown = ("code", code.as_str());
        let form = [("grant_type", "authorization_code"), shown, redirect];
        let form = [&form[..], &[("code_verifier", verifier)]].concat();
        let tokens = self.as_signer("/token", &form).await;
        for (what, member) in [("access token", "access_token"), ("ID token", "id_token")] {
            self.secrets.add(what, tokens[member].as_str().unwrap());
        }
        let token = tokens["access_token"].as_str().unwrap();
        let told = self.post("/userinfo", None, &[("access_token", token)]).await;
        self.secrets.add("pairwise name", told["sub"].as_str().unwrap());
    }

    /// A client of the command line, whose secret travels in the form, and which gets another one.
    pub(in crate::secrets) async fn be_added(&mut self) {
        let add = ["client", "add", "app", "--redirect-uri", REDIRECT_URI, "--json"];
        let old = self.secret_of_command(&add).await;
        let new = self.secret_of_command(&["client", "rotate-secret", "app", "--json"]).await;
        for secret in [old, new] {
            let now = atlogin::clock::Clock::system().now();
            let place = (self.install.url.as_str(), self.install.address);
            let app = RelyingParty::at(place, now, "app", Some(&secret)).await;
            let question = app.ask();
            self.secrets.add_question(&question);
            let mut page = self.browser.get(&question.url).await;
            if page.parameter("code").is_none() {
                self.secrets.add_form(&page, "consent");
                page = self.browser.submit(&page, "consent", &[]).await;
            }
            let code = page.parameter("code").unwrap();
            self.secrets.add("authorization code", &*code);
            let form = [
                ("grant_type", "authorization_code"),
                ("code", code.as_str()),
                ("redirect_uri", REDIRECT_URI),
                ("code_verifier", question.verifier.as_str()),
                ("client_id", "app"),
                ("client_secret", secret.as_str()),
            ];
            let tokens = self.post("/token", None, &form).await;
            self.secrets.add("access token", tokens["access_token"].as_str().unwrap());
            self.secrets.add("ID token", tokens["id_token"].as_str().unwrap());
        }
    }

    /// Everything in the wrong place: errors are where secrets like to be repeated.
    pub(in crate::secrets) async fn show_what_is_wrong(&mut self) {
        let rp = self.install.relying_party().await;
        let (access, refresh) = (self.access_token(2), self.refresh_token(2));
        let id_token = self.known[2].tokens.id_token().unwrap().to_string();
        let (_, question) = self.question("").await;
        let page = self.browser.get(&question.url).await;
        let code = page.parameter("code").unwrap();
        self.secrets.add("authorization code", &*code);
        let (_, other) = self.question("").await;
        assert!(rp.redeem(&code, &other).await.is_err(), "another's verifier");
        let basic = Some(("rp", SECRET));
        let assertion = self.assertion();
        for (path, basic, field, value) in [
            ("/token", basic, "code", access.secret().as_str()),
            ("/token", basic, "refresh_token", id_token.as_str()),
            ("/token", basic, "code", code.as_str()),
            ("/token", Some(("rp", refresh.secret().as_str())), "code", code.as_str()),
            ("/token", Some(("nobody", SECRET)), "refresh_token", refresh.secret().as_str()),
            ("/token", None, "client_assertion", assertion.as_str()),
            ("/par", basic, "request", id_token.as_str()),
            ("/par", basic, "request_uri", access.secret().as_str()),
            ("/par", Some(("rp", &SECRET[1..])), "state", code.as_str()),
            ("/revoke", Some(("app", SECRET)), "token", access.secret().as_str()),
            ("/introspect", Some(("app", SECRET)), "token", refresh.secret().as_str()),
            ("/userinfo", None, "access_token", refresh.secret().as_str()),
        ] {
            let grant = if field == "refresh_token" { field } else { "authorization_code" };
            let form = [("grant_type", grant), ("redirect_uri", REDIRECT_URI), (field, value)];
            let answer = self.post(path, basic, &form).await;
            assert!(answer["error"].is_string(), "{path} {field}: {answer}");
        }
        for more in ["&request=", "&prompt=none&id_token_hint=", "&max_age=", "&claims=", "&x="] {
            let (_, question) = self.question(&format!("{more}{id_token}")).await;
            self.browser.get(&question.url).await;
        }
        for path in ["/authorize?client_id=", "/sign-in/", "/atproto/callback?state=", "/"] {
            let url = format!("{}{path}{}", self.install.url, access.secret());
            assert!(self.browser.get(&url).await.status.is_client_error(), "{path}");
        }
    }

    /// What the row of a person who is away holds: the key to it is the `state` that went with them.
    async fn open_what_is_sealed(&mut self) {
        let seen = self.world.seen();
        let pushed = seen.iter().rfind(|seen| seen.path == "/oauth/par").unwrap();
        let state = atlogin::secret::Secret::from_text(pushed.field("state").unwrap().to_owned());
        let sealed = self.rows("SELECT sealed FROM pds_request").await;
        let flow = atlogin::secret::open(&state, "pds_request", &sealed[0]).unwrap();
        let flow: Value = serde_json::from_slice(&flow).unwrap();
        for (what, member) in [
            ("PKCE verifier at the person's server", "verifier"),
            ("DPoP nonce of the person's server", "nonce"),
            ("DPoP key", "dpop_key"),
        ] {
            self.secrets.add(what, flow[member].as_str().unwrap());
        }
    }

    async fn secret_of_command(&mut self, arguments: &[&str]) -> String {
        let ran = self.install.command().args(arguments).output().await.unwrap();
        let said: Value = serde_json::from_slice(&ran.stdout).unwrap();
        let secret = said["client_secret"].as_str().unwrap();
        self.secrets.add("client secret of the command line", secret);
        let log = String::from_utf8(ran.stderr).unwrap();
        assert!(!log.contains(secret), "{log}");
        secret.to_owned()
    }

    fn assertion(&mut self) -> String {
        let now = atlogin::clock::Clock::system().now();
        let jti = atlogin::secret::Secret::mint().expose().to_owned();
        let assertion = self.signer.sign(&json!({
            "iss": "signer", "sub": "signer", "aud": self.install.url, "iat": now, "exp": now + 60,
            "jti": jti,
        }));
        self.secrets.add("client assertion", &*assertion);
        self.secrets.add("client assertion", jti);
        assertion
    }

    async fn as_signer(&mut self, path: &str, form: &[(&str, &str)]) -> Value {
        let assertion = self.assertion();
        let proof = [
            ("client_id", "signer"),
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", assertion.as_str()),
        ];
        let answer = self.post(path, None, &[form, &proof].concat()).await;
        assert!(answer.get("error").is_none(), "{answer}");
        answer
    }

    fn access_token(&self, number: usize) -> AccessToken {
        self.known[number].tokens.access_token().clone()
    }

    fn refresh_token(&self, number: usize) -> RefreshToken {
        self.known[number].tokens.refresh_token().unwrap().clone()
    }
}
