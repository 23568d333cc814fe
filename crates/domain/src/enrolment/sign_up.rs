//! Signing up and withdrawing: the ladder of conditions of ENR-02, top to bottom as a volunteer would fix them.

use super::{EnrolmentRefusal, State};
use crate::{activity::Requirements, kernel::Period};
use jiff::{SignedDuration, Timestamp};

/// Until when a volunteer may withdraw, in hours before the first session (a setting).
pub const WITHDRAWAL_HOURS_BEFORE_DEFAULT: u32 = 24;

/// What is known of who signs up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicant {
    pub activated: bool,
    pub verified: bool,
    pub memberships: u32,
    pub belonging: Belonging,
    /// Completed years, which only an age limit asks for; unknown, they meet none.
    pub age: Option<u8>,
    pub sex: u8,
    /// The present enrolment in this activity, if there is one.
    pub enrolment: Option<State>,
    /// Another accepted activity at the same time: its title and start.
    pub busy: Option<(String, Timestamp)>,
    /// Whether the stated risks were acknowledged with this very sign-up.
    pub read_risks: bool,
}

/// How the applicant stands to the organising organisation itself, not to those below it (ENR-03).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belonging {
    Member,
    Stranger,
}

/// What is known of what is offered; `taken` was counted under the position's lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub published: bool,
    pub window: Option<Period>,
    pub organisation: String,
    pub own_members_only: bool,
    pub requirements: Requirements,
    pub places: u32,
    pub taken: u32,
    pub waiting_list: bool,
    /// Risks are stated, or the activity is marked dangerous: both are acknowledged at sign-up (ACT-10).
    pub has_risks: bool,
}

/// How a sign-up ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUp {
    /// Waits for a steward.
    Applied,
    /// Was invited, so accepted at once and without an acceptance SMS (ENR-04).
    AcceptedByInvitation,
    /// No place now; first in line when one is freed.
    Waiting,
}

impl SignUp {
    /// The state that is stored.
    pub const fn state(self) -> State {
        match self {
            SignUp::Applied => State::Applied,
            SignUp::AcceptedByInvitation => State::Accepted,
            SignUp::Waiting => State::Waiting,
        }
    }
}

/// Decides one sign-up.
pub fn sign_up(who: &Applicant, offer: &Offer, now: Timestamp) -> Result<SignUp, EnrolmentRefusal> {
    if !who.activated {
        return Err(EnrolmentRefusal::NotActivated);
    }
    if !who.verified {
        return Err(EnrolmentRefusal::NotVerified);
    }
    if who.memberships == 0 {
        return Err(EnrolmentRefusal::NoMembership);
    }
    if let Some(state) = who.enrolment.filter(|state| state.holds_a_place() || *state == State::Waiting) {
        return Err(EnrolmentRefusal::Already { state: state.name().into() });
    }
    offer.check_window(now)?;
    if offer.own_members_only && who.belonging == Belonging::Stranger {
        return Err(EnrolmentRefusal::OwnMembersOnly { organisation: offer.organisation.clone() });
    }
    meets(who, &offer.requirements)?;
    if let Some((activity, starts_at)) = &who.busy {
        return Err(EnrolmentRefusal::Overlaps { activity: activity.clone(), starts_at: *starts_at });
    }
    if offer.has_risks && !who.read_risks {
        return Err(EnrolmentRefusal::RisksUnread);
    }
    match (offer.taken < offer.places, who.enrolment) {
        (true, Some(State::Invited)) => Ok(SignUp::AcceptedByInvitation),
        (true, _) => Ok(SignUp::Applied),
        (false, _) if offer.waiting_list => Ok(SignUp::Waiting),
        (false, _) => Err(EnrolmentRefusal::Full { places: offer.places }),
    }
}

/// Decides whether the volunteer may still step back, `hours_before` the first session starts.
pub fn withdraw(
    state: State,
    starts_at: Timestamp,
    hours_before: u32,
    now: Timestamp,
) -> Result<State, EnrolmentRefusal> {
    match state {
        State::Waiting | State::Invited => Ok(State::Withdrawn),
        State::Applied | State::Accepted => {
            let closed_at =
                starts_at.saturating_sub(SignedDuration::from_hours(i64::from(hours_before))).unwrap_or(starts_at);
            // Someone who was never accepted owes nobody a warning, so may leave until the start.
            let until = if state == State::Applied { starts_at } else { closed_at };
            if now <= until { Ok(State::Withdrawn) } else { Err(EnrolmentRefusal::WithdrawalOver { closed_at: until }) }
        }
        other => Err(other.wrong()),
    }
}

