//! Where a fixture is made and where it goes on: a world, the people in it, a daemon, and a relying
//! party that hears of logouts.
//!
//! Whatever a row or a cookie says of it must be the same at each start. So the world speaks TLS under
//! fixed names, the daemon has a public URL of its own, and the people have fixed DIDs. Only the ports
//! differ, and those stand in the configuration alone.

use std::sync::Arc;

use atlogin::clock::Clock;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::small_world::{Account, Settings, SmallWorld};
use crate::support::daemon::SECRET;
use crate::support::receiver::Receiver;
use crate::support::{Browser, Daemon, Page, RelyingParty, Setup};

/// Where `rp` has people led after a logout.
pub(super) const BYE: &str = "https://rp.example/bye";

/// Who is there.
pub(super) struct Place {
    pub(super) world: SmallWorld,
    pub(super) alice: Account,
    pub(super) bob: Account,
    pub(super) daemon: Daemon,
    /// Where `rp` hears of logouts.
    pub(super) receiver: Receiver,
    _files: TempDir,
}

impl Place {
    /// Opens it at a moment of the movable clock, on a state directory. `signer` is the public key of
    /// the client of that name.
    pub(super) async fn open(at: i64, state: TempDir, signer: &Value) -> Self {
        let (clock, hand) = Clock::movable(at);
        let time = clock.clone();
        let now = Arc::new(move || time.now());
        let world = SmallWorld::start(Settings { now, tls: true, ..Settings::default() }).await;
        let pds = world.pds();
        let alice = world.known_account(&pds, "did:plc:aliceupgradesaliceupgrad", "alice.pds.test");
        let bob = world.known_account(&pds, "did:plc:bobupgradesbobupgradesbo", "bob.pds.test");
        world.set_email(&alice, "alice@mail.example", true);
        let files = tempfile::tempdir().unwrap();
        let keys = files.path().join("signer.json");
        std::fs::write(&keys, json!({ "keys": [signer] }).to_string()).unwrap();
        let receiver = Receiver::listen().await;
        let setup = Setup {
            https: Some("https://login.example"),
            tls: true,
            top: "key_lifetime_days = 30",
            client: client(receiver.port).leak(),
            more: clients(&keys.display().to_string()).leak(),
            ..Setup::default()
        };
        let daemon = Daemon::start_on(state, &world, setup, (clock, hand)).await;
        Self { world, alice, bob, daemon, receiver, _files: files }
    }

    /// A browser that nobody knows.
    pub(super) fn browser(&self) -> Browser {
        Browser::new(&self.daemon, &self.world)
    }

    /// A client of the configuration file.
    pub(super) async fn relying_party(&self, client_id: &str) -> RelyingParty {
        RelyingParty::discover(&self.daemon, client_id, Some(SECRET)).await
    }

    /// From a question to where `account` ends up who signs in.
    pub(super) async fn sign_in(
        &self,
        browser: &mut Browser,
        url: &str,
        account: &Account,
    ) -> Page {
        let form = browser.get(url).await;
        browser.submit(&form, "sign-in", &[("account", account.handle())]).await
    }

    /// The keys that it publishes at this path.
    pub(super) async fn published(&self, path: &str) -> Value {
        let request = self.daemon.request(reqwest::Method::GET, path);
        request.send().await.unwrap().json().await.unwrap()
    }
}

/// `rp` uses what a relying party can use.
fn client(port: u16) -> String {
    format!(
        r#"consent = true
scopes = ["openid", "profile", "email", "offline_access"]
localpart = "{{handle}}"
email = "synthetic"
email_domain = "login.example"
post_logout_redirect_uris = ["{BYE}"]
backchannel_logout_uri = "http://127.0.0.1:{port}/bye"
backchannel_logout_private = true
"#
    )
}

/// A client of each other algorithm, one of which knows people by pairwise names; one that is told the
/// address of the account; and one that proves itself by a key.
fn clients(keys: &str) -> String {
    let client = |id: &str, more: &str| {
        format!(
            "[[clients]]\nclient_id = \"{id}\"\n\
             redirect_uris = [\"https://rp.example/cb\"]\n{more}\n"
        )
    };
    let secret = format!("client_secret = \"{SECRET}\"\n");
    let pairwise = "id_token_signed_response_alg = \"ES256\"\nsubject_type = \"pairwise\"";
    let addressed = "id_token_signed_response_alg = \"EdDSA\"\nemail = \"account\"\n\
                     email_issuers = [\"{issuer}\"]";
    client("pairwise", &format!("{secret}{pairwise}"))
        + &client("addressed", &format!("{secret}{addressed}"))
        + &client("signer", &format!("jwks_file = \"{keys}\""))
}

/// `POST /token` for a code.
pub(super) async fn redeem(place: &Place, code: &str, verifier: &str) -> (u16, Value) {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", crate::support::daemon::REDIRECT_URI),
        ("code_verifier", verifier),
    ];
    place.daemon.token(&form).await
}

/// `POST /token` for a refresh token.
pub(super) async fn refresh(place: &Place, token: &str) -> (u16, Value) {
    place.daemon.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
}

/// The claims of an ID token.
pub(super) fn claims(id_token: &str) -> Value {
    jsonwebtoken::dangerous::insecure_decode::<Value>(id_token).unwrap().claims
}

/// The `kid` that an ID token was signed with.
pub(super) fn kid(id_token: &str) -> String {
    jsonwebtoken::decode_header(id_token).unwrap().kid.unwrap()
}
