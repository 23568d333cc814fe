//! Service-time certificates (CER): who may have one, its number, what it states and for which moment, and how a stranger compares
//! it. Drawing the paper is `paper`'s, signing the server's.

use crate::{
    hours::Totals,
    kernel::{Minutes, fold_code},
    volunteer::{Check, Document, DocumentKind, PersonName, Sex, name::comparable},
};
use jiff::{Timestamp, civil::Date};
use std::fmt;

crate::refusals! {
    /// Why there is no certificate, or none to see.
    pub enum CertificateRefusal {
        /// Only a verified identity gets one.
        NotVerified => "certificate.not-verified", "CER-01", Conflict;
        /// The first view asks for an ID photo.
        PhotoNeeded => "certificate.photo-needed", "CER-02", Conflict;
        /// Not fourteen characters of a certificate number.
        NumberForm => "certificate.number-form", "CER-04", Invalid;
        /// The number was mistyped: its check characters don't fit.
        NumberCheck => "certificate.number-check", "CER-04", Invalid;
        /// No certificate with this number and name. Which of the two is wrong isn't told.
        NotFound => "certificate.not-found", "CER-04", Invalid;
        /// The code wasn't signed by this platform, or was altered.
        Forged => "certificate.forged", "CER-04", Invalid;
        /// No font of this deployment has these characters; a box is never printed.
        GlyphMissing { characters: String } => "certificate.glyph-missing", "CER-03", Conflict;
        /// Its holder closed their account, and what it stated was destroyed with it.
        HolderClosed => "certificate.holder-closed", "ACC-10", Conflict;
        /// Whoever it names said that the account behind it isn't theirs; nothing of it counts until that is cleared up.
        HeldBack => "certificate.held-back", "REG-17", Conflict;
        /// It was revoked.
        Revoked { revoked_at: Timestamp } => "certificate.revoked", "CER-07", Conflict;
    }
}

/// Whether a volunteer sees the certificate and its detail list now.
pub const fn may_view(check: &Check, has_photo: bool) -> Result<(), CertificateRefusal> {
    match (check.is_verified(), has_photo) {
        (false, _) => Err(CertificateRefusal::NotVerified),
        (true, false) => Err(CertificateRefusal::PhotoNeeded),
        (true, true) => Ok(()),
    }
}

/// A certificate number: twelve random characters and two that check them, as `XXXX-XXXX-XXXX-CC`. Nobody guesses one of 2^60.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CertificateNumber(String);

/// Digits and letters without I, L, O and U, which are misread or make words (Crockford).
const ALPHABET: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BODY_CHARS: usize = 12;
/// The largest prime below 32², so that two characters can carry any remainder (the pure system of ISO 7064 with this modulus).
const MODULUS: u32 = 1021;

impl CertificateNumber {
    /// From 64 random bits and nothing else.
    pub fn draw(dice: u64) -> CertificateNumber {
        let places = (0..BODY_CHARS).map(|place| dice >> (place * 5) & 31);
        let body: String = places.filter_map(|value| symbol(u32::try_from(value).ok()?)).collect();
        let check = check_characters(&body);
        CertificateNumber(body + &check)
    }

    /// From what a person types: case, hyphens and blanks don't matter, O is read as 0, I and L as 1.
    pub fn parse(raw: &str) -> Result<CertificateNumber, CertificateRefusal> {
        let text = fold_code(raw).replace('-', "").replace('O', "0").replace(['I', 'L'], "1");
        if text.chars().count() != BODY_CHARS + 2 || !text.chars().all(|c| ALPHABET.contains(c)) {
            return Err(CertificateRefusal::NumberForm);
        }
        let body: String = text.chars().take(BODY_CHARS).collect();
        match text.ends_with(&check_characters(&body)) {
            true => Ok(CertificateNumber(text)),
            false => Err(CertificateRefusal::NumberCheck),
        }
    }

    /// The fourteen characters as they are stored and looked up.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CertificateNumber {
    /// In groups of four, as it is printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, c) in self.0.chars().enumerate() {
            let separator = if at > 0 && at % 4 == 0 { "-" } else { "" };
            write!(f, "{separator}{c}")?;
        }
        Ok(())
    }
}

