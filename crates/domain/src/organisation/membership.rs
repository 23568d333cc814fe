//! Belonging (归属) of a volunteer to an organisation (REG-05, ORG-06, ORG-07), from the application to the end.

use crate::kernel::{AccountId, OrganisationId, TextRefusal, clean_lines};
use jiff::Timestamp;

crate::refusals! {
    /// Why a belonging doesn't change.
    pub enum MembershipRefusal {
        /// Pending and approved ones together are five already.
        TooMany { held_max: u32 } => "membership.too-many", "REG-05", Conflict;
        /// Already pending or approved there.
        AlreadyHeld => "membership.already-held", "ORG-06", Conflict;
        /// The last one can't be left by oneself; join another first.
        Last => "membership.last", "ORG-07", Conflict;
        /// A rejection, revocation or removal needs a reason.
        ReasonMissing => "membership.reason-missing", "ORG-06", Invalid;
        /// It isn't waiting for a decision.
        NotPending => "membership.not-pending", "ORG-06", Conflict;
        /// It isn't approved (any more).
        NotApproved => "membership.not-approved", "ORG-07", Conflict;
        /// Nobody decides about their own application.
        OwnApplication => "membership.own-application", "ORG-06", Forbidden;
        /// Without a single organisation one can apply, but not sign up for activities.
        NoneHeld => "membership.none-held", "ORG-07", Conflict;
        /// Only volunteers belong; register as one first.
        NotAVolunteer => "membership.not-a-volunteer", "ORG-06", Conflict;
    }
}

/// Pending and approved belongings of one volunteer together.
pub const HELD_MAX: u32 = 5;

/// One belonging of one volunteer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Membership {
    Pending {
        since: Timestamp,
    },
    Approved {
        since: Timestamp,
        by: AccountId,
    },
    Rejected {
        at: Timestamp,
        by: AccountId,
        reason: String,
    },
    /// Taken back by the volunteer before a decision.
    Withdrawn {
        at: Timestamp,
    },
    /// Left by the volunteer.
    Left {
        since: Timestamp,
        until: Timestamp,
    },
    /// Ended by a steward: revoked or removed.
    Removed {
        since: Timestamp,
        until: Timestamp,
        by: AccountId,
        reason: String,
    },
}

/// A steward who decides, and the moment.
#[derive(Debug, Clone, Copy)]
pub struct By {
    pub steward: AccountId,
    pub now: Timestamp,
}

/// What one volunteer holds (pending or approved).
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    pub pending: &'a [OrganisationId],
    pub approved: &'a [OrganisationId],
}

impl Held<'_> {
    fn count(self) -> usize {
        self.pending.len() + self.approved.len()
    }

    /// Whether activities are open to this volunteer: at least one approved belonging (ORG-07).
    pub fn may_enrol(self) -> Result<(), MembershipRefusal> {
        if self.approved.is_empty() { Err(MembershipRefusal::NoneHeld) } else { Ok(()) }
    }
}

impl Membership {
    pub const REASON_CHARS_MAX: u32 = 200;

    /// An application to `to`.
    pub fn apply(to: OrganisationId, held: Held<'_>, now: Timestamp) -> Result<Membership, MembershipRefusal> {
        if held.pending.contains(&to) || held.approved.contains(&to) {
            return Err(MembershipRefusal::AlreadyHeld);
        }
        match u32::try_from(held.count()).is_ok_and(|count| count < HELD_MAX) {
            true => Ok(Membership::Pending { since: now }),
            false => Err(MembershipRefusal::TooMany { held_max: HELD_MAX }),
        }
    }

    /// Approved by a steward who isn't the applicant.
    pub fn approve(self, applicant: AccountId, by: By) -> Result<Membership, MembershipRefusal> {
        self.decide(applicant, by)?;
        Ok(Membership::Approved { since: by.now, by: by.steward })
    }

    /// Rejected with a reason.
    pub fn reject(self, applicant: AccountId, reason: &str, by: By) -> Result<Membership, MembershipRefusal> {
        self.decide(applicant, by)?;
        Ok(Membership::Rejected { at: by.now, by: by.steward, reason: clean_reason(reason)? })
    }

    /// Taken back by the volunteer before a decision.
    pub fn withdraw(self, now: Timestamp) -> Result<Membership, MembershipRefusal> {
        match self {
            Membership::Pending { .. } => Ok(Membership::Withdrawn { at: now }),
            _ => Err(MembershipRefusal::NotPending),
        }
    }

    /// Left by the volunteer, who must keep another approved one.
    pub fn leave(self, held: Held<'_>, now: Timestamp) -> Result<Membership, MembershipRefusal> {
        match self {
            Membership::Approved { .. } if held.approved.len() <= 1 => Err(MembershipRefusal::Last),
            Membership::Approved { since, .. } => Ok(Membership::Left { since, until: now }),
            _ => Err(MembershipRefusal::NotApproved),
        }
    }

