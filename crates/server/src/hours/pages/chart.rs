//! The picture of a record: service minutes month by month or year by year, as bars that the server draws.
//!
//! It is a picture of the ledger and nothing else: what doesn't count yet, honours and training are left out (HRS-05). Every bar
//! also stands in the table below it, for those who don't see pictures.

use crate::hours::make_up::Entry;
use domain::kernel::Minutes;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The drawing's own units: wide enough for twelve bars whose numbers can be read on a phone.
const LEFT: i64 = 64;
const RIGHT: i64 = 476;
const TOP: i64 = 34;
const FLOOR: i64 = 178;
/// More years than this stand in the table only.
const YEARS_MAX: usize = 6;

/// Bars with the lines behind them.
pub struct Chart {
    pub bars: Vec<Bar>,
    /// Heights and hours of the lines.
    pub lines: Vec<(i64, i64)>,
    /// Every period with its sums, the newest first.
    pub rows: Vec<Period>,
    /// The period with the most minutes.
    pub most: Option<Period>,
}

/// One bar, its parts from the floor upwards.
pub struct Bar {
    pub label: i32,
    pub x: i64,
    pub middle: i64,
    pub width: i64,
    pub scan: Part,
    pub make_up: Part,
    /// The hours that are written above it, and where.
    pub said: Option<(i64, String)>,
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub y: i64,
    pub height: i64,
}

/// The sums of a month or a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// 1 to 12, or the year.
    pub label: i32,
    pub scan: Minutes,
    pub make_up: Minutes,
    pub deducted: Minutes,
}

impl Period {
    /// What is left of it.
    pub fn total(&self) -> Minutes {
        (self.scan + self.make_up).less(self.deducted)
    }
}

impl Chart {
    /// The months of a year.
    pub fn months(entries: &[&Entry], year: i16, today: Date) -> Chart {
        let of_year: Vec<&Entry> = entries.iter().copied().filter(|entry| entry.served_on.year() == year).collect();
        let sums = sums(&of_year, today, |day| i32::from(day.month()));
        let periods: Vec<Period> = (1..=12).map(|month| sums.get(&month).copied().unwrap_or(empty(month))).collect();
        Chart::draw(&periods, 12)
    }

    /// The years from the first one served to the last, the newest at the right.
    pub fn years(entries: &[&Entry], today: Date) -> Chart {
        let sums = sums(entries, today, |day| i32::from(day.year()));
        let (first, last) = (sums.keys().next().copied(), sums.keys().next_back().copied());
        let span = first.unwrap_or_default()..=last.unwrap_or_default();
        let periods: Vec<Period> = match sums.is_empty() {
            true => Vec::new(),
            false => span.map(|year| sums.get(&year).copied().unwrap_or(empty(year))).collect(),
        };
        Chart::draw(&periods, YEARS_MAX)
    }

    /// Whether there is anything to look at.
    pub fn is_empty(&self) -> bool {
        self.most.is_none()
    }

    fn draw(periods: &[Period], bars_max: usize) -> Chart {
        let most = periods.iter().copied().filter(|one| one.total() > Minutes::ZERO).max_by_key(Period::total);
        let hours = scale(most.map_or(0, |one| one.total().get()));
        let shown = periods.get(periods.len().saturating_sub(bars_max)..).unwrap_or_default();
        let slot = (RIGHT - LEFT) / i64::try_from(shown.len().max(1)).unwrap_or(1);
        let bar = |(at, one): (usize, &Period)| {
            let middle = LEFT + slot * i64::try_from(at).unwrap_or(0) + slot / 2;
            one.bar(middle, (slot * 3 / 5).min(48), hours, most.is_some_and(|most| most == *one))
        };
        let bars = shown.iter().enumerate().map(bar).collect();
        let lines = [0, hours / 2, hours].map(|line| (height(line * 60, hours), line));
        let rows = periods.iter().copied().filter(|one| *one != empty(one.label)).rev().collect();
        Chart { bars, lines: lines.into(), rows, most }
    }
}

impl Period {
    /// Deductions come off what was scanned first.
    fn bar(&self, middle: i64, width: i64, hours: i64, is_most: bool) -> Bar {
        let scan = self.scan.less(self.deducted);
        let make_up = self.make_up.less(self.deducted.less(self.scan));
        let (low, top) = (height(scan.get(), hours), height((scan + make_up).get(), hours));
        let scan = Part { y: low, height: FLOOR - low };
        let make_up = Part { y: top, height: low - top };
        let said = is_most.then(|| (top - 8, in_hours(self.total())));
        Bar { label: self.label, x: middle - width / 2, middle, width, scan, make_up, said }
    }
}

fn empty(label: i32) -> Period {
    Period { label, scan: Minutes::ZERO, make_up: Minutes::ZERO, deducted: Minutes::ZERO }
}

/// The sums of service minutes that count today, by what `label` makes of the day served.
fn sums(entries: &[&Entry], today: Date, label: impl Fn(Date) -> i32) -> BTreeMap<i32, Period> {
    let mut raw: BTreeMap<i32, [i64; 3]> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.counts_from <= today && entry.is_service()) {
        let [scan, make_up, deducted] = raw.entry(label(entry.served_on)).or_default();
        match entry.changes {
            "make-up" => *make_up += entry.signed(),
            "deduction" => *deducted += entry.signed(),
            _ => *scan += entry.signed(),
        }
    }
    let period = |(label, sums): (i32, [i64; 3])| {
        let [scan, make_up, deducted] = sums.map(|sum| Minutes::stored(sum.max(0)));
        (label, Period { label, scan, make_up, deducted })
    };
    raw.into_iter().map(period).collect()
}

/// The hours of the highest line: the next of 2, 4, 10, 20, 40, 100 … that hold the minutes.
fn scale(minutes: i64) -> i64 {
    let wanted = (minutes + 59) / 60;
    let mut unit = 1;
    loop {
        if let Some(hours) = [2, 4, 10].map(|step| step * unit).into_iter().find(|hours| *hours >= wanted) {
            return hours;
        }
        unit *= 10;
    }
}

/// Hours with a decimal where they are no whole ones.
fn in_hours(minutes: Minutes) -> String {
    let tenths = (minutes.get() + 3) / 6;
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

/// How far down in the drawing some minutes reach.
fn height(minutes: i64, hours: i64) -> i64 {
    FLOOR - (FLOOR - TOP) * minutes / (hours * 60).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_line_holds_the_highest_bar_and_little_more() {
        assert_eq!([0, 1, 120, 121, 240, 241, 600, 601].map(scale), [2, 2, 2, 4, 4, 10, 10, 20]);
        assert_eq!([60_000, 60_001].map(scale), [1_000, 2_000]);
        assert_eq!((height(0, 4), height(240, 4), height(120, 4)), (FLOOR, TOP, (FLOOR + TOP) / 2));
    }

    // rules: HRS-05
    #[test]
    fn deductions_come_off_the_bar() {
        let period = Period { label: 3, scan: Minutes(60), make_up: Minutes(60), deducted: Minutes(90) };
        let bar = period.bar(100, 20, 2, true);
        assert_eq!((bar.scan.height, bar.make_up.height), (0, (FLOOR - TOP) / 4));
        assert_eq!(bar.said.map(|(_, hours)| hours), Some("0.5".to_owned()));
    }
}
