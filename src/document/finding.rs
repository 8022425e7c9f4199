//! Mistakes and warnings in a configuration, and where they are.

use std::cell::RefCell;
use std::error::Error;
use std::fmt;
use std::path::PathBuf;

/// A place in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the configuration file.
    File {
        /// The path of the file, as given.
        file: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The setting, such as `clients[0].redirect_uris[1]`; empty for the file as a whole.
        key: String,
    },
    /// In an environment variable.
    Environment(String),
    /// At this path, whatever named it.
    Path(PathBuf),
}

impl Place {
    /// The setting, such as `redirect_uris[1]`; `None` for an environment variable or the file as a
    /// whole.
    pub fn setting(&self) -> Option<&str> {
        match self {
            Self::File { key, .. } => Some(key.as_str()).filter(|key| !key.is_empty()),
            Self::Environment(_) | Self::Path(_) => None,
        }
    }

    const fn line(&self) -> Option<usize> {
        match self {
            Self::File { line, .. } => Some(*line),
            Self::Environment(_) | Self::Path(_) => None,
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
            Self::Path(path) => path.display().fmt(f),
        }
    }
}

/// A mistake or warning, of any error type. `Display` is the message for the operator, and contains
/// no secret.
pub type Fact = Box<dyn Error + Send + Sync>;

/// A mistake or warning, with its place.
#[derive(Debug)]
pub struct Finding {
    /// Where it is.
    pub place: Place,
    /// The mistake or warning.
    pub fact: Fact,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.place, self.fact)
    }
}

/// All mistakes and warnings.
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

/// A value of the configuration and its place.
#[derive(Debug)]
pub struct Found<'d, T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub place: Place,
    pub(super) findings: &'d Findings,
}

impl<'d, T> Found<'d, T> {
    /// The `value` at `place`.
    pub const fn new(value: T, place: Place, findings: &'d Findings) -> Self {
        Self { value, place, findings }
    }

    /// Converts the value with `judge`. A mistake is noted at its place.
    pub fn judge<U, E: Into<Fact>>(self, judge: impl FnOnce(T) -> Result<U, E>) -> Option<U> {
        self.refine(judge).map(|found| found.value)
    }

    /// Like [`Self::judge`], but keeps the place.
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
