//! Strangers on this machine that behave like the services outside, check what they are sent by the services' own documents, and
//! misbehave when told to.

pub mod accounts;
pub mod clouds;
