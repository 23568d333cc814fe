//! The file itself: a workbook, or a text with commas. Both say on their first and last line whose they are, and on every line which file
//! it was; nothing in them is a formula.

use super::{people::Line, store::Case};
use crate::kernel::words::Words;
use domain::{
    handout::{Format as Kind, Shown, guarded, mark},
    kernel::Fact,
};
use jiff::Timestamp;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// What every file says of itself.
pub struct Imprint {
    pub organisation: String,
    /// The activity, where the list is of one.
    pub activity: Option<String>,
    /// Who took it out.
    pub by: String,
    pub at: Timestamp,
}

/// The cells of a file.
pub struct Sheet {
    /// The first and the last line.
    watermark: String,
    /// At the head and the foot of every printed page.
    running: String,
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
    number: String,
    by: String,
    at: Timestamp,
}

impl Sheet {
    /// Puts the cells together in the reader's words.
    pub fn new(words: &Words, case: &Case, imprint: Imprint, lines: Vec<Line>) -> Sheet {
        let about = match &imprint.activity {
            Some(activity) => format!("{} · {activity}", imprint.organisation),
            None => imprint.organisation.clone(),
        };
        let purpose = words.t(&format!("handout-purpose-{}", case.terms.purpose.name())).into_owned();
        let facts: [(&str, Fact); 6] = [
            ("number", case.number.as_str().into()),
            ("about", about.as_str().into()),
            ("by", imprint.by.as_str().into()),
            ("at", imprint.at.into()),
            ("purpose", purpose.as_str().into()),
            ("reason", case.terms.reason.replace('\n', " ").into()),
        ];
        let columns = case.terms.columns;
        let wanted = [
            ("handout-head-place", true),
            ("handout-head-number", true),
            ("handout-head-name", columns.name != Shown::LeftOut),
            ("handout-head-phone", columns.phone != Shown::LeftOut),
            ("handout-head-document", columns.document != Shown::LeftOut),
            ("handout-head-position", case.terms.source.activity.is_some()),
            ("handout-head-mark", true),
        ];
        let heads = wanted.iter().filter(|(_, is_wanted)| *is_wanted).map(|(key, _)| words.t(key).into_owned());
        let rows = (1..).zip(lines).map(|(place, line): (usize, Line)| {
            let mark = mark(&case.number, place);
            let cells = [place.to_string(), line.number, line.name, line.phone, line.document, line.position, mark];
            cells.into_iter().zip(wanted).filter(|(_, (_, is_wanted))| *is_wanted).map(|(cell, _)| cell).collect()
        });
        Sheet {
            watermark: words.with("handout-watermark", &facts),
            running: words.with("handout-running", &facts),
            heads: heads.collect(),
            rows: rows.collect(),
            number: case.number.clone(),
            by: imprint.by,
            at: imprint.at,
        }
    }

    /// The bytes of the file.
    pub fn bytes(&self, kind: Kind) -> Result<Vec<u8>, XlsxError> {
        match kind {
            Kind::Xlsx => self.workbook(),
            Kind::Csv => Ok(self.text()),
        }
    }

    /// With a mark of its encoding, every cell between quotes, lines as spreadsheets expect them.
    fn text(&self) -> Vec<u8> {
        let line = |cells: &[String]| {
            let quoted = cells.iter().map(|cell| format!("\"{}\"", guarded(cell).replace('"', "\"\"")));
            quoted.collect::<Vec<_>>().join(",") + "\r\n"
        };
        let watermark = line(std::slice::from_ref(&self.watermark));
        let rows: String = self.rows.iter().map(|row| line(row)).collect();
        format!("\u{feff}{watermark}{}{rows}{watermark}", line(&self.heads)).into_bytes()
    }

    fn workbook(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let made_at = ExcelDateTime::from_timestamp(self.at.as_second())?;
        let properties = DocProperties::new().set_title(&self.number).set_author(&self.by);
        let properties = properties.set_comment(&self.watermark).set_creation_datetime(&made_at);
        book.set_properties(&properties.set_custom_property("handout", self.number.as_str()));
        let sheet = book.add_worksheet();
        self.fill(sheet)?;
        book.save_to_buffer()
    }

    /// Every cell is a text: no number loses its last digits, and no formula is ever run.
    fn fill(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        const WIDE: f64 = 22.0;
        let (text, bold) = (Format::new().set_num_format("@"), Format::new().set_bold());
        let running = self.running.replace('&', "&&");
        sheet.set_header(format!("&C{running}")).set_footer(format!("&C{running}&R&P/&N"));
        sheet.set_landscape().set_paper_size(A4).set_repeat_rows(0, 1)?.set_freeze_panes(2, 0)?;
        sheet.write_string_with_format(0, 0, &self.watermark, &bold)?;
        for (column, head) in (0_u16..).zip(&self.heads) {
            sheet.set_column_width(column, if column == 0 { 8.0 } else { WIDE })?;
            sheet.write_string_with_format(1, column, head, &bold)?;
        }
        let mut last = 2;
        for (row, cells) in (2_u32..).zip(&self.rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                sheet.write_string_with_format(row, column, cell, &text)?;
            }
            last = row + 1;
        }
        sheet.write_string_with_format(last, 0, &self.watermark, &bold)?;
        Ok(())
    }
}

/// Paper size 9 of the format.
const A4: u8 = 9;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_file_says_its_encoding_runs_nothing_and_keeps_quotes() {
        let sheet = Sheet {
            watermark: "=E1 \"勿外传\"".into(),
            running: String::new(),
            heads: vec!["姓名".into(), "岗位".into()],
            rows: vec![vec!["张三".into(), "=HYPERLINK(\"http://evil\")".into()]],
            number: "E1".into(),
            by: "管理员".into(),
            at: Timestamp::UNIX_EPOCH,
        };
        let text = String::from_utf8(sheet.text()).unwrap();
        let mark = "\"'=E1 \"\"勿外传\"\"\"\r\n";
        let row = "\"张三\",\"'=HYPERLINK(\"\"http://evil\"\")\"\r\n";
        assert_eq!(text, format!("\u{feff}{mark}\"姓名\",\"岗位\"\r\n{row}{mark}"));
    }
}
