//! What can go wrong with the database.

use sqlx::migrate::MigrateError;

/// The storage failed. What it said is for the log; a person is shown a reference.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// SQLite, or the queue in front of it, reported an error.
    #[error("the database failed: {0}")]
    Sql(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the database could not be migrated: {0}")]
    Migrate(#[source] MigrateError),
    /// The schema is of a later version than this one, which must not touch it.
    #[error(
        "a newer version of ATLogin has upgraded it; run that version again, or restore the backup \
         from before the upgrade"
    )]
    Newer,
    /// A row holds something this version of ATLogin cannot read.
    #[error("a stored row cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// A key could not be made or read.
    #[error("a stored key cannot be used: {0}")]
    Key(#[from] crate::jws::KeyError),
    /// The file could not be made with mode 0600.
    #[error("the database file cannot be made: {0}")]
    File(#[from] std::io::Error),
}

impl From<MigrateError> for DbError {
    fn from(error: MigrateError) -> Self {
        // Migrations are only ever added, so one that is applied and not among ours came after them.
        if matches!(error, MigrateError::VersionMissing(_)) {
            Self::Newer
        } else {
            Self::Migrate(error)
        }
    }
}
