//! What the public may see of volunteers (PUB-02 to PUB-04; 志愿服务条例 20): masked names unless the person consented, never more of
//! minors, and no more rows a minute than a person reads.

use crate::{kernel::Minutes, volunteer::PersonName};
use jiff::Timestamp;

crate::refusals! {
    /// Why a page of the public part stays closed.
    pub enum DisclosureRefusal {
        /// There is no page of this person; whether there is such a person isn't told.
        NoSuchPage => "disclosure.no-such-page", "PUB-04", Invalid;
        /// Many rows were read from this address: log in or wait.
        TooManyRows { rows_max: u32, wait_seconds: u32 } => "disclosure.too-many-rows", "PUB-04", TooMany;
    }
}

/// What decides about one person's place in public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Public {
    /// The consent "show my name in public" (ACC-12), as it stands now.
    pub consents: bool,
    /// When the person comes of age; none for adults (see `volunteer::age`).
    pub minor_until: Option<Timestamp>,
}

impl Public {
    /// Whether name, page and search are open: of consenting adults.
    pub fn is_open(self, now: Timestamp) -> bool {
        self.consents && self.is_ranked(now)
    }

    /// The only name that public pages read.
    pub fn name(self, name: &PersonName, now: Timestamp) -> String {
        if self.is_open(now) { name.full() } else { name.masked() }
    }

    /// Whether there is a personal page (PUB-03), and so whether a search by name finds it.
    pub fn page(self, now: Timestamp) -> Result<(), DisclosureRefusal> {
        if self.is_open(now) { Ok(()) } else { Err(DisclosureRefusal::NoSuchPage) }
    }

    /// Whether the person appears in rankings: adults, masked or not; minors never (REG-18).
    pub fn is_ranked(self, now: Timestamp) -> bool {
        self.minor_until.is_none_or(|until| until <= now)
    }
}

/// One row of the disclosure of an activity's hours (PUB-02).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub public_name: String,
    pub scan: Minutes,
    pub make_up: Minutes,
}

impl Row {
    /// Scan and make-up time together.
    pub fn total(&self) -> Minutes {
        self.scan + self.make_up
    }
}

/// Rows that an address without login read in the running minute.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reading {
    minute: i64,
    rows: u32,
}

impl Reading {
    /// Rows a minute without login.
    pub const ROWS_MAX: u32 = 60;

    /// Takes up to `wanted` rows: how many may be shown now, and what to keep. Refused when none are left this minute.
    pub fn take(self, wanted: u32, now: Timestamp) -> Result<(u32, Reading), DisclosureRefusal> {
        let minute = now.as_second().div_euclid(60);
        let read = if minute == self.minute { self.rows } else { 0 };
        let shown = wanted.min(Reading::ROWS_MAX.saturating_sub(read));
        if shown == 0 && wanted > 0 {
            let wait_seconds = u32::try_from(60 - now.as_second().rem_euclid(60)).unwrap_or(60);
            return Err(DisclosureRefusal::TooManyRows { rows_max: Reading::ROWS_MAX, wait_seconds });
        }
        Ok((shown, Reading { minute, rows: read + shown }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::at_local;
    use jiff::civil::{date, time};

    fn now() -> Timestamp {
        at_local(date(2026, 11, 28), time(0, 0, 0, 0))
    }

    // rules: PUB-02
    #[test]
    fn a_row_shows_total_scan_and_make_up() {
        let row = Row { public_name: "张*".to_owned(), scan: Minutes(90), make_up: Minutes(30) };
        assert_eq!(row.total(), Minutes(120));
    }

    // rules: PUB-03, PUB-04
    #[test]
    fn name_and_page_are_open_with_consent_and_never_of_minors() {
        // given
        let name = PersonName::parse("张", "三丰").unwrap();
        let seen = |consents, minor_until| {
            let public = Public { consents, minor_until };
            (public.name(&name, now()), public.page(now()), public.is_ranked(now()))
        };
        let closed = || Err(DisclosureRefusal::NoSuchPage);
        let (today, later) = (Some(now()), Timestamp::from_second(now().as_second() + 1).ok());
        // then
        for adult in [None, today] {
            assert_eq!(seen(true, adult), ("张三丰".to_owned(), Ok(()), true));
            assert_eq!(seen(false, adult), ("张*".to_owned(), closed(), true));
        }
        assert_eq!(seen(true, later), ("张*".to_owned(), closed(), false));
        assert_eq!(seen(false, later), ("张*".to_owned(), closed(), false));
    }

    // rules: PUB-04
    #[test]
    fn sixty_rows_a_minute_without_login() {
        // given 20 rows read, then 40
        let at = |second: i64| Timestamp::from_second(now().as_second() + second).unwrap();
        let (_, reading) = Reading::default().take(20, at(0)).unwrap();
        let (shown, full) = reading.take(50, at(59)).unwrap();
        // then
        assert_eq!(shown, 40);
        assert_eq!(full.take(1, at(59)), Err(DisclosureRefusal::TooManyRows { rows_max: 60, wait_seconds: 1 }));
        assert_eq!(full.take(1, at(50)), Err(DisclosureRefusal::TooManyRows { rows_max: 60, wait_seconds: 10 }));
        assert_eq!(full.take(0, at(59)), Ok((0, full)));
        assert_eq!(full.take(1, at(60)).map(|(shown, _)| shown), Ok(1));
    }
}
