//! The measurements, one after the other, and what each figure has to reach.

use std::path::Path;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::Fault;
use crate::crowd::{AT_A_TIME, Codes, Errand, Town};
use crate::daemon::{Daemon, Setup};
use crate::machine::{self, Process};
use crate::table::{self, Figure, say};
use crate::visitor::Algorithm;
use crate::world::OtherProcess;

/// How much is measured.
pub(crate) struct Plan {
    /// How often.
    rounds: usize,
    /// Complete logins a round.
    logins: usize,
    /// Codes a round and algorithm: few enough to be collected and redeemed within their minute.
    codes: usize,
    /// After which there is no use in going on.
    pub(crate) longest: Duration,
}

/// What the targets are for.
pub(crate) const FULL: Plan =
    Plan { rounds: 3, logins: 3_334, codes: 1_500, longest: Duration::from_mins(10) };
/// To see whether something has changed much.
pub(crate) const QUICK: Plan =
    Plan { rounds: 1, logins: 500, codes: 500, longest: Duration::from_mins(2) };

/// How long a daemon is left alone before its memory is looked at.
const REST: Duration = Duration::from_secs(1);
/// Longer than the daemon takes what it knows without looking, in seconds.
const HOUR: i64 = 60 * 60;
/// How long codes may take to be collected. The first of them expires after 60 seconds.
const COLLECTION: Duration = Duration::from_secs(50);

/// Measures `program` and prints the table.
pub(crate) async fn run(program: &Path, plan: &Plan) -> Result<(), Fault> {
    let mut world = OtherProcess::start().await?;
    let setup = Setup::new(program, &world.place.network).await?;
    let disk = machine::file_system(setup.directory())?;
    say(&format!("{}, state on {disk}", machine::processors()?))?;
    let measured = async {
        let (mut figures, daemon) = starts(program, plan, (&world.place.network, &setup)).await?;
        figures.extend(logins(plan, &mut world, (&setup, daemon.process)).await?);
        let town = Town { daemon: &setup.authority, world: &world.place };
        figures.extend(exchanges(plan, town, daemon.process).await?);
        figures.extend(returns(plan, town, daemon.process).await?);
        figures.push(returns_after_long(plan, town, (&setup, daemon.process)).await?);
        daemon.stop().await?;
        Ok(figures)
    };
    // The daemon knows better than its visitors what went wrong.
    let measured: Result<_, Fault> = measured.await;
    let figures = measured.map_err(|fault| match setup.log() {
        log if log.is_empty() => fault,
        log => format!("{fault}\n\nThe daemon's log:\n{log}").into(),
    })?;
    table::print(&figures)
}

/// Starts the daemon on fresh state and once more on the same, a few times. The last one stays.
async fn starts(
    program: &Path,
    plan: &Plan,
    (network, setup): (&str, &Setup),
) -> Result<(Vec<Figure>, Daemon), Fault> {
    let mut first = Figure::new("ready, first start", "ms", 500.0);
    let mut later = Figure::new("ready, later start", "ms", 150.0);
    let mut idle = Figure::new("memory, idle", "MiB", 20.0);
    let mut twice = async |setup: &Setup| {
        let daemon = setup.start().await?;
        first.values.push(milliseconds(daemon.ready_after));
        daemon.stop().await?;
        let daemon = setup.start().await?;
        later.values.push(milliseconds(daemon.ready_after));
        sleep(REST).await;
        idle.values.push(daemon.process.resident()?);
        Ok::<Daemon, Fault>(daemon)
    };
    for _ in 1..plan.rounds {
        twice(&Setup::new(program, network).await?).await?.stop().await?;
    }
    let daemon = twice(setup).await?;
    Ok((vec![first, later, idle], daemon))
}

