//! Repeatable dice for drawings: SplitMix64, the same on every machine for ever. Not for secrets.

pub struct Dice(u64);

impl Dice {
    /// Dice whose whole future follows from `seed` and `kind`, so two categories of one activity don't look alike.
    pub fn new(seed: u64, kind: &str) -> Self {
        let folded = kind.bytes().fold(seed, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
        Self(folded ^ seed.rotate_left(32))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included; `low` when the range is empty.
    pub fn roll(&mut self, low: i32, high: i32) -> i32 {
        let span = u64::try_from(i64::from(high) - i64::from(low) + 1).unwrap_or(1).max(1);
        low.saturating_add(i32::try_from(self.next() % span).unwrap_or(0))
    }

    /// One of `faces`; the last word on an empty slice is the default.
    pub fn pick<T: Copy + Default>(&mut self, faces: &[T]) -> T {
        let last = i32::try_from(faces.len()).unwrap_or(1) - 1;
        usize::try_from(self.roll(0, last)).ok().and_then(|at| faces.get(at)).copied().unwrap_or_default()
    }
}
