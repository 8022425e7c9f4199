//! What a command gives back: results on standard output, complaints on standard error, an exit code.

use std::fmt::{self, Display};
use std::io::{self, Write};
use std::process::ExitCode;

/// The two streams. A reader that has gone away is no failure of the command.
pub struct Output {
    results: Box<dyn Write>,
    complaints: Box<dyn Write>,
}

impl Output {
    /// The streams of this process.
    pub fn of_process() -> Self {
        Self::new(io::stdout(), io::stderr())
    }

    /// Other streams.
    pub fn new(results: impl Write + 'static, complaints: impl Write + 'static) -> Self {
        Self { results: Box::new(results), complaints: Box::new(complaints) }
    }

    /// Prints a result and a line break.
    pub fn say(&mut self, text: impl Display) {
        let _ = writeln!(self.results, "{text}").and_then(|()| self.results.flush());
    }

    /// Prints a complaint and a line break.
    pub fn complain(&mut self, text: impl Display) {
        let _ = writeln!(self.complaints, "{text}").and_then(|()| self.complaints.flush());
    }

    /// Complains of what made the command fail.
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
    /// As it should.
    Well,
    /// It failed while it ran.
    Failed,
    /// What was asked for makes no sense: configuration or command line.
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
