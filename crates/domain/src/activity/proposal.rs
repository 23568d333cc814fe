//! What a steward writes down to propose an activity (ACT-02), checked as a whole before anything is stored.

use super::{ActivityRefusal, Category, Change, Kind, Place};
use crate::kernel::{Minutes, Period, TextRefusal, clean, clean_lines, local_date};
use jiff::Timestamp;

/// Self sign-in needs more than this many expected participants (ATT-04).
pub const SELF_SIGN_IN_EXPECTED_MIN: u32 = 51;

/// The words of an activity, each within its bound.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Details {
    pub title: String,
    pub description: String,
    pub address: String,
    pub contact_name: String,
    pub contact_phone: String,
    pub person_in_charge: String,
    pub safeguards: String,
    pub risks: String,
}

impl Details {
    pub const TITLE_CHARS_MAX: u32 = 60;
    pub const DESCRIPTION_CHARS_MAX: u32 = 4000;
    pub const ADDRESS_CHARS_MAX: u32 = 120;
    pub const NAME_CHARS_MAX: u32 = 50;
    pub const PHONE_CHARS_MAX: u32 = 20;
    pub const NOTE_CHARS_MAX: u32 = 1000;

    /// Cleans every field; the refused field is named beside its refusal.
    pub fn parse(raw: Details) -> Result<Details, (&'static str, TextRefusal)> {
        let line = |name: &'static str, value: &str, max| clean(value, max).map_err(|refusal| (name, refusal));
        let lines = |name: &'static str, value: &str, max| clean_lines(value, max).map_err(|refusal| (name, refusal));
        let optional = |name, value: &str, max| match value.trim() {
            "" => Ok(String::new()),
            text => lines(name, text, max),
        };
        Ok(Details {
            title: line("title", &raw.title, Self::TITLE_CHARS_MAX)?,
            description: lines("description", &raw.description, Self::DESCRIPTION_CHARS_MAX)?,
            address: line("address", &raw.address, Self::ADDRESS_CHARS_MAX)?,
            contact_name: line("contact_name", &raw.contact_name, Self::NAME_CHARS_MAX)?,
            contact_phone: line("contact_phone", &raw.contact_phone, Self::PHONE_CHARS_MAX)?,
            person_in_charge: line("person_in_charge", &raw.person_in_charge, Self::NAME_CHARS_MAX)?,
            safeguards: optional("safeguards", &raw.safeguards, Self::NOTE_CHARS_MAX)?,
            risks: optional("risks", &raw.risks, Self::NOTE_CHARS_MAX)?,
        })
    }
}

/// One day's opening: presence is measured within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Session {
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// Breaks that are taken off everybody's time.
    pub breaks: Minutes,
}

/// A task with its places.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Post {
    pub title: String,
    pub places: u32,
    pub requirements: Requirements,
}

/// Who a position is for; nothing set means anyone.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Requirements {
    pub age_min: Option<u8>,
    pub age_max: Option<u8>,
    /// 1 male, 2 female (GB/T 2261.1).
    pub sex: Option<u8>,
}

/// When and for whom sign-up is open: the recruitment part.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Opening {
    pub opens_at: Timestamp,
    pub closes_at: Timestamp,
    pub posts: Vec<Post>,
    /// Members of the organisation itself only, not those below it (ENR-03).
    pub own_members_only: bool,
    /// Whether those who come too late wait for a freed place.
    pub waiting_list: bool,
}

/// How presence is measured: the timekeeping part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "four independent switches of one form")]
pub struct TimekeepingMethods {
    pub organiser_shows_code: bool,
    pub organiser_scans: bool,
    pub typed_code: bool,
    pub self_sign_in: bool,
    pub walk_ins: bool,
}

impl TimekeepingMethods {
    /// The switches as they are stored, a bit each.
    pub fn bits(self) -> i32 {
        let switches =
            [self.organiser_shows_code, self.organiser_scans, self.typed_code, self.self_sign_in, self.walk_ins];
        switches.iter().enumerate().filter(|(_, on)| **on).map(|(bit, _)| 1 << bit).sum()
    }

    /// From stored bits.
    pub fn of_bits(bits: i32) -> TimekeepingMethods {
        let on = |bit: i32| bits & (1 << bit) != 0;
        TimekeepingMethods {
            organiser_shows_code: on(0),
            organiser_scans: on(1),
            typed_code: on(2),
            self_sign_in: on(3),
            walk_ins: on(4),
        }
    }
}

/// A whole activity as proposed.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Proposal {
    pub kind: Kind,
    pub category: Category,
    pub details: Details,
    pub place: Place,
    pub sessions: Vec<Session>,
    pub opening: Option<Opening>,
    pub timekeeping: Option<TimekeepingMethods>,
    pub expected: u32,
    pub dangerous: bool,
    pub policy_number: String,
}

impl Proposal {
    pub const PLACES_MAX: u32 = 100_000;
    pub const SESSION_MINUTES_MAX: Minutes = Minutes::hours(24);

