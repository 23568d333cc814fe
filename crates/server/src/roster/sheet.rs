//! The sheet as a file: the template that is handed out, and reading what comes back. What is built to harm (a bomb, a cell a million
//! rows down, a size that lies) is refused before anything large is made of it.

use calamine::{Data, Reader, Xlsx};
use domain::roster::{Cells, LINES_MAX, PACKED_BYTES_MAX, RosterRefusal, UNPACKED_BYTES_MAX};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::io::{Cursor, Read};

/// Entries of a workbook; a plain one has a dozen.
const ENTRIES_MAX: usize = 200;
/// The heads of the template; sheets in other languages name the same columns in the same order.
pub const HEADS: [&str; 3] = ["姓名", "身份证号码", "手机号码"];

/// An empty sheet with the heads. All columns are text, so that no number loses its last digits.
pub fn template() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let (text, head) = (Format::new().set_num_format("@"), Format::new().set_bold());
    let sheet = book.add_worksheet();
    for (column, name) in (0_u16..).zip(HEADS) {
        sheet.set_column_format(column, &text)?;
        sheet.set_column_width(column, 24)?;
        sheet.write_string_with_format(0, column, name, &head)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}

/// The lines below the heads; rows without anything are left out.
pub fn read(packed: &[u8]) -> Result<Vec<Cells>, RosterRefusal> {
    if packed.len() > PACKED_BYTES_MAX {
        return Err(RosterRefusal::TooLarge { bytes_max: i64::try_from(PACKED_BYTES_MAX).unwrap_or(i64::MAX) });
    }
    unpacked(packed)?;
    let broken = |_| RosterRefusal::NotASheet;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(packed)).map_err(broken)?;
    let first = book.sheet_names().first().cloned().ok_or(RosterRefusal::NotASheet)?;
    // Cell by cell: a table of the size that the file claims is never made.
    let mut cells = book.worksheet_cells_reader(&first).map_err(broken)?;
    let mut rows: Vec<[(String, bool); 3]> = Vec::new();
    let lines_max = LINES_MAX;
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let ((row, column), (text, is_figure)) = (cell.get_position(), text(Data::from(cell.get_value().clone())));
        if text.is_empty() {
            continue;
        }
        if row > lines_max {
            return Err(RosterRefusal::TooManyLines { lines_max });
        }
        let (Ok(row), Ok(column)) = (usize::try_from(row), usize::try_from(column)) else {
            return Err(RosterRefusal::NotASheet);
        };
        if rows.len() <= row {
            rows.resize(row + 1, Default::default());
        }
        if let Some(place) = rows.get_mut(row).and_then(|row| row.get_mut(column)) {
            *place = (text, is_figure);
        }
    }
    lines(rows)
}

fn lines(rows: Vec<[(String, bool); 3]>) -> Result<Vec<Cells>, RosterRefusal> {
    let mut rows = rows.into_iter();
    let heads = rows.next().ok_or(RosterRefusal::Empty)?.map(|(head, _)| head);
    if heads != HEADS {
        return Err(RosterRefusal::OtherHeads);
    }
    let lines: Vec<Cells> = rows
        .filter(|row| row.iter().any(|(text, _)| !text.is_empty()))
        .map(|[(name, _), (document, is_figure), (phone, _)]| Cells { name, document, phone, is_figure })
        .collect();
    if lines.is_empty() { Err(RosterRefusal::Empty) } else { Ok(lines) }
}

/// The words of a cell, and whether it was a figure. A formula's last result is a text like any other, and never run.
fn text(data: Data) -> (String, bool) {
    match data {
        Data::String(text) => (text.trim().to_owned(), false),
        Data::Int(number) => (number.to_string(), true),
        Data::Float(number) => (format!("{number:.0}"), true),
        Data::Empty => (String::new(), false),
        other => (other.to_string().trim().to_owned(), true),
    }
}

