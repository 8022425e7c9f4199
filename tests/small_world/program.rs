//! The small world as a program: a PLC directory, a PDS and a name server to try ATLogin with.
//!
//! Prints the lines of an ATLogin configuration that reach it, then answers until Ctrl-C.

#[path = "mod.rs"]
pub mod small_world;

use clap::Parser;
use serde_json::{Value, json};
use small_world::situation::arrange;
use small_world::{Account, Person, Settings, SmallWorld};
use std::io::{self, Write};
use std::path::PathBuf;
use tokio::signal::unix::{SignalKind, signal};

/// A small ATProto world on loopback ports, with nothing real behind it.
#[derive(Parser)]
#[command(name = "small-world")]
struct Arguments {
    /// Port of the PLC directory
    #[arg(long, default_value_t = 2582)]
    plc_port: u16,
    /// Port of the PDS and its authorization server
    #[arg(long, default_value_t = 2583)]
    pds_port: u16,
    /// Port of the name server, UDP and TCP
    #[arg(long, default_value_t = 5353)]
    dns_port: u16,
    /// Only the PLC directory and the name server, for a PDS that is real: it makes the accounts,
    /// and what it makes is kept in this file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["accounts", "form", "tls", "clients", "situation"])]
    registry: Option<PathBuf>,
    /// An account: its handle, and a password if not "password"; may be repeated
    #[arg(long = "account", value_name = "HANDLE[:PASSWORD]", default_value = "alice.pds.test")]
    accounts: Vec<String>,
    /// Show a sign-in form instead of approving at once
    #[arg(long)]
    form: bool,
    /// Speak TLS as pds.internal and plc.internal, with a CA of its own
    #[arg(long)]
    tls: bool,
    /// What stands in this world otherwise than usual: a file of situations and the name of one
    #[arg(long, num_args = 2, value_names = ["FILE", "NAME"])]
    situation: Vec<String>,
    /// Where clients of an https origin really listen; may be repeated
    #[arg(long = "client", value_name = "ORIGIN=URL", value_parser = split)]
    clients: Vec<(String, String)>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let settings = Settings {
        tls: arguments.tls,
        plc_port: arguments.plc_port,
        pds_port: arguments.pds_port,
        dns_port: arguments.dns_port,
        ..Settings::default()
    };
    if let Some(file) = &arguments.registry {
        let registry = SmallWorld::registry(settings, file).await?;
        io::stdout().lock().write_all(registry.network_toml().as_bytes())?;
        return ended().await;
    }
    let world = SmallWorld::open(settings).await?;
    if arguments.form {
        world.person(Person::FillsTheForm);
    }
    for (origin, url) in &arguments.clients {
        world.reach_clients(origin, url);
    }
    let mut accounts = Vec::new();
    for account in &arguments.accounts {
        accounts.push(enter(&world, account).await);
    }
    if let ([file, name], [alice, ..]) = (arguments.situation.as_slice(), accounts.as_slice()) {
        let situations: Vec<Value> = serde_json::from_slice(&std::fs::read(file)?)?;
        let found = situations.iter().find(|situation| situation["name"] == name.as_str());
        let found = found.ok_or_else(|| io::Error::other(format!("no situation {name}")))?;
        arrange(&world, alice, &found["world"]);
    }
    print(&world, &accounts)?;
    ended().await
}

/// Until Ctrl-C, or whoever started it ends it.
async fn ended() -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        ended = tokio::signal::ctrl_c() => ended,
        _ = terminate.recv() => Ok(()),
    }
}

fn split(pair: &str) -> Result<(String, String), &'static str> {
    let (origin, url) = pair.split_once('=').ok_or("must be ORIGIN=URL")?;
    Ok((origin.to_owned(), url.to_owned()))
}

/// Makes an account with a profile, so that there is a name to show.
async fn enter(world: &SmallWorld, account: &str) -> Account {
    let (handle, password) = account.split_once(':').unwrap_or((account, "password"));
    let account = world.account(&world.pds(), handle).await;
    let name = handle.split('.').next().unwrap_or(handle);
    let profile = json!({ "$type": "app.bsky.actor.profile", "displayName": name });
    world.publish_profile(&account, profile);
    world.set_password(&account, password)
}

fn print(world: &SmallWorld, accounts: &[Account]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "# A small ATProto world. Its PDS: {}", world.pds().origin())?;
    for account in accounts {
        let (handle, did, password) = (account.handle(), account.did(), account.password());
        writeln!(out, "# account {handle}, password {password}, {did}")?;
    }
    writeln!(out, "# To reach it, these lines belong in the configuration of ATLogin:")?;
    write!(out, "{}", world.network_toml())?;
    out.flush()
}
