//! The small world in a process of its own, so that its work is not counted as the daemon's.
//!
//! The two processes talk in lines: the child says where it is, then answers each line of its parent
//! with what it has seen since the last one. It ends when its parent does.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::Stdio;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::Fault;
use crate::small_world::{Seen, Settings, SmallWorld};

/// What the child says first.
#[derive(Serialize, Deserialize)]
pub(crate) struct Place {
    /// The lines of the daemon's configuration that reach it.
    pub(crate) network: String,
    /// The handles of its accounts.
    pub(crate) handles: Vec<String>,
    /// Host and port of its PDS.
    pub(crate) pds: String,
}

/// How often each kind of request was seen.
pub(crate) type Counts = BTreeMap<String, u64>;

/// The world in another process. It ends when this is dropped.
pub(crate) struct OtherProcess {
    pub(crate) place: Place,
    questions: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    _child: Child,
}

/// More accounts than logins at a time.
const ACCOUNTS: usize = 64;

impl OtherProcess {
    /// Starts it.
    pub(crate) async fn start() -> Result<Self, Fault> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("--small-world")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let questions = child.stdin.take().ok_or("no input")?;
        let mut answers = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        let place = answers.next_line().await?.ok_or("the small world does not start")?;
        let place = serde_json::from_str(&place)?;
        Ok(Self { place, questions, answers, _child: child })
    }

    /// What it has seen since the last time.
    pub(crate) async fn seen(&mut self) -> Result<Counts, Fault> {
        self.questions.write_all(b"seen\n").await?;
        let counts = self.answers.next_line().await?.ok_or("the small world has ended")?;
        Ok(serde_json::from_str(&counts)?)
    }
}

/// Is that process.
pub(crate) async fn run() -> Result<(), Fault> {
    let world = SmallWorld::start(Settings::default()).await;
    let pds = world.pds();
    let mut handles = Vec::new();
    for number in 0..ACCOUNTS {
        let account = world.account(&pds, &format!("person{number}.pds.test")).await;
        let name = format!("Person {number}");
        let profile = serde_json::json!({
            "$type": "app.bsky.actor.profile",
            "displayName": name,
        });
        world.publish_profile(&account, profile);
        handles.push(account.handle().to_owned());
    }
    let place = Place {
        network: world.network_toml(),
        handles,
        pds: pds.origin().trim_start_matches("http://").to_owned(),
    };
    say(&place)?;
    while tokio::task::spawn_blocking(question).await?? {
        say(&count(&world.seen()))?;
        world.forget_seen();
    }
    Ok(())
}

/// Waits for the next question; false if there will be none.
fn question() -> std::io::Result<bool> {
    Ok(std::io::stdin().read_line(&mut String::new())? > 0)
}

fn say(what: &impl Serialize) -> Result<(), Fault> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(what)?)?;
    Ok(out.flush()?)
}

/// Counts requests by server and path, names of people left out. What the browser asks is no
/// request of the daemon.
fn count(seen: &[Seen]) -> Counts {
    let mut counts = Counts::new();
    for seen in seen.iter().filter(|seen| seen.path != "/oauth/authorize") {
        let (server, method) = (&seen.server, &seen.method);
        let path = match seen.path.as_str() {
            path if path.starts_with("/did:") => "/{did}",
            path if server == "dns" && path.starts_with("_atproto.") => "_atproto.{handle}",
            _ if server == "dns" => "{handle}",
            path => path,
        };
        *counts.entry(format!("{server} {method} {path}")).or_default() += 1;
    }
    counts
}
