//! `atlogin person end-sessions`: ends all sessions and tokens of somebody.
//!
//! What has ended, and which relying parties do not hear of it, is said here for `block` and `erase` too.

use super::refusal::Refusal;
use super::who::{Place, Somebody, Who, count};
use crate::cli::output::{Ending, Output};
use crate::db::DbError;
use crate::login::person::sign_out::{Ended, SignOut};
use crate::server::for_commands::sign_out;

pub(super) async fn run(
    who: &Who,
    place: Place<'_>,
    output: &mut Output,
) -> Result<Ending, Refusal> {
    let (somebody, (db, config)) = (who.find(place).await?, place);
    let sign_out = sign_out(config, db)?;
    let ended = sign_out.everywhere(&somebody.did).await?;
    say("Signed out", (&somebody, &ended), &sign_out, output).await?;
    output.say("They may sign in again. To keep them out: `atlogin person block`.");
    Ok(Ending::Well)
}

/// Says what has ended, who hears of it, and what goes on elsewhere.
pub(super) async fn say(
    done: &str,
    (somebody, ended): (&Somebody, &Ended),
    sign_out: &SignOut,
    output: &mut Output,
) -> Result<(), DbError> {
    let (sessions, tokens) = (count(ended.sessions, "session"), count(ended.tokens, "token"));
    output.say(format_args!("{done} {somebody}: {sessions} and {tokens} ended."));
    match ended.told.as_slice() {
        [] => {}
        [one] => output.say(format_args!("1 relying party is told within a minute: {one}.")),
        several => output.say(format_args!(
            "{} relying parties are told within a minute: {}.",
            several.len(),
            several.join(", ")
        )),
    }
    for client_id in &ended.not_told {
        let Some(client) = sign_out.context.clients.find(client_id).await? else { continue };
        if client.is_account_page() {
            continue;
        }
        let name = &client.client_name;
        output.say(match client.matrix() {
            Some(_) => format!(
                "{name} ({client_id}) is not told: it has no back-channel logout. The person stays signed in \
                 to their Matrix account there; end that at the homeserver."
            ),
            None => format!(
                "{name} ({client_id}) is not told: it has no back-channel logout. A session of its own goes on \
                 until it ends there."
            ),
        });
    }
    Ok(())
}
