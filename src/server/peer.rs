//! The other end of a connection.

use std::net::IpAddr;

/// The other end of a connection; the accept loop adds it to each request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// Over TCP, from this address.
    Tcp(IpAddr),
    /// Over our unix socket, which knows no address.
    Unix,
}
