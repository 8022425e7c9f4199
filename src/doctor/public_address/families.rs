//! Each kind of address by itself: a machine that has one of them alone must get through.

use std::net::{IpAddr, SocketAddr, UdpSocket};

use url::Url;

use crate::doctor::context::Context;
use crate::doctor::finding::Finding;
use crate::doctor::kinds;
use crate::fetch::Family;

/// Asks over IPv4 and IPv6, if the name has both.
pub(super) async fn look(context: &Context<'_>, url: &Url, in_dns: &[IpAddr]) -> Vec<Finding> {
    let pinned = context.config.outside.network.pinned(context.host());
    let addresses: Vec<IpAddr> = match pinned {
        Some(pinned) => pinned.iter().map(SocketAddr::ip).collect(),
        None => in_dns.to_vec(),
    };
    let of = |family| addresses.iter().find(|ip| Family::of(**ip) == family);
    let (Some(four), Some(six)) = (of(Family::V4), of(Family::V6)) else { return Vec::new() };
    let asked =
        tokio::join!(over(context, url, Family::V4, *four), over(context, url, Family::V6, *six));
    [asked.0, asked.1].into_iter().flatten().collect()
}

async fn over(context: &Context<'_>, url: &Url, family: Family, ip: IpAddr) -> Option<Finding> {
    if !has_route(ip) {
        // This machine has none of that kind itself, so it cannot tell.
        return None;
    }
    let fetch = context.fetch.over(family).ok()?;
    let error = fetch.get(url, crate::doctor::context::LIMITS).await.err()?;
    let (kind, name, record, listen) = match family {
        Family::V4 => (&kinds::IPV4_DEAD, "IPv4", "A", "listen 443 ssl;"),
        Family::V6 => (&kinds::IPV6_DEAD, "IPv6", "AAAA", "listen [::]:443 ssl;"),
    };
    let host = context.host();
    let to_do = format!(
        "nginx: {listen} and look that the firewall lets {name} through; or take the {record} record of {host} out of \
         DNS. Then: curl -{} -v https://{host}/",
        if family == Family::V4 { '4' } else { '6' }
    );
    let what = format!("{host} does not answer over {name}, at {ip}");
    Some(Finding::new(kind, what, to_do).because(error))
}

/// Whether this machine would know where to send a packet for `ip`. None is sent.
fn has_route(ip: IpAddr) -> bool {
    let any = if ip.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
    UdpSocket::bind(any).is_ok_and(|socket| socket.connect((ip, 443)).is_ok())
}
