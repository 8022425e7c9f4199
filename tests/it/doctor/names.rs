//! A name server that knows what it is told.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

/// What it says of names; of all others that they do not exist.
#[derive(Clone, Debug, Default)]
pub(super) struct Zone {
    pub(super) names: HashMap<String, Vec<IpAddr>>,
    /// Answers nothing at all.
    pub(super) silent: bool,
    /// Answers that it failed.
    pub(super) fails: bool,
}

/// It ends when this is dropped.
pub(super) struct NameServer {
    pub(super) address: SocketAddr,
    pub(super) zone: Arc<Mutex<Zone>>,
    task: JoinHandle<()>,
}

impl Drop for NameServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl NameServer {
    pub(super) async fn start(zone: Zone) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let zone = Arc::new(Mutex::new(zone));
        let said = Arc::clone(&zone);
        let task = tokio::spawn(async move {
            let mut buffer = [0; 2048];
            while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
                let zone = said.lock().unwrap().clone();
                if let Some(reply) = reply(&buffer[..length], &zone) {
                    let _ = socket.send_to(&reply, from).await;
                }
            }
        });
        Self { address, zone, task }
    }
}

/// An answer to a question for addresses (RFC 1035 §4).
fn reply(message: &[u8], zone: &Zone) -> Option<Vec<u8>> {
    if zone.silent {
        return None;
    }
    let (mut at, mut labels) = (12, Vec::new());
    while message[at] != 0 {
        let length = usize::from(message[at]);
        labels.push(String::from_utf8(message[at + 1..=at + length].to_vec()).unwrap());
        at += length + 1;
    }
    let kind = u16::from_be_bytes([message[at + 1], message[at + 2]]);
    let found = zone.names.get(&labels.join(".").to_ascii_lowercase());
    let of_kind = |ip: &&IpAddr| (kind == 1 && ip.is_ipv4()) || (kind == 28 && ip.is_ipv6());
    let records: Vec<&IpAddr> = found.into_iter().flatten().filter(of_kind).collect();
    let code = if zone.fails {
        2
    } else if found.is_none() {
        3
    } else {
        0
    };
    let mut reply = message[..2].to_vec();
    reply.extend([0x81, 0x80 | code, 0, 1, 0, u8::try_from(records.len()).unwrap(), 0, 0, 0, 0]);
    reply.extend(&message[12..at + 5]);
    for ip in records {
        let octets = match ip {
            IpAddr::V4(ip) => ip.octets().to_vec(),
            IpAddr::V6(ip) => ip.octets().to_vec(),
        };
        reply.extend([0xc0, 12]);
        reply.extend(kind.to_be_bytes());
        reply.extend([0, 1, 0, 0, 0, 0, 0, u8::try_from(octets.len()).unwrap()]);
        reply.extend(octets);
    }
    Some(reply)
}
