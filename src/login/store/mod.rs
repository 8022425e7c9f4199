//! Where a login, a session and what is known of an account rest: one file a table, with its type and
//! its SQL.

pub mod account;
pub mod browser_session;
pub mod chosen_account;
pub mod client_key;
pub mod consent;
pub mod name_binding;
pub mod pds_request;
pub mod pending;
pub mod pending_logout;
pub mod person;