/// Complete logins: processor time, requests to other servers, memory afterwards.
async fn logins(
    plan: &Plan,
    world: &mut OtherProcess,
    (setup, daemon): (&Setup, Process),
) -> Result<[Figure; 2], Fault> {
    let mut time = Figure::new("processor, complete login", "ms", 2.5);
    world.seen().await?;
    for round in 1..=plan.rounds {
        let town = Town { daemon: &setup.authority, world: &world.place };
        let before = daemon.processor_time()?;
        let (algorithm, codes) = (Algorithm::Es256, Codes::default());
        town.run(Errand::CompleteLogin, algorithm, &codes, plan.logins).await?;
        time.values.push(each(daemon.processor_time_since(before)?, plan.logins));
        say(&format!("round {round}, logins: load average {}", machine::load()?))?;
    }
    let total = plan.rounds * plan.logins;
    table::upstream(&world.seen().await?, total)?;
    sleep(REST).await;
    let mut memory = Figure::new(&format!("memory after {total} logins"), "MiB", 40.0);
    memory.values.push(daemon.resident()?);
    Ok([time, memory])
}

/// Code exchanges alone: processor time.
async fn exchanges(plan: &Plan, town: Town<'_>, daemon: Process) -> Result<[Figure; 2], Fault> {
    let mut es256 = Figure::new("processor, exchange ES256", "ms", 0.3);
    let mut rs256 = Figure::new("processor, exchange RS256", "ms", 1.1);
    for round in 1..=plan.rounds {
        for (algorithm, time) in [(Algorithm::Es256, &mut es256), (Algorithm::Rs256, &mut rs256)] {
            let (codes, started) = (Codes::default(), Instant::now());
            town.run(Errand::CollectCode, algorithm, &codes, plan.codes).await?;
            if started.elapsed() > COLLECTION {
                return Err("this machine is too slow to redeem codes within their minute".into());
            }
            let before = daemon.processor_time()?;
            town.run(Errand::RedeemCode, algorithm, &codes, plan.codes).await?;
            time.values.push(each(daemon.processor_time_since(before)?, plan.codes));
        }
        say(&format!("round {round}, exchanges: load average {}", machine::load()?))?;
    }
    Ok([es256, rs256])
}

/// Whoever is known already: a silent second login while their identity is fresh, and what relying
/// parties do with tokens.
async fn returns(plan: &Plan, town: Town<'_>, daemon: Process) -> Result<[Figure; 3], Fault> {
    let mut silent = Figure::new("processor, silent login, cached", "ms", 0.4);
    let mut refresh = Figure::new("processor, refresh", "ms", 0.4);
    let mut introspect = Figure::new("processor, introspection", "ms", 0.15);
    for round in 1..=plan.rounds {
        for (errand, algorithm, figure) in [
            (Errand::SilentLogin, Algorithm::Es256, &mut silent),
            (Errand::Refresh, Algorithm::Lasting, &mut refresh),
            (Errand::Introspect, Algorithm::Lasting, &mut introspect),
        ] {
            let (crowd, codes) = (town.residents(algorithm).await?, Codes::default());
            let before = daemon.processor_time()?;
            crowd.run(errand, algorithm, &codes, plan.codes).await?;
            figure.values.push(each(daemon.processor_time_since(before)?, plan.codes));
        }
        say(&format!("round {round}, returns: load average {}", machine::load()?))?;
    }
    Ok([silent, refresh, introspect])
}

/// A silent second login whose identity has to be looked up anew.
async fn returns_after_long(
    plan: &Plan,
    town: Town<'_>,
    (setup, daemon): (&Setup, Process),
) -> Result<Figure, Fault> {
    let mut time = Figure::new("processor, silent login, looked up", "ms", 1.5);
    let batches = plan.codes.div_ceil(AT_A_TIME);
    for _ in 0..plan.rounds {
        let mut crowd = town.residents(Algorithm::Es256).await?;
        let before = daemon.processor_time()?;
        for _ in 0..batches {
            setup.make_identities_old(HOUR).await?;
            crowd.each(Errand::SilentLogin, Algorithm::Es256).await?;
        }
        time.values.push(each(daemon.processor_time_since(before)?, batches * AT_A_TIME));
    }
    Ok(time)
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand")]
fn each(time: Duration, times: usize) -> f64 {
    milliseconds(time) / times as f64
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
