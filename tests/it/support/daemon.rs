//! The daemon under test: in this process, on port 0, with a clock that the test moves.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use atlogin::clock::{Clock, Hand};
use atlogin::config::{Config, Listen, Sources};
use atlogin::server::connections::serve_on;
use atlogin::server::listener::Listener;
use atlogin::server::service::Service;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::browser::client_builder;
use super::log::judge_lines_for_all_threads;
use crate::small_world::SmallWorld;

/// The secret of the relying party `rp`.
pub(crate) const SECRET: &str = "rp-secret-0123456789-abcdefghijklmnopqrstu";

/// Where `rp` is answered: nobody listens there, so a browser stops before it.
pub(crate) const REDIRECT_URI: &str = "https://rp.example/cb";

/// How a daemon is set up.
#[derive(Clone, Debug, Default)]
pub(crate) struct Setup {
    /// A path of the public URL, such as `/atlogin`.
    pub(crate) path: &'static str,
    /// An https origin, for a confidential client behind a terminator that the browser plays.
    pub(crate) https: Option<&'static str>,
    /// A world that speaks TLS under its own authority.
    pub(crate) tls: bool,
    /// Another `network` than that of the world.
    pub(crate) network: Option<String>,
    /// More lines for the client `rp`. In these and those below `{issuer}` is that of the small PDS, and
    /// `{pds}` its host.
    pub(crate) client: &'static str,
    /// More lines at the end of the file: other clients.
    pub(crate) more: &'static str,
    /// More lines at its beginning.
    pub(crate) top: &'static str,
}

/// A running daemon. It ends when this is dropped.
pub(crate) struct Daemon {
    /// The public URL: the issuer.
    pub(crate) url: String,
    /// Where it really listens.
    pub(crate) address: SocketAddr,
    /// Moves its clock, and the world's.
    pub(crate) hand: Hand,
    /// Its clock.
    pub(crate) clock: Clock,
    config: String,
    state: TempDir,
    running: Option<Running>,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ran {
    /// Its exit code.
    pub(crate) code: i32,
    /// What it said to standard output.
    pub(crate) said: String,
    /// What it said to standard error.
    pub(crate) log: String,
}

impl Ran {
    fn of(ended: std::process::Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self {
            code: ended.status.code().unwrap(),
            said: text(ended.stdout),
            log: text(ended.stderr),
        }
    }
}

struct Running {
    service: Arc<Service>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Daemon {
    /// Starts a daemon that reaches `world`.
    pub(crate) async fn start(world: &SmallWorld, setup: Setup, time: (Clock, Hand)) -> Self {
        Self::start_on(tempfile::tempdir().unwrap(), world, setup, time).await
    }

    /// The same on a state directory that may hold a database.
    pub(crate) async fn start_on(
        state: TempDir,
        world: &SmallWorld,
        setup: Setup,
        time: (Clock, Hand),
    ) -> Self {
        judge_lines_for_all_threads();
        let listener = listen("127.0.0.1:0").await;
        let address = listener.tcp_address().unwrap();
        let url = match setup.https {
            None => format!("http://{address}{}", setup.path),
            Some(origin) => format!("{origin}{}", setup.path),
        };
        if let Some(origin) = setup.https {
            world.reach_clients(origin, &format!("http://{address}"));
        }
        let config = configuration(&url, world, &setup);
        let (clock, hand) = time;
        let mut daemon = Self { url, address, hand, clock, config, state, running: None };
        daemon.running = Some(daemon.run(listener).await);
        daemon
    }

    /// Stops it and starts it again on the same state and address.
    pub(crate) async fn restart(&mut self) {
        self.stop().await;
        let listener = listen(&self.address.to_string()).await;
        self.running = Some(self.run(listener).await);
    }

    /// Changes its configuration file, for the next start.
    pub(crate) fn write_again(&mut self, change: impl FnOnce(&str) -> String) {
        self.config = change(&self.config);
    }

    /// Does what the daemon does once a minute: in tests time stands still between two calls.
    pub(crate) async fn housekeep(&self) {
        if let Some(running) = &self.running {
            running.service.housekeep().await;
        }
    }

    /// Stops it as SIGTERM does.
    pub(crate) async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            let _ = running.stop.send(());
            running.task.await.unwrap();
        }
    }

    async fn run(&self, listener: Listener) -> Running {
        let state_dir = Some(self.state.path().to_owned());
        let sources = Sources { state_dir, ..Sources::default() };
        let config = Config::parse(&self.config, &sources).unwrap_or_else(|e| panic!("{e}"));
        let service = Arc::new(Service::build(&config, self.clock.clone()).await.unwrap());
        let serving = Arc::clone(&service);
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(async move {
            let shutdown = async {
                let _ = stopped.await;
            };
            serve_on(listener, serving.routes(), &config.trusted_proxies, shutdown).await;
            serving.close().await;
        });
        Running { service, stop, task }
    }

