//! What a world is like from the start, and who sits at the browser.

use super::directory::Account;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time in unix seconds.
pub type Now = Arc<dyn Fn() -> i64 + Send + Sync>;

/// How a world is set up.
#[derive(Clone)]
pub struct Settings {
    /// `https://pds.internal` and a certificate authority instead of `http://localhost:PORT`.
    pub tls: bool,
    /// The clock of all servers.
    pub now: Now,
    /// Port of the PLC directory; 0 is any free one.
    pub plc_port: u16,
    /// Port of the first PDS; 0 is any free one.
    pub pds_port: u16,
    /// Port of the name server, UDP and TCP; 0 is any free one.
    pub dns_port: u16,
    /// How long the metadata of a client is kept, in seconds. The reference server keeps it for
    /// 600; the default is 0, so that a test can change keys.
    pub client_cache_seconds: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            tls: false,
            now: Arc::new(machine_time),
            plc_port: 0,
            pds_port: 0,
            dns_port: 0,
            client_cache_seconds: 0,
        }
    }
}

/// What happens when a browser comes to the authorization page.
#[derive(Clone, Debug, Default)]
pub enum Person {
    /// The account of the login hint, or the first one of that server, approves at once.
    #[default]
    Approves,
    /// This account approves at once, whatever the hint.
    Is(Account),
    /// Comes back with `access_denied`.
    Denies,
    /// A form without script is shown: `username`, `password`, and the buttons `decision` =
    /// `authorize` ("Authorize") or `deny` ("Deny access").
    FillsTheForm,
}

#[expect(clippy::disallowed_methods, reason = "the daemon's clock is no business of this world")]
fn machine_time() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
    i64::try_from(since.as_secs()).expect("a clock of this age")
}
