//! Reading over organisations: what everybody may see, and what stewards need at their desks.

mod counts;
mod desk;
mod members;
mod public;
mod roles;
mod trail;

pub use counts::{Counts, counts};
pub use desk::{
    Desk, GrantLine, HandedIn, Waiting, WaitingSignUps, activities_to_review, desks, grants, make_ups_to_review,
    running_activities, waiting, waiting_sign_ups,
};
pub use members::{MemberLine, MemberQuery, Mine, OwnMembership, StateFilter, members, own, public_name};
pub use public::{
    ActivityLine, Branch, OrganisationCard, OrganisationShown, Place, Query, activities, list, shown, tree,
};
pub use roles::{RoleCopy, roles_of};
pub use trail::{TrailLine, TrailQuery, trail};

use crate::kernel::db::schema::organisation_path;
use diesel::prelude::*;
use domain::{kernel::OrganisationId, organisation::Scope};

/// The node of a scope and how deep it reaches, for `organisation_path`. Nothing is in the scope of a person or the platform here.
fn depth(scope: Scope) -> (i64, i16) {
    match scope {
        Scope::Own(node) => (node.get(), 0),
        Scope::OwnAndBelow(node) => (node.get(), i16::MAX),
        Scope::SelfOnly(_) | Scope::Platform => (0, 0),
    }
}

/// The nodes of a scope, for `eq_any`.
#[diesel::dsl::auto_type]
fn nodes(node: i64, depth_max: i16) -> _ {
    organisation_path::table
        .filter(organisation_path::ancestor_id.eq(node))
        .filter(organisation_path::depth.le(depth_max))
        .select(organisation_path::descendant_id)
}

/// A node with its name.
#[derive(Debug, Clone, serde::Serialize, utoipa::ToSchema)]
pub struct Named {
    #[schema(value_type = String)]
    pub id: OrganisationId,
    pub name: String,
}
