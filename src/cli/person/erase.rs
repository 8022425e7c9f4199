//! `atlogin person erase`: deletes what is stored of somebody, as they can do themselves at `/account`.

use super::refusal::Refusal;
use super::who::{Place, Somebody, Who};
use super::{ended, who};
use crate::cli::confirm::confirm;
use crate::cli::output::{Ending, Output};
use crate::db::{Db, DbError};
use crate::login::store::blocked_person::BlockedPerson;
use crate::login::store::name_binding;
use crate::moment::moment;
use crate::server::for_commands::sign_out;

pub(super) async fn run(
    who: &Who,
    yes: bool,
    place: Place<'_>,
    output: &mut Output,
) -> Result<Ending, Refusal> {
    let (somebody, (db, config)) = (who.find(place).await?, place);
    if !yes {
        output.say(format_args!(
            "All that is stored of {somebody} is deleted: what their servers said of them, what they have \
             allowed, where their account is remembered. Their sessions and tokens end. Nothing brings it \
             back."
        ));
        for line in what_stays(&somebody, db).await? {
            output.say(line);
        }
        if !confirm(&format!("Erase {}?", somebody.did), output) {
            return Err(Refusal::NotConfirmed);
        }
    }
    let sign_out = sign_out(config, db)?;
    let ended = sign_out.and_forget(&somebody.did).await?;
    ended::say("Erased", (&somebody, &ended), &sign_out, output).await?;
    if yes {
        for line in what_stays(&somebody, db).await? {
            output.say(line);
        }
    }
    Ok(Ending::Well)
}

/// What is not deleted, and why, in lines for the operator.
async fn what_stays(somebody: &Somebody, db: &Db) -> Result<Vec<String>, DbError> {
    let mut lines = Vec::new();
    let bound = name_binding::bound_to(db, &somebody.did).await?;
    let names: Vec<_> = bound.iter().map(|(name, kind, _)| format!("{name} ({kind})")).collect();
    if !names.is_empty() {
        lines.push(format!(
            "Their names stay bound to them, so that nobody else ever gets them: {}.",
            who::plain(&names.join(", "))
        ));
    }
    if let Some(block) = BlockedPerson::find(db, &somebody.did).await? {
        lines.push(format!(
            "The block since {} stays, or they could sign in again; `atlogin person unblock {}` ends it.",
            moment(block.since),
            somebody.did
        ));
    }
    lines.push(
        "What the running service has in memory, such as a refusal of a moment ago, it writes within two \
         minutes: erase once more then."
            .to_owned(),
    );
    lines.push(
        "Logouts that relying parties have not heard of yet wait for a day at most. What relying parties \
         have stored of them, only these can delete; so it is with the log and with backups."
            .to_owned(),
    );
    Ok(lines)
}
