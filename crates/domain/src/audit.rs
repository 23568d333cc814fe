//! The trail of acts on rights, identity data, settings, reviews and exports (AUD-01): who, when, what, with what result and why.
//! Attendance and ledger rows are their own trail and don't appear here.

use crate::kernel::{AccountId, clean};
use jiff::Timestamp;

crate::refusals! {
    /// Why an act isn't recorded, and so doesn't happen.
    pub enum AuditRefusal {
        /// This act needs a reason.
        ReasonMissing { act: &'static str } => "audit.reason-missing", "AUD-01", Invalid;
        /// The reason is longer than the trail keeps.
        ReasonTooLong { characters_max: u32 } => "audit.reason-too-long", "AUD-01", Invalid;
    }
}

crate::named! {
    /// Every act that leaves a line. Numbers never change: old lines are sealed.
    pub enum Act {
        // Rights
        RoleGranted = 101, "role-granted";
        RoleRevoked = 102, "role-revoked";
        AccountSuspended = 103, "account-suspended";
        AccountRestored = 104, "account-restored";
        AccountClosed = 105, "account-closed";
        SessionsEnded = 106, "sessions-ended";
        TwoFactorReset = 107, "two-factor-reset";
        ClosingAsked = 108, "closing-asked";
        ClosingCancelled = 109, "closing-cancelled";
        // Identity data
        IdentityShown = 201, "identity-shown";
        IdentityCorrected = 202, "identity-corrected";
        IdentityRechecked = 203, "identity-rechecked";
        IdentityCheckedByHand = 204, "identity-checked-by-hand";
        IdentityTurnedDown = 205, "identity-turned-down";
        AppealUpheld = 206, "appeal-upheld";
        AppealDismissed = 207, "appeal-dismissed";
        GuardianConsentRecorded = 208, "guardian-consent-recorded";
        MinorDataShown = 209, "minor-data-shown";
        RecordQuarantined = 210, "record-quarantined";
        IdentityErased = 211, "identity-erased";
        ConsentGiven = 212, "consent-given";
        ConsentWithdrawn = 213, "consent-withdrawn";
        // Organisations and belonging
        OrganisationApproved = 301, "organisation-approved";
        OrganisationReturned = 302, "organisation-returned";
        OrganisationRefused = 303, "organisation-refused";
        OrganisationMoved = 304, "organisation-moved";
        OrganisationMerged = 305, "organisation-merged";
        OrganisationClosed = 306, "organisation-closed";
        OrganisationEdited = 307, "organisation-edited";
        MembershipApproved = 308, "membership-approved";
        MembershipRejected = 309, "membership-rejected";
        MembershipRemoved = 310, "membership-removed";
        // Reviews
        ActivityApproved = 401, "activity-approved";
        ActivityReturned = 402, "activity-returned";
        ActivityCancelled = 403, "activity-cancelled";
        MakeUpApproved = 404, "make-up-approved";
        MakeUpRefused = 405, "make-up-refused";
        HoursDeducted = 406, "hours-deducted";
        HonoraryGranted = 407, "honorary-granted";
        HonoraryRevoked = 408, "honorary-revoked";
        ObjectionAnswered = 409, "objection-answered";
        ObjectionDecided = 410, "objection-decided";
        CertificateRevoked = 411, "certificate-revoked";
        // Settings
        SettingChanged = 501, "setting-changed";
        AgreementPublished = 502, "agreement-published";
        ClientRegistered = 503, "client-registered";
        ClientSecretRotated = 504, "client-secret-rotated";
        ClientRemoved = 505, "client-removed";
        WebhookChanged = 506, "webhook-changed";
        KeyRotated = 507, "key-rotated";
        // Exports
        DataExported = 601, "data-exported";
        DataImported = 602, "data-imported";
        BackupMade = 603, "backup-made";
        BackupRestored = 604, "backup-restored";
        ExportAsked = 605, "export-asked";
        ExportAgreed = 606, "export-agreed";
        ExportRefused = 607, "export-refused";
        ExportDownloaded = 608, "export-downloaded";
        ExportDestroyed = 609, "export-destroyed";
    }
}

impl Act {
    /// Whether a reason must be given: acts that show, take, refuse or carry away.
    pub const fn needs_reason(self) -> bool {
        use Act::{
            AccountClosed, AccountRestored, AccountSuspended, ActivityCancelled, ActivityReturned, AppealDismissed,
            CertificateRevoked, DataExported, ExportAsked, ExportRefused, HonoraryRevoked, HoursDeducted,
            IdentityCorrected, IdentityErased, IdentityShown, IdentityTurnedDown, MakeUpRefused, MembershipRejected,
            MembershipRemoved, MinorDataShown, ObjectionDecided, OrganisationClosed, OrganisationMerged,
            OrganisationMoved, OrganisationRefused, OrganisationReturned, RecordQuarantined, TwoFactorReset,
        };
        matches!(
            self,
            AccountClosed
                | AccountRestored
                | AccountSuspended
                | ActivityCancelled
                | ActivityReturned
                | AppealDismissed
                | CertificateRevoked
                | DataExported
                | ExportAsked
                | ExportRefused
                | HonoraryRevoked
                | HoursDeducted
                | IdentityCorrected
                | IdentityErased
                | IdentityShown
                | IdentityTurnedDown
                | MakeUpRefused
                | MembershipRejected
                | MembershipRemoved
                | MinorDataShown
                | ObjectionDecided
                | OrganisationClosed
                | OrganisationMerged
                | OrganisationMoved
                | OrganisationRefused
                | OrganisationReturned
                | RecordQuarantined
                | TwoFactorReset
        )
    }
}

/// Who acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    Account(AccountId),
    /// The command line on the server's machine.
    Operator,
    /// A rule that runs by itself, such as the end of an unused account.
    System,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// A rule refused it, by its code.
    Refused {
        code: &'static str,
    },
}

