//! `atlogin client list` and `show`: print the relying parties and their settings.

use serde_json::{Value, json};

use super::facts::Facts;
use super::refusal::{Refusal, in_database};
use crate::cli::output::{Ending, Output};
use crate::client::Client;
use crate::clock::Clock;
use crate::config::Config;
use crate::moment::moment;
use crate::oidc::store::registered_client::{self, Registered};
use crate::server::relying_parties;

/// A client and its source.
enum Found {
    InFile(Client),
    InDatabase(Registered),
}

pub(super) fn list(json: bool, config: &Config, output: &mut Output) -> Ending {
    in_database(config, output, async |db, output| {
        let mut found: Vec<Found> =
            relying_parties::clients(config).into_iter().map(Found::InFile).collect();
        let (mut after, now) = (String::new(), Clock::system().now());
        loop {
            let page = registered_client::page(db, &after, now).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.client.client_id);
            found.extend(page.into_iter().map(Found::InDatabase));
        }
        if json {
            output.say(Value::from(found.iter().map(Found::json).collect::<Vec<_>>()));
        } else if found.is_empty() {
            output.say("There are no relying parties yet. `atlogin client add --help` tells how to let one in.");
        } else {
            table(&found, output);
        }
        Ok(Ending::Well)
    })
}

pub(super) fn one(client_id: &str, json: bool, config: &Config, output: &mut Output) -> Ending {
    in_database(config, output, async |db, output| {
        let mut configured = relying_parties::clients(config).into_iter();
        let found = match configured.find(|client| client.client_id == client_id) {
            Some(client) => Some(Found::InFile(client)),
            None => registered_client::find(db, client_id, Clock::system().now())
                .await?
                .map(Found::InDatabase),
        };
        let found = found.ok_or_else(|| Refusal::NoSuchClient(client_id.to_owned()))?;
        if json {
            output.say(found.json());
            return Ok(Ending::Well);
        }
        for (name, value) in Facts::of(found.client()).lines() {
            output.say(format_args!("{name:<37}  {value}"));
        }
        output.say(format_args!("{:<37}  {}", "stands in", found.place()));
        for line in found.secret_lines() {
            output.say(format_args!("{:<37}  {line}", "secret"));
        }
        Ok(Ending::Well)
    })
}

fn table(found: &[Found], output: &mut Output) {
    let mut rows = vec![["CLIENT", "NAME", "PROVES ITSELF BY", "STANDS IN"].map(str::to_owned)];
    for found in found {
        let Client { client_id, client_name, .. } = found.client();
        let proof = Facts::of(found.client()).proof();
        rows.push([client_id.clone(), client_name.clone(), proof, found.place()]);
    }
    let widest = |column: fn(&[String; 4]) -> &String| {
        rows.iter().map(|row| column(row).chars().count()).max().unwrap_or_default()
    };
    let (id, name, proof) =
        (widest(|[id, ..]| id), widest(|[_, name, ..]| name), widest(|[_, _, proof, _]| proof));
    for [client_id, client_name, by, place] in &rows {
        output.say(format_args!("{client_id:<id$}  {client_name:<name$}  {by:<proof$}  {place}"));
    }
}

impl Found {
    const fn client(&self) -> &Client {
        match self {
            Self::InFile(client) => client,
            Self::InDatabase(registered) => &registered.client,
        }
    }

    fn place(&self) -> String {
        match self {
            Self::InFile(_) => "the configuration file".to_owned(),
            Self::InDatabase(registered) => {
                format!("the database since {}", moment(registered.created_at))
            }
        }
    }

    fn secret_lines(&self) -> Vec<String> {
        let Self::InDatabase(registered) = self else { return vec![] };
        let line = |secret: &registered_client::SecretAge| match secret.expires_at {
            None => format!("made {}", moment(secret.created_at)),
            Some(end) => format!("made {}, works until {}", moment(secret.created_at), moment(end)),
        };
        registered.secrets.iter().map(line).collect()
    }

    fn json(&self) -> Value {
        let mut all = Facts::of(self.client()).json();
        let mut put = |name: &str, value| all.insert(name.to_owned(), value);
        match self {
            Self::InFile(_) => put("source", json!("configuration")),
            Self::InDatabase(registered) => {
                let secrets = registered.secrets.iter().map(|secret| {
                    json!({ "created_at": secret.created_at, "expires_at": secret.expires_at })
                });
                put("secrets", secrets.collect());
                put("created_at", json!(registered.created_at));
                put("source", json!("database"))
            }
        };
        Value::Object(all)
    }
}
