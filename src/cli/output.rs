//! What a command prints: results on standard output, complaints on standard error.

use std::fmt::{self, Display};
use std::io::{self, Write};

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
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Output")
    }
}
