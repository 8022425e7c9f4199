//! Ends browser sessions, with their codes and tokens, and queues the back-channel logout notices.
//! Logout, the account page, the loss of an account and `atlogin person` all come here.
//!
//! Everything happens in one transaction, so no session ends without the logout notices that are
//! due.

use std::collections::{BTreeSet, HashSet};
use std::ops::ControlFlow;

use crate::db::{Connection, DbError};
use crate::login::store::account::Account;
use crate::login::store::blocked_person::BlockedPerson;
use crate::login::store::browser_session::BrowserSession;
use crate::login::store::chosen_account::ChosenAccount;
use crate::login::store::consent;
use crate::oidc::endpoint::backchannel_logout::LogoutNotifier;
use crate::oidc::store::granted::RevokeScope;
use crate::oidc::store::logout_notice::Notice;
use crate::oidc::store::revoke::revoke;
use crate::oidc::store::{account_client, refresh_token, session_client};
use crate::oidc::{Client, Context};

/// What has ended of an account.
#[derive(Debug)]
pub(crate) struct Ended {
    /// How many sessions.
    pub(crate) sessions: u64,
    /// How many access and refresh tokens.
    pub(crate) tokens: u64,
    /// The relying parties that knew its sessions or held its refresh tokens, and hear of it.
    pub(crate) told: Vec<String>,
    /// The same without back-channel logout: what they have of their own goes on.
    pub(crate) not_told: Vec<String>,
}

/// Signs people out.
#[derive(Clone)]
pub struct SignOut {
    /// The database, the clock and the relying parties.
    pub context: Context,
    /// Wakes the sender of logout tokens.
    pub notifier: LogoutNotifier,
}

impl SignOut {
    /// Ends one session, its unused codes and its access tokens. Refresh tokens are for when the
    /// person is away (OIDC Core §11), so they outlive it.
    pub(crate) async fn of_session(&self, session: &BrowserSession) -> Result<(), DbError> {
        let hear = self.who_hears().await?;
        let mut transaction = self.context.db.begin_durable().await?;
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

    /// Ends the sessions that are too many for the account of `newest`, which stays.
    ///
    /// # Errors
    /// [`DbError`] if the storage fails. Some may have ended.
    pub(crate) async fn oldest_sessions(&self, newest: &BrowserSession) -> Result<(), DbError> {
        for session in newest.too_many(&self.context.db).await? {
            tracing::info!(did = newest.did, "the oldest of too many sessions ends");
            self.of_session(&session).await?;
        }
        Ok(())
    }

    /// Ends everything of an account: sessions, codes, access and refresh tokens. A relying party
    /// with back-channel logout is notified that all sessions are over if it ever got claims of the
    /// account or holds a refresh token. It also gets a notice for each session that it may know by
    /// its `sid`.
    pub(crate) async fn everywhere(&self, did: &str) -> Result<Ended, DbError> {
        let hear = self.who_hears().await?;
        let mut transaction = self.context.db.begin_durable().await?;
        let ended = self.end_all(&mut transaction, &hear, did).await?;
        transaction.commit().await?;
        self.notifier.notify();
        Ok(ended)
    }

    /// Blocks a person, and ends everything of their account, in one transaction. Whatever could give a
    /// relying party more of them needs a session or a token, so it has ended by then; and a sign-in that
    /// was judged before finds the block when it stores its session.
    pub(crate) async fn block(&self, block: &BlockedPerson) -> Result<Ended, DbError> {
        let hear = self.who_hears().await?;
        let mut transaction = self.context.db.begin_durable().await?;
        block.store(&mut transaction).await?;
        let ended = self.end_all(&mut transaction, &hear, &block.did).await?;
        transaction.commit().await?;
        self.notifier.notify();
        tracing::info!(did = block.did, "blocked");
        Ok(ended)
    }

    /// Ends everything of an account, and forgets what signing out leaves, except for the names that stay
    /// bound to it, and a block.
    pub(crate) async fn and_forget(&self, did: &str) -> Result<Ended, DbError> {
        let hear = self.who_hears().await?;
        let audit = self.context.audit.hold().await;
        let mut transaction = self.context.db.begin_durable().await?;
        audit.forget(&mut transaction, did).await?;
        consent::forget(&mut transaction, did).await?;
        ChosenAccount::forget_everywhere(&mut transaction, did).await?;
        Account::forget(&mut transaction, did).await?;
        let ended = self.end_all(&mut transaction, &hear, did).await?;
        transaction.commit().await?;
        self.notifier.notify();
        tracing::info!(did, "all that was stored about an account was deleted");
        Ok(ended)
    }

    async fn end_all(
        &self,
        connection: &mut Connection,
        hear: &HashSet<String>,
        did: &str,
    ) -> Result<Ended, DbError> {
        let told = account_client::take_notices_of(connection, did).await?;
        // A client that got back-channel logout only recently may be missing among them.
        let lately = session_client::notices_of_account(connection, did).await?;
        let away = refresh_token::notices_of_account(connection, did, self.context.now()).await?;
        // An account can have very many sessions, so each notice is queued only once.
        let notices: HashSet<_> = told.into_iter().chain(lately).chain(away).collect();
        self.queue(connection, hear, &notices).await?;
        let sessions = BrowserSession::end_all_of(connection, did).await?;
        let tokens = revoke(connection, RevokeScope::Account(did)).await?;
        tracing::info!(did, sessions, tokens, "signed out everywhere");
        let known_to: BTreeSet<_> = notices.into_iter().map(|notice| notice.client_id).collect();
        let (told, not_told) = known_to.into_iter().partition(|client| hear.contains(client));
        Ok(Ended { sessions, tokens, told, not_told })
    }

    /// The relying parties with back-channel logout. They are read before the transaction begins,
    /// because all other writers wait for it.
    async fn who_hears(&self) -> Result<HashSet<String>, DbError> {
        let mut hear = HashSet::new();
        let look = |client: &Client| {
            if client.backchannel_logout.is_some() {
                hear.insert(client.client_id.clone());
            }
            ControlFlow::Continue(())
        };
        self.context.clients.each(look).await?;
        Ok(hear)
    }

    /// Queues the notices for relying parties with back-channel logout.
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
