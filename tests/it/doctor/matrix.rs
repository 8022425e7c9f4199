//! `atlogin doctor --matrix`: what an app meets at a Matrix server that is set up rightly, and at others.

use std::sync::{Arc, Mutex};

use atlogin::clock::Clock;
use serde_json::{Value, json};

use super::server::{Answer, Asked, Handler, Server, answer};
use crate::small_world::{Settings, SmallWorld};
use crate::support::{Daemon, Setup};

const ULID: &str = "01KSVH7Z4Q5W6X7Y8Z9ABCDEFG";

/// A Matrix server with what signs people in.
#[derive(Clone, Debug, Default)]
struct Matrix {
    /// Its address, which is also that of MAS.
    base: String,
    /// Where it sends people for a sign-in, with their way back.
    authorize: String,
    redirect_uri: String,
    client_id: String,
    has_mas: bool,
    /// Paths that it does not know.
    lacks: Vec<&'static str>,
    /// What its host says in `/.well-known/matrix/client`; nothing if empty.
    well_known: String,
}

impl Matrix {
    fn answer(&self, asked: &Asked) -> Answer {
        let path = asked.uri().path();
        let json =
            |status: u16, value: Value| answer(status, "application/json", value.to_string());
        let unknown = || json(404, json!({ "errcode": "M_UNRECOGNIZED" }));
        if self.lacks.iter().any(|lacked| path.contains(lacked)) {
            return unknown();
        }
        let to_us = || {
            let mut moved = answer(303, "text/html", "");
            let mut target = url::Url::parse(&self.authorize).unwrap();
            target
                .query_pairs_mut()
                .append_pair("client_id", &self.client_id)
                .append_pair("redirect_uri", &self.redirect_uri)
                .append_pair("scope", "openid");
            moved.headers_mut().insert("location", target.as_str().parse().unwrap());
            moved
        };
        match path {
            "/_matrix/client/versions" => json(200, json!({ "versions": ["v1.15"] })),
            "/.well-known/matrix/client" if !self.well_known.is_empty() => {
                let mut said =
                    json(200, json!({ "m.homeserver": { "base_url": self.well_known } }));
                said.headers_mut().insert("access-control-allow-origin", "*".parse().unwrap());
                said
            }
            "/_matrix/client/v1/auth_metadata" | "/.well-known/openid-configuration"
                if self.has_mas =>
            {
                json(200, json!({ "issuer": self.base }))
            }
            "/_matrix/client/v3/logout" if self.has_mas => {
                json(401, json!({ "errcode": "M_MISSING_TOKEN" }))
            }
            "/_matrix/client/v3/refresh" if self.has_mas => {
                json(400, json!({ "errcode": "M_BAD_JSON" }))
            }
            "/_matrix/client/v3/login" => json(
                200,
                json!({ "flows": [{ "type": "m.login.sso", "identity_providers": [{ "id": "oidc-atlogin", "name": "x" }] }] }),
            ),
            "/_matrix/client/v3/login/sso/redirect/oidc-atlogin" if !self.has_mas => to_us(),
            path if path == format!("/upstream/authorize/{ULID}") && self.has_mas => to_us(),
            _ => unknown(),
        }
    }
}

struct Scene {
    daemon: Daemon,
    matrix: Arc<Mutex<Matrix>>,
    base: String,
    _server: Server,
    _world: SmallWorld,
}

impl Scene {
    async fn new(has_mas: bool) -> Self {
        let matrix = Arc::new(Mutex::new(Matrix::default()));
        let says = Arc::clone(&matrix);
        let handler: Handler = Arc::new(move |asked| {
            let said = says.lock().unwrap().answer(&asked);
            Box::pin(async move { said })
        });
        let server = Server::start("127.0.0.1:0", None, handler).await;
        let base = format!("http://{}", server.address);
        let world = SmallWorld::start(Settings::default()).await;
        let time = (Clock::system(), Clock::movable(0).1);
        let callback = if has_mas {
            format!("{base}/upstream/callback/{ULID}")
        } else {
            format!("{base}/_synapse/client/oidc/callback")
        };
        let more = format!(
            "[[clients]]\nclient_id = \"matrix\"\nclient_secret = \"a-secret-of-thirty-two-characters-and-more\"\n\
             redirect_uris = [\"{callback}\"]\n"
        );
        // Once for each test: a leak that ends with it.
        let setup = Setup { more: more.leak(), ..Setup::default() };
        let daemon = Daemon::start(&world, setup, time).await;
        *matrix.lock().unwrap() = Matrix {
            base: base.clone(),
            authorize: daemon.at("/authorize"),
            redirect_uri: callback,
            client_id: "matrix".to_owned(),
            has_mas,
            lacks: vec![],
            well_known: base.clone(),
        };
        Self { daemon, matrix, base, _server: server, _world: world }
    }

