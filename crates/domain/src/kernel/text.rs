//! Text that people type: normalised to NFC, without control characters, counted in characters, never in bytes.

use unicode_normalization::UnicodeNormalization;

crate::refusals! {
    /// Why a piece of text can't be taken.
    pub enum TextRefusal {
        /// Nothing but blanks.
        Missing => "text.missing", "REG-09", Invalid;
        /// Longer than its type allows.
        TooLong { characters: u32, characters_max: u32 } => "text.too-long", "REG-09", Invalid;
        /// Shorter than its type allows.
        TooShort { characters: u32, characters_min: u32 } => "text.too-short", "REG-09", Invalid;
        /// A control, private or invisible formatting character.
        Unprintable => "text.unprintable", "REG-09", Invalid;
        /// A character that this field has no use for.
        NotAllowed { character: String } => "text.not-allowed", "REG-09", Invalid;
    }
}

/// One line of text of `1..=characters_max` characters, trimmed, in NFC.
pub fn clean(raw: &str, characters_max: u32) -> Result<String, TextRefusal> {
    let text: String = raw.nfc().collect::<String>().trim().to_owned();
    if text.chars().any(is_unprintable) {
        return Err(TextRefusal::Unprintable);
    }
    bounded(text, characters_max)
}

/// Several lines of text; line ends become `\n`, other control characters are refused.
pub fn clean_lines(raw: &str, characters_max: u32) -> Result<String, TextRefusal> {
    let text: String = raw.replace("\r\n", "\n").nfc().collect::<String>().trim().to_owned();
    if text.chars().any(|c| c != '\n' && is_unprintable(c)) {
        return Err(TextRefusal::Unprintable);
    }
    bounded(text, characters_max)
}

fn bounded(text: String, characters_max: u32) -> Result<String, TextRefusal> {
    let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    match characters {
        0 => Err(TextRefusal::Missing),
        n if n > characters_max => Err(TextRefusal::TooLong { characters, characters_max }),
        _ => Ok(text),
    }
}

/// Controls, bidirectional overrides, zero-width marks and private use: they hide or forge what is read.
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFF}')
        || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_not_bytes() {
        assert_eq!(clean(" 𠮷野家 ", 3), Ok("𠮷野家".to_owned()));
        assert_eq!(clean("𠮷野家", 2), Err(TextRefusal::TooLong { characters: 3, characters_max: 2 }));
        assert_eq!(clean("  ", 3), Err(TextRefusal::Missing));
    }

    #[test]
    fn what_hides_or_forges_is_refused() {
        for raw in ["a\u{0}b", "a\u{202E}b", "a\u{200B}b", "a\nb"] {
            assert_eq!(clean(raw, 9), Err(TextRefusal::Unprintable), "{raw:?}");
        }
        assert_eq!(clean_lines("a\r\nb", 9), Ok("a\nb".to_owned()));
    }
}
