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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_stranger_wrote_moves_no_cursor_and_is_short() {
        assert_eq!(shown("Just a moment…"), "Just a moment…");
        assert_eq!(shown("a\u{1b}[2Jb\n\u{202e}c"), "a\\u{1b}[2Jb\\u{a}\\u{202e}c");
        assert_eq!(shown(&"x".repeat(5000)).chars().count(), LONGEST + 1);
    }
}
