//! `atlogin person show`: what is stored of somebody, and what the rules of today say about them.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::who::{Place, Somebody, Who, count, plain};
use crate::cli::output::{Ending, Output};
use crate::client::Client;
use crate::clock::Clock;
use crate::db::{Db, DbError};
use crate::login::person::admission::{judge, refused_by};
use crate::login::person::record;
use crate::login::store::account::Account;
use crate::login::store::blocked_person::BlockedPerson;
use crate::login::store::browser_session::BrowserSession;
use crate::login::store::person::Person;
use crate::login::store::{consent, name_binding};
use crate::moment::moment;
use crate::oidc::Clients;
use crate::oidc::store::grants::{self, GrantKind};
use crate::server::for_commands::clients;
use crate::who::admission::Verdict;

/// The lines of the output: what they are about, and what is to be said.
type Lines = Vec<(&'static str, String)>;

pub(super) async fn run(
    who: &Who,
    json: bool,
    place: Place<'_>,
    output: &mut Output,
) -> Result<Ending, Refusal> {
    let (somebody, (db, config), now) = (who.find(place).await?, place, Clock::system().now());
    let (did, clients) = (somebody.did.as_str(), clients(config, db));
    let stored = record::of_account((db, &clients), did, now).await?;
    if stored.values().all(|rows| rows.as_array().is_none_or(Vec::is_empty)) {
        return Err(Refusal::Nothing(somebody.to_string()));
    }
    let account = Account::find(db, did).await?;
    let rules = match &account {
        Some(account) => rules(&clients, &account.person).await?,
        None => vec![],
    };
    if json {
        let is_blocked = BlockedPerson::find(db, did).await?.is_some();
        let rules: Value = rules.iter().map(AtClient::json).collect();
        let handle = account.as_ref().and_then(|account| account.person.handle());
        output.say(json!({
            "did": did,
            "handle": handle,
            "blocked": is_blocked,
            "relying_parties": rules,
            "stored": Value::Object(stored),
        }));
        return Ok(Ending::Well);
    }
    let mut lines = who_they_are(&somebody, account.as_ref(), db).await?;
    lines.extend(sessions(did, db, now).await?);
    lines.extend(relying_parties(did, db, now).await?);
    lines.extend(rules.iter().map(|rule| ("may sign in at", rule.to_string())));
    let mut before = "";
    for (name, text) in lines {
        let name = if name == before { "" } else { name };
        output.say(format_args!("{name:<16}  {}", plain(&text)));
        before = if name.is_empty() { before } else { name };
    }
    Ok(Ending::Well)
}

async fn who_they_are(
    somebody: &Somebody,
    account: Option<&Account>,
    db: &Db,
) -> Result<Lines, DbError> {
    let mut lines: Lines = vec![("account", somebody.did.clone())];
    if let Some(Account { person, proven_at }) = account {
        let handle = person.handle().unwrap_or("none that is verified");
        let pds = format!("{} (signs in at {})", person.pds.host(), person.issuer.host());
        lines.extend([("handle", handle.to_owned()), ("server", pds)]);
        lines.extend(person.name.clone().map(|name| ("called", name)));
        lines.push(("last confirmed", moment(*proven_at)));
    }
    let blocked = match BlockedPerson::find(db, &somebody.did).await? {
        None => "no".to_owned(),
        Some(block) if block.note.is_empty() => format!("since {}", moment(block.since)),
        Some(block) => format!("since {}: {}", moment(block.since), block.note),
    };
    lines.push(("blocked", blocked));
    for (name, kind, at) in name_binding::bound_to(db, &somebody.did).await? {
        lines.push(("name", format!("{name} ({kind}), since {}", moment(at))));
    }
    Ok(lines)
}

async fn sessions(did: &str, db: &Db, now: i64) -> Result<Lines, DbError> {
    let listed = BrowserSession::all_of(db, did).await?;
    let lasting = listed.into_iter().filter(|session| session.expires_at > now);
    let line = lasting.map(|listed| {
        let at = [listed.session.authenticated_at, listed.last_used_at, listed.expires_at];
        let [since, used, until] = at.map(moment);
        let device = if listed.device.is_empty() { "a browser" } else { &listed.device };
        ("session", format!("{device}, since {since}, last used {used}, until {until}"))
    });
    Ok(line.collect())
}

/// What each relying party holds, and what the person has allowed it.
async fn relying_parties(did: &str, db: &Db, now: i64) -> Result<Lines, DbError> {
    let mut held: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for grants in grants::all_of_account(db, did, now).await? {
        let kind = match grants.kind {
            GrantKind::Code => "code",
            GrantKind::AccessToken => "access token",
            GrantKind::RefreshToken => "refresh token",
        };
        if let Ok(good @ 1..) = u64::try_from(grants.good) {
            held.entry(grants.client_id).or_default().push(count(good, kind));
        }
    }
    for given in consent::all_of(db, did).await? {
        let allowed = format!("allowed {} on {}", given.scope, moment(given.at));
        held.entry(given.client_id).or_default().push(allowed);
    }
    let line = |(client_id, facts): (String, Vec<String>)| {
        ("relying party", format!("{client_id}: {}", facts.join(", ")))
    };
    Ok(held.into_iter().map(line).collect())
}

/// What the rules say about somebody at one relying party.
struct AtClient {
    client_id: String,
    name: String,
    verdict: &'static str,
    because: Option<String>,
}

async fn rules(clients: &Clients, person: &Person) -> Result<Vec<AtClient>, DbError> {
    let mut all = Vec::new();
    clients
        .each(|client| {
            all.push(AtClient::of(client, person));
            ControlFlow::Continue(())
        })
        .await?;
    all.sort_by(|one, other| one.client_id.cmp(&other.client_id));
    Ok(all)
}

impl AtClient {
    fn of(client: &Client, person: &Person) -> Self {
        let (verdict, because) = match judge(client, person) {
            Verdict::Admitted => ("yes", None),
            Verdict::Refused => ("no", refused_by(client, person).map(|rule| rule.to_string())),
            Verdict::DependsOnHost => ("depends", Some("their PDS has to confirm them".to_owned())),
            Verdict::DependsOnHandle => {
                ("depends", Some("their handle has to be confirmed".to_owned()))
            }
        };
        let (client_id, name) = (client.client_id.clone(), client.client_name.clone());
        Self { client_id, name, verdict, because }
    }

    fn json(&self) -> Value {
        json!({
            "client_id": self.client_id,
            "client_name": self.name,
            "may_sign_in": self.verdict,
            "because": self.because,
        })
    }
}

impl std::fmt::Display for AtClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({}): {}", self.client_id, self.name, self.verdict)?;
        self.because.as_ref().map_or(Ok(()), |because| write!(f, ", {because}"))
    }
}
