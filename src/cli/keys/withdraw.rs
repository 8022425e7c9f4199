//! `atlogin keys withdraw`: takes keys out of use at once, because somebody else may have them.
//!
//! With `--all` everything ends that a copy of the database is worth something for.

use clap::Args;

use super::kind::{Kind, time};
use crate::cli::confirm::confirm;
use crate::cli::output::{Ending, Output};
use crate::client::{Authentication, Client};
use crate::config::Config;
use crate::db::{Db, DbError};
use crate::login::store::browser_session::BrowserSession;
use crate::oidc::store::granted::RevokeScope;
use crate::oidc::store::registered_client;
use crate::oidc::store::revoke::revoke;

#[derive(Clone, Debug, Args)]
pub(crate) struct Arguments {
    /// The key, as `atlogin keys list` names it
    #[arg(value_name = "KID", required_unless_present = "all", conflicts_with = "all")]
    kid: Option<String>,
    /// All keys, and with them every session, code and token: for a leaked database
    #[arg(long)]
    all: bool,
    /// Do so without asking
    #[arg(long)]
    yes: bool,
}

pub(super) async fn run(
    arguments: &Arguments,
    kinds: Vec<Kind>,
    (db, config): (&Db, &Config),
    output: &mut Output,
) -> Result<Ending, DbError> {
    match &arguments.kid {
        Some(kid) => one(kid, kinds, output).await,
        None if arguments.yes || confirmed(output) => all(kinds, (db, config), output).await,
        None => Ok(output.fail("atlogin: nothing was changed; answer y, or use --yes")),
    }
}

fn confirmed(output: &mut Output) -> bool {
    output.say(
        "Everybody has to sign in again, and relying parties that keep a copy of the keys may refuse sign-ins until\n\
         they read the new ones: most do so when they meet an unknown key, others within five minutes or a day.",
    );
    confirm("Withdraw all keys, and end every session and token?", output)
}

async fn one(kid: &str, kinds: Vec<Kind>, output: &mut Output) -> Result<Ending, DbError> {
    for kind in kinds {
        let Some(successor) = kind.ring.withdraw(kid).await? else { continue };
        output.say(format_args!("The key {kid} is gone, and no longer published."));
        if let Some(key) = successor {
            let (label, from) = (kind.label(&key), time(key.term.signs_from));
            output.say(format_args!("In its place, from {from}:\n  {label:<9}  {}", key.kid));
        }
        output.say(format_args!("\n{CANNOT_BE_CALLED_BACK}"));
        output.say(
            "Sessions and tokens are not touched. If somebody has the whole database: atlogin keys withdraw --all",
        );
        return Ok(Ending::Well);
    }
    Ok(output
        .fail(format_args!("atlogin: there is no key {kid:?}; `atlogin keys list` shows them")))
}

const CANNOT_BE_CALLED_BACK: &str = "\
A running service follows within two seconds. What was signed before cannot be called back: a relying party takes it
until it reads the keys anew. Most do so when they meet an unknown key; caches keep a copy for five minutes. Start
those again that keep one for longer.";

async fn all(
    kinds: Vec<Kind>,
    (db, config): (&Db, &Config),
    output: &mut Output,
) -> Result<Ending, DbError> {
    output.say("All keys have been withdrawn. These sign at once:\n");
    for kind in kinds {
        for key in kind.ring.replace_all().await? {
            output.say(format_args!("  {:<9}  {}", kind.label(&key), key.kid));
        }
    }
    let mut transaction = db.begin_durable().await?;
    let sessions = BrowserSession::end_every(&mut transaction).await?;
    let tokens = revoke(&mut transaction, RevokeScope::Everything).await?;
    transaction.commit().await?;
    output.say(format_args!(
        "\nEnded: {sessions} sessions of browsers, {tokens} access and refresh tokens, and all codes.\n\
         Relying parties keep their own sessions until these end there.\n\n{CANNOT_BE_CALLED_BACK}"
    ));
    let clients = with_secrets(db, config).await?;
    if !clients.is_empty() {
        output.say(
            "\nThe database holds only hashes of secrets. If the machine itself was open, its relying parties need new\n\
             ones, too:",
        );
        for line in &clients {
            output.say(line);
        }
    }
    Ok(Ending::Well)
}

/// How each client that has a secret gets another one.
async fn with_secrets(db: &Db, config: &Config) -> Result<Vec<String>, DbError> {
    let has_one = |client: &&Client| matches!(client.authentication, Authentication::Secret(_));
    let configured = config.clients.iter().filter(has_one);
    let mut lines: Vec<String> = configured
        .map(|client| format!("  {} (in the configuration file)", client.client_id))
        .collect();
    let mut after = String::new();
    loop {
        let page = registered_client::page_of_settings(db, &after).await?;
        let Some(last) = page.last() else { return Ok(lines) };
        after.clone_from(&last.client_id);
        let rotate = |client: &Client| {
            format!("  atlogin client rotate-secret {} --overlap 0", client.client_id)
        };
        lines.extend(page.iter().filter(has_one).map(rotate));
    }
}
