//! What a browser loads that is not a page: the design system's style sheet, the small scripts, icons and the service worker
//! (bundled by `build.rs` from `web/`), and the pictures that are drawn rather than stored: activity covers and avatars.
//! It knows nothing of volunteering and does no I/O at run time.

pub mod avatar;
pub mod cover;

mod assets;
mod dice;

pub use assets::{Asset, Encoding, all, find, url};

/// The administrative divisions of GB/T 2260 in force, one `code name` per line in order of their codes (`web/divisions.mjs`).
pub const DIVISIONS: &str = include_str!(concat!(env!("OUT_DIR"), "/divisions.txt"));
