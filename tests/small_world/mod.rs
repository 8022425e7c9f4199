//! A small ATProto world in one process: a PLC directory, PDSes with their authorization servers,
//! and a name server, all on loopback ports. Honest until it is told to lie.
//!
//! It stands in for the network in black-box tests and demos. What it must not know is ATLogin:
//! judge and judged share no code, so nothing here uses the crate `atlogin`. That it is a fair
//! judge is itself judged, by an independent client (`tests/it/small_world_judged.rs`).
//!
//! ```text
//! mod.rs                   SmallWorld: what a test holds        program.rs  the same as a program
//! world.rs directory.rs    what the servers share; the accounts and what is published
//! server.rs answer.rs      one HTTP exchange: taken apart, answered, noted in seen.rs
//! plc.rs pds.rs dns.rs     who answers what
//! registry.rs operation.rs a PLC directory that a real PDS writes to
//! authorization_server.rs  par.rs → authorize.rs → token.rs → revocation.rs, kept in grants.rs
//! client_registry.rs client_assertion.rs dpop.rs jwt.rs         who is asking
//! ways.rs                  how real servers differ from the reference server
//! lies.rs payloads.rs wire.rs                                   every way to be dishonest
//! cocoon.rs                                                     the ways of real servers
//! situation.rs                                                  the same, told as data
//! ```

#![allow(
    clippy::allow_attributes,
    reason = "three programs include this module and none of them uses all of it"
)]
#![allow(dead_code, reason = "see above")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::indexing_slicing,
    reason = "a test double ends loudly where it is used wrongly"
)]

mod answer;
mod authorization_server;
mod authorize;
mod client_assertion;
mod client_registry;
mod cocoon;
mod directory;
mod dns;
mod dns_message;
mod dpop;
mod grants;
mod jwt;
pub mod lies;
mod operation;
mod par;
mod payloads;
mod pds;
mod plc;
mod publish;
mod random;
mod refusal;
mod registry;
mod revocation;
mod seen;

#[cfg(test)]
mod registry_tests;
mod server;
mod settings;
pub mod situation;
#[cfg(test)]
mod tests;
mod tls;
mod token;
mod ways;
mod wire;
mod world;

pub use directory::{Account, Hosting};
pub use grants::IssuedToken;
pub use lies::Lies;
pub use seen::{Seen, first as parameter};
pub use settings::{Now, Person, Settings};
pub use ways::Ways;

use client_registry::ClientRegistry;
use dns::NameServer;
use dpop::Dpop;
use grants::Grants;
use registry::Registry;
use server::Role;
use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use tls::Tls;
use tokio::task::JoinSet;
use world::{Site, World};

/// A running world. It ends when this is dropped.
pub struct SmallWorld {
    world: Arc<World>,
    sites: Mutex<Vec<Pds>>,
    tasks: Mutex<JoinSet<()>>,
    plc_port: u16,
    dns_server: SocketAddr,
}

/// One PDS of the world.
#[derive(Clone)]
pub struct Pds(Arc<Site>);

impl SmallWorld {
    /// Starts a world, or panics.
    pub async fn start(settings: Settings) -> Self {
        Self::open(settings).await.expect("a small world starts on free loopback ports")
    }

    /// Starts a world.
    ///
    /// # Errors
    /// If a port is taken, or the temporary directory cannot hold a certificate.
    pub async fn open(settings: Settings) -> io::Result<Self> {
        let pds_port = settings.pds_port;
        let small = Self::without_pds(settings).await?;
        small.open_pds("pds", pds_port, None).await?;
        Ok(small)
    }

    /// Starts the PLC directory and the name server only. Others may enter and change identities
    /// there, if they sign as the did:plc specification demands; `file` keeps what they did.
    ///
    /// # Errors
    /// If a port is taken, or the file cannot be written or holds what was never accepted.
    pub async fn registry(settings: Settings, file: &Path) -> io::Result<Self> {
        let small = Self::without_pds(settings).await?;
        let registry = Registry::open(file, &small.world)?;
        *small.world.registry.lock().unwrap() = Some(registry);
        Ok(small)
    }

