//! Fonts, coverage, and codes outside of papers.

use crate::{PRESS, sample, tools};
use paper::{PaperError, Press, qr};

// rules: CER-03
#[test]
fn a_steward_learns_which_characters_of_a_name_have_no_glyph() {
    assert!(PRESS.uncovered("阿卜杜热西提·买买提 龘㐂玥").is_empty());
    assert_eq!(PRESS.uncovered("𠮷田𠮷😀"), ['𠮷', '😀']);
    assert!(PRESS.uncovered("葛\u{e0100}城").is_empty());
    assert_eq!(PRESS.uncovered("王\u{202e}伟\u{7}"), ['\u{202e}', '\u{7}']);
}

#[test]
fn what_is_no_font_is_refused_by_its_place() {
    assert_eq!(Press::new(vec![b"no font".to_vec()]).err(), Some(PaperError::BadFont { place: 0 }));
}

// rules: CER-05, ENT-02
#[test]
fn codes_as_pictures_read_back() {
    for text in [sample::verify_url(), "https://volunteer.example.org/a/7?k=12345678".to_owned(), "志愿服务".to_owned()]
    {
        let picture = tools::file("code.png", &qr::png(&text, 4).unwrap());
        assert_eq!(tools::codes_in(&picture), text);
    }
}
