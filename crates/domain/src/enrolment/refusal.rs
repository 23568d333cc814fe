//! Why somebody can't sign up, be accepted or withdraw. Each names the facts and who can help (ENR-02).

use jiff::Timestamp;

crate::refusals! {
    /// Why somebody can't sign up, be accepted or withdraw.
    pub enum EnrolmentRefusal {
        /// The account was never activated by its owner.
        NotActivated => "enrolment.not-activated", "ENR-02", Forbidden;
        /// The real-name check has not ended well yet.
        NotVerified => "enrolment.not-verified", "ENR-02", Forbidden;
        /// No organisation has approved this volunteer yet.
        NoMembership => "enrolment.no-membership", "ENR-02", Forbidden;
        /// Only members of the organising organisation itself.
        OwnMembersOnly { organisation: String } => "enrolment.own-members-only", "ENR-03", Forbidden;
        /// The activity isn't published or doesn't recruit.
        NotOpen => "enrolment.not-open", "ENR-02", Conflict;
        /// Sign-up opens later.
        TooEarly { opens_at: Timestamp } => "enrolment.too-early", "ENR-02", Conflict;
        /// Sign-up is over.
        TooLate { closed_at: Timestamp } => "enrolment.too-late", "ENR-02", Conflict;
        /// Every place is taken and there is no waiting list.
        Full { places: u32 } => "enrolment.full", "ENR-09", Conflict;
        /// Too young for the position.
        TooYoung { age: u8, age_min: u8 } => "enrolment.too-young", "ENR-02", Forbidden;
        /// Too old for the position.
        TooOld { age: u8, age_max: u8 } => "enrolment.too-old", "ENR-02", Forbidden;
        /// The position asks for the other sex.
        WrongSex => "enrolment.wrong-sex", "ENR-02", Forbidden;
        /// Already signed up, in whatever state that holds a place.
        Already { state: String } => "enrolment.already", "ENR-01", Conflict;
        /// An accepted activity at the same time.
        Overlaps { activity: String, starts_at: Timestamp } => "enrolment.overlaps", "ENR-10", Conflict;
        /// The act doesn't fit the state, such as accepting someone who withdrew.
        WrongState { state: String } => "enrolment.wrong-state", "ENR-01", Conflict;
        /// Withdrawing is possible only up to some hours before the start.
        WithdrawalOver { closed_at: Timestamp } => "enrolment.withdrawal-over", "ENR-09", Conflict;
        /// Rejecting and removing need a reason that the volunteer is told.
        ReasonMissing => "enrolment.reason-missing", "ENR-06", Invalid;
        /// Only members can be invited.
        NotAMember => "enrolment.not-a-member", "ENR-04", Conflict;
        /// Signing up without saying for which position.
        NoPosition => "enrolment.no-position", "ENR-01", Invalid;
        /// The stated risks were not acknowledged.
        RisksUnread => "enrolment.risks-unread", "ACT-10", Invalid;
        /// A decision about nobody.
        NobodyPicked => "enrolment.nobody-picked", "ENR-01", Invalid;
    }
}
