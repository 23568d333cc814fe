//! Why a sign-in or sign-out is refused; each has its own words with the next step (ATT-09).

use jiff::Timestamp;

crate::refusals! {
    /// Why a sign-in or sign-out is refused.
    pub enum AttendanceRefusal {
        /// The activity is not published or does not keep time.
        NotKept => "attendance.not-kept", "ATT-09", Conflict;
        /// No session now.
        TooEarly { opens_at: Timestamp } => "attendance.too-early", "ATT-09", Conflict;
        /// The session's time for this act is over.
        TooLate { closed_at: Timestamp } => "attendance.too-late", "ATT-09", Conflict;
        /// Sign-in needs an accepted enrolment here.
        NotAccepted => "attendance.not-accepted", "ATT-06", Forbidden;
        /// Walk-ins are welcome, but every place is taken.
        Full { places: u32 } => "attendance.full", "ATT-06", Conflict;
        /// Already signed in here.
        AlreadyIn { since: Timestamp } => "attendance.already-in", "ATT-08", Conflict;
        /// Signed in at another activity that was not ended.
        OpenElsewhere { activity: String, since: Timestamp } => "attendance.open-elsewhere", "ATT-08", Conflict;
        /// This session was ended before.
        AlreadyOut { until: Timestamp } => "attendance.already-out", "ATT-09", Conflict;
        /// Nobody signed in: 尚未签到，考勤失败.
        NotIn => "attendance.not-in", "ATT-09", Conflict;
        /// Too far from the place.
        Outside { distance_metres: i64, radius_metres: u32 } => "attendance.outside", "ATT-09", Conflict;
        /// The position is needed for this method.
        PositionNeeded => "attendance.position-needed", "ATT-04", Invalid;
        /// The organiser's position must be on to show codes.
        OrganiserPositionNeeded => "attendance.organiser-position-needed", "ATT-01", Invalid;
        /// The rotating code is older than one step.
        CodeStale => "attendance.code-stale", "ATT-01", Conflict;
        /// A code of another activity.
        CodeForeign => "attendance.code-foreign", "ATT-01", Conflict;
        /// A sign-out code where a sign-in code is needed, or the other way.
        CodeDirection => "attendance.code-direction", "ATT-01", Conflict;
        /// Not a code of ours.
        CodeForged => "attendance.code-forged", "ATT-01", Invalid;
        /// The typed code is not the one told on site.
        CodeWrong => "attendance.code-wrong", "ATT-03", Invalid;
        /// Too many wrong codes.
        CodeTries { wait_seconds: i64 } => "attendance.code-tries", "ATT-03", TooMany;
        /// The integrity agreement was not accepted.
        AgreementMissing { version: u32 } => "attendance.agreement-missing", "ATT-03", Conflict;
        /// This activity does not use this method.
        MethodOff => "attendance.method-off", "ATT-04", Conflict;
        /// Nothing provisional to confirm.
        NothingToConfirm => "attendance.nothing-to-confirm", "ATT-12", Conflict;
        /// The minutes were answered before.
        Answered => "attendance.answered", "ATT-11", Conflict;
    }
}
