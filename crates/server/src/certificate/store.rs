//! What is kept of certificates, of who signs them, and of characters that can't be printed.

use super::stated::Stated;
use crate::{
    account::{person_key, seal_text},
    kernel::{
        crypto::{Cell, Keys},
        cx::Cx,
        db::{
            BothExt, Conn,
            schema::{account, certificate, glyph_gap, signatory, volunteer as volunteers},
        },
        failure::{Answer, Failure},
        words::Locale,
    },
    volunteer,
};
use diesel::{dsl::exists, prelude::*};
use domain::{
    certificate::CertificateNumber,
    kernel::{AccountId, BlobId, CertificateId, OrganisationId, VolunteerId, timestamp},
};
use jiff::Timestamp;

/// How far a certificate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Stated and numbered, the papers are being made.
    Begun,
    /// Both papers are there.
    Issued,
    /// A character can't be printed.
    Stopped,
}

impl State {
    const ALL: [State; 3] = [State::Begun, State::Issued, State::Stopped];

    /// The number as it is stored.
    pub const fn number(self) -> i16 {
        match self {
            State::Begun => 1,
            State::Issued => 2,
            State::Stopped => 3,
        }
    }

    fn stored(raw: i16) -> Answer<State> {
        let known = State::ALL.into_iter().find(|state| state.number() == raw);
        known.ok_or_else(|| Failure::broken(format!("certificate state {raw}")))
    }
}

/// A certificate as it is stored, its statement opened.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: CertificateId,
    pub number: CertificateNumber,
    pub volunteer: VolunteerId,
    pub account: AccountId,
    pub state: State,
    pub locale: Locale,
    pub stated: Stated,
    pub photo: BlobId,
    pub seal: Option<BlobId>,
    /// The moment that it speaks for and is dated with.
    pub as_of: Timestamp,
    pub paper: Option<BlobId>,
    pub details: Option<BlobId>,
}

/// A certificate before it has an id.
pub struct Draft {
    pub number: CertificateNumber,
    pub volunteer: VolunteerId,
    pub account: AccountId,
    pub issuer: Option<OrganisationId>,
    pub locale: Locale,
    pub stated: Stated,
    pub photo: BlobId,
    pub seal: Option<BlobId>,
}

fn place(id: i64) -> Cell {
    Cell { table: "certificate", column: "statement", row: id }
}

/// Stores a certificate whose papers are still to be made.
pub fn insert(cx: &mut Cx, draft: &Draft) -> Answer<CertificateId> {
    let id = cx.id();
    let key = person_key(cx.conn, &cx.means.keys, draft.account)?;
    let sealed = seal_text(cx, &key, place(id), &serde_json::to_string(&draft.stated)?);
    let row = (
        certificate::id.eq(id),
        certificate::number.eq(draft.number.as_str()),
        certificate::volunteer_id.eq(draft.volunteer.get()),
        certificate::issuer_id.eq(draft.issuer.map(OrganisationId::get)),
        certificate::state.eq(State::Begun.number()),
        certificate::locale.eq(draft.locale.tag()),
        certificate::statement.eq(sealed),
        certificate::photo_id.eq(draft.photo.get()),
        certificate::seal_id.eq(draft.seal.map(BlobId::get)),
        certificate::as_of.eq(cx.at()),
    );
    diesel::insert_into(certificate::table).values(row).execute(cx.conn)?;
    Ok(CertificateId(id))
}

/// Whether a number is taken.
pub fn is_taken(conn: &mut Conn, number: &CertificateNumber) -> Answer<bool> {
    Ok(by_number(conn, number)?.is_some())
}

/// The certificate of a number.
pub fn by_number(conn: &mut Conn, number: &CertificateNumber) -> Answer<Option<CertificateId>> {
    let known = certificate::table.filter(certificate::number.eq(number.as_str()));
    let id: Option<i64> = known.select(certificate::id).first(conn).optional()?;
    Ok(id.map(CertificateId))
}

type Stored = (i64, String, i64, i16, String, Vec<u8>, i64, Option<i64>, i64, (Option<i64>, Option<i64>));

