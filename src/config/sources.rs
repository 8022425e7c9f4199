//! Where a configuration comes from: the command line, the environment, a file.
//!
//! The process environment is read once, here, into a value; whoever needs a variable asks that.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use super::document::{Found, similar};
use super::files::NamedFiles;
use super::mistake::{Finding, Mistake, Place, Warning};

/// What was asked for on the command line, and the environment around it.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// `--config`: the configuration file. Without it `ATLOGIN_CONFIG`, and without that no file.
    pub file: Option<PathBuf>,
    /// `--state-dir`: the directory of the database.
    pub state_dir: Option<PathBuf>,
    /// The environment.
    pub environment: Environment,
    /// `--no-files`: whether the files that the configuration names are opened.
    pub named_files: NamedFiles,
}

impl Sources {
    /// The configuration file these name.
    pub(super) fn config_file(&self) -> Option<PathBuf> {
        self.file.clone().or_else(|| self.environment.path("ATLOGIN_CONFIG"))
    }
}

/// The variables of a process's environment. Empty ones count as absent.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, OsString>);

/// Our own variables. Others that begin with `ATLOGIN_` are warned of.
const VARIABLES: [&str; 6] = [
    "ATLOGIN_CONFIG",
    "ATLOGIN_PUBLIC_URL",
    "ATLOGIN_LISTEN",
    "ATLOGIN_STATE_DIR",
    "ATLOGIN_LOG",
    "ATLOGIN_LOG_FORMAT",
];

impl Environment {
    /// The environment of this process.
    pub fn of_process() -> Self {
        std::env::vars_os().collect()
    }

    /// A variable that holds a path.
    pub(super) fn path(&self, name: &str) -> Option<PathBuf> {
        self.0.get(name).map(PathBuf::from)
    }

    /// Whether a variable is set.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A variable that holds text, with its place.
    pub(super) fn text(
        &self,
        name: &str,
        mistakes: &mut Vec<Finding<Mistake>>,
    ) -> Option<Found<String>> {
        let place = Place::Environment(name.to_owned());
        let found = Found { value: self.0.get(name)?, place };
        let place = found.place.clone();
        let text = found.judge(mistakes, |value| value.to_str().ok_or(Mistake::NotText))?;
        Some(Found { value: text.to_owned(), place })
    }

    /// Variables that look like ours and are not: most likely mistyped.
    pub(super) fn unknown(&self) -> impl Iterator<Item = Finding<Warning>> {
        self.0
            .keys()
            .filter(|name| name.starts_with("ATLOGIN_") && !VARIABLES.contains(&name.as_str()))
            .map(|name| Finding {
                place: Place::Environment(name.clone()),
                fact: Warning::UnknownVariable { similar: similar(name, &VARIABLES) },
            })
    }
}

impl FromIterator<(OsString, OsString)> for Environment {
    fn from_iter<I: IntoIterator<Item = (OsString, OsString)>>(variables: I) -> Self {
        let text_named = |(name, value): (OsString, OsString)| {
            (!value.is_empty()).then_some((name.into_string().ok()?, value))
        };
        Self(variables.into_iter().filter_map(text_named).collect())
    }
}

impl std::fmt::Debug for Environment {
    /// Names only: values of an environment may be secrets of others.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
