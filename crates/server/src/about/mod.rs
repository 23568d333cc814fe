//! What people say about themselves of their own accord (ACC-08): a picture, where they live, what they can do, what they offer and when.
//! Nothing of it is asked for, and each part is replaced or taken back alone. Address and words of one's own lie sealed; chosen skills
//! stand in clear, since stewards look for them. The address is nobody's to read but one's own.
//!
//! Routes: `/me/about`, `/me/avatar…`, `/me/address`, `/me/skills`, `/me/offer`.

mod actions;
pub mod api;
mod flow;
pub mod pages;
mod store;
mod views;

pub use flow::avatar_of;
pub use pages::slot_words;
pub use store::{avatar, erase};
pub use views::{About, Shown, about, shown};
