//! What people do with organisations: register them, belong to them, act for them.

pub mod end;
pub mod grants;
pub mod identity;
pub mod membership;
pub mod profile;
pub mod registration;