    async fn without_pds(settings: Settings) -> io::Result<Self> {
        let world = Arc::new(World {
            now: settings.now,
            tls: if settings.tls { Some(Tls::new()?) } else { None },
            directory: Mutex::default(),
            lies: Mutex::default(),
            seen: seen::Log::default(),
            person: Mutex::default(),
            clients: ClientRegistry::new(settings.client_cache_seconds),
            registry: Mutex::default(),
        });
        let mut tasks = JoinSet::new();
        let (listener, plc_port) = server::bind(settings.plc_port).await?;
        tasks.spawn(server::serve(listener, Role::Plc(Arc::clone(&world))));
        let name_server = NameServer::bind(settings.dns_port).await?;
        let dns_server = name_server.address()?;
        tasks.spawn(name_server.serve(Arc::clone(&world)));
        let hosts = [("localhost".to_owned(), plc_port), ("plc.internal".to_owned(), plc_port)];
        world.directory.lock().unwrap().hosts.extend(hosts);
        let (sites, tasks) = (Mutex::default(), Mutex::new(tasks));
        Ok(Self { world, sites, tasks, plc_port, dns_server })
    }

    /// The first PDS.
    pub fn pds(&self) -> Pds {
        self.sites.lock().unwrap()[0].clone()
    }

    /// Another PDS with an authorization server of its own; with TLS it is `https://NAME.internal`.
    pub async fn add_pds(&self, name: &str) -> Pds {
        self.open_pds(name, 0, None).await.expect("a free loopback port")
    }

    /// Another PDS, guarded by the authorization server of `entryway`.
    pub async fn add_pds_behind(&self, name: &str, entryway: &Pds) -> Pds {
        self.open_pds(name, 0, Some(entryway.issuer())).await.expect("a free loopback port")
    }

    async fn open_pds(&self, name: &str, port: u16, issuer: Option<String>) -> io::Result<Pds> {
        let (listener, port) = server::bind(port).await?;
        let host = format!("{name}.internal");
        let origin = match self.world.tls {
            None => format!("http://localhost:{port}"),
            Some(_) => format!("https://{host}"),
        };
        self.world.directory.lock().unwrap().hosts.push((host, port));
        let lies = self.world.lies.lock().unwrap().clone();
        let site = Arc::new(Site {
            world: Arc::clone(&self.world),
            name: name.to_owned(),
            port,
            issuer: issuer.unwrap_or_else(|| origin.clone()),
            origin,
            lies: Mutex::new(lies),
            ways: Mutex::default(),
            pages: Mutex::default(),
            dpop: Dpop::new(),
            resource_dpop: Dpop::new(),
            grants: Grants::default(),
        });
        let serving = server::serve(listener, Role::Pds(Arc::clone(&site)));
        self.tasks.lock().unwrap().spawn(serving);
        let pds = Pds(site);
        self.sites.lock().unwrap().push(pds.clone());
        Ok(pds)
    }

    /// A second host for the pages of `pds`, which its metadata names from now on; with TLS it is
    /// `https://auth.NAME.internal`.
    pub async fn add_pages_of(&self, pds: &Pds) -> String {
        let (listener, port) = server::bind(0).await.expect("a free loopback port");
        let host = format!("auth.{}.internal", pds.0.name);
        let origin = match self.world.tls {
            None => format!("http://localhost:{port}"),
            Some(_) => format!("https://{host}"),
        };
        self.world.directory.lock().unwrap().hosts.push((host, port));
        *pds.0.pages.lock().unwrap() = Some(origin.clone());
        let serving = server::serve(listener, Role::Pds(Arc::clone(&pds.0)));
        self.tasks.lock().unwrap().spawn(serving);
        origin
    }

    /// From now on nobody listens any more: neither servers nor the name server.
    pub fn go_out(&self) {
        self.tasks.lock().unwrap().abort_all();
    }

    /// Address of the name server.
    pub fn dns_server(&self) -> SocketAddr {
        self.dns_server
    }

    /// Address of the PLC directory.
    pub fn plc_url(&self) -> String {
        match self.world.tls {
            None => format!("http://localhost:{}", self.plc_port),
            Some(_) => "https://plc.internal".to_owned(),
        }
    }

