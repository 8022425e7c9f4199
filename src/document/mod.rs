//! Reads a TOML text setting by setting, and collects all mistakes with their places.
//!
//! The caller reads each setting by name and type, and gets its value and [`Place`]. [`Findings`]
//! collects every mistake. Serde would stop at the first one, and would not keep the line for later
//! checks. A setting that is not read is a mistake, too. This module knows no setting itself.

mod files;
mod finding;
mod mistake;
mod section;
mod shape;

pub use self::files::{FileMistake, Files, NamedFiles, holds_certificate};
pub use self::finding::{Fact, Finding, Findings, Found, Place};
pub use self::mistake::{Mistake, similar, suggestion};
pub use self::section::{Section, good};
pub use self::shape::{Days, Document, Either, Seconds};
