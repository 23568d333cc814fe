//! What every slice stands on and that knows nothing about volunteering.

pub mod access;
pub mod blobs;
pub mod clock;
pub mod cloud;
pub mod config;
pub mod crypto;
pub mod cx;
pub mod db;
pub mod dice;
pub mod failure;
pub mod hashers;
pub mod human;
pub mod ids;
pub mod log;
pub mod node;
pub mod office;
pub mod outward;
pub mod search;
pub mod sequencer;
pub mod session;
pub mod setting;
pub mod watch;
pub mod web;
pub mod words;
