//! The last step of a login: a proven person becomes a code for the relying party.
//!
//! The one place that issues codes, for somebody who has just signed in as for somebody whom this
//! browser knows. The login ends, the session begins or is used, the relying party is noted for a
//! logout, and the code is issued, in one transaction: all of it, or nothing.

use axum::response::Response;

use super::Bridge;
use super::browser::Browser;
use super::failure::{Cause, Failure};
use super::person::standing::Asked;
use super::person::told::must_be_admitted;
use super::store::account::Account;
use super::store::browser_session::{BrowserSession, NewSession};
use super::store::chosen_account::ChosenAccount;
use super::store::consent;
use super::store::pending::PendingLogin;
use super::store::person::Person;
use crate::db::{Connection, DbError};
use crate::oidc::protocol::subject::Proof;
use crate::oidc::store::{account_client, session_client};
use crate::oidc::{AuthorizationCode, Subject};
use crate::secret::Secret;

/// A person at the door.
#[derive(Debug)]
pub(super) struct Arrival<'a> {
    /// The login that rests at our page, unless the question can be answered at once.
    pub(super) pending: Option<&'a PendingLogin>,
    pub(super) person: &'a Person,
    pub(super) session: Session<'a>,
    /// Whether they have just allowed what is asked, and it shall be remembered.
    pub(super) consented: bool,
}

/// The browser session that they come in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Session<'a> {
    /// One that this login begins.
    New(&'a Beginning<'a>),
    /// One that this browser has.
    Known(&'a BrowserSession),
}

/// A session to begin, and for which browser.
#[derive(Debug)]
pub(super) struct Beginning<'a> {
    pub(super) session: NewSession,
    pub(super) browser: &'a Browser,
    /// What its person would call the browser.
    pub(super) device: String,
}

/// Answers the relying party with a code.
///
/// # Errors
/// [`Cause::AlreadyEnded`] if another tab, or a logout, was faster: a login gives one code.
pub(super) async fn welcome(
    bridge: &Bridge,
    asked: Asked<'_>,
    arrival: &Arrival<'_>,
) -> Result<Response, Failure> {
    must_be_admitted(asked.client, arrival.person)?;
    let subject = subject(bridge, asked, arrival).await?;
    let Some(code) = store(bridge, asked, arrival, subject).await? else {
        return Err(Failure::new(Cause::AlreadyEnded));
    };
    let did = arrival.person.did();
    tracing::info!(client_id = asked.client.client_id, did, "signed in");
    let mut response = bridge.answer(&asked.target.grant(&code));
    if let Session::New(beginning) = arrival.session {
        beginning.set_cookies(bridge, &mut response);
    }
    Ok(response)
}

async fn subject(
    bridge: &Bridge,
    asked: Asked<'_>,
    arrival: &Arrival<'_>,
) -> Result<Subject, Failure> {
    let (Asked { client, .. }, person) = (asked, arrival.person);
    let session = arrival.session.session();
    let profile = bridge.people.told(person, client).await?;
    Ok(Subject::proven(Proof {
        account: person.did().to_owned(),
        session: session.id().to_owned(),
        sub: bridge.provider.subject_identifier(client, person.did()),
        auth_time: session.authenticated_at(),
        sid: session.sid(&client.client_id),
        profile,
    })?)
}

async fn store(
    bridge: &Bridge,
    asked: Asked<'_>,
    arrival: &Arrival<'_>,
    subject: Subject,
) -> Result<Option<Secret>, DbError> {
    let Asked { request, client, .. } = asked;
    let now = bridge.now();
    // Most silent answers change nothing but that there is a code. What people allowed is looked at in
    // the same transaction: they may take it back at this very moment.
    if !client.consent
        && arrival.changes_nothing(bridge)
        && let Some(code) =
            AuthorizationCode::issue_again(bridge.db(), client, request, subject.clone(), now)
                .await?
    {
        return Ok(Some(code));
    }
    let mut transaction = bridge.db().begin().await?;
    if let Some(pending) = arrival.pending
        && !pending.end(&mut transaction, now).await?
    {
        return Ok(None);
    }
    if !arrival.session.store(bridge, &mut transaction, arrival.person).await? {
        return Ok(None);
    }
    let did = arrival.person.did();
    if arrival.consented {
        consent::give(&mut transaction, did, request, now).await?;
    } else if client.consent && !consent::is_given(&mut *transaction, did, request).await? {
        // They took it back a moment ago, from another page.
        return Ok(None);
    }
    session_client::remember(&mut transaction, &client.client_id, &subject).await?;
    account_client::remember(&mut transaction, client, &subject).await?;
    let code = AuthorizationCode::issue(&mut transaction, request, subject, now).await?;
    transaction.commit().await?;
    Ok(Some(code))
}

impl Arrival<'_> {
    fn changes_nothing(&self, bridge: &Bridge) -> bool {
        let was_just_used = match self.session {
            Session::Known(session) => session.was_just_used(bridge.lifetimes, bridge.now()),
            Session::New(_) => false,
        };
        was_just_used && self.pending.is_none() && !self.consented
    }
}

impl Session<'_> {
    const fn session(&self) -> &BrowserSession {
        match self {
            Self::New(beginning) => beginning.session.session(),
            Self::Known(session) => session,
        }
    }

    /// Begins it, or notes that it is used. False if it has ended meanwhile.
    async fn store(
        self,
        bridge: &Bridge,
        connection: &mut Connection,
        person: &Person,
    ) -> Result<bool, DbError> {
        match self {
            Self::Known(session) => session.touch(connection, bridge.lifetimes, bridge.now()).await,
            Self::New(beginning) => {
                beginning.store(bridge, connection, person).await.map(|()| true)
            }
        }
    }
}

impl Beginning<'_> {
    /// Stores what is known from now on: the person, their session, and that this browser was theirs.
    /// The caller commits.
    pub(super) async fn store(
        &self,
        bridge: &Bridge,
        connection: &mut Connection,
        person: &Person,
    ) -> Result<(), DbError> {
        let now = self.session.session().authenticated_at();
        Account::keep(connection, person, now).await?;
        self.session.begin(connection, bridge.lifetimes, &self.device).await?;
        ChosenAccount::remember(connection, self.browser, person, now).await
    }

    /// Lets the browser come back: to its session, and to its list of accounts.
    pub(super) fn set_cookies(&self, bridge: &Bridge, response: &mut Response) {
        self.session.set_cookie(bridge, response);
        self.browser.set_lasting_cookie(&bridge.cookies, response);
    }
}
