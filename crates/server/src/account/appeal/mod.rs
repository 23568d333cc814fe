//! Appeals (REG-14): somebody who lost phone and e-mail shows papers; two stewards of the platform look; the owner has days to object;
//! then the new phone takes the old one's place.
//!
//! States: filed → supported → granted → done, or refused, or stopped. What was written and the papers lie sealed, are opened by a
//! steward who says why, and are gone a month after the end.

mod actions;
pub mod api;
mod flow;
pub mod pages;
pub mod papers;
mod store;
mod views;

pub use actions::{carry_out, end_of, forget};
pub use views::{Open, open_of};
