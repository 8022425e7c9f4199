//! The name server of the world: `_atproto` TXT records and the addresses of its hosts.
//!
//! UDP and TCP on one port. A name nobody published does not exist.

use super::dns_message::{Question, Record, RecordType, Reply, read, truncated, write};
use super::seen::Seen;
use super::world::World;
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::JoinSet;

/// "No such name" (RFC 1035 §4.1.1).
const NXDOMAIN: u16 = 3;

/// Both doors of the name server.
pub(super) struct NameServer {
    udp: UdpSocket,
    tcp: TcpListener,
    /// How often each name of a rebinding lie was asked for.
    turns: HashMap<String, usize>,
}

impl NameServer {
    /// Binds UDP and TCP to one port of the loopback address; port 0 is any that both have free.
    pub(super) async fn bind(port: u16) -> io::Result<Self> {
        let mut tries = 16;
        loop {
            tries -= 1;
            let udp = UdpSocket::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
            match TcpListener::bind(udp.local_addr()?).await {
                Ok(tcp) => return Ok(Self { udp, tcp, turns: HashMap::new() }),
                Err(error) if port != 0 || tries == 0 => return Err(error),
                Err(_) => {}
            }
        }
    }

    pub(super) fn address(&self) -> io::Result<SocketAddr> {
        self.udp.local_addr()
    }

    /// Answers until it is aborted.
    pub(super) async fn serve(mut self, world: Arc<World>) {
        let mut queries = JoinSet::new();
        let mut buffer = vec![0; 4096];
        loop {
            while queries.try_join_next().is_some() {}
            tokio::select! {
                Ok((length, from)) = self.udp.recv_from(&mut buffer) => {
                    if let Some(reply) = self.over_udp(&buffer[..length], &world) {
                        // Who asked over UDP asks again.
                        let _ = self.udp.send_to(&reply, from).await;
                    }
                }
                Ok((stream, _)) = self.tcp.accept() => {
                    queries.spawn(over_tcp(stream, Arc::clone(&world)));
                }
            }
        }
    }

    fn over_udp(&mut self, message: &[u8], world: &World) -> Option<Vec<u8>> {
        let question = read(message)?;
        let turn = self.turns.entry(question.name.clone()).or_default();
        let reply = answer(&question, world, *turn);
        if matches!(question.record_type, RecordType::A) {
            *turn += 1;
        }
        let message = write(&question, &reply?);
        Some(if message.len() > question.room { truncated(&question) } else { message })
    }
}

async fn over_tcp(mut stream: TcpStream, world: Arc<World>) -> io::Result<()> {
    loop {
        let length = stream.read_u16().await?;
        let mut message = vec![0; usize::from(length)];
        stream.read_exact(&mut message).await?;
        let Some(question) = read(&message) else { return Ok(()) };
        if let Some(reply) = answer(&question, &world, usize::MAX) {
            let reply = write(&question, &reply);
            stream.write_u16(u16::try_from(reply.len()).map_err(io::Error::other)?).await?;
            stream.write_all(&reply).await?;
        }
    }
}

/// The reply, or none if the server keeps silent. `turn` counts the questions for a name.
fn answer(question: &Question<'_>, world: &World, turn: usize) -> Option<Reply> {
    let reply = reply(question, world, turn);
    world.seen.note(Seen {
        server: "dns".to_owned(),
        method: question.record_type.to_string(),
        path: question.name.clone(),
        query: Vec::new(),
        headers: Vec::new(),
        form: Vec::new(),
        status: reply.as_ref().map_or(0, |reply| reply.code),
    });
    reply
}

fn reply(question: &Question<'_>, world: &World, turn: usize) -> Option<Reply> {
    let lie = world.lies.lock().unwrap().dns.clone();
    let directory = world.directory.lock().unwrap();
    let is_txt = question.record_type == RecordType::TXT;
    if lie.silent && is_txt {
        return None;
    }
    if let Some(code) = lie.code {
        return Some(Reply { code, records: Vec::new() });
    }
    let host = directory.hosts.iter().any(|(host, _)| *host == question.name);
    let addresses = match lie.addresses.get(&question.name) {
        Some(turns) => turns.get(turn).or_else(|| turns.last()).cloned(),
        None => host.then(|| vec![IpAddr::from(Ipv4Addr::LOCALHOST)]),
    };
    let txt = if is_txt { lie.txt } else { None };
    let txt = txt.or_else(|| directory.txt.get(&question.name).cloned());
    if addresses.is_none() && txt.is_none() {
        return Some(Reply { code: NXDOMAIN, records: Vec::new() });
    }
    let records = match question.record_type {
        RecordType::TXT => txt.unwrap_or_default().into_iter().map(Record::Txt).collect(),
        RecordType::A => of_family(addresses, IpAddr::is_ipv4),
        RecordType::AAAA => of_family(addresses, IpAddr::is_ipv6),
        RecordType(_) => Vec::new(),
    };
    Some(Reply { code: 0, records })
}

fn of_family(addresses: Option<Vec<IpAddr>>, is_family: fn(&IpAddr) -> bool) -> Vec<Record> {
    addresses.unwrap_or_default().into_iter().filter(is_family).map(Record::Address).collect()
}
