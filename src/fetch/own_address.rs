//! Tells whether an address is one of this machine's own.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};

/// Addresses that nobody has (documentation, RFC 5737 and RFC 3849).
const NOBODYS_V4: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
const NOBODYS_V6: IpAddr = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1));

/// Whether a socket can have `address` here. Nothing is sent.
///
/// A machine may allow sockets to have any address (`net.ipv4.ip_nonlocal_bind`). Then nobody can tell, and
/// the answer is `false`.
pub(super) fn is_own(address: IpAddr) -> bool {
    let can_have = |address: IpAddr| UdpSocket::bind((address, 0)).is_ok();
    let nobodys = if address.is_ipv4() { NOBODYS_V4 } else { NOBODYS_V6 };
    can_have(address) && !can_have(nobodys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_addresses_are_told_from_those_of_others() {
        for (text, expected) in
            [("127.0.0.1", true), ("127.88.88.1", true), ("192.0.2.7", false), ("8.8.8.8", false)]
        {
            assert_eq!(is_own(text.parse().unwrap()), expected, "{text}");
        }
    }
}
