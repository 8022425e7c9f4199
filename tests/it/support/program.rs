//! The real program, as a process of its own: started, asked, killed, started again.
//!
//! Its socket is handed over as systemd does it, so that no two tests fight for a port and nobody who
//! calls while it is down is refused. Its clock is the machine's.

use std::net::{SocketAddr, TcpListener};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use atlogin::clock::Clock;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::time::timeout;

use super::browser::Browser;
use super::daemon::{SECRET, Setup, configuration};
use super::relying_party::RelyingParty;
use crate::small_world::SmallWorld;

/// The program that cargo has built for these tests.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_atlogin");

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// Moves standard input, which is the socket, to where systemd puts it. Signals that are ignored stay
/// so: a file that is too large then is an error of a write, as on a full disk.
const HAND_OVER: &str = "exec 3<&0 </dev/null; trap '' XFSZ
export LISTEN_PID=$$ LISTEN_FDS=1; exec ${WATCH:+$WATCH \"$WATCH_LOG\"} \"$0\" \"$@\"";

/// The program stays the child, and what watches it ends with it (`-D`).
const WATCH: &str = "strace -D -f -y -qq -s0 -e trace=pwrite64,fdatasync,fsync -o";

/// A place with a configuration, a state directory and a socket, for one program after the other.
pub(crate) struct Install {
    /// The public URL.
    pub(crate) url: String,
    /// Where it is answered.
    pub(crate) address: SocketAddr,
    socket: Option<TcpListener>,
    place: TempDir,
}

/// A running program. It is killed when this is dropped.
pub(crate) struct Program {
    child: Child,
    output: Transcript,
    log: Transcript,
}

/// What a stream has said so far.
struct Transcript(watch::Receiver<String>);

impl Install {
    /// A place for a program that reaches `world`.
    pub(crate) fn new(world: &SmallWorld, setup: &Setup) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        let url = match setup.https {
            None => format!("http://{address}{}", setup.path),
            Some(origin) => format!("{origin}{}", setup.path),
        };
        if let Some(origin) = setup.https {
            world.reach_clients(origin, &format!("http://{address}"));
        }
        let place = tempfile::tempdir().unwrap();
        let text = configuration(&url, world, setup);
        std::fs::write(place.path().join("config.toml"), text).unwrap();
        Self { url, address, socket: Some(socket), place }
    }

    /// From now on the program has to open its socket itself, and closes it when it stops.
    pub(crate) fn hand_nothing_over(&mut self) {
        self.socket = None;
    }

    /// Starts the program, and waits until it says that it is ready.
    pub(crate) async fn start(&self) -> Program {
        let mut program = Program::spawn(self.command());
        program.output("database").await;
        program
    }

    /// The command that starts it.
    pub(crate) fn command(&self) -> Command {
        let config = self.config();
        let mut command = self.socket.as_ref().map_or_else(bare, handed_over);
        command.arg("--config").arg(config).arg("--state-dir").arg(self.state_dir());
        command
    }

    /// The same, watched by `strace`, which notes each write to a file and each sync in `log`.
    pub(crate) fn watched(&self, log: &Path) -> Command {
        let mut command = self.command();
        command.env("WATCH", WATCH).env("WATCH_LOG", log).env("PATH", env!("PATH"));
        command
    }

    /// Its configuration file.
    pub(crate) fn config(&self) -> PathBuf {
        self.place.path().join("config.toml")
    }

    /// Its state directory, which the program makes.
    pub(crate) fn state_dir(&self) -> PathBuf {
        self.place.path().join("state")
    }

    /// A browser at its door.
    pub(crate) fn browser(&self, world: &SmallWorld) -> Browser {
        Browser::at(&self.url, self.address, world)
    }

    /// The relying party `rp`.
    pub(crate) async fn relying_party(&self) -> RelyingParty {
        let now = Clock::system().now();
        RelyingParty::at((&self.url, self.address), now, "rp", Some(SECRET)).await
    }

    /// What `PRAGMA integrity_check` says about the database of a program that was killed. A copy is
    /// asked, so that what has to be recovered is left for the next program.
    pub(crate) async fn integrity(&self) -> String {
        use sqlx::ConnectOptions;
        let copy = tempfile::tempdir().unwrap();
        for name in ["atlogin.db", "atlogin.db-wal"] {
            // Before its first write there is no such file.
            let _ = std::fs::copy(self.state_dir().join(name), copy.path().join(name));
        }
        let database = copy.path().join("atlogin.db");
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(database);
        let mut connection = options.connect().await.unwrap();
        sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut connection).await.unwrap()
    }
}