impl Offer {
    fn check_window(&self, now: Timestamp) -> Result<(), EnrolmentRefusal> {
        let Some(window) = self.window.filter(|_| self.published) else {
            return Err(EnrolmentRefusal::NotOpen);
        };
        if now < window.starts_at {
            return Err(EnrolmentRefusal::TooEarly { opens_at: window.starts_at });
        }
        if now >= window.ends_at {
            return Err(EnrolmentRefusal::TooLate { closed_at: window.ends_at });
        }
        Ok(())
    }
}

fn meets(who: &Applicant, wanted: &Requirements) -> Result<(), EnrolmentRefusal> {
    let age = who.age.unwrap_or(0);
    if let Some(age_min) = wanted.age_min.filter(|min| age < *min) {
        return Err(EnrolmentRefusal::TooYoung { age, age_min });
    }
    if let Some(age_max) = wanted.age_max.filter(|max| who.age.is_none_or(|age| age > *max)) {
        return Err(EnrolmentRefusal::TooOld { age, age_max });
    }
    if wanted.sex.is_some_and(|sex| sex != who.sex) {
        return Err(EnrolmentRefusal::WrongSex);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Refuse;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn volunteer() -> Applicant {
        let belonging = Belonging::Stranger;
        Applicant {
            activated: true,
            verified: true,
            memberships: 1,
            belonging,
            age: None,
            sex: 2,
            enrolment: None,
            busy: None,
            read_risks: false,
        }
    }

    fn offer() -> Offer {
        Offer {
            published: true,
            window: Some(Period { starts_at: at(100), ends_at: at(200) }),
            organisation: "向阳义工服务队".into(),
            own_members_only: false,
            requirements: Requirements::default(),
            places: 50,
            taken: 49,
            waiting_list: false,
            has_risks: false,
        }
    }

    fn code(who: &Applicant, offer: &Offer, now: i64) -> &'static str {
        sign_up(who, offer, at(now)).unwrap_err().shape().code
    }

    // rules: ENR-02
    #[test]
    fn every_condition_is_named_when_it_fails() {
        let (who, open) = (volunteer(), offer());
        assert_eq!(sign_up(&who, &open, at(100)), Ok(SignUp::Applied));
        assert_eq!(code(&Applicant { activated: false, ..who.clone() }, &open, 100), "enrolment.not-activated");
        assert_eq!(code(&Applicant { verified: false, ..who.clone() }, &open, 100), "enrolment.not-verified");
        assert_eq!(code(&Applicant { memberships: 0, ..who.clone() }, &open, 100), "enrolment.no-membership");
        assert_eq!(code(&who, &Offer { published: false, ..open.clone() }, 100), "enrolment.not-open");
        assert_eq!(code(&who, &Offer { window: None, ..open.clone() }, 100), "enrolment.not-open");
        let busy = Applicant { busy: Some(("地铁引导".into(), at(300))), ..who };
        assert_eq!(code(&busy, &open, 100), "enrolment.overlaps");
    }

    // rules: ACT-10
    #[test]
    fn stated_risks_are_acknowledged_with_the_sign_up_itself() {
        let risky = Offer { has_risks: true, ..offer() };
        assert_eq!(code(&volunteer(), &risky, 100), "enrolment.risks-unread");
        assert_eq!(
            code(&Applicant { enrolment: Some(State::Invited), ..volunteer() }, &risky, 100),
            "enrolment.risks-unread"
        );
        let read = Applicant { read_risks: true, ..volunteer() };
        assert_eq!(sign_up(&read, &risky, at(100)), Ok(SignUp::Applied));
        assert_eq!(sign_up(&volunteer(), &offer(), at(100)), Ok(SignUp::Applied));
    }

    // rules: ENR-02
    #[test]
    fn the_window_opens_and_closes_to_the_second() {
        assert_eq!(code(&volunteer(), &offer(), 99), "enrolment.too-early");
        assert_eq!(sign_up(&volunteer(), &offer(), at(100)), Ok(SignUp::Applied));
        assert_eq!(sign_up(&volunteer(), &offer(), at(199)), Ok(SignUp::Applied));
        assert_eq!(code(&volunteer(), &offer(), 200), "enrolment.too-late");
    }

    // rules: ENR-02
    #[test]
    fn age_and_sex_are_met_at_their_edges() {
        let wanted = Requirements { age_min: Some(18), age_max: Some(60), sex: Some(2) };
        let open = Offer { requirements: wanted, ..offer() };
        for (age, expected) in
            [(17, Some("enrolment.too-young")), (18, None), (60, None), (61, Some("enrolment.too-old"))]
        {
            let answer = sign_up(&Applicant { age: Some(age), ..volunteer() }, &open, at(100));
            assert_eq!(answer.err().map(|refusal| refusal.shape().code), expected, "{age}");
        }
        assert_eq!(code(&Applicant { age: Some(20), sex: 1, ..volunteer() }, &open, 100), "enrolment.wrong-sex");
        let one_limit =
            |age_min, age_max| Offer { requirements: Requirements { age_min, age_max, sex: None }, ..offer() };
        assert_eq!(code(&volunteer(), &one_limit(Some(18), None), 100), "enrolment.too-young");
        assert_eq!(code(&volunteer(), &one_limit(None, Some(60)), 100), "enrolment.too-old");
    }

    // rules: ENR-03
    #[test]
    fn own_members_only_means_the_organisation_itself() {
        let own = Offer { own_members_only: true, ..offer() };
        assert_eq!(code(&volunteer(), &own, 100), "enrolment.own-members-only");
        let member = Applicant { belonging: Belonging::Member, ..volunteer() };
        assert_eq!(sign_up(&member, &own, at(100)), Ok(SignUp::Applied));
    }

    // rules: ENR-04
    #[test]
    fn an_invited_volunteer_is_accepted_at_once() {
        let invited = Applicant { enrolment: Some(State::Invited), ..volunteer() };
        assert_eq!(sign_up(&invited, &offer(), at(100)), Ok(SignUp::AcceptedByInvitation));
        assert_eq!(code(&invited, &Offer { taken: 50, ..offer() }, 100), "enrolment.full");
    }

    // rules: ENR-09
    #[test]
    fn the_last_place_is_taken_once() {
        assert_eq!(sign_up(&volunteer(), &Offer { taken: 49, ..offer() }, at(100)), Ok(SignUp::Applied));
        let full = Offer { taken: 50, ..offer() };
        assert_eq!(code(&volunteer(), &full, 100), "enrolment.full");
        assert_eq!(sign_up(&volunteer(), &Offer { waiting_list: true, ..full }, at(100)), Ok(SignUp::Waiting));
    }

    // rules: ENR-01
    #[test]
    fn nobody_signs_up_twice_but_a_freed_one_may_come_back() {
        for state in [State::Applied, State::Accepted, State::Waiting, State::NoShow] {
            let again = Applicant { enrolment: Some(state), ..volunteer() };
            assert_eq!(code(&again, &offer(), 100), "enrolment.already", "{state:?}");
        }
        for state in [State::Rejected, State::Withdrawn, State::Removed, State::Expired] {
            let again = Applicant { enrolment: Some(state), ..volunteer() };
            assert_eq!(sign_up(&again, &offer(), at(100)), Ok(SignUp::Applied), "{state:?}");
        }
    }

    // rules: ENR-09
    #[test]
    fn an_accepted_volunteer_withdraws_a_day_before_at_the_latest() {
        let start = at(100 * 3600);
        assert_eq!(withdraw(State::Accepted, start, 24, at(76 * 3600)), Ok(State::Withdrawn));
        let late = withdraw(State::Accepted, start, 24, at(76 * 3600 + 1)).unwrap_err();
        assert_eq!(late, EnrolmentRefusal::WithdrawalOver { closed_at: at(76 * 3600) });
        assert_eq!(withdraw(State::Applied, start, 24, start), Ok(State::Withdrawn));
        assert_eq!(withdraw(State::Removed, start, 24, at(0)).unwrap_err().shape().code, "enrolment.wrong-state");
    }
}
