//! Every way in which the small world can lie, switched on and off while it runs.
//!
//! [`Lies`] has one field per thing that is said: each HTTP answer, the trip back to the client,
//! the `DPoP` nonces, the DNS answers. All fields are honest by default. What an attacker may
//! rightly publish about himself (a DID document, TXT records, a profile) is no lie but data: see
//! `SmallWorld::publish_document` and its neighbours.
//!
//! | attacks.md | how to tell it |
//! |---|---|
//! | C1 another DID as `sub` | `token.set("sub", victim.did())` |
//! | C2 spoofed handle | `publish_txt("_atproto.mallory.pds.test", ["did=" + victim])`, `publish_document` without `alsoKnownAs` |
//! | C4 migrated PDS | `move_account(&alice, &other)` between PAR and callback |
//! | C5 mix-up | `callback.set("iss", other.issuer())`, `callback.remove("iss")` |
//! | C6 metadata | `server_metadata.set("issuer", …)`, `.remove("pushed_authorization_request_endpoint")`, `.status(201)`, `.redirect(…)`, `.content_type("text/html")`; `resource_metadata.set("authorization_servers", json!([]))` |
//! | C7 token response | `token.remove("sub")`, `.set("token_type", "Bearer")`, `.set("scope", "openid")`, `.body(huge_json())`, `.body(deep_json(100_000))`, `.body(twice(…))` |
//! | C8 nonce loop | `nonce = Nonce::NeverGood`, `Nonce::Text(vec![b'n'; 8192])`, `Nonce::Text(b"a\r\nb".to_vec())`, `Nonce::Absent` (which servers have none: `ways.rs`) |
//! | C9 error paths | `callback.error("access_denied", "<script>")`, `callback.remove("state")` |
//! | C10 SSRF | any address in `did_document`, `resource_metadata`, `server_metadata`, or `redirect(…)` |
//! | C11 rebinding | `dns.addresses` with several answers in turn |
//! | C13 slow or endless | any answer's `wire`; `gzip_bomb()`; `dns.txt` of 64 KiB or 500 records; `dns.silent` |
//! | C14 handle answers | `dns.txt` with two DIDs, `atproto_did.body(…)` |
//! | C16 PLC | `did_document.status(503)`, `bury(&alice)`, `.set("id", other)` |

use serde_json::Value;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

pub use super::payloads::{deep_json, gzip_bomb, huge_json, twice};

/// What is said untruly, and how. Everything is honest by default.
#[derive(Clone, Debug, Default)]
pub struct Lies {
    /// `GET /{did}` at the PLC directory, and `/.well-known/did.json` for did:web.
    pub did_document: AnswerLie,
    /// `/.well-known/atproto-did`.
    pub atproto_did: AnswerLie,
    /// `/.well-known/oauth-protected-resource`.
    pub resource_metadata: AnswerLie,
    /// `/.well-known/oauth-authorization-server`.
    pub server_metadata: AnswerLie,
    /// The answer to a pushed authorization request that was accepted.
    pub par: AnswerLie,
    /// What becomes of a `prompt`, listed or not.
    pub prompt: Prompting,
    /// The redirect back to the client.
    pub callback: CallbackLie,
    /// The answer to a token request that was accepted.
    pub token: AnswerLie,
    /// The answer to a revocation that was accepted.
    pub revocation: AnswerLie,
    /// `com.atproto.repo.getRecord`: the profile.
    pub profile: AnswerLie,
    /// `com.atproto.sync.getBlob`: the picture.
    pub picture: AnswerLie,
    /// `com.atproto.sync.getRepoStatus`: whether an account is active.
    pub repo_status: AnswerLie,
    /// `com.atproto.server.getSession`: the account's e-mail address.
    pub session: AnswerLie,
    /// The `DPoP-Nonce` of the answers to PAR, token and revocation requests.
    pub nonce: Nonce,
    /// What the name server says. There is one for the whole world.
    pub dns: DnsLie,
}

/// How one HTTP answer is bent. Several may be combined.
#[derive(Clone, Debug, Default)]
pub struct AnswerLie {
    pub(super) status: Option<u16>,
    pub(super) headers: Vec<(String, Vec<u8>)>,
    pub(super) members: Vec<(String, Option<Value>)>,
    pub(super) body: Option<Vec<u8>>,
    pub(super) packed: bool,
    /// How the bytes travel.
    pub wire: Wire,
}

impl AnswerLie {
    /// Sets a member of the JSON object that is answered.
    pub fn set(&mut self, member: &str, value: impl Into<Value>) -> &mut Self {
        self.members.push((member.to_owned(), Some(value.into())));
        self
    }

    /// Leaves a member out of the JSON object that is answered.
    pub fn remove(&mut self, member: &str) -> &mut Self {
        self.members.push((member.to_owned(), None));
        self
    }