    /// Ended with the account of the volunteer, even the last one; none when it has ended already.
    pub fn end(self, now: Timestamp) -> Option<Membership> {
        match self {
            Membership::Pending { .. } => Some(Membership::Withdrawn { at: now }),
            Membership::Approved { since, .. } => Some(Membership::Left { since, until: now }),
            _ => None,
        }
    }

    /// Revoked or removed by a steward with a reason; this may leave none.
    pub fn remove(self, reason: &str, by: By) -> Result<Membership, MembershipRefusal> {
        let Membership::Approved { since, .. } = self else { return Err(MembershipRefusal::NotApproved) };
        Ok(Membership::Removed { since, until: by.now, by: by.steward, reason: clean_reason(reason)? })
    }

    /// Whether it counts towards the five.
    pub const fn is_held(&self) -> bool {
        matches!(self, Membership::Pending { .. } | Membership::Approved { .. })
    }

    /// The stable name of the state.
    pub const fn name(&self) -> &'static str {
        match self {
            Membership::Pending { .. } => "pending",
            Membership::Approved { .. } => "approved",
            Membership::Rejected { .. } => "rejected",
            Membership::Withdrawn { .. } => "withdrawn",
            Membership::Left { .. } => "left",
            Membership::Removed { .. } => "removed",
        }
    }

    fn decide(&self, applicant: AccountId, by: By) -> Result<(), MembershipRefusal> {
        match self {
            Membership::Pending { .. } if by.steward == applicant => Err(MembershipRefusal::OwnApplication),
            Membership::Pending { .. } => Ok(()),
            _ => Err(MembershipRefusal::NotPending),
        }
    }
}

fn clean_reason(raw: &str) -> Result<String, MembershipRefusal> {
    clean_lines(raw, Membership::REASON_CHARS_MAX).map_err(|_: TextRefusal| MembershipRefusal::ReasonMissing)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: AccountId = AccountId(1);

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    fn by(steward: i64) -> By {
        By { steward: AccountId(steward), now: now() }
    }

    fn ids(count: i64) -> Vec<OrganisationId> {
        (0..count).map(OrganisationId).collect()
    }

    fn pending() -> Membership {
        Membership::Pending { since: now() }
    }

    fn approved() -> Membership {
        Membership::Approved { since: now(), by: AccountId(9) }
    }

    // rules: REG-05
    #[test]
    fn a_sixth_application_waits_for_a_free_place() {
        let apply = |to, pending: i64, approved: &[OrganisationId]| {
            Membership::apply(OrganisationId(to), Held { pending: &ids(pending), approved }, now())
        };
        assert_eq!(apply(9, 3, &[OrganisationId(7)]), Ok(pending()));
        assert_eq!(apply(9, 4, &[OrganisationId(7)]), Err(MembershipRefusal::TooMany { held_max: 5 }));
        assert_eq!(apply(0, 1, &[]), Err(MembershipRefusal::AlreadyHeld));
        assert_eq!(apply(7, 0, &[OrganisationId(7)]), Err(MembershipRefusal::AlreadyHeld));
    }

    // rules: ORG-06
    #[test]
    fn a_steward_approves_or_rejects_with_a_reason_and_revokes_with_one() {
        assert_eq!(pending().approve(ME, by(9)), Ok(approved()));
        assert_eq!(pending().approve(ME, by(1)), Err(MembershipRefusal::OwnApplication));
        assert_eq!(approved().approve(ME, by(9)), Err(MembershipRefusal::NotPending));
        let rejected = Membership::Rejected { at: now(), by: AccountId(9), reason: "not our student".to_owned() };
        assert_eq!(pending().reject(ME, "not our student", by(9)), Ok(rejected.clone()));
        assert_eq!(pending().reject(ME, " ", by(9)), Err(MembershipRefusal::ReasonMissing));
        assert_eq!(rejected.approve(ME, by(9)), Err(MembershipRefusal::NotPending));
        assert_eq!(approved().remove("graduated", by(9)).unwrap().name(), "removed");
        assert_eq!(approved().remove("", by(9)), Err(MembershipRefusal::ReasonMissing));
        assert_eq!(pending().withdraw(now()).unwrap().name(), "withdrawn");
    }

    // rules: ORG-07
    #[test]
    fn the_last_one_is_kept_by_the_volunteer_but_not_by_the_steward() {
        // given someone with one approved belonging, and with two
        let (one, two) = (ids(1), ids(2));
        let held = |approved| Held { pending: &[], approved };
        // then
        assert_eq!(approved().leave(held(&one), now()), Err(MembershipRefusal::Last));
        assert_eq!(approved().leave(held(&two), now()), Ok(Membership::Left { since: now(), until: now() }));
        assert!(approved().is_held());
        assert!(!approved().remove("graduated", by(9)).unwrap().is_held());
        // and: without any, activities are closed
        let (waiting, none) = (ids(2), ids(0));
        assert_eq!(Held { pending: &waiting, approved: &none }.may_enrol(), Err(MembershipRefusal::NoneHeld));
        assert_eq!(held(&one).may_enrol(), Ok(()));
    }
}
