//! Prints what was measured, row by row, and says what is beyond its target.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::Fault;
use crate::attackers::Answers;

/// What is measured of each row, in the order of [`COLUMNS`].
pub(crate) type Figures = [f64; 9];

/// What was measured in quiet, or under one attack.
pub(crate) struct Row {
    /// Of the attack, or `quiet`.
    pub(crate) name: String,
    pub(crate) figures: Figures,
    /// What happened to people who failed.
    pub(crate) failures: Vec<String>,
    /// What the attackers were answered.
    pub(crate) answers: Answers,
    /// How many processes wanted a processor.
    pub(crate) load: String,
}

/// What is printed so far.
pub(crate) struct Table {
    targets: [Option<f64>; 9],
    missed: Vec<String>,
}

/// Head, unit, digits, and the target.
struct Column(&'static str, &'static str, usize, Target);

#[derive(Clone, Copy)]
enum Target {
    Open,
    AtLeast(f64),
    AtMost(f64),
    /// And at most three times what it is in quiet.
    AtMostAndThreeTimes(f64),
}

const COLUMNS: [Column; 9] = [
    Column("success", "%", 1, Target::AtLeast(100.0)),
    Column("sign-in p50", "ms", 0, Target::Open),
    Column("sign-in p99", "ms", 0, Target::AtMostAndThreeTimes(1000.0)),
    Column("of it here", "ms", 0, Target::Open),
    Column("/token p99", "ms", 0, Target::AtMost(100.0)),
    Column("/healthz p99", "ms", 0, Target::AtMost(100.0)),
    Column("memory", "MiB", 1, Target::AtMost(64.0)),
    Column("disk", "MiB", 1, Target::AtMost(64.0)),
    Column("later", "MiB", 1, Target::AtMost(16.0)),
];
const WIDTH: usize = 12;
const FIRST: usize = 17;
/// So many failures are told.
const MOST_TOLD: usize = 3;

impl Table {
    /// Prints the head and the row of the quiet run, by which others are judged.
    pub(crate) fn begin(quiet: &Row) -> Result<Self, Fault> {
        let mut head = format!("\n{:FIRST$}", "");
        for Column(name, ..) in &COLUMNS {
            write!(head, " {name:>WIDTH$}")?;
        }
        say(&format!("{head} {:>WIDTH$}", "load average"))?;
        let mut table = Self { targets: [None; 9], missed: Vec::new() };
        table.add(quiet, true)?;
        Ok(table)
    }

    /// Prints a row, and says whether it reaches all targets. If it `counts`, what it misses is a failure.
    pub(crate) fn add(&mut self, row: &Row, counts: bool) -> Result<bool, Fault> {
        let (mut line, mut missed) = (format!("{:FIRST$}", row.name), Vec::new());
        let columns = COLUMNS.iter().zip(row.figures).zip(&mut self.targets);
        for ((Column(name, unit, digits, target), figure), three_times) in columns {
            let is_missed = !target.is_reached(figure, *three_times);
            if is_missed {
                missed.push(format!("{}: {name} {figure:.digits$} {unit}", row.name));
            }
            if let (Target::AtMostAndThreeTimes(_), None) = (target, &three_times) {
                *three_times = Some(3.0 * figure);
            }
            let mark = if is_missed { "!" } else { "" };
            let shown = if figure.is_nan() { "-" } else { &*format!("{figure:.digits$}") };
            write!(line, " {:>WIDTH$}", format!("{mark}{shown} {unit}"))?;
        }
        say(&format!("{line} {:>WIDTH$}", row.load))?;
        let answers = row.answers.iter().map(|(status, number)| format!("{number:.0} × {status}"));
        let answers = answers.collect::<Vec<_>>();
        if !answers.is_empty() {
            say(&format!("{:FIRST$} the attack got {} a second", "", answers.join(", ")))?;
        }
        for failure in row.failures.iter().take(MOST_TOLD) {
            say(&format!("{:FIRST$} {}", "", shortened(failure)))?;
        }
        let is_reached = missed.is_empty();
        if counts {
            self.missed.append(&mut missed);
        }
        Ok(is_reached)
    }

    /// Prints the targets.
    ///
    /// # Errors
    /// If one was missed.
    pub(crate) fn end(self) -> Result<(), Fault> {
        let mut line = format!("{:FIRST$}", "target");
        for (Column(.., digits, target), three_times) in COLUMNS.iter().zip(self.targets) {
            write!(line, " {:>WIDTH$}", target.told(three_times, *digits))?;
        }
        say(&line)?;
        if self.missed.is_empty() {
            Ok(())
        } else {
            Err(format!("beyond their targets: {}", self.missed.join("; ")).into())
        }
    }
}

impl Target {
    fn is_reached(self, figure: f64, three_times: Option<f64>) -> bool {
        match self {
            Self::Open => true,
            Self::AtLeast(least) => figure >= least,
            Self::AtMost(most) => figure <= most,
            Self::AtMostAndThreeTimes(most) => figure <= most.min(three_times.unwrap_or(most)),
        }
    }

    fn told(self, three_times: Option<f64>, digits: usize) -> String {
        match self {
            Self::Open => String::new(),
            Self::AtLeast(least) => format!("≥ {least:.digits$}"),
            Self::AtMost(most) => format!("≤ {most:.digits$}"),
            Self::AtMostAndThreeTimes(most) => {
                format!("≤ {:.digits$}", most.min(three_times.unwrap_or(most)))
            }
        }
    }
}

/// Of an unexpected answer the status, and the first heading of its page.
fn shortened(failure: &str) -> String {
    let status = failure.lines().next().unwrap_or_default();
    let heading = failure.split("<h1>").nth(1).and_then(|rest| rest.split('<').next());
    heading.map_or_else(|| status.to_owned(), |heading| format!("{status}: {heading}"))
}

/// Prints a line.
pub(crate) fn say(line: &str) -> Result<(), Fault> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