    /// Answers with this status.
    pub fn status(&mut self, status: u16) -> &mut Self {
        self.status = Some(status);
        self
    }

    /// Answers with these bytes as body, whatever was to be said.
    pub fn body(&mut self, body: impl Into<Vec<u8>>) -> &mut Self {
        self.body = Some(body.into());
        self
    }

    /// Packs the body by gzip, asked or not.
    pub fn pack(&mut self) -> &mut Self {
        self.packed = true;
        self
    }

    /// Sends a header field; the value may hold bytes that no HTTP library would write.
    pub fn header(&mut self, name: &str, value: impl Into<Vec<u8>>) -> &mut Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Sends this media type.
    pub fn content_type(&mut self, content_type: &str) -> &mut Self {
        self.header("content-type", content_type)
    }

    /// Redirects with this status (301, 302, 307 …) to any address. An address that leads here
    /// again makes a loop without end.
    pub fn redirect(&mut self, status: u16, location: &str) -> &mut Self {
        self.status(status).header("location", location)
    }

    /// Answers with an OAuth error and status 400 (RFC 6749 §5.2).
    pub fn error(&mut self, code: &str, description: &str) -> &mut Self {
        let document = serde_json::json!({ "error": code, "error_description": description });
        self.status(400).body(document.to_string())
    }
}

/// How the bytes of an answer travel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Wire {
    /// At once.
    #[default]
    Prompt,
    /// The head at once, then one byte of the body per interval.
    SlowBody(Duration),
    /// One byte per interval from the first on.
    SlowHead(Duration),
    /// A header that never ends, as fast as it is read.
    EndlessHead,
    /// The body, without a length, and then blanks for ever.
    EndlessBody,
    /// Nothing: the connection stays open and silent.
    Silent,
    /// The connection ends after so many bytes.
    CutOff(usize),
    /// All of it, once the gate is open.
    Held(Gate),
}

/// A gate that is closed at first. Clones open together.
#[derive(Clone, Debug)]
pub struct Gate(Arc<Semaphore>);

impl Gate {
    /// A closed gate.
    pub fn closed() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }

    /// Opens it, for ever.
    pub fn open(&self) {
        self.0.close();
    }

    pub(super) async fn is_open(&self) {
        let _ = self.0.acquire().await;
    }
}

impl PartialEq for Gate {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Gate {}

/// What an authorization server does with a `prompt`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Prompting {
    /// Whatever it asks for.
    #[default]
    Honoured,
    /// A pushed request that has one is refused with this OAuth error.
    RefusedAtOnce(&'static str),
    /// Whoever comes with one is sent back with this OAuth error.
    RefusedLater(&'static str),
}

/// How the redirect back to the client is bent.
#[derive(Clone, Debug, Default)]
pub struct CallbackLie {
    pub(super) parameters: Vec<(String, Option<String>)>,
    pub(super) repeated: Vec<(String, String)>,
}

impl CallbackLie {
    /// Sets a parameter (`iss`, `state`, `code`).
    pub fn set(&mut self, name: &str, value: &str) -> &mut Self {
        self.parameters.push((name.to_owned(), Some(value.to_owned())));
        self
    }

    /// Leaves a parameter out.
    pub fn remove(&mut self, name: &str) -> &mut Self {
        self.parameters.push((name.to_owned(), None));
        self
    }

    /// Sends a parameter once more, with this value.
    pub fn repeat(&mut self, name: &str, value: &str) -> &mut Self {
        self.repeated.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends an error instead of a code.
    pub fn error(&mut self, code: &str, description: &str) -> &mut Self {
        self.remove("code").set("error", code).set("error_description", description)
    }
}

/// What the `DPoP-Nonce` field says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Nonce {
    /// The nonce to use next.
    #[default]
    Good,
    /// The field is missing from every answer.
    Absent,
    /// The field is missing from answers of success only.
    AbsentOnSuccess,
    /// These bytes, which no proof will be good with.
    Text(Vec<u8>),
    /// The nonce to use next, and yet the token endpoint answers `use_dpop_nonce` each time.
    NeverGood,
}

/// How the answers of the name server are bent.
#[derive(Clone, Debug, Default)]
pub struct DnsLie {
    /// The answer to every TXT question: one entry per record. A record of up to 65 000 bytes
    /// goes out over TCP.
    pub txt: Option<Vec<String>>,
    /// A response code for every question (2 = SERVFAIL, 5 = REFUSED).
    pub code: Option<u16>,
    /// No answer at all to TXT questions.
    pub silent: bool,
    /// Addresses by name (lower case). Each entry is one answer; they are given in turn and the
    /// last one for ever, with a time to live of 0. So a name can be rebound.
    pub addresses: HashMap<String, Vec<Vec<IpAddr>>>,
}
