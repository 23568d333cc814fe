use super::*;
use crate::kernel::Refuse;
use DocumentKind::{
    ChinesePassport, ForeignPassport, PermanentResidence2017, PermanentResidence2023, ResidencePermit,
    ResidentIdentityCard, TravelPermitHongKongMacau, TravelPermitTaiwan,
};
use jiff::civil::date;

const TODAY: Date = date(2026, 11, 28);

fn resident(raw: &str) -> Result<Document, DocumentRefusal> {
    Document::parse(ResidentIdentityCard, raw, TODAY)
}

// rules: REG-08
#[test]
fn every_remainder_of_the_check_character_is_known() {
    for good in [
        "110101200002290181",
        "110101200002290050",
        "11010120000229000X",
        "110101200002290069",
        "110101200002290018",
        "110101200002290077",
        "110101200002290026",
        "110101200002290085",
        "110101200002290034",
        "110101200002290093",
        "110101200002290042",
        "11010519491231002X",
        "440524188001010014",
        "51343620000320711X",
        "321083197812162119",
    ] {
        let document = resident(good).unwrap();
        assert_eq!(document.number(), good);
        // Any other last character is refused.
        for last in "0123456789X".chars().filter(|last| !good.ends_with(*last)) {
            let body: String = good.chars().take(17).collect();
            assert_eq!(resident(&format!("{body}{last}")), Err(DocumentRefusal::WrongCheckCharacter), "{good} {last}");
        }
    }
}

// rules: REG-08
#[test]
fn the_birth_date_exists_and_has_come() {
    // given a number of someone born today, and the same number read a day earlier
    let number = "11010120261128001";
    let number = format!("{number}{}", check_character(number).unwrap());
    // then
    assert_eq!(resident(&number).unwrap().born_on(), Some(TODAY));
    let a_day_earlier = Document::parse(ResidentIdentityCard, &number, date(2026, 11, 27));
    assert_eq!(a_day_earlier, Err(DocumentRefusal::BornInFuture { born_on: TODAY }));
    // 1900 was no leap year, 2000 was.
    assert_eq!(resident("110101190002290181"), Err(DocumentRefusal::NotADate { digits: "19000229".to_owned() }));
    assert_eq!(resident("110101200013010018"), Err(DocumentRefusal::NotADate { digits: "20001301".to_owned() }));
}

// rules: REG-08, REG-09
#[test]
fn each_wrong_thing_has_its_own_answer() {
    let code = |raw: &str| resident(raw).unwrap_err().shape().code;
    assert_eq!(code("  "), "document.missing");
    assert_eq!(code("110105491231002"), "document.fifteen-digits");
    assert_eq!(code("11010549123100X"), "document.wrong-length");
    assert_eq!(check_character("1101051949123100"), None);
    assert_eq!(code("1101051949123100"), "document.wrong-length");
    assert_eq!(code("11010519491231X02X"), "document.not-digits");
    assert_eq!(code("1101051949123100２Ｙ"), "document.not-digits");
    assert_eq!(code("1101051949-231002X"), "document.not-allowed");
    assert_eq!(code("810000199408230021"), "document.other-kind");
    assert_eq!(code("932682198501010017"), "document.other-kind");
}

// rules: REG-09
#[test]
fn blanks_full_width_and_a_small_x_are_undone_before_the_check() {
    assert_eq!(resident(" １１０１０５ 1949 1231　002x ").unwrap().number(), "11010519491231002X");
}

// rules: REG-08
#[test]
fn an_unknown_address_code_warns_and_never_refuses() {
    let known = resident("11010519491231002X").unwrap();
    assert_eq!(known.warning(|_| true), None);
    assert_eq!(known.warning(|_| false), Some(Warning::UnknownRegion));
    let body = "77010519491231002";
    let elsewhere = resident(&format!("{body}{}", check_character(body).unwrap())).unwrap();
    assert_eq!(elsewhere.warning(|_| true), Some(Warning::UnknownProvince));
}

// rules: REG-03
#[test]
fn a_number_tells_birth_and_sex_and_hides_its_middle() {
    let document = resident("11010519491231002X").unwrap();
    assert_eq!((document.born_on(), document.sex()), (Some(date(1949, 12, 31)), Some(Sex::Female)));
    assert_eq!(resident("440524188001010014").unwrap().sex(), Some(Sex::Male));
    assert_eq!(document.masked(), "1101**********002X");
    assert_eq!(format!("{document:?}"), "Document(resident-identity-card 1101**********002X)");
    for (kind, number) in [(ResidencePermit, "810000199408230021"), (PermanentResidence2023, "932682198501010017")] {
        assert!(Document::parse(kind, number, TODAY).unwrap().born_on().is_some(), "{kind:?}");
    }
    let passport = Document::parse(ForeignPassport, "1234561990030712", TODAY).unwrap();
    assert_eq!((passport.born_on(), passport.sex()), (None, None));
    let permit = Document::parse(TravelPermitHongKongMacau, "h12345678", TODAY).unwrap();
    assert_eq!((permit.masked(), permit.born_on(), permit.sex()), ("H******78".to_owned(), None, None));
}

// rules: REG-03, REG-11
#[test]
fn every_kind_takes_its_form_and_refuses_its_neighbours() {
    let cases: [(DocumentKind, &[&str], &[&str]); 7] = [
        (ResidencePermit, &["810000199408230021", "820000199001010010", "830000199201300022"], &["11010519491231002X"]),
        (
            PermanentResidence2023,
            &["932682198501010017", "911124198108030024"],
            &["810000199408230021", "932682198501010018"],
        ),
        (PermanentResidence2017, &["KAZ110090123105"], &["KAZ110090133105", "KA1110090123105", "KAZ11009012310"]),
        (
            TravelPermitHongKongMacau,
            &["H12345678", "m12345678", "H1234567801"],
            &["A12345678", "H1234567", "H123456789"],
        ),
        (TravelPermitTaiwan, &["12345678"], &["1234567", "H2345678"]),
        (ChinesePassport, &["E12345678", "EA1234567", "G12345678"], &["12345678", "EAB123456", "E1234567"]),
        (ForeignPassport, &["AB123", "X1234567890123456"], &["A123", "X12345678901234567"]),
    ];
    for (kind, good, bad) in cases {
        assert!(!kind.is_checked_by_provider());
        for raw in good {
            assert!(Document::parse(kind, raw, TODAY).is_ok(), "{kind:?} {raw}");
        }
        for raw in bad {
            assert!(Document::parse(kind, raw, TODAY).is_err(), "{kind:?} {raw}");
        }
    }
    assert!(ResidentIdentityCard.is_checked_by_provider());
}
