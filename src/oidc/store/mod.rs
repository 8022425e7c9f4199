//! The database tables of the provider: mostly one file for each table, with its type and its SQL.

pub mod access_token;
pub mod account_client;
pub mod audit;
pub mod authorization_code;
pub mod clients;
pub mod granted;
pub mod grants;
pub mod logout_notice;
pub mod pushed_request;
pub mod refresh_token;
pub mod refusal;
pub mod registered_client;
pub mod revoke;
pub mod session_client;
pub mod sign_in;
pub mod signing_key;
pub mod subject_identifier;
pub mod used_assertion;

use crate::db::Sweep;

/// What housekeeping deletes.
pub const SWEEPS: [Sweep; 9] = {
    let [redeemed_codes, other_codes] = authorization_code::SWEEPS;
    let [ended_families, closed_windows] = refresh_token::SWEEPS;
    [
        redeemed_codes,
        other_codes,
        access_token::SWEEP,
        ended_families,
        closed_windows,
        pushed_request::SWEEP,
        used_assertion::SWEEP,
        logout_notice::SWEEP,
        registered_client::SWEEP,
    ]
};
