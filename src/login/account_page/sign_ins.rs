//! The sign-ins of a person, as the audit has them: where, when, how and from which network.

use super::relying_parties::name_of;
use crate::db::DbError;
use crate::locale::Message;
use crate::login::bridge::Bridge;
use crate::login::times;
use crate::oidc::store::sign_in;
use crate::web::pages::account::SignInRow;

/// How many the overview shows.
const LATEST: i64 = 10;

/// The latest ones, the newest first.
pub(super) async fn latest(bridge: &Bridge, did: &str) -> Result<Vec<SignInRow>, DbError> {
    let (mut rows, now) = (Vec::new(), bridge.now());
    for found in sign_in::latest_of(bridge.db(), did, LATEST).await? {
        let ago = times::ago(found.at, now);
        rows.push(SignInRow {
            relying_party: name_of(bridge, &found.client_id).await?,
            how: in_words(&found.how),
            number: (found.number > 1).then_some(found.number),
            when: if found.source.is_empty() {
                ago
            } else {
                Message::new("sign-in-from").saying("ago", ago).with("network", found.source)
            },
        });
    }
    Ok(rows)
}

/// All of them, counted: for each client and kind one fact, and how many rows there are.
pub(super) async fn stored(
    bridge: &Bridge,
    did: &str,
) -> Result<(usize, Vec<(String, String)>), DbError> {
    let (mut rows, mut facts) = (0, Vec::new());
    for (client_id, how, number, first, last) in sign_in::all_of_account(bridge.db(), did).await? {
        rows += usize::try_from(number).unwrap_or_default();
        let fact = Message::new("fact-sign-ins")
            .saying("how", in_words(&how))
            .with("number", number)
            .saying("first", times::date(first))
            .saying("last", times::date(last));
        facts.push((name_of(bridge, &client_id).await?, fact.to_string()));
    }
    Ok((rows, facts))
}

fn in_words(how: &str) -> Message {
    match how {
        "fresh" => Message::new("sign-in-fresh"),
        "silent" => Message::new("sign-in-silent"),
        "refresh" => Message::new("sign-in-refresh"),
        _ => Message::new("sign-in-refused"),
    }
}
