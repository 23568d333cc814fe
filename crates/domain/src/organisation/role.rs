//! What stewards may do (ORG-09): a role at a node, for it alone or with all below, and never more than the grantor holds.

use super::OrganisationRefusal;
use crate::kernel::{AccountId, ActivityId};
use jiff::Timestamp;

/// A steward's role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(i16)]
pub enum Role {
    Owner = 1,
    Manager = 2,
    Reviewer = 3,
    CheckInHelper = 4,
    Auditor = 5,
}

/// How far a role holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(i16)]
pub enum Reach {
    Own = 1,
    OwnAndBelow = 2,
}

/// What somebody wants to do at a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// See members, enrolments, records.
    Look,
    /// Approve, reject and remove members.
    Members,
    /// Propose, edit and cancel activities; accept, reject, invite and remove volunteers.
    Activities,
    /// Show codes, scan cards, mark face checks, confirm presences.
    OnSite,
    /// Submit make-up hours, honours and deductions.
    Hours,
    /// Decide about what organisations below hand in.
    Review,
    /// Change the organisation's own page.
    Profile,
    /// Give and take roles.
    Grants,
}

/// A role that somebody holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    pub role: Role,
    pub reach: Reach,
    /// A check-in helper may be limited to one activity.
    pub activity: Option<ActivityId>,
    pub expires_at: Option<Timestamp>,
}

impl Role {
    pub const ALL: [Role; 5] = [Role::Owner, Role::Manager, Role::Reviewer, Role::CheckInHelper, Role::Auditor];

    /// The stable name in the API and word keys.
    pub const fn name(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Manager => "manager",
            Role::Reviewer => "reviewer",
            Role::CheckInHelper => "check-in-helper",
            Role::Auditor => "auditor",
        }
    }

    /// By its stable name.
    pub fn parse(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }

    /// The number as it is stored.
    #[expect(clippy::as_conversions, reason = "the discriminant of a repr(i16) enum")]
    pub const fn number(self) -> i16 {
        self as i16
    }

    /// From a stored number.
    pub fn stored(raw: i16) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.number() == raw)
    }

    /// Whether the role allows the act.
    pub const fn allows(self, act: Act) -> bool {
        match self {
            Role::Owner => true,
            Role::Manager => !matches!(act, Act::Grants | Act::Review),
            Role::Reviewer => matches!(act, Act::Look | Act::Review),
            Role::CheckInHelper => matches!(act, Act::OnSite),
            Role::Auditor => matches!(act, Act::Look),
        }
    }

    /// Whether a holder may hand the other role on: never more than they hold.
    pub const fn covers(self, other: Role) -> bool {
        match self {
            Role::Owner => true,
            Role::Manager => matches!(other, Role::CheckInHelper),
            Role::Reviewer | Role::CheckInHelper | Role::Auditor => false,
        }
    }
}

impl Reach {
    /// The number as it is stored.
    #[expect(clippy::as_conversions, reason = "the discriminant of a repr(i16) enum")]
    pub const fn number(self) -> i16 {
        self as i16
    }

    /// From a stored number.
    pub fn stored(raw: i16) -> Option<Reach> {
        [Reach::Own, Reach::OwnAndBelow].into_iter().find(|reach| reach.number() == raw)
    }
}

impl Grant {
    /// Whether the grant allows `act` at a node `depth` levels below where it was given, for `activity` if it is about one.
    pub fn allows(&self, act: Act, depth: u32, activity: Option<ActivityId>, now: Timestamp) -> bool {
        let lives = self.expires_at.is_none_or(|expires_at| now < expires_at);
        let reaches = depth == 0 || self.reach == Reach::OwnAndBelow;
        let about = self.activity.is_none() || self.activity == activity;
        lives && reaches && about && self.role.allows(act)
    }

