//! Times in words: as an operator reads and writes them. All times are UTC.

use chrono::{DateTime, NaiveDate, NaiveTime};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The longest time that [`seconds`] reads: a year, which overflows nothing.
const MOST: i64 = 366 * DAY;

/// Reads seconds, or a number with a unit: `90`, `90s`, `30m`, `12h`, `7d`.
///
/// # Errors
/// A sentence that says what to write.
pub fn seconds(text: &str) -> Result<i64, String> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = match text.get(digits.len()..).unwrap_or_default() {
        "" | "s" => 1,
        "m" => MINUTE,
        "h" => HOUR,
        "d" => DAY,
        _ => return Err("write a number of seconds, or such as 30m, 12h, 7d".to_owned()),
    };
    let number = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok());
    number
        .flatten()
        .and_then(|number: i64| number.checked_mul(unit))
        .filter(|seconds| *seconds <= MOST)
        .ok_or_else(|| "write from 0 up to a year, such as 12h or 7d".to_owned())
}

/// Reads a time in the past, in unix seconds: as long before `now` as [`seconds`] reads, or the beginning of a day,
/// such as `2026-11-01`.
///
/// # Errors
/// A sentence that says what to write.
pub fn since(text: &str, now: i64) -> Result<i64, String> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(day.and_time(NaiveTime::MIN).and_utc().timestamp());
    }
    let ago = seconds(text).map_err(|_| {
        "write how long ago, such as 12h or 7d, or a day, such as 2026-11-01".to_owned()
    });
    Ok(now.saturating_sub(ago?))
}

/// A day since 1970-01-01 as a command prints it: `2026-11-24`.
pub fn day(number: i64) -> String {
    let midnight = DateTime::from_timestamp(number.saturating_mul(DAY), 0);
    midnight.map_or_else(|| number.to_string(), |time| time.format("%Y-%m-%d").to_string())
}

/// Unix seconds as a command prints them: `2026-11-24 13:31 UTC`.
pub fn moment(at: i64) -> String {
    match DateTime::from_timestamp(at, 0) {
        Some(time) => time.format("%Y-%m-%d %H:%M UTC").to_string(),
        None => at.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_seconds_and_units() {
        for (text, expected) in [
            ("0", Some(0)),
            ("90", Some(90)),
            ("90s", Some(90)),
            ("30m", Some(1800)),
            ("12h", Some(43_200)),
            ("7d", Some(604_800)),
            ("366d", Some(366 * DAY)),
            ("367d", None),
            ("", None),
            ("d", None),
            ("-1", None),
            ("+1", None),
            ("1.5h", None),
            ("1 h", None),
            ("1w", None),
            ("99999999999999999999", None),
            ("9223372036854775807d", None),
        ] {
            assert_eq!(seconds(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn reads_how_long_ago_or_a_day() {
        let now = 1_790_000_000;
        for (text, expected) in [
            ("7d", Some(now - 7 * DAY)),
            ("90", Some(now - 90)),
            ("2026-09-21", Some(1_789_948_800)),
            ("2026-9-21", Some(1_789_948_800)),
            ("2026-02-30", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(since(text, now).ok(), expected, "{text}");
        }
    }

    #[test]
    fn a_day_is_written_without_its_time() {
        assert_eq!(day(1_789_948_800 / DAY), "2026-09-21");
        assert_eq!(day(i64::MAX), i64::MAX.to_string());
    }

    #[test]
    fn a_moment_is_a_date() {
        assert_eq!(moment(1_790_000_000), "2026-09-21 14:13 UTC");
    }
}
