//! Invisible Unicode characters: a table of them, and functions that ask what a character does.
//!
//! In: a character. Out: yes or no. The callers decide whether to drop it, to replace it or to
//! refuse the text, because a handle, a person's name and an operator's text need different rules.

/// What an invisible character does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    /// Nothing, or it changes the direction of text. It is only useful for hiding and deceiving.
    Hidden,
    /// It joins or separates its neighbours. Persian and many emoji need it.
    Joining,
    /// It selects a variant of the character before it.
    Varying,
    /// It looks like white space, but Unicode does not call it that.
    Blank,
}

/// First character, last character, effect; sorted. The sources are Unicode's general category Cf,
/// its property `Default_Ignorable_Code_Point`, and its Bidirectional Algorithm §2.
const TABLE: [(char, char, Effect); 18] = [
    ('\u{00AD}', '\u{00AD}', Effect::Hidden),    // soft hyphen
    ('\u{034F}', '\u{034F}', Effect::Hidden),    // combining grapheme joiner, which joins nothing
    ('\u{061C}', '\u{061C}', Effect::Hidden),    // Arabic letter mark
    ('\u{115F}', '\u{1160}', Effect::Blank),     // Hangul fillers
    ('\u{180E}', '\u{180E}', Effect::Hidden),    // Mongolian vowel separator
    ('\u{200B}', '\u{200B}', Effect::Hidden),    // zero width space
    ('\u{200C}', '\u{200D}', Effect::Joining),   // zero width non-joiner and joiner
    ('\u{200E}', '\u{200F}', Effect::Hidden),    // direction marks
    ('\u{202A}', '\u{202E}', Effect::Hidden),    // direction embeddings and overrides
    ('\u{2060}', '\u{206F}', Effect::Hidden),    // word joiner, invisible operators, isolates
    ('\u{2800}', '\u{2800}', Effect::Blank),     // empty Braille cell
    ('\u{3164}', '\u{3164}', Effect::Blank),     // Hangul filler
    ('\u{FE00}', '\u{FE0F}', Effect::Varying),   // variation selectors
    ('\u{FEFF}', '\u{FEFF}', Effect::Hidden),    // byte order mark
    ('\u{FFA0}', '\u{FFA0}', Effect::Blank),     // half-width Hangul filler
    ('\u{FFF9}', '\u{FFFB}', Effect::Hidden),    // interlinear annotation
    ('\u{E0000}', '\u{E007F}', Effect::Hidden),  // tags
    ('\u{E0100}', '\u{E01EF}', Effect::Varying), // more variation selectors
];

/// Whether the character is invisible and not white space: a control character, a direction mark or
/// a character without width. Joiners and variation selectors are not included.
pub fn is_hidden(c: char) -> bool {
    (c.is_control() && !c.is_whitespace()) || effect(c) == Some(Effect::Hidden)
}

/// Whether the character joins or separates its neighbours.
pub fn is_joining(c: char) -> bool {
    effect(c) == Some(Effect::Joining)
}

/// Whether the character is a variation selector.
pub fn is_varying(c: char) -> bool {
    effect(c) == Some(Effect::Varying)
}

/// Whether the character is white space or looks like it.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || effect(c) == Some(Effect::Blank)
}

/// Whether the character breaks a line (Unicode Line Breaking Algorithm, "mandatory break").
pub const fn breaks_line(c: char) -> bool {
    matches!(c, '\n'..='\r' | '\u{0085}' | '\u{2028}' | '\u{2029}')
}

fn effect(c: char) -> Option<Effect> {
    TABLE
        .iter()
        .find(|(first, last, _)| (*first..=*last).contains(&c))
        .map(|(_, _, effect)| *effect)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_nothing_is_in_it_twice() {
        assert!(TABLE.iter().all(|(first, last, _)| first <= last));
        assert!(TABLE.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }

    #[test]
    fn a_character_is_of_one_kind() {
        // Hidden, joining or varying, blank, breaks a line.
        for (c, expected) in [
            ('a', [false, false, false, false]),
            ('ä', [false, false, false, false]),
            ('\u{0007}', [true, false, false, false]),
            ('\u{202E}', [true, false, false, false]),
            ('\u{2066}', [true, false, false, false]),
            ('\u{E0041}', [true, false, false, false]),
            ('\u{200D}', [false, true, false, false]),
            ('\u{FE0F}', [false, true, false, false]),
            (' ', [false, false, true, false]),
            ('\u{00A0}', [false, false, true, false]),
            ('\u{3164}', [false, false, true, false]),
            ('\t', [false, false, true, false]),
            ('\n', [false, false, true, true]),
            ('\u{2028}', [false, false, true, true]),
        ] {
            let found = [is_hidden(c), is_joining(c) || is_varying(c), is_blank(c), breaks_line(c)];
            assert_eq!(found, expected, "{c:?}");
            assert!(!(is_joining(c) && is_varying(c)), "{c:?}");
        }
    }
}
