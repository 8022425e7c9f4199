//! `atlogin person block` and `unblock`: who may sign in nowhere any more.

use super::ended;
use super::refusal::Refusal;
use super::who::{Place, Who};
use crate::cli::output::{Ending, Output};
use crate::clock::Clock;
use crate::db::DbError;
use crate::invisible::{breaks_line, is_hidden};
use crate::login::store::blocked_person::BlockedPerson;
use crate::moment::moment;
use crate::server::for_commands::sign_out;

/// The longest note, in characters.
const LONGEST_NOTE: usize = 500;

/// Reads a note.
///
/// # Errors
/// A sentence that says what to write.
pub(super) fn note(text: &str) -> Result<String, String> {
    if text.chars().count() > LONGEST_NOTE {
        return Err(format!("a note has at most {LONGEST_NOTE} characters"));
    }
    if text.chars().any(|c| is_hidden(c) || breaks_line(c)) {
        return Err("a note is one line of visible characters".to_owned());
    }
    Ok(text.trim().to_owned())
}

pub(super) async fn run(
    who: &Who,
    note: &str,
    place: Place<'_>,
    output: &mut Output,
) -> Result<Ending, Refusal> {
    let (somebody, (db, config)) = (who.find(place).await?, place);
    let before = BlockedPerson::find(db, &somebody.did).await?;
    let sign_out = sign_out(config, db)?;
    let (did, since, note) = (somebody.did.clone(), Clock::system().now(), note.to_owned());
    let ended = sign_out.block(&BlockedPerson { did, since, note }).await?;
    ended::say("Blocked", (&somebody, &ended), &sign_out, output).await?;
    if let Some(before) = before {
        output.say(format_args!("They were blocked already, since {}.", moment(before.since)));
    }
    output.say(format_args!(
        "They can only sign in to their page /account, to see and delete what is stored of them, until \
         `atlogin person unblock {}`.",
        somebody.did
    ));
    Ok(Ending::Well)
}

pub(super) async fn end(
    who: &Who,
    place: Place<'_>,
    output: &mut Output,
) -> Result<Ending, Refusal> {
    let (somebody, (db, _)) = (who.find(place).await?, place);
    let mut transaction = db.begin_durable().await?;
    if !BlockedPerson::end(&mut transaction, &somebody.did).await? {
        return Err(Refusal::NotBlocked(somebody.to_string()));
    }
    transaction.commit().await.map_err(DbError::from)?;
    output.say(format_args!(
        "Unblocked {somebody}. They may sign in again where the rules of the configuration and of each \
         client admit them."
    ));
    Ok(Ending::Well)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_one_short_line_that_hides_nothing() {
        assert_eq!(note(" spam in the garden "), Ok("spam in the garden".to_owned()));
        assert_eq!(note(""), Ok(String::new()));
        assert!(note(&"ä".repeat(LONGEST_NOTE)).is_ok());
        for text in [&*"ä".repeat(LONGEST_NOTE + 1), "a\nb", "a\u{1b}[31mb", "a\u{202e}b"] {
            assert!(note(text).is_err(), "{text:?}");
        }
    }
}
