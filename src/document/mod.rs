//! A TOML text taken apart by its reader, who asks for each setting by name and type.
//!
//! In: the text of a configuration. Out: values, each with its [`Place`], and in [`Findings`] every
//! mistake on the way, not the first one only: Serde would stop there, and forget the line by the
//! time a value is judged. What nobody asked for is a mistake too. This module knows no setting.

mod files;
mod finding;
mod mistake;
mod section;
mod shape;

pub use self::files::{FileMistake, Files, NamedFiles};
pub use self::finding::{Fact, Finding, Findings, Found, Place};
pub use self::mistake::{Mistake, similar, suggestion};
pub use self::section::{Section, good};
pub use self::shape::{Days, Document, Either, Seconds};