/// Unpacks everything once, counting what comes out and not what the file says of itself.
fn unpacked(packed: &[u8]) -> Result<(), RosterRefusal> {
    let broken = |_| RosterRefusal::NotASheet;
    let mut archive = zip::ZipArchive::new(Cursor::new(packed)).map_err(broken)?;
    if archive.len() > ENTRIES_MAX {
        return Err(RosterRefusal::NotASheet);
    }
    let mut left = UNPACKED_BYTES_MAX;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(broken)?;
        if entry.enclosed_name().is_none() {
            return Err(RosterRefusal::NotASheet);
        }
        let mut bytes = Vec::new();
        let read = entry.take(left + 1).read_to_end(&mut bytes).map_err(|_| RosterRefusal::NotASheet)?;
        let read = u64::try_from(read).unwrap_or(u64::MAX);
        if read > left {
            let bytes_max = i64::try_from(UNPACKED_BYTES_MAX).unwrap_or(i64::MAX);
            return Err(RosterRefusal::TooLarge { bytes_max });
        }
        left -= read;
        // Workbooks of no program declare entities.
        if bytes.windows(9).any(|part| part.eq_ignore_ascii_case(b"<!DOCTYPE")) {
            return Err(RosterRefusal::NotASheet);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn sheet(rows: &[[&str; 3]], far: Option<u32>) -> Vec<u8> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write_string(row, column, *cell).unwrap();
            }
        }
        if let Some(row) = far {
            sheet.write_string(row, 0, "x").unwrap();
        }
        book.save_to_buffer().unwrap()
    }

    #[test]
    fn the_template_comes_back_line_by_line() {
        assert_eq!(read(&template().unwrap()), Err(RosterRefusal::Empty));
        let read = read(&sheet(&[HEADS, ["甲", "1", "2"], ["", "", ""], ["乙", "3", "4"]], None)).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read[1], Cells { name: "乙".into(), document: "3".into(), phone: "4".into(), is_figure: false });
        assert_eq!(super::read(&sheet(&[["a", "b", "c"]], None)), Err(RosterRefusal::OtherHeads));
    }

    #[test]
    fn a_number_that_the_sheet_holds_as_a_figure_is_told() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (column, head) in (0..).zip(HEADS) {
            sheet.write_string(0, column, head).unwrap();
        }
        sheet.write_number(1, 1, 440_106_199_003_070_000.0).unwrap();
        sheet.write_number(1, 2, 13_800_138_000.0).unwrap();
        let read = read(&book.save_to_buffer().unwrap()).unwrap();
        assert_eq!((read[0].is_figure, read[0].phone.as_str()), (true, "13800138000"));
    }

    #[test]
    fn what_is_built_to_harm_is_refused() {
        let too_many = Err(RosterRefusal::TooManyLines { lines_max: 1000 });
        assert_eq!(read(&sheet(&[HEADS], Some(1_048_575))), too_many);
        assert!(read(&sheet(&[HEADS], Some(1000))).is_ok());
        assert_eq!(read(&sheet(&[HEADS], Some(1001))), too_many);
        assert_eq!(read(b"PK\x03\x04 not a workbook"), Err(RosterRefusal::NotASheet));
        assert!(matches!(read(&vec![0; PACKED_BYTES_MAX + 1]), Err(RosterRefusal::TooLarge { .. })));
        // a bomb: forty megabytes of zeros in a few kilobytes
        let packed = |name: &str, bytes: &[u8]| {
            let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
            writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
            writer.finish().unwrap().into_inner()
        };
        let bomb = packed("xl/workbook.xml", &vec![b' '; 40 << 20]);
        assert!(bomb.len() < PACKED_BYTES_MAX);
        assert!(matches!(read(&bomb), Err(RosterRefusal::TooLarge { .. })));
        let laughs = packed("xl/workbook.xml", b"<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY a \"b\">]><x/>");
        assert_eq!(read(&laughs), Err(RosterRefusal::NotASheet));
        assert_eq!(read(&packed("../../etc/passwd", b"x")), Err(RosterRefusal::NotASheet));
    }
}
