//! How many rows an address without login has read in the running minute (PUB-04). Kept in this process: with several instances an
//! address may read as much from each.

use crate::kernel::{failure::Answer, web::Visit};
use domain::disclosure::Reading;
use jiff::Timestamp;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// Addresses that are remembered; more than that within a minute is an attack, and then all of them begin anew.
const ADDRESSES_MAX: usize = 100_000;

/// The readers of the last minutes.
#[derive(Default)]
pub struct Readers {
    known: Mutex<HashMap<String, Reading>>,
}

impl Readers {
    /// How many of `wanted` rows this visit may be shown; who is logged in sees them all.
    pub fn take(&self, visit: &Visit, wanted: usize) -> Answer<usize> {
        if visit.viewer.is_some() {
            return Ok(wanted);
        }
        Ok(self.rows(&visit.address, wanted, visit.now)?)
    }

    fn rows(
        &self,
        address: &str,
        wanted: usize,
        now: Timestamp,
    ) -> Result<usize, domain::disclosure::DisclosureRefusal> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= ADDRESSES_MAX {
            known.clear();
        }
        let reading = known.get(address).copied().unwrap_or_default();
        let (shown, reading) = reading.take(u32::try_from(wanted).unwrap_or(u32::MAX), now)?;
        known.insert(address.to_owned(), reading);
        Ok(usize::try_from(shown).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: PUB-04
    #[test]
    fn each_address_has_sixty_rows_a_minute_of_its_own() {
        let (readers, now) = (Readers::default(), Timestamp::from_second(1_800_000_000).unwrap());
        assert_eq!(readers.rows("a", 50, now), Ok(50));
        assert_eq!(readers.rows("a", 50, now), Ok(10));
        assert!(readers.rows("a", 1, now).is_err());
        assert_eq!(readers.rows("b", 50, now), Ok(50));
        assert_eq!(readers.rows("a", 0, now), Ok(0));
    }
}
