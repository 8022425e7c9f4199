//! `atlogin client add`: adds a client, and prints its secret and what to set up on its side.

use clap::Args;
use serde_json::{Map, Value};

use super::facts::Facts;
use super::refusal::{Refusal, in_new_database, refuse_configured, warn};
use super::settings::Flags;
use crate::cli::output::{Ending, Output};
use crate::cli::preset::{Preset, Setup};
use crate::clock::Clock;
use crate::config::{Config, Sources};
use crate::oidc::Issuer;
use crate::oidc::store::registered_client;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Its name in the protocol: printable ASCII without blanks, such as synapse
    #[arg(value_name = "CLIENT")]
    client_id: String,
    #[command(flatten)]
    flags: Flags,
    /// Print JSON, for programs
    #[arg(long)]
    json: bool,
}

pub(super) fn run(
    arguments: Arguments,
    sources: &Sources,
    config: &Config,
    output: &mut Output,
) -> Result<Ending, Refusal> {
    let Arguments { client_id, flags, json } = arguments;
    refuse_configured(config, &client_id)?;
    let (client, secret, warnings) = flags.judged(&client_id, sources, config)?;
    Flags::refuse_unreachable(&client, config)?;
    let issuer = Issuer::new(config.public_url.as_str());
    let preset = flags.preset.unwrap_or(Preset::Generic);
    // In JSON the secret is a member of its own, so the text does not repeat it.
    let shown = secret.as_ref().filter(|_| !json);
    let account_name = config.account_name.as_str();
    let setup = Setup { issuer: &issuer, account_name, client: &client, secret: shown };
    let setup = preset.render(&setup)?;
    Ok(in_new_database(config, output, async |db, output| {
        if !registered_client::add(db, &client, Clock::system().now()).await? {
            return Err(Refusal::AlreadyThere(client_id.clone()));
        }
        warn(&warnings, output);
        if let Some(warning) = preset.warning(&client) {
            output.complain(format_args!("atlogin: warning: {warning}"));
        }
        if json {
            let mut members = Map::new();
            members.insert("client_id".to_owned(), Value::from(client_id.as_str()));
            if let Some(secret) = &secret {
                members.insert("client_secret".to_owned(), Value::from(secret.expose()));
            }
            members.insert("settings".to_owned(), Value::from(Facts::of(&client).json()));
            members.insert("setup".to_owned(), Value::from(setup.as_str()));
            output.say(Value::from(members));
            return Ok(Ending::Well);
        }
        let remark = preset.remark();
        output.say(format_args!(
            "{remark} The client {client_id:?} can now sign people in. ATLogin needs no restart."
        ));
        for uri in client.answered_at() {
            output.say(format_args!("{remark} Its redirect URI is {uri}."));
        }
        if secret.is_some() {
            output.say(format_args!(
                "{remark} Its secret is shown only once: ATLogin keeps only a hash of it."
            ));
        }
        output.say(format_args!("\n{}", setup.trim_end()));
        Ok(Ending::Well)
    }))
}
