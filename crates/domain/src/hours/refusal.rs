//! Why hours can't be added, decided or taken away.

use crate::kernel::Minutes;
use jiff::{Timestamp, civil::Date};

crate::refusals! {
    /// Why hours can't be added, decided or taken away.
    pub enum HoursRefusal {
        /// Every entry has a reason.
        ReasonMissing => "hours.reason-missing", "HRS-07", Invalid;
        /// A make-up needs evidence.
        EvidenceMissing => "hours.evidence-missing", "HRS-03", Invalid;
        /// Zero minutes, or more than a day holds.
        MinutesOutOfRange { minutes_max: Minutes } => "hours.minutes-out-of-range", "HRS-03", Invalid;
        /// Hours of a day that hasn't come.
        InTheFuture { served_on: Date } => "hours.in-the-future", "HRS-03", Invalid;
        /// Nobody listed.
        Empty => "hours.empty", "HRS-03", Invalid;
        /// The same person approves and submits.
        OwnSubmission => "hours.own-submission", "HRS-06", Forbidden;
        /// The one who decides would be credited.
        OwnCredit => "hours.own-credit", "HRS-06", Forbidden;
        /// Above the limits: the level above decides.
        LevelAbove { reason: String } => "hours.level-above", "HRS-06", Forbidden;
        /// Decided before.
        Decided => "hours.decided", "HRS-03", Conflict;
        /// More than was honoured or served.
        NotEnough { held: Minutes } => "hours.not-enough", "HRS-04", Conflict;
        /// The seven days to refuse are over.
        RefusalOver { closed_at: Timestamp } => "hours.refusal-over", "HRS-06", Conflict;
        /// The account was never activated by its owner.
        NotActivated => "hours.not-activated", "REG-17", Conflict;
        /// No volunteer has this number.
        UnknownNumber { number: String } => "hours.unknown-number", "HRS-03", Invalid;
        /// Reversed before.
        Reversed => "hours.reversed", "HRS-01", Conflict;
        /// Honorary hours are revoked, credit hours deducted; not the other way.
        WrongClass => "hours.wrong-class", "HRS-04", Conflict;
    }
}
