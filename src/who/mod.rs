//! The operator's rules about people: who may sign in, and which names they get.
//!
//! In: the text of a rule, and an account as plain text. Out: a decision. It is all pure, so that
//! the configuration, the command line and a login read a rule in the same way. Matrix IDs are read here,
//! too, for the hints of apps and for `atlogin matrix`.

pub mod admission;
pub mod email_issuers;
pub mod localpart;
pub mod matrix_id;
pub mod names;
pub mod reserved;
