//! Which ports of the internet may be asked besides 443.

/// The "bad ports" of the Fetch standard ("Port blocking") from 1024 on: those of other protocols, whose
/// servers could take an HTTP request for one of theirs.
const BAD: [u16; 19] = [
    1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669,
    6679, 6697, 10080,
];

/// Whether `port`, which is not 443, may be asked. Those below 1024 belong to other services of a machine.
pub(super) fn is_admitted(port: u16) -> bool {
    port >= 1024 && !BAD.contains(&port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_of_other_protocols_are_not_asked() {
        for port in [1, 22, 25, 80, 444, 587, 993, 1023, 2049, 4190, 5060, 6000, 6667, 10080] {
            assert!(!is_admitted(port), "{port}");
        }
        for port in [1024, 2583, 3000, 8080, 8443, 65535] {
            assert!(is_admitted(port), "{port}");
        }
    }
}
