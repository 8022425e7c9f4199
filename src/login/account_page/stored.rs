//! `GET /account/stored`: everything that the database holds about a person, table by table.
//!
//! There is a part for each table that names an account, even if it is empty. A test compares the
//! parts with the tables of the database. The values of secrets are not known here, so the page
//! says what they open.

use std::ops::ControlFlow;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use super::relying_parties::name_of;
use super::sign_ins;
use super::visitor::Visitor;
use crate::atproto::Email;
use crate::db::{Db, DbError};
use crate::locale::Message;
use crate::login::bridge::Bridge;
use crate::login::error_page::Failure;
use crate::login::person::device;
use crate::login::store::account::Account;
use crate::login::store::blocked_person::BlockedPerson;
use crate::login::store::browser_session::{BrowserSession, Listed};
use crate::login::store::chosen_account::ChosenAccount;
use crate::login::store::{consent, name_binding};
use crate::login::times;
use crate::oidc::Client;
use crate::oidc::store::grants::{self, GrantKind, Grants};
use crate::oidc::store::{account_client, logout_notice, session_client};
use crate::web::pages::account::{StoredDataPage, StoredTable};

type Facts = Vec<(String, String)>;

/// `GET /account/stored`.
pub(super) async fn show(
    State(bridge): State<Arc<Bridge>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let tables = tables(&bridge, &visitor.session.did).await?;
    let page = StoredDataPage { site: &bridge.site, who: visitor.names(), parts: &tables };
    Ok(visitor.show(&bridge, &page))
}

async fn tables(bridge: &Bridge, did: &str) -> Result<Vec<StoredTable>, DbError> {
    let (db, now) = (bridge.db(), bridge.now());
    let grants = grants::all_of_account(db, did, now).await?;
    let table = |table, title, facts: Facts| StoredTable { table, title, rows: facts.len(), facts };
    Ok(vec![
        account(db, did).await?,
        table("blocked_person", Message::new("stored-blocked-person"), block(db, did).await?),
        table("browser_session", Message::new("stored-browser-session"), sessions(db, did).await?),
        session_clients(bridge, did).await?,
        table(
            "account_client",
            Message::new("stored-account-client"),
            account_clients(bridge, did).await?,
        ),
        table("chosen_account", Message::new("stored-chosen-account"), chosen(db, did).await?),
        table("consent", Message::new("stored-consent"), consents(bridge, did).await?),
        sign_ins(bridge, did).await?,
        codes_or_tokens(bridge, &grants, GrantKind::RefreshToken).await?,
        codes_or_tokens(bridge, &grants, GrantKind::AccessToken).await?,
        codes_or_tokens(bridge, &grants, GrantKind::Code).await?,
        notices(bridge, did).await?,
        table("name_binding", Message::new("stored-name-binding"), bound_names(db, did).await?),
        table("name_choice", Message::new("stored-name-choice"), chosen_names(db, did).await?),
    ])
}

async fn sign_ins(bridge: &Bridge, did: &str) -> Result<StoredTable, DbError> {
    let (rows, facts) = sign_ins::stored(bridge, did).await?;
    Ok(StoredTable { table: "sign_in", title: Message::new("stored-sign-in"), rows, facts })
}

async fn account(db: &Db, did: &str) -> Result<StoredTable, DbError> {
    let found = Account::find(db, did).await?;
    let (rows, mut facts) = (usize::from(found.is_some()), Facts::new());
    if let Some(Account { person, proven_at }) = found {
        // Unknown members are shown too, so one that is added later cannot be forgotten here.
        if let Value::Object(members) = serde_json::to_value(&person)? {
            let told = members.iter().filter(|(_, value)| !value.is_null());
            facts.extend(told.map(|(name, value)| {
                let shown = match name.as_str() {
                    "email" => email(&person.email),
                    "email_read_at" => {
                        times::date(person.email_read_at.unwrap_or_default()).to_string()
                    }
                    _ => text(value),
                };
                (in_words(name), shown)
            }));
        }
        let confirmed = Message::new("fact-confirmed").to_string();
        facts.push((confirmed, times::date(proven_at).to_string()));
    }
    Ok(StoredTable { table: "account", title: Message::new("stored-account"), rows, facts })
}

