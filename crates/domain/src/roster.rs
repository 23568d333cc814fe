//! Rosters (REG-16): people whom an organisation already knows, entered from a sheet. A line makes nobody a volunteer: its owner does, by
//! a code or a one-time link. A line has no password, and nothing derives one from what it holds: whoever knows a document number would
//! know the password.

use crate::{
    account::Phone,
    kernel::Refuse,
    volunteer::{Document, DocumentKind, PersonName},
};
use jiff::{SignedDuration, Timestamp, civil::Date};

crate::refusals! {
    /// Why a sheet, or what follows from it, isn't taken.
    pub enum RosterRefusal {
        /// Not a workbook, or one that is built to harm.
        NotASheet => "roster.not-a-sheet", "REG-16", Invalid;
        /// More than a sheet may weigh, packed or unpacked.
        TooLarge { bytes_max: i64 } => "roster.too-large", "REG-16", Invalid;
        /// More lines than one roster takes.
        TooManyLines { lines_max: u32 } => "roster.too-many-lines", "REG-16", Invalid;
        /// More lines than an organisation enters within a day.
        TooManyToday { lines_max: u32, entered: i64 } => "roster.too-many-today", "REG-16", Conflict;
        /// No line below the heads.
        Empty => "roster.empty", "REG-16", Invalid;
        /// The first row isn't that of the template.
        OtherHeads => "roster.other-heads", "REG-16", Invalid;
        /// A document number that the sheet holds as a figure, whose last digits are lost.
        Figure => "roster.figure", "REG-16", Invalid;
        /// The same document or phone stands in the sheet before.
        Twice => "roster.twice", "REG-16", Invalid;
        /// No line is without a fault.
        NothingSound => "roster.nothing-sound", "REG-16", Conflict;
        /// The people were told already.
        Sent => "roster.sent", "REG-16", Conflict;
        /// The link was used, is older than its hours, or never was.
        LinkOver => "roster.link-over", "REG-16", Conflict;
    }
}

/// Lines of one roster.
pub const LINES_MAX: u32 = 1000;
/// Lines that an organisation enters within a day: each may become an SMS to somebody who never asked for one.
pub const LINES_A_DAY_MAX: u32 = 3000;
/// Bytes of a sheet as it is sent.
pub const PACKED_BYTES_MAX: usize = 2 << 20;
/// Bytes of a sheet once it is unpacked.
pub const UNPACKED_BYTES_MAX: u64 = 32 << 20;
/// Hours for which a link is good.
pub const LINK_HOURS: i64 = 24;
/// Days after which a line that nobody took up is forgotten.
pub const KEPT_DAYS: i64 = 90;

/// The columns of the template.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cells {
    pub name: String,
    pub document: String,
    pub phone: String,
    /// The document number was a figure and not a text.
    pub is_figure: bool,
}

/// A line that can be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub document: Document,
    pub phone: Phone,
}

/// What is wrong with a line: the column, and the code of the refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub column: &'static str,
    pub code: &'static str,
}

/// Reads a line as registration would.
pub fn entry(cells: &Cells, today: Date) -> Result<Entry, Fault> {
    let fault = |column: &'static str, refusal: &dyn Refuse| Fault { column, code: refusal.shape().code };
    let name = PersonName::parse(&cells.name, "").map_err(|refusal| fault("name", &refusal))?.full();
    if cells.is_figure {
        return Err(fault("document", &RosterRefusal::Figure));
    }
    let document = Document::parse(DocumentKind::ResidentIdentityCard, &cells.document, today);
    let document = document.map_err(|refusal| fault("document", &refusal))?;
    let phone = Phone::parse(&cells.phone).map_err(|refusal| fault("phone", &refusal))?;
    Ok(Entry { name, document, phone })
}