    /// The address of an endpoint.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// A request to it, as a relying party's server or a stranger would send one.
    pub(crate) fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        let url = url::Url::parse(&self.url).unwrap();
        let address = format!("http://{}{}{path}", self.address, url.path().trim_end_matches('/'));
        let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
        client_builder().build().unwrap().request(method, address).header("host", host)
    }

    /// `POST /token` with a form and the credentials of `rp`.
    pub(crate) async fn token(&self, form: &[(&str, &str)]) -> (u16, serde_json::Value) {
        self.token_as(Some(("rp", SECRET)), form).await
    }

    /// `POST /token` with a form and HTTP Basic credentials.
    pub(crate) async fn token_as(
        &self,
        basic: Option<(&str, &str)>,
        form: &[(&str, &str)],
    ) -> (u16, serde_json::Value) {
        let response = self.post("/token", basic, form).await;
        assert_eq!(response.headers()["cache-control"], "no-store", "RFC 6749 §5.1");
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// Any form and HTTP Basic credentials, posted to any endpoint.
    pub(crate) async fn post(
        &self,
        path: &str,
        basic: Option<(&str, &str)>,
        form: &[(&str, &str)],
    ) -> reqwest::Response {
        let mut request = self.request(reqwest::Method::POST, path);
        if let Some((id, secret)) = basic {
            request = request.basic_auth(id, Some(secret));
        }
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let form = "application/x-www-form-urlencoded";
        request.header("content-type", form).body(body).send().await.unwrap()
    }

    /// The status of userinfo for an access token.
    pub(crate) async fn userinfo(&self, access_token: &str) -> u16 {
        let request = self.request(reqwest::Method::GET, "/userinfo").bearer_auth(access_token);
        request.send().await.unwrap().status().as_u16()
    }

    /// The database file.
    pub(crate) fn database(&self) -> PathBuf {
        self.state.path().join("atlogin.db")
    }

    /// Runs a command of the real program beside it, on its configuration and database.
    pub(crate) async fn command(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.process(arguments).output().await.unwrap())
    }

    /// The same with `input` at its standard input.
    pub(crate) async fn answered(&self, arguments: &[&str], input: &str) -> Ran {
        use tokio::io::AsyncWriteExt;
        let piped = std::process::Stdio::piped;
        let mut process = self.process(arguments);
        let mut child = process.stdin(piped()).stdout(piped()).stderr(piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).await.unwrap();
        Ran::of(child.wait_with_output().await.unwrap())
    }

    /// The process of such a command, to be started.
    pub(crate) fn process(&self, arguments: &[&str]) -> tokio::process::Command {
        let config = self.state.path().join("command.toml");
        std::fs::write(&config, &self.config).unwrap();
        let mut command = super::program::bare();
        command.arg("--config").arg(config).arg("--state-dir").arg(self.state.path());
        command.args(arguments);
        command
    }

    /// The texts that a query finds, asked of the file as another process would.
    pub(crate) async fn texts(&self, query: String) -> Vec<String> {
        use sqlx::ConnectOptions;
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(self.database());
        let mut connection = options.read_only(true).connect().await.unwrap();
        let query = sqlx::query_scalar(sqlx::AssertSqlSafe(query));
        query.fetch_all(&mut connection).await.unwrap()
    }

    /// Changes the file as another process would.
    pub(crate) async fn change(&self, statement: &'static str) {
        use sqlx::ConnectOptions;
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(self.database());
        let mut connection = options.connect().await.unwrap();
        sqlx::query(statement).execute(&mut connection).await.unwrap();
    }

    /// How many rows a query counts, asked of the file as another process would.
    pub(crate) async fn count(&self, query: &'static str) -> i64 {
        use sqlx::ConnectOptions;
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(self.database());
        let mut connection = options.read_only(true).connect().await.unwrap();
        sqlx::query_scalar(query).fetch_one(&mut connection).await.unwrap()
    }
}

async fn listen(address: &str) -> Listener {
    Listener::open(&Listen::parse(address).unwrap()).await.unwrap()
}

/// The configuration of a daemon that is reached at `url` and reaches `world`.
pub(crate) fn configuration(url: &str, world: &SmallWorld, setup: &Setup) -> String {
    let network = setup.network.clone().unwrap_or_else(|| world.network_toml());
    let Setup { client, more, top, .. } = setup;
    format!(
        r#"{top}
public_url = "{url}"
{network}
[[clients]]
client_id = "rp"
client_name = "Relying Party"
client_uri = "https://rp.example/"
client_secret = "{SECRET}"
redirect_uris = ["{REDIRECT_URI}", "https://rp.example/cb?tenant=a"]
{client}
{more}
"#
    )
    // Where it listens is known only now.
    .replace("{issuer}", &world.pds().issuer())
    .replace("{pds}", world.pds().origin().trim_start_matches("http://"))
}
