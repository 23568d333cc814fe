//! Certificates (CER-03, CER-05).

use crate::{PRESS, sample, tools};
use paper::{Certificate, CertificateWords, Hours, PaperError, Pictures};

fn text_of(name: &str, certificate: &Certificate) -> String {
    let pdf = PRESS.certificate(certificate, Pictures::default()).unwrap();
    assert_eq!(pdf.pages, 1);
    tools::text_of(name, &pdf.bytes)
}

// rules: CER-03, CER-06, CER-08
#[test]
fn a_certificate_states_who_what_when_and_by_whom() {
    let certificate = sample::certificate();

    let text = text_of("states.pdf", &certificate);

    let Certificate { name, document_number, volunteer_number, number, in_charge, handled_by, issuer, as_of, .. } =
        &certificate;
    let Certificate { registered_on, registered_in, issued, details, query_address, document_kind, sex, .. } =
        &certificate;
    let stated =
        [name, document_number, volunteer_number, number, in_charge, handled_by, issuer, as_of, &certificate.notes[0]];
    for part in
        stated.into_iter().chain([registered_on, registered_in, issued, details, query_address, document_kind, sex])
    {
        let part = part.replace(' ', "");
        assert!(text.contains(&part), "{part} is not in {text}");
    }
}

// rules: CER-03
#[test]
fn the_total_is_scan_and_make_up_less_deductions_and_nothing_beside() {
    let hours = Hours { scan: 600, make_up: 61, deducted: 60, honorary: 6_000, training: 3_000 };
    let certificate = Certificate { hours, ..sample::certificate() };

    let text = text_of("total.pdf", &certificate);

    assert_eq!(hours.total(), 601);
    for figure in ["10小时1分钟", "1小时1分钟", "−1小时", "100小时", "50小时"] {
        assert!(text.contains(figure), "{figure} is not in {text}");
    }
    assert_eq!(Hours { scan: 5, deducted: 6, ..Hours::default() }.total(), 0);
}

// rules: CER-03
#[test]
fn a_seal_picture_is_labelled_as_one() {
    let (certificate, seal) = (sample::certificate(), sample::seal());
    let label = &certificate.words.unsigned_seal;

    let sealed = PRESS.certificate(&certificate, Pictures { photo: None, seal: Some(&seal) }).unwrap();

    assert!(tools::text_of("sealed.pdf", &sealed.bytes).contains(label));
    assert!(!text_of("unsealed.pdf", &certificate).contains(label));
}

// rules: CER-03
#[test]
fn a_missing_glyph_is_an_error_and_never_a_box() {
    let named = |name: &str| Certificate { name: name.to_owned(), ..sample::certificate() };

    let rare = PRESS.certificate(&named("𠮷野龘"), Pictures::default());

    assert_eq!(rare, Err(PaperError::MissingGlyph { text: "𠮷野龘".to_owned(), missing: vec!['𠮷'] }));
    assert!(text_of("covered.pdf", &named("野龘㐂·玥")).contains("野龘㐂·玥"));
}

// rules: CER-03
#[test]
fn a_glyph_is_looked_for_in_every_text_of_the_page() {
    let sample = sample::certificate();
    let words = CertificateWords { not_added: "𠮷".to_owned(), ..sample.words.clone() };
    let broken = [
        Certificate { issuer: "𠮷".to_owned(), ..sample.clone() },
        Certificate { notes: vec!["𠮷".to_owned()], ..sample.clone() },
        Certificate { words, ..sample },
    ];

    for certificate in broken {
        let refused = PRESS.certificate(&certificate, Pictures::default());
        assert_eq!(refused, Err(PaperError::MissingGlyph { text: "𠮷".to_owned(), missing: vec!['𠮷'] }));
    }
}

#[test]
fn names_of_any_length_up_to_fifty_characters_fit_one_page() {
    for name in ["王", "阿卜杜热西提·买买提吐尔逊·艾合买提江", &"欧阳".repeat(25)] {
        let certificate = Certificate { name: name.to_owned(), ..sample::certificate() };
        assert!(text_of("long.pdf", &certificate).contains(name), "{name}");
    }
}

#[test]
fn spaced_letters_are_still_found_as_words() {
    let pdf = PRESS.certificate(&sample::certificate(), Pictures::default()).unwrap();

    let text = tools::run("pdftotext", &[&tools::file("words.pdf", &pdf.bytes), "-"]);

    for words in ["志愿服务时间证书", "CERTIFICATE OF VOLUNTEER SERVICE TIME", "1,286", "陈雨晴"] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    assert_eq!(text.matches("广东省志愿服务联合会").count(), 2, "{text}");
}

