//! The e-card (CRD-07): for every verified volunteer at once, with a code that changes every half minute and a picture to keep.
//!
//! Two codes lead to a volunteer: the rotating token, whose rule is `domain::card`, and the still code of a printed face. Both are
//! addresses, `/k/{code}`, that any scanner opens (ENT-02). Routes: `/card`, `/me/card`, `/me/card.png`, `/k/{code}`.

pub mod api;
mod code;
mod onsite;
pub mod pages;
mod views;

pub use code::{address, face_code, volunteer_of};
