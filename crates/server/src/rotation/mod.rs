//! Rotating the keys while the platform is served: those that wrap people's keys (an epoch's), and those of the digests by which people
//! are found (a version's).
//!
//! States: one of each → begun: new ones beside the old, writes go under both versions, look-ups ask both, a job renews what is there,
//! some people at a time, from where it stopped → complete: nothing needs the old ones → retired: set aside and read no more, what was
//! written under them is removed → destroyed. Begun, retired and destroyed by `goodhours keys` alone. The other keys stay as they are.

mod actions;
mod jobs;
mod store;
mod views;

pub use actions::{RotationRefusal, begin, destroy, look, retire};
pub use jobs::{renew, run};
pub use views::Status;
