//! `atlogin matrix claim`: prints the calls that tie a Matrix account to an ATProto account.
//! The Matrix account exists already, and the calls are for the administration interface of its server.
//!
//! It looks both up, shows them side by side and asks. It changes nothing itself: only the operator has the
//! right to do that at the Matrix server, and can know whose the Matrix account is. Everything it prints to
//! standard output is a script for a shell, with remarks.

use std::io::{self, IsTerminal};

use clap::Args;

use super::claimed::Claim;
use super::mas_calls;
use super::named_account::{NamedAccount, identifier};
use super::refusal::Refusal;
use super::synapse_calls;
use crate::cli::confirm::confirm;
use crate::cli::database::with_database;
use crate::cli::output::{Ending, Output};
use crate::client::{Client, MatrixSoftware};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, DbError};
use crate::oidc::store::registered_client;
use crate::server::relying_parties;
use crate::who::matrix_id::MatrixId;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The client that the Matrix server is here, such as synapse
    #[arg(value_name = "CLIENT")]
    client_id: String,
    /// The ATProto account: its handle, or its DID
    #[arg(value_name = "HANDLE_OR_DID")]
    account: String,
    /// The Matrix account, such as '@alice:example.org'
    #[arg(value_name = "MATRIX_ID")]
    matrix_id: String,
    /// Print the calls without asking
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(arguments: &Arguments, config: &Config, output: &mut Output) -> Ending {
    with_database(config, output, async |db, output| {
        let done = claim(arguments, config, db, output).await;
        Ok(done.unwrap_or_else(|refusal| refusal.say(output)))
    })
}

async fn claim(
    arguments: &Arguments,
    config: &Config,
    db: &Db,
    output: &mut Output,
) -> Result<Ending, Refusal> {
    let Arguments { client_id, account, matrix_id, yes } = arguments;
    let matrix_id =
        MatrixId::parse(matrix_id).ok_or_else(|| Refusal::MatrixId(matrix_id.clone()))?;
    let identifier = identifier(account, config)?;
    let client = client(client_id, config, db).await?;
    let client = client.ok_or_else(|| Refusal::NoSuchClient(client_id.clone()))?;
    let software = client.matrix().ok_or_else(|| Refusal::NoMatrixServer(client_id.clone()))?;
    let account = NamedAccount::find(&identifier, config).await?;
    let told = account.told(db, &client).await?;
    let claim = Claim { matrix_id: &matrix_id, account: &account, told: &told };
    for line in claim.sides(&client, software) {
        output.say(line);
    }
    if !yes {
        // Whoever sends the script into a file sees neither the two sides nor the question.
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            return Err(Refusal::NoTerminal);
        }
        if !confirm("Is that right?", output) {
            return Err(Refusal::NotConfirmed);
        }
    }
    output.say(match software {
        MatrixSoftware::Synapse { base } => synapse_calls::render(&claim, base),
        MatrixSoftware::Mas { base, ulid } => mas_calls::render(&claim, base, ulid),
    });
    Ok(Ending::Well)
}

/// The client of that name, in the configuration file or the database.
async fn client(client_id: &str, config: &Config, db: &Db) -> Result<Option<Client>, DbError> {
    let mut configured = relying_parties::clients(config).into_iter();
    if let Some(client) = configured.find(|client| client.client_id == client_id) {
        return Ok(Some(client));
    }
    let found = registered_client::find(db, client_id, Clock::system().now()).await?;
    Ok(found.map(|found| found.client))
}
