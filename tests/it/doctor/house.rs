//! A whole set-up of an operator: the daemon, a proxy before it, a name server, the directory and Bluesky's
//! server, and the doctor who looks at it. All of it is on this machine, under the names of the internet.

use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex};

use atlogin::clock::Clock;
use atlogin::db::Lock;
use serde_json::Value;
use tempfile::TempDir;

use super::certificates::{Authority, Shows};
use super::names::{NameServer, Zone};
use super::proxy::{Does, Orders, proxy};
use super::server::{Handler, Server, answer};
use crate::small_world::{Settings, SmallWorld};
use crate::support::daemon::Ran;
use crate::support::{Daemon, Setup};

/// The host of the public address.
pub(super) const HOST: &str = "login.example.org";
/// An address of the internet, for a name server to say.
pub(super) const SOMEWHERE: &str = "9.9.9.9";

/// What the directory and Bluesky's server say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outside {
    pub(super) status: u16,
    /// By how many seconds their clocks are wrong.
    pub(super) wrong_by: i64,
    /// Whether they ask for a puzzle to be solved.
    pub(super) is_challenge: bool,
}

impl Outside {
    /// All is well there.
    pub(super) const WELL: Self = Self { status: 200, wrong_by: 0, is_challenge: false };
}

/// The set-up.
pub(super) struct House {
    pub(super) daemon: Daemon,
    pub(super) does: Orders,
    pub(super) names: NameServer,
    pub(super) proxy: Server,
    /// What the directory and Bluesky's server say.
    pub(super) outside: Arc<Mutex<Outside>>,
    /// The status that the relying party answers logout tokens with.
    pub(super) logout: Arc<Mutex<u16>>,
    _relying_party: Server,
    authority: Authority,
    place: TempDir,
    lock: Option<Lock>,
    _outside: Server,
    _world: SmallWorld,
}

/// How the daemon is configured, but for the hosts that it knows.
fn setup((path, more): (&'static str, &'static str), relying_party: SocketAddr) -> Setup {
    let client = format!(
        "backchannel_logout_uri = \"http://{relying_party}/logout\"\n\
         backchannel_logout_private = true\n"
    );
    Setup {
        path,
        https: Some("https://login.example.org"),
        network: Some(String::new()),
        top: "trusted_proxies = [\"127.0.0.1\"]\n#HOSTS\n",
        more,
        // Once for each test: a leak that ends with it.
        client: client.leak(),
        ..Setup::default()
    }
}

impl House {
    /// An honest set-up.
    pub(super) async fn new() -> Self {
        Self::with("", "").await
    }

    /// The same with a path of the public URL, and more lines of configuration.
    pub(super) async fn with(path: &'static str, more: &'static str) -> Self {
        let authority = Authority::new();
        let place = tempfile::tempdir().unwrap();
        std::fs::write(place.path().join("ca.pem"), authority.pem()).unwrap();
        let names = [HOST, "plc.directory", "bsky.social", "rp.example"];
        let known = names.map(|name| (name.to_owned(), vec![SOMEWHERE.parse::<IpAddr>().unwrap()]));
        let zone = Zone { names: known.into_iter().collect(), ..Zone::default() };
        let names = NameServer::start(zone).await;
        let outside = Arc::new(Mutex::new(Outside::WELL));
        let acceptor = authority.acceptor(&["plc.directory", "bsky.social"], Shows::Good);
        let world = Server::start("127.0.0.1:0", acceptor, healthy(&outside)).await;
        let logout = Arc::new(Mutex::new(400));
        let relying_party = Server::start("127.0.0.1:0", None, takes_logouts(&logout)).await;
        let small_world = SmallWorld::start(Settings::default()).await;
        let setup = setup((path, more), relying_party.address);
        let daemon =
            Daemon::start(&small_world, setup, (Clock::system(), Clock::movable(0).1)).await;
        let does = Orders::default();
        let acceptor = authority.acceptor(&[HOST], Shows::Good);
        let proxy = Server::start("127.0.0.1:0", acceptor, proxy(daemon.address, &does)).await;
        let hosts = format!(
            "\"{HOST}={}\", \"plc.directory={1}\", \"bsky.social={1}\"",
            proxy.address, world.address
        );
        let lock = Some(Lock::take(&daemon.database()).unwrap());
        keep_private(&daemon);
        let mut house = Self {
            daemon,
            does,
            names,
            proxy,
            outside,
            logout,
            authority,
            place,
            lock,
            _relying_party: relying_party,
            _outside: world,
            _world: small_world,
        };
        let known = format!(
            "listen = \"127.0.0.1:9411\"\ndns_server = \"{}\"\n\
             network = {{ private_hosts = [{hosts}] }}",
            house.names.address
        );
        house.daemon.write_again(|text| text.replace("#HOSTS", &known));
        house
    }

