//! How much one party may ask for, so that the others get their turn.
//!
//! In goes who asks (an address, a client, a server: anything that can be hashed) and what time it
//! is; out comes whether they may, or how long to [`Wait`]. A [`Meter`] counts over time, [`Shares`]
//! count what is under way at once. Both stay small whatever strangers send. This module must not
//! know what is asked for, nor how the answer is told.

mod meter;
mod shares;
mod source;

pub use self::meter::{Meter, Wait};
pub use self::shares::Shares;
pub use self::source::Source;
