//! `atlogin client set`: changes settings of a client. Its secret stays, and so do its people.

use clap::Args;
use serde_json::{Map, Value};
use toml::Table;

use super::facts::Facts;
use super::refusal::{Refusal, in_database, mistakes, refuse_configured, warn};
use super::settings::setting;
use crate::cli::output::{Ending, Output};
use crate::cli::preset::{RESERVED, put, reserve_usual};
use crate::client::mistake::ClientMistake;
use crate::client::{Authentication, BackchannelLogout, Client};
use crate::clock::Clock;
use crate::config::{Config, ConfigErrors, Sources};
use crate::document::Finding;
use crate::oidc::store::registered_client;
use crate::secret::Secret;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Its name in the protocol
    #[arg(value_name = "CLIENT")]
    client_id: String,
    /// A setting as a client has it in the configuration file, such as localpart={handle}. With
    /// nothing after the = it has its default again
    #[arg(value_name = "KEY=VALUE", required = true)]
    changes: Vec<String>,
}

/// The settings that say how a client authenticates.
const PROOFS: [&str; 3] = ["jwks", "jwks_file", "jwks_uri"];
/// What the names of people at the relying party depend on.
const IDENTITY: [&str; 6] =
    ["subject_type", "sector_identifier", "localpart", "email", "email_domain", "email_domains"];

pub(super) fn run(
    arguments: &Arguments,
    sources: &Sources,
    config: &Config,
    output: &mut Output,
) -> Result<Ending, Refusal> {
    let Arguments { client_id, changes } = arguments;
    refuse_configured(config, client_id)?;
    let changes = changes.iter().map(|change| read(change)).collect::<Result<Vec<_>, _>>()?;
    Ok(in_database(config, output, async |db, output| {
        let nobody = || Refusal::NoSuchClient(client_id.clone());
        let found = registered_client::find(db, client_id, Clock::system().now()).await?;
        let before = found.ok_or_else(nobody)?.client;
        let (after, warnings) = changed(&before, &changes, sources, config)?;
        if !registered_client::change(db, &after).await? {
            return Err(nobody());
        }
        warn(&warnings, output);
        let lines = differences(&before, &after);
        if lines.is_empty() {
            output.say(format_args!("The client {client_id:?} has these settings already."));
            return Ok(Ending::Well);
        }
        output.say(format_args!(
            "The client {client_id:?} has new settings. ATLogin needs no restart."
        ));
        for line in lines {
            output.say(line);
        }
        if let Some(remark) = who_people_are(&changes, &after) {
            output.say(remark);
        }
        output.say(format_args!(
            "If the relying party knows one of these too, change it there: `atlogin config PRESET {client_id}` \
             prints what it needs."
        ));
        if has_no_secret(&after) {
            output.say(format_args!(
                "It has no secret now; `atlogin client rotate-secret {client_id}` makes one."
            ));
        }
        Ok(Ending::Well)
    }))
}

/// What the changes mean for people who are there already.
fn who_people_are(changes: &[Change], after: &Client) -> Option<&'static str> {
    let keys = changes.iter().map(|(key, _)| key.as_str());
    let keys: Vec<_> = keys.filter(|key| IDENTITY.contains(key)).collect();
    if keys.is_empty() {
        return None;
    }
    // Synapse and MAS tie accounts to `sub`.
    if after.matrix().is_some() && keys.iter().all(|key| *key == "localpart") {
        return Some("People who are there keep their accounts. New ones are named by this.");
    }
    Some(
        "The client may know people by another name from now on, and take those who were there \
         for somebody new.",
    )
}

fn has_no_secret(client: &Client) -> bool {
    matches!(&client.authentication, Authentication::Secret(hashes) if hashes.is_empty())
}

/// A setting and its new value: the default, if there is none.
type Change = (String, Option<toml::Value>);

fn read(change: &str) -> Result<Change, Refusal> {
    let refuse = |why: &str| Refusal::Set(change.to_owned(), why.to_owned());
    match change.split_once('=') {
        Some((key, _)) if ["client_id", "public"].contains(&key.trim()) => {
            Err(refuse("this cannot be changed; add another client"))
        }
        Some(("client_secret_hashes", _)) => Err(refuse(
            "`client rotate-secret` makes a secret, `client import --replace` takes hashes",
        )),
        Some((key, value)) if value.trim().is_empty() => Ok((key.trim().to_owned(), None)),
        Some(_) | None => setting(change).map(|(key, value)| (key, Some(value))),
    }
}