    /// From now on the proxy does that.
    pub(super) fn proxy_does(&self, does: Does) {
        *self.does.lock().unwrap() = does;
    }

    /// From now on the proxy shows that.
    pub(super) fn proxy_shows(&self, shows: Shows) {
        self.proxy.show(self.authority.acceptor(&[HOST], shows));
    }

    /// Changes what DNS says of a name: these addresses, or that there is none.
    pub(super) fn dns_says(&self, name: &str, addresses: Option<&[&str]>) {
        let mut zone = self.names.zone.lock().unwrap();
        match addresses {
            Some(all) => {
                let all = all.iter().map(|ip| ip.parse().unwrap()).collect();
                zone.names.insert(name.to_owned(), all);
            }
            None => {
                zone.names.remove(name);
            }
        }
    }

    /// From now on this host is where nobody listens.
    pub(super) fn nobody_listens_at(&mut self, host: &str) {
        let begins = format!("\"{host}=127.0.0.1:");
        self.daemon.write_again(|text| {
            let at = text.find(&begins).unwrap() + begins.len();
            let end = at + text[at..].find('"').unwrap();
            format!("{}1{}", &text[..at], &text[end..])
        });
    }

    /// Changes its configuration as the doctor reads it.
    pub(super) fn configure(&mut self, from: &str, to: &str) {
        self.daemon.write_again(|text| {
            assert!(text.contains(from), "{text}");
            text.replace(from, to)
        });
    }

    /// From now on no daemon holds the database.
    pub(super) fn nobody_runs(&mut self) {
        self.lock = None;
    }

    /// Runs the doctor with more arguments.
    pub(super) async fn doctor(&self, more: &[&str]) -> Ran {
        let arguments = [&["doctor"], more].concat();
        let mut command = self.daemon.process(&arguments);
        command.env("SSL_CERT_FILE", self.place.path().join("ca.pem"));
        let ran = command.output().await.unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: ran.status.code().unwrap(), said: text(ran.stdout), log: text(ran.stderr) }
    }

    /// What it finds, as programs read it.
    pub(super) async fn findings(&self, more: &[&str]) -> Findings {
        let ran = self.doctor(&[&["--json"], more].concat()).await;
        let document: Value = serde_json::from_str(&ran.said).unwrap_or_else(|_| panic!("{ran:?}"));
        let findings =
            Findings { code: ran.code, all: document["findings"].as_array().unwrap().clone() };
        assert_eq!(document["ok"].as_bool().unwrap(), ran.code == 0, "{document}");
        findings
    }
}

/// What the doctor found.
#[derive(Debug)]
pub(super) struct Findings {
    pub(super) code: i32,
    all: Vec<Value>,
}

impl Findings {
    /// The names of faults and warnings.
    pub(super) fn alarms(&self) -> Vec<&str> {
        let alarms = self.all.iter().filter(|it| it["severity"] != "note");
        alarms.map(|it| it["id"].as_str().unwrap()).collect()
    }

    /// The finding of that name.
    pub(super) fn one(&self, id: &str) -> &Value {
        let found = self.all.iter().find(|it| it["id"] == id);
        found.unwrap_or_else(|| panic!("no {id} in {self:#?}"))
    }
}

/// The directory and Bluesky's server.
fn healthy(says: &Arc<Mutex<Outside>>) -> Handler {
    let says = Arc::clone(says);
    Arc::new(move |_| {
        let Outside { status, wrong_by, is_challenge } = *says.lock().unwrap();
        Box::pin(async move {
            let mut said = answer(status, "application/json", r#"{"version":"1"}"#);
            let now =
                chrono::DateTime::from_timestamp(Clock::system().now() + wrong_by, 0).unwrap();
            let date = now.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
            said.headers_mut().insert("date", date.parse().unwrap());
            if is_challenge {
                said.headers_mut().insert("cf-mitigated", "challenge".parse().unwrap());
            }
            said
        })
    })
}

/// A relying party at its back-channel address.
fn takes_logouts(status: &Arc<Mutex<u16>>) -> Handler {
    let status = Arc::clone(status);
    Arc::new(move |_| {
        let said = answer(*status.lock().unwrap(), "application/json", "{}");
        Box::pin(async move { said })
    })
}

/// The modes that the daemon and its packages give. Tests run under any umask.
pub(super) fn keep_private(daemon: &Daemon) {
    let set = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let database = daemon.database();
    let config = database.with_file_name("command.toml");
    std::fs::write(&config, "").unwrap();
    set(&config, 0o600);
    set(database.parent().unwrap(), 0o700);
}
