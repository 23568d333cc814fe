//! Suspended accounts (ACC-14, REG-15): who can't log in, why, and how the platform lets them in again. Nobody else can, and a steward of
//! an organisation can neither suspend nor restore. Routes: `/platform/suspended-accounts…`.

mod actions;
pub mod api;
pub mod pages;
mod views;

pub use actions::lift;
