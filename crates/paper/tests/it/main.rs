//! The papers, read by other programs than those that made them.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a broken assumption of a test should stop it")]

mod card;
mod certificate;
mod detail_list;
mod press;
mod sample;
mod tools;

use paper::Press;
use std::sync::LazyLock;

/// One for all tests, as a server has it.
static PRESS: LazyLock<Press> = LazyLock::new(|| Press::new(Vec::new()).unwrap());
