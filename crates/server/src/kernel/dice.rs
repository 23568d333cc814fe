//! Chance, drawn from one seed per command so that a command that is run again draws the same.

use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};

/// A generator that a command owns.
pub struct Dice(ChaCha20Rng);

impl Dice {
    /// Dice that fall the same for the same seed.
    pub fn seeded(seed: [u8; 32]) -> Dice {
        Dice(ChaCha20Rng::from_seed(seed))
    }

    /// Dice that nobody can foretell.
    pub fn fair() -> Dice {
        Dice::seeded(entropy())
    }

    /// So many random bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// A number below `bound` (which must not be 0); the bias is below 2^-32 for bounds below 2^32.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0.next_u64() % bound.max(1)
    }

    /// 128 random bits as text for nonces, 26 characters.
    pub fn nonce(&mut self) -> String {
        text(&self.bytes::<16>())
    }
}

/// Bytes as lower-case base32 without padding (Crockford's alphabet: no i, l, o, u).
pub fn text(bytes: &[u8]) -> String {
    const ALPHABET: [char; 32] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j', 'k', 'm', 'n',
        'p', 'q', 'r', 's', 't', 'v', 'w', 'x', 'y', 'z',
    ];
    let (mut out, mut held, mut bits) = (String::new(), 0u32, 0u32);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.extend(usize::try_from((held >> bits) & 31).ok().and_then(|index| ALPHABET.get(index)));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        out.extend(usize::try_from((held << (5 - bits)) & 31).ok().and_then(|index| ALPHABET.get(index)));
    }
    out
}

/// Bytes from the operating system. Without them nothing is safe, so the process stops.
#[expect(clippy::expect_used, reason = "a system without entropy can't run this program")]
pub fn entropy<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_falls_the_same() {
        let (mut one, mut two) = (Dice::seeded([7; 32]), Dice::seeded([7; 32]));
        assert_eq!(one.nonce(), two.nonce());
        assert_ne!(one.nonce(), two.bytes::<16>().map(char::from).iter().collect::<String>());
        assert_eq!(text(&[0xff; 5]), "zzzzzzzz");
        assert_eq!(text(&[0]), "00");
    }
}
