//! `atlogin client list` and `show`: print the relying parties and their settings.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::facts::Facts;
use super::refusal::{Refusal, in_database};
use crate::cli::output::{Ending, Output};
use crate::client::Client;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, DbError};
use crate::moment::moment;
use crate::oidc::store::registered_client::{self, Registered};
use crate::server::relying_parties;

/// A client and where it is defined.
pub(super) enum Found {
    BuiltIn(Client),
    InFile {
        client: Client,
        file: Option<PathBuf>,
    },
    InDatabase {
        registered: Registered,
        /// The configuration file defines one of the same name, and that is in force.
        is_shadowed: bool,
    },
}

/// Prints each client as it is read: there may be more than memory holds.
pub(super) fn list(json: bool, config: &Config, output: &mut Output) -> Ending {
    in_database(config, output, async |db, output| {
        if json {
            array(db, config, output).await?;
        } else {
            table(db, config, output).await?;
        }
        Ok(Ending::Well)
    })
}

/// Looks at all clients: first those of the configuration file, then those of the database, page by page.
pub(super) async fn each(
    db: &Db,
    config: &Config,
    mut look: impl FnMut(&Found),
) -> Result<(), DbError> {
    outside_of_the_database(config).for_each(|found| look(&found));
    let (mut after, now) = (String::new(), Clock::system().now());
    loop {
        let page = registered_client::page(db, &after, now).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(&last.client.client_id);
        for registered in page {
            look(&Found::registered(registered, config));
        }
    }
}

fn outside_of_the_database(config: &Config) -> impl Iterator<Item = Found> {
    let (of_the_file, file) = (config.clients.len(), config.file.clone());
    let clients = relying_parties::clients(config).into_iter().enumerate();
    clients.map(move |(at, client)| {
        let file = file.clone();
        if at < of_the_file { Found::InFile { client, file } } else { Found::BuiltIn(client) }
    })
}

/// The client of that name that is in force.
pub(super) async fn find(
    db: &Db,
    config: &Config,
    client_id: &str,
) -> Result<Option<Found>, DbError> {
    let mut outside = outside_of_the_database(config);
    if let Some(found) = outside.find(|found| found.client().client_id == client_id) {
        return Ok(Some(found));
    }
    in_database_alone(db, config, client_id).await
}

async fn in_database_alone(
    db: &Db,
    config: &Config,
    client_id: &str,
) -> Result<Option<Found>, DbError> {
    let found = registered_client::find(db, client_id, Clock::system().now()).await?;
    Ok(found.map(|registered| Found::registered(registered, config)))
}

async fn array(db: &Db, config: &Config, output: &mut Output) -> Result<(), DbError> {
    output.begin("[");
    let mut before = "";
    each(db, config, |found| {
        output.begin(before);
        output.begin(found.json());
        before = ",";
    })
    .await?;
    output.say("]");
    Ok(())
}

/// The widths are measured in a first reading. A client that is added between the two is printed, too.
async fn table(db: &Db, config: &Config, output: &mut Output) -> Result<(), DbError> {
    let header = ["CLIENT", "NAME", "AUTHENTICATES BY", "DEFINED IN"].map(str::to_owned);
    let width = |text: &String| text.chars().count();
    let (mut widths, mut number) = (header.each_ref().map(width), 0_usize);
    each(db, config, |found| {
        number += usize::from(!matches!(found, Found::BuiltIn(_)));
        for (widest, text) in widths.iter_mut().zip(&found.row()) {
            *widest = width(text).max(*widest);
        }
    })
    .await?;
    let [id, name, proof, _] = widths;
    let mut line = |[client_id, client_name, by, place]: [String; 4]| {
        output.say(format_args!("{client_id:<id$}  {client_name:<name$}  {by:<proof$}  {place}"));
    };
    line(header);
    each(db, config, |found| line(found.row())).await?;
    if number == 0 {
        output.say(
            "\nThere are no relying parties of your own yet. `atlogin client add --help` shows how to add one.",
        );
    }
    Ok(())
}

pub(super) fn one(client_id: &str, json: bool, config: &Config, output: &mut Output) -> Ending {
    in_database(config, output, async |db, output| {
        let found = find(db, config, client_id).await?;
        let found = found.ok_or_else(|| Refusal::NoSuchClient(client_id.to_owned()))?;
        if json {
            output.say(found.json());
            return Ok(Ending::Well);
        }
        for (name, value) in Facts::of(found.client()).lines() {
            output.say(format_args!("{name:<37}  {value}"));
        }
        output.say(format_args!("{:<37}  {}", "defined in", found.place()));
        for line in found.secret_lines() {
            output.say(format_args!("{:<37}  {line}", "secret"));
        }
        if let Found::InFile { .. } = found
            && let Some(other) = in_database_alone(db, config, client_id).await?
        {
            output.say(format_args!("{:<37}  {}", "also defined in", other.place()));
        }
        Ok(Ending::Well)
    })
}

impl Found {
    fn registered(registered: Registered, config: &Config) -> Self {
        let mut configured = config.clients.iter();
        let is_shadowed = configured.any(|client| client.client_id == registered.client.client_id);
        Self::InDatabase { registered, is_shadowed }
    }

    pub(super) const fn client(&self) -> &Client {
        match self {
            Self::BuiltIn(client) | Self::InFile { client, .. } => client,
            Self::InDatabase { registered, .. } => &registered.client,
        }
    }

    fn place(&self) -> String {
        match self {
            Self::BuiltIn(_) => "ATLogin itself (built in)".to_owned(),
            Self::InFile { file: None, .. } => "the configuration file".to_owned(),
            Self::InFile { file: Some(file), .. } => {
                format!("the configuration file {}", file.display())
            }
            Self::InDatabase { registered, is_shadowed } => {
                let force = if *is_shadowed {
                    "; not in force, because the configuration file wins"
                } else {
                    ""
                };
                format!("the database since {}{force}", moment(registered.created_at))
            }
        }
    }

    const fn is_in_force(&self) -> bool {
        !matches!(self, Self::InDatabase { is_shadowed: true, .. })
    }

    /// Its line in the list.
    fn row(&self) -> [String; 4] {
        let Client { client_id, client_name, .. } = self.client();
        let proof = Facts::of(self.client()).proof();
        [client_id.clone(), client_name.clone(), proof, self.place()]
    }

    fn secret_lines(&self) -> Vec<String> {
        let Self::InDatabase { registered, .. } = self else { return vec![] };
        let line = |secret: &registered_client::SecretAge| match secret.expires_at {
            None => format!("made {}", moment(secret.created_at)),
            Some(end) => format!("made {}, works until {}", moment(secret.created_at), moment(end)),
        };
        registered.secrets.iter().map(line).collect()
    }

    fn json(&self) -> Value {
        let mut all = Facts::of(self.client()).json();
        let mut put = |name: &str, value| all.insert(name.to_owned(), value);
        put("in_force", json!(self.is_in_force()));
        match self {
            Self::BuiltIn(_) => put("source", json!("built-in")),
            Self::InFile { .. } => put("source", json!("configuration")),
            Self::InDatabase { registered, .. } => {
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
