//! Opens the database for a command, even while the daemon is running.
//!
//! A running daemon sees the changes at its next read, so it need not be stopped.

use super::output::{Ending, Output};
use crate::config::Config;
use crate::db::{Db, DbError};
use crate::server::service::open_database;

/// Does `work` on the database that `config` names. Prints an error if that fails.
///
/// It never creates a database. A command may run as another user than the daemon, which then could
/// not open it. And a command on a new, empty database in the wrong place would seem to work.
pub(super) fn with_database(
    config: &Config,
    output: &mut Output,
    work: impl AsyncFnOnce(&Db, &mut Output) -> Result<Ending, DbError>,
) -> Ending {
    let path = config.database();
    match path.try_exists() {
        Ok(true) => {}
        Ok(false) => {
            return output.fail(format_args!(
                "atlogin: there is no database at {} yet; start ATLogin once, or name the right \
                 place by --config or --state-dir",
                path.display()
            ));
        }
        Err(error) => {
            let path = path.display();
            return output.fail(format_args!("atlogin: cannot look for {path}: {error}"));
        }
    }
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return output.fail(format_args!("atlogin cannot start: {error}")),
    };
    runtime.block_on(async {
        let db = match open_database(config).await {
            Ok(db) => db,
            Err(error) => return output.fail(format_args!("atlogin: {error}")),
        };
        let ended = work(&db, output).await;
        db.close().await;
        ended.unwrap_or_else(|error| output.fail(format_args!("atlogin: {error}")))
    })
}