fn check_characters(body: &str) -> String {
    let value =
        |c: char| ALPHABET.chars().position(|known| known == c).and_then(|at| u32::try_from(at).ok()).unwrap_or(0);
    let carried = body.chars().fold(0, |carried, c| (carried + value(c)) * 32 % MODULUS);
    let check = (MODULUS + 1 - carried * 32 % MODULUS) % MODULUS;
    [check / 32, check % 32].into_iter().filter_map(symbol).collect()
}

fn symbol(value: u32) -> Option<char> {
    ALPHABET.chars().nth(usize::try_from(value).ok()?)
}

/// How a document number stands on the certificate, as its holder wishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Masked,
    Full,
}

/// Who and where, as the certificate states it (CER-03).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    pub name: String,
    pub sex: Sex,
    pub document_kind: DocumentKind,
    /// Masked or full, as wished.
    pub document_number: String,
    pub registered_on: Date,
    pub registered_in: String,
}

impl Holder {
    /// The holder's part of a certificate.
    pub fn state(name: &PersonName, sex: Sex, document: &Document, shown: Shown, registered: (Date, String)) -> Holder {
        let document_number = match shown {
            Shown::Masked => document.masked(),
            Shown::Full => document.number().to_owned(),
        };
        let (registered_on, registered_in) = registered;
        Holder { name: name.full(), sex, document_kind: document.kind(), document_number, registered_on, registered_in }
    }
}

/// Everything a certificate states; details are attached as a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub number: CertificateNumber,
    pub holder: Holder,
    pub totals: Totals,
    /// The moment that the totals speak for (CER-06).
    pub as_of: Timestamp,
    /// 负责人
    pub person_in_charge: String,
    /// 经办人
    pub handler: String,
    pub issuer: String,
    pub issued_on: Date,
}

impl Statement {
    /// The service hours of the certificate; honorary and training hours stand beside them (HRS-05).
    pub fn service(&self) -> Minutes {
        self.totals.total()
    }

    /// A public query by number and name: only both together find it (CER-04).
    pub fn open_to(&self, name_entered: &str) -> Result<&Statement, CertificateRefusal> {
        match comparable(&self.holder.name) == comparable(name_entered) {
            true => Ok(self),
            false => Err(CertificateRefusal::NotFound),
        }
    }
}

/// By how many minutes totals differ now from what was stated; negative when less is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    pub service: i64,
    pub scan: i64,
    pub make_up: i64,
    pub deducted: i64,
    pub honorary: i64,
    pub training: i64,
}

