//! The detail list of a certificate (CER-01): a table over as many pages as it needs, PDF/A-2u. Without structure tags, which would make
//! it nine times larger.

use crate::{
    error::PaperError,
    press::{self, Imprint, Pdf, Press},
    world,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use typst_pdf::PdfStandard;

/// A detail list; texts in its language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailList {
    /// Language tag of all texts: `zh-CN`, `en`.
    pub language: String,
    pub words: DetailListWords,
    /// The number of the certificate it belongs to, on every page.
    pub number: String,
    /// Whose list, on every page.
    pub name: String,
    pub issuer: String,
    /// What stands above the table: volunteer number, period, totals, moment of issue.
    pub facts: Vec<Fact>,
    pub rows: Vec<DetailRow>,
    /// The moment of issue in the file's metadata.
    pub issued_at: Timestamp,
    /// Small print after the table, a line each.
    pub notes: Vec<String>,
}

/// A label and what it labels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    pub label: String,
    pub value: String,
}

/// One entry. Minutes may be negative: a reversal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailRow {
    pub date: String,
    pub activity: String,
    pub organisation: String,
    pub place: String,
    pub scan_minutes: i64,
    pub make_up_minutes: i64,
    pub state: String,
}

/// The labels of a detail list in its language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailListWords {
    pub title: String,
    pub date: String,
    pub activity: String,
    pub organisation: String,
    pub place: String,
    /// Heads of the columns of minutes; they name the unit.
    pub scan_minutes: String,
    pub make_up_minutes: String,
    pub state: String,
    pub certificate_number: String,
    /// With `{page}` and `{pages}` where the numbers go.
    pub page_of: String,
}

#[derive(Serialize)]
struct Extras<'a> {
    /// The page count's text in three pieces around its two numbers.
    page_of: [&'a str; 3],
}

/// A long list fills the typesetter's cache with hundreds of megabytes that nobody will ask for again.
const KEEP: usize = 0;

impl Press {
    /// A detail list; 3,000 rows take seconds of one processor and hundreds of megabytes, so the caller limits how many are made at once.
    /// Fails with `MissingGlyph` or `BadLanguage`.
    pub fn detail_list(&self, list: &DetailList) -> Result<Pdf, PaperError> {
        let desk =
            self.desk(world::DETAIL_LIST, &list.language, (list, Extras { page_of: around(&list.words.page_of) }))?;
        let document = press::typeset(&desk, KEEP)?;
        press::export(
            &document,
            &Imprint { standard: PdfStandard::A_2u, tagged: false, identity: &list.number, made_at: list.issued_at },
        )
    }
}

/// Splits at `{page}` and `{pages}`; a text without them keeps the numbers at its end.
fn around(text: &str) -> [&str; 3] {
    let (before, rest) = text.split_once("{page}").unwrap_or((text, " "));
    let (between, after) = rest.split_once("{pages}").unwrap_or((rest, ""));
    [before, between, after]
}