/// The program with nothing of our environment.
pub(crate) fn bare() -> Command {
    let mut command = Command::new(PROGRAM);
    command.env_clear();
    command
}

/// The program with a socket handed over, and nothing of our environment.
pub(crate) fn handed_over(socket: &TcpListener) -> Command {
    let mut command = Command::new("/bin/sh");
    command.env_clear().args(["-c", HAND_OVER, PROGRAM]);
    command.stdin(Stdio::from(OwnedFd::from(socket.try_clone().unwrap())));
    command
}

impl Program {
    /// Starts it, and listens to both its streams.
    pub(crate) fn spawn(mut command: Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let output = Transcript::of(child.stdout.take().unwrap());
        let log = Transcript::of(child.stderr.take().unwrap());
        Self { child, output, log }
    }

    /// Waits until standard output holds `text`, and gives all of it.
    pub(crate) async fn output(&mut self, text: &str) -> String {
        self.output.wait_for(text).await
    }

    /// Whether standard output holds `text` by now.
    pub(crate) fn has_said(&self, text: &str) -> bool {
        self.output.0.borrow().contains(text)
    }

    /// Waits until standard error holds `text`, and gives all of it.
    pub(crate) async fn log(&mut self, text: &str) -> String {
        self.log.wait_for(text).await
    }

    /// The same, once it holds `text` so many times.
    pub(crate) async fn log_times(&mut self, text: &str, times: usize) -> String {
        self.log.wait_for_times(text, times).await
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// Sends it a signal, by name.
    pub(crate) async fn signal(&self, name: &str) {
        let command = format!("kill -{name} {}", self.id());
        assert!(Command::new("/bin/sh").args(["-c", &command]).status().await.unwrap().success());
    }

    /// Ends it in the middle of whatever it does.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Waits until it ends by itself, and gives what it said to both streams.
    pub(crate) async fn end(mut self) -> (ExitStatus, String, String) {
        let status = timeout(PATIENCE, self.child.wait()).await.unwrap().unwrap();
        (status, self.output.whole().await, self.log.whole().await)
    }
}

impl Transcript {
    fn of(mut stream: impl AsyncRead + Unpin + Send + 'static) -> Self {
        let (writer, reader) = watch::channel(String::new());
        tokio::spawn(async move {
            let mut bytes = vec![0; 64 * 1024];
            while let Ok(length @ 1..) = stream.read(&mut bytes).await {
                let text = String::from_utf8_lossy(&bytes[..length]).into_owned();
                writer.send_modify(|all| all.push_str(&text));
            }
        });
        Self(reader)
    }

    async fn wait_for(&mut self, text: &str) -> String {
        self.wait_for_times(text, 1).await
    }

    async fn wait_for_times(&mut self, text: &str, times: usize) -> String {
        let holds = |all: &String| all.matches(text).count() >= times;
        let waiting = timeout(PATIENCE, self.0.wait_for(holds));
        let found = waiting.await.is_ok_and(|found| found.is_ok());
        let all = self.0.borrow().clone();
        assert!(found, "no {text:?} in {all}");
        all
    }

    async fn whole(mut self) -> String {
        while self.0.changed().await.is_ok() {}
        self.0.borrow().clone()
    }
}
