//! The relying parties in the summary of `atlogin check-config`: who may sign in there, and what each learns.
//!
//! Those of the database are read by connections that cannot write, so nothing is made, brought up to date or
//! locked, and the service may run.

use crate::cli::database::{existing, on_this_thread};
use crate::cli::output::Output;
use crate::client::{Authentication, Client, EmailClaim, stays_on_the_device};
use crate::config::Config;
use crate::db::{Db, DbError};
use crate::oidc::store::registered_client;

/// Prints those of the configuration file.
pub(super) fn of_the_file(clients: &[Client], output: &mut Output) {
    if clients.is_empty() {
        output.say("clients           none; relying parties go under [[clients]]");
        return;
    }
    output.say("clients");
    for client in clients {
        say(client, "", output);
    }
}

/// Prints those of the database, or why there are none.
pub(super) fn of_the_database(config: &Config, output: &mut Output) {
    if config.state_dir.as_os_str().is_empty() {
        return;
    }
    let path = config.database();
    if existing(config).is_err() {
        let path = path.display();
        output.say(format_args!("added by command  none; there is no database at {path} yet"));
        return;
    }
    let read = on_this_thread(async {
        let db = Db::open_to_read(&path);
        let read = each(&db, config, output).await;
        db.close().await;
        read
    });
    let why = match read {
        Ok(Ok(())) => return,
        Ok(Err(error)) => error.to_string(),
        Err(error) => error.to_string(),
    };
    output.say(format_args!("added by command  {} cannot be read: {why}", path.display()));
}

/// Prints each client as it is read: there may be more than memory holds.
async fn each(db: &Db, config: &Config, output: &mut Output) -> Result<(), DbError> {
    let (mut after, mut is_first) = (String::new(), true);
    loop {
        let page = registered_client::page_of_settings(db, &after).await?;
        if is_first {
            output.say(if page.is_empty() { "added by command  none" } else { "added by command" });
        }
        is_first = false;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(&last.client_id);
        for client in &page {
            let mut configured = config.clients.iter();
            let is_shadowed = configured.any(|other| other.client_id == client.client_id);
            let force = if is_shadowed {
                "; not in force, because the configuration file wins"
            } else {
                ""
            };
            say(client, force, output);
        }
    }
}

fn say(client: &Client, force: &str, output: &mut Output) {
    let kind = match client.authentication {
        Authentication::Public => "public",
        Authentication::Secret(_) => "with a secret",
        Authentication::PrivateKeyJwt(_) => "with its own keys",
    };
    let algorithm = client.id_token_signed_response_alg.name();
    let name = &client.client_name;
    output.say(format_args!("  {} ({name}), {kind}, {algorithm}{force}", client.client_id));
    for uri in client.answered_at() {
        output.say(format_args!("    redirect URI {uri}"));
    }
    output.say(format_args!("    may sign in: {}", who(client)));
    output.say(format_args!("    email address: {}", email(&client.email)));
    let is_on_device = client.redirect_uris.iter().any(|uri| stays_on_the_device(uri.as_str()));
    let asks = match client.consent {
        _ if client.is_public() && is_on_device => "asked each time",
        true => "asked",
        false => "not asked",
    };
    output.say(format_args!("    before it learns who they are, people are {asks}"));
}

fn who(client: &Client) -> String {
    let mut who = match client.allow.as_slice() {
        [] => "everybody".to_owned(),
        rules => rules.join(", "),
    };
    if !client.deny.is_empty() {
        who.push_str("; not ");
        who.push_str(&client.deny.join(", "));
    }
    if !client.did_web {
        who.push_str("; nobody with a did:web");
    }
    who
}

fn email(email: &EmailClaim) -> String {
    match email {
        EmailClaim::None => "none".to_owned(),
        EmailClaim::Account { issuers } => {
            format!("that of the account, on the word of {}", issuers.join(", "))
        }
        EmailClaim::Synthetic { domain } => format!("made up, at {domain}; it receives no mail"),
        EmailClaim::Handle { domains } => format!("made of handles below {}", domains.join(", ")),
    }
}
