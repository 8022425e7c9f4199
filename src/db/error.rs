//! The errors of the database.

use sqlx::migrate::MigrateError;

/// The storage failed. The message is for the log; people only see a reference.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// SQLite, or the queue in front of it, reported an error.
    #[error("the database failed: {0}")]
    Sql(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the database could not be migrated: {0}")]
    Migrate(#[source] MigrateError),
    /// The schema is of a newer version, so this version must not change it.
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
        // Migrations are only added, so an applied one that we do not have is newer.
        if matches!(error, MigrateError::VersionMissing(_)) {
            Self::Newer
        } else {
            Self::Migrate(error)
        }
    }
}
