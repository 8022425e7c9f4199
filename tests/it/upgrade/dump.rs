//! A database as SQL text that a person can read, and back.
//!
//! The columns that hold keys are sealed in the text. Everything else that is secret is in the
//! database only as a hash, or sealed under what somebody else holds.

use std::fmt::Write;
use std::path::Path;

use sqlx::sqlite::{SqliteAutoVacuum, SqliteConnectOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection};

use super::sealed;

/// Where keys lie as they are.
const KEYS: [(&str, &str); 3] =
    [("signing_key", "pkcs8"), ("client_key", "pkcs8"), ("pairwise_salt", "salt")];

/// Tables, but none of those that SQLite keeps for itself.
const TABLES: &str = "SELECT name FROM sqlite_schema
    WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid";

/// The text of a database that nobody has open. The file itself stays as it is.
pub(super) async fn dump(database: &Path) -> String {
    let copy = tempfile::NamedTempFile::new().unwrap();
    std::fs::copy(database, copy.path()).unwrap();
    let mut connection = connect(copy.path()).await;
    change_keys(&mut connection, sealed::seal).await;
    let mut text = String::new();
    for table in texts(&mut connection, TABLES.to_owned()).await {
        let made =
            format!("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = '{table}'");
        for sql in texts(&mut connection, made).await {
            writeln!(text, "{sql};").unwrap();
        }
        for row in rows(&mut connection, &table).await {
            writeln!(text, "{row};").unwrap();
        }
        writeln!(text).unwrap();
    }
    let indices = "SELECT sql FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL
        ORDER BY rowid";
    for sql in texts(&mut connection, indices.to_owned()).await {
        writeln!(text, "{sql};").unwrap();
    }
    text
}

/// Makes a database of such a text.
pub(super) async fn load(text: &str, database: &Path) {
    let mut connection = connect(database).await;
    let text = AssertSqlSafe(text.to_owned());
    sqlx::raw_sql(text).execute(&mut connection).await.unwrap();
    change_keys(&mut connection, sealed::open).await;
    let broken =
        texts(&mut connection, "SELECT \"table\" FROM pragma_foreign_key_check".to_owned());
    assert_eq!(broken.await, [""; 0], "what a row refers to is there");
    connection.close().await.unwrap();
}

/// The names of all tables.
pub(super) async fn tables(database: &Path) -> Vec<String> {
    ask(database, TABLES.to_owned()).await
}

/// The texts that a query finds in a file.
pub(super) async fn ask(database: &Path, query: String) -> Vec<String> {
    let mut connection = connect(database).await;
    let found = texts(&mut connection, query).await;
    // Left to itself it would end some time later.
    connection.close().await.unwrap();
    found
}

/// Opened as the daemon would make it, but that rows may come before those that they refer to.
async fn connect(database: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(database).create_if_missing(true);
    let options = options.foreign_keys(false).auto_vacuum(SqliteAutoVacuum::Incremental);
    options.connect().await.unwrap()
}

async fn texts(connection: &mut SqliteConnection, query: String) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(query)).fetch_all(connection).await.unwrap()
}

/// The rows of a table as statements that insert them, in the order in which they were made.
async fn rows(connection: &mut SqliteConnection, table: &str) -> Vec<String> {
    let columns = format!("SELECT name FROM pragma_table_info('{table}')");
    let columns = texts(connection, columns).await;
    let values: Vec<String> = columns.iter().map(|column| format!("quote({column})")).collect();
    let (names, values) = (columns.join(", "), values.join(" || ', ' || "));
    let statement =
        format!("'INSERT INTO {table} ({names})' || char(10) || 'VALUES (' || {values} || ')'");
    texts(connection, format!("SELECT {statement} FROM {table} ORDER BY rowid")).await
}

async fn change_keys(connection: &mut SqliteConnection, change: fn(&[u8]) -> Vec<u8>) {
    for (table, column) in KEYS {
        // A key that has retired is empty.
        let query = format!("SELECT rowid, {column} FROM {table} WHERE {column} <> X''");
        let query = sqlx::query_as(AssertSqlSafe(query));
        let keys: Vec<(i64, Vec<u8>)> = query.fetch_all(&mut *connection).await.unwrap();
        for (row, key) in keys {
            let update = format!("UPDATE {table} SET {column} = $1 WHERE rowid = $2");
            let update = sqlx::query(AssertSqlSafe(update)).bind(change(&key)).bind(row);
            update.execute(&mut *connection).await.unwrap();
        }
    }
}
