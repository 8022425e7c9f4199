//! What a login costs the daemon: processor time, requests to other servers, memory, time to start.
//!
//! ```text
//! cargo bench --bench login                       10,000 logins, each figure three times
//! cargo bench --bench login -- --quick            500 logins, once each
//! cargo bench --bench login -- --daemon PATH      another build of the daemon, to compare with
//! ```
//!
//! On two idle cores that takes two minutes, or ten seconds if it is quick. It gives up after ten, or
//! two, because such a machine measures nothing. Building the daemon comes before that and takes one
//! minute if all that it uses is built.
//!
//! Three processes take part: the daemon as it is released, with a configuration of its own and its
//! state on the disk under `target/tmp`; the small world (`tests/small_world`), which is this
//! program again; and this program, which drives browsers and relying parties, 16 at a time.
//!
//! - A *complete login* is `GET /authorize`, the sign-in page, its form with a handle, the person's
//!   consent, the callback and `POST /token` of a client with ES256 ID tokens: no step is left out
//!   and each browser is new. Nothing is encrypted on the way and connections are kept, as a
//!   reverse proxy keeps them. Only the daemon's own processor time counts, the kernel's work for it
//!   included.
//! - *Upstream* are the requests and DNS queries that the small world saw, but for the browser's.
//! - A *code exchange* is `POST /token` alone: the codes are collected first and redeemed within
//!   their minute.
//! - A *silent login* is `GET /authorize` with `prompt=none` by a browser that has a session, and the
//!   exchange of its code, ES256: *cached* within ten minutes of the last look at the person's
//!   identity; *looked up* with a look at their document, server, handle and profile.
//! - A *refresh* and an *introspection* are one request each, of a relying party with ES256.
//! - *Idle* is a second after the daemon was ready, *after the logins* a second after the last.
//! - *Ready* is from the start of the process to the line that says so: the first start makes the
//!   database and the keys, a later one finds them.
//!
//! Processor time hardly depends on what else runs, but caches and the clock of a processor do: on
//! a busy machine or a shared one expect figures 10 to 30 % higher and three that differ as much.
//! Time to start depends on all of it, the disk included. So the load average is printed, and of
//! three figures the median is compared with the target. To compare two builds run them in turns, a few
//! times each: on a machine under load one and the same build was seen to need twice its own time.
//! How long the keys of a first start take is a matter of luck: RSA looks for primes.
//!
//! A missed target is said and is no failure; an answer that is not as expected is one.

#[expect(unused_imports, reason = "a part of it is there for other programs")]
#[path = "../small_world/mod.rs"]
pub mod small_world;

mod crowd;
#[expect(dead_code, reason = "a part of it is there for the other benchmarks")]
mod daemon;
#[expect(dead_code, reason = "a part of it is there for the other benchmarks")]
mod http;
#[expect(dead_code, reason = "a part of it is there for the other benchmarks")]
mod machine;
mod measure;
mod table;
#[expect(dead_code, reason = "a part of it is there for the other benchmarks")]
mod visitor;
mod world;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use tokio::time::timeout;

/// What went wrong; it ends the program.
pub(crate) type Fault = Box<dyn Error + Send + Sync>;

/// Measures what a login costs the daemon.
#[derive(Parser)]
#[command(name = "login")]
struct Arguments {
    /// 500 logins instead of 10,000, and each figure once
    #[arg(long)]
    quick: bool,
    /// The daemon to measure
    #[arg(long, value_name = "PATH", default_value = env!("CARGO_BIN_EXE_atlogin"))]
    daemon: PathBuf,
    /// Be the small world of another process
    #[arg(long, hide = true)]
    small_world: bool,
    /// What cargo adds
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = if arguments.small_world {
        world::run().await
    } else {
        let plan = if arguments.quick { measure::QUICK } else { measure::FULL };
        timeout(plan.longest, measure::run(&arguments.daemon, &plan)).await.unwrap_or_else(|_| {
            Err(format!("no end after {} s: this machine is too busy", plan.longest.as_secs())
                .into())
        })
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            table::complain(&fault);
            ExitCode::FAILURE
        }
    }
}
