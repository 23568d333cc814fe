//! Totals are derived (HRS-05): total = scan + make-up − deductions; honorary and training stand beside and are never added.

use super::{Class, Domain, Entry};
use crate::kernel::{Minutes, local_date};
use jiff::{Timestamp, civil::Date};

/// A person's or a node's hours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Totals {
    pub scan: Minutes,
    pub make_up: Minutes,
    pub deducted: Minutes,
    pub honorary: Minutes,
    pub training: Minutes,
}

impl Totals {
    /// The service hours that stars, rankings and certificates use.
    pub fn total(&self) -> Minutes {
        (self.scan + self.make_up).less(self.deducted)
    }

    fn cell(&mut self, class: Class, domain: Domain) -> &mut Minutes {
        match (domain, class) {
            (Domain::Training, _) => &mut self.training,
            (Domain::Service, Class::MakeUp) => &mut self.make_up,
            (Domain::Service, Class::Honorary) => &mut self.honorary,
            (Domain::Service, Class::Deduction) => &mut self.deducted,
            (Domain::Service, Class::Scan | Class::Reversal) => &mut self.scan,
        }
    }
}

/// The totals on the local day `today`; what counts from a later day is left out.
pub fn totals(entries: &[Entry], today: Date) -> Totals {
    let mut sum = Totals::default();
    for entry in entries.iter().filter(|entry| entry.counts_from <= today) {
        let Entry { credit, reverses, .. } = entry;
        match reverses {
            Some(taken_back) => {
                let cell = sum.cell(taken_back.class, credit.domain);
                *cell = cell.less(credit.minutes);
            }
            None => {
                let cell = sum.cell(credit.class, credit.domain);
                *cell = *cell + credit.minutes;
            }
        }
    }
    sum
}

/// The totals as anyone would have seen them at a past moment (HRS-07).
pub fn totals_at(entries: &[Entry], moment: Timestamp) -> Totals {
    let known: Vec<Entry> = entries.iter().filter(|entry| entry.recorded_at <= moment).copied().collect();
    totals(&known, local_date(moment))
}

#[cfg(test)]
mod tests {
    use super::super::{Counted, Credit};
    use super::*;
    use crate::kernel::EntryId;
    use jiff::civil::date;

    fn entry(id: i64, class: Class, minutes: u32) -> Entry {
        let day = date(2026, 11, 20);
        let credit = Credit { class, domain: Domain::Service, minutes: Minutes(minutes), served_on: day };
        let recorded_at = Timestamp::from_second(1_000 * id).unwrap();
        Entry { id: EntryId(id), credit, counts_from: day, recorded_at, reverses: None }
    }

    fn training(id: i64, minutes: u32) -> Entry {
        let mut entry = entry(id, Class::Scan, minutes);
        entry.credit.domain = Domain::Training;
        entry
    }

    const TODAY: Date = date(2026, 11, 20);

    // rules: HRS-05
    #[test]
    fn the_total_is_scan_and_make_up_less_deductions() {
        let entries = [
            entry(1, Class::Scan, 120),
            entry(2, Class::MakeUp, 60),
            entry(3, Class::Honorary, 500),
            entry(4, Class::Deduction, 30),
        ];
        let sum = totals(&entries, TODAY);
        assert_eq!(sum.total(), Minutes(150));
        assert_eq!(sum.honorary, Minutes(500));
    }

    // rules: HRS-02
    #[test]
    fn training_minutes_never_count_as_service() {
        let sum = totals(&[entry(1, Class::Scan, 120), training(2, 300)], TODAY);
        assert_eq!(sum.total(), Minutes(120));
        assert_eq!(sum.training, Minutes(300));
    }

    // rules: HRS-01
    #[test]
    fn a_reversal_takes_back_the_entry_in_its_own_class() {
        let mut back = entry(3, Class::Reversal, 60);
        back.reverses = Some(Counted { id: EntryId(2), class: Class::MakeUp });
        let sum = totals(&[entry(1, Class::Scan, 120), entry(2, Class::MakeUp, 60), back], TODAY);
        assert_eq!(sum.make_up, Minutes::ZERO);
        assert_eq!(sum.total(), Minutes(120));
    }

    // rules: HRS-03
    #[test]
    fn an_entry_counts_from_its_day_not_before() {
        let later = Entry { counts_from: date(2026, 11, 21), ..entry(1, Class::MakeUp, 60) };
        assert_eq!(totals(&[later], date(2026, 11, 20)).total(), Minutes::ZERO);
        assert_eq!(totals(&[later], date(2026, 11, 21)).total(), Minutes(60));
    }

    // rules: HRS-07
    #[test]
    fn a_past_moment_shows_what_was_known_then() {
        let mut entries = [entry(1, Class::Scan, 120), entry(2, Class::Scan, 60)];
        for entry in &mut entries {
            entry.counts_from = date(1970, 1, 1);
        }
        let at = |second| totals_at(&entries, Timestamp::from_second(second).unwrap()).total();
        assert_eq!((at(999), at(1_000), at(1_999), at(2_000)), (Minutes(0), Minutes(120), Minutes(120), Minutes(180)));
    }
}
