//! Detail lists (CER-01).

use crate::{PRESS, sample, tools};
use paper::PaperError;

// rules: CER-01
#[test]
fn three_thousand_rows_are_all_there_under_a_repeated_head() {
    let list = sample::detail_list(3_000);

    let pdf = PRESS.detail_list(&list).unwrap();

    let text = tools::text_of("list.pdf", &pdf.bytes);
    assert!(pdf.pages > 50, "{} pages", pdf.pages);
    for row in 1..=3_000 {
        assert!(text.contains(&format!("R{row:05}")), "row {row}");
    }
    assert_eq!(text.matches("扫码（分钟）").count(), pdf.pages);
    for page in [1, pdf.pages] {
        assert!(text.contains(&format!("第{page}页，共{}页", pdf.pages)));
    }
    assert!(text.matches(&list.number).count() >= pdf.pages, "the certificate number is on every page");
}

#[test]
fn a_reversal_has_a_minus_sign() {
    let mut list = sample::detail_list(2);
    list.rows[0].scan_minutes = -345;

    let pdf = PRESS.detail_list(&list).unwrap();

    assert!(tools::text_of("reversal.pdf", &pdf.bytes).contains("−345"));
}

#[test]
fn a_missing_glyph_in_one_row_refuses_the_list() {
    let mut list = sample::detail_list(3);
    list.rows[2].place = "𠮷祥里".to_owned();

    let refused = PRESS.detail_list(&list);

    assert_eq!(refused, Err(PaperError::MissingGlyph { text: "𠮷祥里".to_owned(), missing: vec!['𠮷'] }));
}

#[test]
fn a_list_is_archivable_and_the_same_file_each_time() {
    let list = sample::detail_list(30);

    let pdf = PRESS.detail_list(&list).unwrap();

    let metadata = tools::run("pdfinfo", &["-meta", &tools::file("list-archive.pdf", &pdf.bytes)]);
    assert!(metadata.contains("<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>"), "{metadata}");
    assert_eq!(PRESS.detail_list(&list).unwrap(), pdf);
}
