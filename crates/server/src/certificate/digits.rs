//! Bytes as decimal digits, seven bytes to seventeen digits: a QR code packs digits densest, and a URL carries them unharmed in its
//! fragment, which browsers never send.

/// Digits of 0 to 6 bytes at the end.
const TAIL: [usize; 7] = [0, 3, 5, 8, 10, 13, 15];
const CHUNK_BYTES: usize = 7;
const CHUNK_DIGITS: usize = 17;

/// The digits of `bytes`.
pub fn encode(bytes: &[u8]) -> String {
    let digits = |chunk: &[u8]| {
        let value = chunk.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
        let width = TAIL.get(chunk.len()).copied().unwrap_or(CHUNK_DIGITS);
        format!("{value:0width$}")
    };
    bytes.chunks(CHUNK_BYTES).map(digits).collect()
}

/// The bytes of what `encode` made; none for anything else.
pub fn decode(digits: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for chunk in digits.as_bytes().chunks(CHUNK_DIGITS) {
        let count = match chunk.len() {
            CHUNK_DIGITS => CHUNK_BYTES,
            tail => TAIL.iter().position(|digits| *digits == tail)?,
        };
        let text = std::str::from_utf8(chunk).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
        let value: u64 = text.parse().ok()?;
        let all = value.to_be_bytes();
        let (spare, wanted) = all.split_at(all.len() - count);
        if spare.iter().any(|byte| *byte != 0) {
            return None;
        }
        bytes.extend_from_slice(wanted);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: CER-04
    #[test]
    fn every_length_comes_back() {
        for length in 0..40_u8 {
            let bytes: Vec<u8> = (0..length).map(|n| n.wrapping_mul(37).wrapping_add(200)).collect();
            assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }
        assert_eq!(encode(&[0xff; 7]), "72057594037927935");
        assert_eq!(encode(&[1]), "001");
    }

    #[test]
    fn what_is_no_code_is_none() {
        for foreign in ["1", "0000", "72057594037927936", "256", "1234567890123456x", "00 "] {
            assert_eq!(decode(foreign), None, "{foreign}");
        }
    }
}