/// What it was done to: a concept and its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// The name of the concept: `volunteer`, `organisation`, `activity`.
    pub kind: &'static str,
    pub id: i64,
}

/// One line of the trail. It holds no identity data itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub actor: Actor,
    pub act: Act,
    pub subject: Subject,
    pub outcome: Outcome,
    pub reason: Option<String>,
    pub at: Timestamp,
}

impl Line {
    pub const REASON_CHARS_MAX: u32 = 500;

    /// A line about something done; refused without a reason where the act needs one, and then the act must not happen.
    pub fn done(actor: Actor, act: Act, subject: Subject, reason: &str, at: Timestamp) -> Result<Line, AuditRefusal> {
        // One line: line breaks and controls could forge further lines in an export.
        let one_line = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        let reason = match clean(&one_line, Line::REASON_CHARS_MAX) {
            Ok(reason) => Some(reason),
            Err(crate::kernel::TextRefusal::TooLong { characters_max, .. }) => {
                return Err(AuditRefusal::ReasonTooLong { characters_max });
            }
            Err(_) if act.needs_reason() => return Err(AuditRefusal::ReasonMissing { act: act.name() }),
            Err(_) => None,
        };
        Ok(Line { actor, act, subject, outcome: Outcome::Done, reason, at })
    }

    /// A line about an attempt that a rule refused.
    pub const fn refused(actor: Actor, act: Act, subject: Subject, code: &'static str, at: Timestamp) -> Line {
        Line { actor, act, subject, outcome: Outcome::Refused { code }, reason: None, at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHO: Actor = Actor::Account(AccountId(1));
    const WHOM: Subject = Subject { kind: "volunteer", id: 7 };

    fn line(act: Act, reason: &str) -> Result<Line, AuditRefusal> {
        Line::done(WHO, act, WHOM, reason, Timestamp::UNIX_EPOCH)
    }

    // rules: AUD-01
    #[test]
    fn a_line_says_who_when_what_with_what_result_and_why() {
        let shown = line(Act::IdentityShown, " appeal 12 ").unwrap();
        let expected = Line {
            actor: WHO,
            act: Act::IdentityShown,
            subject: WHOM,
            outcome: Outcome::Done,
            reason: Some("appeal 12".to_owned()),
            at: Timestamp::UNIX_EPOCH,
        };
        assert_eq!(shown, expected);
        let refused = Line::refused(WHO, Act::RoleGranted, WHOM, "organisation.grant-too-wide", Timestamp::UNIX_EPOCH);
        assert_eq!(refused.outcome, Outcome::Refused { code: "organisation.grant-too-wide" });
    }

    // rules: AUD-01
    #[test]
    fn what_shows_takes_or_carries_away_needs_a_reason() {
        for act in
            [Act::IdentityShown, Act::DataExported, Act::MembershipRemoved, Act::HoursDeducted, Act::MinorDataShown]
        {
            assert_eq!(line(act, " \n"), Err(AuditRefusal::ReasonMissing { act: act.name() }));
        }
        assert_eq!(line(Act::MembershipApproved, "").unwrap().reason, None);
        assert!(line(Act::IdentityShown, &"x".repeat(500)).is_ok());
        assert_eq!(
            line(Act::IdentityShown, &"x".repeat(501)),
            Err(AuditRefusal::ReasonTooLong { characters_max: 500 })
        );
    }

    // rules: AUD-01
    #[test]
    fn a_reason_cant_forge_another_line() {
        let reason = line(Act::IdentityShown, "appeal\r\n2026-01-01 nothing happened").unwrap().reason.unwrap();
        assert_eq!(reason, "appeal 2026-01-01 nothing happened");
        assert_eq!(
            Act::ALL.iter().map(|act| act.number()).collect::<std::collections::BTreeSet<_>>().len(),
            Act::ALL.len()
        );
    }
}
