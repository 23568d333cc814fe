//! The people of the demo province: plausible names with their pinyin, ages of grown-ups, document numbers that pass the check
//! character and that nobody's real card is meant by, and one block of phone numbers.

use super::{
    dice::Choices,
    places::{self, Place},
};
use domain::volunteer::{DocumentKind, Sex, check_character};
use jiff::{ToSpan, civil::Date};
use std::collections::HashSet;

/// One person before registration.
#[derive(Debug, Clone)]
pub struct Person {
    pub surname: &'static str,
    pub given: String,
    pub surname_pinyin: &'static str,
    pub given_pinyin: String,
    pub sex: Sex,
    pub born_on: Date,
    /// A resident identity card's number.
    pub document: String,
    pub phone: String,
    pub place: Place,
}

impl Person {
    /// Surname and given name as one.
    pub fn full_name(&self) -> String {
        format!("{}{}", self.surname, self.given)
    }
}

/// The kind of document that everybody in the demo has.
pub const DOCUMENT: DocumentKind = DocumentKind::ResidentIdentityCard;
struct Surname {
    text: &'static str,
    pinyin: &'static str,
    weight: u64,
}

/// So many people as they are on `today`; the first ones are the same whatever the number.
pub fn all(seed: u64, count: usize, today: Date) -> Vec<Person> {
    let mut choices = Choices::of(seed, "people");
    let (surnames, places) = (surnames(), places::all());
    let mut known = HashSet::new();
    let mut one = |number| {
        let mut person = person(&mut choices, number, (&surnames, &places), today)?;
        // Among very many, two would draw the same number.
        while !known.insert(person.document.clone()) {
            person.document = document(&mut choices, &person.place, person.born_on, person.sex)?;
        }
        Some(person)
    };
    (0..count).filter_map(&mut one).collect()
}

fn surnames() -> Vec<Surname> {
    let surname = |line: &'static str| {
        let mut parts = line.split(' ');
        Some(Surname { text: parts.next()?, pinyin: parts.next()?, weight: parts.next()?.parse().ok()? })
    };
    include_str!("data/surnames.txt").lines().filter_map(surname).collect()
}

/// The characters of given names with their pinyin.
fn given(sex: Sex) -> Vec<(&'static str, &'static str)> {
    let wanted = if sex == Sex::Male { "m " } else { "f " };
    include_str!("data/given.txt").lines().filter_map(|line| line.strip_prefix(wanted)?.split_once(' ')).collect()
}

fn person(
    choices: &mut Choices,
    number: usize,
    (surnames, places): (&[Surname], &[Place]),
    today: Date,
) -> Option<Person> {
    let surname = choices.weighted(surnames, |surname| surname.weight)?;
    let sex = if choices.happens(46) { Sex::Male } else { Sex::Female };
    let length = if choices.happens(75) { 2 } else { 1 };
    let characters = choices.some(&given(sex), length);
    let place = choices.one(places)?.clone();
    let born_on = born_on(choices, today);
    Some(Person {
        surname: surname.text,
        given: characters.iter().map(|(text, _)| *text).collect(),
        surname_pinyin: surname.pinyin,
        given_pinyin: characters.iter().map(|(_, pinyin)| *pinyin).collect(),
        sex,
        born_on,
        document: document(choices, &place, born_on, sex)?,
        phone: format!("138{:08}", 130_000 + number),
        place,
    })
}

/// Students are many, but there are volunteers of every age from 18 to 72.
fn born_on(choices: &mut Choices, today: Date) -> Date {
    let years = match choices.between(1, 100) {
        1..=45 => choices.between(18, 25),
        46..=75 => choices.between(26, 45),
        _ => choices.between(46, 72),
    };
    let years = i32::try_from(years).unwrap_or(30);
    let days = i32::try_from(choices.between(1, 364)).unwrap_or(1);
    today.saturating_sub(years.years()).saturating_sub(days.days())
}

/// Digits 15 to 17 avoid the two answers that the identity simulator keeps for trying out (444 and 555).
fn document(choices: &mut Choices, place: &Place, born_on: Date, sex: Sex) -> Option<String> {
    let order = choices.between(1, 400);
    let sequence = if sex == Sex::Male { order * 2 + 1 } else { order * 2 };
    let sequence = if matches!(sequence, 444 | 555) { sequence + 2 } else { sequence };
    let body = format!("{}{}{sequence:03}", place.region, born_on.strftime("%Y%m%d"));
    let check = check_character(&body)?;
    Some(format!("{body}{check}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::volunteer::Document;
    use jiff::civil::date;

    #[test]
    fn everybody_has_a_sound_document_and_a_phone_of_their_own() {
        let today = date(2026, 11, 28);
        let people = all(1, 2_000, today);
        assert_eq!(people.len(), 2_000);
        let documents: HashSet<&str> = people.iter().map(|person| person.document.as_str()).collect();
        assert_eq!(documents.len(), 2_000);
        for person in &people {
            let document = Document::parse(DOCUMENT, &person.document, today).unwrap();
            assert_eq!((document.born_on(), document.sex()), (Some(person.born_on), Some(person.sex)));
            assert!(domain::account::Phone::parse(&person.phone).is_ok(), "{}", person.phone);
            assert!(!matches!(person.document.get(14..17), Some("444" | "555")));
        }
    }

    #[test]
    fn nobody_has_anothers_document_even_among_very_many() {
        let people = all(1, 60_000, date(2026, 11, 28));
        let documents: HashSet<&str> = people.iter().map(|person| person.document.as_str()).collect();
        assert_eq!((people.len(), documents.len()), (60_000, 60_000));
    }

    #[test]
    fn a_seed_gives_the_same_people_however_many_are_wanted() {
        let today = date(2026, 11, 28);
        let (few, many) = (all(1, 10, today), all(1, 500, today));
        assert!(few.iter().zip(&many).all(|(one, other)| one.document == other.document && one.given == other.given));
        assert_ne!(all(2, 10, today)[0].document, few[0].document);
    }
}
