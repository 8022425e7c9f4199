//! Who somebody is, whether they still are, and what a relying party may be told of them.

pub mod decision;
pub mod device;
pub mod hint;
pub mod outages;
pub mod profile;
pub mod recognition;
pub mod sign_out;
pub mod standing;
pub mod told;
