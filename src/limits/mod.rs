//! Rate limits and concurrency limits for each party: an address, a client, a server.
//!
//! A [`Meter`] counts over time and returns how long to [`Wait`]; [`Shares`] and [`FairShares`] limit what
//! runs at the same time. A party is any value that can be hashed. Both use bounded memory, whatever strangers
//! send. This module must not know what is limited, nor how a refusal is shown.

mod byte_count;
mod fair_shares;
mod meter;
mod most;
mod shares;
mod source;
mod source_meter;

pub use self::byte_count::ByteCount;
pub use self::fair_shares::{FairShares, Seat};
pub use self::meter::{Meter, TooOften, Wait};
pub use self::most::Most;
pub use self::shares::Shares;
pub use self::source::{Network, Source};
pub use self::source_meter::SourceMeter;
