//! Upgrades are kept: whatever a database of before holds goes on with the daemon of today.
//!
//! A fixture is a database as a daemon of its time made it, as SQL text, and beside it what the outside
//! held at that moment: cookies, a code, tokens, the published keys. Each test starts today's daemon on
//! it and goes on with one thing. A fixture is called after the newest migration that it has seen.
//!
//! Every later change of a table passes through these tests. Nobody makes a fixture anew to let one
//! pass: it would not be of its time any more, and the databases out there are. Whoever writes the next
//! migration first adds a fixture of the schema as it is (`schema.rs` leaves one in the target
//! directory and demands it), and leads `walk.rs` to whatever is new.

mod clients;
mod dump;
mod fixture;
mod held;
mod keys;
mod logins;
mod logouts;
mod names;
mod newer;
mod place;
mod schema;
mod sealed;
mod stops;
mod tokens;
mod walk;
