//! Tells an outage of our own network from a mistyped handle.
//!
//! Without a network DNS may say of every name that it does not exist, so a failed look-up alone does not
//! tell. Well-known servers of several operators do: if none of them can be reached, the person typed nothing
//! wrong. A single one would prove nothing, because it may be out itself.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::Mutex;
use url::Url;

use crate::fetch::{Fetch, FetchError, Limits, server_of};

/// Well-known servers, and whether any of them was reached lately.
pub struct OwnNetwork {
    fetch: Fetch,
    known: Vec<Url>,
    /// Whoever asks holds it, so that all others wait for the same answer.
    last: Mutex<Last>,
}

#[derive(Debug, Default)]
struct Last {
    /// In unix seconds.
    asked_at: Option<i64>,
    is_out: bool,
}

/// For how many seconds an answer holds.
const FRESH: u64 = 10;

/// How many servers are asked, and how many there have to be.
const MOST: usize = 3;
const LEAST: usize = 2;

/// Short, because somebody waits for a page. Any answer will do, however it ends.
const LIMITS: Limits = Limits { body: 16 * 1024, time: Duration::from_secs(3) };

impl OwnNetwork {
    /// Asks the first of `candidates`, each at another host.
    pub fn new(fetch: &Fetch, candidates: impl IntoIterator<Item = Url>) -> Self {
        let mut known: Vec<Url> = Vec::new();
        for url in candidates {
            let is_new = known.iter().all(|other| server_of(other) != server_of(&url));
            if known.len() < MOST && is_new && !is_beside_us(fetch, &url) {
                known.push(url);
            }
        }
        // Apart: a flood of starts must not take their places.
        Self { fetch: fetch.apart(), known, last: Mutex::default() }
    }

    /// Whether nobody can be reached at `now` (unix seconds). `false` if too few are known to tell.
    /// However often it is called, the servers are asked once in ten seconds.
    pub(super) async fn is_out(&self, now: i64) -> bool {
        if self.known.len() < LEAST {
            return false;
        }
        let mut last = self.last.lock().await;
        // Somebody may have waited for the answer to a later question.
        let is_fresh = |at: i64| now.abs_diff(at) < FRESH;
        if !last.asked_at.is_some_and(is_fresh) {
            // Before they are asked: if this request is given up, the next one must not ask again.
            // And it must not leave an outage behind that is over.
            last.asked_at = Some(now);
            let was_out = std::mem::take(&mut last.is_out);
            let is_out = self.ask().await;
            if is_out != was_out {
                tell_operator(is_out);
            }
            last.is_out = is_out;
        }
        last.is_out
    }

    /// Asks all of them at the same time.
    async fn ask(&self) -> bool {
        let asked = self.known.iter().map(|url| self.fetch.get(url, LIMITS));
        let answers = join_all(asked).await;
        for (url, answer) in self.known.iter().zip(&answers) {
            if let Err(error) = answer {
                tracing::info!(host = url.host_str(), %error, "a well-known server does not answer");
            }
        }
        answers.iter().all(|answer| answer.as_ref().is_err_and(FetchError::is_unreached))
    }
}

/// Whether the operator wrote down where this server is: such a one can be reached without a network.
fn is_beside_us(fetch: &Fetch, url: &Url) -> bool {
    let network = fetch.network();
    network.is_public() && url.host_str().is_some_and(|host| network.pinned(host).is_some())
}

/// Once for each outage, and once for its end.
fn tell_operator(is_out: bool) {
    if is_out {
        tracing::warn!(
            "none of the well-known servers can be reached, so this machine seems to have no network: nobody \
             can sign in; check its DNS, its route and its firewall"
        );
    } else {
        tracing::info!("well-known servers can be reached again");
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;
    use crate::network::{Network, PrivateHost};

    fn hosts(network: Network, urls: &[&str]) -> Vec<String> {
        let fetch = Fetch::new(network, Some(([127, 0, 0, 1], 9).into())).unwrap();
        let urls = urls.iter().map(|url| Url::parse(url).unwrap());
        OwnNetwork::new(&fetch, urls).known.iter().map(server_of).collect()
    }

    #[tokio::test]
    async fn three_servers_of_different_hosts_are_asked() {
        let urls = [
            "https://plc.directory/_health",
            "https://plc.directory:8443/_health",
            "https://bsky.social/xrpc/_health",
            "https://pds.example.org/xrpc/_health",
            "https://pds.example.net/xrpc/_health",
        ];
        let asked = hosts(Network::Public, &urls);
        assert_eq!(asked, ["plc.directory", "bsky.social", "pds.example.org"]);
    }

    #[tokio::test]
    async fn a_server_beside_us_says_nothing_of_the_network() {
        let addresses = vec!["127.0.0.1:443".parse().unwrap()];
        let own = PrivateHost { name: "pds.example.org".to_owned(), addresses };
        let urls = ["https://pds.example.org/xrpc/_health", "https://plc.directory/_health"];
        assert_eq!(hosts(Network::PublicWith(vec![own]), &urls), ["plc.directory"]);
    }

    fn nowhere(port: u16) -> Url {
        Url::parse(&format!("http://127.0.0.1:{port}/")).unwrap()
    }

    #[tokio::test]
    async fn who_hangs_up_while_servers_are_asked_leaves_no_outage_behind() {
        let fetch = Fetch::new(Network::Loopback, Some(([127, 0, 0, 1], 9).into())).unwrap();
        let network = OwnNetwork::new(&fetch, [nowhere(1), nowhere(2)]);
        assert!(network.is_out(0).await);
        assert!(network.is_out(20).now_or_never().is_none(), "hangs up");
        assert!(!network.is_out(21).await, "nobody is asked for ten seconds, and nobody knows");
        assert!(network.is_out(30).await);
    }

    #[tokio::test]
    async fn one_server_alone_that_is_out_proves_nothing() {
        let fetch = Fetch::new(Network::Loopback, Some(([127, 0, 0, 1], 9).into())).unwrap();
        assert!(!OwnNetwork::new(&fetch, [nowhere(1)]).is_out(0).await);
        assert!(OwnNetwork::new(&fetch, [nowhere(1), nowhere(2)]).is_out(0).await);
    }
}