    /// The certificate authority, if this world speaks TLS.
    pub fn ca_file(&self) -> Option<std::path::PathBuf> {
        self.world.tls.as_ref().map(Tls::ca_file)
    }

    /// The lines of an ATLogin configuration that reach this world: `network`, `plc_url` and
    /// `dns_server`. With TLS every host that is known by now is listed.
    pub fn network_toml(&self) -> String {
        let network = match self.ca_file() {
            None => r#""loopback""#.to_owned(),
            Some(ca_file) => {
                let directory = self.world.directory.lock().unwrap();
                let hosts = directory.hosts.iter().filter(|(host, _)| host != "localhost");
                let hosts = hosts.map(|(host, port)| format!(r#""{host}=127.0.0.1:{port}""#));
                let hosts = hosts.collect::<Vec<_>>().join(", ");
                format!(r#"{{ hosts = [{hosts}], ca_file = "{}" }}"#, ca_file.display())
            }
        };
        let (plc_url, dns_server) = (self.plc_url(), self.dns_server);
        format!("network = {network}\nplc_url = \"{plc_url}\"\ndns_server = \"{dns_server}\"\n")
    }

    /// Every host name of the world, and the port of the loopback address behind it.
    pub fn hosts(&self) -> Vec<(String, u16)> {
        self.world.directory.lock().unwrap().hosts.clone()
    }

    /// Finds clients whose `client_id` has this origin (`https://atlogin.internal`) at `base`
    /// (`http://127.0.0.1:PORT`). Localhost clients need no such help.
    pub fn reach_clients(&self, origin: &str, base: &str) {
        self.world.clients.reach(origin, base);
    }

    /// Knows a client by this metadata document, its `jwks` inside.
    pub fn give_client(&self, client_id: &str, metadata: serde_json::Value) {
        self.world.clients.give(client_id, metadata);
    }

    /// Who comes to the authorization pages from now on.
    pub fn person(&self, person: Person) {
        *self.world.person.lock().unwrap() = person;
    }

    /// Changes the lies of every server, and of those that are added later.
    pub fn lie(&self, change: impl Fn(&mut Lies)) {
        change(&mut self.world.lies.lock().unwrap());
        for pds in self.sites.lock().unwrap().iter() {
            pds.lie(&change);
        }
    }

    /// Every server is honest again.
    pub fn be_honest(&self) {
        self.lie(|lies| *lies = Lies::default());
    }

    /// Everything that was asked so far, in the order of the answers.
    pub fn seen(&self) -> Vec<Seen> {
        self.world.seen.all()
    }

    /// Forgets what was asked so far.
    pub fn forget_seen(&self) {
        self.world.seen.forget();
    }
}

impl Pds {
    /// The issuer of the authorization server that guards this PDS.
    pub fn issuer(&self) -> String {
        self.0.issuer.clone()
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        self.0.origin.clone()
    }

    /// The port of the loopback address that it really listens on.
    pub fn port(&self) -> u16 {
        self.0.port
    }

    /// Changes the lies of this server only.
    pub fn lie(&self, change: impl FnOnce(&mut Lies)) {
        change(&mut self.0.lies.lock().unwrap());
    }

    /// Has the ways of this kind of server from now on.
    pub fn behave_like(&self, ways: Ways) {
        *self.0.ways.lock().unwrap() = ways;
    }

    /// The pushed requests that still wait for their person, as JSON.
    pub fn waiting(&self) -> serde_json::Value {
        serde_json::to_value(&*self.0.grants.requests.lock().unwrap()).expect("plain texts")
    }

    /// Goes on with the requests that a server of this name in another world had waiting: to its
    /// clients it is the same server.
    pub fn go_on_with(&self, waiting: serde_json::Value) {
        let waiting: HashMap<_, _> = serde_json::from_value(waiting).expect("waiting requests");
        self.0.grants.requests.lock().unwrap().extend(waiting);
    }

    /// The tokens that its authorization server gave out, revoked ones included.
    pub fn tokens(&self) -> Vec<IssuedToken> {
        self.0.grants.tokens.lock().unwrap().clone()
    }
}
