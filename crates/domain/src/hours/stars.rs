//! Star levels (HRS-08): what a card and a page show of the service hours.

use crate::kernel::Minutes;

/// Service hours from which each star is held; a setting with these defaults.
pub const STAR_HOURS: [u32; 5] = [100, 300, 600, 1000, 1500];

/// The stars of these service hours, 0 to 5.
pub fn stars(service: Minutes, levels: &[u32; 5]) -> u8 {
    levels.iter().map(|hours| u8::from(service >= Minutes::hours(*hours))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: HRS-08
    #[test]
    fn a_star_is_held_from_its_very_minute_on() {
        let held = |minutes| stars(Minutes(minutes), &STAR_HOURS);
        assert_eq!([held(0), held(5_999), held(6_000)], [0, 0, 1]);
        assert_eq!([held(89_999), held(90_000), held(u32::MAX)], [4, 5, 5]);
    }
}
