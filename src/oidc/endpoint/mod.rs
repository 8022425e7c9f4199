//! The HTTP endpoints for relying parties and what these share.
//! There is one file for each endpoint or shared part.

pub mod account_check;
pub mod authorization;
pub mod backchannel_logout;
pub mod bearer_token;
pub mod client_authentication;
pub mod client_keys;
pub mod client_limits;
pub mod client_request;
pub mod discovery;
#[cfg(fuzzing)]
pub mod fuzzing;
pub mod id_token;
pub mod introspection;
pub mod logout;
pub mod par;
pub mod provider;
pub mod response;
pub mod revocation;
pub mod token;
pub mod token_error;
pub mod unknown_token;
pub mod userinfo;
pub mod webfinger;
