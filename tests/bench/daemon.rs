//! The daemon: the released program, in a process of its own, with its state on the disk.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::time::{Instant, timeout};

use crate::Fault;
use crate::machine::Process;
use crate::visitor::{Algorithm, REDIRECT_URI, SECRET};

/// What a daemon is started with. The directory is deleted with it.
pub(crate) struct Setup {
    program: PathBuf,
    directory: TempDir,
    /// `127.0.0.1:PORT`.
    pub(crate) authority: String,
}

/// A running daemon. It is killed when dropped.
pub(crate) struct Daemon {
    child: Child,
    pub(crate) process: Process,
    /// From the start of the process to the line that says it is ready.
    pub(crate) ready_after: Duration,
}

/// Ten thousand people of one server, all within a minute or two.
const LIMITS: &str = "[limits]\nlogins_per_server = \"off\"\nrequests_per_client = \"off\"\n";
/// Far more than any start takes.
const PATIENCE: Duration = Duration::from_secs(30);

impl Setup {
    /// A fresh state directory and a configuration that reaches a world by `network`, with limits so
    /// high that few visitors may sign in again and again.
    pub(crate) async fn new(program: &Path, network: &str) -> Result<Self, Fault> {
        Self::with(program, &format!("{network}\n{LIMITS}")).await
    }

    /// A fresh state directory and a configuration with `lines` before its relying parties.
    pub(crate) async fn with(program: &Path, lines: &str) -> Result<Self, Fault> {
        let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        // Closed again: the daemon takes the port a moment later.
        let free = TcpListener::bind("127.0.0.1:0").await?;
        let authority = free.local_addr()?.to_string();
        let clients: String = [Algorithm::Es256, Algorithm::Rs256].map(client).concat();
        let text = format!(
            "public_url = \"http://{authority}\"\nlisten = \"{authority}\"\n{lines}\n{clients}"
        );
        std::fs::write(directory.path().join("atlogin.toml"), text)?;
        Ok(Self { program: program.to_owned(), directory, authority })
    }

    /// Where the state is.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Starts the daemon and waits until it is ready.
    pub(crate) async fn start(&self) -> Result<Daemon, Fault> {
        let directory = self.directory.path();
        // A log that is written somewhere, as it is in earnest.
        let log = std::fs::File::options().create(true).append(true).open(directory.join("log"))?;
        let started = Instant::now();
        let mut child = Command::new(&self.program)
            .arg("--config")
            .arg(directory.join("atlogin.toml"))
            .arg("--state-dir")
            .arg(directory.join("state"))
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{}: {error}", self.program.display()))?;
        let process = Process(child.id().ok_or("the daemon has ended")?);
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        let ready = async {
            while let Some(line) = lines.next_line().await? {
                if line.contains(" is ready: ") {
                    return Ok::<Duration, Fault>(started.elapsed());
                }
            }
            Err(format!("the daemon does not start:\n{}", self.log()).into())
        };
        let ready_after = timeout(PATIENCE, ready).await.map_err(|_| "no start")??;
        // The rest of its greeting is read and forgotten, or a full pipe would stop it.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Daemon { child, process, ready_after })
    }

    /// Makes what is known of every account so many seconds older. Above ten minutes the daemon does not
    /// take it without looking again.
    pub(crate) async fn make_identities_old(&self, seconds: i64) -> Result<(), Fault> {
        use sqlx::ConnectOptions;
        let file = self.directory.path().join("state/atlogin.db");
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
        let mut database = options.busy_timeout(PATIENCE).connect().await?;
        sqlx::query("UPDATE account SET proven_at = proven_at - $1")
            .bind(seconds)
            .execute(&mut database)
            .await?;
        Ok(())
    }

    /// The size of the database with its log, in MiB.
    #[expect(clippy::cast_precision_loss, reason = "some hundred millions")]
    pub(crate) fn disk(&self) -> Result<f64, Fault> {
        let mut bytes = 0;
        for file in std::fs::read_dir(self.directory.path().join("state"))? {
            bytes += file?.metadata()?.len();
        }
        Ok(bytes as f64 / 1024.0 / 1024.0)
    }

    /// The last lines that it logged.
    pub(crate) fn log(&self) -> String {
        let log = std::fs::read_to_string(self.directory.path().join("log")).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines.get(lines.len().saturating_sub(20)..).unwrap_or_default().join("\n")
    }
}

impl Daemon {
    /// Ends it as a service manager does.
    pub(crate) async fn stop(mut self) -> Result<(), Fault> {
        // A shell can always send signals; the standard library cannot.
        let kill = format!("kill -TERM {}", self.process.0);
        Command::new("sh").arg("-c").arg(kill).status().await?;
        let status = timeout(PATIENCE, self.child.wait()).await.map_err(|_| "no end")??;
        if status.success() { Ok(()) } else { Err(format!("the daemon ended: {status}").into()) }
    }
}

fn client(algorithm: Algorithm) -> String {
    let name = algorithm.name();
    format!(
        r#"
[[clients]]
client_id = "{name}"
client_name = "{name}"
client_uri = "https://rp.example/"
client_secret = "{SECRET}"
redirect_uris = ["{REDIRECT_URI}"]
id_token_signed_response_alg = "{name}"
scopes = ["openid", "profile", "offline_access"]
"#
    )
}