/// "Changed since" (CER-06): `today` are the totals of the same services (those that `as_of` knew) by today's ledger, later
/// reversals and deductions of them included. Services given afterwards are no change of the statement.
pub fn changed_since(stated: &Totals, today: &Totals) -> Option<Difference> {
    let by = |cell: fn(&Totals) -> Minutes| cell(today).get() - cell(stated).get();
    let difference = Difference {
        service: by(Totals::total),
        scan: by(|totals| totals.scan),
        make_up: by(|totals| totals.make_up),
        deducted: by(|totals| totals.deducted),
        honorary: by(|totals| totals.honorary),
        training: by(|totals| totals.training),
    };
    (stated != today).then_some(difference)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::volunteer::Cause;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn statement(shown: Shown) -> Statement {
        let document = Document::stored(DocumentKind::ResidentIdentityCard, "11010519491231002X".to_owned());
        let name = PersonName::parse("欧阳", "娜娜").unwrap();
        Statement {
            number: CertificateNumber::draw(7),
            holder: Holder::state(&name, Sex::Female, &document, shown, (date(2020, 3, 5), "广州市".to_owned())),
            totals: Totals { scan: Minutes(600), make_up: Minutes(60), deducted: Minutes(30), ..Totals::default() },
            as_of: Timestamp::UNIX_EPOCH,
            person_in_charge: "张三".to_owned(),
            handler: "李四".to_owned(),
            issuer: "善时志愿者联合会".to_owned(),
            issued_on: date(2026, 11, 28),
        }
    }

    // Numbers on paper outlive versions. Worked out in Python from ISO 7064's congruence: value of all places = 1 (mod 1021).
    #[test]
    fn a_number_is_what_others_compute() {
        let number = CertificateNumber::draw(0x1234_5678_9abc_def0);
        assert_eq!(number.as_str(), "GQQSBD2FP2D4C9");
        assert_eq!(number.to_string(), "GQQS-BD2F-P2D4-C9");
    }

    // rules: CER-01, CER-02
    #[test]
    fn a_verified_volunteer_with_a_photo_sees_the_certificate() {
        let at = Timestamp::UNIX_EPOCH;
        let verified = Check::Verified { at, by_hand: None };
        assert_eq!(may_view(&verified, true), Ok(()));
        assert_eq!(may_view(&verified, false), Err(CertificateRefusal::PhotoNeeded));
        for check in
            [Check::Pending { since: at }, Check::Failed { at, cause: Cause::Mismatch }, Check::ByHand { since: at }]
        {
            assert_eq!(may_view(&check, true), Err(CertificateRefusal::NotVerified));
        }
    }

    // rules: CER-03
    #[test]
    fn the_document_number_stands_masked_or_in_full_as_wished() {
        assert_eq!(statement(Shown::Masked).holder.document_number, "1101**********002X");
        assert_eq!(statement(Shown::Full).holder.document_number, "11010519491231002X");
        assert_eq!(statement(Shown::Masked).service(), Minutes(630));
    }

    // rules: CER-04
    #[test]
    fn number_and_name_together_open_it() {
        let statement = statement(Shown::Masked);
        assert!(statement.open_to(" 欧阳 娜娜 ").is_ok());
        for name in ["欧阳", "娜娜", "", "欧阳*"] {
            assert_eq!(statement.open_to(name), Err(CertificateRefusal::NotFound), "{name}");
        }
    }

    // rules: CER-04
    #[test]
    fn a_number_is_read_as_people_type_it() {
        let number = CertificateNumber::draw(0x1234_5678_9ABC_DEF0);
        let printed = number.to_string();
        assert_eq!((printed.len(), printed.matches('-').count()), (17, 3));
        assert_eq!(CertificateNumber::parse(&printed.to_lowercase().replace('-', " ").replace('0', "o")), Ok(number));
        assert_eq!(CertificateNumber::parse("1234"), Err(CertificateRefusal::NumberForm));
        assert_eq!(
            CertificateNumber::parse(&printed.replace('-', "").replacen(char::is_alphanumeric, "U", 1)),
            Err(CertificateRefusal::NumberForm)
        );
    }

    proptest! {
        // rules: CER-04
        #[test]
        fn every_mistyped_or_swapped_character_is_found(dice: u64, place in 0_usize..14, other in 1_usize..32) {
            let good = CertificateNumber::draw(dice);
            prop_assert_eq!(CertificateNumber::parse(good.as_str()), Ok(good.clone()));
            let mut characters: Vec<char> = good.as_str().chars().collect();
            let was = ALPHABET.find(characters[place]).unwrap();
            characters[place] = ALPHABET.chars().nth((was + other) % 32).unwrap();
            let mistyped: String = characters.iter().collect();
            prop_assert_eq!(CertificateNumber::parse(&mistyped), Err(CertificateRefusal::NumberCheck));
            let mut characters: Vec<char> = good.as_str().chars().collect();
            characters.swap(place, (place + 1).min(13));
            let swapped: String = characters.iter().collect();
            prop_assert!(swapped == good.as_str() || CertificateNumber::parse(&swapped).is_err());
        }
    }

    // rules: CER-06
    #[test]
    fn a_later_deduction_shows_as_changed_since_with_the_difference() {
        let stated = statement(Shown::Masked).totals;
        assert_eq!(changed_since(&stated, &stated), None);
        let today = Totals { deducted: Minutes(90), ..stated };
        let difference = changed_since(&stated, &today).unwrap();
        assert_eq!((difference.service, difference.deducted, difference.scan), (-60, 60, 0));
    }
}
