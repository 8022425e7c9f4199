//! Who is in the world: accounts, their DID documents, and what is published under names.
//!
//! All of it is data that can be changed while the world runs. The servers look here; nobody
//! else knows an account.

use serde_json::{Value, json};
use std::collections::HashMap;

/// An account as the test holds it: a DID and the handle it was made with.
#[derive(Clone, Debug)]
pub struct Account {
    pub(super) did: String,
    pub(super) handle: String,
    pub(super) password: String,
}

impl Account {
    /// The DID.
    pub fn did(&self) -> &str {
        &self.did
    }

    /// The handle, in lower case.
    pub fn handle(&self) -> &str {
        &self.handle
    }

    /// The password that the sign-in form takes.
    pub fn password(&self) -> &str {
        &self.password
    }
}

/// An account as the servers know it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) account: Account,
    /// The origin of the PDS.
    pub(super) pds: String,
    /// The authorization server of that PDS.
    pub(super) issuer: String,
    pub(super) document: Document,
    pub(super) hosting: Hosting,
    /// The address, and whether it was confirmed.
    pub(super) email: Option<(String, bool)>,
    pub(super) profile: Option<Value>,
    pub(super) picture: Option<(String, Vec<u8>)>,
}

/// How an account stands at its PDS, whatever its document says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hosting {
    /// As usual.
    #[default]
    Active,
    /// Its owner has put it to rest.
    Deactivated,
    /// Whoever runs the PDS has.
    TakenDown,
    /// The PDS does not know it.
    Unknown,
}

/// What is published under a DID.
#[derive(Clone, Debug)]
pub(super) enum Document {
    /// Follows from the account.
    Honest,
    /// What somebody put there.
    Published(Value),
    /// The DID was ended.
    Tombstone,
}

impl Entry {
    /// The DID document (DID specification of atproto: handle, signing key, PDS).
    pub(super) fn document(&self) -> Value {
        if let Document::Published(document) = &self.document {
            return document.clone();
        }
        let did = self.account.did();
        json!({
            "@context": [
                "https://www.w3.org/ns/did/v1",
                "https://w3id.org/security/multikey/v1",
                "https://w3id.org/security/suites/secp256k1-2019/v1",
            ],
            "id": did,
            "alsoKnownAs": [format!("at://{}", self.account.handle())],
            "verificationMethod": [{
                "id": format!("{did}#atproto"),
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": "zQ3shXjHeiBuRCKmM36cuYnm7YEMzhGnCmCyW92sRJ9pribSF",
            }],
            "service": [{
                "id": "#atproto_pds",
                "type": "AtprotoPersonalDataServer",
                "serviceEndpoint": self.pds,
            }],
        })
    }
}

/// Everything that is published.
#[derive(Debug, Default)]
pub(super) struct Directory {
    pub(super) entries: Vec<Entry>,
    /// TXT records by name.
    pub(super) txt: HashMap<String, Vec<String>>,
    /// `/.well-known/atproto-did` by host name.
    pub(super) atproto_did: HashMap<String, String>,
    /// Host names that resolve to the loopback address, and the port behind each.
    pub(super) hosts: Vec<(String, u16)>,
}

impl Directory {
    pub(super) fn by_did(&self, did: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.account.did == did)
    }

    pub(super) fn change(&mut self, did: &str, change: impl FnOnce(&mut Entry)) {
        let entry = self.entries.iter_mut().find(|entry| entry.account.did == did);
        change(entry.expect("an account of this world"));
    }

    /// The account that `issuer` knows by this handle or DID.
    pub(super) fn signed_up(&self, issuer: &str, name: &str) -> Option<&Entry> {
        self.at(issuer).find(|entry| entry.account.did == name || entry.account.handle == name)
    }

    /// The accounts of an authorization server.
    pub(super) fn at(&self, issuer: &str) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.issuer == issuer)
    }
}
