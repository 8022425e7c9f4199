//! `atlogin person export`: prints everything that is stored of somebody, as for a request under the GDPR.

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::who::{Place, Who};
use crate::cli::output::{Ending, Output};
use crate::clock::Clock;
use crate::login::person::record;
use crate::server::for_commands::clients;

pub(super) async fn run(
    who: &Who,
    place: Place<'_>,
    output: &mut Output,
) -> Result<Ending, Refusal> {
    let (somebody, (db, config), now) = (who.find(place).await?, place, Clock::system().now());
    let stored = record::of_account((db, &clients(config, db)), &somebody.did, now).await?;
    if stored.values().all(|rows| rows.as_array().is_none_or(Vec::is_empty)) {
        return Err(Refusal::Nothing(somebody.to_string()));
    }
    let all = json!({
        "did": somebody.did,
        "exported_at": record::time(now),
        "stored": Value::Object(stored),
    });
    // JSON of strings, numbers and lists can always be written. It escapes no invisible characters of
    // others: this is for a file, and for programs.
    output.say(format_args!("{all:#}"));
    Ok(Ending::Well)
}
