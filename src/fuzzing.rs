//! The door for fuzz targets (`--cfg fuzzing`): the parsers of what strangers say that are not public.
//!
//! In: what came from the network. Out: plain values, about which the targets in `tests/fuzz` make their
//! demands. Each wing has a door of its own, because most parsers are private to it. None of this
//! exists in a normal build.

pub use crate::atproto::fuzzing as atproto;
pub use crate::client::Client;
pub use crate::fetch::fuzzing as dns;
pub use crate::jwk_set::{JwkSet, JwkSetFault};
pub use crate::locale::preference;
pub use crate::login::fuzzing as login;
pub use crate::oidc::endpoint::fuzzing as oidc;
pub use crate::oidc::{Issuer, RedirectTarget};
pub use crate::server::fuzzing as server;
pub use crate::web::Link;
pub use crate::web::cookie::{Cookie, Cookies};
pub use crate::web::language::place_of;
pub use crate::who::localpart;
pub use crate::who::matrix_id;
pub use crate::who::names;
