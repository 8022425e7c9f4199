//! `atlogin keys`: shows and rotates the keys that this service signs with.
//!
//! There are two kinds: those that sign ID tokens, and those that authenticate the service to
//! authorization servers. A running service uses the changes within two seconds. No private key is
//! ever printed.

mod kind;
mod withdraw;

use clap::Subcommand;

use self::kind::{Kind, time};
use crate::cli::database::with_database;
use crate::cli::output::{Ending, Output};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, DbError};
use crate::key_rotation::KeyStatus;
use crate::login::store::client_key;
use crate::oidc::store::clients::Clients;
use crate::oidc::store::signing_key;
use crate::server::relying_parties;

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Command {
    /// Show every key: which one signs, which is next, and until when old ones stay
    List,
    /// Publish the next keys now: they sign as soon as everybody can know them, a day from now
    Rotate {
        /// Drop all keys and sign with new ones at once, because somebody else may have the old ones.
        /// Breaks sign-ins that are under way, and some new ones for up to a day
        #[arg(long)]
        compromised: bool,
    },
    /// Take a key, or all that a leaked database holds, out of use at once
    Withdraw(withdraw::Arguments),
}

pub(crate) fn run(command: Command, config: &Config, output: &mut Output) -> Ending {
    with_database(config, output, async |db, output| {
        let kinds = kinds(db).await?;
        match command {
            Command::List => {
                let clients = relying_parties::clients(config);
                let clients = Clients::new(clients, db.clone(), Clock::system());
                let unused = clients.unused_algorithms().await?;
                list((kinds, &unused), config, output).await
            }
            Command::Rotate { compromised: false } => rotate(kinds, output).await,
            Command::Rotate { compromised: true } => replace(kinds, output).await,
            Command::Withdraw(arguments) => {
                withdraw::run(&arguments, kinds, (db, config), output).await
            }
        }
    })
}

/// Both kinds of keys. The second is left out if it has no keys, as for a localhost client.
async fn kinds(db: &Db) -> Result<Vec<Kind>, DbError> {
    let id_tokens = Kind {
        ring: signing_key::key_ring(db.clone(), Clock::system(), None),
        title: "Keys that sign ID tokens",
        path: "/jwks",
        label: None,
    };
    let client = Kind {
        ring: client_key::key_ring(db.clone(), Clock::system(), None),
        title: "Keys that authenticate this service to people's servers",
        path: "/client-jwks.json",
        label: Some("ATProto"),
    };
    let is_client = !client.ring.load().await?.is_empty();
    Ok([id_tokens].into_iter().chain(is_client.then_some(client)).collect())
}

async fn list(
    (kinds, unused): (Vec<Kind>, &[&str]),
    config: &Config,
    output: &mut Output,
) -> Result<Ending, DbError> {
    for kind in kinds {
        let (keys, address) = (kind.ring.published().await?, config.public_url.at(kind.path));
        output.say(format_args!("{}, published at {address}\n", kind.title));
        output.say("             state    signs from            published until       kid");
        for (status, key) in keys {
            let state = match status {
                KeyStatus::Signing => "signing",
                KeyStatus::Next => "next",
                KeyStatus::Old | KeyStatus::Retired => "old",
            };
            let until = key.term.retires_at.map_or_else(|| "further notice".to_owned(), time);
            let (label, from, kid) = (kind.label(&key), time(key.term.signs_from), key.kid);
            output.say(format_args!("  {label:<9}  {state:<7}  {from:<20}  {until:<20}  {kid}"));
        }
        output.say("");
    }
    if !unused.is_empty() {
        output.say(format_args!(
            "No client uses {}. Such keys are not published before one does, nor longer than two days after.\n",
            unused.join(" or ")
        ));
    }
    output.say(match config.key_lifetime {
        Some(seconds) => {
            let days = seconds / (24 * 60 * 60);
            format!("A key signs for {days} days. Then the next one replaces it automatically.")
        }
        None => "A key signs until `atlogin keys rotate` (key_lifetime_days = 0).".to_owned(),
    });
    Ok(Ending::Well)
}

async fn rotate(kinds: Vec<Kind>, output: &mut Output) -> Result<Ending, DbError> {
    output.say("The next keys are published, and sign later:\n");
    for kind in kinds {
        for algorithm in kind.ring.algorithms() {
            kind.ring.schedule_next(*algorithm).await?;
        }
        for (status, key) in kind.ring.published().await? {
            if status == KeyStatus::Next {
                let (label, from, kid) = (kind.label(&key), time(key.term.signs_from), key.kid);
                output.say(format_args!("  {label:<9}  from {from}  {kid}"));
            }
        }
    }
    output.say(
        "\nUntil then the current keys keep signing. Afterwards they stay published until nothing that they\n\
         signed counts any more. A running service follows within two seconds; there is nothing else to do.",
    );
    Ok(Ending::Well)
}

async fn replace(kinds: Vec<Kind>, output: &mut Output) -> Result<Ending, DbError> {
    output.say("All keys have been dropped. These sign at once:\n");
    for kind in kinds {
        for key in kind.ring.replace_all().await? {
            output.say(format_args!("  {:<9}  {}", kind.label(&key), key.kid));
        }
    }
    output.say(
        "\nA running service follows within two seconds. What this costs:\n\
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
