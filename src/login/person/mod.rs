//! Who a person is, whether their session is enough, which claims they give, and how sessions end.

pub mod admission;
mod at_endpoints;
pub mod claims;
pub mod decision;
pub mod device;
pub mod hint;
pub mod lookup_failures;
pub mod lookups;
pub(crate) mod matrix_hint;
pub mod profile;
pub mod recognition;
pub(crate) mod record;
pub mod sign_out;
