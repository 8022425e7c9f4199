//! This machine's clock, beside those of several servers.

use chrono::DateTime;

use super::context::Context;
use super::finding::Finding;
use super::kinds;
use crate::fetch::Response;

/// From here on servers refuse what we sign.
const WRONG: u64 = 60;
/// A clock that is kept by NTP is never that far off, and an answer takes less time.
const DRIFTS: u64 = 15;
/// How many servers have to say about the same.
const LEAST: usize = 2;

/// How many seconds the clock of a server is before ours, by the `Date` of its answer, which came now.
pub(super) fn ahead(context: &Context<'_>, answer: &Response) -> Option<i64> {
    let date = DateTime::parse_from_rfc2822(answer.header("date")?).ok()?;
    Some(date.timestamp().saturating_sub(context.clock.now()))
}

/// Judges by what the servers said. One that is wrong itself must not accuse us: the middle one decides.
pub(super) fn judge(mut ahead: Vec<i64>) -> Vec<Finding> {
    ahead.sort_unstable();
    let middle = ahead.get(ahead.len() / 2).copied().filter(|_| ahead.len() >= LEAST);
    let Some(middle) = middle else {
        return vec![Finding::new(
            &kinds::CLOCK_UNKNOWN,
            format!("Servers that told the time: {}.", ahead.len()),
            "timedatectl status",
        )];
    };
    // Two that do not agree say nothing.
    let agree = ahead.iter().filter(|it| it.abs_diff(middle) <= DRIFTS).count();
    let kind = match middle.unsigned_abs() {
        0..DRIFTS => return Vec::new(),
        _ if agree < LEAST => return Vec::new(),
        DRIFTS..WRONG => &kinds::CLOCK_DRIFTS,
        WRONG.. => &kinds::CLOCK_WRONG,
    };
    let way = if middle > 0 { "behind" } else { "ahead of" };
    vec![Finding::new(
        kind,
        format!(
            "This machine's clock is {} seconds {way} those of {agree} servers.",
            middle.unsigned_abs()
        ),
        "timedatectl set-ntp true; timedatectl timesync-status",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(ahead: &[i64]) -> Vec<&'static str> {
        judge(ahead.to_vec()).iter().map(|finding| finding.kind.id).collect()
    }

    #[test]
    fn the_middle_of_the_servers_decides_and_two_have_to_agree() {
        assert_eq!(found(&[]), ["clock/unknown"]);
        assert_eq!(found(&[700]), ["clock/unknown"]);
        assert_eq!(found(&[0, -1, 2]), [""; 0]);
        assert_eq!(found(&[0, -1, 9000]), [""; 0], "that server is wrong");
        assert_eq!(found(&[0, 9000]), [""; 0], "nobody knows which one is");
        assert_eq!(found(&[31, 30, 0]), ["clock/drifts"]);
        assert_eq!(found(&[-3600, -3601]), ["clock/wrong"]);
    }
}
