//! A PLC directory that others write to: it takes operations, keeps them in a file, and tells the
//! name server which handles they claim.
//!
//! For worlds with a PDS that is real. It trusts the signatures and nothing else, as the real one.

use super::answer::{Answer, Asked};
use super::directory::{Account, Document, Entry, Hosting};
use super::operation::Operation;
use super::world::World;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

/// The operations of every DID, in their order.
pub(super) struct Registry {
    logs: BTreeMap<String, Vec<Operation>>,
    file: File,
}

impl Registry {
    /// Opens the file, makes it if there is none, and publishes what it holds.
    pub(super) fn open(path: &Path, world: &World) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).read(true).open(path)?;
        let mut registry = Self { logs: BTreeMap::new(), file: file.try_clone()? };
        for line in BufReader::new(file).lines() {
            let kept: Value = serde_json::from_str(&line?)?;
            let did = kept["did"].as_str().unwrap_or_default();
            registry.enter(did, &kept["operation"]).map_err(io::Error::other)?;
            registry.publish(did, world);
        }
        Ok(registry)
    }

    /// Takes an operation if it is the next one of its DID.
    fn enter(&mut self, did: &str, posted: &Value) -> Result<(), &'static str> {
        let operation = Operation::read(posted)?;
        let last = self.logs.get(did).and_then(|log| log.last());
        operation.follows(did, last)?;
        self.logs.entry(did.to_owned()).or_default().push(operation);
        Ok(())
    }

    fn keep(&mut self, did: &str, posted: &Value) -> io::Result<()> {
        writeln!(self.file, "{}", json!({ "did": did, "operation": posted }))?;
        self.file.sync_data()
    }

    /// Lets the other servers of the world know what the DID is now.
    fn publish(&self, did: &str, world: &World) {
        let Some(operation) = self.logs.get(did).and_then(|log| log.last()) else { return };
        let mut directory = world.directory.lock().unwrap();
        let claim = format!("did={did}");
        directory.txt.retain(|_, claims| {
            claims.retain(|known| *known != claim);
            !claims.is_empty()
        });
        let handles = operation.handles();
        for handle in &handles {
            directory.txt.entry(format!("_atproto.{handle}")).or_default().push(claim.clone());
        }
        let pds = operation.pds().unwrap_or_default();
        directory.entries.retain(|entry| entry.account.did() != did);
        directory.entries.push(Entry {
            account: Account {
                did: did.to_owned(),
                handle: handles.first().cloned().unwrap_or_default(),
                password: String::new(),
            },
            pds: pds.clone(),
            issuer: pds,
            document: if operation.is_tombstone() {
                Document::Tombstone
            } else {
                Document::Published(operation.document(did))
            },
            hosting: Hosting::Active,
            email: None,
            profile: None,
            picture: None,
        });
    }

    fn post(&mut self, did: &str, body: &[u8], world: &World) -> Answer {
        let taken = serde_json::from_slice(body)
            .map_err(|_| "not JSON")
            .and_then(|posted| self.enter(did, &posted).map(|()| posted));
        match taken {
            Err(sentence) => Answer::json(400, &json!({ "message": sentence })),
            Ok(posted) => {
                // What cannot be kept must not be promised; a directory that forgets is of no use.
                self.keep(did, &posted).expect("the file of operations can be written");
                self.publish(did, world);
                Answer::text(200, "OK")
            }
        }
    }

    fn tell(&self, did: &str, what: &str) -> Option<Answer> {
        let log = self.logs.get(did)?;
        let last = log.last()?;
        Some(match what {
            "log/last" => Answer::json(200, &last.json()),
            "log" => Answer::json(200, &log.iter().map(Operation::json).collect()),
            "data" if last.is_tombstone() => {
                Answer::json(410, &json!({ "message": format!("DID not available: {did}") }))
            }
            "data" => Answer::json(200, &last.data(did)),
            _ => return None,
        })
    }
}

/// What only a registry answers; the document itself is told by `plc.rs`.
pub(super) fn answer(world: &World, asked: &Asked) -> Option<Answer> {
    let mut registry = world.registry.lock().unwrap();
    let registry = registry.as_mut()?;
    let path = asked.path.replace("%3A", ":").replace("%3a", ":");
    let path = path.strip_prefix('/')?;
    match asked.method.as_str() {
        "POST" => Some(registry.post(path, &asked.body, world)),
        "GET" => {
            let (did, what) = path.split_once('/')?;
            registry.tell(did, what)
        }
        _ => None,
    }
}
