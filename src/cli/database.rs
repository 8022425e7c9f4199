//! Opens the database for a command, even while the daemon is running.
//!
//! A running daemon sees the changes at its next read, so it need not be stopped.

use std::path::PathBuf;

use super::output::{Ending, Output};
use crate::config::Config;
use crate::db::{Db, DbError};
use crate::server::service::open_database;

/// Does `work` on the database that `config` names. Prints an error if that fails.
///
/// It never creates a database: a command on a new, empty one in the wrong place would seem to work.
pub(super) fn with_database(
    config: &Config,
    output: &mut Output,
    work: impl AsyncFnOnce(&Db, &mut Output) -> Result<Ending, DbError>,
) -> Ending {
    match existing(config) {
        Ok(_) => on_open_database(config, output, work),
        Err(why) => output.fail(format_args!("atlogin: {why}")),
    }
}

/// The same for a command that an installer gives before the first start of the service: it creates the
/// database, and says where. It belongs to the owner of its directory.
pub(super) fn with_new_database(
    config: &Config,
    output: &mut Output,
    work: impl AsyncFnOnce(&Db, &mut Output) -> Result<Ending, DbError>,
) -> Ending {
    let path = config.database();
    if !path.exists() {
        output.complain(format_args!(
            "atlogin: there was no database at {} yet, so a new one is made; if the service keeps its own \
             elsewhere, name that place by --config or --state-dir",
            path.display()
        ));
    }
    on_open_database(config, output, work)
}

fn on_open_database(
    config: &Config,
    output: &mut Output,
    work: impl AsyncFnOnce(&Db, &mut Output) -> Result<Ending, DbError>,
) -> Ending {
    let ended = on_this_thread(async {
        let db = match open_database(config).await {
            Ok(db) => db,
            Err(error) => return output.fail(format_args!("atlogin: {error}")),
        };
        let ended = work(&db, output).await;
        db.close().await;
        ended.unwrap_or_else(|error| output.fail(format_args!("atlogin: {error}")))
    });
    ended.unwrap_or_else(|error| output.fail(format_args!("atlogin cannot start: {error}")))
}

/// The file of the database, which must be there.
///
/// # Errors
/// A sentence that says what to do.
pub(super) fn existing(config: &Config) -> Result<PathBuf, String> {
    let path = config.database();
    let shown = path.display();
    match path.try_exists() {
        Ok(true) => Ok(path),
        Ok(false) => Err(format!(
            "there is no database at {shown} yet; start ATLogin once or add a client, or name the right \
             place by --config or --state-dir"
        )),
        Err(error) => Err(format!("cannot look for {shown}: {error}")),
    }
}

/// Waits for `work` on this thread, which is enough for a command.
///
/// # Errors
/// What the system says if no runtime can be made.
pub(super) fn on_this_thread<F: Future>(work: F) -> std::io::Result<F::Output> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(runtime.block_on(work))
}
