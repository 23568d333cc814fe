//! Kinds of organisation (ORG-01) and the unified social credit code of registered ones (GB 32100-2015).

use crate::kernel::fold_code;

crate::refusals! {
    /// Why a kind or its code can't be taken.
    pub enum KindRefusal {
        /// A registered body has a code.
        CodeMissing => "organisation.code-missing", "ORG-01", Invalid;
        /// Not eighteen characters.
        CodeLength { characters: u32, characters_expected: u32 } => "organisation.code-length", "ORG-01", Invalid;
        /// A character the standard leaves out (I, O, S, V, Z), or something else.
        CodeCharacter { character: String } => "organisation.code-character", "ORG-01", Invalid;
        /// The last character doesn't belong to the others: one was mistyped.
        CodeCheck => "organisation.code-check", "ORG-01", Invalid;
        /// A picture of the registration or consent is needed.
        EvidenceMissing => "organisation.evidence-missing", "ORG-01", Invalid;
        /// Groups aren't registered and have no code; register as an organisation instead.
        CodeOfGroup => "organisation.code-of-group", "ORG-01", Invalid;
        /// Only a group becomes an organisation.
        NotAGroup => "organisation.not-a-group", "ORG-01", Conflict;
    }
}

crate::named! {
    /// Who recruits volunteers (志愿服务条例 6, 41, 42).
    pub enum Kind {
        /// 志愿服务组织, registered at civil affairs
        Organisation = 1, "organisation";
        /// 志愿服务团体, not registered
        Group = 2, "group";
        /// 慈善组织
        Charity = 3, "charity";
        /// 村（居）民委员会
        NeighbourhoodCommittee = 4, "neighbourhood-committee";
        /// 公益活动举办单位
        EventOrganiser = 5, "event-organiser";
        /// 公共服务机构
        PublicInstitution = 6, "public-institution";
        /// 单位、社区内部团体, with the consent of that unit
        InnerGroup = 7, "inner-group";
    }
}

impl Kind {
    /// Whether this kind is registered somewhere and so has a credit code.
    pub const fn is_registered(self) -> bool {
        !matches!(self, Kind::Group | Kind::InnerGroup)
    }
}

/// A kind with what proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub kind: Kind,
    pub code: Option<CreditCode>,
}

impl Identity {
    /// The kind with its code; registered kinds need one, groups have none. `evidence` counts the pictures: registered bodies show
    /// the registration, inner groups their unit's consent.
    pub fn check(kind: Kind, code: &str, evidence: u32) -> Result<Identity, KindRefusal> {
        let code = match (kind.is_registered(), code.trim().is_empty()) {
            (true, true) => return Err(KindRefusal::CodeMissing),
            (false, false) => return Err(KindRefusal::CodeOfGroup),
            (true, false) => Some(CreditCode::parse(code)?),
            (false, true) => None,
        };
        let needs_evidence = kind != Kind::Group;
        if needs_evidence && evidence == 0 { Err(KindRefusal::EvidenceMissing) } else { Ok(Identity { kind, code }) }
    }

    /// A group that registered: becomes an organisation by its code and evidence.
    pub fn become_organisation(self, code: &str, evidence: u32) -> Result<Identity, KindRefusal> {
        match self.kind {
            Kind::Group | Kind::InnerGroup => Identity::check(Kind::Organisation, code, evidence),
            _ => Err(KindRefusal::NotAGroup),
        }
    }
}

/// A unified social credit code whose own check character fits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CreditCode(String);

const CHARACTERS: u32 = 18;
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const INNER_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

impl CreditCode {
    /// From what a person types.
    pub fn parse(raw: &str) -> Result<CreditCode, KindRefusal> {
        let code = fold_code(raw);
        let characters = u32::try_from(code.chars().count()).unwrap_or(u32::MAX);
        if characters != CHARACTERS {
            return Err(KindRefusal::CodeLength { characters, characters_expected: CHARACTERS });
        }
        let places_of_region = 2..8;
        let is_allowed =
            |at: usize, c: char| ALPHABET.contains(c) && (!places_of_region.contains(&at) || c.is_ascii_digit());
        if let Some((_, stranger)) = code.chars().enumerate().find(|(at, c)| !is_allowed(*at, *c)) {
            return Err(KindRefusal::CodeCharacter { character: stranger.to_string() });
        }
        let sum: u32 = code.chars().zip(WEIGHTS).filter_map(|(c, weight)| Some(value(c)? * weight)).sum();
        let expected = (31 - sum % 31) % 31;
        if code.chars().last().and_then(value) == Some(expected) {
            Ok(CreditCode(code))
        } else {
            Err(KindRefusal::CodeCheck)
        }
    }

