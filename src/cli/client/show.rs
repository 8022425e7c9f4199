//! `atlogin client list` and `show`: print the relying parties and their settings.

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

/// A client and its source.
enum Found {
    InFile(Client),
    InDatabase(Registered),
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
async fn each(db: &Db, config: &Config, mut look: impl FnMut(&Found)) -> Result<(), DbError> {
    for client in relying_parties::clients(config) {
        look(&Found::InFile(client));
    }
    let (mut after, now) = (String::new(), Clock::system().now());
    loop {
        let page = registered_client::page(db, &after, now).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(&last.client.client_id);
        for registered in page {
            look(&Found::InDatabase(registered));
        }
    }
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
        number += 1;
        for (widest, text) in widths.iter_mut().zip(&found.row()) {
            *widest = width(text).max(*widest);
        }
    })
    .await?;
    if number == 0 {
        output.say(
            "There are no relying parties yet. `atlogin client add --help` shows how to add one.",
        );
        return Ok(());
    }
    let [id, name, proof, _] = widths;
    let mut line = |[client_id, client_name, by, place]: [String; 4]| {
        output.say(format_args!("{client_id:<id$}  {client_name:<name$}  {by:<proof$}  {place}"));
    };
    line(header);
    each(db, config, |found| line(found.row())).await
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
        output.say(format_args!("{:<37}  {}", "defined in", found.place()));
        for line in found.secret_lines() {
            output.say(format_args!("{:<37}  {line}", "secret"));
        }
        Ok(Ending::Well)
    })
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

    /// Its line in the list.
    fn row(&self) -> [String; 4] {
        let Client { client_id, client_name, .. } = self.client();
        let proof = Facts::of(self.client()).proof();
        [client_id.clone(), client_name.clone(), proof, self.place()]
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
