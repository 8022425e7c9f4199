//! Prints what was measured: median, spread, target, and whether it is reached.

use std::io::{self, Write};

use crate::Fault;
use crate::world::Counts;

/// One figure, measured a few times.
pub(crate) struct Figure {
    name: String,
    unit: &'static str,
    /// The most that it may be.
    target: f64,
    pub(crate) values: Vec<f64>,
}

impl Figure {
    /// One that is not measured yet.
    pub(crate) fn new(name: &str, unit: &'static str, target: f64) -> Self {
        Self { name: name.to_owned(), unit, target, values: Vec::new() }
    }

    fn line(&self, width: usize) -> String {
        let Self { name, unit, target, values } = self;
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
        let (lowest, highest) = (at(0), at(sorted.len().saturating_sub(1)));
        let median = at(sorted.len() / 2);
        let digits = if *target < 10.0 { 3 } else { 1 };
        let spread = format!("{lowest:.digits$} … {highest:.digits$}");
        let verdict = if median <= *target { "reached" } else { "missed" };
        format!(
            "{name:width$} {median:>8.digits$} {unit:3}  {spread:^17}  ≤ {target:>5} {unit:3}  {verdict}"
        )
    }
}

/// Prints a line.
pub(crate) fn say(line: &str) -> Result<(), Fault> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

/// Prints what ends the program.
pub(crate) fn complain(fault: &Fault) {
    // There is nobody left to tell that even this failed.
    let _ = writeln!(io::stderr(), "login: {fault}");
}

/// Prints the figures.
pub(crate) fn print(figures: &[Figure]) -> Result<(), Fault> {
    let width = figures.iter().map(|figure| figure.name.len()).max().unwrap_or(0);
    let (median, spread, target) = ("median", "lowest … highest", "target");
    say(&format!("\n{:width$} {median:>12}  {spread:^17}  {target:>11}", ""))?;
    for figure in figures {
        say(&figure.line(width))?;
    }
    Ok(())
}

/// Prints how many requests other servers got for each of `logins`, and which.
#[expect(clippy::cast_precision_loss, reason = "some hundred thousand")]
pub(crate) fn upstream(counts: &Counts, logins: usize) -> Result<(), Fault> {
    let each = |count: u64| count as f64 / logins as f64;
    say("\nupstream, each login")?;
    for (kind, count) in counts {
        say(&format!("{:>8.3}  {kind}", each(*count)))?;
    }
    let queries = counts.iter().filter(|(kind, _)| kind.starts_with("dns ")).map(|(_, n)| n).sum();
    let all: u64 = counts.values().sum();
    say(&format!(
        "{:>8.3}  HTTP requests, and {:.3} DNS queries\n",
        each(all - queries),
        each(queries)
    ))
}
