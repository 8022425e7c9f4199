//! How a fixture is made: people and relying parties do what they do, over HTTP, and stop in the
//! middle of it. Every row comes from the daemon's own code.
//!
//! The clock is the tests'. Only commands go by the machine's, as they always do.

use serde_json::{Value, json};

use super::clients::{ADDED, arguments};
use super::held::Held;
use super::place::{Place, claims, kid, redeem, refresh};
use super::{dump, stops};
use crate::support::daemon::{REDIRECT_URI, Ran};
use crate::support::signer::Signer;
use crate::support::{Browser, Question, START};

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// What `rp` asks for.
pub(super) const SCOPES: [&str; 3] = ["profile", "email", "offline_access"];

/// A fixture under way.
pub(super) struct Walk {
    pub(super) place: Place,
    pub(super) held: Held,
    /// The browser in which alice stays signed in.
    pub(super) browser: Browser,
}

/// Makes a fixture: the database as text, and what the outside holds.
pub(super) async fn make() -> (String, Held) {
    let signer = Signer::new("signer");
    let state = tempfile::tempdir().unwrap();
    let place = Place::open(START, state, &signer.jwk()).await;
    let (held, browser) = (Held::default(), place.browser());
    let mut walk = Walk { place, held, browser };
    walk.held.note("signer", signer.jwk());
    walk.long_ago().await;
    walk.keys_take_turns().await;
    walk.clients_are_added().await;
    walk.tokens_are_given().await;
    walk.names_are_told().await;
    stops::stop_everywhere(&mut walk, &signer).await;
    walk.end().await
}

impl Walk {
    /// A question of `rp`.
    pub(super) async fn question(&self) -> Question {
        self.place.relying_party("rp").await.ask_for(&SCOPES)
    }

    /// Signs alice in, in a browser: the question, and the code that answers it.
    pub(super) async fn code(&self, browser: &mut Browser) -> (Question, String) {
        let question = self.question().await;
        let mut page = self.place.sign_in(browser, &question.url, &self.place.alice).await;
        if page.heading() == "Allow this sign-in?" {
            page = browser.submit(&page, "consent", &[]).await;
        }
        let code = page.parameter("code").unwrap_or_else(|| panic!("{}: {}", page.url, page.text));
        (question, code)
    }

    /// The same, and the tokens for it.
    pub(super) async fn tokens(&self, browser: &mut Browser) -> (Question, String, Value) {
        let (question, code) = self.code(browser).await;
        let (status, tokens) = redeem(&self.place, &code, &question.verifier).await;
        assert_eq!(status, 200, "{tokens}");
        (question, code, tokens)
    }

    /// Alice signs in for the first time, and allows it. The key of that ID token retires later.
    async fn long_ago(&mut self) {
        let mut browser = self.place.browser();
        let (_, _, tokens) = self.tokens(&mut browser).await;
        self.held.hide("old_id_token", text(&tokens, "id_token"));
    }

    /// One key of each algorithm has retired, one signs, one is published and signs later.
    async fn keys_take_turns(&mut self) {
        let daemon = &self.place.daemon;
        for step in [29 * DAY, 4 * DAY + 2 * HOUR, 27 * DAY - 13 * HOUR] {
            daemon.hand.advance(step);
            daemon.housekeep().await;
        }
        let count = |keys: &Value| keys["keys"].as_array().unwrap().len();
        let keys = self.place.published("/jwks").await;
        assert_eq!(count(&keys), 6, "{keys}");
        let retired = "SELECT count(*) FROM signing_key WHERE public_jwk IS NOT NULL";
        assert_eq!(daemon.count(retired).await, 3);
        self.held.note("jwks", keys);
        let keys = self.place.published("/client-jwks.json").await;
        assert!(count(&keys) >= 1, "{keys}");
        self.held.note("client_jwks", keys);
        self.held.at = daemon.clock.now();
    }

    /// `atlogin client add`, and what `atlogin client show` says of each afterwards.
    async fn clients_are_added(&mut self) {
        let daemon = &self.place.daemon;
        for client in ADDED {
            let (client_id, ..) = client;
            let added = json_of(&daemon.command(&arguments(client)).await);
            if client_id == "app" {
                let rotate = ["client", "rotate-secret", "app", "--overlap", "30d", "--json"];
                let rotated = json_of(&daemon.command(&rotate).await);
                self.held.hide("app_secret_before", text(&added, "client_secret"));
                self.held.hide("app_secret", text(&rotated, "client_secret"));
            }
            let shown = json_of(&daemon.command(&["client", "show", client_id, "--json"]).await);
            self.held.note(client_id, shown);
        }
    }

