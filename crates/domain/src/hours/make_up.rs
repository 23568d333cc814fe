//! Make-up hours (补录): one person submits, another decides, and large ones go a level up (HRS-03, HRS-06).

use super::HoursRefusal;
use crate::kernel::{AccountId, Minutes, VolunteerId, local_date};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

/// Above this for one person in one activity, the level above decides.
pub const PERSON_ACTIVITY_MINUTES: Minutes = Minutes::hours(8);
/// Above this share of the organisation's scan hours of the last 12 months, the level above decides.
pub const ORGANISATION_SHARE_PERCENT: u32 = 30;
/// How long the volunteer may refuse after approval.
pub const OBJECT_DAYS_AFTER_APPROVAL: i64 = 7;

/// One volunteer's part of a make-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub volunteer: VolunteerId,
    pub account: AccountId,
    pub activated: bool,
    pub minutes: Minutes,
    pub served_on: Date,
    /// Make-up minutes of this person in this activity that were approved before.
    pub approved_before: Minutes,
}

/// A make-up as submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MakeUp {
    pub lines: Vec<Line>,
    pub reason: String,
    pub evidence: bool,
    pub submitted_by: AccountId,
    /// The organisation's scan minutes and make-up minutes of the last 12 months.
    pub organisation_scan: Minutes,
    pub organisation_make_up: Minutes,
}

/// Where a make-up stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(i16)]
pub enum MakeUpState {
    Submitted = 1,
    Approved = 2,
    Rejected = 3,
}

impl MakeUpState {
    pub const ALL: [MakeUpState; 3] = [MakeUpState::Submitted, MakeUpState::Approved, MakeUpState::Rejected];

    /// The stable name in the API and word keys.
    pub const fn name(self) -> &'static str {
        match self {
            MakeUpState::Submitted => "submitted",
            MakeUpState::Approved => "approved",
            MakeUpState::Rejected => "rejected",
        }
    }
}

/// Who must decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decider {
    ReviewingOrganisation,
    LevelAbove,
}

impl MakeUp {
    pub const MINUTES_MAX: Minutes = Minutes::hours(16);

    /// Checks a make-up before it is stored.
    pub fn check(&self, now: Timestamp) -> Result<(), HoursRefusal> {
        if self.lines.is_empty() {
            return Err(HoursRefusal::Empty);
        }
        if self.reason.trim().is_empty() {
            return Err(HoursRefusal::ReasonMissing);
        }
        if !self.evidence {
            return Err(HoursRefusal::EvidenceMissing);
        }
        self.lines.iter().try_for_each(|line| line.check(local_date(now)))
    }
}

impl Line {
    fn check(&self, today: Date) -> Result<(), HoursRefusal> {
        if self.minutes == Minutes::ZERO || self.minutes > MakeUp::MINUTES_MAX {
            return Err(HoursRefusal::MinutesOutOfRange { minutes_max: MakeUp::MINUTES_MAX });
        }
        if self.served_on > today {
            return Err(HoursRefusal::InTheFuture { served_on: self.served_on });
        }
        // Hours can't be given to an account whose owner never opened it.
        if self.activated { Ok(()) } else { Err(HoursRefusal::NotActivated) }
    }
}

/// Who must decide about this make-up.
pub fn decider(make_up: &MakeUp) -> Decider {
    let over_person = make_up.lines.iter().any(|line| {
        let same = make_up.lines.iter().filter(|other| other.volunteer == line.volunteer);
        same.map(|other| other.minutes).sum::<Minutes>() + line.approved_before > PERSON_ACTIVITY_MINUTES
    });
    let asked: Minutes = make_up.lines.iter().map(|line| line.minutes).sum();
    let made_up = u64::from((make_up.organisation_make_up + asked).0);
    let over_share = made_up * 100 > u64::from(make_up.organisation_scan.0) * u64::from(ORGANISATION_SHARE_PERCENT);
    if over_person || over_share { Decider::LevelAbove } else { Decider::ReviewingOrganisation }
}

/// Decides: never by who submitted it, never by who would be credited, and at the right level.
pub fn decide(make_up: &MakeUp, state: MakeUpState, by: AccountId, level: Decider) -> Result<(), HoursRefusal> {
    if state != MakeUpState::Submitted {
        return Err(HoursRefusal::Decided);
    }
    if by == make_up.submitted_by {
        return Err(HoursRefusal::OwnSubmission);
    }
    if make_up.lines.iter().any(|line| line.account == by) {
        return Err(HoursRefusal::OwnCredit);
    }
    if decider(make_up) == Decider::LevelAbove && level == Decider::ReviewingOrganisation {
        return Err(HoursRefusal::LevelAbove { reason: make_up.reason.clone() });
    }
    Ok(())
}

/// The local day from which approved make-up minutes count: the next one.
pub fn counts_from(approved_at: Timestamp) -> Date {
    let today = local_date(approved_at);
    today.checked_add(1.day()).unwrap_or(today)
}

