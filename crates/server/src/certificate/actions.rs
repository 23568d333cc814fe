//! Stating a certificate: whose it is, what the ledger says at this moment, who signs. Papers are made outside (see `flow`).

use super::{
    code::{Claims, Signing},
    records::{self, Line},
    stated::Stated,
    store::{self, Draft, Signatory, State},
};
use crate::{
    audit, consent, file,
    kernel::{
        cx::{Cx, Key},
        db::{
            Conn,
            schema::{membership, organisation, volunteer as volunteers},
        },
        failure::{Answer, Failure},
        words::Locale,
    },
    organisation::{ancestors, name_of, steward},
    region, volunteer,
};
use diesel::prelude::*;
use domain::{
    certificate::{CertificateNumber, CertificateRefusal, Holder, Shown, may_view},
    consent::Purpose,
    hours::totals,
    kernel::{AccountId, BlobId, CertificateId, OrganisationId, VolunteerId, clean, local_date, timestamp},
    organisation::Act,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A volunteer keeps an ID photo, or replaces it (CER-02).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeepPhoto {
    pub photo: BlobId,
}

/// Keeps the photo; the one before goes with its file.
pub fn keep_photo(cx: &mut Cx, cmd: &KeepPhoto) -> Answer<()> {
    let account = cx.account()?;
    let holder = volunteer::id_of_account(cx.conn, account)?.ok_or(CertificateRefusal::NotVerified)?;
    if !file::is_of(cx.conn, cmd.photo, account)? {
        return Err(Failure::NotFound);
    }
    cx.lock(&[Key::Account(account.get()), Key::Volunteer(holder.get())])?;
    let before = photo_of(cx.conn, holder)?.filter(|before| *before != cmd.photo);
    consent::given_by_filing(cx, account, Purpose::Photo)?;
    volunteer::save_photo(cx, holder, cmd.photo)?;
    before.map_or(Ok(()), |before| strike_unless_printed(cx, before))
}

/// The consent to the photo was taken back: it is printed and shown no more. The file goes with it, unless a certificate that was issued
/// has it on its paper.
pub fn forget_photo(cx: &mut Cx, holder: VolunteerId) -> Answer<()> {
    let Some(photo) = photo_of(cx.conn, holder)? else { return Ok(()) };
    volunteer::drop_photo(cx, holder)?;
    strike_unless_printed(cx, photo)
}

/// A photo that a certificate has on its paper stays with it.
fn strike_unless_printed(cx: &mut Cx, photo: BlobId) -> Answer<()> {
    if store::is_printed(cx.conn, photo)? { Ok(()) } else { file::strike_one(cx, photo) }
}

/// A volunteer asks for a certificate of everything up to this moment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Begin {
    /// The document number in full; masked otherwise.
    pub in_full: bool,
    /// Language tag of the papers.
    pub locale: String,
}

/// States and numbers a certificate; its papers are made next.
pub fn begin(cx: &mut Cx, cmd: &Begin) -> Answer<CertificateId> {
    let account = cx.account()?;
    let holder = volunteer::id_of_account(cx.conn, account)?.ok_or(CertificateRefusal::NotVerified)?;
    cx.lock(&[Key::Volunteer(holder.get())])?;
    let check = volunteer::check(cx.conn, holder)?.ok_or(CertificateRefusal::NotVerified)?;
    let photo = photo_of(cx.conn, holder)?;
    may_view(&check, photo.is_some())?;
    let photo = photo.ok_or(CertificateRefusal::PhotoNeeded)?;
    let lines: Vec<Line> = records::lines(cx.conn, holder)?.into_iter().filter(|line| line.counts_at(cx.now)).collect();
    let issuer = issuer(cx.conn, holder)?;
    let number = draw_number(cx)?;
    let mut stated = stated(cx, holder, cmd, &lines)?;
    stated.code = signed(cx, &number, &stated, &lines)?;
    stated.in_charge.clone_from(&issuer.signatory.in_charge);
    stated.handled_by.clone_from(&issuer.signatory.handled_by);
    stated.issuer = issuer.name.unwrap_or_else(|| cx.means.site_name(locale(cmd)));
    let (issuer, seal) = (issuer.id, issuer.signatory.seal);
    store::insert(cx, &Draft { number, volunteer: holder, account, issuer, locale: locale(cmd), stated, photo, seal })
}

