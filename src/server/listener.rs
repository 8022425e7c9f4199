//! The listening socket: passed by systemd, or a configured TCP or unix socket.

use std::fmt;
use std::fs::{self, Permissions};
use std::io;
use std::net::SocketAddr;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};

use listenfd::ListenFd;
use tokio::net::{TcpListener, TcpSocket, TcpStream, UnixListener, UnixStream};

use super::peer::Peer;
use crate::config::Listen;

/// An open socket. Dropping it closes it, and removes a unix socket that was made here.
#[derive(Debug)]
pub struct Listener {
    socket: Socket,
    handed_over: bool,
}

#[derive(Debug)]
enum Socket {
    Tcp(TcpListener),
    Unix(UnixListener),
}

/// An accepted connection.
#[derive(Debug)]
pub(super) enum Connection {
    Tcp(TcpStream),
    Unix(UnixStream),
}

/// Why there is no socket.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// systemd passes another kind of socket.
    #[error("systemd hands over no TCP or unix stream socket that could be listened at: {0}")]
    HandedOver(io::Error),
    /// systemd passes several sockets.
    #[error("systemd hands over {0} sockets; give the .socket unit one ListenStream")]
    Several(usize),
    /// The address is in use, not of this machine, or not allowed.
    #[error("cannot listen at {0}: {1}")]
    Refused(Listen, io::Error),
    /// Another process uses the unix socket.
    #[error("cannot listen at {0}: another process answers there")]
    Taken(Listen),
}

impl Listener {
    /// Opens the socket that systemd passes (`LISTEN_FDS`), or else the configured one.
    ///
    /// Call it once, and before another thread reads the environment: it removes the variables, so
    /// that no child process uses the socket.
    pub async fn open(listen: &Listen) -> Result<Self, ListenError> {
        if let Some(socket) = handed_over(ListenFd::from_env())? {
            return Ok(Self { socket, handed_over: true });
        }
        let refused = |why| ListenError::Refused(listen.clone(), why);
        let socket = match listen {
            Listen::Tcp(address) => Socket::Tcp(bind_tcp(*address).map_err(refused)?),
            Listen::Unix(path) => {
                if UnixStream::connect(path).await.is_ok() {
                    return Err(ListenError::Taken(listen.clone()));
                }
                Socket::Unix(bind_unix(path).map_err(refused)?)
            }
        };
        Ok(Self { socket, handed_over: false })
    }

    /// The address and actual port of a TCP socket.
    pub fn tcp_address(&self) -> Option<SocketAddr> {
        match &self.socket {
            Socket::Tcp(socket) => socket.local_addr().ok(),
            Socket::Unix(_) => None,
        }
    }

    pub(super) async fn accept(&self) -> io::Result<(Connection, Peer)> {
        match &self.socket {
            Socket::Tcp(socket) => {
                let (stream, peer) = socket.accept().await?;
                // Responses are written at once, so waiting to fill a packet would only delay them.
                // An error means that the client has left, which the next read shows.
                let _ = stream.set_nodelay(true);
                Ok((Connection::Tcp(stream), Peer::Tcp(peer.ip().to_canonical())))
            }
            Socket::Unix(socket) => {
                let (stream, _) = socket.accept().await?;
                Ok((Connection::Unix(stream), Peer::Unix))
            }
        }
    }

    fn unix_path(&self) -> Option<PathBuf> {
        match &self.socket {
            Socket::Tcp(_) => None,
            Socket::Unix(socket) => Some(socket.local_addr().ok()?.as_pathname()?.to_owned()),
        }
    }
}

/// Like `TcpListener::bind`, but with a longer queue of connections that are not accepted yet. Whoever
/// finds it full tries again after a second, and then after three: under a siege that is what an honest
/// client waits for. The system allows 4,096 at most (`net.core.somaxconn`), unless it is told otherwise.
fn bind_tcp(address: SocketAddr) -> io::Result<TcpListener> {
    const QUEUE: u32 = 4096;
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(QUEUE)
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(path) = self.unix_path().filter(|_| !self.handed_over) {
            // It may be gone already.
            let _ = fs::remove_file(path);
        }
    }
}

impl fmt::Display for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.tcp_address(), self.unix_path()) {
            (Some(address), _) => write!(f, "{address}")?,
            (None, Some(path)) => write!(f, "unix:{}", path.display())?,
            (None, None) => f.write_str("a socket")?,
        }
        if self.handed_over { f.write_str(" (handed over by systemd)") } else { Ok(()) }
    }
}

fn handed_over(sockets: ListenFd) -> Result<Option<Socket>, ListenError> {
    match sockets.len() {
        0 => Ok(None),
        1 => take(sockets).map_err(ListenError::HandedOver),
        several => Err(ListenError::Several(several)),
    }
}

fn take(mut sockets: ListenFd) -> io::Result<Option<Socket>> {
    // A socket of the wrong kind is not taken, so the other kind can be tried.
    if let Ok(Some(socket)) = sockets.take_unix_listener(0) {
        socket.set_nonblocking(true)?;
        return Ok(Some(Socket::Unix(UnixListener::from_std(socket)?)));
    }
    let Some(socket) = sockets.take_tcp_listener(0)? else { return Ok(None) };
    socket.set_nonblocking(true)?;
    Ok(Some(Socket::Tcp(TcpListener::from_std(socket)?)))
}

/// Binds a unix socket that a proxy in our group can use. A stale socket of a killed daemon is
/// replaced; any other file stays, and binding fails.
fn bind_unix(path: &Path) -> io::Result<UnixListener> {
    if fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_socket()) {
        fs::remove_file(path)?;
    }
    let socket = UnixListener::bind(path)?;
    fs::set_permissions(path, Permissions::from_mode(0o660))?;
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    fn place() -> PathBuf {
        std::env::temp_dir().join(format!("atlogin-{}.sock", Secret::mint().expose()))
    }

    #[tokio::test]
    async fn replaces_a_socket_that_nobody_answers_at() {
        let path = place();
        let listen = Listen::Unix(path.clone());
        // The standard library does not remove the file, like a killed daemon.
        drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
        let listener = Listener::open(&listen).await.unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o660);
        assert!(matches!(Listener::open(&listen).await, Err(ListenError::Taken(_))));
        drop(listener);
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn never_removes_what_is_no_socket() {
        let path = place();
        fs::write(&path, "mine").unwrap();
        let refused = Listener::open(&Listen::Unix(path.clone())).await;
        assert!(matches!(refused, Err(ListenError::Refused(..))));
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
        fs::remove_file(&path).unwrap();
    }

    #[tokio::test]
    async fn tells_the_port_it_was_given() {
        let any = Listen::parse("127.0.0.1:0").unwrap();
        let listener = Listener::open(&any).await.unwrap();
        assert_ne!(listener.tcp_address().unwrap().port(), 0);
    }
}
