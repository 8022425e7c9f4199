//! `GET /account/stored`: all that the database holds for somebody, table by table.
//!
//! One part for each table that names an account, also if it is empty: a test compares them with the
//! tables there are. Values of secrets are not known here; what they open is told instead.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::Value;

use super::parts::Named;
use super::relying_parties::name_of;
use super::visitor::Visitor;
use super::way_in::{Next, sign_in};
use crate::atproto::Email;
use crate::db::DbError;
use crate::login::bridge::Bridge;
use crate::login::error_page::Failure;
use crate::login::store::account::Account;
use crate::login::store::browser_session::{BrowserSession, Listed};
use crate::login::store::chosen_account::ChosenAccount;
use crate::login::store::{consent, name_binding};
use crate::moment;
use crate::oidc::store::grants::{self, Grant, GrantKind};
use crate::oidc::store::{account_client, logout_notice, session_client};
use crate::web::pages::account::{StoredDataPage, StoredTable};

type Facts = Vec<(String, String)>;

/// `GET /account/stored`.
pub(super) async fn show(
    State(bridge): State<Arc<Bridge>>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let bridge = bridge.as_ref();
    let Some(visitor) = Visitor::of(bridge, &headers).await? else {
        return Ok(sign_in(bridge, Next::Stored));
    };
    let did = visitor.session.did();
    let named = Named::find(bridge, did).await?;
    let parts = parts(bridge, did).await?;
    let page = StoredDataPage { site: &bridge.site, who: named.who(), parts: &parts };
    Ok(visitor.show(bridge, &page))
}

async fn parts(bridge: &Bridge, did: &str) -> Result<Vec<StoredTable>, DbError> {
    let held = grants::all_of_account(bridge.db(), did, bridge.now()).await?;
    Ok(vec![
        account(bridge, did).await?,
        sessions(bridge, did).await?,
        session_clients(bridge, did).await?,
        account_clients(bridge, did).await?,
        chosen(bridge, did).await?,
        consents(bridge, did).await?,
        codes_or_tokens(bridge, &held, GrantKind::RefreshToken).await?,
        codes_or_tokens(bridge, &held, GrantKind::AccessToken).await?,
        codes_or_tokens(bridge, &held, GrantKind::Code).await?,
        notices(bridge, did).await?,
        bound_names(bridge, did).await?,
        chosen_names(bridge, did).await?,
    ])
}

/// A table of which each row is one fact.
fn row_by_row(table: &'static str, title: &'static str, facts: Facts) -> StoredTable {
    StoredTable { table, title, rows: facts.len(), facts }
}

async fn account(bridge: &Bridge, did: &str) -> Result<StoredTable, DbError> {
    let found = Account::find(bridge.db(), did).await?;
    let (rows, mut facts) = (usize::from(found.is_some()), Facts::new());
    if let Some(Account { person, proven_at }) = found {
        // By what is written, not by what is known today: nothing that is added can be left out.
        if let Value::Object(members) = serde_json::to_value(&person)? {
            let told = members.iter().filter(|(_, value)| !value.is_null());
            facts.extend(told.map(|(name, value)| {
                let shown = match name.as_str() {
                    "email" => email(&person.email),
                    "email_read_at" => moment::date(person.email_read_at.unwrap_or_default()),
                    _ => text(value),
                };
                (in_words(name).to_owned(), shown)
            }));
        }
        facts.push(("Last confirmed".to_owned(), moment::date(proven_at)));
    }
    Ok(StoredTable { table: "account", title: "Your account", rows, facts })
}

fn in_words(member: &str) -> &str {
    match member {
        "did" => "Permanent account number (DID)",
        "handle" => "Handle",
        "pds" => "Your server",
        "issuer" => "Where you sign in",
        "name" => "Display name",
        "picture" => "Address of your picture",
        "email" => "E-mail address",
        "email_read_at" => "E-mail address read on",
        other => other,
    }
}

