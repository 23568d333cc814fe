//! Ids grow with time and may run ahead of it: 42 bits of milliseconds since 2024, 6 bits of node, 15 bits of count.
//!
//! They follow the time of the request, not of the commit, so no cursor over ids is complete; the log's `seq` is.

use jiff::Timestamp;
use std::sync::atomic::{AtomicI64, Ordering};

const EPOCH_MILLISECONDS: i64 = 1_704_067_200_000;
const COUNT_BITS: u32 = 15;
const NODE_BITS: u32 = 6;

/// Makes ids that no other node makes.
#[derive(Debug)]
pub struct Ids {
    node: i64,
    /// Milliseconds and count of the last id, without the node.
    last: AtomicI64,
}

impl Ids {
    /// A maker for `node` (0 to 63) that stays above `high_water`, a mark that was read from the database.
    pub fn new(node: u8, high_water: i64) -> Ids {
        Ids { node: i64::from(node & 63), last: AtomicI64::new(high_water) }
    }

    /// The next id.
    pub fn next(&self, now: Timestamp) -> i64 {
        let floor = (now.as_millisecond() - EPOCH_MILLISECONDS).max(0) << COUNT_BITS;
        let step = |last: i64| Some(floor.max(last + 1));
        let last = self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, step).unwrap_or(floor);
        let fresh = floor.max(last + 1);
        let count = fresh & ((1 << COUNT_BITS) - 1);
        ((fresh >> COUNT_BITS) << (COUNT_BITS + NODE_BITS)) | (self.node << COUNT_BITS) | count
    }

    /// A mark that ids of the next `seconds` will stay below; stored, so that a restart on an older clock doesn't repeat ids.
    pub fn high_water(&self, seconds: i64) -> i64 {
        self.last.load(Ordering::Relaxed) + ((seconds * 1_000) << COUNT_BITS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_never_repeat_and_never_go_back() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let ids = Ids::new(3, 0);
        let made: Vec<i64> = (0..100_000).map(|_| ids.next(now)).collect();
        assert_eq!(made.iter().collect::<HashSet<_>>().len(), made.len());
        assert!(made.is_sorted());
        let earlier = ids.next(Timestamp::from_second(1_700_000_000).unwrap());
        assert!(earlier > made[99_999]);

        let after_restart = Ids::new(3, ids.high_water(5));
        assert!(after_restart.next(now) > earlier);
        assert_ne!(Ids::new(4, 0).next(now), made[0]);
    }
}
