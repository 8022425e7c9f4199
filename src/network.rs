//! What the outside may be: one value that `fetch` and the handle, DID and metadata checks obey alike.

use std::net::SocketAddr;

/// What ATLogin may talk to.
#[derive(Clone, Debug, Default)]
pub enum Network {
    /// The internet: https on port 443, host names, public addresses.
    #[default]
    Public,
    /// This machine: PDS and PLC directory on loopback addresses, over http too.
    Loopback,
    /// A named test network: exactly these hosts, over https under one own certificate authority.
    Test(TestNetwork),
}

/// The hosts of a test network and the authority that vouches for them.
#[derive(Clone, Debug)]
pub struct TestNetwork {
    /// The hosts that exist in it.
    pub hosts: Vec<TestHost>,
    /// The only trusted root certificates, in PEM.
    pub ca_pem: Vec<u8>,
}

/// One host of a test network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestHost {
    /// Its exact name, in lower case.
    pub name: String,
    /// Where to connect; without it DNS is asked.
    pub address: Option<SocketAddr>,
}
