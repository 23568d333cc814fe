//! The tree of organisations (ORG-02): five kinds of root, any depth, each node with a parent and a reviewing organisation.

use crate::kernel::OrganisationId;

crate::refusals! {
    /// Why a node can't stand there. Below itself it can't, by the way it is made: its parent is older, and it never moves.
    pub enum TreeRefusal {
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

/// Who reviews a node: the one that was named, by default its parent. None for roots, which the platform reviews.
pub fn reviewed_by(parent: Option<OrganisationId>, named: Option<OrganisationId>) -> Option<OrganisationId> {
    named.or(parent)
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: ORG-02
    #[test]
    fn the_parent_reviews_unless_another_is_named() {
        let (top, city) = (Some(OrganisationId(1)), Some(OrganisationId(2)));
        assert_eq!(reviewed_by(city, None), city);
        assert_eq!(reviewed_by(city, top), top);
        assert_eq!((reviewed_by(None, None), Root::ALL.len()), (None, 5));
    }
}
