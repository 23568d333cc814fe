//! Why an activity can't be proposed, reviewed or changed.

use jiff::{Timestamp, civil::Date};

crate::refusals! {
    /// Why an activity can't be proposed, reviewed or changed.
    pub enum ActivityRefusal {
        /// Neither recruitment nor timekeeping: nothing would happen.
        NoPart => "activity.no-part", "ACT-01", Invalid;
        /// Timekeeping needs at least one day with a beginning and an end.
        NoSession => "activity.no-session", "ACT-02", Invalid;
        /// A session that ends before it begins, or lasts longer than a day.
        SessionLength { day: Date } => "activity.session-length", "ACT-02", Invalid;
        /// Two sessions at the same time.
        SessionsOverlap { day: Date } => "activity.sessions-overlap", "ACT-02", Invalid;
        /// Recruitment without a position that has places.
        NoPlaces => "activity.no-places", "ACT-02", Invalid;
        /// More places than one activity may have.
        TooManyPlaces { places_max: u32 } => "activity.too-many-places", "ACT-02", Invalid;
        /// A sign-up window that closes before it opens or after the end.
        SignUpWindow => "activity.sign-up-window", "ACT-02", Invalid;
        /// Everything lies in the past.
        InThePast { ended_at: Timestamp } => "activity.in-the-past", "ACT-02", Invalid;
        /// Coordinates that are not on this earth, or a radius out of range.
        NotAPlace => "activity.not-a-place", "ACT-02", Invalid;
        /// Self sign-in for an activity too small for it.
        SelfSignInTooSmall { expected: u32, expected_min: u32 } => "activity.self-sign-in-too-small", "ATT-04", Invalid;
        /// A dangerous activity without its insurance policy.
        NoPolicy => "activity.no-policy", "ACT-10", Invalid;
        /// The integrity agreement was not accepted in its present version.
        AgreementMissing { version: u32 } => "activity.agreement-missing", "ORG-10", Conflict;
        /// The act doesn't fit the state, such as approving a draft.
        WrongState { state: String } => "activity.wrong-state", "ACT-03", Conflict;
        /// Returning or cancelling needs a reason.
        ReasonMissing => "activity.reason-missing", "ACT-03", Invalid;
        /// Who submitted it can't review it.
        OwnReview => "activity.own-review", "ACT-03", Forbidden;
        /// Fewer places than are taken, or a position taken away that people hold.
        PlacesTaken { position: String, taken: u32 } => "activity.places-taken", "ACT-07", Conflict;
        /// A session taken away in which somebody was present.
        SessionUsed { day: Date } => "activity.session-used", "ACT-07", Conflict;
        /// An age limit that nobody can meet.
        AgeLimits => "activity.age-limits", "ACT-02", Invalid;
    }
}
