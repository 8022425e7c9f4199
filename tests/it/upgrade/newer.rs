//! The way back: a program that is older than the database leaves it alone and says so.

use std::os::unix::fs::PermissionsExt;

use super::dump;
use crate::support::Program;
use crate::support::program::bare;

/// As if the next version had been here.
const NEXT: &str = "INSERT INTO _sqlx_migrations
        (version, description, success, checksum, execution_time)
    SELECT max(version) + 1, 'next', TRUE, X'00', 0 FROM _sqlx_migrations RETURNING 'done'";

/// The database header, where SQLite counts the changes of the file.
const HEADER: usize = 100;

#[tokio::test]
async fn an_older_program_refuses_a_newer_database_in_one_sentence() {
    let state = tempfile::tempdir().unwrap();
    // As the daemon would make it: of a directory that others can read it warns.
    std::fs::set_permissions(state.path(), PermissionsExt::from_mode(0o700)).unwrap();
    let database = state.path().join("atlogin.db");
    let program = |arguments: &[&str]| {
        let mut command = bare();
        command.env("ATLOGIN_LISTEN", "127.0.0.1:0").arg("--state-dir").arg(state.path());
        command.args(arguments);
        Program::spawn(command)
    };
    let mut first = program(&["serve"]);
    first.output("database").await;
    first.signal("TERM").await;
    assert!(first.end().await.0.success());
    assert_eq!(dump::ask(&database, NEXT.to_owned()).await, ["done"]);
    let before = std::fs::read(&database).unwrap();
    for arguments in [&["serve"][..], &["client", "list"], &["keys", "list"]] {
        let (status, said, log) = program(arguments).end().await;
        assert_eq!((status.code(), said.as_str()), (Some(1), ""), "{arguments:?}: {log}");
        let sentence = format!(
            "atlogin: cannot use the database {}: a newer version of ATLogin has upgraded it; run \
             that version again, or restore the backup from before the upgrade\n",
            database.display()
        );
        assert_eq!(log, sentence, "{arguments:?}");
        let files = std::fs::read_dir(state.path()).unwrap();
        let mut files: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
        files.sort_unstable();
        let left = ["atlogin.db", "atlogin.lock"];
        assert_eq!(files, left, "a WAL file would break a backup that is put there");
    }
    let after = std::fs::read(&database).unwrap();
    assert!(after[HEADER..] == before[HEADER..], "it is left as it was");
}
