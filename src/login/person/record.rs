//! Everything that the database holds about a person, as JSON: one member for each table that names an
//! account.
//!
//! `atlogin person export` prints it. The page of stored data says the same in sentences. Secrets are not
//! known here, and their hashes are left out: how many there are, and until when, is all that is about the
//! person. A test compares the members with the tables of the database.

use std::ops::ControlFlow;

use chrono::{DateTime, SecondsFormat};
use serde_json::{Map, Value, json};

use crate::db::{Db, DbError};
use crate::login::store::account::Account;
use crate::login::store::blocked_person::BlockedPerson;
use crate::login::store::browser_session::BrowserSession;
use crate::login::store::chosen_account::ChosenAccount;
use crate::login::store::{consent, name_binding};
use crate::oidc::store::grants::{self, GrantKind, Grants};
use crate::oidc::store::sign_in::{self, SignIn};
use crate::oidc::store::{account_client, logout_notice, session_client};
use crate::oidc::{Client, Clients, SubjectIdentifiers};

/// What is stored of the account `did` at `now`, table by table.
///
/// # Errors
/// [`DbError`] if the storage fails.
pub(crate) async fn of_account(
    (db, clients): (&Db, &Clients),
    did: &str,
    now: i64,
) -> Result<Map<String, Value>, DbError> {
    let grants = grants::all_of_account(db, did, now).await?;
    let held = |kind| codes_or_tokens(&grants, kind);
    let mut record = Map::new();
    let mut put = |table: &str, rows: Vec<Value>| record.insert(table.to_owned(), rows.into());
    put("account", account(db, did).await?);
    put("blocked_person", block(db, did).await?);
    put("browser_session", sessions(db, did).await?);
    put("session_client", session_clients(db, did).await?);
    put("account_client", account_clients(db, did).await?);
    put("chosen_account", chosen(db, did).await?);
    put("consent", consents(db, did).await?);
    put("refresh_token", held(GrantKind::RefreshToken));
    put("access_token", held(GrantKind::AccessToken));
    put("authorization_code", held(GrantKind::Code));
    put("logout_notice", notices((db, clients), did).await?);
    put("name_binding", bound_names(db, did).await?);
    put("name_choice", chosen_names(db, did).await?);
    put("sign_in", sign_ins(db, did).await?);
    Ok(record)
}

/// Unix seconds as programs read a time: `2026-11-24T13:31:00Z`.
pub(crate) fn time(at: i64) -> Value {
    let known = DateTime::from_timestamp(at, 0);
    known.map_or_else(|| at.into(), |it| it.to_rfc3339_opts(SecondsFormat::Secs, true).into())
}

/// Unknown members are there too, so one that is added later cannot be forgotten here.
async fn account(db: &Db, did: &str) -> Result<Vec<Value>, DbError> {
    let Some(Account { person, proven_at }) = Account::find(db, did).await? else {
        return Ok(vec![]);
    };
    let mut facts = serde_json::to_value(&person)?;
    if let Value::Object(facts) = &mut facts {
        if let Some(at) = person.email_read_at {
            facts.insert("email_read_at".to_owned(), time(at));
        }
        facts.insert("confirmed_at".to_owned(), time(proven_at));
    }
    Ok(vec![facts])
}

async fn block(db: &Db, did: &str) -> Result<Vec<Value>, DbError> {
    let found = BlockedPerson::find(db, did).await?;
    let fact = |it: BlockedPerson| json!({ "since": time(it.since), "note": it.note });
    Ok(found.map(fact).into_iter().collect())
}

async fn sessions(db: &Db, did: &str) -> Result<Vec<Value>, DbError> {
    let listed = BrowserSession::all_of(db, did).await?;
    let fact = listed.into_iter().map(|it| {
        json!({
            "device": it.device,
            "signed_in_at": time(it.session.authenticated_at),
            "last_used_at": time(it.last_used_at),
            "expires_at": time(it.expires_at),
            "stays_signed_in": it.session.stays(),
        })
    });
    Ok(fact.collect())
}

