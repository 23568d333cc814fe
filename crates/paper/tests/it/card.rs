//! Card faces (CRD-04, CRD-07).

use crate::{PRESS, sample, tools};
use paper::{Card, PaperError};

fn size_of(picture: &[u8]) -> (u32, u32) {
    let reader = png::Decoder::new(std::io::Cursor::new(picture)).read_info().unwrap();
    (reader.info().width, reader.info().height)
}

// rules: CRD-04, CRD-07
#[test]
fn a_card_has_its_size_and_a_readable_code() {
    let (card, photo) = (sample::card(), sample::photo());

    let picture = PRESS.card_png(&card, Some(&photo)).unwrap();

    assert_eq!(size_of(&picture), (971, 612));
    assert_eq!(tools::codes_in(&tools::file("card.png", &picture)), card.scan_url);
}

// rules: CRD-04
#[test]
fn a_card_refuses_a_name_that_it_can_not_show() {
    let named = |name: &str| PRESS.card_png(&Card { name: name.to_owned(), ..sample::card() }, None);

    assert_eq!(named("李𠮷"), Err(PaperError::MissingGlyph { text: "李𠮷".to_owned(), missing: vec!['𠮷'] }));
    assert!(named("李龘").is_ok());
    assert!(named(&"欧阳".repeat(25)).is_ok());
}

#[test]
fn each_star_changes_the_face_up_to_five() {
    let face = |stars| PRESS.card_png(&Card { stars, ..sample::card() }, None).unwrap();

    for stars in 0..5 {
        assert_ne!(face(stars), face(stars + 1), "{stars}");
    }
    assert_eq!(face(5), face(6));
}