/// Reads all lines; one whose document or phone an earlier line has is a fault.
pub fn entries(lines: &[Cells], today: Date) -> Vec<Result<Entry, Fault>> {
    let mut seen: Vec<Entry> = Vec::new();
    let mut read = Vec::new();
    for cells in lines {
        let one = entry(cells, today).and_then(|entry| {
            let twice = |column| Fault { column, code: RosterRefusal::Twice.shape().code };
            let same = seen.iter().find(|one| one.document == entry.document || one.phone == entry.phone);
            match same {
                Some(one) if one.document == entry.document => Err(twice("document")),
                Some(_) => Err(twice("phone")),
                None => Ok(entry),
            }
        });
        seen.extend(one.iter().cloned());
        read.push(one);
    }
    read
}

/// Whether an organisation that entered so many lines within a day may enter these.
pub fn may_enter(entered: i64, lines: i64) -> Result<(), RosterRefusal> {
    if entered.saturating_add(lines) > i64::from(LINES_A_DAY_MAX) {
        return Err(RosterRefusal::TooManyToday { lines_max: LINES_A_DAY_MAX, entered });
    }
    Ok(())
}

/// Until when a link that is drawn now is good.
pub fn link_ends(now: Timestamp) -> Timestamp {
    now.saturating_add(SignedDuration::from_hours(LINK_HOURS)).unwrap_or(Timestamp::MAX)
}

/// Whether a link is good.
pub fn link(ends_at: Option<Timestamp>, now: Timestamp) -> Result<(), RosterRefusal> {
    if ends_at.is_some_and(|ends_at| now < ends_at) { Ok(()) } else { Err(RosterRefusal::LinkOver) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 22);

    fn cells(name: &str, document: &str, phone: &str) -> Cells {
        Cells { name: name.into(), document: document.into(), phone: phone.into(), is_figure: false }
    }

    const CARD: &str = "11010519491231002X";

    #[test]
    fn a_line_is_judged_as_registration_would() {
        let sound = entry(&cells(" 欧阳嘉怡 ", "11010519491231002x", "138 0013 8000"), TODAY).unwrap();
        assert_eq!((sound.name.as_str(), sound.document.number()), ("欧阳嘉怡", CARD));
        assert_eq!(sound.phone.e164(), "+8613800138000");
        let at = |cells: Cells| entry(&cells, TODAY).unwrap_err().column;
        assert_eq!(at(cells("", CARD, "13800138000")), "name");
        assert_eq!(at(cells("=HYPERLINK(1)", CARD, "13800138000")), "name");
        assert_eq!(at(cells("欧阳嘉怡", "110105194912310021", "13800138000")), "document");
        assert_eq!(at(cells("欧阳嘉怡", CARD, "12345")), "phone");
        let figure = Cells { is_figure: true, ..cells("欧阳嘉怡", CARD, "13800138000") };
        assert_eq!(entry(&figure, TODAY), Err(Fault { column: "document", code: "roster.figure" }));
    }

    #[test]
    fn an_organisation_enters_three_thousand_lines_a_day() {
        assert_eq!(may_enter(2000, 1000), Ok(()));
        assert_eq!(may_enter(2000, 1001), Err(RosterRefusal::TooManyToday { lines_max: 3000, entered: 2000 }));
    }

    #[test]
    fn nobody_stands_in_a_sheet_twice() {
        let lines = [cells("甲", CARD, "13800138000"), cells("乙", CARD, "13800138001")];
        let read = entries(&lines, TODAY);
        assert!(read.first().is_some_and(Result::is_ok));
        assert_eq!(read.last(), Some(&Err(Fault { column: "document", code: "roster.twice" })));
    }

    #[test]
    fn a_link_is_good_for_a_day() {
        let (now, day) = (Timestamp::UNIX_EPOCH, SignedDuration::from_hours(24));
        let ends = Some(link_ends(now));
        assert_eq!(link(ends, now + day - SignedDuration::from_secs(1)), Ok(()));
        assert_eq!(link(ends, now + day), Err(RosterRefusal::LinkOver));
        assert_eq!(link(None, now), Err(RosterRefusal::LinkOver));
    }
}
