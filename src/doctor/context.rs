//! What every check is given.

use std::time::Duration;

use url::Url;

use crate::clock::Clock;
use crate::config::{Config, Listen};
use crate::fetch::{Fetch, FetchError, Limits, Response};

/// The configuration to look at, and the means to look.
pub(crate) struct Context<'a> {
    /// The configuration of the daemon.
    pub(crate) config: &'a Config,
    /// Asks as the daemon asks.
    pub(crate) fetch: Fetch,
    /// Tells this machine's time.
    pub(crate) clock: Clock,
}

/// Of one request. The documents of honest servers are smaller, and come sooner.
pub(crate) const LIMITS: Limits = Limits { body: 64 * 1024, time: Duration::from_secs(10) };

impl Context<'_> {
    /// GETs `url`. Redirects are returned.
    pub(crate) async fn get(&self, url: &Url) -> Result<Response, FetchError> {
        self.fetch.get(url, LIMITS).await
    }

    /// The host of the public address.
    pub(crate) fn host(&self) -> &str {
        self.config.public_url.authority()
    }

    /// Where the proxy has to send requests, as nginx writes it.
    pub(crate) fn upstream(&self) -> String {
        match &self.config.listen {
            Listen::Unix(path) => format!("http://unix:{}:", path.display()),
            Listen::Tcp(address) => format!("http://{address}"),
        }
    }
}
