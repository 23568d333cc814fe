//! Handouts (AUD-03): lists of people that a steward takes out of the platform as a file. Each has a purpose, a reason and a number, is
//! agreed to by a second steward when it is large, carries its mark on every line, and is destroyed after a day. What the platform no
//! longer holds it can't take back: so little is handed out, and everybody in it can read that it was.

mod sheet;
mod state;

pub use sheet::{guarded, mark, shown};
pub use state::State;

use crate::kernel::{at_local, clean_lines, local_date};
use jiff::{Timestamp, ToSpan, civil::time};

crate::refusals! {
    /// Why a list isn't handed out.
    pub enum HandoutRefusal {
        /// What it is for isn't said.
        ReasonMissing { characters_max: u32 } => "handout.reason-missing", "AUD-03", Invalid;
        /// Whole document numbers need a reason of their own.
        DocumentReasonMissing { characters_max: u32 } => "handout.document-reason-missing", "AUD-03", Invalid;
        /// Only owners take whole document numbers out.
        DocumentOwnerOnly => "handout.document-owner-only", "AUD-03", Forbidden;
        /// Nobody is on the list.
        Nobody => "handout.nobody", "AUD-03", Conflict;
        /// More people than one file may hold.
        TooManyPeople { people: i64, people_max: i64 } => "handout.too-many-people", "AUD-03", Invalid;
        /// The steward asked for as many files today as they may.
        TooManyFiles { files_max: i64, wait_seconds: i64 } => "handout.too-many-files", "AUD-03", TooMany;
        /// The organisation's files of today hold as many people as they may.
        PeopleSpent { people_left: i64, people_max: i64, wait_seconds: i64 } => "handout.people-spent", "AUD-03", TooMany;
        /// Whoever asks doesn't agree to it themselves.
        SamePerson => "handout.same-person", "AUD-03", Forbidden;
        /// It was agreed to, refused, or its time is over.
        NotWaiting => "handout.not-waiting", "AUD-03", Conflict;
        /// Nobody has agreed to it yet.
        NotAgreed => "handout.not-agreed", "AUD-03", Conflict;
        /// The file is destroyed, or there never was one.
        Over { hours: i64 } => "handout.over", "AUD-03", Conflict;
        /// It was downloaded as often as it may be.
        TakenOften { downloads_max: i64 } => "handout.taken-often", "AUD-03", Conflict;
    }
}

/// People in one file.
pub const PEOPLE_MAX: i64 = 2000;
/// People in a file that one steward takes out alone; from one more on a second agrees.
pub const PEOPLE_ALONE_MAX: i64 = 100;
/// Files that one steward asks for in a day.
pub const FILES_A_DAY_MAX: i64 = 5;
/// People in all files of one organisation in a day.
pub const PEOPLE_A_DAY_MAX: i64 = 5000;
/// How often a file is downloaded.
pub const DOWNLOADS_MAX: i64 = 3;
/// Hours after which a file is destroyed.
pub const KEPT_HOURS: i64 = 24;
/// Hours that a second steward has to agree.
pub const AGREED_WITHIN_HOURS: i64 = 72;
/// Characters of a reason.
pub const REASON_CHARS_MAX: u32 = 200;

crate::named! {
    /// Whose list it is.
    pub enum List {
        /// The approved members of an organisation.
        Members = 1, "members";
        /// Who was accepted at an activity.
        Enrolments = 2, "enrolments";
    }
}

crate::named! {
    /// What a list is for.
    pub enum Purpose {
        OnSite = 1, "on-site";
        Insurance = 2, "insurance";
        Contact = 3, "contact";
        Authority = 4, "authority";
        /// Somebody is in danger: the only purpose for which the data of minors isn't masked (REG-18).
        Safety = 5, "safety";
        Other = 6, "other";
    }
}

crate::named! {
    /// What sort of file it is.
    pub enum Format {
        Xlsx = 1, "xlsx";
        Csv = 2, "csv";
    }
}

crate::named! {
    /// How a column is shown.
    pub enum Shown {
        LeftOut = 1, "left-out";
        Masked = 2, "masked";
        Whole = 3, "whole";
    }
}

/// The columns with identity data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns {
    pub name: Shown,
    pub phone: Shown,
    pub document: Shown,
}

/// What a steward asks for.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    pub columns: Columns,
    pub reason: &'a str,
    pub document_reason: &'a str,
    /// Whether the one who asks owns the organisation.
    pub is_owner: bool,
}

/// How much was handed out already.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// People on the list.
    pub people: i64,
    /// Files that this steward asked for today.
    pub files_today: i64,
    /// People in files of the organisation today.
    pub people_today: i64,
}

/// A wish that is granted as far as rules go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    pub state: State,
    pub reason: String,
    /// Empty unless whole document numbers are in it.
    pub document_reason: String,
}

