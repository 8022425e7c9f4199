//! The stored state of logins, sessions and accounts.
//! Each file owns its table, with its type and its SQL.

pub(crate) mod account;
pub(crate) mod blocked_person;
pub(crate) mod browser_session;
pub(crate) mod budget;
pub(crate) mod chosen_account;
pub mod client_key;
pub(crate) mod consent;
pub(crate) mod name_binding;
pub(crate) mod pds_request;
pub(crate) mod pending;
pub(crate) mod pending_logout;
pub(crate) mod person;

use crate::db::{Db, DbError, Sweep};

/// Deletes logins and logouts that wait, until what is left fits into its budget of bytes.
pub async fn keep_within_budgets(db: &Db, now: i64) -> Result<(), DbError> {
    pending::PendingLogin::keep_within_budget(db, now).await?;
    pending_logout::keep_within_budget(db).await
}

/// What housekeeping deletes, after the sweeps of the provider's tables.
pub const SWEEPS: [Sweep; 9] = {
    let [finished, unopened] = pending::SWEEPS;
    let [choices, names] = name_binding::SWEEPS;
    [
        finished,
        unopened,
        pds_request::SWEEP,
        browser_session::SWEEP,
        pending_logout::SWEEP,
        chosen_account::SWEEP,
        account::SWEEP,
        choices,
        names,
    ]
};
