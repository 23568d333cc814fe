//! Numbers, lengths of time, days and instants as people of a language write them, in Chinese local time.
//!
//! The order of the parts is a message of each language (`format-…` in `kernel.ftl`); here is only the arithmetic.

use super::Words;
use domain::kernel::{Minutes, ZONE};
use fluent_bundle::FluentArgs;
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};

impl Words {
    /// A number with its thousands grouped: `12,345`.
    pub fn number(&self, number: i64) -> String {
        group(&number.to_string())
    }

    /// Served time: `2 小时 5 分`.
    pub fn minutes(&self, minutes: Minutes) -> String {
        let (hours, rest) = (minutes.0 / 60, minutes.0 % 60);
        let key = match (hours, rest) {
            (0, _) => "format-minutes",
            (_, 0) => "format-hours",
            _ => "format-hours-minutes",
        };
        self.parts(key, &[("hours", self.number(hours.into())), ("minutes", rest.to_string())])
    }

    /// A size, whole kilobytes or megabytes rounded up: `10 MB`.
    pub fn bytes(&self, bytes: i64) -> String {
        const KILOBYTE: i64 = 1024;
        const MEGABYTE: i64 = 1024 * KILOBYTE;
        match bytes {
            ..MEGABYTE => self.counted("format-kilobytes", bytes.saturating_add(KILOBYTE - 1) / KILOBYTE),
            _ => self.counted("format-megabytes", bytes.saturating_add(MEGABYTE - 1) / MEGABYTE),
        }
    }

    /// How long to wait: seconds below one minute, then whole minutes rounded up, so that nobody comes too early.
    pub fn wait(&self, seconds: i64) -> String {
        let minutes = seconds.saturating_add(59) / 60;
        match seconds {
            ..60 => self.counted("format-wait-seconds", seconds.max(1)),
            60..3600 => self.counted("format-wait-minutes", minutes),
            _ => self.minutes(Minutes(u32::try_from(minutes).unwrap_or(u32::MAX))),
        }
    }

    /// A local moment without its year, for what is near: `11月28日 09:00`.
    pub fn at(&self, at: Timestamp) -> String {
        self.moment("format-at", at)
    }

    /// A local moment with its year: `2026年11月28日 09:00`.
    pub fn at_full(&self, at: Timestamp) -> String {
        self.moment("format-at-full", at)
    }

    /// A local moment, with its year only when that is not the year of `now`.
    pub fn at_seen(&self, at: Timestamp, now: Timestamp) -> String {
        if local(at).year() == local(now).year() { self.at(at) } else { self.at_full(at) }
    }

    /// A day with its weekday: `11月28日 周六`.
    pub fn day(&self, day: Date) -> String {
        self.dated("format-day", day)
    }

    /// A day with its year: `2026年11月28日`.
    pub fn day_full(&self, day: Date) -> String {
        self.dated("format-day-full", day)
    }

    /// A month with its year: `2026年11月`.
    pub fn month(&self, day: Date) -> String {
        self.dated("format-month", day)
    }

    /// The local time of day: `09:00`.
    pub fn time(&self, at: Timestamp) -> String {
        clock(local(at))
    }

    fn moment(&self, key: &str, at: Timestamp) -> String {
        let moment = local(at);
        let [year, month, day, _] = self.day_parts(moment.date());
        self.parts(key, &[year, month, day, ("time", clock(moment))])
    }

    fn dated(&self, key: &str, day: Date) -> String {
        self.parts(key, &self.day_parts(day))
    }

