//! Prints what was measured, row by row, and says what is beyond its target.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::Fault;
use crate::attackers::Answers;
use crate::measure::{MEDIAN, Plan};
use crate::people::Times;

/// What is measured of each row, in the order of [`COLUMNS`].
pub(crate) type Figures = [f64; 9];

/// What was measured in quiet, or under one attack.
pub(crate) struct Row {
    /// Of the attack, or `quiet`.
    pub(crate) name: String,
    pub(crate) figures: Figures,
    /// How long each sign-in took.
    pub(crate) sign_ins: Times,
    /// What happened to people who failed.
    pub(crate) failures: Vec<String>,
    /// What the attackers were answered.
    pub(crate) answers: Answers,
    /// How many processes wanted a processor.
    pub(crate) load: String,
}

/// What is printed so far.
pub(crate) struct Table {
    missed: Vec<String>,
    plan: Plan,
}

/// Head, unit, digits, and the target.
struct Column(&'static str, &'static str, usize, Target);

/// What stands in a head for the percentile that is judged.
const PERCENTILE: &str = "p%";

#[derive(Clone, Copy)]
enum Target {
    Open,
    AtLeast(f64),
    AtMost(f64),
    /// The median of sign-ins, or a high percentile, and what that may be in any case. The one that is
    /// compared may be three times what it is in the quiet times before and after.
    SignIn {
        is_median: bool,
        most: f64,
    },
}

const COLUMNS: [Column; 9] = [
    Column("success", "%", 1, Target::AtLeast(100.0)),
    Column("sign-in p50", "ms", 0, Target::SignIn { is_median: true, most: 1000.0 }),
    Column("sign-in p%", "ms", 0, Target::SignIn { is_median: false, most: 1000.0 }),
    Column("of it here", "ms", 0, Target::Open),
    Column("/token p%", "ms", 0, Target::AtMost(100.0)),
    Column("/healthz p%", "ms", 0, Target::AtMost(100.0)),
    Column("memory", "MiB", 1, Target::AtMost(64.0)),
    Column("disk", "MiB", 1, Target::AtMost(64.0)),
    Column("later", "MiB", 1, Target::AtMost(16.0)),
];
const WIDTH: usize = 12;
const FIRST: usize = 17;
/// So many failures are told.
const MOST_TOLD: usize = 3;

impl Table {
    /// Prints the head.
    pub(crate) fn begin(plan: Plan) -> Result<Self, Fault> {
        let mut head = format!("\n{:FIRST$}", "");
        for column in &COLUMNS {
            write!(head, " {:>WIDTH$}", column.head(plan.percentile))?;
        }
        say(&format!("{head} {:>WIDTH$}", "load average"))?;
        Ok(Self { missed: Vec::new(), plan })
    }

    /// Prints a row. What it misses is a failure. `quiet` is how long a sign-in took in the quiet times
    /// before and after an attack.
    pub(crate) fn add(&mut self, row: &Row, quiet: Option<f64>) -> Result<(), Fault> {
        let mut line = format!("{:FIRST$}", row.name);
        for (column, figure) in COLUMNS.iter().zip(row.figures) {
            let Plan { percentile, compared, .. } = self.plan;
            let (Column(_, unit, digits, target), name) = (column, column.head(percentile));
            let quiet = quiet.filter(|_| target.is_compared(compared));
            let is_missed = !target.is_reached(figure, quiet);
            if is_missed {
                let told = target.told(quiet, *digits);
                let missed =
                    format!("{}: {name} {figure:.digits$} {unit}, {told} wanted", row.name);
                self.missed.push(missed);
            }
            let mark = if is_missed { "!" } else { "" };
            let shown = if figure.is_nan() { "-" } else { &*format!("{figure:.digits$}") };
            write!(line, " {:>WIDTH$}", format!("{mark}{shown} {unit}"))?;
        }
        say(&format!("{line} {:>WIDTH$}", row.load))?;
        if let Some(quiet) = quiet {
            say(&format!(
                "{:FIRST$} beside these quiet times the p{} may be {:.0} ms",
                "",
                self.plan.compared,
                3.0 * quiet
            ))?;
        }
        let answers = row.answers.iter().map(|(status, number)| format!("{number:.0} × {status}"));
        let answers = answers.collect::<Vec<_>>();
        if !answers.is_empty() {
            say(&format!("{:FIRST$} the attack got {} a second", "", answers.join(", ")))?;
        }
        for failure in row.failures.iter().take(MOST_TOLD) {
            say(&format!("{:FIRST$} {}", "", shortened(failure)))?;
        }
        Ok(())
    }

    /// Prints the targets.
    ///
    /// # Errors
    /// If one was missed.
    pub(crate) fn end(self) -> Result<(), Fault> {
        let mut line = format!("{:FIRST$}", "target");
        for Column(.., digits, target) in &COLUMNS {
            write!(line, " {:>WIDTH$}", target.told(None, *digits))?;
        }
        say(&line)?;
        if self.missed.is_empty() {
            Ok(())
        } else {
            Err(format!("beyond their targets: {}", self.missed.join("; ")).into())
        }
    }
}

impl Column {
    fn head(&self, percentile: usize) -> String {
        self.0.replace(PERCENTILE, &format!("p{percentile}"))
    }
}

impl Target {
    /// Whether this percentile of sign-ins is the one that is compared.
    fn is_compared(self, compared: usize) -> bool {
        matches!(self, Self::SignIn { is_median, .. } if is_median == (compared == MEDIAN))
    }

    fn is_reached(self, figure: f64, quiet: Option<f64>) -> bool {
        match self {
            Self::Open => true,
            Self::AtLeast(least) => figure >= least,
            Self::AtMost(most) => figure <= most,
            Self::SignIn { most, .. } => figure <= lesser(most, quiet),
        }
    }

    fn told(self, quiet: Option<f64>, digits: usize) -> String {
        match self {
            Self::Open => String::new(),
            Self::AtLeast(least) => format!("≥ {least:.digits$}"),
            Self::AtMost(most) => format!("≤ {most:.digits$}"),
            Self::SignIn { most, .. } => format!("≤ {:.digits$}", lesser(most, quiet)),
        }
    }
}

/// `most`, or three times what it is in quiet.
fn lesser(most: f64, quiet: Option<f64>) -> f64 {
    quiet.map_or(most, |quiet| most.min(3.0 * quiet))
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
