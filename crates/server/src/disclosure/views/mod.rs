//! What the public part reads: figures, the disclosure of activities, people.

mod figures;
mod hours;
mod people;

pub use figures::{Figures, Team, figures, teams};
pub use hours::{HoursLine, HoursQuery, RowLine, Sort, Span, Status, about, hours, rows, title_of};
pub use people::{PersonShown, RankAfter, Ranked, Served, find_person, person, ranking};

use crate::region;

/// The name of a division by its stored code; the code itself when it isn't in force any more.
pub fn place(code: &str) -> String {
    region::find(code).and_then(region::name).map_or_else(|| code.to_owned(), str::to_owned)
}