    /// The code as it is stored and shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the inner code (GB 11714, places 9 to 17) fits its own check character. Real codes exist where it doesn't, so this
    /// only warns.
    pub fn inner_fits(&self) -> bool {
        let inner = self.0.chars().skip(8);
        let sum: u32 = inner.zip(INNER_WEIGHTS).filter_map(|(c, weight)| Some(c.to_digit(36)? * weight)).sum();
        let expected = match 11 - sum % 11 {
            10 => 'X',
            11 => '0',
            digit => char::from_digit(digit, 10).unwrap_or('?'),
        };
        self.0.chars().nth(16) == Some(expected)
    }
}

fn value(c: char) -> Option<u32> {
    ALPHABET.chars().position(|known| known == c).and_then(|at| u32::try_from(at).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODES: [&str; 8] = [
        "91110000600037341L",
        "91440300708461136T",
        "91110108551385082Q",
        "51440000500000007H",
        "52440100MJK0000061",
        "53100000500000015H",
        "124400004558500019",
        "11440000006940001M",
    ];

    // rules: ORG-01
    #[test]
    fn a_credit_code_carries_its_own_check() {
        for code in CODES {
            assert!(CreditCode::parse(code).unwrap().inner_fits(), "{code}");
            // Any other last character is refused.
            for last in ALPHABET.chars().filter(|last| !code.ends_with(*last)) {
                let body: String = code.chars().take(17).collect();
                assert_eq!(CreditCode::parse(&format!("{body}{last}")), Err(KindRefusal::CodeCheck), "{code} {last}");
            }
        }
        assert_eq!(CreditCode::parse(" 91110000600037341ｌ").unwrap().as_str(), "91110000600037341L");
    }

    // rules: ORG-01
    #[test]
    fn an_inner_mismatch_only_warns() {
        let inner_is_off_by_one = CreditCode::parse("91110000600037342P").unwrap();
        assert!(!inner_is_off_by_one.inner_fits());
        assert!(CreditCode::parse("91350100M000100Y43").unwrap().inner_fits());
    }

    // rules: ORG-01
    #[test]
    fn each_wrong_code_says_why() {
        let refused = |raw: &str| CreditCode::parse(raw).unwrap_err();
        assert_eq!(refused("9111000060003734"), KindRefusal::CodeLength { characters: 16, characters_expected: 18 });
        assert_eq!(refused("9111000060003734IL"), KindRefusal::CodeCharacter { character: "I".to_owned() });
        assert_eq!(refused("91A10000600037341L"), KindRefusal::CodeCharacter { character: "A".to_owned() });
    }

    // rules: ORG-01
    #[test]
    fn a_group_becomes_an_organisation_by_code_and_evidence() {
        // given
        let group = Identity::check(Kind::Group, "", 0).unwrap();
        // then
        let organisation = group.clone().become_organisation(CODES[3], 1).unwrap();
        assert_eq!((organisation.kind, organisation.code.is_some()), (Kind::Organisation, true));
        assert_eq!(group.clone().become_organisation(CODES[3], 0), Err(KindRefusal::EvidenceMissing));
        assert_eq!(group.become_organisation("", 1), Err(KindRefusal::CodeMissing));
        assert_eq!(organisation.become_organisation(CODES[3], 1), Err(KindRefusal::NotAGroup));
        assert_eq!(Identity::check(Kind::Group, CODES[3], 0), Err(KindRefusal::CodeOfGroup));
        assert_eq!(Identity::check(Kind::InnerGroup, "", 0), Err(KindRefusal::EvidenceMissing));
        assert!(Identity::check(Kind::InnerGroup, "", 1).is_ok());
    }
}
