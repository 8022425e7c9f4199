//! Issues the authorization code: the last step of a login.
//!
//! This is the only place that issues codes, after a new sign-in as well as for an existing
//! session. One transaction ends the login, begins the session or notes its use, notes the relying
//! party for the end of that session, and issues the code.
//!
//! A form that is sent twice gets two codes, of which only one is good: the transaction that issues the
//! second one deletes the first, and only while nobody has redeemed it.

use axum::response::Response;

use super::bridge::Bridge;
use super::browser::{self, Browser};
use super::error_page::{Cause, Failure};
use super::person::admission::admit;
use super::sso::AnswerableRequest;
use super::store::account::Account;
use super::store::browser_session::{BrowserSession, NewSession};
use super::store::chosen_account::ChosenAccount;
use super::store::consent;
use super::store::pending::{Answer, PendingLogin};
use super::store::person::Person;
use crate::client::{ACCOUNT_CLIENT_ID, TRY_IT_CLIENT_ID};
use crate::db::{Connection, DbError};
use crate::limits::Source;
use crate::oidc::protocol::subject::Proof;
use crate::oidc::store::audit::Who;
use crate::oidc::store::session_client;
use crate::oidc::store::sign_in::{Entry, How};
use crate::oidc::{AuthorizationCode, Client, Subject};
use crate::secret::Secret;
use crate::telemetry::{LoginNumber, current_login};

/// A login whose person is proven: by their server just now, or by a session that still lasts.
#[derive(Debug)]
pub(super) struct AuthenticatedLogin<'a> {
    /// The login that waits at our page. `None` if the request is answered at once.
    pub(super) pending: Option<&'a PendingLogin>,
    pub(super) person: &'a Person,
    pub(super) session: Session<'a>,
    /// Whether the person has just given consent, which is to be stored.
    pub(super) consented: bool,
    /// Where the person is.
    pub(super) source: Source,
}

/// The browser session of the person.
#[derive(Clone, Copy, Debug)]
pub(super) enum Session<'a> {
    /// One that this login begins.
    New(&'a NewBrowserSession<'a>),
    /// One that this browser already has.
    Known(&'a BrowserSession),
}

/// How many sessions an account has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sessions {
    /// As many as it may have.
    Few,
    /// More: the oldest are to end.
    TooMany,
}

/// A session to begin, and its browser.
#[derive(Debug)]
pub(super) struct NewBrowserSession<'a> {
    pub(super) session: NewSession,
    pub(super) browser: &'a Browser,
    /// A name for the browser.
    pub(super) device: String,
}

/// Answers the relying party with a code.
///
/// # Errors
/// [`Cause::AlreadyEnded`] if another tab, a logout or the end of a consent was faster, or if the code
/// that this browser got a moment ago was redeemed.
pub(super) async fn issue_code(
    bridge: &Bridge,
    asked: AnswerableRequest<'_>,
    login: &AuthenticatedLogin<'_>,
) -> Result<Response, Failure> {
    admit(asked.client, login.person)?;
    if asked.target.is_anybodys() && !login.consented {
        // Whoever comes here asks the person first. This holds where somebody forgets to.
        return Err(Cause::AlreadyEnded.into());
    }
    let subject = subject(bridge, asked, login).await?;
    let stored = store(bridge, asked, login, subject.clone()).await?;
    let (code, sessions) = if let Some(stored) = stored {
        stored
    } else {
        let again = store_again(bridge, asked, login, subject).await?;
        (again.ok_or(Cause::AlreadyEnded)?, Sessions::Few)
    };
    login.log(asked.client);
    let mut response = bridge.redirect_back(&asked.target.grant(&code));
    if let Session::New(new) = login.session {
        new.set_cookies(bridge, &mut response);
        new.end_too_many(bridge, sessions).await;
    }
    Ok(response)
}

async fn subject(
    bridge: &Bridge,
    asked: AnswerableRequest<'_>,
    login: &AuthenticatedLogin<'_>,
) -> Result<Subject, Failure> {
    let (AnswerableRequest { client, .. }, person) = (asked, login.person);
    let session = login.session.session();
    let profile = bridge.people.claims.of(person, client).await?;
    Ok(Subject::proven(Proof {
        account: person.did().to_owned(),
        session: session.id.clone(),
        sub: bridge.provider.subject_identifier(client, person.did()),
        auth_time: session.authenticated_at,
        sid: session.sid(&client.client_id),
        profile,
    })?)
}

