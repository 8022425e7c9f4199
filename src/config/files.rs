//! The files that a configuration names: secrets, keys of relying parties, certificate authorities.
//!
//! Whoever judges a configuration where it will not run, as while a system is built, leaves them alone.
//! What then stands in their place fits nobody: a secret of the moment, no key, no authority.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::client::read_keys;
use super::mistake::{Mistake, Warning};
use super::sources::{Environment, Sources};
use super::{secret_file, test_network};
use crate::secret::Secret;

/// Whether the files that a configuration names are opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NamedFiles {
    /// They are, and what is wrong with them is a mistake.
    #[default]
    Opened,
    /// The text is judged alone. Of what comes out nothing can be served.
    LeftAlone,
}

/// Opens them, or not.
#[derive(Clone, Copy)]
pub(super) struct Files<'a> {
    named: NamedFiles,
    /// The configuration file: relative paths count from where it lies.
    config: &'a Path,
    environment: &'a Environment,
}

impl<'a> Files<'a> {
    pub(super) fn new(sources: &'a Sources, config: &'a Path) -> Self {
        Self { named: sources.named_files, config, environment: &sources.environment }
    }

    pub(super) fn secret(self, name: &str) -> Result<(Secret, Option<Warning>), Mistake> {
        self.open(
            name,
            |name| Ok(secret_file::read(&self.credential(name))?),
            || (Secret::mint(), None),
        )
    }

    pub(super) fn keys(self, name: &str) -> Result<Value, Mistake> {
        self.open(name, |name| Ok(read_keys(self.credential(name))?), || json!({ "keys": [] }))
    }

    pub(super) fn authority(self, name: &str) -> Result<Vec<u8>, Mistake> {
        self.open(name, |name| Ok(test_network::authority(&self.beside(name))?), Vec::new)
    }

    fn open<T>(
        self,
        name: &str,
        read: impl FnOnce(&Path) -> Result<T, Mistake>,
        instead: impl FnOnce() -> T,
    ) -> Result<T, Mistake> {
        match self.named {
            _ if name.is_empty() => Err(Mistake::Empty),
            NamedFiles::Opened => read(Path::new(name)),
            NamedFiles::LeftAlone => Ok(instead()),
        }
    }

    /// A credential of systemd if there is one of that name, else a file beside the configuration.
    fn credential(self, name: &Path) -> PathBuf {
        let credential = self.environment.path("CREDENTIALS_DIRECTORY").map(|dir| dir.join(name));
        match credential {
            Some(credential) if name.is_relative() && credential.is_file() => credential,
            _ => self.beside(name),
        }
    }

    fn beside(self, name: &Path) -> PathBuf {
        self.config.parent().unwrap_or(self.config).join(name)
    }
}
