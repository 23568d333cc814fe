//! What stands in a cell: how much of a person, a mark that leads back to the file, and nothing that a spreadsheet would run.

use super::{Purpose, Shown};

/// How a column is shown for one person: minors stay masked unless somebody is in danger (REG-18).
pub fn shown(column: Shown, is_minor: bool, purpose: Purpose) -> Shown {
    if column == Shown::Whole && is_minor && purpose != Purpose::Safety { Shown::Masked } else { column }
}

/// The mark of a line: the number of the file and the place in it, so that a part that was cut out still leads back.
pub fn mark(number: &str, place: usize) -> String {
    format!("{number}-{place:04}")
}

/// A cell of a text file in which nothing is run: what a spreadsheet would take for a formula begins with an apostrophe.
pub fn guarded(cell: &str) -> String {
    const BEGIN: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
    if cell.trim_start_matches(' ').starts_with(BEGIN) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: AUD-03
    #[test]
    fn the_data_of_minors_is_masked_unless_somebody_is_in_danger() {
        for purpose in Purpose::ALL {
            let expected = if *purpose == Purpose::Safety { Shown::Whole } else { Shown::Masked };
            assert_eq!(shown(Shown::Whole, true, *purpose), expected);
            assert_eq!(shown(Shown::Whole, false, *purpose), Shown::Whole);
            assert_eq!(shown(Shown::LeftOut, true, *purpose), Shown::LeftOut);
        }
    }

    // rules: AUD-03
    #[test]
    fn no_cell_is_a_formula_and_every_line_has_its_mark() {
        for hostile in ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", " =1", "－1", "＠a", "＋1"] {
            assert_eq!(guarded(hostile), format!("'{hostile}"));
        }
        for plain in ["张三", "a=b", "138****8000", "", "'"] {
            assert_eq!(guarded(plain), plain);
        }
        assert_eq!(mark("E2026-000007", 12), "E2026-000007-0012");
    }
}
