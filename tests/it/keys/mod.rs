//! Keys that take turns while people sign in: nobody notices (attack W7).

mod client;
mod command;
mod kinds;
mod signing;
mod withdraw;

pub(crate) const DAY: i64 = 24 * 60 * 60;