/// Whether the credited volunteer may still refuse the minutes.
pub fn may_refuse(approved_at: Timestamp, now: Timestamp) -> Result<(), HoursRefusal> {
    let wait = SignedDuration::from_hours(24 * OBJECT_DAYS_AFTER_APPROVAL);
    let closed_at = approved_at.saturating_add(wait).unwrap_or(Timestamp::MAX);
    if now < closed_at { Ok(()) } else { Err(HoursRefusal::RefusalOver { closed_at }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Refuse, at_local};
    use jiff::civil::{date, time};

    const SUBMITTER: AccountId = AccountId(1);
    const REVIEWER: AccountId = AccountId(2);
    const SERVED: Date = date(2026, 11, 20);

    fn line(minutes: u32) -> Line {
        let (volunteer, account) = (VolunteerId(9), AccountId(9));
        Line {
            volunteer,
            account,
            activated: true,
            minutes: Minutes(minutes),
            served_on: SERVED,
            approved_before: Minutes::ZERO,
        }
    }

    fn make_up(minutes: u32) -> MakeUp {
        MakeUp {
            lines: vec![line(minutes)],
            reason: "现场断网".into(),
            evidence: true,
            submitted_by: SUBMITTER,
            organisation_scan: Minutes::hours(1_000),
            organisation_make_up: Minutes::ZERO,
        }
    }

    fn now() -> Timestamp {
        at_local(SERVED, time(12, 0, 0, 0))
    }

    // rules: HRS-03, HRS-07
    #[test]
    fn a_make_up_needs_people_a_reason_and_evidence() {
        let code = |make_up: MakeUp| make_up.check(now()).unwrap_err().shape().code;
        assert_eq!(make_up(60).check(now()), Ok(()));
        assert_eq!(code(MakeUp { lines: vec![], ..make_up(60) }), "hours.empty");
        assert_eq!(code(MakeUp { reason: " ".into(), ..make_up(60) }), "hours.reason-missing");
        assert_eq!(code(MakeUp { evidence: false, ..make_up(60) }), "hours.evidence-missing");
        assert_eq!(code(make_up(0)), "hours.minutes-out-of-range");
        assert_eq!(make_up(16 * 60).check(now()), Ok(()));
        assert_eq!(code(make_up(16 * 60 + 1)), "hours.minutes-out-of-range");
        let tomorrow = Line { served_on: date(2026, 11, 21), ..line(60) };
        assert_eq!(code(MakeUp { lines: vec![tomorrow], ..make_up(60) }), "hours.in-the-future");
        let unopened = Line { activated: false, ..line(60) };
        assert_eq!(code(MakeUp { lines: vec![unopened], ..make_up(60) }), "hours.not-activated");
    }

    // rules: HRS-06
    #[test]
    fn nobody_approves_what_they_submitted_or_what_credits_them() {
        let at = Decider::ReviewingOrganisation;
        let code = |by, state| decide(&make_up(60), state, by, at).map_err(|refusal| refusal.shape().code);
        assert_eq!(code(REVIEWER, MakeUpState::Submitted), Ok(()));
        assert_eq!(code(SUBMITTER, MakeUpState::Submitted), Err("hours.own-submission"));
        assert_eq!(code(AccountId(9), MakeUpState::Submitted), Err("hours.own-credit"));
        assert_eq!(code(REVIEWER, MakeUpState::Approved), Err("hours.decided"));
    }

    // rules: HRS-06
    #[test]
    fn above_eight_hours_for_one_person_the_level_above_decides() {
        assert_eq!(decider(&make_up(8 * 60)), Decider::ReviewingOrganisation);
        assert_eq!(decider(&make_up(8 * 60 + 1)), Decider::LevelAbove);
        let twice = MakeUp { lines: vec![line(300), line(181)], ..make_up(1) };
        assert_eq!(decider(&twice), Decider::LevelAbove);
        let before = Line { approved_before: Minutes(421), ..line(60) };
        assert_eq!(decider(&MakeUp { lines: vec![before], ..make_up(1) }), Decider::LevelAbove);
        let low = decide(&make_up(481), MakeUpState::Submitted, REVIEWER, Decider::ReviewingOrganisation).unwrap_err();
        assert_eq!(low.shape().code, "hours.level-above");
        assert_eq!(decide(&make_up(481), MakeUpState::Submitted, REVIEWER, Decider::LevelAbove), Ok(()));
    }

    // rules: HRS-06
    #[test]
    fn above_thirty_percent_of_the_years_scan_hours_the_level_above_decides() {
        let of = |scan, made_up| MakeUp {
            organisation_scan: Minutes(scan),
            organisation_make_up: Minutes(made_up),
            ..make_up(30)
        };
        assert_eq!(decider(&of(1_000, 270)), Decider::ReviewingOrganisation);
        assert_eq!(decider(&of(1_000, 271)), Decider::LevelAbove);
        assert_eq!(decider(&of(0, 0)), Decider::LevelAbove);
    }

    // rules: HRS-03
    #[test]
    fn approved_minutes_count_from_the_next_local_day() {
        assert_eq!(counts_from(at_local(SERVED, time(0, 0, 0, 0))), date(2026, 11, 21));
        assert_eq!(counts_from(at_local(SERVED, time(23, 59, 59, 0))), date(2026, 11, 21));
    }

    // rules: HRS-06
    #[test]
    fn the_volunteer_may_refuse_within_seven_days() {
        let approved = now();
        let after = |seconds: i64| approved + SignedDuration::from_secs(seconds);
        assert_eq!(may_refuse(approved, after(7 * 86_400 - 1)), Ok(()));
        let late = may_refuse(approved, after(7 * 86_400)).unwrap_err();
        assert_eq!(late, HoursRefusal::RefusalOver { closed_at: after(7 * 86_400) });
    }
}
