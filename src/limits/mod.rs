//! Rate limits and concurrency limits for each party: an address, a client, a server.
//!
//! In: who asks, as anything that can be hashed, and the time. Out: whether they may, or how long to
//! [`Wait`]. A [`Meter`] counts over time, [`Shares`] count what is under way at once. Both stay small
//! whatever strangers send. This module must not know what is asked for, nor how the answer is told.

mod meter;
mod shares;
mod source;
mod source_meter;

pub use self::meter::{Meter, Wait};
pub use self::shares::Shares;
pub use self::source::Source;
pub use self::source_meter::SourceMeter;
