//! What it takes to sign somebody out: the end of sessions, codes and tokens, and word to whoever was
//! told that they are signed in.
//!
//! Everything happens in one transaction: there is no moment at which a session is over and a relying
//! party that has to hear of it is not queued.

use std::collections::HashSet;

use crate::db::{Connection, DbError};
use crate::login::store::browser_session::BrowserSession;
use crate::oidc::Context;
use crate::oidc::endpoint::backchannel_logout::LogoutNotifier;
use crate::oidc::store::granted::RevokeScope;
use crate::oidc::store::logout_notice::Notice;
use crate::oidc::store::revoke::revoke;
use crate::oidc::store::{account_client, refresh_token, session_client};

/// Signs people out.
#[derive(Clone)]
pub struct SignOut {
    /// What is at hand.
    pub context: Context,
    /// Wakes the sender of logout tokens.
    pub notifier: LogoutNotifier,
}

impl SignOut {
    /// Ends one session, what is left of it, and nothing else: refresh tokens are for when the person
    /// is away (OIDC Core §11), and outlive it.
    ///
    /// # Errors
    /// [`DbError`] if the storage fails, in which case nothing has ended.
    pub(crate) async fn of_session(&self, session: &BrowserSession) -> Result<(), DbError> {
        let hear = self.who_hears().await?;
        let mut transaction = self.context.db.begin().await?;
        let told = session_client::notices_of_session(&mut transaction, &session.id).await?;
        self.queue(&mut transaction, &hear, &told).await?;
        account_client::forget_sessions(&mut transaction, &session.did, &told).await?;
        session.end(&mut transaction).await?;
        let ended = RevokeScope::Session { account: &session.did, id: &session.id };
        revoke(&mut transaction, ended).await?;
        transaction.commit().await?;
        self.notifier.notify();
        Ok(())
    }

    /// Ends all that there is of an account: sessions, codes, access and refresh tokens. Every relying
    /// party that hears of logouts and was ever told of the account hears that the person is gone
    /// altogether, and of each session that it may know by name; so does whoever holds a refresh
    /// token. Gives the number of sessions.
    ///
    /// # Errors
    /// [`DbError`] if the storage fails, in which case nothing has ended.
    pub(crate) async fn everywhere(&self, did: &str) -> Result<u64, DbError> {
        let hear = self.who_hears().await?;
        let mut transaction = self.context.db.begin().await?;
        let told = account_client::take_notices_of(&mut transaction, did).await?;
        // Who hears of logouts only since a moment ago is not among them yet.
        let lately = session_client::notices_of_account(&mut transaction, did).await?;
        let away =
            refresh_token::notices_of_account(&mut transaction, did, self.context.now()).await?;
        // Whoever wants to can have very many sessions: each notice once, and without a second look.
        let notices: HashSet<_> = told.into_iter().chain(lately).chain(away).collect();
        self.queue(&mut transaction, &hear, &notices).await?;
        let sessions = BrowserSession::end_all_of(&mut transaction, did).await?;
        let tokens = revoke(&mut transaction, RevokeScope::Account(did)).await?;
        transaction.commit().await?;
        self.notifier.notify();
        tracing::info!(did, sessions, tokens, "signed out everywhere");
        Ok(sessions)
    }

    /// The relying parties that hear of logouts. Asked for before a transaction begins: everybody
    /// waits while one writes.
    async fn who_hears(&self) -> Result<HashSet<String>, DbError> {
        let clients = self.context.clients.all().await?;
        let hears = clients.iter().filter(|client| client.backchannel_logout.is_some());
        Ok(hears.map(|client| client.client_id.clone()).collect())
    }

    /// Queues word to those who asked for it.
    async fn queue(
        &self,
        connection: &mut Connection,
        hear: &HashSet<String>,
        notices: impl IntoIterator<Item = &Notice>,
    ) -> Result<(), DbError> {
        for notice in notices {
            if hear.contains(&notice.client_id) {
                notice.queue(connection, self.context.now()).await?;
            }
        }
        Ok(())
    }
}
