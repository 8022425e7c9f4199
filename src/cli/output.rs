//! The output of a command: results on standard output, errors on standard error, an exit code.

use std::fmt::{self, Display};
use std::io::{self, Write};
use std::process::ExitCode;

/// The two output streams. The command does not fail if a stream is closed.
pub struct Output {
    results: Box<dyn Write>,
    complaints: Box<dyn Write>,
}

impl Output {
    /// The streams of this process.
    pub fn of_process() -> Self {
        Self::new(io::stdout(), io::stderr())
    }

    /// Uses other streams.
    pub fn new(results: impl Write + 'static, complaints: impl Write + 'static) -> Self {
        Self { results: Box::new(results), complaints: Box::new(complaints) }
    }

    /// Prints a result and a line break.
    pub fn say(&mut self, text: impl Display) {
        let _ = writeln!(self.results, "{text}").and_then(|()| self.results.flush());
    }

    /// Prints the beginning of a result, without a line break.
    pub fn begin(&mut self, text: impl Display) {
        let _ = write!(self.results, "{text}").and_then(|()| self.results.flush());
    }

    /// Prints a question, without a line break. It is no part of the result.
    pub fn ask(&mut self, question: impl Display) {
        let _ = write!(self.complaints, "{question} ").and_then(|()| self.complaints.flush());
    }

    /// Prints an error and a line break.
    pub fn complain(&mut self, text: impl Display) {
        let _ = writeln!(self.complaints, "{text}").and_then(|()| self.complaints.flush());
    }

    /// Prints why the command failed.
    pub(super) fn fail(&mut self, why: impl Display) -> Ending {
        self.complain(why);
        Ending::Failed
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Output")
    }
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It succeeded.
    Well,
    /// It failed while it ran.
    Failed,
    /// The configuration or the command line is wrong.
    Misconfigured,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        Self::from(match ending {
            Ending::Well => 0,
            Ending::Failed => 1,
            Ending::Misconfigured => 2,
        })
    }
}
