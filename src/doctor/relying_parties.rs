//! The addresses of relying parties: where people are sent back to, and where logout tokens go.

use futures_util::StreamExt;
use futures_util::stream;
use url::{Host, Url};

use super::clients;
use super::context::Context;
use super::finding::Finding;
use super::kinds;
use super::shown::shown;
use crate::client::{Client, RegisteredUri, stays_on_the_device};
use crate::db::Db;
use crate::fetch::{FetchError, NameFault};
use crate::oidc::endpoint::backchannel_logout::{self, NotAsked};

/// How many are asked; of more, the first ones.
const MOST: usize = 100;
/// How many at the same time.
const AT_ONCE: usize = 8;

/// Looks at those of the configuration, and at those of the database if there is one to read.
pub(super) async fn look(context: &Context<'_>, db: Option<&Db>) -> Vec<Finding> {
    let (mut clients, unread) = clients::all(context.config, db).await;
    let mut findings: Vec<Finding> = unread.into_iter().collect();
    let own = context.config.public_url.origin();
    clients.retain(|client| {
        client.redirect_uris.iter().any(|uri| !uri.as_str().starts_with(own))
            || client.backchannel_logout.is_some()
    });
    clients.truncate(MOST);
    let looked = stream::iter(&clients).map(|client| look_at(context, client));
    let looked: Vec<Vec<Finding>> = looked.buffered(AT_ONCE).collect().await;
    findings.extend(looked.into_iter().flatten());
    findings
}

async fn look_at(context: &Context<'_>, client: &Client) -> Vec<Finding> {
    let mut findings = redirects(context, client).await;
    findings.extend(backchannel(context, client).await);
    findings
}

/// Browsers have to find the hosts. A host that only the operator's network knows is none of DNS, and may be
/// meant, so this is no fault.
async fn redirects(context: &Context<'_>, client: &Client) -> Vec<Finding> {
    if !context.config.outside.network.is_public() {
        // A network of one's own has names that browsers may find elsewhere.
        return Vec::new();
    }
    let mut hosts: Vec<String> = client
        .redirect_uris
        .iter()
        .map(RegisteredUri::as_str)
        .filter(|uri| !stays_on_the_device(uri))
        .filter_map(|uri| match Url::parse(uri).ok()?.host()? {
            Host::Domain(name) if name.contains('.') => Some(name.to_owned()),
            Host::Domain(_) | Host::Ipv4(_) | Host::Ipv6(_) => None,
        })
        .filter(|host| context.config.outside.network.pinned(host).is_none())
        .collect();
    hosts.sort();
    hosts.dedup();
    let mut findings = Vec::new();
    for host in hosts {
        let asked = context.fetch.addresses_in_dns(&host).await;
        if matches!(asked, Err(FetchError::Name(NameFault::NoRecord))) {
            let host = shown(&host);
            findings.push(Finding::new(
                &kinds::CLIENT_NO_DNS,
                format!(
                    "A redirect URI of {} names the host {host}, which is not in DNS.",
                    shown(&client.client_id)
                ),
                format!(
                    "dig +short {host}; correct redirect_uris of the client, or make the DNS record: atlogin client show {}",
                    shown(&client.client_id)
                ),
            ));
        }
    }
    findings
}

/// Posts what is no logout token: a relying party refuses it with status 400 (Back-Channel Logout §2.8).
async fn backchannel(context: &Context<'_>, client: &Client) -> Option<Finding> {
    let address = client.backchannel_logout.as_ref()?;
    let (uri, id) = (shown(&address.uri), shown(&client.client_id));
    let try_it = format!("curl -i -d logout_token=x {uri}");
    let status = match backchannel_logout::ask(&context.fetch, address).await {
        Ok(status) => status,
        Err(NotAsked(why)) => {
            let to_do = format!(
                "{try_it}; if the address is on your own network, set backchannel_logout_private for {id}, and \
                 backchannel_logout_ca_file if its certificate is your own"
            );
            let what = format!("backchannel_logout_uri of {id}, {uri}, is not reached");
            return Some(Finding::new(&kinds::BACKCHANNEL_UNREACHABLE, what, to_do).because(why));
        }
    };
    let kind = match status {
        300..=399 => &kinds::BACKCHANNEL_MOVED,
        401..=599 => &kinds::BACKCHANNEL_STATUS,
        _ => return None,
    };
    Some(Finding::new(
        kind,
        format!(
            "backchannel_logout_uri of {id}, {uri}, answers with status {status}; 400 would be right."
        ),
        format!("{try_it}; and correct backchannel_logout_uri of {id} (atlogin client show {id})"),
    ))
}
