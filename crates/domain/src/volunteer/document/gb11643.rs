//! GB 11643-1999: six digits of place, eight of birth, three of sequence (odd for men), one check character by ISO 7064 MOD 11-2.
//! Residence permits and the 2023 permanent residence cards are built the same way.

use super::{DocumentKind, DocumentRefusal, Sex};
use jiff::civil::{Date, date};

const CHARACTERS: u32 = 18;

/// Checks structure, date and check character, then whether the place belongs to this kind of document.
pub(super) fn check(kind: DocumentKind, number: &str, today: Date) -> Result<(), DocumentRefusal> {
    let characters = u32::try_from(number.len()).unwrap_or(u32::MAX);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    if characters == 15 && digits == 15 && kind == DocumentKind::ResidentIdentityCard {
        return Err(DocumentRefusal::FifteenDigits);
    }
    if characters != CHARACTERS {
        return Err(DocumentRefusal::WrongLength { characters, characters_expected: CHARACTERS });
    }
    let body: String = number.chars().take(17).collect();
    if !body.bytes().all(|byte| byte.is_ascii_digit()) || !number.ends_with(|c: char| c.is_ascii_digit() || c == 'X') {
        return Err(DocumentRefusal::NotDigits);
    }
    let born = born_on(number).ok_or_else(|| DocumentRefusal::NotADate { digits: birth_digits(number) })?;
    if born > today {
        return Err(DocumentRefusal::BornInFuture { born_on: born });
    }
    if check_character(&body) != number.chars().last() {
        return Err(DocumentRefusal::WrongCheckCharacter);
    }
    match kind_of_place(number) {
        found if found == kind => Ok(()),
        found => Err(DocumentRefusal::OtherKind { kind: found.name() }),
    }
}

/// The check character of the first 17 digits (ISO 7064 MOD 11-2); None when they aren't 17 digits.
pub fn check_character(body: &str) -> Option<char> {
    let sum = body.chars().try_fold(0, |sum, c| Some((sum + c.to_digit(10)?) * 2 % 11))?;
    match (12 - sum) % 11 {
        _ if body.len() != 17 => None,
        10 => Some('X'),
        digit => char::from_digit(digit, 10),
    }
}

/// The birth date in places 7 to 14, when it exists.
pub(super) fn born_on(number: &str) -> Option<Date> {
    parse_date(birth_digits(number).parse().ok()?)
}

/// Place 17: odd for men.
pub(super) fn sex(number: &str) -> Option<Sex> {
    let sequence = number.chars().nth(16)?.to_digit(10)?;
    Some(if sequence % 2 == 1 { Sex::Male } else { Sex::Female })
}

/// Whether places 8 to 13 of a 2017 card are a date of the last or this century.
pub(super) fn has_short_date(number: &str) -> bool {
    let short: Option<u32> = number.chars().skip(7).take(6).collect::<String>().parse().ok();
    short.is_some_and(|short| [19_000_000, 20_000_000].into_iter().any(|century| parse_date(century + short).is_some()))
}

fn birth_digits(number: &str) -> String {
    number.chars().skip(6).take(8).collect()
}

fn parse_date(yyyymmdd: u32) -> Option<Date> {
    let year = i16::try_from(yyyymmdd / 10_000).ok()?;
    let month = i8::try_from(yyyymmdd / 100 % 100).ok()?;
    let day = i8::try_from(yyyymmdd % 100).ok()?;
    Date::new(year, month, day).ok().filter(|born| *born >= date(1800, 1, 1))
}

/// 9 opens permanent residence cards; 810000, 820000 and 830000 are the permits of Hong Kong, Macau and Taiwan.
fn kind_of_place(number: &str) -> DocumentKind {
    match number {
        n if n.starts_with('9') => DocumentKind::PermanentResidence2023,
        n if ["810000", "820000", "830000"].iter().any(|place| n.starts_with(place)) => DocumentKind::ResidencePermit,
        _ => DocumentKind::ResidentIdentityCard,
    }
}
