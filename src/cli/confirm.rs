//! Asks the operator before something that cannot be undone.

use std::io;

use super::output::Output;

/// Asks `question`. Only `y` or `yes` is a yes: no answer, as from a script without input, is a no.
pub(super) fn confirm(question: &str, output: &mut Output) -> bool {
    output.ask(format_args!("{question} [y/N]"));
    let mut answer = String::new();
    // What cannot be read is no answer.
    let _ = io::stdin().read_line(&mut answer);
    if !answer.ends_with('\n') {
        output.complain("");
    }
    ["y", "yes"].contains(&answer.trim().to_ascii_lowercase().as_str())
}