fn locale(cmd: &Begin) -> Locale {
    Locale::parse(&cmd.locale).unwrap_or(Locale::ZhCn)
}

/// The photo that a volunteer keeps.
pub fn photo_of(conn: &mut Conn, holder: VolunteerId) -> Answer<Option<BlobId>> {
    let id: Option<i64> = volunteers::table.find(holder.get()).select(volunteers::photo_id).first(conn)?;
    Ok(id.map(BlobId))
}

fn draw_number(cx: &mut Cx) -> Answer<CertificateNumber> {
    loop {
        let number = CertificateNumber::draw(u64::from_be_bytes(cx.dice.bytes()));
        if !store::is_taken(cx.conn, &number)? {
            return Ok(number);
        }
    }
}

/// Holder and hours; code and signatories are filled in by the caller.
fn stated(cx: &mut Cx, holder: VolunteerId, cmd: &Begin, lines: &[Line]) -> Answer<Stated> {
    let identity = volunteer::identity(cx.conn, &cx.means.keys, holder)?;
    let (number, home, registered_at): (String, String, i64) = volunteers::table
        .find(holder.get())
        .select((volunteers::number, volunteers::region, volunteers::registered_at))
        .first(cx.conn)?;
    let name = identity.name().ok_or_else(|| Failure::broken(format!("volunteer {holder} has no name")))?;
    let document = identity.document();
    let shown = if cmd.in_full { Shown::Full } else { Shown::Masked };
    let registered = (local_date(timestamp(registered_at)), region::stored_name(&home));
    let holder = Holder::state(&name, identity.sex, &document, shown, registered);
    Ok(Stated {
        name: holder.name,
        sex: holder.sex,
        document_kind: holder.document_kind,
        document_number: holder.document_number,
        document_masked: document.masked(),
        volunteer_number: number,
        registered_on: holder.registered_on,
        registered_in: holder.registered_in,
        totals: totals(&records::entries(lines), local_date(cx.now)),
        entries: lines.iter().map(|line| line.entry.id).collect(),
        in_charge: String::new(),
        handled_by: String::new(),
        issuer: String::new(),
        code: String::new(),
    })
}

fn signed(cx: &mut Cx, number: &CertificateNumber, stated: &Stated, lines: &[Line]) -> Answer<String> {
    let days = || lines.iter().map(|line| line.entry.served_on);
    let claims = Claims {
        issuer: host(&cx.means.settings.origin).to_owned(),
        issued_at: cx.now,
        number: number.clone(),
        name: stated.name.clone(),
        document_masked: stated.document_masked.clone(),
        total_minutes: stated.totals.total().get(),
        days: days().min().zip(days().max()),
        records: i64::try_from(lines.len()).unwrap_or(i64::MAX),
        records_root: records::root(cx.conn, lines)?,
    };
    Signing::of(&cx.means.keys).sign(&claims)
}

/// Host and port of an origin.
pub fn host(origin: &str) -> &str {
    origin.split_once("://").map_or(origin, |(_, host)| host)
}

struct Issuer {
    id: Option<OrganisationId>,
    name: Option<String>,
    signatory: Signatory,
}

