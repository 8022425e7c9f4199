//! What the daemon has stored, read from its file as another process would.

use std::collections::BTreeMap;
use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions};

/// How many rows there are of each kind.
pub(super) type Rows = BTreeMap<String, i64>;

/// What is good now, `?1`. What has expired may wait for the sweep.
const LIVE: &str = "
SELECT CASE WHEN browser_hash IS NULL THEN 'unopened login' ELSE 'opened login' END, count(*)
    FROM pending_login WHERE ended_at IS NULL AND expires_at > ?1 GROUP BY 1
UNION ALL SELECT 'attempt', count(*) FROM pds_request WHERE taken_at IS NULL AND expires_at > ?1
UNION ALL SELECT 'session of ' || did, count(*) FROM browser_session WHERE expires_at > ?1 GROUP BY 1
UNION ALL SELECT 'code ' || client_id || ' ' || account, count(*) FROM authorization_code
    WHERE redeemed_at IS NULL AND expires_at > ?1 GROUP BY 1
UNION ALL SELECT 'redeemed code ' || client_id || ' ' || account, count(*) FROM authorization_code
    WHERE redeemed_at IS NOT NULL AND expires_at > ?1 - 86400 GROUP BY 1
UNION ALL SELECT 'access ' || client_id || ' ' || account, count(*) FROM access_token
    WHERE expires_at > ?1 GROUP BY 1
UNION ALL SELECT 'family ' || client_id || ' ' || account, count(*) FROM refresh_token
    WHERE expires_at > ?1 GROUP BY 1
UNION ALL SELECT 'open window ' || client_id || ' ' || account, count(*) FROM refresh_token
    WHERE expires_at > ?1 AND used_at > ?1 - 30 AND successor IS NOT NULL GROUP BY 1
UNION ALL SELECT 'remembered ' || did, count(*) FROM chosen_account WHERE used_at > ?1 - 15552000
    GROUP BY 1
UNION ALL SELECT 'consent ' || client_id || ' ' || did, count(*) FROM consent GROUP BY 1
UNION ALL SELECT 'pushed request of ' || client_id, count(*) FROM pushed_request
    WHERE used_at IS NULL AND expires_at > ?1 GROUP BY 1
UNION ALL SELECT 'used assertion', count(*) FROM used_assertion WHERE expires_at > ?1
UNION ALL SELECT 'question about a logout', count(*) FROM pending_logout WHERE expires_at > ?1";

/// Tables of what is unfinished or granted: nothing of them stays when all has expired.
pub(super) const PASSING: [&str; 11] = [
    "access_token",
    "authorization_code",
    "browser_session",
    "logout_notice",
    "pds_request",
    "pending_login",
    "pending_logout",
    "pushed_request",
    "refresh_token",
    "session_client",
    "used_assertion",
];

/// What the sweep should have taken at `?1`.
const OVERDUE: &str = "
SELECT (SELECT count(*) FROM access_token WHERE expires_at <= ?1)
     + (SELECT count(*) FROM refresh_token WHERE expires_at <= ?1)
     + (SELECT count(*) FROM refresh_token
        WHERE coalesce(used_hash, used_at, successor) IS NOT NULL
          AND (used_at IS NULL OR used_at <= ?1 - 120))
     + (SELECT count(*) FROM browser_session WHERE expires_at <= ?1)
     + (SELECT count(*) FROM pending_logout WHERE expires_at <= ?1)
     + (SELECT count(*) FROM pushed_request WHERE expires_at <= ?1)
     + (SELECT count(*) FROM used_assertion WHERE expires_at <= ?1)
     + (SELECT count(*) FROM authorization_code
        WHERE expires_at <= ?1 - 86400 OR (expires_at <= ?1 AND redeemed_at IS NULL))
     + (SELECT count(*) FROM pending_login
        WHERE expires_at <= ?1 - 86400 OR (expires_at <= ?1 AND browser_hash IS NULL))
     + (SELECT count(*) FROM session_client
        WHERE session_id NOT IN (SELECT id FROM browser_session))
     + (SELECT count(*) FROM pds_request WHERE pending_id NOT IN (SELECT id FROM pending_login))";

/// The file of the daemon, which is only read.
pub(super) struct Store {
    connection: SqliteConnection,
    /// Sums up the length of all values.
    measure: String,
}

impl Store {
    pub(super) async fn open(database: &Path) -> Self {
        let options = SqliteConnectOptions::new().filename(database).read_only(true);
        let mut connection = options.connect().await.unwrap();
        let others = ["account", "account_client", "chosen_account", "consent", "name_binding"];
        let mut lengths = Vec::new();
        for table in PASSING.iter().chain(&others) {
            let columns = format!("SELECT name FROM pragma_table_info('{table}')");
            let columns: Vec<String> = sqlx::query_scalar(AssertSqlSafe(columns))
                .fetch_all(&mut connection)
                .await
                .unwrap();
            let length = |name: &String| format!("coalesce(length(CAST({name} AS BLOB)), 0)");
            let length: Vec<_> = columns.iter().map(length).collect();
            lengths.push(format!("(SELECT coalesce(sum({}), 0) FROM {table})", length.join(" + ")));
        }
        Self { connection, measure: format!("SELECT {}", lengths.join(" + ")) }
    }

    /// What is good at `now`.
    pub(super) async fn live(&mut self, now: i64) -> Rows {
        let rows: Vec<(String, i64)> =
            sqlx::query_as(LIVE).bind(now).fetch_all(&mut self.connection).await.unwrap();
        rows.into_iter().filter(|(_, count)| *count > 0).collect()
    }

    /// How many rows should have been swept at `now`.
    pub(super) async fn overdue(&mut self, now: i64) -> i64 {
        sqlx::query_scalar(OVERDUE).bind(now).fetch_one(&mut self.connection).await.unwrap()
    }

    /// How many rows a table has.
    pub(super) async fn count(&mut self, table: &str) -> i64 {
        let query = AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        sqlx::query_scalar(query).fetch_one(&mut self.connection).await.unwrap()
    }

    /// How many bytes are stored of what people, their servers and relying parties said, without
    /// indices and the room that SQLite keeps.
    pub(super) async fn bytes(&mut self) -> i64 {
        let measure = AssertSqlSafe(self.measure.clone());
        sqlx::query_scalar(measure).fetch_one(&mut self.connection).await.unwrap()
    }
}
