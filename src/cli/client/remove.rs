//! `atlogin client remove`: removes a client, its secrets, codes and tokens, if the operator says yes.

use clap::Args;

use super::refusal::{Refusal, in_database, refuse_configured};
use crate::cli::confirm::confirm;
use crate::cli::output::{Ending, Output};
use crate::cli::preset::shell;
use crate::client::{Client, MatrixSoftware};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, DbError};
use crate::login::store::consent;
use crate::oidc::store::{account_client, registered_client};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Its name in the protocol
    #[arg(value_name = "CLIENT")]
    client_id: String,
    /// Remove it without asking
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(arguments: &Arguments, config: &Config, output: &mut Output) -> Ending {
    let Arguments { client_id, yes } = arguments;
    if refuse_configured(config, client_id).is_err() {
        return remove_shadowed(client_id, config, output);
    }
    in_database(config, output, async |db, output| {
        let nobody = || Refusal::NoSuchClient(client_id.clone());
        let found = registered_client::find(db, client_id, Clock::system().now()).await;
        let client = match found {
            Ok(found) => Some(found.ok_or_else(nobody)?.client),
            // A record that cannot be read, as one of a newer version, can still be removed.
            Err(_) if *yes => None,
            Err(error) => return Err(error.into()),
        };
        if let Some(client) = client.as_ref().filter(|_| !yes) {
            for line in price(db, client).await? {
                output.say(line);
            }
            if !confirm(&format!("Remove {client_id:?}?"), output) {
                return Err(Refusal::NotConfirmed);
            }
        }
        let mut transaction = db.begin_durable().await?;
        if !registered_client::remove(&mut transaction, client_id).await? {
            return Err(nobody());
        }
        consent::forget_client(&mut transaction, client_id).await?;
        transaction.commit().await.map_err(DbError::from)?;
        output.say(format_args!(
            "The client {client_id:?} has been removed. Its codes and tokens have ended."
        ));
        if let Some(command) = client.as_ref().and_then(way_back) {
            output
                .say(format_args!("To add it again, with the accounts that MAS has:\n  {command}"));
        }
        Ok(Ending::Well)
    })
}

/// Removes what the database has of a client that the configuration file defines, and that is in force.
fn remove_shadowed(client_id: &str, config: &Config, output: &mut Output) -> Ending {
    in_database(config, output, async |db, output| {
        if !registered_client::remove_shadowed(db, client_id).await? {
            return Err(Refusal::InConfiguration(client_id.to_owned()));
        }
        output.say(format_args!(
            "The client {client_id:?} has been removed from the database, where it was not in force. The one \
             of the configuration file stays, with its codes and tokens."
        ));
        Ok(Ending::Well)
    })
}

/// The command that adds a client again that MAS is.
fn way_back(client: &Client) -> Option<String> {
    let MatrixSoftware::Mas { base, ulid } = client.matrix()? else { return None };
    let (id, name) = (shell(&client.client_id), shell(&client.client_name));
    let localpart = client.localpart.as_deref().unwrap_or_default();
    let localpart = shell(&format!("localpart={localpart}"));
    let base = shell(base);
    Some(format!(
        "atlogin client add {id} --preset mas --url {base} --id {ulid} --name {name} --set {localpart}"
    ))
}

/// What the removal costs, in lines for the operator.
async fn price(db: &Db, client: &Client) -> Result<Vec<String>, DbError> {
    let client_id = &client.client_id;
    let mut lines =
        vec![format!("{client_id:?} ({}) cannot be used to sign in any more.", client.client_name)];
    lines.push(
        "Its secret, its codes and its tokens end at once, without notice to anybody. Added again, it \
         has a new secret, and people are asked for consent again."
            .to_owned(),
    );
    if client.backchannel_logout.is_some() {
        let people = match account_client::number_of_accounts(db, client_id).await? {
            1 => "1 person".to_owned(),
            number => format!("{number} people"),
        };
        lines.push(format!("It is told of the logouts of {people}, and will not be any more."));
    }
    if let Some(MatrixSoftware::Mas { ulid, .. }) = client.matrix() {
        lines.push(format!(
            "Matrix Authentication Service ties accounts to the identifier {ulid}. If you add the client \
             again, keep it, with `--id`: with another one, everybody who has an account there reads \
             \"User exists\"."
        ));
    }
    lines.push(format!(
        "To change only a setting, answer n, and use `atlogin client set {client_id} KEY=VALUE`."
    ));
    Ok(lines)
}
