//! Mobile numbers of mainland China, Hong Kong, Macau and Taiwan, kept in E.164.

use crate::kernel::fold_code;
use std::fmt;

crate::refusals! {
    /// Why a mobile number can't be taken.
    pub enum PhoneRefusal {
        /// Nothing was entered.
        Missing => "phone.missing", "ACC-01", Invalid;
        /// Something other than digits, blanks, hyphens, brackets and a leading plus.
        NotAllowed { character: String } => "phone.not-allowed", "ACC-01", Invalid;
        /// Not as many digits as a mobile number there has.
        WrongLength { digits: u32, digits_expected: u32 } => "phone.wrong-length", "ACC-01", Invalid;
        /// The right length, but no mobile number begins like this.
        NotMobile => "phone.not-mobile", "ACC-01", Invalid;
        /// A country that text messages aren't sent to.
        CountryNotServed => "phone.country-not-served", "ACC-01", Invalid;
    }
}

/// A mobile number; two ways of typing one number give the same value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// Longest text worth reading in a form field.
    pub const CHARS_MAX: u32 = 24;

    /// From what a person types; without a country code it is a mainland number.
    pub fn parse(raw: &str) -> Result<Phone, PhoneRefusal> {
        let typed: String = fold_code(raw).chars().filter(|c| !matches!(c, '-' | '(' | ')')).collect();
        let (is_international, digits) = match typed.strip_prefix('+').or_else(|| typed.strip_prefix("00")) {
            Some(rest) => (true, rest),
            None => (false, typed.as_str()),
        };
        if digits.is_empty() {
            return Err(PhoneRefusal::Missing);
        }
        if let Some(stranger) = digits.chars().find(|c| !c.is_ascii_digit()) {
            return Err(PhoneRefusal::NotAllowed { character: stranger.to_string() });
        }
        match () {
            () if !is_international => {
                mainland(digits.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(digits))
            }
            () => abroad(digits),
        }
    }

    /// A number that was checked when it was stored.
    pub fn stored(e164: String) -> Phone {
        Phone(e164)
    }

    /// With plus and country code, as it is stored and handed to providers.
    pub fn e164(&self) -> &str {
        &self.0
    }

    /// Without the country code, as people know it.
    pub fn national(&self) -> &str {
        self.split().1
    }

    /// 138****5678, or +852 ****5678: enough to recognise one's own.
    pub fn masked(&self) -> String {
        let (country, national) = self.split();
        let shown_from = national.len().saturating_sub(4);
        let tail: String = national.chars().skip(shown_from).collect();
        match country {
            "+86" => format!("{}****{tail}", national.chars().take(3).collect::<String>()),
            _ => format!("{country} ****{tail}"),
        }
    }

    fn split(&self) -> (&str, &str) {
        let known = ["+852", "+853", "+886", "+86"];
        known.into_iter().find_map(|country| Some((country, self.0.strip_prefix(country)?))).unwrap_or(("", &self.0))
    }
}

/// Never shows the whole number.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}

fn mainland(digits: &str) -> Result<Phone, PhoneRefusal> {
    expect_length(digits, 11)?;
    match digits.starts_with('1') && digits.chars().nth(1).is_some_and(|second| ('3'..='9').contains(&second)) {
        true => Ok(Phone(format!("+86{digits}"))),
        false => Err(PhoneRefusal::NotMobile),
    }
}

fn abroad(digits: &str) -> Result<Phone, PhoneRefusal> {
    if let Some(rest) = digits.strip_prefix("852").or_else(|| digits.strip_prefix("853")) {
        expect_length(rest, 8)?;
        return Ok(Phone(format!("+{digits}")));
    }
    if let Some(rest) = digits.strip_prefix("886") {
        let national = rest.strip_prefix('0').unwrap_or(rest);
        expect_length(national, 9)?;
        let is_mobile = national.starts_with('9');
        return if is_mobile { Ok(Phone(format!("+886{national}"))) } else { Err(PhoneRefusal::NotMobile) };
    }
    match digits.strip_prefix("86") {
        Some(rest) => mainland(rest),
        None => Err(PhoneRefusal::CountryNotServed),
    }
}

fn expect_length(digits: &str, digits_expected: u32) -> Result<(), PhoneRefusal> {
    let digits = u32::try_from(digits.len()).unwrap_or(u32::MAX);
    if digits == digits_expected { Ok(()) } else { Err(PhoneRefusal::WrongLength { digits, digits_expected }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: ACC-01
    #[test]
    fn every_way_of_typing_one_number_is_the_same_number() {
        for raw in [
            "13800138000",
            "+86 138-0013-8000",
            "008613800138000",
            "8613800138000",
            "１３８００１３８０００",
            "+86(138)00138000",
        ] {
            assert_eq!(
                Phone::parse(raw).map(|phone| phone.e164().to_owned()),
                Ok("+8613800138000".to_owned()),
                "{raw}"
            );
        }
        assert_eq!(Phone::parse("+852 6123 4567").unwrap().e164(), "+85261234567");
        assert_eq!(Phone::parse("00853 66123456").unwrap().e164(), "+85366123456");
        assert_eq!(Phone::parse("+886 0912 345 678"), Phone::parse("+886912345678"));
    }

    // rules: ACC-01
    #[test]
    fn what_is_no_mobile_number_says_why() {
        let refused = |raw: &str| Phone::parse(raw).unwrap_err();
        assert_eq!(refused(" + "), PhoneRefusal::Missing);
        assert_eq!(refused("1380013800O"), PhoneRefusal::NotAllowed { character: "O".to_owned() });
        assert_eq!(refused("1380013800"), PhoneRefusal::WrongLength { digits: 10, digits_expected: 11 });
        assert_eq!(refused("138001380000"), PhoneRefusal::WrongLength { digits: 12, digits_expected: 11 });
        assert_eq!(refused("12800138000"), PhoneRefusal::NotMobile);
        assert!(Phone::parse("13000000000").is_ok() && Phone::parse("19900000000").is_ok());
        assert_eq!(refused("+85261234"), PhoneRefusal::WrongLength { digits: 5, digits_expected: 8 });
        assert_eq!(refused("+886212345678"), PhoneRefusal::NotMobile);
        assert_eq!(refused("+14155550100"), PhoneRefusal::CountryNotServed);
    }

    // rules: ACC-01
    #[test]
    fn a_shown_number_hides_its_middle() {
        assert_eq!(Phone::parse("13812345678").unwrap().masked(), "138****5678");
        assert_eq!(format!("{:?}", Phone::parse("+85261234567").unwrap()), "Phone(+852 ****4567)");
        assert_eq!(Phone::parse("13812345678").unwrap().national(), "13812345678");
    }
}