    /// Decides whether `by`, holding this grant `depth` levels above the node, may give `wanted` there to `to`.
    pub fn hand_on(
        &self,
        wanted: &Grant,
        depth: u32,
        (by, to): (AccountId, AccountId),
        now: Timestamp,
    ) -> Result<(), OrganisationRefusal> {
        if by == to {
            return Err(OrganisationRefusal::OwnGrant);
        }
        let lives = self.expires_at.is_none_or(|expires_at| now < expires_at);
        let reaches = (depth == 0 && wanted.reach <= self.reach) || (depth > 0 && self.reach == Reach::OwnAndBelow);
        let lasts = match (self.expires_at, wanted.expires_at) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(mine), Some(wanted)) => wanted <= mine,
        };
        let whole = self.activity.is_none();
        if lives && reaches && lasts && whole && self.role.covers(wanted.role) {
            Ok(())
        } else {
            Err(OrganisationRefusal::GrantTooWide { role: wanted.role.name().into() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Refuse;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;
    const PEOPLE: (AccountId, AccountId) = (AccountId(1), AccountId(2));

    fn grant(role: Role, reach: Reach) -> Grant {
        Grant { role, reach, activity: None, expires_at: None }
    }

    // rules: ORG-09
    #[test]
    fn a_role_holds_for_its_node_or_with_all_below() {
        let own = grant(Role::Manager, Reach::Own);
        assert!(own.allows(Act::Members, 0, None, NOW));
        assert!(!own.allows(Act::Members, 1, None, NOW));
        assert!(grant(Role::Manager, Reach::OwnAndBelow).allows(Act::Members, 3, None, NOW));
    }

    // rules: ORG-09
    #[test]
    fn each_role_does_its_own_work_only() {
        use Act::{Activities, Grants, Look, Members, OnSite, Review};
        let may = |role: Role| [Look, Members, Activities, OnSite, Review, Grants].map(|act| role.allows(act));
        assert_eq!(may(Role::Owner), [true; 6]);
        assert_eq!(may(Role::Manager), [true, true, true, true, false, false]);
        assert_eq!(may(Role::Reviewer), [true, false, false, false, true, false]);
        assert_eq!(may(Role::CheckInHelper), [false, false, false, true, false, false]);
        assert_eq!(may(Role::Auditor), [true, false, false, false, false, false]);
    }

    // rules: ORG-09
    #[test]
    fn a_check_in_helper_is_bound_to_an_activity_and_a_time() {
        let later = Timestamp::from_second(100).unwrap();
        let helper =
            Grant { activity: Some(ActivityId(7)), expires_at: Some(later), ..grant(Role::CheckInHelper, Reach::Own) };
        assert!(helper.allows(Act::OnSite, 0, Some(ActivityId(7)), NOW));
        assert!(!helper.allows(Act::OnSite, 0, Some(ActivityId(8)), NOW));
        assert!(!helper.allows(Act::OnSite, 0, Some(ActivityId(7)), later));
    }

    // rules: ORG-09
    #[test]
    fn nobody_grants_more_than_they_hold_or_to_themselves() {
        let owner = grant(Role::Owner, Reach::OwnAndBelow);
        let manager = grant(Role::Manager, Reach::Own);
        assert_eq!(owner.hand_on(&grant(Role::Owner, Reach::Own), 2, PEOPLE, NOW), Ok(()));
        assert_eq!(manager.hand_on(&grant(Role::CheckInHelper, Reach::Own), 0, PEOPLE, NOW), Ok(()));
        let code =
            |mine: Grant, wanted, depth, people| mine.hand_on(&wanted, depth, people, NOW).unwrap_err().shape().code;
        let wide = "organisation.grant-too-wide";
        assert_eq!(code(manager, grant(Role::Manager, Reach::Own), 0, PEOPLE), wide);
        assert_eq!(code(manager, grant(Role::CheckInHelper, Reach::OwnAndBelow), 0, PEOPLE), wide);
        assert_eq!(code(manager, grant(Role::CheckInHelper, Reach::Own), 1, PEOPLE), wide);
        // A grant that ends hands on what ends with it, and nothing once it has ended.
        let (noon, night) = (Timestamp::from_second(100).unwrap(), Timestamp::from_second(200).unwrap());
        let ends = |expires_at, grant| Grant { expires_at: Some(expires_at), ..grant };
        let passing = ends(noon, owner);
        let helper = grant(Role::CheckInHelper, Reach::Own);
        assert_eq!(passing.hand_on(&ends(noon, helper), 0, PEOPLE, NOW), Ok(()));
        assert_eq!(code(passing, ends(night, helper), 0, PEOPLE), wide);
        assert_eq!(code(passing, helper, 0, PEOPLE), wide);
        assert!(passing.hand_on(&ends(noon, helper), 0, PEOPLE, noon).is_err());
        let myself = (AccountId(1), AccountId(1));
        assert_eq!(code(owner, grant(Role::Auditor, Reach::Own), 0, myself), "organisation.own-grant");
    }
}
