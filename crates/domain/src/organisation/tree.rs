//! The tree of organisations (ORG-02): five kinds of root, any depth, each node with a parent and a reviewing organisation.

use crate::kernel::OrganisationId;

crate::refusals! {
    /// Why a node can't stand there.
    pub enum TreeRefusal {
        /// It would lie below itself.
        BelowItself => "organisation.below-itself", "ORG-02", Conflict;
        /// It can't be reviewed by itself or by what lies below it.
        ReviewedFromBelow => "organisation.reviewed-from-below", "ORG-02", Conflict;
        /// Only the platform makes roots.
        ParentMissing => "organisation.parent-missing", "ORG-02", Invalid;
    }
}

crate::named! {
    /// What the top of a tree stands for.
    pub enum Root {
        /// 地市
        Cities = 1, "cities";
        /// 高校
        Universities = 2, "universities";
        /// 行业
        Sectors = 3, "sectors";
        /// 企业
        Enterprises = 4, "enterprises";
        /// 志愿者联合会
        Federation = 5, "federation";
    }
}

/// Where a node hangs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Root(Root),
    Under {
        parent: OrganisationId,
        /// Set when it isn't the parent.
        reviewer: Option<OrganisationId>,
    },
}

impl Place {
    /// Who reviews the node; None for roots, which the platform reviews.
    pub const fn reviewer(self) -> Option<OrganisationId> {
        match self {
            Place::Root(_) => None,
            Place::Under { reviewer: Some(reviewer), .. } => Some(reviewer),
            Place::Under { parent, reviewer: None } => Some(parent),
        }
    }

    /// The node above; None for roots.
    pub const fn parent(self) -> Option<OrganisationId> {
        match self {
            Place::Root(_) => None,
            Place::Under { parent, .. } => Some(parent),
        }
    }
}

/// Puts `node` under `parent`, whose ancestors are given, as are those of the reviewing organisation when it is another one.
pub fn put_under(
    node: OrganisationId,
    (parent, above_parent): (OrganisationId, &[OrganisationId]),
    reviewer: Option<(OrganisationId, &[OrganisationId])>,
) -> Result<Place, TreeRefusal> {
    if parent == node || above_parent.contains(&node) {
        return Err(TreeRefusal::BelowItself);
    }
    if reviewer.is_some_and(|(reviewer, above)| reviewer == node || above.contains(&node)) {
        return Err(TreeRefusal::ReviewedFromBelow);
    }
    Ok(Place::Under { parent, reviewer: reviewer.map(|(reviewer, _)| reviewer).filter(|reviewer| *reviewer != parent) })
}

/// The level of a node with these ancestors; roots are on level 1.
pub fn depth(ancestors: &[OrganisationId]) -> u32 {
    u32::try_from(ancestors.len()).unwrap_or(u32::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOP: OrganisationId = OrganisationId(1);
    const CITY: OrganisationId = OrganisationId(2);
    const SCHOOL: OrganisationId = OrganisationId(3);

    // rules: ORG-02
    #[test]
    fn the_parent_reviews_unless_another_is_named() {
        assert_eq!(put_under(SCHOOL, (CITY, &[TOP]), None).unwrap().reviewer(), Some(CITY));
        assert_eq!(put_under(SCHOOL, (CITY, &[TOP]), Some((TOP, &[]))).unwrap().reviewer(), Some(TOP));
        assert_eq!(put_under(SCHOOL, (CITY, &[TOP]), Some((CITY, &[TOP]))), put_under(SCHOOL, (CITY, &[TOP]), None));
        assert_eq!((Place::Root(Root::Cities).reviewer(), Root::ALL.len()), (None, 5));
    }

    // rules: ORG-02
    #[test]
    fn nothing_lies_below_itself() {
        assert_eq!(put_under(CITY, (CITY, &[TOP]), None), Err(TreeRefusal::BelowItself));
        assert_eq!(put_under(CITY, (SCHOOL, &[TOP, CITY]), None), Err(TreeRefusal::BelowItself));
        assert_eq!(put_under(CITY, (TOP, &[]), Some((SCHOOL, &[TOP, CITY]))), Err(TreeRefusal::ReviewedFromBelow));
        assert_eq!(put_under(CITY, (TOP, &[]), Some((CITY, &[TOP]))), Err(TreeRefusal::ReviewedFromBelow));
        let deep: Vec<_> = (10..110).map(OrganisationId).collect();
        assert!(put_under(SCHOOL, (CITY, &deep), None).is_ok());
        assert_eq!((depth(&[]), depth(&deep)), (1, 101));
    }
}
