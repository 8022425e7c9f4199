//! Opens the files that a configuration names.
//! Secrets, keys of relying parties, certificate authorities.
//!
//! A configuration can also be checked without them, for example while a system image is built.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::finding::Fact;
use super::mistake::Mistake;

/// Whether the files that a configuration names are opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NamedFiles {
    /// They are opened, and an unusable file is a mistake.
    #[default]
    Opened,
    /// Only the text is checked. The result cannot be used to run the daemon.
    LeftAlone,
}

/// The path and the text of a file.
pub type NamedText = (PathBuf, String);

/// Opens the files, unless they are to be left alone.
#[derive(Clone, Copy, Debug)]
pub struct Files<'a> {
    /// Whether files are opened.
    pub named: NamedFiles,
    /// The configuration file: relative paths start at its directory.
    pub config: &'a Path,
    /// The directory of systemd's credentials.
    pub credentials: Option<&'a Path>,
}

impl Files<'_> {
    /// Reads a systemd credential of that name, or else a file relative to the configuration.
    /// `None` if files are not opened.
    ///
    /// # Errors
    /// An empty name, or an error of `read`.
    pub fn credential<T, E: Into<Fact>>(
        self,
        name: &str,
        read: impl FnOnce(&Path) -> Result<T, E>,
    ) -> Result<Option<T>, Fact> {
        let credential = self.credentials.map(|directory| directory.join(name));
        let credential = credential.filter(|path| Path::new(name).is_relative() && path.is_file());
        self.open(name, || read(&credential.unwrap_or_else(|| self.beside(name))))
    }

    /// Reads a certificate authority from a file relative to the configuration. `None` if files are
    /// not opened.
    ///
    /// # Errors
    /// An empty name, or a file that holds no certificate.
    pub fn authority(self, name: &str) -> Result<Option<Vec<u8>>, Fact> {
        self.open(name, || {
            let path = self.beside(name);
            let pem = fs::read(&path).map_err(|error| FileMistake::unreadable(&path, &error))?;
            if holds_certificate(&pem) { Ok(pem) } else { Err(FileMistake::NoCertificate(path)) }
        })
    }

    /// Reads the files of this ending in a directory relative to the configuration, in the order of
    /// their names. `None` if files are not opened.
    ///
    /// # Errors
    /// An empty name, or a directory or file that cannot be read.
    pub fn directory(self, name: &str, ending: &str) -> Result<Option<Vec<NamedText>>, Fact> {
        self.open(name, || {
            let directory = self.beside(name);
            let unreadable = |error: io::Error| FileMistake::unreadable(&directory, &error);
            let entries = fs::read_dir(&directory).map_err(unreadable)?;
            let mut paths = Vec::new();
            for entry in entries {
                let path = entry.map_err(unreadable)?.path();
                if path.extension().is_some_and(|extension| extension == ending) {
                    paths.push(path);
                }
            }
            paths.sort();
            let read = |path: PathBuf| match fs::read_to_string(&path) {
                Ok(text) => Ok((path, text)),
                Err(error) => Err(FileMistake::unreadable(&path, &error)),
            };
            paths.into_iter().map(read).collect::<Result<Vec<_>, _>>()
        })
    }

    fn open<T, E: Into<Fact>>(
        self,
        name: &str,
        read: impl FnOnce() -> Result<T, E>,
    ) -> Result<Option<T>, Fact> {
        match self.named {
            _ if name.is_empty() => Err(Mistake::Empty.into()),
            NamedFiles::Opened => read().map(Some).map_err(Into::into),
            NamedFiles::LeftAlone => Ok(None),
        }
    }

    fn beside(self, name: &str) -> PathBuf {
        self.config.parent().unwrap_or(self.config).join(name)
    }
}

/// Whether a certificate begins somewhere in this text.
pub fn holds_certificate(pem: &[u8]) -> bool {
    let heading = b"-----BEGIN CERTIFICATE-----";
    pem.windows(heading.len()).any(|window| window == heading)
}

/// Why a file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileMistake {
    /// The configuration file itself cannot be read.
    #[error("cannot be read: {}", reason(*.0))]
    Configuration(io::ErrorKind),
    /// A file that it names cannot be read, or is not text although it should be.
    #[error("{}: cannot be read: {}", .0.display(), reason(*.1))]
    Unreadable(PathBuf, io::ErrorKind),
    /// The file of an authority contains no certificate.
    #[error("{}: holds no PEM certificate (-----BEGIN CERTIFICATE-----)", .0.display())]
    NoCertificate(PathBuf),
}

impl FileMistake {
    /// The named file cannot be read.
    pub fn unreadable(file: &Path, error: &io::Error) -> Self {
        Self::Unreadable(file.to_owned(), error.kind())
    }
}

/// The error of the operating system, as a message for the operator.
fn reason(kind: io::ErrorKind) -> String {
    if kind == io::ErrorKind::NotFound {
        "there is no such file".to_owned()
    } else if kind == io::ErrorKind::InvalidData {
        "it is not UTF-8 text".to_owned()
    } else {
        io::Error::from(kind).to_string()
    }
}