/// The client with these changes, judged like a section of the configuration file, and the warnings about
/// them.
fn changed(
    before: &Client,
    changes: &[Change],
    sources: &Sources,
    config: &Config,
) -> Result<(Client, Vec<Finding>), Refusal> {
    let mut settings = table(before);
    for (key, value) in changes {
        match value {
            Some(value) => settings.insert(key.clone(), value.clone()),
            None => settings.remove(key),
        };
    }
    let is_touched = |key: &str| changes.iter().any(|(changed, _)| changed == key);
    // A list that is written is taken as it is.
    if (is_touched("localpart") || is_touched("redirect_uris")) && !settings.contains_key(RESERVED)
    {
        reserve_usual(&mut settings);
    }
    let is_proof_kept = !PROOFS.iter().any(|key| is_touched(key));
    if is_proof_kept && before.is_public() {
        put(&mut settings, "public", true);
    } else if PROOFS.iter().all(|key| !settings.contains_key(*key)) {
        // A record has neither secrets nor the file of keys: it is judged with a secret of nobody.
        put(&mut settings, "client_secret", Secret::mint().expose());
    }
    let judged = config.judge_client(&settings.to_string(), sources);
    let judged = judged.map_err(|errors| {
        let went_before = |key: &str| !is_touched(key) && settings.contains_key(key);
        Refusal::Change(format!("{}{}", mistakes(&errors), also_to_reset(&errors, went_before)))
    });
    let (mut after, mut warnings) = judged?;
    // Of what did not change the operator has heard before.
    warnings.retain(|warning| {
        let key = warning.place.setting().and_then(|setting| setting.split('[').next());
        key.is_some_and(is_touched)
    });
    if is_proof_kept {
        after.authentication = before.authentication.clone();
    } else if matches!(after.authentication, Authentication::Secret(_)) {
        // Nobody has that secret.
        after.authentication = Authentication::Secret(vec![]);
    }
    if let (Some(logout), Some(BackchannelLogout { ca_pem, .. })) =
        (&mut after.backchannel_logout, &before.backchannel_logout)
        && !is_touched("backchannel_logout_ca")
        && !is_touched("backchannel_logout_ca_file")
    {
        logout.ca_pem.clone_from(ca_pem);
    }
    Ok((after, warnings))
}

/// How to take back, in the same command, settings that do nothing any more.
fn also_to_reset(errors: &ConfigErrors, went_before: impl Fn(&str) -> bool) -> String {
    let is_idle = |mistake: &&Finding| {
        let mistake = mistake.fact.downcast_ref();
        matches!(mistake, Some(ClientMistake::Unless(_) | ClientMistake::NoBackchannel))
    };
    let idle = errors.mistakes.iter().filter(is_idle);
    let keys = idle.filter_map(|mistake| mistake.place.setting()).filter(|key| went_before(key));
    let resets: Vec<String> = keys.map(|key| format!("{key}=")).collect();
    if resets.is_empty() {
        return String::new();
    }
    format!("\nTo delete it, add to this command: {}", resets.join(" "))
}

/// The settings of a client as the configuration file has them, without what that keeps in files.
fn table(client: &Client) -> Table {
    // A record is always JSON, and an object.
    let record = client.to_row().unwrap_or_default();
    let record: Map<String, Value> = serde_json::from_str(&record).unwrap_or_default();
    let mut settings = Table::new();
    for (key, value) in record {
        let is_in_a_file = ["authentication", "jwks", "backchannel_logout_ca"].contains(&&*key);
        // An empty list of people could mean everybody or nobody, so the file has none.
        let is_unset = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        if !is_in_a_file
            && !is_unset
            && let Ok(value) = toml::Value::try_from(value)
        {
            settings.insert(key, value);
        }
    }
    settings
}

/// A line for each setting that differs.
fn differences(before: &Client, after: &Client) -> Vec<String> {
    let (before, after) = (Facts::of(before), Facts::of(after));
    let value = |facts: &Facts, name: &str| {
        facts.lines().find(|(other, _)| *other == name).map(|(_, value)| value)
    };
    let mut names: Vec<&str> = before.lines().map(|(name, _)| name).collect();
    names.extend(after.lines().map(|(name, _)| name).filter(|name| value(&before, name).is_none()));
    let unset = || "(unset)".to_owned();
    let line = |name: &&str| {
        let (was, is) = (value(&before, name), value(&after, name));
        (was != is).then(|| {
            let (was, is) = (was.unwrap_or_else(unset), is.unwrap_or_else(unset));
            format!("  {name}: {was} -> {is}")
        })
    };
    names.iter().filter_map(line).collect()
}
