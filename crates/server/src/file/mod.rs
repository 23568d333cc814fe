//! Files that people hand in: evidence and photographs. The bytes lie encrypted under a keyed address (`kernel::blobs`); here is who
//! brought them, and how they are given out. Whether somebody may see one is decided by the slice that the file belongs to.

pub mod api;
mod copy;
mod flow;
mod removal;
mod store;

pub use api::EVIDENCE;
pub use copy::{FileCopy, of};
pub use flow::{keep, keep_unowned, sealed, serve};
pub use removal::{remove_struck, strike, strike_one};
pub use store::{Stored, is_of, stored};
