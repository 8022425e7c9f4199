//! Tells `atlogin doctor` what of its request arrived: the host, the proxy, and what that says of the visitor.
//!
//! Only whoever may write into the state directory is answered. The doctor writes the hash of a random secret
//! into a file there, good for a minute, and shows the secret in a header. Everybody else gets the answer of a
//! path that does not exist. What is told is of that one request alone, which its sender has made.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use rustix::fs::OFlags;
use serde::{Deserialize, Serialize};

use super::peer::Peer;
use crate::clock::Clock;
use crate::config::{Config, TrustedProxies};
use crate::db::private_file;
use crate::secret::Secret;
use crate::telemetry::ClientAddress;

/// Where the doctor asks, below the public URL.
pub(crate) const PATH: &str = "/doctor/arrival";
/// The header with the secret.
pub(crate) const HEADER: &str = "atlogin-doctor";

const FILE: &str = "atlogin.doctor";
/// How long a question is answered, in seconds.
const LIFETIME: i64 = 60;
/// As much as a question has, and no more than that is read.
const LONGEST: u64 = 100;
/// How many values of a header are told, and how much of each.
const MOST_VALUES: usize = 8;
const LONGEST_VALUE: usize = 200;

/// What arrived.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Arrival {
    /// What the proxy says of the visitor, a header a value.
    pub(crate) forwarded_for: Vec<String>,
    /// Whose connection it is: an address, or `unix`.
    pub(crate) proxy: Option<String>,
    /// Whether `trusted_proxies` names that one.
    pub(crate) is_trusted: bool,
    /// Whom limits by address take the visitor for.
    pub(crate) visitor: String,
}

/// A question that is answered as long as this lives, and a minute at most.
pub(crate) struct Question {
    /// For [`HEADER`].
    pub(crate) secret: Secret,
    file: PathBuf,
}

impl Question {
    /// Writes the hash of a new secret where the daemon looks for it.
    ///
    /// # Errors
    /// What the system says.
    pub(crate) fn put(state_dir: &Path, clock: &Clock) -> io::Result<Self> {
        let (file, secret) = (state_dir.join(FILE), Secret::mint());
        match fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let ends = clock.now().saturating_add(LIFETIME);
        let mut opened = private_file::create_for_daemon(&file)?;
        let question = Self { secret, file };
        write!(opened, "{} {ends}", question.secret.hash().to_text())?;
        Ok(question)
    }
}

impl Drop for Question {
    fn drop(&mut self) {
        // It ends by itself, too.
        let _ = fs::remove_file(&self.file);
    }
}

struct Shared {
    file: PathBuf,
    clock: Clock,
    trusted: TrustedProxies,
}

/// The route. `not_found` answers everybody but the doctor.
pub(super) fn routes(
    config: &Config,
    clock: Clock,
    not_found: impl Fn() -> Response + Clone + Send + Sync + 'static,
) -> Router {
    let file = config.state_dir.join(FILE);
    let shared = Arc::new(Shared { file, clock, trusted: config.trusted_proxies.clone() });
    let answer = move |State(shared): State<Arc<Shared>>, request: Request| async move {
        shared.answer(&request).unwrap_or_else(not_found)
    };
    Router::new().route(PATH, get(answer)).with_state(shared)
}

impl Shared {
    fn answer(&self, request: &Request) -> Option<Response> {
        let shown = only(request.headers(), HEADER)?;
        // Who shows nothing like a secret makes us read no file.
        if shown.len() != 43 || !self.is_asked(shown) {
            return None;
        }
        let peer = request.extensions().get::<Peer>().copied();
        let client = request.extensions().get::<ClientAddress>()?;
        let arrival = Arrival {
            forwarded_for: values(request.headers(), "x-forwarded-for"),
            is_trusted: match peer {
                Some(Peer::Tcp(address)) => self.trusted.contains(address),
                Some(Peer::Unix) => self.trusted.unix,
                None => false,
            },
            proxy: peer.map(|peer| match peer {
                Peer::Tcp(address) => address.to_canonical().to_string(),
                Peer::Unix => "unix".to_owned(),
            }),
            visitor: client.0.to_string(),
        };
        let headers = [(header::CACHE_CONTROL, "no-store")];
        Some((StatusCode::OK, headers, Json(arrival)).into_response())
    }

    /// Whether the file has the hash of this secret, and is not too old.
    fn is_asked(&self, shown: &str) -> bool {
        let Ok(text) = read(&self.file) else { return false };
        let Some((hash, ends)) = text.split_once(' ') else { return false };
        let hash_of_shown = Secret::from_text(shown.to_owned()).hash().to_text();
        let ends = ends.trim().parse::<i64>().unwrap_or_default();
        let now = self.clock.now();
        let is_fresh = ends > now && ends <= now.saturating_add(LIFETIME);
        // Both are hashes, so that their comparison tells nothing of the secret.
        is_fresh && crate::secret::same_text(hash, &hash_of_shown)
    }
}

fn read(path: &Path) -> io::Result<String> {
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed();
    let file: File = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    let mut text = String::new();
    file.take(LONGEST).read_to_string(&mut text)?;
    Ok(text)
}

fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

fn values(headers: &HeaderMap, name: &str) -> Vec<String> {
    let values = headers.get_all(name).iter().take(MOST_VALUES);
    let text = |value: &[u8]| String::from_utf8_lossy(value).chars().take(LONGEST_VALUE).collect();
    values.map(|value| text(value.as_bytes())).collect()
}
