//! `atlogin client export`: prints clients as sections of the configuration file, which `atlogin client
//! import` reads too.
//!
//! Of a secret there is only the hash. So a client that moves keeps its secret, and nobody learns it.

use std::fmt::Write as _;

use clap::Args;
use serde_json::Value;

use super::facts::Facts;
use super::refusal::{Refusal, in_database};
use super::show::{Found, each, find};
use crate::cli::output::{Ending, Output};
use crate::client::{Authentication, Client};
use crate::config::Config;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Their names in the protocol; without any, all that were added by command
    #[arg(value_name = "CLIENT")]
    client_ids: Vec<String>,
}

const HEADING: &str = "\
# Relying parties of ATLogin. Paste them into the configuration file, or: atlogin client import FILE
# A secret is here only as its hash (SHA-256). Each relying party keeps the secret that it has.";

pub(super) fn run(arguments: &Arguments, config: &Config, output: &mut Output) -> Ending {
    in_database(config, output, async |db, output| {
        let mut sections = vec![];
        for client_id in &arguments.client_ids {
            let found = find(db, config, client_id).await?;
            let found = found.ok_or_else(|| Refusal::NoSuchClient(client_id.clone()))?;
            if matches!(found, Found::BuiltIn(_)) {
                return Err(Refusal::BuiltIn(client_id.clone()));
            }
            sections.push(section(found.client()));
        }
        if !sections.is_empty() {
            output.say(HEADING);
            for section in &sections {
                output.say(format_args!("\n{}", section.trim_end()));
            }
            return Ok(Ending::Well);
        }
        // One by one: there may be more than memory holds.
        output.say(HEADING);
        each(db, config, |found| {
            if let Found::InDatabase { .. } = found {
                output.say(format_args!("\n{}", section(found.client()).trim_end()));
            }
        })
        .await?;
        Ok(Ending::Well)
    })
}

/// Settings that are told even if they have their default, because it depends on others or on who reads.
const ALWAYS: [&str; 5] = ["client_id", "client_name", "redirect_uris", "consent", "scopes"];
/// Lists that must not be empty in the configuration: that could mean everybody or nobody.
const NEVER_EMPTY: [&str; 2] = ["allow", "deny"];

/// The section of a client. What has its default is left out.
fn section(client: &Client) -> String {
    let defaults = Facts::all(&Client::public("", &[])).json();
    let mut section = "[[clients]]\n".to_owned();
    for (key, value) in Facts::all(client).in_order() {
        if key == "authentication" {
            section.push_str(&proof(client));
            continue;
        }
        let is_decided = key == "reserved_localparts" && client.localpart.is_some();
        let is_told = ALWAYS.contains(&key.as_str()) || is_decided;
        let is_default = defaults.get(&key).unwrap_or(&Value::Null) == &value;
        let is_empty = value.as_array().is_some_and(Vec::is_empty);
        if (is_default && !is_told) || (is_empty && NEVER_EMPTY.contains(&key.as_str())) {
            continue;
        }
        // In the configuration a key set is a text.
        let value = if key == "jwks" { Value::from(value.to_string()) } else { value };
        // Every other setting is a text, a number, a truth value or a list of texts.
        if let Ok(value) = toml::Value::try_from(value) {
            put(&mut section, &key, &value);
        }
    }
    section
}

fn proof(client: &Client) -> String {
    let mut lines = String::new();
    match &client.authentication {
        Authentication::Secret(kept) => {
            let hashes: Vec<String> = kept.iter().map(ToString::to_string).collect();
            put(&mut lines, "client_secret_hashes", &hashes.into());
        }
        Authentication::Public => put(&mut lines, "public", &true.into()),
        // The keys, or where they are, follow as a setting of their own.
        Authentication::PrivateKeyJwt(_) => {}
    }
    lines
}

fn put(section: &mut String, key: &str, value: &toml::Value) {
    // Writing into a text does not fail.
    let _ = writeln!(section, "{key} = {value}");
}
