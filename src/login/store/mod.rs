//! The stored state of logins, sessions and accounts. Each file owns its table, with its type and
//! its SQL.

pub(crate) mod account;
pub(crate) mod browser_session;
pub(crate) mod chosen_account;
pub mod client_key;
pub(crate) mod consent;
pub(crate) mod name_binding;
pub(crate) mod pds_request;
pub(crate) mod pending;
pub(crate) mod pending_logout;
pub(crate) mod person;

use crate::db::Sweep;

/// What housekeeping deletes, after the sweeps of the provider's tables.
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
