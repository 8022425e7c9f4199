//! The schema: the same by an upgrade as in a new database, and no table of it without a fixture.

use super::fixture::{FIXTURES, Upgraded, upgraded};
use super::{dump, walk};
use crate::support::Scene;

/// Tables that a fixture has no row in because it is older: the table, the migration that made it, and
/// why nothing is moved there. A fixture that has seen that migration must fill it.
const YOUNGER: [(&str, i64, &str); 3] = [
    ("blocked_person", 9, "nobody could be blocked by a command before"),
    ("sign_in", 9, "nothing was kept of sign-ins before"),
    ("refusal", 9, "nothing was counted before"),
];

const COLUMNS: &str =
    "SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' '
        || coalesce(c.dflt_value, 'none') || ' ' || c.pk
    FROM sqlite_schema m JOIN pragma_table_info(m.name) c
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1";

const INDICES: &str = "SELECT m.tbl_name || ' ' || m.name || ' ' || group_concat(c.name)
    FROM sqlite_schema m JOIN pragma_index_info(m.name) c
    WHERE m.type = 'index' GROUP BY m.name ORDER BY 1";

const MIGRATIONS: &str = "SELECT printf('%04d', version) FROM _sqlx_migrations ORDER BY version";

#[tokio::test]
async fn every_table_of_the_fixture_is_filled_or_younger_than_it() {
    for upgraded in upgraded().await {
        let database = upgraded.place.daemon.database();
        for table in dump::tables(&database).await {
            let is_younger = YOUNGER
                .iter()
                .any(|(name, made_by, _)| *name == table && *made_by > upgraded.version);
            let first = format!("SELECT 'a row' FROM {table} LIMIT 1");
            let is_filled = !dump::ask(&database, first).await.is_empty();
            assert_ne!(is_filled, is_younger, "{table} of the fixture {}", upgraded.version);
        }
    }
}

#[tokio::test]
async fn an_upgrade_leads_to_the_schema_of_a_new_database() {
    let new = Scene::open().await;
    for upgraded in upgraded().await {
        let database = upgraded.place.daemon.database();
        for query in [COLUMNS, INDICES, MIGRATIONS] {
            let by_upgrade = dump::ask(&database, query.to_owned()).await;
            assert_eq!(by_upgrade, dump::ask(&new.daemon.database(), query.to_owned()).await);
        }
    }
}

/// What a migration has made is changed by a later one only if a fixture shows what becomes of it.
#[tokio::test]
async fn between_two_migrations_there_is_a_fixture() {
    let new = Scene::open().await;
    let mut migrations = dump::ask(&new.daemon.database(), MIGRATIONS.to_owned()).await;
    migrations.pop();
    // The first is older than the fixtures are.
    for migration in migrations.iter().skip(1) {
        let is_there =
            FIXTURES.iter().any(|fixture| format!("{:04}", fixture.version) == *migration);
        assert!(is_there, "no fixture was made when {migration} was the newest migration");
    }
}

/// Another fixture can be made whenever it is wanted: this leaves one of today in the target directory,
/// as `tmp/upgrade/0002.sql` and `0002.json`.
#[tokio::test]
async fn a_fixture_of_today_can_be_made_and_a_daemon_starts_on_it() {
    let (sql, held) = walk::make().await;
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("upgrade");
    std::fs::create_dir_all(&folder).unwrap();
    let upgraded = Upgraded::of(0, &sql, held).await;
    let migrations = dump::ask(&upgraded.place.daemon.database(), MIGRATIONS.to_owned()).await;
    let newest = migrations.last().unwrap();
    std::fs::write(folder.join(format!("{newest}.sql")), &sql).unwrap();
    std::fs::write(folder.join(format!("{newest}.json")), upgraded.held.text()).unwrap();
}
