//! The solar term (节气) that a day lies in, for the date line of the home page.

use jiff::civil::Date;

/// For each month the two terms' constants in ten thousandths of a day, by the usual approximation for 2001 to 2099:
/// day = ⌊0.2422 · year + constant⌋ − leap days.
const CONSTANTS: [[i64; 2]; 12] = [
    [54_055, 201_200],
    [38_700, 187_300],
    [56_300, 206_460],
    [48_100, 201_000],
    [55_200, 210_400],
    [56_780, 213_700],
    [71_080, 228_300],
    [75_000, 231_300],
    [76_460, 230_420],
    [83_180, 234_380],
    [74_380, 223_600],
    [71_800, 219_400],
];

/// Years in which the approximation is a day off: year, month, which term, days.
const CORRECTIONS: [(i16, i8, usize, i64); 10] = [
    (2002, 8, 0, 1),
    (2008, 5, 1, 1),
    (2016, 7, 0, 1),
    (2019, 1, 0, -1),
    (2021, 12, 1, -1),
    (2026, 2, 1, -1),
    (2082, 1, 1, 1),
    (2084, 3, 1, 1),
    (2089, 10, 1, 1),
    (2089, 11, 0, 1),
];

/// The number of the term that the day lies in, 0 (小寒) to 23 (冬至); none outside this century.
pub fn term(day: Date) -> Option<usize> {
    if !(2001..2100).contains(&day.year()) {
        return None;
    }
    let month = usize::try_from(day.month()).ok()?.checked_sub(1)?;
    let begun =
        (0..2).filter(|which| begins_on(day.year(), day.month(), *which).is_some_and(|at| at <= i64::from(day.day())));
    // Before the first term of a month the second one of the month before still lasts.
    Some((month * 2 + 24 + begun.count() - 1) % 24)
}

fn begins_on(year: i16, month: i8, which: usize) -> Option<i64> {
    let constant = CONSTANTS.get(usize::try_from(month).ok()?.checked_sub(1)?)?.get(which)?;
    let short = i64::from(year) % 100;
    let leap_days = if month <= 2 { (short - 1).div_euclid(4) } else { short / 4 };
    let off =
        CORRECTIONS.iter().find(|(y, m, w, _)| (*y, *m, *w) == (year, month, which)).map_or(0, |(.., days)| *days);
    Some((short * 2_422 + constant) / 10_000 - leap_days + off)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn terms_begin_on_the_days_of_the_almanac() {
        for (day, number) in [
            (date(2026, 1, 4), 23),
            (date(2026, 1, 5), 0),
            (date(2026, 2, 4), 2),
            (date(2026, 2, 17), 2),
            (date(2026, 2, 18), 3),
            (date(2026, 3, 20), 5),
            (date(2026, 4, 5), 6),
            (date(2026, 6, 21), 11),
            (date(2026, 9, 23), 17),
            (date(2026, 11, 21), 20),
            (date(2026, 11, 22), 21),
            (date(2026, 12, 22), 23),
            (date(2027, 1, 1), 23),
        ] {
            assert_eq!(term(day), Some(number), "{day}");
        }
        assert_eq!(term(date(2100, 1, 1)), None);
    }
}
