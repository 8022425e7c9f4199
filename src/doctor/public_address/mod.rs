//! Our own public address, as the server of a person sees it.
//!
//! ```text
//! in_dns → connection → documents → answer     what each path answers, and what answers in its place
//!          families                             each kind of address by itself
//!          arrives                              what the proxy tells ATLogin of visitors
//! ```

mod answer;
mod arrives;
mod connection;
mod documents;
mod families;
mod in_dns;

use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use super::context::Context;
use super::finding::Finding;
use super::kinds;
use super::severity::Severity;
use crate::network::Network;

/// Servers of people give up after some seconds, and their own work comes on top.
const SLOW: Duration = Duration::from_secs(2);

/// Looks from the name to the last document. What makes all later steps useless ends it.
pub(super) async fn look(context: &Context<'_>) -> Vec<Finding> {
    let url = &context.config.public_url;
    if url.loopback().is_some() && !matches!(context.config.outside.network, Network::Loopback) {
        // Nobody else gets there, and neither do we: a public network has no address of this machine.
        return Vec::new();
    }
    let is_named = url.loopback().is_none();
    let (mut findings, addresses) =
        if is_named { in_dns::look(context).await } else { (Vec::new(), Vec::new()) };
    let is_written_down = context.config.outside.network.pinned(context.host()).is_some();
    if findings.iter().any(|finding| finding.kind.severity == Severity::Fault) && !is_written_down {
        return findings;
    }
    let Ok(alive) = Url::parse(&url.at("/healthz")) else { return findings };
    let began = Instant::now();
    let answer = match context.get(&alive).await {
        Ok(answer) => answer,
        Err(error) => {
            findings.push(connection::judge(context, &error));
            return findings;
        }
    };
    let took = began.elapsed();
    if took >= SLOW {
        findings.push(Finding::new(
            &kinds::SLOW,
            format!("{alive} took {} milliseconds.", took.as_millis()),
            format!(
                "curl -so /dev/null -w '%{{time_namelookup}} %{{time_connect}} %{{time_appconnect}} %{{time_total}}\\n' \
                 {alive}, and look which of them is long: DNS, the way, TLS, or the proxy"
            ),
        ));
    }
    let is_ours = answer.status == 200 && answer.body() == b"ok\n";
    let (documents, families) = tokio::join!(
        documents::look(context, is_ours),
        families::look(context, &alive, &addresses)
    );
    let is_whole = documents.iter().all(|finding| finding.kind.severity < Severity::Fault);
    findings.extend(documents);
    findings.extend(families);
    // At an address of this machine there is no proxy, and behind one that is broken nothing arrives.
    if is_named && is_ours && is_whole {
        findings.extend(arrives::look(context).await);
    }
    findings
}
