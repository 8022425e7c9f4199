//! Another process of this program: they talk in lines.

use std::process::Stdio;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::Fault;

/// The process. It is killed when this is dropped, and ends by itself when its input does.
pub(crate) struct Process {
    questions: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    _child: Child,
}

impl Process {
    /// Starts this program with other arguments, and so much below others in priority.
    pub(crate) fn start(nice: u32, arguments: &[&str]) -> Result<Self, Fault> {
        let mut child = Command::new("nice")
            .arg(format!("-n{nice}"))
            .arg(std::env::current_exe()?)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let questions = child.stdin.take().ok_or("no input")?;
        let answers = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        Ok(Self { questions, answers, _child: child })
    }

    /// Says something to it.
    pub(crate) async fn say(&mut self, what: &impl Serialize) -> Result<(), Fault> {
        let line = serde_json::to_string(what)? + "\n";
        Ok(self.questions.write_all(line.as_bytes()).await?)
    }

    /// Waits for what it says next.
    pub(crate) async fn hear<T: DeserializeOwned>(&mut self) -> Result<T, Fault> {
        let line = self.answers.next_line().await?.ok_or("another process has ended")?;
        Ok(serde_json::from_str(&line)?)
    }
}

/// What the process that started this one says next. `None` if it has ended.
pub(crate) async fn hear_parent<T>() -> Result<Option<T>, Fault>
where
    T: DeserializeOwned + Send + 'static,
{
    let read = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).map(|_| line)
    });
    let line = read.await??;
    if line.is_empty() { Ok(None) } else { Ok(Some(serde_json::from_str(&line)?)) }
}

/// Says something to the process that started this one.
pub(crate) fn say_to_parent(what: &impl Serialize) -> Result<(), Fault> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(what)?)?;
    Ok(out.flush()?)
}
