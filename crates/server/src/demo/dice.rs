//! Choices of the demo data: the same for the same seed and purpose, so that one part can change without moving the others.

use crate::kernel::dice::Dice;

/// Dice of one part of the demo data.
pub struct Choices(Dice);

impl Choices {
    /// The choices of a part under a seed.
    pub fn of(seed: u64, part: &str) -> Choices {
        let mut hasher = blake3::Hasher::new_derive_key("goodhours demo data");
        hasher.update(&seed.to_be_bytes()).update(part.as_bytes());
        Choices(Dice::seeded(*hasher.finalize().as_bytes()))
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.0.below(high - low + 1)
    }

    /// Whether it happens, in so many cases of a hundred.
    pub fn happens(&mut self, percent: u64) -> bool {
        self.0.below(100) < percent
    }

    /// One of a list that isn't empty.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let index = self.0.below(u64::try_from(of.len()).unwrap_or(1));
        of.get(usize::try_from(index).unwrap_or(0))
    }

    /// One of a list by weight.
    pub fn weighted<'a, T>(&mut self, of: &'a [T], weight: impl Fn(&T) -> u64) -> Option<&'a T> {
        let total: u64 = of.iter().map(&weight).sum();
        let mut left = self.0.below(total);
        of.iter().find(|one| match left.checked_sub(weight(one)) {
            Some(rest) => {
                left = rest;
                false
            }
            None => true,
        })
    }

    /// So many different ones of a list, in no order.
    pub fn some<T: Clone>(&mut self, of: &[T], count: usize) -> Vec<T> {
        let mut all = of.to_vec();
        let mut chosen = Vec::with_capacity(count);
        while chosen.len() < count && !all.is_empty() {
            let index = self.0.below(u64::try_from(all.len()).unwrap_or(1));
            chosen.push(all.swap_remove(usize::try_from(index).unwrap_or(0)));
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_chooses_the_same_and_weights_count() {
        let (mut one, mut two) = (Choices::of(7, "people"), Choices::of(7, "people"));
        let drawn: Vec<u64> = (0..20).map(|_| one.between(1, 1_000)).collect();
        assert_eq!(drawn, (0..20).map(|_| two.between(1, 1_000)).collect::<Vec<_>>());
        assert_ne!(drawn, {
            let mut other = Choices::of(7, "places");
            (0..20).map(|_| other.between(1, 1_000)).collect::<Vec<_>>()
        });
        let heavy = (0..1_000).filter(|_| one.weighted(&[1u64, 9], |weight| *weight) == Some(&9)).count();
        assert!((850..950).contains(&heavy), "{heavy}");
        let mut chosen = one.some(&[1, 2, 3, 4], 4);
        chosen.sort_unstable();
        assert_eq!(chosen, [1, 2, 3, 4]);
    }
}