    fn day_parts(&self, day: Date) -> [(&'static str, String); 4] {
        let weekday = format!("format-weekday-{}", day.weekday().to_monday_one_offset());
        [
            ("year", day.year().to_string()),
            ("month", self.t(&format!("format-month-{}", day.month())).into_owned()),
            ("day", day.day().to_string()),
            ("weekday", self.t(&weekday).into_owned()),
        ]
    }

    fn counted(&self, key: &str, count: i64) -> String {
        let mut args = FluentArgs::with_capacity(1);
        args.set("count", count);
        self.formatted(key, &args)
    }

    fn parts(&self, key: &str, parts: &[(&str, String)]) -> String {
        let mut args = FluentArgs::with_capacity(parts.len());
        for (name, text) in parts {
            args.set(*name, text.as_str());
        }
        self.formatted(key, &args)
    }
}

fn local(at: Timestamp) -> DateTime {
    ZONE.to_datetime(at)
}

fn clock(moment: DateTime) -> String {
    format!("{:02}:{:02}", moment.hour(), moment.minute())
}

/// Digits in groups of three; a sign and a fraction stay as they are.
pub(super) fn group(number: &str) -> String {
    let (whole, fraction) = number.split_once('.').map_or((number, None), |(whole, rest)| (whole, Some(rest)));
    let digits = whole.trim_start_matches('-');
    let mut grouped: String = if digits.len() < whole.len() { "-".to_owned() } else { String::new() };
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    fraction.map_or_else(|| grouped.clone(), |fraction| format!("{grouped}.{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::super::Locale;
    use super::*;
    use domain::kernel::at_local;
    use jiff::civil::{date, time};

    #[test]
    fn served_time_is_told_in_hours_and_minutes() {
        let (zh, en) = (Words::of(Locale::ZhCn), Words::of(Locale::En));
        for (minutes, chinese, english) in [
            (0, "0 分", "0 min"),
            (5, "5 分", "5 min"),
            (59, "59 分", "59 min"),
            (60, "1 小时", "1 h"),
            (125, "2 小时 5 分", "2 h 5 min"),
            (60 * 1234, "1,234 小时", "1,234 h"),
        ] {
            assert_eq!(
                (zh.minutes(Minutes(minutes)).as_str(), en.minutes(Minutes(minutes)).as_str()),
                (chinese, english)
            );
        }
    }

    #[test]
    fn moments_are_told_in_chinese_local_time() {
        let (zh, en) = (Words::of(Locale::ZhCn), Words::of(Locale::En));
        let at = at_local(date(2026, 11, 28), time(9, 0, 59, 0));
        assert_eq!((zh.at(at).as_str(), en.at(at).as_str()), ("11月28日 09:00", "28 Nov 09:00"));
        assert_eq!((zh.at_full(at).as_str(), en.at_full(at).as_str()), ("2026年11月28日 09:00", "28 Nov 2026 09:00"));
        assert_eq!(
            (zh.day(date(2026, 11, 28)).as_str(), en.day(date(2026, 11, 28)).as_str()),
            ("11月28日 周六", "Sat 28 Nov")
        );
        assert_eq!((zh.time(at).as_str(), zh.month(date(2026, 11, 1)).as_str()), ("09:00", "2026年11月"));
        assert_eq!(zh.day_full(date(2026, 1, 2)), "2026年1月2日");
    }

    #[test]
    fn the_year_is_told_when_it_is_another_one() {
        let words = Words::of(Locale::ZhCn);
        let new_year = at_local(date(2027, 1, 1), time(0, 0, 0, 0));
        let eve = Timestamp::from_second(new_year.as_second() - 1).unwrap();
        assert_eq!(words.at_seen(eve, new_year), "2026年12月31日 23:59");
        assert_eq!(words.at_seen(new_year, new_year), "1月1日 00:00");
    }

    #[test]
    fn waiting_times_round_up() {
        let (zh, en) = (Words::of(Locale::ZhCn), Words::of(Locale::En));
        for (seconds, chinese, english) in [
            (-3, "1 秒", "1 second"),
            (45, "45 秒", "45 seconds"),
            (60, "1 分钟", "1 minute"),
            (61, "2 分钟", "2 minutes"),
            (3600, "1 小时", "1 h"),
            (5401, "1 小时 31 分", "1 h 31 min"),
        ] {
            assert_eq!((zh.wait(seconds).as_str(), en.wait(seconds).as_str()), (chinese, english), "{seconds}");
        }
    }

    #[test]
    fn sizes_are_told_in_whole_units() {
        let words = Words::of(Locale::ZhCn);
        let edge = 1024 * 1024;
        for (bytes, expected) in
            [(0, "0 KB"), (1, "1 KB"), (edge - 1, "1,024 KB"), (edge, "1 MB"), (10 * edge, "10 MB")]
        {
            assert_eq!(words.bytes(bytes), expected);
        }
    }

    #[test]
    fn thousands_are_grouped() {
        for (raw, expected) in
            [("0", "0"), ("999", "999"), ("1000", "1,000"), ("-1234567", "-1,234,567"), ("1234.5", "1,234.5")]
        {
            assert_eq!(group(raw), expected);
        }
        assert_eq!(Words::of(Locale::En).number(-1000), "-1,000");
    }
}
