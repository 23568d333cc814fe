//! From an attendance's minutes to ledger lines: nothing when they agree, else take back what was credited and credit anew.

use crate::kernel::{EntryId, Minutes};

/// What to append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// The ledger already says so.
    Agreed,
    /// Nothing was credited before.
    Credit { minutes: Minutes },
    /// The standing entry is taken back, and a new one follows unless it would be empty.
    Correct { reverses: EntryId, minutes: Minutes },
}

/// Settles `minutes` against the entry that stands for this attendance, if there is one.
pub fn settle(standing: Option<(EntryId, Minutes)>, minutes: Minutes) -> Settlement {
    match standing {
        Some((_, credited)) if credited == minutes => Settlement::Agreed,
        Some((reverses, _)) => Settlement::Correct { reverses, minutes },
        None if minutes == Minutes::ZERO => Settlement::Agreed,
        None => Settlement::Credit { minutes },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: HRS-01, ATT-10
    #[test]
    fn a_correction_is_a_reversal_and_a_new_entry() {
        assert_eq!(settle(None, Minutes(90)), Settlement::Credit { minutes: Minutes(90) });
        assert_eq!(settle(None, Minutes(0)), Settlement::Agreed);
        assert_eq!(settle(Some((EntryId(7), Minutes(90))), Minutes(90)), Settlement::Agreed);
        let corrected = settle(Some((EntryId(7), Minutes(90))), Minutes(120));
        assert_eq!(corrected, Settlement::Correct { reverses: EntryId(7), minutes: Minutes(120) });
    }
}
