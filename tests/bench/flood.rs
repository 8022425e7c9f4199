//! What a flood of half-open logins costs the daemon: memory and disk (attack W4).
//!
//! ```text
//! cargo bench --bench flood                       100,000 times GET /authorize; a minute or two
//! cargo bench --bench flood -- --logins 1000000   ten times as many
//! ```
//!
//! Sixteen connections over loopback ask `/authorize` again and again with the longest `state` there
//! may be, and open none of the pages that they are led to: the daemon must remember each question.
//! Afterwards *rows* and *disk* (database and its log) must be what `unopened_logins` allows, however
//! long the flood was, and *memory* what a busy daemon has. A figure beyond its bound is a failure.
//! The first login of all, whose page is open, must still be there.
//!
//! Figures of November 2026 stand in the decision `docs/decisions/limits.md`.

#[expect(dead_code, reason = "a part of it is there for the other benchmarks")]
mod daemon;
#[expect(dead_code, reason = "a part of it is there for the other benchmarks")]
mod http;
#[expect(dead_code, reason = "a part of it is there for the other benchmarks")]
mod machine;
#[expect(dead_code, reason = "a part of it is there for the other benchmarks")]
mod visitor;

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Parser;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::daemon::Setup;
use crate::http::Http;

/// What went wrong; it ends the program.
pub(crate) type Fault = Box<dyn Error + Send + Sync>;

/// Measures what a flood of half-open logins costs the daemon.
#[derive(Parser)]
#[command(name = "flood")]
struct Arguments {
    /// How many logins are begun
    #[arg(long, default_value_t = 100_000)]
    logins: usize,
    /// The daemon to measure
    #[arg(long, value_name = "PATH", default_value = env!("CARGO_BIN_EXE_atlogin"))]
    daemon: PathBuf,
    /// What cargo adds
    #[arg(long, hide = true)]
    bench: bool,
}

/// How many connections ask at a time.
const AT_A_TIME: usize = 16;
/// The longest `state` (`oidc::authorization_request`).
const STATE: usize = 4096;
/// 20,000 rows of at most 6 KiB on pages of 4 KiB, twice: in the file and in its log.
const MOST_DISK: f64 = 2.0 * 20_000.0 * 8.0 / 1024.0;
/// Of a daemon that answers as fast as it can, in MiB.
const MOST_MEMORY: f64 = 80.0;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match measure(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            let _ = writeln!(std::io::stderr(), "flood: {fault}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(arguments: &Arguments) -> Result<(), Fault> {
    let setup = Setup::new(&arguments.daemon, "network = \"loopback\"").await?;
    let daemon = setup.start().await?;
    let mut reader = Http::connect(&setup.authority).await?;
    let page = reader.get(&question(), "").await?.location()?.to_owned();
    let cookie = reader.get(&page, "").await?;
    let cookie = cookie.header("set-cookie").and_then(|cookie| cookie.split(';').next());
    let cookie = format!("cookie: {}\r\n", cookie.ok_or("no cookie")?);
    report("before", daemon.process.resident()?, setup.disk()?)?;

    let (started, left) = (Instant::now(), Arc::new(AtomicUsize::new(arguments.logins)));
    let mut visitors = JoinSet::new();
    for _ in 0..AT_A_TIME {
        visitors.spawn(flood(setup.authority.clone(), Arc::clone(&left)));
    }
    while let Some(done) = visitors.join_next().await {
        done??;
    }
    let (memory, disk) = (daemon.process.resident()?, setup.disk()?);
    report(&format!("after {} logins", arguments.logins), memory, disk)?;
    let seconds = started.elapsed().as_secs_f64();
    writeln!(std::io::stdout(), "{seconds:.0} s")?;

    // Its own connection was closed for being idle.
    let mut reader = Http::connect(&setup.authority).await?;
    let open = reader.get(&page, &cookie).await?;
    daemon.stop().await?;
    if open.status != 200 {
        return Err("the login of a person who was reading its page is gone".into());
    }
    if disk > MOST_DISK || memory > MOST_MEMORY {
        return Err(format!("more than {MOST_DISK} MiB of disk or {MOST_MEMORY} of memory").into());
    }
    Ok(())
}

/// One connection that begins logins until none is left.
async fn flood(authority: String, left: Arc<AtomicUsize>) -> Result<(), Fault> {
    let mut http = Http::connect(&authority).await?;
    let (question, mut began) = (question(), Instant::now());
    while left
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
        .is_ok()
    {
        // The daemon keeps no connection for more than five minutes.
        if began.elapsed().as_secs() > 240 {
            (http, began) = (Http::connect(&authority).await?, Instant::now());
        }
        http.get(&question, "").await?.location()?;
    }
    Ok(())
}

fn question() -> String {
    let (state, nonce) = ("s".repeat(STATE), "n".repeat(512));
    format!(
        "/authorize?response_type=code&client_id=ES256&redirect_uri=https%3A%2F%2Frp.example%2Fcb\
         &scope=openid&state={state}&nonce={nonce}\
         &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
    )
}

fn report(when: &str, memory: f64, disk: f64) -> Result<(), Fault> {
    writeln!(std::io::stdout(), "{when:24} {memory:>7.1} MiB memory {disk:>7.1} MiB disk")?;
    Ok(())
}
