//! The relying parties that have access: they were given consent, or hold valid codes or tokens.

use std::collections::BTreeMap;

use url::Url;

use super::given_name;
use crate::db::DbError;
use crate::login::bridge::Bridge;
use crate::login::consent_page::in_words;
use crate::login::store::consent::{self, Given};
use crate::login::times;
use crate::oidc::Client;
use crate::oidc::protocol::subject::Scope;
use crate::oidc::store::grants::Grants;
use crate::web::pages::account::{AccountNames, RelyingPartyRow};

/// Those of the account `who`, sorted by name.
pub(super) async fn with_access(
    bridge: &Bridge,
    who: AccountNames<'_>,
    held: &[Grants],
) -> Result<Vec<RelyingPartyRow>, DbError> {
    let given = consent::all_of(bridge.db(), who.did).await?;
    let mut all = Vec::new();
    for (client_id, (scope, since)) in summed_up(&given, held) {
        if client_id == bridge.account_page {
            continue;
        }
        let client = bridge.provider.context.clients.find(client_id).await?;
        let told = client.as_ref().map(|client| in_words(&scope, client)).unwrap_or_default();
        let (name, host) = known_as(client_id, client.as_deref());
        // The scope "profile" tells it.
        let given_name = match client.as_deref().filter(|_| scope.contains("profile")) {
            Some(client) => given_name::explained(bridge, who, client).await?,
            None => None,
        };
        all.push(RelyingPartyRow {
            client_id: client_id.to_owned(),
            name,
            host,
            learns: told,
            given_name,
            since: times::date(since),
        });
    }
    all.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(all)
}

/// For each client: all that it may see, and since when it may see anything.
fn summed_up<'a>(given: &'a [Given], held: &'a [Grants]) -> BTreeMap<&'a str, (Scope, i64)> {
    let given = given.iter().map(|given| (&given.client_id, &given.scope, given.at));
    let held = held.iter().filter_map(|held| Some((&held.client_id, &held.scope, held.since?)));
    let mut clients: BTreeMap<&str, (Scope, i64)> = BTreeMap::new();
    for (client_id, scope, since) in given.chain(held) {
        let sum = clients.entry(client_id).or_insert_with(|| (Scope::stored(""), since));
        sum.0 = Scope::stored(&scope.added_to(&sum.0.to_string()));
        sum.1 = sum.1.min(since);
    }
    clients
}

/// The name that people know a relying party by.
pub(super) async fn name_of(bridge: &Bridge, client_id: &str) -> Result<String, DbError> {
    let client = bridge.provider.context.clients.find(client_id).await?;
    Ok(known_as(client_id, client.as_deref()).0)
}

/// The name of a relying party, and its host in ASCII. One that was removed has only its identifier
/// left.
fn known_as(client_id: &str, client: Option<&Client>) -> (String, Option<String>) {
    let Some(client) = client else { return (client_id.to_owned(), None) };
    let home = client.home().and_then(|home| Url::parse(&home).ok());
    let host = home.as_ref().and_then(Url::host_str).map(str::to_owned);
    (client.client_name.clone(), host)
}
