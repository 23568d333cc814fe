//! What everybody may see (PUB-01 to PUB-04): the home page, the disclosure of hours per activity, the ranking of volunteers and the
//! pages of those who agreed to one.
//!
//! Names are the `public_name` and nothing else; rows carry a code in place of anybody's id, so that the rows of one person in two
//! activities can't be put together. It reads only; the figures of the home page are counted anew from time to time (`tally`).

pub mod api;
mod calendar;
mod limiter;
pub mod pages;
mod rows;
mod tally;
mod views;

pub use limiter::Readers;
pub use rows::{code, find};
pub use tally::{count, keep_counting};
pub use views::{Figures, HoursLine, HoursQuery, PersonShown, Ranked, RowLine, Sort, Span, Status, Team, title_of};
