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

use crate::db::Sweep;

/// What housekeeping deletes, after what the provider's tables have.
pub const SWEEPS: [Sweep; 6] = {
    let [finished, unopened] = pending::SWEEPS;
    [
        finished,
        unopened,
        browser_session::SWEEP,
        pending_logout::SWEEP,
        chosen_account::SWEEP,
        account::SWEEP,
    ]
};