/// Reads a certificate and opens what it states. One whose holder was erased is gone with them.
pub fn row(conn: &mut Conn, keys: &Keys, id: CertificateId) -> Answer<Row> {
    let (id, number, holder, state, locale, sealed, photo, seal, as_of, (paper, details)): Stored = certificate::table
        .find(id.get())
        .select((
            certificate::id,
            certificate::number,
            certificate::volunteer_id,
            certificate::state,
            certificate::locale,
            certificate::statement,
            certificate::photo_id,
            certificate::seal_id,
            certificate::as_of,
            (certificate::paper_id, certificate::details_id),
        ))
        .first(conn)?;
    let volunteer = VolunteerId(holder);
    let account = volunteer::account_of(conn, volunteer)?;
    let plain = person_key(conn, keys, account)?.open(place(id), &sealed)?;
    Ok(Row {
        id: CertificateId(id),
        number: CertificateNumber::parse(&number)
            .map_err(|_| Failure::broken(format!("certificate number {number}")))?,
        volunteer,
        account,
        state: State::stored(state)?,
        locale: Locale::parse(&locale).unwrap_or(Locale::ZhCn),
        stated: serde_json::from_slice(&plain)?,
        photo: BlobId(photo),
        seal: seal.map(BlobId),
        as_of: timestamp(as_of),
        paper: paper.map(BlobId),
        details: details.map(BlobId),
    })
}

/// Whether a photo is on a certificate's paper.
pub fn is_printed(conn: &mut Conn, photo: BlobId) -> Answer<bool> {
    let printed = certificate::table.filter(certificate::photo_id.eq(photo.get()));
    Ok(diesel::select(exists(printed)).get_result(conn)?)
}

/// Whether the holder closed their account, and with it destroyed what the certificate stated.
pub fn holder_is_gone(conn: &mut Conn, id: CertificateId) -> Answer<bool> {
    let gone = certificate::table
        .inner_join(volunteers::table.on(volunteers::id.eq(certificate::volunteer_id)))
        .inner_join(account::table.on(account::id.eq(volunteers::account_id)))
        .filter(certificate::id.eq(id.get()))
        .filter(account::person_key.is_null());
    Ok(diesel::select(exists(gone)).get_result(conn)?)
}

/// Where a certificate stands, read again under the lock.
pub fn state(conn: &mut Conn, id: CertificateId) -> Answer<State> {
    State::stored(certificate::table.find(id.get()).select(certificate::state).first(conn)?)
}

/// Both papers are there.
pub fn issued(cx: &mut Cx, id: CertificateId, (paper, details): (BlobId, BlobId)) -> Answer<()> {
    let set = (
        certificate::state.eq(State::Issued.number()),
        certificate::paper_id.eq(paper.get()),
        certificate::details_id.eq(details.get()),
    );
    diesel::update(certificate::table.find(id.get())).set(set).execute(cx.conn)?;
    diesel::delete(glyph_gap::table.find(id.get())).execute(cx.conn)?;
    Ok(())
}

/// A character can't be printed: stewards see it until it can.
pub fn stopped(cx: &mut Cx, id: CertificateId, holder: VolunteerId, missing: &str) -> Answer<()> {
    let set = certificate::state.eq(State::Stopped.number());
    diesel::update(certificate::table.find(id.get())).set(set).execute(cx.conn)?;
    diesel::insert_into(glyph_gap::table)
        .values((
            glyph_gap::certificate_id.eq(id.get()),
            glyph_gap::volunteer_id.eq(holder.get()),
            glyph_gap::missing.eq(missing),
            glyph_gap::at.eq(cx.at()),
        ))
        .on_conflict(glyph_gap::certificate_id)
        .do_update()
        .set(glyph_gap::missing.eq(missing))
        .both()
        .execute(cx.conn)?;
    Ok(())
}

/// Who signs for an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signatory {
    pub in_charge: String,
    pub handled_by: String,
    pub seal: Option<BlobId>,
}

/// Reads who signs for an organisation; none when nobody was named.
pub fn signatory(conn: &mut Conn, at: OrganisationId) -> Answer<Option<Signatory>> {
    let row: Option<(String, String, Option<i64>)> = signatory::table
        .find(at.get())
        .select((signatory::in_charge, signatory::handled_by, signatory::seal_id))
        .first(conn)
        .optional()?;
    Ok(row.map(|(in_charge, handled_by, seal)| Signatory { in_charge, handled_by, seal: seal.map(BlobId) }))
}

/// Names who signs; without a new seal the old one stays.
pub fn sign_for(cx: &mut Cx, at: OrganisationId, by: AccountId, new: &Signatory) -> Answer<()> {
    let seal = new.seal.map(BlobId::get);
    let names = (
        signatory::in_charge.eq(&new.in_charge),
        signatory::handled_by.eq(&new.handled_by),
        signatory::seal_id.eq(seal),
        signatory::changed_by.eq(by.get()),
        signatory::changed_at.eq(cx.at()),
    );
    diesel::insert_into(signatory::table)
        .values((signatory::organisation_id.eq(at.get()), names))
        .on_conflict(signatory::organisation_id)
        .do_update()
        .set(names)
        .both()
        .execute(cx.conn)?;
    Ok(())
}
