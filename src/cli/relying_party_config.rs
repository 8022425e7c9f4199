//! `atlogin config`: prints the configuration that a relying party needs to sign in through us.
//!
//! The client exists already, in the configuration file or in the database.

use clap::Args;

use super::client::refusal::{Refusal, in_database};
use super::output::{Ending, Output};
use super::preset::{Preset, Setup};
use crate::clock::Clock;
use crate::config::Config;
use crate::oidc::Issuer;
use crate::oidc::store::registered_client;
use crate::server::relying_parties;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What the relying party is
    #[arg(value_enum, value_name = "PRESET")]
    preset: Preset,
    /// Its name in the protocol
    #[arg(value_name = "CLIENT")]
    client_id: String,
}

pub(super) fn run(arguments: &Arguments, config: &Config, output: &mut Output) -> Ending {
    let Arguments { preset, client_id } = arguments;
    let (issuer, account_name) =
        (Issuer::new(config.public_url.as_str()), config.account_name.as_str());
    let mut configured = relying_parties::clients(config).into_iter();
    // A client of the configuration file needs no database.
    if let Some(client) = configured.find(|client| client.client_id == *client_id) {
        let setup = Setup { issuer: &issuer, account_name, client: &client, secret: None };
        return match preset.render(&setup) {
            Ok(text) => say(*preset, &text, output),
            Err(misfit) => Refusal::from(misfit).say(output),
        };
    }
    in_database(config, output, async |db, output| {
        let found = registered_client::find(db, client_id, Clock::system().now()).await?;
        let found = found.ok_or_else(|| Refusal::NoSuchClient(client_id.clone()))?;
        let setup = Setup { issuer: &issuer, account_name, client: &found.client, secret: None };
        Ok(say(*preset, &preset.render(&setup)?, output))
    })
}

fn say(preset: Preset, text: &str, output: &mut Output) -> Ending {
    if let Some(file) = secret_file(text) {
        let remark = preset.remark();
        output.say(format_args!(
            "{remark} Its secret stands in a file of its own. As root there: paste it, press Enter and Ctrl-D.\n\
             {remark}   install -D -m 0600 /dev/stdin {file}\n\
             {remark} Then give the file to the user that the program runs as (chown)."
        ));
    }
    output.say(text.trim_end());
    Ending::Well
}

/// The file that `text` names for the secret, if it names one.
fn secret_file(text: &str) -> Option<&str> {
    let end = text.find(SECRET_FILE)? + SECRET_FILE.len();
    let named = text.get(..end)?;
    named.get(named.rfind("/etc/")?..)
}

/// How each of these files is called.
const SECRET_FILE: &str = "/atlogin-secret";
