//! The person, known to this browser: since when, and until when.
//!
//! This file owns the table `browser_session`. A session is written when a login is finished; it
//! gives each relying party a `sid` of its own.

use super::person::Person;
use crate::db::{Connection, DbError};
use crate::jws::base64url;
use crate::secret::{Secret, SecretHash, random_bytes};

/// How long a browser is known, in seconds: two weeks.
pub(super) const LIFETIME: u32 = 14 * 24 * 60 * 60;

/// A session that was just begun.
#[derive(Debug)]
pub(super) struct BrowserSession {
    id: String,
    cookie: Secret,
}

impl BrowserSession {
    /// A session with a cookie that nobody has seen before, so that none can be fixed on a victim.
    pub(super) fn new() -> Self {
        Self { id: base64url(random_bytes::<16>()), cookie: Secret::mint() }
    }

    /// Stores it for `person`. The caller commits.
    pub(super) async fn begin(
        &self,
        connection: &mut Connection,
        person: &Person,
        now: i64,
    ) -> Result<(), DbError> {
        sqlx::query(
            "INSERT INTO browser_session (id, cookie_hash, did, authenticated_at, expires_at)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(self.id.clone())
        .bind(self.cookie.hash().as_bytes().as_slice())
        .bind(person.did().to_owned())
        .bind(now)
        .bind(now.saturating_add(i64::from(LIFETIME)))
        .execute(connection)
        .await?;
        Ok(())
    }

    /// What we call it; never told to anybody.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// What its cookie says.
    pub(super) const fn cookie(&self) -> &Secret {
        &self.cookie
    }

    /// What one relying party calls it (OIDC Back-Channel Logout §2.1): another name for each, so
    /// that two of them cannot compare notes, and the same name for one of them each time.
    pub(super) fn sid(&self, client_id: &str) -> String {
        SecretHash::of(&[b"sid", self.id.as_bytes(), client_id.as_bytes()]).to_text()
    }
}
