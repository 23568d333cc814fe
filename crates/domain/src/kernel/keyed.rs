//! Keyed digests (HMAC-SHA-256, RFC 2104) for codes and tokens, and the text forms they travel in.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// The digest of `parts` under `key`. Each part goes in with its length, so no two lists of parts give the same input.
pub fn keyed(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = mac_of(key);
    for part in parts {
        mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// The plain HMAC-SHA-256 of one text in lower-case hex, as formats of others want it.
pub fn keyed_hex(key: &[u8; 32], text: &str) -> String {
    let mut mac = mac_of(key);
    mac.update(text.as_bytes());
    hex(&mac.finalize().into_bytes())
}

/// SHA-256 in lower-case hex.
pub fn sha256_hex(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether two texts are the same, in a time that tells nothing but their length.
pub fn same_secret(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differences, (x, y)| differences | (x ^ y)) == 0
}

/// HMAC pads a short key with zeros to the block of 64 bytes; doing it here leaves no length to get wrong.
fn mac_of(key: &[u8; 32]) -> Hmac<Sha256> {
    let mut block = [0_u8; 64];
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    Hmac::<Sha256>::new(&block.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_form_is_the_hmac_that_others_compute() {
        let key: [u8; 32] = *b"0123456789abcdef0123456789abcdef";
        assert_eq!(keyed_hex(&key, "hello"), "db68b47b63c2397eac785025b1c9c2103ae06c28998234a783b3eb6453d1ad70");
        assert_eq!(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn moving_a_letter_to_the_next_part_changes_the_digest() {
        assert_ne!(keyed(&[7; 32], &[b"ab", b"c"]), keyed(&[7; 32], &[b"a", b"bc"]));
        assert!(same_secret(b"ab", b"ab") && !same_secret(b"ab", b"ac") && !same_secret(b"ab", b"abc"));
        assert!(!same_secret(b"ab", b"ba"), "differences never cancel out");
    }
}
