//! Organisations and groups: their tree, their members, and who may act for them.
//!
//! A registration goes applied → approved, returned (to be sent again) or refused; a belonging goes pending → approved, rejected or
//! withdrawn, and ends by leaving or removal. Roles are given at a node, for it alone or with all below.

mod actions;
pub mod api;
pub mod integrity;
pub mod pages;
mod rights;
mod store;
mod views;
mod who;

pub use actions::{
    end::{end_belongings, end_roles, owned, owned_alone},
    grants::{Give, Take, give, give_made, take},
    membership::{
        Apply, Decide as DecideMembers, End, Outcome, Word, apply, apply_for, decide as decide_members, leave, withdraw,
    },
    registration::{Decide, Make, Register, SendAgain, Texts, Verdict, create_made, decide, register, send_again},
};
pub use pages::Side;
pub use rights::{
    PlatformSteward, Steward, platform_power, platform_powers, platform_steward, second_factor_demanded, steward,
    steward_of_activity, steward_of_subtree,
};
pub use store::{APPROVED, BELONGED, Belonging, State, ancestors, belonging, held, name_of, reviewer_of};
pub use views::{
    Counts, Desk, OrganisationCard, OrganisationShown, OwnMembership, Place, Query, RoleCopy, counts, desks, list, own,
    roles_of, shown,
};
