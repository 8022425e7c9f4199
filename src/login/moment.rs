//! Times as a person reads them. Pages have no script, so they cannot know where somebody lives.

use chrono::DateTime;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Unix seconds as a date with its time: `24 November 2026, 13:31 UTC`.
pub(super) fn date(at: i64) -> String {
    match DateTime::from_timestamp(at, 0) {
        Some(time) => time.format("%-d %B %Y, %H:%M UTC").to_string(),
        None => "an unknown day".to_owned(),
    }
}

/// How long before `now` something was: `5 minutes ago`.
pub(super) fn ago(at: i64, now: i64) -> String {
    let (number, unit) = match now.saturating_sub(at) {
        // A clock that was put back knows no better.
        ..MINUTE => return "just now".to_owned(),
        seconds @ MINUTE..HOUR => (seconds / MINUTE, "minute"),
        seconds @ HOUR..DAY => (seconds / HOUR, "hour"),
        seconds @ DAY.. => (seconds / DAY, "day"),
    };
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{plural} ago")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_names_its_month() {
        assert_eq!(date(1_790_000_000), "21 September 2026, 14:13 UTC");
        assert_eq!(date(i64::MAX), "an unknown day");
    }

    #[test]
    fn how_long_ago_is_said_in_one_unit() {
        for (seconds, expected) in [
            (-5, "just now"),
            (59, "just now"),
            (60, "1 minute ago"),
            (3599, "59 minutes ago"),
            (3600, "1 hour ago"),
            (2 * DAY - 1, "1 day ago"),
            (40 * DAY, "40 days ago"),
        ] {
            assert_eq!(ago(1000, 1000 + seconds), expected);
        }
    }
}
