//! Names that nobody gets as a localpart: `admin`, `support*`.
//!
//! In: the operator's list, and the names that an account may have. Out: those that it may still have.
//! An entry is compared with the whole localpart, after the template. Only `*` has a meaning: it stands
//! for any characters, or for none.

use super::localpart::{MAX, is_allowed};

/// How many entries a list may have.
pub const MOST: usize = 256;

/// Why text cannot be an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReservedFault {
    /// It has characters that no localpart has, or none at all.
    #[error("can match no localpart; write 1 to {MAX} of a-z, 0-9 and . = _ / + - and *")]
    Text,
    /// It matches every name.
    #[error("reserves every name; delete it, or write more than *")]
    All,
    /// There are too many entries.
    #[error("has more than {MOST} entries; write fewer, for one with a * can stand for many")]
    TooMany,
}

/// Checks an entry of a list.
pub fn entry(text: String) -> Result<String, ReservedFault> {
    let is_known = |byte| is_allowed(byte) || byte == b'*';
    if text.is_empty() || text.len() > MAX || !text.bytes().all(is_known) {
        return Err(ReservedFault::Text);
    }
    if text.bytes().all(|byte| byte == b'*') {
        return Err(ReservedFault::All);
    }
    Ok(text)
}

/// The `names` that no entry of `reserved` matches. The last one is always among them: it depends on the
/// DID only, so that nobody is left without a name.
pub fn left_over(names: Vec<String>, reserved: &[String]) -> Vec<String> {
    let last = names.len().saturating_sub(1);
    let names = names.into_iter().enumerate();
    let may_be = |(place, name): &(usize, String)| *place == last || !is_reserved(name, reserved);
    names.filter(may_be).map(|(_, name)| name).collect()
}

/// Whether an entry matches all of `name`.
pub fn is_reserved(name: &str, reserved: &[String]) -> bool {
    reserved.iter().any(|entry| matches(entry, name))
}

/// The text before the first `*` stands at the beginning, the text after the last one at the end, and what
/// is between them in this order. Taking each at its first place finds a match if there is one.
fn matches(entry: &str, name: &str) -> bool {
    let Some((first, rest)) = entry.split_once('*') else { return entry == name };
    let (between, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    let inner = name.strip_prefix(first).and_then(|name| name.strip_suffix(last));
    let Some(inner) = inner else { return false };
    let after = |left: &'_ str, part: &str| left.find(part).map(|at| at + part.len());
    let mut left = inner;
    for part in between.split('*') {
        match after(left, part).and_then(|at| left.get(at..)) {
            Some(rest) => left = rest,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_one_of(name: &str, list: &[&str]) -> bool {
        is_reserved(name, &list.iter().map(|&text| text.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn an_entry_is_compared_with_the_whole_name() {
        assert!(is_one_of("admin", &["root", "admin"]));
        for name in ["admin2", "the-admin", "admi", "admin.example.org"] {
            assert!(!is_one_of(name, &["root", "admin"]), "{name}");
        }
    }

    #[test]
    fn a_star_stands_for_any_characters_or_none() {
        for (entry, name) in [
            ("admin*", "admin"),
            ("admin*", "admin-2"),
            ("*admin", "the-admin"),
            ("*admin*", "xadminx"),
            ("a*b*c", "abc"),
            ("a*b*c", "a-b-b-c-c"),
            ("a**c", "ac"),
            ("a*a", "aa"),
        ] {
            assert!(is_one_of(name, &[entry]), "{entry} {name}");
        }
        for (entry, name) in [
            ("admin*", "xadmin"),
            ("a*a", "a"),
            ("a*b*c", "acb"),
            ("ab*bc", "abc"),
            ("a*bb*b", "abb"),
        ] {
            assert!(!is_one_of(name, &[entry]), "{entry} {name}");
        }
    }

    #[test]
    fn an_entry_that_could_match_nothing_or_everything_is_refused() {
        for text in ["", "Admin", "ädmin", "a b", "a?", "[a]", &"a".repeat(201)] {
            assert_eq!(entry(text.to_owned()), Err(ReservedFault::Text), "{text:?}");
        }
        for text in ["*", "***"] {
            assert_eq!(entry(text.to_owned()), Err(ReservedFault::All), "{text:?}");
        }
        for text in ["admin", "a*", "*-admin_*", "a=b/c+d.e"] {
            assert_eq!(entry(text.to_owned()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn the_last_name_is_left_whatever_is_reserved() {
        let names = ["admin", "admin-abc", "u-xyz"].map(str::to_owned).to_vec();
        let left = |list: &[&str]| {
            left_over(names.clone(), &list.iter().map(|&it| it.to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(left(&[]), names);
        assert_eq!(left(&["admin"]), ["admin-abc", "u-xyz"]);
        assert_eq!(left(&["admin*", "u-*"]), ["u-xyz"]);
        assert!(left_over(vec![], &["a".to_owned()]).is_empty());
    }

    proptest! {
        /// Compared with the obvious way, which takes too long for long texts.
        #[test]
        fn a_match_is_found_if_there_is_one(entry in "[ab*]{0,8}", name in "[ab]{0,10}") {
            fn obvious(entry: &[u8], name: &[u8]) -> bool {
                match (entry, name) {
                    ([], _) => name.is_empty(),
                    ([b'*', rest @ ..], _) => {
                        (0..=name.len()).any(|at| obvious(rest, &name[at..]))
                    }
                    ([a, entry @ ..], [b, name @ ..]) => a == b && obvious(entry, name),
                    _ => false,
                }
            }
            let expected = obvious(entry.as_bytes(), name.as_bytes());
            prop_assert_eq!(matches(&entry, &name), expected);
        }
    }
}
