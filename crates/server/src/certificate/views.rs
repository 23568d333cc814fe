//! What is read of certificates: one's own list, what a stranger may compare, and who needs a font.

use super::{
    actions,
    code::Signing,
    records::{self, Line},
    stated::Stated,
    store::{self, Row, State},
};
use crate::{
    kernel::{
        db::{
            Conn,
            schema::{certificate, glyph_gap, membership, organisation_path, volunteer as volunteers},
        },
        failure::Answer,
        office::Means,
    },
    record,
};
use diesel::prelude::*;
use domain::{
    certificate::{CertificateNumber, CertificateRefusal, changed_since},
    hours::Totals,
    kernel::{CertificateId, OrganisationId, VolunteerId, local_date, timestamp},
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// One of one's own certificates.
#[derive(Debug, Clone)]
pub struct Own {
    pub id: CertificateId,
    pub number: String,
    pub as_of: Timestamp,
    pub state: State,
}

/// One's own certificates, the newest first.
pub fn own(conn: &mut Conn, means: &Means, holder: VolunteerId) -> Answer<Vec<(Own, Stated)>> {
    const SHOWN: i64 = 20;
    newest(conn, means, holder, SHOWN)
}

/// A certificate in the copy of everything that is kept about its holder.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CertificateCopy {
    pub id: String,
    pub number: String,
    pub name: String,
    /// As it is printed.
    pub document_number: String,
    #[schema(value_type = String)]
    pub as_of: Timestamp,
    pub stated: StatedFigures,
}

/// All of one's certificates, with what they state.
pub fn copies(conn: &mut Conn, means: &Means, holder: VolunteerId) -> Answer<Vec<CertificateCopy>> {
    let copy = |(own, stated): (Own, Stated)| CertificateCopy {
        id: own.id.to_string(),
        number: own.number,
        name: stated.name,
        document_number: stated.document_number,
        as_of: own.as_of,
        stated: StatedFigures::from(&stated.totals),
    };
    Ok(newest(conn, means, holder, i64::MAX)?.into_iter().map(copy).collect())
}

fn newest(conn: &mut Conn, means: &Means, holder: VolunteerId, most: i64) -> Answer<Vec<(Own, Stated)>> {
    let ids: Vec<i64> = certificate::table
        .filter(certificate::volunteer_id.eq(holder.get()))
        .order(certificate::id.desc())
        .limit(most)
        .select(certificate::id)
        .load(conn)?;
    let mut own = Vec::new();
    for id in ids {
        let row = store::row(conn, &means.keys, CertificateId(id))?;
        let one = Own { id: row.id, number: row.number.to_string(), as_of: row.as_of, state: row.state };
        own.push((one, row.stated));
    }
    Ok(own)
}

/// Whose certificate it is.
pub fn holder_of(conn: &mut Conn, id: CertificateId) -> Answer<VolunteerId> {
    let holder: i64 = certificate::table.find(id.get()).select(certificate::volunteer_id).first(conn)?;
    Ok(VolunteerId(holder))
}

/// What of a certificate is shown to whoever holds it in their hand.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Verified {
    pub number: String,
    pub name: String,
    /// `male`, `female`, `unknown`, `unstated`.
    pub sex: &'static str,
    pub document_kind: &'static str,
    /// Always masked.
    pub document_number: String,
    pub volunteer_number: String,
    #[schema(value_type = String, format = Date)]
    pub registered_on: jiff::civil::Date,
    pub registered_in: String,
    /// The moment that the figures speak for.
    #[schema(value_type = String)]
    pub as_of: Timestamp,
    pub stated: StatedFigures,
    /// The same services by today's ledger, when that differs.
    pub today: Option<StatedFigures>,
    /// By how many minutes the total differs today; negative when less is left.
    pub difference_minutes: Option<i64>,
    pub in_charge: String,
    pub handled_by: String,
    pub issuer: String,
    /// How many lines the detail list has.
    pub records: usize,
    /// The lines for comparison, the newest first, at most `RECORDS_SHOWN_MAX`.
    pub details: Vec<Detail>,
}

/// The most lines that are shown for comparison.
pub const RECORDS_SHOWN_MAX: usize = 500;

/// Whole minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct StatedFigures {
    /// Scan and make-up less deductions.
    pub total: i64,
    pub scan: i64,
    pub make_up: i64,
    pub deducted: i64,
    pub honorary: i64,
    pub training: i64,
}

impl From<&Totals> for StatedFigures {
    fn from(totals: &Totals) -> StatedFigures {
        StatedFigures {
            total: totals.total().get(),
            scan: totals.scan.get(),
            make_up: totals.make_up.get(),
            deducted: totals.deducted.get(),
            honorary: totals.honorary.get(),
            training: totals.training.get(),
        }
    }
}

/// A line of the detail list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Detail {
    #[schema(value_type = String, format = Date)]
    pub served_on: jiff::civil::Date,
    pub activity: Option<String>,
    pub organisation: String,
    pub place: String,
    /// Negative when minutes are taken back.
    pub minutes: i64,
    /// `scan`, `make-up`, `honorary`, `training`, `deduction` or `reversal`.
    pub class: &'static str,
}

impl Detail {
    pub(super) fn of(line: &Line) -> Detail {
        Detail {
            served_on: line.served_on(),
            activity: line.activity.clone(),
            organisation: line.organisation.clone(),
            place: line.place(),
            minutes: line.signed_minutes(),
            class: line.state(),
        }
    }
}

