//! Minutes as the figures of a page: hours grouped by thousands and the minutes that remain. Units are words of the caller.

use serde::Serialize;

/// `minutes` is absent when the hours are whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Figure {
    negative: bool,
    hours: String,
    minutes: Option<String>,
}

impl Figure {
    /// What was given.
    pub fn of(minutes: u32) -> Figure {
        let rest = minutes % 60;
        Figure { negative: false, hours: grouped(minutes / 60), minutes: (rest > 0).then(|| rest.to_string()) }
    }

    /// What was taken away; nothing taken away has no sign.
    pub fn less(minutes: u32) -> Figure {
        Figure { negative: minutes > 0, ..Figure::of(minutes) }
    }
}

/// 1234567 as 1,234,567.
fn grouped(number: u32) -> String {
    match number.checked_div(1000) {
        Some(thousands) if thousands > 0 => format!("{},{:03}", grouped(thousands), number % 1000),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_become_hours_and_the_rest() {
        let figure = |negative, hours: &str, minutes: Option<&str>| Figure {
            negative,
            hours: hours.to_owned(),
            minutes: minutes.map(str::to_owned),
        };
        assert_eq!(Figure::of(0), figure(false, "0", None));
        assert_eq!(Figure::of(59), figure(false, "0", Some("59")));
        assert_eq!(Figure::of(60), figure(false, "1", None));
        assert_eq!(Figure::of(999 * 60), figure(false, "999", None));
        assert_eq!(Figure::of(1_000_005 * 60 + 1), figure(false, "1,000,005", Some("1")));
        assert_eq!(Figure::less(61), figure(true, "1", Some("1")));
        assert_eq!(Figure::less(0), figure(false, "0", None));
    }
}
