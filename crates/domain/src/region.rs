//! Administrative divisions by their GB/T 2260 code: two digits each for province, city and county. Names and validity are data
//! of the server; here is only what the code itself says.

use crate::kernel::fold_code;
use std::fmt;

crate::refusals! {
    /// Why a division can't be taken.
    pub enum RegionRefusal {
        /// Not six digits, or a lower level under an empty upper one.
        NotACode => "region.not-a-code", "REG-04", Invalid;
        /// A province or city where a county is asked for.
        NotACounty { code: String } => "region.not-a-county", "REG-04", Invalid;
    }
}

/// How deep a division lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Province,
    City,
    County,
}

/// The code of one division, six digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region(u32);

impl Region {
    /// The first two digits that GB/T 2260 gives to provinces; 82 and 83 appear in residence permits of Macau and Taiwan.
    const PROVINCES: [u32; 35] = [
        11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62,
        63, 64, 65, 71, 81, 82, 83,
    ];

    /// From six digits.
    pub fn parse(raw: &str) -> Result<Region, RegionRefusal> {
        let code = fold_code(raw);
        let all_digits = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
        let number = code.parse().ok().filter(|_| all_digits).ok_or(RegionRefusal::NotACode)?;
        let skips_city = number % 10_000 != 0 && number / 100 % 100 == 0;
        if number < 110_000 || skips_city { Err(RegionRefusal::NotACode) } else { Ok(Region(number)) }
    }

    /// From a stored number; None when it is no code.
    pub fn stored(number: i32) -> Option<Region> {
        Region::parse(&number.to_string()).ok()
    }

    /// A county (district), as residence is asked for (REG-04).
    pub fn county(self) -> Result<Region, RegionRefusal> {
        match self.level() {
            Level::County => Ok(self),
            _ => Err(RegionRefusal::NotACounty { code: self.to_string() }),
        }
    }

    /// The level, read from the trailing zeros.
    pub const fn level(self) -> Level {
        match (self.0 % 10_000, self.0 % 100) {
            (0, _) => Level::Province,
            (_, 0) => Level::City,
            _ => Level::County,
        }
    }

    /// The division above. Counties run by their province (`xx90xx`) and districts of a municipality belong to the code that the
    /// table lists, so `xx9000` is skipped: nothing of that name exists.
    pub const fn parent(self) -> Option<Region> {
        match self.level() {
            Level::Province => None,
            Level::City => Some(Region(self.0 / 10_000 * 10_000)),
            Level::County if self.0 / 100 % 100 == 90 => Some(Region(self.0 / 10_000 * 10_000)),
            Level::County => Some(Region(self.0 / 100 * 100)),
        }
    }

    /// Whether `other` is this division or lies in it.
    pub fn holds(self, other: Region) -> bool {
        self == other || other.parent().is_some_and(|parent| self.holds(parent))
    }

    /// Whether the first two digits are a province's.
    pub fn is_in_a_known_province(self) -> bool {
        Region::PROVINCES.contains(&(self.0 / 10_000))
    }

    /// The number as it is stored.
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_stored_as_its_number() {
        let beijing = Region::parse("110000").unwrap();
        assert_eq!((beijing.number(), Region::stored(110_000)), (110_000, Some(beijing)));
        assert_eq!((Region::stored(109_999), Region::parse("109999").is_err()), (None, true));
    }

    #[test]
    fn a_code_knows_its_level_and_what_lies_above() {
        let guangzhou = Region::parse("440100").unwrap();
        let tianhe = Region::parse("４４０106").unwrap();
        let guangdong = Region::parse("440000").unwrap();
        let jiyuan = Region::parse("419001").unwrap();
        assert_eq!((tianhe.level(), tianhe.parent()), (Level::County, Some(guangzhou)));
        assert_eq!((guangzhou.level(), guangzhou.parent()), (Level::City, Some(guangdong)));
        assert_eq!((guangdong.level(), guangdong.parent()), (Level::Province, None));
        assert_eq!(jiyuan.parent(), Region::parse("410000").ok());
        assert!(guangdong.holds(tianhe) && !tianhe.holds(guangdong));
    }

    #[test]
    fn residence_goes_down_to_the_county() {
        assert!(Region::parse("440106").unwrap().county().is_ok());
        let refused = Region::parse("440100").unwrap().county();
        assert_eq!(refused, Err(RegionRefusal::NotACounty { code: "440100".to_owned() }));
        for raw in ["", "44010", "4401066", "44o106", "440006", "000000", "+44010"] {
            assert_eq!(Region::parse(raw), Err(RegionRefusal::NotACode), "{raw}");
        }
    }
}
