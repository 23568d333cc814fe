//! Whose data someone may read: an argument of every query for other people's data, never a filter added later.

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