#[test]
fn what_does_not_fit_one_page_is_refused() {
    let certificate = Certificate { statement: "服务".repeat(2_000), ..sample::certificate() };

    let refused = PRESS.certificate(&certificate, Pictures::default());

    assert!(matches!(refused, Err(PaperError::DoesNotFit { pages: 2.. })), "{refused:?}");
}

#[test]
fn markup_in_a_text_is_printed_as_it_stands() {
    for name in [r#"#import"x":*"#, r#""]#panic()"#, "*a*_b_`c`", "@a<b>$c$", "\\u{5d}//--~", "=#{1}"] {
        let certificate = Certificate { name: name.to_owned(), issuer: name.to_owned(), ..sample::certificate() };
        let text = text_of("markup.pdf", &certificate);
        assert!(text.matches(name).count() >= 2, "{name} is not in {text}");
    }
}

#[test]
fn the_same_certificate_is_the_same_file_on_every_thread() {
    let photo = sample::photo();
    let make = |number: &str| {
        let certificate = Certificate { number: number.to_owned(), ..sample::certificate() };
        PRESS.certificate(&certificate, Pictures { photo: Some(&photo), seal: None }).unwrap().bytes
    };
    let first = make("A");

    let again: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(|| [make("B"), make("A")][1].clone())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });

    assert!(again.iter().all(|bytes| *bytes == first));
    assert_ne!(make("B"), first);
}

#[test]
fn a_certificate_is_an_archivable_and_tagged_file_with_the_given_date() {
    let pdf = PRESS.certificate(&sample::certificate(), Pictures::default()).unwrap();
    let path = tools::file("archive.pdf", &pdf.bytes);

    let information = tools::run("pdfinfo", &[&path]);
    let metadata = tools::run("pdfinfo", &["-meta", &path]);

    assert!(information.contains("Tagged:          yes"), "{information}");
    assert!(information.contains("Page size:       595.276 x 841.89 pts (A4)"), "{information}");
    assert!(tools::run("pdfinfo", &["-rawdates", &path]).contains("D:20260301040500"), "{information}");
    assert!(metadata.contains("<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"), "{metadata}");
}

// rules: CER-05
#[test]
fn the_code_on_the_page_reads_back_the_whole_signed_payload() {
    let photo = sample::photo();
    let certificate = sample::certificate();
    let pdf = PRESS.certificate(&certificate, Pictures { photo: Some(&photo), seal: None }).unwrap();
    let path = tools::file("code.pdf", &pdf.bytes);

    for dots in ["100", "150"] {
        let picture = path.replace(".pdf", dots);
        tools::run("pdftoppm", &["-r", dots, "-png", "-singlefile", &path, &picture]);
        assert_eq!(tools::codes_in(&format!("{picture}.png")), certificate.verify_url, "at {dots} dpi");
    }
}

#[test]
fn only_jpeg_and_png_are_pictures() {
    let certificate = sample::certificate();
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 3 4'><path d='M0 0h3v4z'/></svg>";

    let jpeg =
        PRESS.certificate(&certificate, Pictures { photo: Some(include_bytes!("photo.jpg")), seal: None }).unwrap();
    let png = PRESS.certificate(&certificate, Pictures { photo: Some(&sample::photo()), seal: None }).unwrap();
    let refused = PRESS.certificate(&certificate, Pictures { photo: Some(svg), seal: None });
    let broken = PRESS.certificate(&certificate, Pictures { photo: Some(b"\xff\xd8\xff\xe0 no picture"), seal: None });

    for (name, pdf) in [("jpeg.pdf", jpeg), ("png.pdf", png)] {
        assert!(tools::run("pdfimages", &["-list", &tools::file(name, &pdf.bytes)]).contains("image"), "{name}");
    }
    assert_eq!(refused, Err(PaperError::BadPicture { slot: "photo" }));
    assert!(matches!(broken, Err(PaperError::Typesetting(_))), "{broken:?}");
}

#[test]
fn a_certificate_prints_in_another_language_and_refuses_what_is_none() {
    let english = sample::certificate_in_english();

    let text = text_of("english.pdf", &english);
    let refused = PRESS.certificate(&Certificate { language: "zh_CN".to_owned(), ..english }, Pictures::default());

    assert!(text.contains("MariaFernandadeAlbuquerqueeCastro") && text.contains("1,286h30min"), "{text}");
    assert_eq!(refused, Err(PaperError::BadLanguage { tag: "zh_CN".to_owned() }));
}
