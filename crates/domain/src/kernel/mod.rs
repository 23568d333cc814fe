//! What every rule stands on: ids, bounded text, minutes, local days, refusals. Knows nothing about volunteering.

mod fold;
mod ids;
mod keyed;
mod minutes;
mod named;
mod refusal;
mod text;
mod time;

pub use fold::{fold_code, fold_width};
pub use ids::*;
pub use keyed::{hex, keyed, keyed_hex, same_secret, sha256_hex};
pub use minutes::Minutes;
pub use refusal::{Fact, Kind, Refuse, Shape};
pub use text::{TextRefusal, clean, clean_lines};
pub use time::{Period, ZONE, at_local, day_number, day_of, local_date, step_of, timestamp};