    /// Checks everything that can be wrong with the whole, in the order in which the form shows it.
    pub fn check(&self, now: Timestamp) -> Result<(), ActivityRefusal> {
        if self.opening.is_none() && self.timekeeping.is_none() {
            return Err(ActivityRefusal::NoPart);
        }
        let ended_at = self.check_sessions()?;
        if ended_at <= now {
            return Err(ActivityRefusal::InThePast { ended_at });
        }
        if let Some(opening) = &self.opening {
            opening.check(ended_at)?;
        }
        if self.timekeeping.is_some_and(|methods| methods.self_sign_in) && self.expected < SELF_SIGN_IN_EXPECTED_MIN {
            let expected_min = SELF_SIGN_IN_EXPECTED_MIN;
            return Err(ActivityRefusal::SelfSignInTooSmall { expected: self.expected, expected_min });
        }
        if self.dangerous && self.policy_number.trim().is_empty() {
            return Err(ActivityRefusal::NoPolicy);
        }
        Ok(())
    }

    /// The end of the last session; sessions must be sound and apart.
    fn check_sessions(&self) -> Result<Timestamp, ActivityRefusal> {
        let mut sorted = self.sessions.clone();
        sorted.sort_by_key(|session| session.starts_at);
        for session in &sorted {
            let length = Minutes::between(session.starts_at, session.ends_at);
            if length == Minutes::ZERO || length > Self::SESSION_MINUTES_MAX || session.breaks >= length {
                return Err(ActivityRefusal::SessionLength { day: local_date(session.starts_at) });
            }
        }
        let pairs = sorted.iter().zip(sorted.iter().skip(1));
        if let Some((_, late)) = pairs.into_iter().find(|(early, late)| late.starts_at < early.ends_at) {
            return Err(ActivityRefusal::SessionsOverlap { day: local_date(late.starts_at) });
        }
        sorted.last().map(|session| session.ends_at).ok_or(ActivityRefusal::NoSession)
    }

    /// Whether whoever signs up must acknowledge risks: stated ones, or those of an activity that is marked dangerous (ACT-10).
    pub fn has_risks(&self) -> bool {
        self.dangerous || !self.details.risks.trim().is_empty()
    }

    /// Whether going from `before` to `self` changes time, place or rules (ACT-07).
    pub fn change_from(&self, before: &Proposal) -> Change {
        let wording = Proposal { details: self.details.clone(), category: self.category, ..before.clone() };
        let same_address = self.details.address == before.details.address;
        if wording == *self && same_address { Change::Wording } else { Change::Substance }
    }
}

impl Opening {
    fn check(&self, ended_at: Timestamp) -> Result<(), ActivityRefusal> {
        let window = Period { starts_at: self.opens_at, ends_at: self.closes_at };
        if window.starts_at >= window.ends_at || self.closes_at > ended_at {
            return Err(ActivityRefusal::SignUpWindow);
        }
        if self.posts.is_empty() || self.posts.iter().any(|post| post.places == 0) {
            return Err(ActivityRefusal::NoPlaces);
        }
        let places: u32 = self.posts.iter().map(|post| post.places).fold(0, u32::saturating_add);
        if places > Proposal::PLACES_MAX {
            return Err(ActivityRefusal::TooManyPlaces { places_max: Proposal::PLACES_MAX });
        }
        let impossible = |r: &Requirements| matches!((r.age_min, r.age_max), (Some(min), Some(max)) if min > max);
        if self.posts.iter().any(|post| impossible(&post.requirements)) {
            return Err(ActivityRefusal::AgeLimits);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Refuse, at_local};
    use jiff::civil;

    fn at(hour: i8) -> Timestamp {
        at_local(civil::date(2026, 11, 28), civil::time(hour, 0, 0, 0))
    }

    fn proposal() -> Proposal {
        let post = Post { title: "陪伴".into(), places: 50, requirements: Requirements::default() };
        Proposal {
            kind: Kind::Service,
            category: Category::Care,
            details: Details {
                title: "暖冬行动".into(),
                description: "陪社区里的独居长者聊天".into(),
                address: "幸福里社区服务中心".into(),
                contact_name: "陈老师".into(),
                contact_phone: "13800138000".into(),
                person_in_charge: "李站长".into(),
                safeguards: String::new(),
                risks: String::new(),
            },
            place: Place::parse(23.1, 113.2, 500).unwrap(),
            sessions: vec![Session { starts_at: at(9), ends_at: at(12), breaks: Minutes::ZERO }],
            opening: Some(Opening {
                opens_at: at(0),
                closes_at: at(9),
                posts: vec![post],
                own_members_only: false,
                waiting_list: false,
            }),
            timekeeping: Some(TimekeepingMethods { organiser_shows_code: true, ..TimekeepingMethods::default() }),
            expected: 50,
            dangerous: false,
            policy_number: String::new(),
        }
    }

    fn code(proposal: &Proposal) -> &'static str {
        proposal.check(at(1)).unwrap_err().shape().code
    }

