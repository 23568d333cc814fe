//! Everything that is kept about oneself, at once (PIPL 45): as JSON for programs, as a page to read and print. Asked for with the
//! password, and written into the trail. Each slice says itself what it keeps; nothing is read past them. Routes: `/me/export`,
//! `/me/exports`.

pub mod api;
mod flow;
pub mod pages;
mod sections;
mod views;
