//! `atlogin keys`: shows the keys that this service signs with, and ends the turn of those in use.
//!
//! Both kinds: those of ID tokens, and those that prove the service to people's servers. A running
//! service follows within a minute. No private key is ever printed.

use clap::Subcommand;

use super::database::with_database;
use super::moment::moment;
use super::output::{Ending, Output};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, DbError};
use crate::key_rotation::{KeyStatus, Term, statuses};
use crate::login::store::client_key;
use crate::oidc::store::signing_key::{self, Algorithm};

#[derive(Clone, Copy, Debug, Subcommand)]
pub(super) enum Command {
    /// Show every published key: which one signs, which is next, and until when old ones stay
    List,
    /// Publish the next keys now: they sign as soon as everybody can know them, a day from now
    Rotate {
        /// Drop all keys and sign with new ones at once, because somebody else may have the old ones.
        /// Breaks sign-ins that are under way, and some new ones for up to a day
        #[arg(long)]
        compromised: bool,
    },
}

/// A key of either kind, as a line of the table.
struct Line {
    algorithm: &'static str,
    kid: String,
    term: Term,
}

const ID_TOKENS: &str = "Keys that sign ID tokens";
const CLIENT: &str = "Keys that prove this service to people's servers";

pub(super) fn run(command: Command, config: &Config, output: &mut Output) -> Ending {
    let now = Clock::system().now();
    with_database(config, output, async |db, output| match command {
        Command::List => list(db, config, now, output).await,
        Command::Rotate { compromised: false } => rotate(db, now, output).await,
        Command::Rotate { compromised: true } => replace(db, now, output).await,
    })
}

async fn list(db: &Db, config: &Config, now: i64, output: &mut Output) -> Result<Ending, DbError> {
    let mut signing = Vec::new();
    for algorithm in Algorithm::ALL {
        signing.extend(signing_lines(db, algorithm).await.map(|lines| table(lines, now))?);
    }
    let client = table(client_lines(db).await?, now);
    show(output, ID_TOKENS, &config.public_url.at("/jwks"), &signing);
    if !client.is_empty() {
        show(output, CLIENT, &config.public_url.at("/client-jwks.json"), &client);
    }
    output.say(match config.key_lifetime {
        Some(seconds) => {
            let days = seconds / (24 * 60 * 60);
            format!("A key signs for {days} days. Then the next one takes its place by itself.")
        }
        None => "A key signs until `atlogin keys rotate` (key_lifetime_days = 0).".to_owned(),
    });
    Ok(Ending::Well)
}

async fn rotate(db: &Db, now: i64, output: &mut Output) -> Result<Ending, DbError> {
    output.say("The next keys are published, and sign later:\n");
    for algorithm in Algorithm::ALL {
        signing_key::schedule_next(db, algorithm, now).await?;
        tell_next(output, signing_lines(db, algorithm).await?, now);
    }
    if !client_key::list(db).await?.is_empty() {
        client_key::schedule_next(db, now).await?;
        tell_next(output, client_lines(db).await?, now);
    }
    output.say(
        "\nUntil then the present keys go on. Afterwards they stay published until nothing that they\n\
         signed counts any more. A running service follows within a minute; nothing else is to do.",
    );
    Ok(Ending::Well)
}

async fn replace(db: &Db, now: i64, output: &mut Output) -> Result<Ending, DbError> {
    output.say("All keys are dropped. These sign at once:\n");
    for key in signing_key::replace_all(db, now).await? {
        output.say(format_args!("  {:<9}  {}", key.algorithm.name(), key.kid));
    }
    if !client_key::list(db).await?.is_empty() {
        let key = client_key::replace_all(db, now).await?;
        output.say(format_args!("  {:<9}  {}", CLIENT_ALGORITHM, key.kid));
    }
    output.say(
        "\nA running service follows within a minute; restart it to be quicker. What this costs:\n\
         - Relying parties with a copy of the old keys may refuse sign-ins until they read the new ones:\n  \
           most do so when they meet an unknown key, the others within a day, or when they are restarted.\n\
         - ID tokens signed so far are worth nothing any more, not even as a hint at logout.\n\
         - Sign-ins under way have to be begun again, and people's servers may refuse new ones for ten\n  \
           minutes.\n\
         Sessions and access tokens are not touched. Whoever had the keys may have had the rest of the\n\
         database too.",
    );
    Ok(Ending::Well)
}

/// How the client's keys are called where those of ID tokens go by their algorithm.
const CLIENT_ALGORITHM: &str = "ATProto";

async fn signing_lines(db: &Db, algorithm: Algorithm) -> Result<Vec<Line>, DbError> {
    let keys = signing_key::list(db).await?.into_iter();
    let of_kind = keys.filter(|key| key.algorithm == algorithm);
    let line = |key: signing_key::Listed| Line {
        algorithm: algorithm.name(),
        kid: key.kid,
        term: key.term,
    };
    Ok(of_kind.map(line).collect())
}

async fn client_lines(db: &Db) -> Result<Vec<Line>, DbError> {
    let line = |key: client_key::Listed| Line {
        algorithm: CLIENT_ALGORITHM,
        kid: key.kid,
        term: key.term,
    };
    Ok(client_key::list(db).await?.into_iter().map(line).collect())
}

/// The lines of the keys that are published, each with what it is: what signs, what comes, what was.
fn table(lines: Vec<Line>, now: i64) -> Vec<(KeyStatus, Line)> {
    let terms: Vec<Term> = lines.iter().map(|line| line.term).collect();
    let mut lines: Vec<_> = statuses(&terms, now).into_iter().zip(lines).collect();
    lines.retain(|(status, _)| *status != KeyStatus::Retired);
    lines.sort_by_key(|(status, _)| match status {
        KeyStatus::Signing => 0,
        KeyStatus::Next => 1,
        KeyStatus::Old | KeyStatus::Retired => 2,
    });
    lines
}

fn show(output: &mut Output, title: &str, address: &str, lines: &[(KeyStatus, Line)]) {
    output.say(format_args!("{title}, published at {address}\n"));
    output.say("             state    signs from            published until       kid");
    for (status, Line { algorithm, kid, term }) in lines {
        let state = match status {
            KeyStatus::Signing => "signing",
            KeyStatus::Next => "next",
            KeyStatus::Old | KeyStatus::Retired => "old",
        };
        let until = term.retires_at.map_or_else(|| "further notice".to_owned(), time);
        let from = time(term.signs_from);
        output.say(format_args!("  {algorithm:<9}  {state:<7}  {from:<20}  {until:<20}  {kid}"));
    }
    output.say("");
}

fn tell_next(output: &mut Output, lines: Vec<Line>, now: i64) {
    for (_, line) in table(lines, now).iter().filter(|(status, _)| *status == KeyStatus::Next) {
        let Line { algorithm, kid, term } = line;
        output.say(format_args!("  {algorithm:<9}  from {}  {kid}", time(term.signs_from)));
    }
}

/// A key that was there before keys took turns says 0.
fn time(seconds: i64) -> String {
    if seconds > 0 { moment(seconds) } else { "the beginning".to_owned() }
}
