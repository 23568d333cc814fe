//! What every rule stands on: ids, bounded text, minutes, local days, refusals. Knows nothing about volunteering.

mod ids;
mod minutes;
mod refusal;
mod text;
mod time;

pub use ids::*;
pub use minutes::Minutes;
pub use refusal::{Fact, Kind, Refuse, Shape};
pub use text::{TextRefusal, clean, clean_lines};
pub use time::{Period, ZONE, at_local, local_date, step_of, timestamp};
