//! Whether anybody can stop other people's sign-ins: the same people sign in again and again while
//! strangers attack.
//!
//! ```text
//! cargo bench --bench siege                              a minute of each attack; a quarter of an hour
//! cargo bench --bench siege -- --quick                   ten seconds of each; three minutes
//! cargo bench --bench siege -- --attack slow-connections one attack, and the quiet times beside it
//! ```
//!
//! Each row of the table has a daemon with a fresh state directory, and a small world, of its own. The
//! daemon is the released program with the limits that it has by default, behind a proxy that it trusts
//! (`trusted_proxies`), so that each visitor can come from an address of their own. All is on loopback, and
//! ends with this program.
//!
//! - *People*: every 50 ms another one begins, by the clock and whether or not the ones before are done.
//!   They are at four honest servers, because one server may be asked for 600 logins a minute. Each has a
//!   new browser, a new connection and another address, and goes through a whole login: `GET
//!   /authorize`, the sign-in page, its form, the consent at their server, the callback. The relying party
//!   then redeems the code at `/token`, over a new connection.
//! - *Sign-in* is the time from when the person was to begin until the code is there. The work of the small
//!   world is part of it, and so is a delay of this program: both make it longer, never shorter.
//! - `/token` and `/healthz` are one request each, with the time to connect. Ten times a second somebody asks
//!   `/healthz`.
//! - *Success* counts people whose relying party got tokens. Whoever waits for 20 seconds has failed.
//! - *Memory* is the most that was ever resident (`VmHWM`), *disk* the database and its log at the end, with
//!   the daemon still running. *Later* is the same after ten minutes: the housekeeping of ten minutes is
//!   done by the same code on the same database, with a clock that is moved. The daemon goes on meanwhile.
//! - *The attack got* counts its answers a second by status, so that nobody takes a weak attack for a
//!   strong daemon. `-` is no answer: the connection ended first, or 30 seconds were over.
//!
//! Four processes share the processors: the daemon, the small world, this program with the people, and the
//! attack, which runs with `nice 10`: attackers have processors of their own, so theirs must not be taken
//! from the daemon. The daemon's work for the attack takes its time from all the same.
//!
//! Before and after each attack is a quiet time, half as long. A machine that others use as well is slower at
//! one minute than at the next: so each attack is judged by the quiet times beside it, both together.
//!
//! A figure beyond its target is marked with `!` and is a failure. *Sign-in p99* must not be above three
//! times the quiet one either. If it is quick, the median is compared in its place, and the 95th percentile
//! shown: ten seconds are 200 people, and on a machine that others use as well the 95th percentile of
//! *quiet* times was anywhere from 13 to 36 ms within three minutes, while their median was 11 to 18. Figures of
//! November 2026 stand in the decision `docs/decisions/limits.md`.

#[expect(unused_imports, reason = "a part of it is there for other programs")]
#[path = "../small_world/mod.rs"]
pub mod small_world;

#[path = "siege/addresses.rs"]
mod addresses;
#[path = "siege/attack.rs"]
mod attack;
#[path = "siege/attackers.rs"]
mod attackers;
#[path = "siege/connections.rs"]
mod connections;
#[expect(dead_code, reason = "a part of it is there for the other benchmarks")]
mod daemon;
#[path = "siege/guesses.rs"]
mod guesses;
mod http;
#[path = "siege/later.rs"]
mod later;
#[expect(dead_code, reason = "a part of it is there for the other benchmarks")]
mod machine;
#[path = "siege/measure.rs"]
mod measure;
#[path = "siege/people.rs"]
mod people;
#[path = "siege/process.rs"]
mod process;
#[path = "siege/silent.rs"]
mod silent;
#[path = "siege/starts.rs"]
mod starts;
#[path = "siege/table.rs"]
mod table;
#[path = "siege/town.rs"]
mod town;
#[expect(dead_code, reason = "a part of it is there for the other benchmarks")]
mod visitor;

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use crate::attack::Attack;
use crate::measure::{MEDIAN, Plan};

/// What went wrong; it ends the program.
pub(crate) type Fault = Box<dyn Error + Send + Sync>;

/// Measures what people notice of attacks.
#[derive(Parser)]
#[command(name = "siege")]
struct Arguments {
    /// How long each attack is measured
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// Ten seconds each
    #[arg(long, conflicts_with = "seconds")]
    quick: bool,
    /// Only this attack
    #[arg(long, value_name = "NAME")]
    attack: Option<Attack>,
    /// The daemon to measure
    #[arg(long, value_name = "PATH", default_value = env!("CARGO_BIN_EXE_atlogin"))]
    daemon: PathBuf,
    /// Be the small world of another process
    #[arg(long, hide = true)]
    small_world: bool,
    /// Be the attackers of another process
    #[arg(long, hide = true)]
    attackers: Option<Attack>,
    /// What cargo adds
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // Each has thousands of connections. Where that is not allowed, the attack is weaker and says so.
    let _ = rlimit::increase_nofile_limit(16_384);
    let outcome = if arguments.small_world {
        town::run().await
    } else if let Some(attack) = arguments.attackers {
        attackers::run(attack).await
    } else {
        let seconds = if arguments.quick { 10 } else { arguments.seconds.max(1) };
        let (percentile, compared) = if arguments.quick { (95, MEDIAN) } else { (99, 99) };
        let plan = Plan { seconds, attack: arguments.attack, percentile, compared };
        measure::run(&arguments.daemon, plan).await
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            // There is nobody left to tell that even this failed.
            let _ = writeln!(std::io::stderr(), "siege: {fault}");
            ExitCode::FAILURE
        }
    }
}
