//! The texts of the pages in the language of the person who reads them (Project Fluent).
//!
//! In: the name of a message, and its values. Out: the text, in the language that the request wants. The
//! texts are in `templates/locales/`, one file a language. English is the fallback for a missing text.
//! The operator's files replace single texts, or add a language.
//!
//! - [`Message`]: a text by its name, with values from elsewhere
//! - [`Language`] and [`Languages`]: the texts, parsed
//! - [`preference`]: what `Accept-Language` and `ui_locales` ask for
//! - [`reader`]: the language of the request that this task answers
//! - [`mod@file`]: the operator's files, and what is wrong with them

mod bundled;
pub mod file;
mod language;
mod languages;
mod message;
pub mod preference;
pub mod reader;

pub use self::file::LocaleFile;
pub use self::language::{Everywhere, Language};
pub use self::languages::Languages;
pub use self::message::Message;
pub use self::reader::Reader;

#[cfg(test)]
mod tests;
