//! What input methods and copying do to numbers and codes, undone: full-width forms, blanks, lower case.

/// Full-width ASCII (`１`, `Ｘ`, `＠`) as plain ASCII; other characters stay.
pub fn fold_width(raw: &str) -> String {
    raw.chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// A number or code as it is compared: half-width, without any blank or invisible mark, in upper case.
pub fn fold_code(raw: &str) -> String {
    fold_width(raw)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{FEFF}'))
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_blanks_and_lower_case_are_undone() {
        assert_eq!(fold_code(" １１０１０５ 19491231\u{3000}００２x\u{200B}"), "11010519491231002X");
        assert_eq!(fold_width("ａ＠ｂ．cn 张"), "a@b.cn 张");
        assert_eq!(fold_width("张\u{3000}三"), "张 三");
    }
}
