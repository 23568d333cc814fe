//! What is kept of organisations: the nodes with their paths, who belongs to them, and who holds which role.

mod grants;
mod memberships;
mod nodes;

pub use grants::{grant_row, insert_grant, owners, revoke_grant};
pub use memberships::{
    APPROVED, BELONGED, Belonging, PENDING, belonging, held, insert_membership, membership, save_membership, state_name,
};
pub use nodes::{
    Core, Filed, Node, State, ancestors, core, evidence, file_again, insert_node, name_of, pending, reviewer_of,
    save_decision, save_identity, save_pending, save_profile, set_registered_on, texts,
};
