//! Closing an account (PIPL 47): asked for with the password, taken back by one button for fifteen days, then final.
//!
//! At the end the person's key goes, and with it everything that was sealed under it; names that lead to the account, contacts, photo,
//! papers and messages go too, and document and phone are free again. Hours, the log and the trail stay: they hold no identity. Each
//! slice destroys what it keeps. Routes: `/me/closing…`.

mod actions;
pub mod api;
mod flow;
pub mod pages;
mod store;

pub use actions::keep;
pub use flow::end_due;
pub use store::pending;