/// `None` if the login, the session or the consent has ended in the meantime.
async fn store(
    bridge: &Bridge,
    asked: AnswerableRequest<'_>,
    login: &AuthenticatedLogin<'_>,
    subject: Subject,
) -> Result<Option<(Secret, Sessions)>, DbError> {
    let (AnswerableRequest { request, client, .. }, now) = (asked, bridge.now());
    let audited = login.audited(bridge, client);
    // Most silent sign-ins only add a code. Where consent is needed, it is read in the same
    // transaction as the code is stored: the person may take it back at this very moment.
    if !client.consent
        && login.changes_nothing(bridge)
        && let Some(code) = AuthorizationCode::issue_again(
            bridge.db(),
            client,
            (request, audited.as_ref()),
            subject.clone(),
            now,
        )
        .await?
    {
        return Ok(Some((code, Sessions::Few)));
    }
    let mut transaction = bridge.db().begin().await?;
    let stored = store_in(bridge, &mut transaction, asked, login, subject).await?;
    let Some((code, sessions)) = stored else { return Ok(None) };
    if let Some(pending) = login.pending
        && !pending.end(&mut transaction, &Answer::Code(code.hash()), now).await?
    {
        return Ok(None);
    }
    if let Some(audited) = audited {
        audited.store(&mut transaction).await?;
    }
    transaction.commit().await?;
    Ok(Some((code, sessions)))
}

/// The same for a form that is sent twice: another code in the place of the first, and no second row in the
/// audit. `None` if the first is redeemed, of another session, or was sent longer ago.
async fn store_again(
    bridge: &Bridge,
    asked: AnswerableRequest<'_>,
    login: &AuthenticatedLogin<'_>,
    subject: Subject,
) -> Result<Option<Secret>, DbError> {
    let (Some(pending), Session::Known(_)) = (login.pending, login.session) else {
        return Ok(None);
    };
    let now = bridge.now();
    let mut transaction = bridge.db().begin_durable().await?;
    let first = pending.just_answered(&mut transaction, now).await?;
    let Some(Answer::Code(first)) = first else { return Ok(None) };
    if !AuthorizationCode::withdraw(&mut transaction, &first, &subject).await? {
        return Ok(None);
    }
    let stored = store_in(bridge, &mut transaction, asked, login, subject).await?;
    let Some((code, _)) = stored else { return Ok(None) };
    pending.code_replaced(&mut transaction, &code.hash()).await?;
    transaction.commit().await?;
    tracing::info!(
        client_id = asked.client.client_id,
        "a form was sent twice: its first code ends"
    );
    Ok(Some(code))
}

/// The code, with all that it depends on. The caller commits, or nothing of it is stored.
async fn store_in(
    bridge: &Bridge,
    connection: &mut Connection,
    asked: AnswerableRequest<'_>,
    login: &AuthenticatedLogin<'_>,
    subject: Subject,
) -> Result<Option<(Secret, Sessions)>, DbError> {
    let (AnswerableRequest { request, client, .. }, now) = (asked, bridge.now());
    let stored = login.session.store(bridge, connection, login.person).await?;
    let Some(sessions) = stored else { return Ok(None) };
    let did = login.person.did();
    if login.consented {
        consent::give(connection, did, request, now).await?;
    } else if client.consent && !consent::is_given(&mut *connection, did, request).await? {
        // The person took consent back a moment ago, from another page.
        return Ok(None);
    }
    session_client::remember(connection, &client.client_id, &subject).await?;
    let code = AuthorizationCode::issue(connection, request, subject, now).await?;
    Ok(Some((code, sessions)))
}

