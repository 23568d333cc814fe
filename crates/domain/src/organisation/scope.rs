//! Whose data someone may read: an argument of every query for other people's data, never a filter added later.

use super::{Grant, Reach};
use crate::kernel::{OrganisationId, VolunteerId};

/// A part of the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// One organisation alone.
    Own(OrganisationId),
    /// One organisation and everything below it.
    OwnAndBelow(OrganisationId),
    /// One person's own data.
    SelfOnly(VolunteerId),
    Platform,
}

impl Scope {
    /// What a grant given at `node` opens.
    pub fn of(grant: &Grant, node: OrganisationId) -> Scope {
        match grant.reach {
            Reach::Own => Scope::Own(node),
            Reach::OwnAndBelow => Scope::OwnAndBelow(node),
        }
    }

    /// Whether what belongs to `node` is inside; `ancestors` are the nodes above it, in any order.
    pub fn covers(self, node: OrganisationId, ancestors: &[OrganisationId]) -> bool {
        match self {
            Scope::Platform => true,
            Scope::Own(own) => own == node,
            Scope::OwnAndBelow(own) => own == node || ancestors.contains(&own),
            Scope::SelfOnly(_) => false,
        }
    }

    /// Whether a person's data is inside. `at` lists the person's organisations, each with its ancestors.
    pub fn covers_person(self, person: VolunteerId, at: &[(OrganisationId, Vec<OrganisationId>)]) -> bool {
        self == Scope::SelfOnly(person)
            || at.iter().any(|(node, ancestors)| self.covers(*node, ancestors))
            || self == Scope::Platform
    }

    /// Whether all of `inner` is inside; `ancestors` are those of `inner`'s organisation.
    pub fn contains(self, inner: Scope, ancestors: &[OrganisationId]) -> bool {
        match (self, inner) {
            (Scope::Platform, _) => true,
            (Scope::SelfOnly(one), Scope::SelfOnly(other)) => one == other,
            (Scope::OwnAndBelow(_), Scope::Own(node) | Scope::OwnAndBelow(node)) => self.covers(node, ancestors),
            (Scope::Own(one), Scope::Own(other)) => one == other,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOP: OrganisationId = OrganisationId(1);
    const CITY: OrganisationId = OrganisationId(2);
    const SCHOOL: OrganisationId = OrganisationId(3);
    const SIBLING: OrganisationId = OrganisationId(4);

    // rules: ORG-09
    #[test]
    fn own_and_own_and_below_differ_exactly_by_what_lies_below() {
        let above_school = [TOP, CITY];
        assert!(
            Scope::OwnAndBelow(CITY).covers(SCHOOL, &above_school) && Scope::OwnAndBelow(CITY).covers(CITY, &[TOP])
        );
        assert!(Scope::Own(CITY).covers(CITY, &[TOP]) && !Scope::Own(CITY).covers(SCHOOL, &above_school));
        assert!(!Scope::OwnAndBelow(SIBLING).covers(SCHOOL, &above_school));
        assert!(!Scope::OwnAndBelow(SCHOOL).covers(CITY, &[TOP]));
        assert!(Scope::Platform.covers(SIBLING, &[]) && !Scope::SelfOnly(VolunteerId(3)).covers(SCHOOL, &above_school));
    }

    // rules: ORG-09
    #[test]
    fn a_scope_contains_no_more_than_itself() {
        assert!(Scope::OwnAndBelow(CITY).contains(Scope::OwnAndBelow(SCHOOL), &[TOP, CITY]));
        assert!(Scope::OwnAndBelow(CITY).contains(Scope::Own(CITY), &[TOP]));
        assert!(!Scope::Own(CITY).contains(Scope::OwnAndBelow(CITY), &[TOP]));
        assert!(!Scope::OwnAndBelow(SCHOOL).contains(Scope::Own(CITY), &[TOP]));
        assert!(!Scope::OwnAndBelow(TOP).contains(Scope::Platform, &[]));
        let me = VolunteerId(8);
        assert!(Scope::SelfOnly(me).covers_person(me, &[]) && !Scope::SelfOnly(me).covers_person(VolunteerId(9), &[]));
        assert!(Scope::OwnAndBelow(TOP).covers_person(me, &[(SCHOOL, vec![TOP, CITY])]));
        assert!(!Scope::OwnAndBelow(SIBLING).covers_person(me, &[(SCHOOL, vec![TOP, CITY])]));
    }
}