/// A query by number and name (CER-04). A wrong name and an unknown number are answered alike.
pub fn by_number(conn: &mut Conn, means: &Means, raw: &str, name: &str, now: Timestamp) -> Answer<Verified> {
    let number = CertificateNumber::parse(raw).map_err(|refusal| ("number", refusal))?;
    let found = store::by_number(conn, &number)?.ok_or(CertificateRefusal::NotFound)?;
    let row = issued(conn, means, found)?;
    row.stated.statement(number, row.as_of).open_to(name)?;
    verified(conn, &row, now)
}

/// A scanned code: what it says must be what was issued under its number.
pub fn by_code(conn: &mut Conn, means: &Means, code: &str, now: Timestamp) -> Answer<Verified> {
    let claims = Signing::of(&means.keys).read(code)?;
    let found = store::by_number(conn, &claims.number)?.ok_or(CertificateRefusal::NotFound)?;
    let row = issued(conn, means, found)?;
    if row.stated.code != code {
        return Err(CertificateRefusal::Forged.into());
    }
    verified(conn, &row, now)
}

fn issued(conn: &mut Conn, means: &Means, id: CertificateId) -> Answer<Row> {
    if store::holder_is_gone(conn, id)? {
        return Err(CertificateRefusal::HolderClosed.into());
    }
    let row = store::row(conn, &means.keys, id)?;
    if record::is_held(conn, row.account)? {
        return Err(CertificateRefusal::HeldBack.into());
    }
    if row.state == State::Issued { Ok(row) } else { Err(CertificateRefusal::NotFound.into()) }
}

fn verified(conn: &mut Conn, row: &Row, now: Timestamp) -> Answer<Verified> {
    let (stated, lines) = (&row.stated, records::lines(conn, row.volunteer)?);
    let today = actions::today_of(&lines, stated, row.as_of, now);
    let difference = changed_since(&stated.totals, &today);
    let listed = lines.iter().rev().filter(|line| stated.entries.contains(&line.entry.id));
    Ok(Verified {
        number: row.number.to_string(),
        name: stated.name.clone(),
        sex: stated.sex.name(),
        document_kind: stated.document_kind.name(),
        document_number: stated.document_masked.clone(),
        volunteer_number: stated.volunteer_number.clone(),
        registered_on: stated.registered_on,
        registered_in: stated.registered_in.clone(),
        as_of: row.as_of,
        stated: StatedFigures::from(&stated.totals),
        today: difference.is_some().then(|| StatedFigures::from(&today)),
        difference_minutes: difference.map(|difference| difference.service),
        in_charge: stated.in_charge.clone(),
        handled_by: stated.handled_by.clone(),
        issuer: stated.issuer.clone(),
        records: stated.entries.len(),
        details: listed.take(RECORDS_SHOWN_MAX).map(Detail::of).collect(),
    })
}

/// A volunteer whose certificate waits for a font.
#[derive(Debug, Clone)]
pub struct Gap {
    pub public_name: String,
    pub volunteer_number: String,
    pub missing: String,
    pub at: Timestamp,
}

/// Who in an organisation and below waits for a font, the longest waiting first.
pub fn gaps(conn: &mut Conn, at: OrganisationId) -> Answer<Vec<Gap>> {
    const APPROVED: i16 = 2;
    let rows: Vec<(String, String, String, i64)> = glyph_gap::table
        .inner_join(volunteers::table.on(volunteers::id.eq(glyph_gap::volunteer_id)))
        .inner_join(membership::table.on(membership::volunteer_id.eq(glyph_gap::volunteer_id)))
        .inner_join(organisation_path::table.on(organisation_path::descendant_id.eq(membership::organisation_id)))
        .filter(organisation_path::ancestor_id.eq(at.get()))
        .filter(membership::state.eq(APPROVED))
        .select((volunteers::public_name, volunteers::number, glyph_gap::missing, glyph_gap::at))
        .distinct()
        .order(glyph_gap::at)
        .limit(200)
        .load(conn)?;
    let gap = |(public_name, volunteer_number, missing, at)| Gap {
        public_name,
        volunteer_number,
        missing,
        at: timestamp(at),
    };
    Ok(rows.into_iter().map(gap).collect())
}

/// What the holder sees before asking for a certificate: everything up to now.
pub struct Preview {
    pub has_photo: bool,
    pub name: String,
    pub sex: &'static str,
    pub document_kind: &'static str,
    pub document_masked: String,
    pub registered_on: jiff::civil::Date,
    pub registered_in: String,
    pub totals: Totals,
    pub lines: usize,
}

/// The holder's data and hours at this moment; none while there is no real-name data.
pub fn preview(conn: &mut Conn, means: &Means, holder: VolunteerId, now: Timestamp) -> Answer<Preview> {
    let identity = crate::volunteer::identity(conn, &means.keys, holder)?;
    let (home, registered_at): (String, i64) =
        volunteers::table.find(holder.get()).select((volunteers::region, volunteers::registered_at)).first(conn)?;
    let lines = records::lines(conn, holder)?;
    let counting: Vec<&Line> = lines.iter().filter(|line| line.counts_at(now)).collect();
    Ok(Preview {
        has_photo: actions::photo_of(conn, holder)?.is_some(),
        name: identity.full_name(),
        sex: identity.sex.name(),
        document_kind: identity.kind.name(),
        document_masked: identity.document().masked(),
        registered_on: local_date(timestamp(registered_at)),
        registered_in: crate::region::stored_name(&home),
        totals: domain::hours::totals(&records::entries(counting.iter().copied()), local_date(now)),
        lines: counting.len(),
    })
}

impl Gap {
    /// The missing characters as their code points, for whoever looks for a font.
    pub fn code_points(&self) -> String {
        self.missing.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect::<Vec<_>>().join(" ")
    }
}