/// Judges a wish: the reasons first, then how much.
pub fn ask(wish: &Wish<'_>, load: &Load, now: Timestamp) -> Result<Granted, HandoutRefusal> {
    let characters_max = REASON_CHARS_MAX;
    let reason =
        clean_lines(wish.reason, characters_max).map_err(|_| HandoutRefusal::ReasonMissing { characters_max })?;
    let document_reason = match wish.columns.document {
        Shown::Whole if !wish.is_owner => return Err(HandoutRefusal::DocumentOwnerOnly),
        Shown::Whole => clean_lines(wish.document_reason, characters_max)
            .map_err(|_| HandoutRefusal::DocumentReasonMissing { characters_max })?,
        _ => String::new(),
    };
    within(load, now)?;
    Ok(Granted { state: State::asked(load.people, now), reason, document_reason })
}

fn within(load: &Load, now: Timestamp) -> Result<(), HandoutRefusal> {
    let people = load.people;
    if people == 0 {
        return Err(HandoutRefusal::Nobody);
    }
    if people > PEOPLE_MAX {
        return Err(HandoutRefusal::TooManyPeople { people, people_max: PEOPLE_MAX });
    }
    let wait_seconds = seconds_left(now);
    if load.files_today >= FILES_A_DAY_MAX {
        return Err(HandoutRefusal::TooManyFiles { files_max: FILES_A_DAY_MAX, wait_seconds });
    }
    let people_left = (PEOPLE_A_DAY_MAX - load.people_today).max(0);
    if people > people_left {
        return Err(HandoutRefusal::PeopleSpent { people_left, people_max: PEOPLE_A_DAY_MAX, wait_seconds });
    }
    Ok(())
}

/// When the local day began: what was asked since then counts.
pub fn today_began(now: Timestamp) -> Timestamp {
    at_local(local_date(now), time(0, 0, 0, 0))
}

/// Seconds until the next local day, one at least.
fn seconds_left(now: Timestamp) -> i64 {
    let tomorrow = local_date(now).checked_add(1.days()).map_or(Timestamp::MAX, |day| at_local(day, time(0, 0, 0, 0)));
    tomorrow.duration_since(now).as_secs().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MASKED: Columns = Columns { name: Shown::Masked, phone: Shown::Masked, document: Shown::LeftOut };

    fn wish(document: Shown, is_owner: bool) -> Wish<'static> {
        Wish {
            columns: Columns { document, ..MASKED }, reason: "投保名单", document_reason: "保险公司要求", is_owner
        }
    }

    fn load(people: i64, files_today: i64, people_today: i64) -> Load {
        Load { people, files_today, people_today }
    }

    /// 22:00 in Shanghai.
    fn night() -> Timestamp {
        "2026-11-22T14:00:00Z".parse().unwrap()
    }

    fn refused(load: Load) -> HandoutRefusal {
        ask(&wish(Shown::LeftOut, false), &load, night()).unwrap_err()
    }

    // rules: AUD-03
    #[test]
    fn a_list_needs_a_reason_and_whole_document_numbers_an_owner_with_one_more() {
        let one = load(1, 0, 0);
        let unsaid = Wish { reason: " \n", ..wish(Shown::Masked, true) };
        assert_eq!(ask(&unsaid, &one, night()), Err(HandoutRefusal::ReasonMissing { characters_max: 200 }));
        let masked = ask(&wish(Shown::Masked, false), &one, night()).unwrap();
        assert_eq!((masked.reason.as_str(), masked.document_reason.as_str()), ("投保名单", ""));
        assert_eq!(ask(&wish(Shown::Whole, false), &one, night()), Err(HandoutRefusal::DocumentOwnerOnly));
        let unsaid = Wish { document_reason: "", ..wish(Shown::Whole, true) };
        assert_eq!(ask(&unsaid, &one, night()), Err(HandoutRefusal::DocumentReasonMissing { characters_max: 200 }));
        assert_eq!(ask(&wish(Shown::Whole, true), &one, night()).unwrap().document_reason, "保险公司要求");
    }

    // rules: AUD-03
    #[test]
    fn a_file_a_steward_s_day_and_an_organisation_s_day_hold_so_many() {
        let fits = |load: Load| ask(&wish(Shown::LeftOut, false), &load, night()).is_ok();
        assert_eq!(refused(load(0, 0, 0)), HandoutRefusal::Nobody);
        assert!(fits(load(2000, 0, 0)));
        assert_eq!(refused(load(2001, 0, 0)), HandoutRefusal::TooManyPeople { people: 2001, people_max: 2000 });
        assert!(fits(load(1, 4, 0)));
        assert_eq!(refused(load(1, 5, 0)), HandoutRefusal::TooManyFiles { files_max: 5, wait_seconds: 7200 });
        assert!(fits(load(10, 0, 4990)));
        let spent = HandoutRefusal::PeopleSpent { people_left: 9, people_max: 5000, wait_seconds: 7200 };
        assert_eq!(refused(load(10, 0, 4991)), spent);
        assert_eq!(today_began(night()), "2026-11-21T16:00:00Z".parse().unwrap());
    }
}