fn email(email: &Email) -> String {
    match email {
        Email::NotAsked => "Not asked for".to_owned(),
        Email::NotTold => "Not told by your server".to_owned(),
        Email::Told { address, confirmed: true } => address.clone(),
        Email::Told { address, confirmed: false } => format!("{address} (not confirmed)"),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

async fn sessions(bridge: &Bridge, did: &str) -> Result<StoredTable, DbError> {
    let listed = BrowserSession::all_of(bridge.db(), did).await?;
    let fact = |listed: Listed| {
        let [since, used, until] =
            [listed.session.authenticated_at(), listed.last_used_at, listed.expires_at]
                .map(moment::date);
        (listed.device, format!("Signed in on {since}; last used on {used}; ends on {until}"))
    };
    let facts = listed.into_iter().map(fact).collect();
    Ok(row_by_row("browser_session", "Browsers that are signed in", facts))
}

async fn session_clients(bridge: &Bridge, did: &str) -> Result<StoredTable, DbError> {
    let mut facts = Facts::new();
    for (client_id, sub) in session_client::all_of_account(bridge.db(), did).await? {
        let name = name_of(bridge, &client_id).await?;
        facts.push((name, format!("Knows you as {sub}")));
    }
    Ok(row_by_row("session_client", "Where these browsers have signed in", facts))
}

async fn account_clients(bridge: &Bridge, did: &str) -> Result<StoredTable, DbError> {
    let mut facts = Facts::new();
    for (client_id, sub, sessions) in account_client::all_of_account(bridge.db(), did).await? {
        let name = name_of(bridge, &client_id).await?;
        facts.push((name, format!("Knows you as {sub}; sign-ins to be ended there: {sessions}")));
    }
    let title = "Who is told when you sign out everywhere";
    Ok(row_by_row("account_client", title, facts))
}

async fn chosen(bridge: &Bridge, did: &str) -> Result<StoredTable, DbError> {
    let remembered = ChosenAccount::everywhere(bridge.db(), did).await?;
    let fact = |(handle, used_at): (Option<String>, i64)| {
        let shown = handle.unwrap_or_else(|| did.to_owned());
        (format!("Shown as {shown}"), format!("Last chosen on {}", moment::date(used_at)))
    };
    let facts = remembered.into_iter().map(fact).collect();
    Ok(row_by_row("chosen_account", "Browsers that offer your account", facts))
}

async fn consents(bridge: &Bridge, did: &str) -> Result<StoredTable, DbError> {
    let mut facts = Facts::new();
    for given in consent::all_of(bridge.db(), did).await? {
        let name = name_of(bridge, &given.client_id).await?;
        facts.push((name, format!("{} on {}", given.scope, moment::date(given.at))));
    }
    Ok(row_by_row("consent", "What you have allowed", facts))
}

/// Codes and tokens: for each client how many, and until when they are kept.
async fn codes_or_tokens(
    bridge: &Bridge,
    held: &[Grant],
    kind: GrantKind,
) -> Result<StoredTable, DbError> {
    let (table, title) = match kind {
        GrantKind::Code => ("authorization_code", "Codes of sign-ins"),
        GrantKind::AccessToken => ("access_token", "Short-lived keys of apps and sites"),
        GrantKind::RefreshToken => ("refresh_token", "Lasting keys of apps and sites"),
    };
    let held: Vec<_> = held.iter().filter(|held| held.kind == kind).collect();
    let mut clients: Vec<&str> = held.iter().map(|held| held.client_id.as_str()).collect();
    clients.sort_unstable();
    clients.dedup();
    let mut facts = Facts::new();
    for client_id in clients {
        let theirs: Vec<_> = held.iter().filter(|held| held.client_id == client_id).collect();
        let good = theirs.iter().filter(|held| held.is_good).count();
        let last = theirs.iter().map(|held| held.until).max().unwrap_or_default();
        let name = name_of(bridge, client_id).await?;
        let count = theirs.len();
        facts.push((name, format!("{count}, usable: {good}; end by {}", moment::date(last))));
    }
    Ok(StoredTable { table, title, rows: held.len(), facts })
}

/// Word of a logout that a relying party has not heard yet. The table knows only what each of them
/// calls the person.
async fn notices(bridge: &Bridge, did: &str) -> Result<StoredTable, DbError> {
    let mut facts = Facts::new();
    for client in bridge.provider.context.clients.all().await? {
        let sub = bridge.provider.subject_identifier(&client, did);
        let client_id = &client.client_id;
        for until in logout_notice::waiting_for(bridge.db(), client_id, &sub).await? {
            let text =
                format!("To be told that you have signed out, until {}", moment::date(until));
            facts.push((client.client_name.clone(), text));
        }
    }
    Ok(row_by_row("logout_notice", "Apps and sites to be told", facts))
}

async fn bound_names(bridge: &Bridge, did: &str) -> Result<StoredTable, DbError> {
    let bound = name_binding::bound_to(bridge.db(), did).await?;
    let fact = |(name, kind, at): (String, String, i64)| {
        (name, format!("{kind}, yours since {}", moment::date(at)))
    };
    let facts = bound.into_iter().map(fact).collect();
    Ok(row_by_row("name_binding", "Names that stay yours", facts))
}

async fn chosen_names(bridge: &Bridge, did: &str) -> Result<StoredTable, DbError> {
    let chosen = name_binding::chosen_by(bridge.db(), did).await?;
    let facts = chosen.into_iter().map(|(template, name)| (name, format!("made by {template}")));
    Ok(row_by_row("name_choice", "How these names were made", facts.collect()))
}
