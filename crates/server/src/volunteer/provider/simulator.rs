//! The provider that needs no contract with anyone and decides by the number alone.

use domain::volunteer::{Answer, Cause};

/// By places 15 to 17 of the number: 444 doesn't match, 555 can't be reached, everything else matches.
pub fn verdict(number: &str) -> Answer {
    match number.chars().skip(14).take(3).collect::<String>().as_str() {
        "444" => Answer::NoMatch(Cause::Mismatch),
        "555" => Answer::Unreachable,
        _ => Answer::Match,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: REG-08
    #[test]
    fn the_simulator_decides_by_three_digits() {
        assert_eq!(verdict("110105194912314443"), Answer::NoMatch(Cause::Mismatch));
        assert_eq!(verdict("110105194912315553"), Answer::Unreachable);
        assert_eq!(verdict("11010519491231002X"), Answer::Match);
        assert_eq!(verdict("444444444444440000"), Answer::Match);
    }
}
