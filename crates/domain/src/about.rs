//! What people say about themselves beyond who they are (ACC-08): where they live, what they can do, what they offer and when. All of it
//! is optional, and each part is replaced or taken back alone. The real-name data is no part of it.

use crate::{
    activity::Category,
    kernel::{TextRefusal, clean},
};

crate::refusals! {
    /// Why something that somebody says about themselves can't be kept.
    pub enum AboutRefusal {
        /// A choice that isn't on its list.
        NotOnTheList { choice: String } => "about.not-on-the-list", "ACC-08", Invalid;
        /// When, but not what.
        KindMissing => "about.kind-missing", "ACC-08", Invalid;
    }
}

crate::named! {
    /// Skills that service asks for (专业技能); what isn't on the list is written beside it.
    pub enum Skill {
        Medical = 1, "medical";
        FirstAid = 2, "first-aid";
        Psychology = 3, "psychology";
        Care = 4, "care";
        Teaching = 5, "teaching";
        Law = 6, "law";
        Languages = 7, "languages";
        SignLanguage = 8, "sign-language";
        Computing = 9, "computing";
        Media = 10, "media";
        Arts = 11, "arts";
        Sports = 12, "sports";
        Rescue = 13, "rescue";
        Repair = 14, "repair";
        Driving = 15, "driving";
        Organising = 16, "organising";
    }
}

crate::named! {
    /// Days of the week (ISO 8601).
    pub enum Day {
        Monday = 1, "monday";
        Tuesday = 2, "tuesday";
        Wednesday = 3, "wednesday";
        Thursday = 4, "thursday";
        Friday = 5, "friday";
        Saturday = 6, "saturday";
        Sunday = 7, "sunday";
    }
}

crate::named! {
    /// Parts of a day.
    pub enum Part {
        Morning = 1, "morning";
        Afternoon = 2, "afternoon";
        Evening = 3, "evening";
    }
}

/// A part of a day of the week, such as `saturday-morning`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    pub day: Day,
    pub part: Part,
}

impl Slot {
    /// The stable name.
    pub fn name(self) -> String {
        format!("{}-{}", self.day.name(), self.part.name())
    }

    /// By its stable name.
    pub fn parse(name: &str) -> Option<Slot> {
        let (day, part) = name.split_once('-')?;
        Some(Slot { day: Day::parse(day)?, part: Part::parse(part)? })
    }
}

/// Where somebody lives, below the county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    pub const CHARACTERS_MAX: u32 = 120;

    /// From what was typed; nothing but blanks takes the address back.
    pub fn parse(raw: &str) -> Result<Option<Address>, TextRefusal> {
        Ok(optional(raw, Address::CHARACTERS_MAX)?.map(Address))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What somebody can do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skills {
    /// In the order of the list, each once.
    pub chosen: Vec<Skill>,
    /// In their own words.
    pub other: Option<String>,
}

impl Skills {
    pub const OTHER_CHARACTERS_MAX: u32 = 100;

    /// The choices by their names.
    pub fn parse_chosen(names: &[String]) -> Result<Vec<Skill>, AboutRefusal> {
        chosen(names, Skill::parse)
    }

    /// From what was typed beside the list.
    pub fn parse_other(raw: &str) -> Result<Option<String>, TextRefusal> {
        optional(raw, Skills::OTHER_CHARACTERS_MAX)
    }
}

/// What somebody would like to help with, and when they usually can.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offer {
    /// In the order of the list, each once.
    pub kinds: Vec<Category>,
    /// From Monday morning on, each once; none is any time.
    pub times: Vec<Slot>,
}

impl Offer {
    /// By the names of what was chosen; nothing at all takes the offer back.
    pub fn parse(kinds: &[String], times: &[String]) -> Result<Offer, AboutRefusal> {
        let wanted = |name: &str| Category::ALL.into_iter().find(|kind| kind.name() == name);
        let mut picked = kinds
            .iter()
            .map(|name| wanted(name).ok_or_else(|| AboutRefusal::NotOnTheList { choice: name.clone() }))
            .collect::<Result<Vec<_>, _>>()?;
        picked.sort_by_key(|kind| kind.number());
        picked.dedup();
        let times = chosen(times, Slot::parse)?;
        if picked.is_empty() && !times.is_empty() {
            return Err(AboutRefusal::KindMissing);
        }
        Ok(Offer { kinds: picked, times })
    }

    /// Whether nothing is offered.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }
}

fn optional(raw: &str, characters_max: u32) -> Result<Option<String>, TextRefusal> {
    match clean(raw, characters_max) {
        Err(TextRefusal::Missing) => Ok(None),
        cleaned => cleaned.map(Some),
    }
}

fn chosen<T: Ord>(names: &[String], parse: fn(&str) -> Option<T>) -> Result<Vec<T>, AboutRefusal> {
    let one = |name: &String| parse(name).ok_or_else(|| AboutRefusal::NotOnTheList { choice: name.clone() });
    let mut found = names.iter().map(one).collect::<Result<Vec<T>, _>>()?;
    found.sort();
    found.dedup();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn an_address_is_kept_to_its_last_character_and_blanks_take_it_back() {
        let longest = "街".repeat(120);
        assert_eq!(Address::parse(&longest).unwrap().unwrap().as_str(), longest);
        let refused = TextRefusal::TooLong { characters: 121, characters_max: 120 };
        assert_eq!(Address::parse(&"街".repeat(121)), Err(refused));
        assert_eq!(Address::parse(" \u{3000} "), Ok(None));
        assert_eq!(Address::parse("体育东路\u{202E}1号"), Err(TextRefusal::Unprintable));
    }

    #[test]
    fn skills_stand_once_in_the_order_of_the_list() {
        let chosen = Skills::parse_chosen(&names(&["law", "medical", "law"])).unwrap();
        assert_eq!(chosen, [Skill::Medical, Skill::Law]);
        let refused = AboutRefusal::NotOnTheList { choice: "magic".to_owned() };
        assert_eq!(Skills::parse_chosen(&names(&["law", "magic"])), Err(refused));
        assert_eq!(Skills::parse_other(&"会".repeat(100)).unwrap().unwrap().chars().count(), 100);
        assert!(Skills::parse_other(&"会".repeat(101)).is_err());
    }

    #[test]
    fn an_offer_says_what_before_it_says_when() {
        let offer =
            Offer::parse(&names(&["care", "youth", "care"]), &names(&["sunday-evening", "monday-morning"])).unwrap();
        assert_eq!(offer.kinds, [Category::Youth, Category::Care]);
        assert_eq!(
            offer.times.iter().map(|slot| slot.name()).collect::<Vec<_>>(),
            ["monday-morning", "sunday-evening"]
        );
        assert!(Offer::parse(&names(&["care"]), &[]).unwrap().times.is_empty());
        assert_eq!(Offer::parse(&[], &names(&["monday-morning"])), Err(AboutRefusal::KindMissing));
        assert!(Offer::parse(&[], &[]).unwrap().is_empty());
        for wrong in ["monday", "monday-night", "someday-morning"] {
            let refused = AboutRefusal::NotOnTheList { choice: wrong.to_owned() };
            assert_eq!(Offer::parse(&names(&["care"]), &names(&[wrong])), Err(refused));
        }
    }
}