impl AuthenticatedLogin<'_> {
    /// Says who is signed in, and how: the operator reads in it whether their server was asked.
    fn log(&self, client: &Client) {
        let (client_id, did, handle) = (&client.client_id, self.person.did(), self.person.handle());
        let began_here = |pending: &PendingLogin| match self.session {
            Session::New(_) => true,
            Session::Known(session) => pending.proven_by.as_deref() == Some(&session.id),
        };
        match self.pending {
            None => tracing::info!(client_id, did, handle, "signed in again without a page"),
            Some(pending) if began_here(pending) => {
                tracing::info!(client_id, did, handle, "signed in");
            }
            Some(_) => {
                tracing::info!(client_id, did, handle, "signed in again by this browser's session");
            }
        }
    }

    /// The row of the audit, if one is kept.
    fn audited(&self, bridge: &Bridge, client: &Client) -> Option<Entry> {
        let login = current_login();
        let who = Who {
            did: self.person.did(),
            handle: self.person.handle(),
            client_id: &client.client_id,
            source: self.source,
            login: login.as_ref().map(LoginNumber::as_str),
        };
        let session = Some(&self.session.session().id);
        let is_fresh = matches!(self.session, Session::New(_))
            || self.pending.is_some_and(|pending| pending.proven_by.as_ref() == session);
        let how = if is_fresh { How::Fresh } else { How::Silent };
        // The account page and the trial admit everybody: who looks at them again leaves no row.
        let is_ours = [ACCOUNT_CLIENT_ID, TRY_IT_CLIENT_ID].contains(&client.client_id.as_str());
        if is_ours && how == How::Silent {
            return None;
        }
        bridge.provider.context.audit.entry(who, how, bridge.now())
    }

    fn changes_nothing(&self, bridge: &Bridge) -> bool {
        let (lifetimes, now) = (bridge.lifetimes, bridge.now());
        self.pending.is_none()
            && !self.consented
            && matches!(self.session, Session::Known(known) if known.was_just_used(lifetimes, now))
    }
}

impl Session<'_> {
    const fn session(&self) -> &BrowserSession {
        match self {
            Self::New(new) => &new.session.session,
            Self::Known(session) => session,
        }
    }

    /// Begins it, or notes that it is used. `None` if it has ended in the meantime.
    async fn store(
        self,
        bridge: &Bridge,
        connection: &mut Connection,
        person: &Person,
    ) -> Result<Option<Sessions>, DbError> {
        match self {
            Self::Known(session) => {
                let lasts = session.touch(connection, bridge.lifetimes, bridge.now()).await?;
                Ok(lasts.then_some(Sessions::Few))
            }
            Self::New(new) => new.store(bridge, connection, person).await,
        }
    }
}

impl NewBrowserSession<'_> {
    /// Stores the person and their session. The browser's account chooser has their account from now on,
    /// or no longer if they do not want to stay signed in. `None` if they were blocked a moment ago. The
    /// caller commits.
    pub(super) async fn store(
        &self,
        bridge: &Bridge,
        connection: &mut Connection,
        person: &Person,
    ) -> Result<Option<Sessions>, DbError> {
        let now = self.session.session.authenticated_at;
        Account::keep(connection, person, now).await?;
        let about = (self.device.as_str(), person.is_blocked);
        let too_many = self.session.begin(connection, bridge.lifetimes, about).await?;
        let Some(too_many) = too_many else { return Ok(None) };
        let browser = self.browser.list();
        if self.session.session.stays() {
            ChosenAccount::remember(connection, browser, person, now).await?;
        } else {
            ChosenAccount::forget(connection, browser, person.did()).await?;
        }
        Ok(Some(if too_many { Sessions::TooMany } else { Sessions::Few }))
    }

    /// Ends those that are too many, now that this session has begun. The person is signed in all the same
    /// if that fails: their next login tries again.
    pub(super) async fn end_too_many(&self, bridge: &Bridge, sessions: Sessions) {
        if sessions == Sessions::Few {
            return;
        }
        let ended = bridge.people.sign_out.oldest_sessions(&self.session.session).await;
        if let Err(error) = ended {
            tracing::error!(%error, "cannot end the oldest sessions of an account");
        }
    }

    /// Sets the cookies of the session and of the account chooser.
    pub(super) fn set_cookies(&self, bridge: &Bridge, response: &mut Response) {
        browser::keep_session(bridge, &self.session, response);
        if self.session.session.stays() {
            self.browser.keep_long(&bridge.cookies, response);
        }
    }
}
