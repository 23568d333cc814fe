//! Why something can't be done in the tree of organisations.

crate::refusals! {
    /// Why something can't be done in the tree of organisations.
    pub enum OrganisationRefusal {
        /// Roles are given by others.
        OwnGrant => "organisation.own-grant", "ORG-09", Forbidden;
        /// More than the grantor holds.
        GrantTooWide { role: String } => "organisation.grant-too-wide", "ORG-09", Forbidden;
    }
}