/// Who issues: the nearest organisation above the holder's oldest membership that named who signs, else the root of that tree with
/// its contact, else the platform.
fn issuer(conn: &mut Conn, holder: VolunteerId) -> Answer<Issuer> {
    const APPROVED: i16 = 2;
    let home: Option<i64> = membership::table
        .filter(membership::volunteer_id.eq(holder.get()))
        .filter(membership::state.eq(APPROVED))
        .order(membership::id)
        .select(membership::organisation_id)
        .first(conn)
        .optional()?;
    let nobody = || Signatory { in_charge: "—".into(), handled_by: "—".into(), seal: None };
    let Some(home) = home else { return Ok(Issuer { id: None, name: None, signatory: nobody() }) };
    let above = ancestors(conn, OrganisationId(home))?;
    for id in &above {
        if let Some(signatory) = store::signatory(conn, *id)? {
            return Ok(Issuer { id: Some(*id), name: Some(name_of(conn, *id)?), signatory });
        }
    }
    let root = above.last().copied().unwrap_or(OrganisationId(home));
    let contact: String = organisation::table.find(root.get()).select(organisation::contact_name).first(conn)?;
    let contact = if contact.is_empty() { "—".to_owned() } else { contact };
    let signatory = Signatory { in_charge: contact.clone(), handled_by: contact, seal: None };
    Ok(Issuer { id: Some(root), name: Some(name_of(conn, root)?), signatory })
}

/// What came off the press.
#[derive(Debug, Clone)]
pub enum Finish {
    Made { id: CertificateId, paper: BlobId, details: BlobId },
    Missing { id: CertificateId, holder: VolunteerId, characters: String },
}

/// Writes down what came off the press; a second press that was slower changes nothing.
pub fn finish(cx: &mut Cx, cmd: &Finish) -> Answer<()> {
    match cmd {
        Finish::Made { id, paper, details } => match store::state(cx.conn, *id)? {
            State::Issued => Ok(()),
            _ => store::issued(cx, *id, (*paper, *details)),
        },
        Finish::Missing { id, holder, characters } => match store::state(cx.conn, *id)? {
            State::Issued => Ok(()),
            _ => store::stopped(cx, *id, *holder, characters),
        },
    }
}

/// A steward names who signs an organisation's certificates.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignFor {
    pub organisation: OrganisationId,
    pub in_charge: String,
    pub handled_by: String,
    /// A new seal picture; none leaves the old one.
    pub seal: Option<BlobId>,
}

/// Longest name of a signatory, in characters.
pub const SIGNATORY_CHARS_MAX: u32 = 30;

/// Names who signs, with the change on record.
pub fn sign_for(cx: &mut Cx, cmd: &SignFor) -> Answer<()> {
    let by = steward(cx.conn, &cx.actor, cmd.organisation, Act::Profile, cx.now)?;
    cx.lock(&[Key::Organisation(cmd.organisation.get())])?;
    let in_charge = clean(&cmd.in_charge, SIGNATORY_CHARS_MAX).map_err(|refusal| ("in_charge", refusal))?;
    let handled_by = clean(&cmd.handled_by, SIGNATORY_CHARS_MAX).map_err(|refusal| ("handled_by", refusal))?;
    let old = store::signatory(cx.conn, cmd.organisation)?;
    let seal = own_file(cx, by.account(), cmd.seal)?.or(old.and_then(|old| old.seal));
    store::sign_for(cx, cmd.organisation, by.account(), &Signatory { in_charge, handled_by, seal })?;
    let subject = format!("organisation/{}", cmd.organisation);
    let facts = serde_json::json!({ "seal": cmd.seal.is_some() });
    audit::write(
        cx,
        audit::Act { act: "certificate.sign-for", subject, organisation: Some(cmd.organisation), reason: "", facts },
    )
}

fn own_file(cx: &mut Cx, by: AccountId, file: Option<BlobId>) -> Answer<Option<BlobId>> {
    match file {
        Some(id) if !file::is_of(cx.conn, id, by)? => Err(Failure::NotFound),
        file => Ok(file),
    }
}

/// The moment of an instant in words of the rules: totals of the same services today.
pub fn today_of(lines: &[Line], stated: &Stated, as_of: Timestamp, now: Timestamp) -> domain::hours::Totals {
    let known = stated.entries.iter().copied().collect();
    totals(&records::about_the_same(lines, &known, as_of), local_date(now))
}
