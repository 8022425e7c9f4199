//! An account that the operator names: each step of a sign-in with it, up to the page of its server.

use super::context::Context;
use super::finding::{Finding, Part};
use super::kinds;
use super::shown::shown;
use crate::atproto::{
    AccountIdentifier, AccountStatus, AccountStatusError, BeginError, Did, HandleStatus,
    LoginOptions,
};
use crate::db::Db;
use crate::server::own_client::own_atproto_client;
use crate::server::service::atproto_client;

/// Looks the account up as a sign-in does, and says each step. The last one needs `db`: there are the keys
/// by which servers know us.
pub(super) async fn look(context: &Context<'_>, db: Option<&Db>, named: &str) -> Part {
    let mut part = Part::new("account", Vec::new());
    if let Err(finding) = walk(context, db, named, &mut part.steps).await {
        part.findings.push(*finding);
    }
    part
}

async fn walk(
    context: &Context<'_>,
    db: Option<&Db>,
    named: &str,
    steps: &mut Vec<String>,
) -> Result<(), Box<Finding>> {
    let who = shown(named);
    let identifier = match AccountIdentifier::read(named, &context.config.outside.network) {
        Ok(AccountIdentifier::Server(_)) => {
            return Err(unknown(&who, "it names a server and no account").into());
        }
        Ok(identifier) => identifier,
        Err(fault) => return Err(unknown(&who, fault).into()),
    };
    let client = atproto_client(context.config)
        .map_err(|error| server(&who, "nothing can be asked").because(error))?;
    let did = client.did_of(&identifier).await.map_err(|error| looked_up(&who, &error))?;
    steps.push(format!("{who} names the account {}", shown(did.as_str())));
    let status = client.account_status(&did).await.map_err(|error| of_status(&did, &error))?;
    says(&status, steps)?;
    let Some(db) = db else { return Ok(()) };
    let client = own_atproto_client(context.config, db)
        .await
        .map_err(|error| server(&who, "nothing can be asked").because(error))?;
    let begun = client.begin(&identifier, &LoginOptions::default()).await;
    let begun = begun.map_err(|error| looked_up(&who, &error))?;
    // Nobody goes there, so the server forgets it after some minutes.
    steps.push(format!(
        "{} takes us for a client, and would ask for the password now",
        shown(begun.issuer.host())
    ));
    Ok(())
}

/// What is known of the account, step by step, and the first that ends a sign-in.
fn says(status: &AccountStatus, steps: &mut Vec<String>) -> Result<(), Box<Finding>> {
    let pds = shown(status.pds.host());
    steps.push(format!("its data is at {pds}"));
    match &status.handle {
        HandleStatus::Verified(handle) => {
            steps.push(format!("its handle {} names it, too", shown(handle.as_str())));
        }
        HandleStatus::None => steps.push("it has no handle that names it".to_owned()),
        HandleStatus::Unconfirmed(_) => {
            steps.push(
                "whether its handle names it is not known, because servers are out".to_owned(),
            );
        }
    }
    match &status.hosted {
        Ok(true) => steps.push(format!("{pds} says that it has the account")),
        Ok(false) => steps.push(format!("{pds} does not say whether it has the account")),
        Err(fault) => {
            return Err(server(&pds, "does not say whether it has the account")
                .because(fault)
                .into());
        }
    }
    match &status.issuer {
        Ok(issuer) => steps.push(format!("its person signs in at {}", shown(issuer.host()))),
        Err(fault) => {
            return Err(server(&pds, "does not say where its people sign in")
                .because(fault)
                .into());
        }
    }
    Ok(())
}

fn unknown(who: &str, why: impl std::fmt::Display) -> Finding {
    let to_do =
        "Write a handle such as alice.bsky.social, or a DID: atlogin doctor --as alice.bsky.social";
    Finding::new(&kinds::NO_ACCOUNT, format!("{who} names no account"), to_do).because(why)
}

fn server(host: &str, what: &str) -> Finding {
    Finding::new(
        &kinds::ACCOUNT_SERVER,
        format!("{host} {what}"),
        format!(
            "curl -v https://{host}/.well-known/oauth-protected-resource; and ask the operators of {host}"
        ),
    )
}

fn looked_up(who: &str, error: &BeginError) -> Finding {
    let dig = format!(
        "dig +short _atproto.{who} TXT; curl -i https://{who}/.well-known/atproto-did; one of them must name the DID"
    );
    let finding = match error {
        BeginError::NoAccount => {
            Finding::new(&kinds::NO_ACCOUNT, format!("Nobody has the handle or DID {who}"), dig)
        }
        BeginError::FaultyHandle(_) | BeginError::HandleNotClaimed | BeginError::NoHandle(_) => {
            Finding::new(&kinds::ACCOUNT_HANDLE, format!("The handle {who} does not count"), dig)
        }
        BeginError::NoPds => Finding::new(
            &kinds::ACCOUNT_NO_PDS,
            format!("{who} has no server"),
            "Its person has to correct the DID document: the service #atproto_pds",
        ),
        BeginError::ClientUnknown(_) | BeginError::LocalhostClientUnknown(_) => Finding::new(
            &kinds::ACCOUNT_REFUSED,
            format!("The server of {who} does not take us"),
            "atlogin doctor, and look at the findings of the public address",
        ),
        BeginError::NoOAuth(_)
        | BeginError::NotAServer(_)
        | BeginError::NoFreshLogin(_)
        | BeginError::Server(_)
        | BeginError::Key(_) => Finding::new(
            &kinds::ACCOUNT_SERVER,
            format!("{who} cannot be looked up"),
            "Look at the findings of DNS and of the directory; then try again later, because a server is out",
        ),
    };
    finding.because(error)
}

fn of_status(did: &Did, error: &AccountStatusError) -> Finding {
    let did = shown(did.as_str());
    match error {
        AccountStatusError::Gone => Finding::new(
            &kinds::ACCOUNT_GONE,
            format!("The account {did} is gone or not active."),
            format!("curl https://plc.directory/{did}; and ask its person"),
        ),
        AccountStatusError::Unknown(fault) => Finding::new(
            &kinds::ACCOUNT_SERVER,
            format!("The account {did} cannot be looked up"),
            format!("curl -i https://plc.directory/{did}; then try again later"),
        )
        .because(fault),
    }
}
