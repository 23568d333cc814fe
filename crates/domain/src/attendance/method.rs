//! How a presence was measured, and how strong that evidence is (ATT-16).

use crate::consent::ConsentRefusal;

/// The way a scan came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(i16)]
pub enum Method {
    /// The volunteer scans the organiser's rotating code.
    RotatingCode = 1,
    /// A steward scans the volunteer's card.
    StewardScan = 2,
    /// The volunteer types the code told on site.
    TypedCode = 3,
    /// The volunteer alone; waits for a steward.
    OneSelf = 4,
    /// Planned end, confirmed later (ATT-12).
    Provisional = 5,
}

/// A is best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Grade {
    A,
    B,
    C,
    D,
    E,
}

impl Method {
    pub const ALL: [Method; 5] =
        [Method::RotatingCode, Method::StewardScan, Method::TypedCode, Method::OneSelf, Method::Provisional];

    /// The stable name in the API and word keys.
    pub const fn name(self) -> &'static str {
        match self {
            Method::RotatingCode => "rotating-code",
            Method::StewardScan => "steward-scan",
            Method::TypedCode => "typed-code",
            Method::OneSelf => "self",
            Method::Provisional => "provisional",
        }
    }

    /// The number as it is stored.
    #[expect(clippy::as_conversions, reason = "the discriminant of a repr(i16) enum")]
    pub const fn number(self) -> i16 {
        self as i16
    }

    /// From a stored number.
    pub fn stored(raw: i16) -> Option<Method> {
        Method::ALL.into_iter().find(|method| method.number() == raw)
    }

    /// Whether a position may be looked at and kept when the volunteer `refused` its use (ACC-12): what a steward's device says of itself is not
    /// the volunteer's, and signing by oneself, which rests on it, is refused.
    pub const fn may_locate(self, refused: bool) -> Result<bool, ConsentRefusal> {
        match self {
            Method::OneSelf if refused => Err(ConsentRefusal::LocationMissing),
            Method::StewardScan => Ok(true),
            _ => Ok(!refused),
        }
    }

    /// The strength of one scan; a rotating code without a position proves no place, so it is only as good as a steward's word.
    pub const fn grade(self, with_position: bool) -> Grade {
        match self {
            Method::RotatingCode if with_position => Grade::A,
            Method::RotatingCode | Method::StewardScan => Grade::B,
            Method::TypedCode => Grade::C,
            Method::OneSelf | Method::Provisional => Grade::D,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: ACC-12
    #[test]
    fn a_refused_position_stops_nothing_but_signing_by_oneself() {
        let refused = |method: Method| method.may_locate(true);
        assert_eq!([Method::RotatingCode, Method::TypedCode].map(refused), [Ok(false), Ok(false)]);
        assert_eq!(refused(Method::StewardScan), Ok(true));
        assert_eq!(refused(Method::OneSelf), Err(ConsentRefusal::LocationMissing));
        for method in [Method::RotatingCode, Method::StewardScan, Method::TypedCode, Method::OneSelf] {
            assert_eq!(method.may_locate(false), Ok(true));
        }
    }

    #[test]
    fn a_place_makes_a_rotating_code_the_best_evidence() {
        assert_eq!(Method::RotatingCode.grade(true), Grade::A);
        assert_eq!(Method::RotatingCode.grade(false), Grade::B);
        assert_eq!(Method::StewardScan.grade(true), Grade::B);
        assert_eq!(Method::TypedCode.grade(true), Grade::C);
        assert_eq!(Method::OneSelf.grade(true), Grade::D);
    }
}
