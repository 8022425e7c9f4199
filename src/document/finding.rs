//! What is noticed while a configuration is read, and where.

use std::cell::RefCell;
use std::error::Error;
use std::fmt;
use std::path::PathBuf;

/// Where in the configuration something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the configuration file.
    File {
        /// The file as it was named to us.
        file: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The setting, such as `clients[0].redirect_uris[1]`; empty for the file as a whole.
        key: String,
    },
    /// In a variable of the environment.
    Environment(String),
}

impl Place {
    /// The setting, such as `redirect_uris[1]`; none if it is no setting of a file, or all of it.
    pub fn setting(&self) -> Option<&str> {
        match self {
            Self::File { key, .. } => Some(key.as_str()).filter(|key| !key.is_empty()),
            Self::Environment(_) => None,
        }
    }

    const fn line(&self) -> Option<usize> {
        match self {
            Self::File { line, .. } => Some(*line),
            Self::Environment(_) => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { file, line, key } if key.is_empty() => {
                write!(f, "{}:{line}", file.display())
            }
            Self::File { file, line, key } => write!(f, "{}:{line}: {key}", file.display()),
            Self::Environment(name) => write!(f, "environment: {name}"),
        }
    }
}

/// What can be wrong, or worth a look: a value of whichever type judges it. Its `Display` is the
/// sentence that an operator reads, and it holds no secret.
pub type Fact = Box<dyn Error + Send + Sync>;

/// Something an operator should know, with its place.
#[derive(Debug)]
pub struct Finding {
    /// Where it is.
    pub place: Place,
    /// What it is.
    pub fact: Fact,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.place, self.fact)
    }
}

/// All that was noticed: what is wrong, and what works but should be looked at.
#[derive(Debug, Default)]
pub struct Findings {
    mistakes: RefCell<Vec<Finding>>,
    warnings: RefCell<Vec<Finding>>,
}

impl Findings {
    /// Notes a mistake.
    pub fn mistake(&self, place: Place, fact: impl Into<Fact>) {
        self.mistakes.borrow_mut().push(Finding { place, fact: fact.into() });
    }

    /// Notes a warning.
    pub fn warn(&self, place: Place, fact: impl Into<Fact>) {
        self.warnings.borrow_mut().push(Finding { place, fact: fact.into() });
    }

    /// The mistakes, those of the file in the order of its lines, and the warnings.
    pub fn into_parts(self) -> (Vec<Finding>, Vec<Finding>) {
        let mut mistakes = self.mistakes.into_inner();
        mistakes.sort_by_key(|mistake| mistake.place.line());
        (mistakes, self.warnings.into_inner())
    }
}

/// A value, where it was written, and where to note what is wrong with it.
#[derive(Debug)]
pub struct Found<'d, T> {
    /// What is written.
    pub value: T,
    /// Where.
    pub place: Place,
    pub(super) findings: &'d Findings,
}

impl<'d, T> Found<'d, T> {
    /// A value that stands there.
    pub const fn new(value: T, place: Place, findings: &'d Findings) -> Self {
        Self { value, place, findings }
    }

    /// Goes on with `judge`; a mistake is noted at this value's place.
    pub fn judge<U, E: Into<Fact>>(self, judge: impl FnOnce(T) -> Result<U, E>) -> Option<U> {
        self.refine(judge).map(|found| found.value)
    }

    /// The same, and the place is kept.
    pub fn refine<U, E: Into<Fact>>(
        self,
        judge: impl FnOnce(T) -> Result<U, E>,
    ) -> Option<Found<'d, U>> {
        let Self { value, place, findings } = self;
        match judge(value) {
            Ok(value) => Some(Found { value, place, findings }),
            Err(mistake) => {
                findings.mistake(place, mistake);
                None
            }
        }
    }

    /// Notes a warning at this value's place.
    pub fn warn(&self, fact: impl Into<Fact>) {
        self.findings.warn(self.place.clone(), fact);
    }
}