    /// The `matrix/` findings that are no notes, each with what to type; and the steps.
    async fn found(&self) -> (Vec<(String, String)>, String) {
        let ran = self.daemon.command(&["doctor", "--json", "--matrix", &self.base]).await;
        let told: Value = serde_json::from_str(&ran.said).unwrap_or_else(|_| panic!("{ran:?}"));
        let all = told["findings"].as_array().unwrap().iter();
        let alarms = all.filter(|it| it["part"] == "Matrix" && it["severity"] != "note");
        let text = |it: &Value, name: &str| it[name].as_str().unwrap().to_owned();
        (alarms.map(|it| (text(it, "id"), text(it, "do"))).collect(), told["steps"].to_string())
    }

    async fn assert_found(&self, change: impl FnOnce(&mut Matrix), id: &str, to_type: &str) {
        let before = self.matrix.lock().unwrap().clone();
        change(&mut self.matrix.lock().unwrap());
        let (found, steps) = self.found().await;
        assert!(found.len() == 1 && found[0].0 == id, "{id}: {found:#?} {steps}");
        assert!(found[0].1.contains(to_type), "{id}: {found:#?}");
        *self.matrix.lock().unwrap() = before;
    }
}

#[tokio::test]
async fn a_matrix_server_that_leads_to_us_is_followed_to_the_end() {
    for (has_mas, step) in [(true, "which is MAS"), (false, "oidc-atlogin")] {
        let scene = Scene::new(has_mas).await;
        let (found, steps) = scene.found().await;
        assert_eq!(found, [], "{steps}");
        assert!(steps.contains(step) && steps.contains("and back to"), "{steps}");
    }
}

#[tokio::test]
async fn what_is_wrong_on_the_way_over_mas_is_named() {
    let scene = Scene::new(true).await;
    let base = scene.base.clone();
    scene.assert_found(|it| it.lacks = vec!["/versions"], "matrix/no-server", "/_matrix/").await;
    scene
        .assert_found(
            |it| it.well_known = "https://other.example".to_owned(),
            "matrix/well-known",
            &base,
        )
        .await;
    scene
        .assert_found(|it| it.lacks = vec!["openid-configuration"], "matrix/mas", "mas-cli doctor")
        .await;
    scene
        .assert_found(
            |it| it.lacks = vec!["/logout", "/refresh"],
            "matrix/compat",
            "login|logout|refresh",
        )
        .await;
    scene
        .assert_found(|it| it.lacks = vec![ULID], "matrix/no-provider", "mas-cli config sync")
        .await;
    let elsewhere = "https://other.example/authorize".to_owned();
    scene.assert_found(|it| it.authorize = elsewhere, "matrix/elsewhere", "issuer:").await;
    scene
        .assert_found(|it| it.client_id = "nobody".to_owned(), "matrix/client-id", "client_id")
        .await;
    let back = format!("{base}/upstream/callback/01KSVH7Z4Q5W6X7Y8Z9ABCDEFH");
    scene.assert_found(|it| it.redirect_uri = back.clone(), "matrix/redirect-uri", &back).await;
}

#[tokio::test]
async fn what_is_wrong_on_the_way_over_synapse_is_named() {
    let scene = Scene::new(false).await;
    scene
        .assert_found(
            |it| it.lacks = vec!["v3/login"],
            "matrix/no-login",
            "matrix_authentication_service",
        )
        .await;
    scene.assert_found(|it| it.lacks = vec!["sso/redirect"], "matrix/no-provider", "config").await;
    let back = "https://other.example/_synapse/client/oidc/callback".to_owned();
    scene.assert_found(|it| it.redirect_uri = back, "matrix/redirect-uri", "public_baseurl").await;
    scene.assert_found(|it| it.has_mas = true, "matrix/no-client", "--preset mas").await;
    let ran = scene.daemon.command(&["doctor", "--matrix", "matrix.example.org"]).await;
    assert_eq!(ran.code, 2, "no URL: {ran:?}");
    let unreachable = scene.daemon.command(&["doctor", "--matrix", "http://127.0.0.1:1"]).await;
    assert!(unreachable.said.contains("matrix/unreachable"), "{unreachable:?}");
}
