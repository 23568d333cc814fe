//! A person's name: surname and given name as on the document, the full name composed of them (REG-03), its pinyin, and the masked
//! form that the public may read (PUB-04).

mod masked;
mod traditional;

use crate::kernel::{TextRefusal, clean, fold_width};

pub use masked::masked;
pub use traditional::has_traditional;

crate::refusals! {
    /// Why a name can't be taken.
    pub enum NameRefusal {
        /// No surname. Someone with a single name enters it here and leaves the given name empty.
        SurnameMissing => "name.surname-missing", "REG-03", Invalid;
        /// Surname and given name together are too long.
        TooLong { characters: u32, characters_max: u32 } => "name.too-long", "REG-03", Invalid;
        /// A digit: names have none.
        Digit { character: String } => "name.digit", "REG-03", Invalid;
        /// A character that no document prints in a name: a picture, a sign, something invisible.
        NotAllowed { character: String } => "name.not-allowed", "REG-03", Invalid;
        /// Something other than Latin letters in the pinyin.
        NotPinyin { character: String } => "name.not-pinyin", "REG-03", Invalid;
    }
}

/// A name as on the document, in NFC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName {
    surname: String,
    given: String,
}

impl PersonName {
    /// Characters of surname and given name together.
    pub const CHARS_MAX: u32 = 50;

    /// A name from its two fields; `given` may be empty for people with a single name.
    pub fn parse(surname: &str, given: &str) -> Result<PersonName, NameRefusal> {
        let surname = part(surname)?;
        if surname.is_empty() {
            return Err(NameRefusal::SurnameMissing);
        }
        let name = PersonName { surname, given: part(given)? };
        let characters = u32::try_from(name.full().chars().count()).unwrap_or(u32::MAX);
        match characters > PersonName::CHARS_MAX {
            true => Err(NameRefusal::TooLong { characters, characters_max: PersonName::CHARS_MAX }),
            false => Ok(name),
        }
    }

    pub fn surname(&self) -> &str {
        &self.surname
    }

    pub fn given(&self) -> &str {
        &self.given
    }

    /// Surname and given name as one: 张三, 欧阳娜娜, but Ada Lovelace. Never edited by itself.
    pub fn full(&self) -> String {
        match (is_latin(&self.surname), self.given.as_str()) {
            (_, "") => self.surname.clone(),
            (true, given) => format!("{given} {}", self.surname),
            (false, given) => format!("{}{given}", self.surname),
        }
    }

    /// The form for everyone's eyes: 张*, 欧阳*, L*.
    pub fn masked(&self) -> String {
        match self.given.is_empty() || self.surname.chars().count() > 2 || is_latin(&self.surname) {
            true => masked(&self.surname),
            false => format!("{}*", self.surname),
        }
    }

    /// Whether `entered` means this name: blanks, dots, width and case aside. For comparing with what a stranger types (CER-04).
    pub fn is_same_as(&self, entered: &str) -> bool {
        comparable(&self.full()) == comparable(entered)
    }
}

