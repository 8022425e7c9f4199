//! What a browser or a relying party says about languages.
//! `Accept-Language` (RFC 9110 §12.5.4) and `ui_locales` (OpenID Connect Core §3.1.2.1).
//!
//! Anybody may have written it. What is malformed is left out, and only the beginning is read.

/// So many languages are looked at.
const MOST: usize = 16;
/// So many bytes of a header are read.
const LONGEST: usize = 512;
/// The longest tag, in bytes.
const LONGEST_TAG: usize = 35;

/// The languages of an `Accept-Language` header, the most welcome first.
pub fn accepted(header: &str) -> Vec<&str> {
    let mut ranges: Vec<(&str, u16)> =
        beginning(header).split(',').take(MOST).filter_map(range).collect();
    // Stable: of two that are equally welcome the first wins.
    ranges.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    ranges.into_iter().map(|(tag, _)| tag).collect()
}

/// The languages of `ui_locales`, the most welcome first.
pub fn listed(ui_locales: &str) -> Vec<&str> {
    let tags = beginning(ui_locales).split(' ').filter(|tag| is_tag(tag));
    tags.take(MOST).collect()
}

/// As much of a header as is read. What it cuts in two is no tag, or one that was not meant: a header of
/// a person is shorter.
fn beginning(text: &str) -> &str {
    text.get(..LONGEST).unwrap_or(if text.len() < LONGEST { text } else { "" })
}

/// A range and its weight in thousandths. `None` if it is malformed, or not welcome at all.
fn range(item: &str) -> Option<(&str, u16)> {
    let (tag, weight) = match item.split_once(';') {
        Some((tag, parameter)) => (tag, weight(parameter)?),
        None => (item, 1000),
    };
    let tag = tag.trim();
    (is_tag(tag) && weight > 0).then_some((tag, weight))
}

/// `q=0.8` as thousandths (RFC 9110 §12.4.2).
fn weight(parameter: &str) -> Option<u16> {
    let value = parameter.trim().strip_prefix(['q', 'Q'])?.trim_start().strip_prefix('=')?.trim();
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths = format!("{fraction:0<3}").parse::<u16>().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1000),
        _ => None,
    }
}

/// Whether it has the form of a language tag.
pub fn is_tag(text: &str) -> bool {
    let well_formed = |subtag: &str| {
        (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    text.len() <= LONGEST_TAG
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.split('-').all(well_formed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_most_welcome_language_comes_first() {
        for (header, expected) in [
            ("de", &["de"][..]),
            ("de-AT, de;q=0.9, en;q=0.8", &["de-AT", "de", "en"]),
            ("en;q=0.5, ja;q=0.7,ko", &["ko", "ja", "en"]),
            ("fr;q=0.5, it;q=0.5", &["fr", "it"]),
            ("fr;q=0, it;q=0.001", &["it"]),
            ("es; Q = 1.000, nl", &["es", "nl"]),
            ("zh-Hans-CN", &["zh-Hans-CN"]),
        ] {
            assert_eq!(accepted(header), expected, "{header}");
        }
    }

    #[test]
    fn what_is_malformed_is_left_out() {
        for header in [
            "",
            ",",
            ";",
            "*",
            "de;q=2",
            "de;q=1.001",
            "de;q=-1",
            "de;q=0.0001",
            "de;q",
            "de;x=1",
            "de--AT",
            "-de",
            "de_AT",
            "<b>",
            "d\u{e9}",
            "1",
            "abcdefghi",
            "de;q=0.8;x",
        ] {
            assert_eq!(accepted(header), Vec::<&str>::new(), "{header}");
        }
        assert_eq!(accepted("<script>, de;q=zwei, nl;q=0.1"), ["nl"]);
        assert_eq!(listed("de_AT <b> fr  ar"), ["fr", "ar"]);
    }

    #[test]
    fn only_the_beginning_is_read() {
        assert_eq!(accepted(&"de,".repeat(100)).len(), MOST);
        assert_eq!(listed(&"de ".repeat(100)).len(), MOST);
        assert!(accepted(&"x".repeat(5000)).is_empty());
    }

    proptest! {
        #[test]
        fn whatever_is_said_every_language_that_is_heard_is_a_tag(text in "\\PC{0,80}|[a-z,;=0-9. -]{0,900}") {
            for heard in [accepted(&text), listed(&text)] {
                prop_assert!(heard.len() <= MOST);
                prop_assert!(heard.iter().all(|tag| is_tag(tag)));
            }
        }
    }
}
