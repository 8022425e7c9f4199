//! `atlogin client rotate-secret`: makes a new secret; the old one stays valid for a while.

use clap::Args;
use serde_json::json;

use super::refusal::{Refusal, in_database, refuse_configured};
use crate::cli::output::{Ending, Output};
use crate::clock::Clock;
use crate::config::Config;
use crate::moment::{moment, seconds};
use crate::oidc::store::registered_client::{self, Rotation};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Its name in the protocol
    #[arg(value_name = "CLIENT")]
    client_id: String,
    /// How long the old secret keeps working: seconds, or 30m, 12h, 7d. With 0 it ends at once
    #[arg(long, value_name = "TIME", default_value = "1d", value_parser = seconds)]
    overlap: i64,
    /// Print JSON, for programs
    #[arg(long)]
    json: bool,
}

pub(super) fn run(
    arguments: &Arguments,
    config: &Config,
    output: &mut Output,
) -> Result<Ending, Refusal> {
    let Arguments { client_id, overlap, json } = arguments;
    refuse_configured(config, client_id)?;
    Ok(in_database(config, output, async |db, output| {
        let now = Clock::system().now();
        let rotation = registered_client::rotate_secret(db, client_id, *overlap, now).await?;
        let (secret, others_end) = match rotation {
            Rotation::Rotated { secret, others_end } => (secret, others_end),
            Rotation::NoSuchClient => return Err(Refusal::NoSuchClient(client_id.clone())),
            Rotation::NoSecret => return Err(Refusal::NoSecret(client_id.clone())),
        };
        if *json {
            output.say(json!({
                "client_id": client_id,
                "client_secret": secret.expose(),
                "others_end": others_end,
            }));
            return Ok(Ending::Well);
        }
        match overlap {
            0 => output.say("# The old secret has ended. Replace it with this one now:"),
            _ => output.say(format_args!(
                "# The old secret works until {}. Replace it with this one by then:",
                moment(others_end)
            )),
        }
        output.say(format_args!("client_secret: {}", secret.expose()));
        output.say("# It is shown only once: ATLogin keeps only a hash of it.");
        output.say(format_args!(
            "# At the relying party it stands where the old one does; `atlogin config PRESET {client_id}` shows \
             where. Then start that program again."
        ));
        Ok(Ending::Well)
    }))
}