    /// Alice signs in, and `rp` gets tokens and refreshes them twice.
    async fn tokens_are_given(&mut self) {
        let mut browser = self.place.browser();
        let (question, code, tokens) = self.tokens(&mut browser).await;
        self.browser = browser;
        self.held.note("sid", claims(text(&tokens, "id_token"))["sid"].clone());
        self.held.hide_question("redeemed", &question, &self.browser);
        self.held.hide("redeemed_code", code);
        self.held.hide("access_token", text(&tokens, "access_token"));
        let (status, again) = refresh(&self.place, text(&tokens, "refresh_token")).await;
        assert_eq!(status, 200, "{again}");
        let (status, newest) = refresh(&self.place, text(&again, "refresh_token")).await;
        assert_eq!(status, 200, "{newest}");
        self.held.hide("spent_refresh_token", text(&tokens, "refresh_token"));
        self.held.hide("just_used_refresh_token", text(&again, "refresh_token"));
        self.held.hide("refresh_token", text(&newest, "refresh_token"));
        let token = text(&tokens, "access_token");
        let request = self.place.daemon.request(reqwest::Method::GET, "/userinfo");
        let told = request.bearer_auth(token).send().await.unwrap().json::<Value>().await.unwrap();
        assert!(told["localpart"].is_string() && told["email"].is_string(), "{told}");
        self.held.note("userinfo", told);
        self.held.note("kid_of_RS256", kid(text(&tokens, "id_token")));
    }

    /// Two other relying parties learn of alice by her session, under the names that are theirs.
    async fn names_are_told(&mut self) {
        for (client_id, scopes, alg) in
            [("pairwise", "profile", "ES256"), ("addressed", "email", "EdDSA")]
        {
            let rp = self.place.relying_party(client_id).await;
            let question = rp.ask_for(&[scopes]);
            let mut page = self.browser.get(&question.url).await;
            if page.heading() == "Sign in" {
                // The address can only be read while its person signs in.
                let fields = [("account", self.place.alice.handle())];
                page = self.browser.submit(&page, "sign-in", &fields).await;
            }
            let known = rp.hear(&question, &page).await;
            let id_token = openidconnect::TokenResponse::id_token(&known.tokens).unwrap();
            let id_token = id_token.to_string();
            self.held.note(&format!("kid_of_{alg}"), kid(&id_token));
            self.held.note(&format!("{client_id}_claims"), claims(&id_token));
        }
    }

    /// Stops the daemon and takes everything down.
    async fn end(mut self) -> (String, Held) {
        let mallory = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
        let ran = self.place.daemon.command(&["person", "block", mallory, "--note", "spam"]).await;
        assert_eq!(ran.code, 0, "{ran:?}");
        self.held.hide("alice", self.browser.jar());
        self.held.hide("pds", self.place.world.pds().waiting());
        assert_eq!(self.held.at, self.place.daemon.clock.now(), "one moment");
        self.place.daemon.stop().await;
        let database = self.place.daemon.database();
        for table in dump::tables(&database).await {
            let first = format!("SELECT 'a row' FROM {table} LIMIT 1");
            let rows = dump::ask(&database, first).await;
            assert!(!rows.is_empty(), "nothing is in {table}: the walk should lead there");
        }
        (dump::dump(&database).await, self.held)
    }
}

/// A member that is a text.
pub(super) fn text<'a>(answer: &'a Value, member: &str) -> &'a str {
    answer[member].as_str().unwrap_or_else(|| panic!("no {member} in {answer}"))
}

fn json_of(ran: &Ran) -> Value {
    serde_json::from_str(&ran.said).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

/// A request that `rp` pushes, and what it must remember.
pub(super) async fn push(walk: &mut Walk) {
    let verifier = "0123456789-0123456789-0123456789-0123456789";
    let challenge = atlogin::jws::sha256_base64url(verifier.as_bytes());
    let form = [
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("redirect_uri", REDIRECT_URI),
        ("state", "pushed"),
        ("nonce", "pushed"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    let rp = crate::support::holders::RP;
    let response = walk.place.daemon.post("/par", rp, &form).await;
    assert_eq!(response.status(), 201);
    let answer: Value = response.json().await.unwrap();
    walk.held.hide("pushed", json!({ "request_uri": answer["request_uri"], "verifier": verifier }));
}
