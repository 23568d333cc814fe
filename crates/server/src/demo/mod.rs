//! A believable province to try the program with, as a function of a seed and a start day. Everything in it is made by the same
//! actions as the doors use, with the clock passed in; names and numbers are invented, divisions are real.

pub mod dice;
pub mod organisations;
pub mod people;
pub mod places;
pub mod plan;
pub mod programme;
