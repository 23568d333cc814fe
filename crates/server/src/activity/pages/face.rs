//! What templates ask of an activity besides its fields: one-word standings, colours, and lines put together.

use crate::{
    activity::views::{Card, PositionLine, SessionLine, Shown},
    kernel::web::{Chrome, encode},
};
use domain::kernel::{Minutes, local_date};

impl Shown {
    /// Who a position is for, in one line.
    pub fn wanted(&self, c: &Chrome, position: &PositionLine) -> String {
        let age = match (position.age_min, position.age_max) {
            (Some(min), Some(max)) => Some(c.with2("activity-age-between", "min", min, "max", max)),
            (Some(min), None) => Some(c.with("activity-age-from", "age", min)),
            (None, Some(max)) => Some(c.with("activity-age-until", "age", max)),
            (None, None) => None,
        };
        let sex = position.sex.map(|sex| c.named("activity-sex", &sex.to_string()));
        let wanted: Vec<String> = [age, sex].into_iter().flatten().collect();
        if wanted.is_empty() { c.t("activity-position-anyone") } else { wanted.join(&c.t("format-list-mark")) }
    }

    /// The local day and the times of a session.
    pub fn session(&self, c: &Chrome, session: &SessionLine) -> String {
        let day = c.day(local_date(session.starts_at));
        format!("{day} {}", c.span(session.starts_at, session.ends_at))
    }

    /// How long the break of a session is.
    pub fn pause(&self, c: &Chrome, session: &SessionLine) -> String {
        c.with("activity-break", "length", Minutes(session.break_minutes))
    }

    /// Where the place is on a map of the world.
    pub fn map(&self) -> String {
        let name = encode(&self.card.address);
        format!(
            "https://uri.amap.com/marker?position={},{}&coordinate=wgs84&name={name}",
            self.longitude, self.latitude
        )
    }

    /// Whether anybody may read it.
    pub fn is_public(&self) -> bool {
        matches!(self.card.state, "published" | "finished" | "cancelled" | "archived")
    }

    /// Whether presence is kept on site, so that codes, scanner and board make sense.
    pub fn is_on_site(&self) -> bool {
        matches!(self.card.state, "published" | "finished") && !self.methods.is_empty()
    }
}

impl Card {
    /// How it stands with joining, in one word: `open`, `last`, `full`, `closed`, `walk-in`, or the state once it isn't public news.
    pub fn standing(&self) -> &'static str {
        match (self.state, self.places.saturating_sub(self.taken)) {
            ("published", _) if self.places == 0 => "walk-in",
            ("published", 0) => "full",
            ("published", 1) if self.recruiting => "last",
            ("published", _) if self.recruiting => "open",
            ("published", _) => "closed",
            (state, _) => state,
        }
    }

    /// The colour of the standing's badge.
    pub fn tone(&self) -> &'static str {
        match self.standing() {
            "open" | "walk-in" => "ok",
            "last" | "in-review" => "wait",
            "cancelled" | "returned" => "no",
            _ => "",
        }
    }

    /// Places that nobody has taken yet.
    pub fn left(&self) -> u32 {
        self.places.saturating_sub(self.taken)
    }
}