/// The pinyin of one part of a name as passports print it: upper case, `Ü` kept, one blank between syllables at most.
pub fn pinyin(raw: &str) -> Result<String, NameRefusal> {
    let upper = fold_width(raw).to_uppercase();
    let stranger = upper.chars().find(|c| !c.is_ascii_uppercase() && !matches!(c, 'Ü' | '\'' | '-' | ' '));
    match stranger {
        Some(character) => Err(NameRefusal::NotPinyin { character: character.to_string() }),
        None => Ok(upper.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

/// What is left of a name when only its letters count.
pub fn comparable(name: &str) -> String {
    fold_width(name)
        .chars()
        .map(middle_dot)
        .filter(|c| !c.is_whitespace() && *c != '·')
        .flat_map(char::to_lowercase)
        .collect()
}

fn part(raw: &str) -> Result<String, NameRefusal> {
    let raw: String = fold_width(raw).chars().map(middle_dot).collect();
    let refused = |c: char| match c.is_numeric() && c != '〇' {
        true => NameRefusal::Digit { character: c.to_string() },
        false => NameRefusal::NotAllowed { character: c.to_string() },
    };
    if let Some(stranger) = raw.trim().chars().find(|c| !is_of_a_name(*c)) {
        return Err(refused(stranger));
    }
    match clean(&raw, PersonName::CHARS_MAX) {
        Ok(text) => Ok(text),
        Err(TextRefusal::TooLong { characters, characters_max }) => {
            Err(NameRefusal::TooLong { characters, characters_max })
        }
        Err(_) => Ok(String::new()),
    }
}

/// Letters of any script (rare characters beyond the basic plane too), accents, and the marks that documents print inside names.
fn is_of_a_name(c: char) -> bool {
    let encircled = matches!(c, '\u{2160}'..='\u{218F}' | '\u{24B6}'..='\u{24E9}' | '\u{1F100}'..='\u{1F1FF}');
    let letter = c.is_alphabetic() && !c.is_ascii_digit() && !encircled;
    letter || c == '〇' || matches!(c, '·' | '-' | '\'' | '’' | '.' | ' ' | '\u{300}'..='\u{36F}')
}

/// The dot of names in other languages has six look-alikes on keyboards; documents print one.
const fn middle_dot(c: char) -> char {
    match c {
        '•' | '‧' | '∙' | '⋅' | '・' | '･' | '．' => '·',
        other => other,
    }
}

/// Latin letters with their accents, also those that are written apart (up to U+036F).
fn is_latin(text: &str) -> bool {
    text.chars().all(|c| u32::from(c) < 0x0370 || c == '’')
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: REG-03
    #[test]
    fn the_full_name_is_composed_of_its_parts() {
        let full = |surname, given| PersonName::parse(surname, given).unwrap().full();
        assert_eq!(full("张", "三"), "张三");
        assert_eq!(full(" 欧阳 ", "娜娜"), "欧阳娜娜");
        assert_eq!(full("Lovelace", "Ada"), "Ada Lovelace");
        assert_eq!(full("阿卜杜拉•买买提", ""), "阿卜杜拉·买买提");
        assert_eq!(full("𠮷", "〇"), "𠮷〇");
        assert_eq!(full("O’Neill", "Zoë-Marie"), "Zoë-Marie O’Neill");
        assert_eq!((full("X\u{36F}", "Ada"), full("Ͱ", "α")), ("Ada X\u{36F}".to_owned(), "Ͱα".to_owned()));
    }

    #[test]
    fn the_two_fields_stay_as_they_were_entered() {
        let name = PersonName::parse("欧阳", "娜娜").unwrap();
        assert_eq!((name.surname(), name.given()), ("欧阳", "娜娜"));
    }

    // rules: REG-03
    #[test]
    fn what_no_document_prints_is_refused() {
        let refused = |surname: &str, given: &str| PersonName::parse(surname, given).unwrap_err();
        assert_eq!(refused("", "三"), NameRefusal::SurnameMissing);
        assert_eq!(refused("张", "3"), NameRefusal::Digit { character: "3".to_owned() });
        assert_eq!(refused("张", "３"), NameRefusal::Digit { character: "3".to_owned() });
        for stranger in ["😀", "\u{202E}", "\u{0}", "Ⓐ", "<", "\u{E000}"] {
            let raw = format!("三{stranger}四");
            assert_eq!(refused("张", &raw), NameRefusal::NotAllowed { character: stranger.to_owned() }, "{stranger:?}");
        }
    }

    // rules: REG-03
    #[test]
    fn fifty_characters_are_the_most() {
        let given = |n: usize| "三".repeat(n);
        assert!(PersonName::parse("张", &given(49)).is_ok());
        let refused = NameRefusal::TooLong { characters: 51, characters_max: 50 };
        assert_eq!(PersonName::parse("张", &given(50)), Err(refused));
    }

    // rules: PUB-04
    #[test]
    fn the_public_reads_the_surname_and_a_star() {
        let masked = |surname, given| PersonName::parse(surname, given).unwrap().masked();
        assert_eq!(masked("张", "三丰"), "张*");
        assert_eq!(masked("欧阳", "娜娜"), "欧阳*");
        assert_eq!(masked("Lovelace", "Ada"), "L*");
        assert_eq!(masked("阿卜杜拉·买买提", ""), "阿*");
        assert_eq!(masked("张三", ""), "张*");
        assert_eq!(masked("阿卜杜", "三"), "阿*");
    }

    #[test]
    fn comparing_names_forgives_blanks_dots_width_and_case() {
        let name = PersonName::parse("Lovelace", "Ada").unwrap();
        assert!(name.is_same_as(" ａda  LOVELACE") && !name.is_same_as("Lovelace Ada"));
        let name = PersonName::parse("阿卜杜拉·买买提", "").unwrap();
        assert!(name.is_same_as("阿卜杜拉・买买提") && !name.is_same_as("阿卜杜拉"));
        assert_eq!(pinyin(" lü  bu"), Ok("LÜ BU".to_owned()));
        assert_eq!(pinyin("zhang3"), Err(NameRefusal::NotPinyin { character: "3".to_owned() }));
    }
}
