//! `atlogin health`: asks the running service whether it can sign people in, for whoever watches a container
//! that has no other program in it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use super::output::{Ending, Output};
use crate::config::{Config, Listen};
use crate::server::health::READY;

/// How long the service may take to accept the question, and to answer it.
const PATIENCE: Duration = Duration::from_secs(5);

/// More of a status line is not read, whatever answers there.
const LONGEST_LINE: u64 = 200;

pub(super) fn run(config: &Config, output: &mut Output) -> Ending {
    match ask(config) {
        Ok(line) if line.split(' ').nth(1) == Some("200") => {
            output.say("ATLogin is ready.");
            Ending::Well
        }
        Ok(line) if line.split(' ').nth(1) == Some("503") => {
            output.fail("atlogin: the service answers, but it cannot write its database")
        }
        Ok(line) => output.fail(format_args!(
            "atlogin: something else answers at {}: {}",
            config.listen,
            line.escape_debug()
        )),
        Err(error) => output.fail(format_args!(
            "atlogin: no service answers at {}: {error}\n\
             Is it running, and is this its configuration? Where systemd listens for it, ask there.",
            config.listen
        )),
    }
}

/// The first line of the answer.
fn ask(config: &Config) -> io::Result<String> {
    let path = config.public_url.path();
    let request =
        format!("GET {path}{READY} HTTP/1.1\r\nHost: health\r\nConnection: close\r\n\r\n");
    match &config.listen {
        Listen::Tcp(address) => {
            let stream = TcpStream::connect_timeout(&reachable(*address), PATIENCE)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.set_write_timeout(Some(PATIENCE))?;
            exchange(stream, &request)
        }
        Listen::Unix(path) => {
            let stream = UnixStream::connect(path)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.set_write_timeout(Some(PATIENCE))?;
            exchange(stream, &request)
        }
    }
}

fn exchange(mut stream: impl Read + Write, request: &str) -> io::Result<String> {
    stream.write_all(request.as_bytes())?;
    let mut line = Vec::new();
    BufReader::new(stream.take(LONGEST_LINE)).read_until(b'\n', &mut line)?;
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}

/// Who listens at every address is asked at loopback.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}
