//! Text of strangers, made fit for a terminal.

use crate::invisible::{is_hidden, is_joining, is_varying};

const LONGEST: usize = 160;

/// The beginning of `text`, without anything that moves a cursor, hides or turns text around.
pub(crate) fn shown(text: &str) -> String {
    let mut shown = String::new();
    for (number, c) in text.chars().enumerate() {
        if number == LONGEST {
            shown.push('…');
            break;
        }
        let is_plain =
            c == ' ' || !(c.is_whitespace() || is_hidden(c) || is_joining(c) || is_varying(c));
        if is_plain { shown.push(c) } else { shown.extend(c.escape_unicode()) }
    }
    shown
}

/// `text` as a part of a command, if a shell reads nothing in it; else `placeholder`. Other servers wrote it, and
/// people paste commands.
pub(crate) fn in_command<'a>(text: &'a str, placeholder: &'a str) -> &'a str {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/@%+=".contains(&b);
    let is_whole = text.len() <= LONGEST && !text.is_empty() && !text.starts_with('-');
    if is_whole && text.bytes().all(is_plain) { text } else { placeholder }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_read_is_in_no_command() {
        let plain = "https://matrix.example.org/_synapse/client/oidc/callback";
        assert_eq!(in_command(plain, "ADDRESS"), plain);
        let long = "x".repeat(LONGEST + 1);
        for text in
            ["", "-x", "a b", "https://x/';id;'", "$(id)", "`id`", "a|b", "a&b", "a\nb", &long]
        {
            assert_eq!(in_command(text, "ADDRESS"), "ADDRESS", "{text}");
        }
    }

    #[test]
    fn what_a_stranger_wrote_moves_no_cursor_and_is_short() {
        assert_eq!(shown("Just a moment…"), "Just a moment…");
        assert_eq!(shown("a\u{1b}[2Jb\n\u{202e}c"), "a\\u{1b}[2Jb\\u{a}\\u{202e}c");
        assert_eq!(shown(&"x".repeat(5000)).chars().count(), LONGEST + 1);
    }
}