async fn session_clients(db: &Db, did: &str) -> Result<Vec<Value>, DbError> {
    let known = session_client::all_of_account(db, did).await?;
    let fact = |(client_id, sub, sessions): (String, String, i64)| json!({ "client_id": client_id, "sub": sub, "sessions": sessions });
    Ok(known.into_iter().map(fact).collect())
}

async fn account_clients(db: &Db, did: &str) -> Result<Vec<Value>, DbError> {
    let known = account_client::all_of_account(db, did).await?;
    let fact = |(client_id, sub, sessions): (String, String, usize)| json!({ "client_id": client_id, "sub": sub, "sessions": sessions });
    Ok(known.into_iter().map(fact).collect())
}

async fn chosen(db: &Db, did: &str) -> Result<Vec<Value>, DbError> {
    let remembered = ChosenAccount::everywhere(db, did).await?;
    let fact = |(handle, used_at): (Option<String>, i64)| json!({ "handle": handle, "used_at": time(used_at) });
    Ok(remembered.into_iter().map(fact).collect())
}

async fn consents(db: &Db, did: &str) -> Result<Vec<Value>, DbError> {
    let given = consent::all_of(db, did).await?.into_iter().map(|it| {
        json!({
            "client_id": it.client_id,
            "scope": it.scope.to_string(),
            "given_at": time(it.at),
        })
    });
    Ok(given.collect())
}

fn codes_or_tokens(held: &[Grants], kind: GrantKind) -> Vec<Value> {
    let fact = |it: &Grants| {
        json!({
            "client_id": it.client_id,
            "scope": it.scope.to_string(),
            "stored": it.stored,
            "usable": it.good,
            "issued_at": it.since.map(time),
            "expires_at": time(it.until),
        })
    };
    held.iter().filter(|it| it.kind == kind).map(fact).collect()
}

/// The table only has the `sub` by which each relying party knows the person.
async fn notices((db, clients): (&Db, &Clients), did: &str) -> Result<Vec<Value>, DbError> {
    let (names, mut known_as) = (SubjectIdentifiers::load_or_generate(db).await?, Vec::new());
    let look = |client: &Client| {
        known_as.push((client.client_id.clone(), names.of(client, did)));
        ControlFlow::Continue(())
    };
    clients.each(look).await?;
    let mut facts = Vec::new();
    for (client_id, sub) in known_as {
        let (number, until) = logout_notice::waiting_for(db, &client_id, &sub).await?;
        if number > 0 {
            let until = time(until);
            facts.push(json!({ "client_id": client_id, "notices": number, "expires_at": until }));
        }
    }
    Ok(facts)
}

async fn bound_names(db: &Db, did: &str) -> Result<Vec<Value>, DbError> {
    let bound = name_binding::bound_to(db, did).await?;
    let fact = |(name, kind, at): (String, String, i64)| json!({ "name": name, "kind": kind, "bound_at": time(at) });
    Ok(bound.into_iter().map(fact).collect())
}

async fn sign_ins(db: &Db, did: &str) -> Result<Vec<Value>, DbError> {
    // There are four kinds.
    let kept = sign_in::latest_of(db, did, 4 * sign_in::MOST_OF_PERSON).await?;
    let fact = |it: SignIn| {
        json!({
            "at": time(it.at),
            "handle": it.handle,
            "client_id": it.client_id,
            "how": it.how,
            "why": it.why,
            "source": it.source,
            "login": it.login,
            "number": it.number,
        })
    };
    Ok(kept.into_iter().map(fact).collect())
}

async fn chosen_names(db: &Db, did: &str) -> Result<Vec<Value>, DbError> {
    let chosen = name_binding::chosen_by(db, did).await?;
    let fact = |(template, name): (String, String)| json!({ "template": template, "name": name });
    Ok(chosen.into_iter().map(fact).collect())
}
