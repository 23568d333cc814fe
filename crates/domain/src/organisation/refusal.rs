//! Why something can't be done in the tree of organisations.

crate::refusals! {
    /// Why something can't be done in the tree of organisations.
    pub enum OrganisationRefusal {
        /// Roles are given by others.
        OwnGrant => "organisation.own-grant", "ORG-09", Forbidden;
        /// More than the grantor holds.
        GrantTooWide { role: String } => "organisation.grant-too-wide", "ORG-09", Forbidden;
        /// No active account has this volunteer number or login name.
        NobodyFound => "organisation.nobody-found", "ORG-09", Invalid;
        /// An organisation keeps at least one owner.
        LastOwner => "organisation.last-owner", "ORG-09", Conflict;
    }
}
