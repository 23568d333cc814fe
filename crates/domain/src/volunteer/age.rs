//! Age in whole years, which changes at local midnight of the birthday, and what a guardian must agree to (REG-18).

use crate::kernel::local_date;
use jiff::{Timestamp, civil::Date};

crate::refusals! {
    /// Why someone young can't be activated yet.
    pub enum AgeRefusal {
        /// Under 14: the children's rules ask for a guardian's consent first.
        GuardianConsentUnder14 { age: u32 } => "volunteer.guardian-consent-under-14", "REG-18", Conflict;
        /// 14 to 17, not living on own work: a guardian's consent is needed.
        GuardianConsentUnder18 { age: u32 } => "volunteer.guardian-consent-under-18", "REG-18", Conflict;
        /// Born later than today.
        NotBorn => "volunteer.not-born", "REG-18", Invalid;
    }
}

/// Below this age the children's rules hold.
pub const CHILD_BELOW_YEARS: u32 = 14;
/// From this age nobody needs a guardian's consent.
pub const ADULT_YEARS: u32 = 18;
/// From this age someone who lives on own work counts as an adult (民法典 18).
const SELF_SUPPORTING_FROM_YEARS: u32 = 16;

/// What the law makes of an age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AgeGroup {
    Under14,
    From14To17,
    Adult,
}

/// A guardian's agreement as it was recorded; the paper itself is a stored picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardianConsent {
    pub guardian_name: String,
    pub relation: String,
    pub given_at: Timestamp,
    pub withdrawn_at: Option<Timestamp>,
}

impl GuardianConsent {
    /// Whether it holds at `now`.
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        self.given_at <= now && self.withdrawn_at.is_none_or(|withdrawn_at| now < withdrawn_at)
    }
}

/// Completed years at `now`; someone born on 29 February completes one on 1 March of common years. None before birth.
pub fn age(born_on: Date, now: Timestamp) -> Option<u32> {
    let today = local_date(now);
    let not_yet = (today.month(), today.day()) < (born_on.month(), born_on.day());
    u32::try_from(i32::from(today.year()) - i32::from(born_on.year()) - i32::from(not_yet)).ok()
}

/// The group of an age; someone not born yet is the youngest.
pub fn age_group(born_on: Date, now: Timestamp) -> AgeGroup {
    match age(born_on, now) {
        Some(ADULT_YEARS..) => AgeGroup::Adult,
        Some(CHILD_BELOW_YEARS..) => AgeGroup::From14To17,
        _ => AgeGroup::Under14,
    }
}

/// Whether someone is under 18 at `now`.
pub fn is_minor(born_on: Date, now: Timestamp) -> bool {
    age_group(born_on, now) != AgeGroup::Adult
}

/// Whether the account of someone of this age may become active. `lives_on_own_work` is what was recorded of a 16- or 17-year-old.
pub fn may_activate(
    born_on: Date,
    consent: Option<&GuardianConsent>,
    lives_on_own_work: bool,
    now: Timestamp,
) -> Result<(), AgeRefusal> {
    let age = age(born_on, now).ok_or(AgeRefusal::NotBorn)?;
    let has_consent = consent.is_some_and(|consent| consent.is_in_force(now));
    let as_adult = age >= ADULT_YEARS || (age >= SELF_SUPPORTING_FROM_YEARS && lives_on_own_work);
    match age {
        _ if has_consent || as_adult => Ok(()),
        ..CHILD_BELOW_YEARS => Err(AgeRefusal::GuardianConsentUnder14 { age }),
        _ => Err(AgeRefusal::GuardianConsentUnder18 { age }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::at_local;
    use jiff::civil::{date, time};

    fn midnight(year: i16, month: i8, day: i8) -> Timestamp {
        at_local(date(year, month, day), time(0, 0, 0, 0))
    }

    fn a_second_before(at: Timestamp) -> Timestamp {
        Timestamp::from_second(at.as_second() - 1).unwrap()
    }

    // rules: REG-18
    #[test]
    fn fourteen_and_eighteen_begin_at_midnight_of_the_birthday() {
        let born_on = date(2012, 11, 28);
        let (fourteen, eighteen) = (midnight(2026, 11, 28), midnight(2030, 11, 28));
        let groups = [a_second_before(fourteen), fourteen, a_second_before(eighteen), eighteen];
        let expected = [AgeGroup::Under14, AgeGroup::From14To17, AgeGroup::From14To17, AgeGroup::Adult];
        assert_eq!(groups.map(|now| age_group(born_on, now)), expected);
        assert_eq!(groups.map(|now| is_minor(born_on, now)), [true, true, true, false]);
    }

    // rules: REG-18
    #[test]
    fn a_year_is_completed_at_midnight_of_the_birthday_in_shanghai() {
        let born_on = date(2012, 11, 28);
        let birthday = midnight(2026, 11, 28);
        assert_eq!(age(born_on, a_second_before(birthday)), Some(13));
        assert_eq!(age(born_on, birthday), Some(14));
        assert_eq!(age(date(2008, 2, 29), a_second_before(midnight(2026, 3, 1))), Some(17));
        assert_eq!(age(date(2008, 2, 29), midnight(2026, 3, 1)), Some(18));
        assert_eq!(age(date(2027, 1, 1), birthday), None);
    }

    // rules: REG-18
    #[test]
    fn under_18_a_guardian_agrees_before_activation() {
        // given
        let birthday = midnight(2026, 11, 28);
        let may = |born_on, own_work| may_activate(born_on, None, own_work, birthday);
        // then: the day before 14, at 14, the day before 18, at 18
        assert_eq!(may(date(2012, 11, 29), false), Err(AgeRefusal::GuardianConsentUnder14 { age: 13 }));
        assert_eq!(may(date(2012, 11, 28), false), Err(AgeRefusal::GuardianConsentUnder18 { age: 14 }));
        assert_eq!(may(date(2008, 11, 29), false), Err(AgeRefusal::GuardianConsentUnder18 { age: 17 }));
        assert_eq!(may(date(2008, 11, 28), false), Ok(()));
        // and: own work counts from 16
        assert_eq!(may(date(2010, 11, 29), true), Err(AgeRefusal::GuardianConsentUnder18 { age: 15 }));
        assert_eq!(may(date(2010, 11, 28), true), Ok(()));
    }

    // rules: REG-18
    #[test]
    fn a_consent_counts_until_it_is_withdrawn() {
        // given
        let now = midnight(2026, 11, 28);
        let mut consent = GuardianConsent {
            guardian_name: "张三".to_owned(),
            relation: "father".to_owned(),
            given_at: now,
            withdrawn_at: None,
        };
        let child = date(2014, 1, 1);
        // then
        assert_eq!(may_activate(child, Some(&consent), false, now), Ok(()));
        assert!(may_activate(child, Some(&consent), false, a_second_before(now)).is_err());
        consent.withdrawn_at = Some(now);
        let until_then = a_second_before(now);
        assert_eq!(
            may_activate(child, Some(&GuardianConsent { given_at: until_then, ..consent.clone() }), false, until_then),
            Ok(())
        );
        assert_eq!(
            may_activate(child, Some(&consent), false, now),
            Err(AgeRefusal::GuardianConsentUnder14 { age: 12 })
        );
    }
}
