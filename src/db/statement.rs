//! An SQL statement with its values. All code of the tables uses it to access the database.

use sqlx::error::BoxDynError;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, Encode, FromRow, Sqlite, SqliteExecutor, Type};

use super::connections::Connections;
use super::error::DbError;
use super::transaction::Transaction;
use crate::secret::SecretHash;

/// A statement, made by [`sql!`](crate::db::sql).
#[derive(Debug)]
pub struct Statement {
    text: &'static str,
    values: Result<SqliteArguments, BoxDynError>,
}

impl Statement {
    /// A statement without values.
    pub fn new(text: &'static str) -> Self {
        Self { text, values: Ok(SqliteArguments::default()) }
    }

    /// Adds the value of the next number.
    #[must_use]
    pub fn with(mut self, value: impl Value) -> Self {
        let values = self.values;
        self.values = values.and_then(|mut values| values.add(value.sql()).map(|()| values));
        self
    }

    /// Executes it and returns how many rows it changed.
    pub async fn execute<'e>(self, executor: impl SqliteExecutor<'e>) -> Result<u64, DbError> {
        let values = self.values.map_err(sqlx::Error::Encode)?;
        Ok(sqlx::query_with(self.text, values).execute(executor).await?.rows_affected())
    }

    /// All rows.
    pub async fn all<'e, T>(self, executor: impl SqliteExecutor<'e>) -> Result<Vec<T>, DbError>
    where
        T: for<'r> FromRow<'r, SqliteRow> + Send + Unpin,
    {
        let values = self.values.map_err(sqlx::Error::Encode)?;
        Ok(sqlx::query_as_with(self.text, values).fetch_all(executor).await?)
    }

    /// The row, if there is one.
    pub async fn optional<'e, T>(
        self,
        executor: impl SqliteExecutor<'e>,
    ) -> Result<Option<T>, DbError>
    where
        T: for<'r> FromRow<'r, SqliteRow> + Send + Unpin,
    {
        let values = self.values.map_err(sqlx::Error::Encode)?;
        Ok(sqlx::query_as_with(self.text, values).fetch_optional(executor).await?)
    }

    /// The value of a row with one column, if there is a row.
    pub async fn optional_value<'e, T>(
        self,
        executor: impl SqliteExecutor<'e>,
    ) -> Result<Option<T>, DbError>
    where
        (T,): for<'r> FromRow<'r, SqliteRow>,
        T: Send + Unpin,
    {
        Ok(self.optional(executor).await?.map(|(value,)| value))
    }

    /// The same for a whole transaction: several statements from `BEGIN IMMEDIATE` to `COMMIT`, which share the
    /// numbers of their values. They go to the connection in one step, so that a second row costs no second
    /// way there and back.
    pub async fn whole_transaction<T>(self, writer: &Connections) -> Result<Option<T>, DbError>
    where
        (T,): for<'r> FromRow<'r, SqliteRow>,
        T: Send + Unpin,
    {
        let mut transaction = Transaction::of_statement(writer).await?;
        let value = self.optional_value(&mut *transaction).await?;
        transaction.has_committed();
        Ok(value)
    }

    /// The values of all rows with one column.
    pub async fn all_values<'e, T>(
        self,
        executor: impl SqliteExecutor<'e>,
    ) -> Result<Vec<T>, DbError>
    where
        (T,): for<'r> FromRow<'r, SqliteRow>,
        T: Send + Unpin,
    {
        Ok(self.all(executor).await?.into_iter().map(|(value,)| value).collect())
    }

    /// The value of a row with one column, which must exist.
    pub async fn value<'e, T>(self, executor: impl SqliteExecutor<'e>) -> Result<T, DbError>
    where
        (T,): for<'r> FromRow<'r, SqliteRow>,
        T: Send + Unpin,
    {
        let value = self.optional_value(executor).await?;
        Ok(value.ok_or(sqlx::Error::RowNotFound)?)
    }
}

/// A statement and its values, in the order of their numbers: `sql!("… $1 … $2", did, now)`.
macro_rules! sql {
    ($text:expr $(, $value:expr)* $(,)?) => {
        $crate::db::statement::Statement::new($text)$(.with($value))*
    };
}

pub(crate) use sql;

/// A value for a statement. It is converted into an owned one, because the statement may outlive
/// it.
pub trait Value {
    /// The type that SQLite gets.
    type Sql: Encode<'static, Sqlite> + Type<Sqlite>;

    /// Converts the value.
    fn sql(self) -> Self::Sql;
}

macro_rules! values {
    ($($from:ty => $to:ty, $made:expr;)*) => {$(
        impl Value for $from {
            type Sql = $to;

            fn sql(self) -> $to {
                $made(self)
            }
        }
    )*};
}

values! {
    &str => String, str::to_owned;
    &String => String, String::clone;
    &&String => String, |text: &String| text.clone();
    String => String, std::convert::identity;
    Option<&str> => Option<String>, |text: Self| text.map(str::to_owned);
    Option<String> => Option<String>, std::convert::identity;
    &Option<String> => Option<String>, Option::clone;
    i64 => i64, std::convert::identity;
    Option<i64> => Option<i64>, std::convert::identity;
    bool => bool, std::convert::identity;
    Vec<u8> => Vec<u8>, std::convert::identity;
    Option<Vec<u8>> => Option<Vec<u8>>, std::convert::identity;
    SecretHash => Vec<u8>, |hash: Self| hash.as_bytes().to_vec();
    &SecretHash => Vec<u8>, |hash: Self| hash.as_bytes().to_vec();
}
