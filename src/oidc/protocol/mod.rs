//! The protocol's requests and responses as checked values, without storage or network.

pub mod authorization_request;
pub mod claims_request;
pub mod client_assertion;
pub mod client_fault;
pub mod code_fault;
pub mod error;
pub mod id_token_hint;
pub mod issuer;
pub mod logout_request;
pub mod pkce;
pub mod post_logout_target;
pub mod prompt;
pub mod reason;
pub mod received;
pub mod redirect_target;
pub mod response_mode;
pub mod subject;