    // rules: ACT-07
    #[test]
    fn another_category_is_a_change_of_wording() {
        let before = proposal();
        let other = Proposal { category: Category::Youth, ..before.clone() };
        assert_eq!(other.change_from(&before), Change::Wording);
        assert_eq!(Proposal { expected: 51, ..other }.change_from(&before), Change::Substance);
    }

    #[test]
    fn risks_are_stated_or_those_of_a_dangerous_activity() {
        let calm = proposal();
        assert!(!calm.has_risks());
        assert!(Proposal { dangerous: true, ..calm.clone() }.has_risks());
        let mut stated = calm;
        stated.details.risks = "烈日".into();
        assert!(stated.has_risks());
    }

    // rules: ACT-01
    #[test]
    fn an_activity_recruits_or_keeps_time_or_both() {
        let both = proposal();
        assert_eq!(both.check(at(1)), Ok(()));
        assert_eq!(Proposal { opening: None, ..both.clone() }.check(at(1)), Ok(()));
        assert_eq!(Proposal { timekeeping: None, ..both.clone() }.check(at(1)), Ok(()));
        assert_eq!(code(&Proposal { opening: None, timekeeping: None, ..both }), "activity.no-part");
    }

    // rules: ACT-02
    #[test]
    fn the_whole_is_checked_before_anything_is_stored() {
        let good = proposal();
        let session = |from, to| Session { starts_at: at(from), ends_at: at(to), breaks: Minutes::ZERO };
        let with = |sessions| Proposal { sessions, ..good.clone() };
        assert_eq!(code(&with(vec![])), "activity.no-session");
        assert_eq!(code(&with(vec![session(12, 9)])), "activity.session-length");
        assert_eq!(code(&with(vec![session(9, 12), session(11, 13)])), "activity.sessions-overlap");
        assert_eq!(with(vec![session(12, 13), session(9, 12)]).check(at(1)), Ok(()));
        assert_eq!(good.check(at(12)).unwrap_err().shape().code, "activity.in-the-past");

        // A session lasts up to a day, and its breaks are shorter than it.
        let lasting = |seconds: i64, breaks: Minutes| {
            let ends_at = Timestamp::from_second(at(9).as_second() + seconds).unwrap();
            with(vec![Session { starts_at: at(9), ends_at, breaks }])
        };
        assert_eq!(lasting(86_400, Minutes::ZERO).check(at(1)), Ok(()));
        assert_eq!(code(&lasting(86_460, Minutes::ZERO)), "activity.session-length");
        assert_eq!(lasting(7_200, Minutes(119)).check(at(1)), Ok(()));
        assert_eq!(code(&lasting(7_200, Minutes(120))), "activity.session-length");
        assert_eq!(code(&lasting(30, Minutes::ZERO)), "activity.session-length");

        // Sign-up closes at the end of the last session at the latest.
        let mut last = good.clone();
        last.opening.as_mut().unwrap().closes_at = at(12);
        assert_eq!(last.check(at(1)), Ok(()));
        let mut late = good.clone();
        late.opening.as_mut().unwrap().closes_at = at(13);
        assert_eq!(code(&late), "activity.sign-up-window");
        let places = |places| {
            let mut many = good.clone();
            many.opening.as_mut().unwrap().posts[0].places = places;
            many
        };
        assert_eq!(places(Proposal::PLACES_MAX).check(at(1)), Ok(()));
        assert_eq!(code(&places(Proposal::PLACES_MAX + 1)), "activity.too-many-places");
        let ages = |min, max| {
            let mut some = good.clone();
            let post = &mut some.opening.as_mut().unwrap().posts[0];
            (post.requirements.age_min, post.requirements.age_max) = (Some(min), Some(max));
            some
        };
        assert_eq!(ages(18, 18).check(at(1)), Ok(()));
        assert_eq!(code(&ages(19, 18)), "activity.age-limits");
        let mut empty = good.clone();
        empty.opening.as_mut().unwrap().posts[0].places = 0;
        assert_eq!(code(&empty), "activity.no-places");
    }

    // rules: ATT-04
    #[test]
    fn self_sign_in_needs_more_than_fifty_expected() {
        let mut big = proposal();
        big.timekeeping.as_mut().unwrap().self_sign_in = true;
        big.expected = 51;
        assert_eq!(big.check(at(1)), Ok(()));
        big.expected = 50;
        assert_eq!(code(&big), "activity.self-sign-in-too-small");
    }

    // rules: ACT-07
    #[test]
    fn time_place_and_rules_are_substance_wording_is_not() {
        let before = proposal();
        let mut wording = before.clone();
        wording.details.description.push_str("，请穿马甲");
        assert_eq!(wording.change_from(&before), Change::Wording);
        let mut place = before.clone();
        place.details.address.push_str("二楼");
        assert_eq!(place.change_from(&before), Change::Substance);
        let mut time = before.clone();
        time.sessions[0].ends_at = at(11);
        assert_eq!(time.change_from(&before), Change::Substance);
        let mut rules = before.clone();
        rules.opening.as_mut().unwrap().own_members_only = true;
        assert_eq!(rules.change_from(&before), Change::Substance);
    }
}