/// One fact: its row.
async fn block(db: &Db, did: &str) -> Result<Facts, DbError> {
    let found = BlockedPerson::find(db, did).await?;
    let fact = |block: BlockedPerson| {
        let since = Message::new("fact-blocked").saying("date", times::date(block.since));
        (since.to_string(), block.note)
    };
    Ok(found.map(fact).into_iter().collect())
}

fn in_words(member: &str) -> String {
    let message = match member {
        "did" => Message::new("fact-did"),
        "handle" => Message::new("fact-handle"),
        "pds" => Message::new("fact-pds"),
        "issuer" => Message::new("fact-issuer"),
        "is_hosted" => Message::new("fact-is-hosted"),
        "name" => Message::new("fact-name"),
        "picture" => Message::new("fact-picture"),
        "email" => Message::new("fact-email"),
        "email_read_at" => Message::new("fact-email-read-at"),
        other => return other.to_owned(),
    };
    message.to_string()
}

fn email(email: &Email) -> String {
    match email {
        Email::NotAsked => Message::new("fact-email-not-asked").to_string(),
        Email::NotTold => Message::new("fact-email-not-told").to_string(),
        Email::Told { address, confirmed: true } => address.clone(),
        Email::Told { address, confirmed: false } => {
            Message::new("fact-email-unconfirmed").with("address", address).to_string()
        }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => Message::new("fact-yes").to_string(),
        Value::Bool(false) => Message::new("fact-no").to_string(),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

async fn sessions(db: &Db, did: &str) -> Result<Facts, DbError> {
    let listed = BrowserSession::all_of(db, did).await?;
    let fact = |listed: Listed| {
        let at = [listed.session.authenticated_at, listed.last_used_at, listed.expires_at];
        let [since, used, until] = at.map(times::date);
        let fact = if listed.session.stays() {
            Message::new("fact-session")
        } else {
            Message::new("fact-session-brief")
        };
        let fact = fact.saying("since", since).saying("used", used).saying("until", until);
        (device::in_words(&listed.device), fact.to_string())
    };
    Ok(listed.into_iter().map(fact).collect())
}

async fn session_clients(bridge: &Bridge, did: &str) -> Result<StoredTable, DbError> {
    let known = session_client::all_of_account(bridge.db(), did).await?;
    let mut facts = Facts::new();
    for (client_id, sub, sessions) in &known {
        let fact = Message::new("fact-known-in-browsers").with("sub", sub).with("number", sessions);
        facts.push((name_of(bridge, client_id).await?, fact.to_string()));
    }
    let (table, title) = ("session_client", Message::new("stored-session-client"));
    let rows = count(known.iter().map(|(.., sessions)| *sessions));
    Ok(StoredTable { table, title, rows, facts })
}

async fn account_clients(bridge: &Bridge, did: &str) -> Result<Facts, DbError> {
    let mut facts = Facts::new();
    for (client_id, sub, sessions) in account_client::all_of_account(bridge.db(), did).await? {
        let fact = Message::new("fact-known-by-sign-ins").with("sub", sub).with("number", sessions);
        facts.push((name_of(bridge, &client_id).await?, fact.to_string()));
    }
    Ok(facts)
}

async fn chosen(db: &Db, did: &str) -> Result<Facts, DbError> {
    let remembered = ChosenAccount::everywhere(db, did).await?;
    let fact = |(handle, used_at): (Option<String>, i64)| {
        let shown = handle.unwrap_or_else(|| did.to_owned());
        let shown = Message::new("fact-shown-as").with("account", shown);
        let chosen = Message::new("fact-chosen").saying("date", times::date(used_at));
        (shown.to_string(), chosen.to_string())
    };
    Ok(remembered.into_iter().map(fact).collect())
}

async fn consents(bridge: &Bridge, did: &str) -> Result<Facts, DbError> {
    let mut facts = Facts::new();
    for given in consent::all_of(bridge.db(), did).await? {
        let fact = Message::new("fact-consent")
            .with("scope", &given.scope)
            .saying("date", times::date(given.at));
        facts.push((name_of(bridge, &given.client_id).await?, fact.to_string()));
    }
    Ok(facts)
}

/// Codes and tokens: how many each client has, and until when they are kept.
async fn codes_or_tokens(
    bridge: &Bridge,
    held: &[Grants],
    kind: GrantKind,
) -> Result<StoredTable, DbError> {
    let (table, title) = match kind {
        GrantKind::Code => ("authorization_code", Message::new("stored-authorization-code")),
        GrantKind::AccessToken => ("access_token", Message::new("stored-access-token")),
        GrantKind::RefreshToken => ("refresh_token", Message::new("stored-refresh-token")),
    };
    let held: Vec<_> = held.iter().filter(|held| held.kind == kind).collect();
    let mut facts = Facts::new();
    // They come in the order of their clients.
    for theirs in held.chunk_by(|one, next| one.client_id == next.client_id) {
        let Some(first) = theirs.first() else { continue };
        let stored: i64 = theirs.iter().map(|held| held.stored).sum();
        let good: i64 = theirs.iter().map(|held| held.good).sum();
        let last = theirs.iter().map(|held| held.until).max().unwrap_or_default();
        let name = name_of(bridge, &first.client_id).await?;
        let fact = Message::new("fact-grants")
            .with("number", stored)
            .with("usable", good)
            .saying("date", times::date(last));
        facts.push((name, fact.to_string()));
    }
    let rows = count(held.iter().map(|held| held.stored));
    Ok(StoredTable { table, title, rows, facts })
}

/// Logout notices that a relying party has not accepted yet. The table only has the `sub` by which
/// each relying party knows the person.
async fn notices(bridge: &Bridge, did: &str) -> Result<StoredTable, DbError> {
    let mut known_as = Vec::new();
    let look = |client: &Client| {
        let sub = bridge.provider.subject_identifier(client, did);
        known_as.push((client.client_id.clone(), client.client_name.clone(), sub));
        ControlFlow::Continue(())
    };
    bridge.provider.context.clients.each(look).await?;
    let (mut facts, mut waiting) = (Facts::new(), Vec::new());
    for (client_id, name, sub) in known_as {
        let (number, until) = logout_notice::waiting_for(bridge.db(), &client_id, &sub).await?;
        if number > 0 {
            let fact = Message::new("fact-notices")
                .with("number", number)
                .saying("date", times::date(until));
            facts.push((name, fact.to_string()));
            waiting.push(number);
        }
    }
    let (table, title) = ("logout_notice", Message::new("stored-logout-notice"));
    Ok(StoredTable { table, title, rows: count(waiting.into_iter()), facts })
}

/// How many rows these are together.
fn count(numbers: impl Iterator<Item = i64>) -> usize {
    usize::try_from(numbers.sum::<i64>()).unwrap_or_default()
}

async fn bound_names(db: &Db, did: &str) -> Result<Facts, DbError> {
    let bound = name_binding::bound_to(db, did).await?;
    let fact = |(name, kind, at): (String, String, i64)| {
        let fact =
            Message::new("fact-name-bound").with("kind", kind).saying("date", times::date(at));
        (name, fact.to_string())
    };
    Ok(bound.into_iter().map(fact).collect())
}

async fn chosen_names(db: &Db, did: &str) -> Result<Facts, DbError> {
    let chosen = name_binding::chosen_by(db, did).await?;
    let fact = |(template, name): (String, String)| {
        (name, Message::new("fact-name-made").with("template", template).to_string())
    };
    Ok(chosen.into_iter().map(fact).collect())
}
