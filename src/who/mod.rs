//! Rules about people that an operator writes down: who may sign in, and what names they are given.
//!
//! In: the text of a rule, and what is known of an account as plain text. Out: a judgement. Pure, so
//! that the configuration, the command line and a login read the same text the same way. Knows no
//! database, no network and no protocol.

pub mod admission;
pub mod localpart;
pub mod names;
