//! `atlogin client import`: reads clients as the configuration file has them into the database: all of
//! them or, after any mistake, none.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;

use super::refusal::{Refusal, in_new_database, refuse_configured, said};
use crate::cli::output::{Ending, Output};
use crate::client::Client;
use crate::clock::Clock;
use crate::config::{Config, Sources};
use crate::db::{Db, DbError};
use crate::oidc::store::registered_client;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Relying parties, as `atlogin client export` prints them; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Change those that are there: they get these settings and these secrets, and no others
    #[arg(long)]
    replace: bool,
}

/// More than this is another file.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

pub(super) fn run(
    arguments: &Arguments,
    sources: &Sources,
    config: &Config,
    output: &mut Output,
) -> Result<Ending, Refusal> {
    let (name, text) = read(&arguments.file)?;
    let judged = config.judge_clients(name, &text, sources);
    let (clients, warnings) = judged.map_err(|errors| {
        let lines = errors.mistakes.iter().map(|mistake| format!("\n  {mistake}"));
        Refusal::Import(lines.collect())
    })?;
    if clients.is_empty() {
        return Err(Refusal::Import(format!("\n  {} has no [[clients]] section", name.display())));
    }
    for client in &clients {
        refuse_configured(config, &client.client_id)?;
    }
    Ok(in_new_database(config, output, async |db, output| {
        let there = there(db, &clients).await?;
        if !there.is_empty() && !arguments.replace {
            return Err(Refusal::ThereToImport(there.join(", ")));
        }
        let mut transaction = db.begin_durable().await?;
        registered_client::put(&mut transaction, &clients, Clock::system().now()).await?;
        transaction.commit().await.map_err(DbError::from)?;
        for warning in &warnings {
            output.complain(format_args!("atlogin: warning: {}", said(warning)));
        }
        for client in &clients {
            let what = if there.contains(&client.client_id) { "replaced" } else { "added" };
            output.say(format_args!("{:?} was {what}.", client.client_id));
        }
        output.say("ATLogin needs no restart.");
        Ok(Ending::Well)
    }))
}

/// The text, and its name for mistakes.
fn read(file: &Path) -> Result<(&Path, String), Refusal> {
    let is_input = file == Path::new("-");
    let name = if is_input { Path::new("standard input") } else { file };
    let unreadable = |error| Refusal::Unreadable(name.to_owned(), error);
    let mut text = String::new();
    let read = if is_input {
        std::io::stdin().take(MOST_BYTES).read_to_string(&mut text)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(MOST_BYTES).read_to_string(&mut text))
    };
    read.map_err(unreadable)?;
    Ok((name, text))
}

/// Those that are in the database already.
async fn there(db: &Db, clients: &[Client]) -> Result<Vec<String>, DbError> {
    let mut there = vec![];
    for client in clients {
        if registered_client::exists(db, &client.client_id).await? {
            there.push(client.client_id.clone());
        }
    }
    Ok(there)
}
