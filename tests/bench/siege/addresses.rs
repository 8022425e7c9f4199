//! Who comes from where. No two groups share a network, so no limit by address joins them.

/// The relying party.
pub(crate) const RELYING_PARTY: &str = "192.0.2.10";
/// Whoever looks at `/healthz`.
pub(crate) const PROBER: &str = "192.0.2.20";

/// The address of an ordinary person. Each has another one; a network of 256 has few of them.
pub(crate) fn person(number: usize) -> String {
    format!("198.18.{}.{}", number % 256, number / 256 % 256)
}

/// The address of a source of an attack, each in a network of its own.
pub(crate) fn attacker(number: usize) -> String {
    format!("203.{}.{}.9", number / 256 % 256, number % 256)
}

/// An address of the one home or site that has 65,536 networks of 64 bits.
pub(crate) fn at_home(number: usize) -> String {
    format!("2001:db8:77:{:x}::1", number % 65_536)
}
