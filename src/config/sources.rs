//! The sources of the configuration: command line, environment and file.
//!
//! The process environment is read only once, into an [`Environment`].

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::mistake::{ConfigMistake, Warning};
use crate::document::{Files, Findings, Found, NamedFiles, Place, similar};

/// The options of the command line, and the environment.
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
    /// The configuration file, if one is set.
    pub(super) fn config_file(&self) -> Option<PathBuf> {
        let file = self.file.as_deref().or_else(|| self.environment.path("ATLOGIN_CONFIG"));
        file.map(Path::to_owned)
    }

    /// The files that the configuration at `config` may name.
    pub(super) fn files<'a>(&'a self, config: &'a Path) -> Files<'a> {
        let credentials = self.environment.path("CREDENTIALS_DIRECTORY");
        Files { named: self.named_files, config, credentials }
    }
}

/// Environment variables. Empty ones count as not set.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, OsString>);

/// The known variables. Others that begin with `ATLOGIN_` cause a warning.
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

    /// Whether it names a configuration file.
    pub fn names_a_file(&self) -> bool {
        self.has("ATLOGIN_CONFIG")
    }

    /// A variable that holds a path.
    pub(super) fn path(&self, name: &str) -> Option<&Path> {
        self.0.get(name).map(Path::new)
    }

    /// Whether a variable is set.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A variable that holds text, with its place.
    pub(super) fn text<'d>(&self, name: &str, findings: &'d Findings) -> Option<Found<'d, String>> {
        let place = Place::Environment(name.to_owned());
        let text = |value: &OsString| value.to_str().map(str::to_owned);
        Found::new(self.0.get(name)?, place, findings)
            .refine(|value| text(value).ok_or(ConfigMistake::NotText))
    }

    /// Warns of unknown variables with our prefix, which are probably misspelled.
    pub(super) fn warn_of_unknown(&self, findings: &Findings) {
        let ours = |name: &&String| VARIABLES.contains(&name.as_str());
        for name in self.0.keys().filter(|name| name.starts_with("ATLOGIN_") && !ours(name)) {
            let warning = Warning::UnknownVariable(similar(name, &VARIABLES));
            findings.warn(Place::Environment(name.clone()), warning);
        }
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
    /// Only the names, because the values may be secrets of other programs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
