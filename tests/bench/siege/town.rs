//! The small world in a process of its own: honest servers, and those of the attackers.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Fault;
use crate::attack::Attack;
use crate::process::{Process, hear_parent, say_to_parent};
use crate::small_world::lies::{Lies, Wire};
use crate::small_world::{Pds, Settings, SmallWorld};

/// Where the servers are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Place {
    /// The lines of the daemon's configuration that reach them.
    pub(crate) network: String,
    /// Of ordinary people.
    pub(crate) honest: Vec<Server>,
    /// They answer until they are told not to.
    pub(crate) silent: Vec<Server>,
    /// Their endpoint URLs are as long as a URL may be.
    pub(crate) long: Vec<Server>,
    /// Of the accounts with a did:web.
    pub(crate) free: Server,
}

/// A server, and who is there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Server {
    /// Host and port of the authorization server.
    pub(crate) authority: String,
    /// Handles.
    pub(crate) handles: Vec<String>,
}

/// What the world is asked for first.
#[derive(Serialize, Deserialize)]
struct Wanted {
    /// Accounts with a did:web, each on a port of its own.
    names: usize,
}

/// What is said to the world, and what it answers.
#[derive(Serialize, Deserialize)]
struct FallSilent;
#[derive(Serialize, Deserialize)]
struct Done;

/// The world in another process. It ends when this is dropped.
pub(crate) struct Town {
    pub(crate) place: Place,
    process: Process,
}

/// Of ordinary people: each may be asked for 600 logins a minute, and 300 come.
const HONEST: usize = 4;
const SILENT: usize = 16;
const LONG: usize = 8;
/// How many people each honest server has.
const PEOPLE: usize = 100;
const AT_A_SILENT_SERVER: usize = 4;
/// How many free names there are, so that no name comes back soon.
const NAMES: usize = 1500;
/// The longest endpoint URL that the daemon takes, in bytes (`atproto/metadata`).
const LONGEST_URL: usize = 2048;

impl Town {
    /// Starts it for an attack.
    pub(crate) async fn start(attack: Option<Attack>) -> Result<Self, Fault> {
        let mut process = Process::start(0, &["--small-world"])?;
        let names = if attack == Some(Attack::FreeNames) { NAMES } else { 0 };
        process.say(&Wanted { names }).await?;
        let place = process.hear().await?;
        Ok(Self { place, process })
    }

    /// From now on the silent servers say nothing.
    pub(crate) async fn fall_silent(&mut self) -> Result<(), Fault> {
        self.process.say(&FallSilent).await?;
        self.process.hear::<Done>().await.map(drop)
    }
}

/// Is that process.
pub(crate) async fn run() -> Result<(), Fault> {
    let Some(Wanted { names }) = hear_parent().await? else { return Ok(()) };
    let world = SmallWorld::start(Settings::default()).await;
    let mut honest = Vec::new();
    for number in 0..HONEST {
        honest.push(server(&world, &format!("honest{number}"), PEOPLE).await);
    }
    let mut silent = Vec::new();
    for number in 0..SILENT {
        silent.push(server(&world, &format!("silent{number}"), AT_A_SILENT_SERVER).await);
    }
    let mut long = Vec::new();
    for number in 0..LONG {
        let server = server(&world, &format!("long{number}"), 1).await;
        server.0.lie(|lies| lengthen(lies, &server.0.origin()));
        long.push(server);
    }
    let free = free_names(&world, names).await;
    let told =
        |servers: &[(Pds, Server)]| servers.iter().map(|(_, server)| server.clone()).collect();
    say_to_parent(&Place {
        network: world.network_toml(),
        honest: told(&honest),
        silent: told(&silent),
        long: told(&long),
        free,
    })?;
    // What was asked would fill the memory of a world that goes on for minutes.
    let forget = async {
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            world.forget_seen();
        }
    };
    let obey = async {
        while let Some(FallSilent) = hear_parent().await? {
            for (pds, _) in &silent {
                pds.lie(hush);
            }
            say_to_parent(&Done)?;
        }
        Ok(())
    };
    tokio::select! {
        () = forget => Ok(()),
        ended = obey => ended,
    }
}

async fn server(world: &SmallWorld, name: &str, people: usize) -> (Pds, Server) {
    let pds = world.add_pds(name).await;
    let mut handles = Vec::new();
    for number in 0..people {
        let account = world.account(&pds, &format!("person{number}.{name}.test")).await;
        handles.push(account.handle().to_owned());
    }
    let authority = authority(&pds);
    (pds, Server { authority, handles })
}

/// Accounts whose did:web is the host and port of a PDS, all behind one authorization server.
async fn free_names(world: &SmallWorld, names: usize) -> Server {
    let entryway = world.add_pds("free").await;
    let mut handles = Vec::new();
    for number in 0..names {
        let pds = world.add_pds_behind(&format!("free{number}"), &entryway).await;
        let account = world.did_web_account(&pds, &format!("free{number}.free.test")).await;
        handles.push(account.handle().to_owned());
    }
    Server { authority: authority(&entryway), handles }
}

fn authority(pds: &Pds) -> String {
    pds.origin().trim_start_matches("http://").to_owned()
}

/// Never answers anything that is asked about an account or a login.
fn hush(lies: &mut Lies) {
    let answers = [
        &mut lies.resource_metadata,
        &mut lies.server_metadata,
        &mut lies.par,
        &mut lies.token,
        &mut lies.profile,
        &mut lies.repo_status,
    ];
    for answer in answers {
        answer.wire = Wire::Silent;
    }
}

/// Makes the endpoint URLs as long as they may be. The query leads to the same place.
fn lengthen(lies: &mut Lies, origin: &str) {
    for (member, path) in [
        ("authorization_endpoint", "/oauth/authorize"),
        ("token_endpoint", "/oauth/token"),
        ("revocation_endpoint", "/oauth/revoke"),
        ("pushed_authorization_request_endpoint", "/oauth/par"),
    ] {
        let short = format!("{origin}{path}?x=");
        let padding = "x".repeat(LONGEST_URL - short.len());
        lies.server_metadata.set(member, format!("{short}{padding}"));
    }
}
