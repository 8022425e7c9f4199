//! Times as a page shows them.
//!
//! Pages have no script, so they cannot know in which time zone somebody lives: all times are UTC.

use chrono::{DateTime, Datelike};

use crate::locale::Message;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Unix seconds as a page shows them: `24 November 2026, 13:31 UTC`.
pub(super) fn date(at: i64) -> Message {
    let Some(time) = DateTime::from_timestamp(at, 0) else { return Message::new("time-unknown") };
    Message::new("time-date")
        .counting("day", time.day().into())
        .counting("month", time.month().into())
        .counting("year", time.year().into())
        .with("time", time.format("%H:%M"))
}

/// How long before `now` something was: `5 minutes ago`.
pub(super) fn ago(at: i64, now: i64) -> Message {
    let (message, number) = match now.saturating_sub(at) {
        // A clock that was put back knows no better.
        ..MINUTE => return Message::new("time-now"),
        seconds @ MINUTE..HOUR => (Message::new("time-minutes"), seconds / MINUTE),
        seconds @ HOUR..DAY => (Message::new("time-hours"), seconds / HOUR),
        seconds @ DAY.. => (Message::new("time-days"), seconds / DAY),
    };
    message.counting("number", number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(message: &Message) -> String {
        message.parts().into_iter().map(|part| part.text).collect()
    }

    #[test]
    fn a_date_names_its_month() {
        assert_eq!(plain(&date(1_790_000_000)), "21 September 2026, 14:13 UTC");
        assert_eq!(plain(&date(i64::MAX)), "an unknown day");
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
            assert_eq!(plain(&ago(1000, 1000 + seconds)), expected);
        }
    }
}
