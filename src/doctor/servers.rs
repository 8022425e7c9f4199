//! The PLC directories, and the servers that most people are at: whether they are reached, and what time
//! they have.

use futures_util::future::join_all;
use url::Url;

use super::context::Context;
use super::finding::Finding;
use super::kinds;
use super::kinds::Kind;
use super::severity::Severity;
use super::time;
use crate::fetch::{FetchError, Response};

/// Where most accounts are.
const MOST_PEOPLE: &str = "bsky.social";

/// What the servers answered.
pub(super) struct Looked {
    /// About the directories.
    pub(super) directories: Vec<Finding>,
    /// About the servers of people.
    pub(super) servers: Vec<Finding>,
    /// By how many seconds each clock is before ours.
    pub(super) ahead: Vec<i64>,
}

/// Asks all of them at the same time.
pub(super) async fn look(context: &Context<'_>) -> Looked {
    let directories =
        context.config.outside.plc_urls.iter().filter_map(|url| url.join("_health").ok());
    let directories = join_all(directories.map(|url| ask(context, url)));
    let servers = join_all(hosts(context).into_iter().filter_map(|host| {
        let scheme = context.config.outside.network.scheme_for(&host);
        let url = Url::parse(&format!("{scheme}://{host}/xrpc/_health")).ok()?;
        Some(ask(context, url))
    }));
    let (directories, servers) = tokio::join!(directories, servers);
    let ahead = directories.iter().chain(&servers).filter_map(|asked| asked.ahead).collect();
    let judged = |asked: &[Asked], kinds: &Kinds| {
        asked.iter().filter_map(|asked| asked.judge(kinds)).collect()
    };
    let mut of_directories: Vec<Finding> = judged(&directories, &DIRECTORY);
    if of_directories.len() < directories.len() {
        // The others are asked as soon as one is out.
        of_directories.retain(|finding| finding.kind.severity < Severity::Fault);
    }
    Looked { directories: of_directories, servers: judged(&servers, &SERVER), ahead }
}

/// Bluesky's, and those with a button.
fn hosts(context: &Context<'_>) -> Vec<String> {
    let config = context.config;
    let public = config.outside.network.is_public().then(|| MOST_PEOPLE.to_owned());
    let buttons = config.servers.iter().chain(&config.sign_up_servers);
    let mut hosts: Vec<_> = public.into_iter().chain(buttons.map(|it| it.host.clone())).collect();
    hosts.sort();
    hosts.dedup();
    hosts
}

struct Asked {
    url: Url,
    answer: Result<Response, FetchError>,
    ahead: Option<i64>,
}

struct Kinds {
    unreachable: &'static Kind,
    odd: &'static Kind,
    challenge: &'static Kind,
}

static DIRECTORY: Kinds = Kinds {
    unreachable: &kinds::DIRECTORY_UNREACHABLE,
    odd: &kinds::DIRECTORY_ODD,
    challenge: &kinds::DIRECTORY_ODD,
};
static SERVER: Kinds = Kinds {
    unreachable: &kinds::SERVER_UNREACHABLE,
    odd: &kinds::SERVER_ODD,
    challenge: &kinds::SERVER_CHALLENGE,
};

async fn ask(context: &Context<'_>, url: Url) -> Asked {
    let answer = context.get(&url).await;
    let ahead = answer.as_ref().ok().and_then(|answer| time::ahead(context, answer));
    Asked { url, answer, ahead }
}

impl Asked {
    fn judge(&self, kinds: &Kinds) -> Option<Finding> {
        let host = self.url.host_str().unwrap_or_default();
        let try_it = format!("curl -v {}", self.url);
        match &self.answer {
            Err(error) => {
                let to_do = format!(
                    "getent ahosts {host}; {try_it}; and look whether a firewall of this machine lets https out"
                );
                let what = format!("{host} is not reached");
                Some(Finding::new(kinds.unreachable, what, to_do).because(error))
            }
            Ok(answer) if answer.is_challenge() => Some(Finding::new(
                kinds.challenge,
                format!("{host} answers with a challenge for browsers."),
                format!(
                    "{try_it}; ask from another public address, or ask the operators of {host}"
                ),
            )),
            Ok(answer) if answer.status == 200 => None,
            Ok(answer) => Some(Finding::new(
                kinds.odd,
                format!("{} answers with status {}.", self.url, answer.status),
                format!("{try_it}; if it stays so, ask the operators of {host}"),
            )),
        }
    }
}
