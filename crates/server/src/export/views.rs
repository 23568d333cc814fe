//! The copy: what each slice keeps about somebody.

use crate::{
    about::{self, About},
    account::{self, AccountCopy, AgreementCopy, Linked, PasskeyCopy, SessionCopy},
    attendance, audit,
    certificate::{self, CertificateCopy},
    closing, consent, enrolment,
    file::{self, FileCopy},
    handout::{self, HandoutCopy},
    help::{self, TicketCopy},
    hours::make_up,
    kernel::{db::Conn, failure::Answer, office::Means, words::Locale},
    notice::{self, MessageCopy},
    objection::{self, ObjectionCopy},
    organisation::{self, OwnMembership, RoleCopy},
    record::{self, RecordAskCopy},
    roster::{self, RecordCopy},
    sso,
    volunteer::{self, VolunteerCopy},
};
use domain::kernel::AccountId;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// Everything that is kept about one person, unmasked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PersonalCopy {
    /// The version of this format.
    pub format: u32,
    #[schema(value_type = String)]
    pub made_at: Timestamp,
    pub account: AccountCopy,
    /// Agreements accepted as a whole.
    pub agreements: Vec<AgreementCopy>,
    /// Consents given and taken back.
    pub consents: Vec<consent::HistoryLine>,
    /// Passkeys, without their keys.
    pub passkeys: Vec<PasskeyCopy>,
    /// Platforms that one logs in at with this account.
    pub platforms: Vec<sso::ConsentCopy>,
    /// Where one is logged in.
    pub sessions: Vec<SessionCopy>,
    /// Accounts elsewhere that open this one.
    pub linked: Vec<Linked>,
    /// What one says about oneself.
    pub about: About,
    /// Real-name data and what follows from them; none before they were filed.
    pub volunteer: Option<VolunteerCopy>,
    pub memberships: Vec<OwnMembership>,
    pub roles: Vec<RoleCopy>,
    pub enrolments: Vec<enrolment::Mine>,
    pub attendances: Vec<attendance::Own>,
    /// Service minutes that count today.
    pub total_minutes: u32,
    /// Every line of the ledger.
    pub hours: Vec<make_up::Entry>,
    pub certificates: Vec<CertificateCopy>,
    pub messages: Vec<MessageCopy>,
    pub objections: Vec<ObjectionCopy>,
    /// What one asked, with the answers.
    pub tickets: Vec<TicketCopy>,
    /// Organisations that had entered one before one registered.
    pub records: Vec<RecordCopy>,
    /// When one asked by one's phone what there is in one's name.
    pub record_asks: Vec<RecordAskCopy>,
    /// Files that one handed in or that were made of one's data; each is read at `/files/{id}`.
    pub files: Vec<FileCopy>,
    /// Lists that one took out as a steward.
    pub handouts: Vec<HandoutCopy>,
    /// Who looked at the identity data, and whose lists one was on.
    pub access_log: Vec<audit::Look>,
    /// When the account is to be closed, if it is.
    #[schema(value_type = Option<String>)]
    pub closes_at: Option<Timestamp>,
}

/// Counted up when fields change their meaning or go.
const FORMAT: u32 = 1;

/// Gathers the copy.
pub fn copy(
    conn: &mut Conn,
    means: &Means,
    who: AccountId,
    (locale, now): (Locale, Timestamp),
) -> Answer<PersonalCopy> {
    let keys = &means.keys;
    let mut copy = PersonalCopy {
        format: FORMAT,
        made_at: now,
        account: account::copy(conn, keys, who)?,
        agreements: account::agreements(conn, who)?,
        consents: consent::history(conn, who)?,
        passkeys: account::passkey_copies(conn, keys, who)?,
        platforms: sso::copies(conn, who)?,
        sessions: account::session_copies(conn, who)?,
        linked: account::linked(conn, who)?,
        about: about::about(conn, keys, who)?,
        volunteer: None,
        memberships: organisation::own(conn, who)?.memberships,
        roles: organisation::roles_of(conn, who)?,
        enrolments: Vec::new(),
        attendances: Vec::new(),
        total_minutes: 0,
        hours: Vec::new(),
        certificates: Vec::new(),
        messages: notice::copies(conn, who, locale)?,
        objections: objection::filed_by(conn, who)?,
        tickets: help::copies(conn, keys, who)?,
        records: roster::copies(conn, keys, who)?,
        record_asks: record::copies(conn, keys, who)?,
        files: file::of(conn, who)?,
        handouts: handout::copies(conn, who)?,
        access_log: audit::looks(conn, who, i64::MAX)?,
        closes_at: closing::pending(conn, who)?.map(|closing| closing.ends_at),
    };
    if let Some(id) = volunteer::id_of_account(conn, who)? {
        let record = make_up::record(conn, id, now, None)?;
        copy.volunteer = Some(volunteer::copy(conn, keys, id)?);
        copy.enrolments = enrolment::all_of(conn, id, now)?;
        copy.attendances = attendance::all_of(conn, id)?;
        (copy.total_minutes, copy.hours) = (record.total.0, record.entries);
        copy.certificates = certificate::copies(conn, means, id)?;
    }
    Ok(copy)
}
