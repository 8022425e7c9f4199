//! `atlogin doctor`: looks at everything from the operator's place, and says what to type.
//!
//! In: the configuration. Out: [`Part`]s with [`Finding`]s, which `cli` prints. Each part has a file of its
//! own, and gets a [`Context`]. It changes nothing, and asks the outside by `fetch` alone, as the daemon
//! would. A part that takes too long is given up.
//!
//! Every kind of finding is in [`kinds`], with a name that stays.

mod account;
mod clients;
mod configuration;
mod context;
mod finding;
mod kinds;
mod matrix;
mod names;
mod public_address;
mod relying_parties;
mod servers;
mod severity;
mod shown;
mod state;
mod time;

use std::time::Duration;

use tokio::time::timeout;
use url::Url;

use self::context::Context;
pub(crate) use self::finding::{Finding, Part};
pub(crate) use self::severity::Severity;
use crate::clock::Clock;
use crate::config::Config;
use crate::fetch::{Fetch, SetupError};

/// What each part may take. They are looked at side by side.
const LONGEST: Duration = Duration::from_secs(40);
/// What comes before two others.
const LONGEST_OF_STATE: Duration = Duration::from_secs(15);

/// What is asked for beside the usual.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wishes {
    /// An account that is followed through a sign-in.
    pub(crate) account: Option<String>,
    /// A Matrix server, as an app would be pointed at it.
    pub(crate) matrix: Option<Url>,
}

/// Looks at all parts.
///
/// # Errors
/// [`SetupError`] if nothing can be asked.
pub(crate) async fn examine(
    config: &Config,
    clock: Clock,
    wishes: &Wishes,
) -> Result<Vec<Part>, SetupError> {
    let outside = &config.outside;
    let fetch = Fetch::new(outside.network.clone(), outside.dns_server)?;
    let context = Context { config, fetch, clock };
    let (inside, dns, (directories, servers, clock), public_address) = tokio::join!(
        inside(&context, wishes),
        in_time(names::look(&context)),
        outside_world(&context),
        in_time(public_address::look(&context)),
    );
    let mut parts = vec![
        Part::new("configuration", configuration::look(&context)),
        Part::new("state", inside.state),
        Part::new("clock", clock),
        Part::new("DNS", dns),
        Part::new("directory", directories),
        Part::new("servers", servers),
        Part::new("public address", public_address),
        Part::new("relying parties", inside.relying_parties),
    ];
    parts.extend(inside.account);
    parts.extend(inside.matrix);
    Ok(parts)
}

/// What needs the database.
struct Inside {
    state: Vec<Finding>,
    relying_parties: Vec<Finding>,
    account: Option<Part>,
    matrix: Option<Part>,
}

async fn inside(context: &Context<'_>, wishes: &Wishes) -> Inside {
    let looked = timeout(LONGEST_OF_STATE, state::look(context)).await;
    let (state, db) = looked.unwrap_or_else(|_| (vec![not_finished()], None));
    let account = async {
        let named = wishes.account.as_deref()?;
        let looked = timeout(LONGEST, account::look(context, db.as_ref(), named)).await;
        Some(looked.unwrap_or_else(|_| Part::new("account", vec![not_finished()])))
    };
    let matrix = async {
        let looked =
            timeout(LONGEST, matrix::look(context, db.as_ref(), wishes.matrix.as_ref()?)).await;
        Some(looked.unwrap_or_else(|_| Part::new("Matrix", vec![not_finished()])))
    };
    let relying_parties = in_time(relying_parties::look(context, db.as_ref()));
    let (relying_parties, account, matrix) = tokio::join!(relying_parties, account, matrix);
    if let Some(db) = db {
        db.close().await;
    }
    Inside { state, relying_parties, account, matrix }
}

async fn outside_world(context: &Context<'_>) -> (Vec<Finding>, Vec<Finding>, Vec<Finding>) {
    match timeout(LONGEST, servers::look(context)).await {
        Ok(looked) => (looked.directories, looked.servers, time::judge(looked.ahead)),
        Err(_) => (vec![not_finished()], vec![not_finished()], Vec::new()),
    }
}

async fn in_time(look: impl Future<Output = Vec<Finding>>) -> Vec<Finding> {
    timeout(LONGEST, look).await.unwrap_or_else(|_| vec![not_finished()])
}

fn not_finished() -> Finding {
    let seconds = LONGEST.as_secs();
    Finding::new(
        &kinds::NOT_FINISHED,
        format!("It took longer than {seconds} seconds."),
        "Run the doctor again; if it stays so, look at the other findings first",
    )
}

#[cfg(test)]
mod tests;
