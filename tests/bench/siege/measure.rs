//! The rows of the table: each a daemon, a world, people, and an attack or none.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use clap::ValueEnum;
use tokio::time::sleep;

use crate::Fault;
use crate::attack::Attack;
use crate::attackers::{Answers, Attackers, Field};
use crate::daemon::{Daemon, Setup};
use crate::later::disk_in_ten_minutes;
use crate::machine;
use crate::people::{Noticed, come};
use crate::table::{Row, Table, say};
use crate::town::Town;

/// How long an attack goes on before the first person comes.
const LEAD: Duration = Duration::from_secs(2);
/// Older than any identity that is taken while it cannot be looked up: two days, in seconds.
const TOO_OLD: i64 = 2 * 24 * 60 * 60;

/// How much is measured.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    /// How long each attack. The quiet times before and after it are half as long.
    pub(crate) seconds: u32,
    /// Only this attack, or all.
    pub(crate) attack: Option<Attack>,
    /// The high percentile of times that is shown.
    pub(crate) percentile: usize,
    /// The percentile of sign-ins that is compared with quiet times: this one, or the median.
    pub(crate) compared: usize,
}

/// The percentile that half of all do not exceed.
pub(crate) const MEDIAN: usize = 50;

/// Measures `program` in quiet and under attack, in turns, and prints the table.
///
/// # Errors
/// If a figure is beyond its target.
pub(crate) async fn run(program: &Path, plan: Plan) -> Result<(), Fault> {
    say(&machine::processors()?)?;
    let mut before = measure(program, plan, None).await?;
    let mut table = Table::begin(plan)?;
    table.add(&before, None)?;
    let all = Attack::value_variants().to_vec();
    for attack in plan.attack.map_or(all, |attack| vec![attack]) {
        let row = measure(program, plan, Some(attack)).await?;
        let after = measure(program, plan, None).await?;
        let quiet = before.sign_ins.and(&after.sign_ins).percentile(plan.compared);
        table.add(&row, Some(quiet))?;
        table.add(&after, None)?;
        before = after;
    }
    table.end()
}

async fn measure(program: &Path, plan: Plan, attack: Option<Attack>) -> Result<Row, Fault> {
    let mut town = Town::start(attack).await?;
    let lines = format!("{}trusted_proxies = [\"127.0.0.1\"]\n", town.place.network);
    let setup = Setup::with(program, &lines).await?;
    let daemon = setup.start().await?;
    let field = Field { daemon: setup.authority.clone(), place: town.place.clone() };
    let name = attack.map_or_else(|| "quiet".to_owned(), Attack::name);
    let besieged = besieged(&setup, &mut town, &Arc::new(field), (attack, plan.seconds)).await;
    // The daemon knows better than its visitors what went wrong.
    let (noticed, answers) = besieged
        .map_err(|fault| format!("{name}: {fault}\n\nThe daemon's log:\n{}", setup.log()))?;
    row(&setup, daemon, (name, plan.percentile), (noticed, answers)).await
}

async fn besieged(
    setup: &Setup,
    town: &mut Town,
    field: &Arc<Field>,
    (attack, seconds): (Option<Attack>, u32),
) -> Result<(Noticed, Answers), Fault> {
    // Each honest server has completed a login before, as in earnest.
    come(field, 1).await?;
    let Some(attack) = attack else {
        return Ok((come(field, seconds.div_ceil(2)).await?, Answers::new()));
    };
    let mut attackers = Attackers::start(attack, field).await?;
    match attack {
        Attack::OldProofs => {
            setup.make_identities_old(TOO_OLD).await?;
            town.fall_silent().await?;
        }
        Attack::SilentServers => town.fall_silent().await?,
        Attack::SilentCodes
        | Attack::OneNetwork
        | Attack::OneServer
        | Attack::SlowConnections
        | Attack::WrongSecrets
        | Attack::LargeLogins
        | Attack::FreeNames => {}
    }
    attackers.begin().await?;
    sleep(LEAD).await;
    let noticed = come(field, seconds).await?;
    Ok((noticed, attackers.end().await?))
}

async fn row(
    setup: &Setup,
    daemon: Daemon,
    (name, percentile): (String, usize),
    (noticed, answers): (Noticed, Answers),
) -> Result<Row, Fault> {
    let load = machine::load()?;
    let (memory, disk) = (daemon.process.most_resident()?, setup.disk()?);
    let later = disk_in_ten_minutes(setup).await?;
    daemon.stop().await?;
    Ok(Row {
        name,
        figures: [
            noticed.success(),
            noticed.sign_ins.percentile(MEDIAN),
            noticed.sign_ins.percentile(percentile),
            noticed.at_daemon.percentile(percentile),
            noticed.tokens.percentile(percentile),
            noticed.health.percentile(percentile),
            memory,
            disk,
            later,
        ],
        sign_ins: noticed.sign_ins,
        failures: noticed.failures,
        answers,
        load,
    })
}
