//! Service-time certificates: what is stated, who signs, the papers, and how a stranger compares one (CER-01 to CER-04).
//!
//! A certificate is begun (stated and numbered), then issued once both papers are printed, or stopped by a character that no font
//! has. Routes: `/me/certificate…`, `/me/photo`, `/certificates…`, `/c`, `/steward/{organisation}/certificates`, `…/glyphs`.

mod actions;
pub mod api;
mod code;
mod digits;
mod erase;
mod flow;
pub mod pages;
mod print;
mod printer;
mod records;
mod stated;
mod store;
mod views;

pub use actions::{forget_photo, photo_of};
pub use code::{Claims, verified};
pub use erase::erase;
pub use flow::{file_bytes, picture as file_picture};
pub use print::{grouped, list_words};
pub use printer::{CHILD_ENVIRONMENT, Printer, card as print_card, print_details};
pub use views::{CertificateCopy, copies};
