//! Filing and correcting real-name data, what the provider or a steward found out, residence, public name.

use super::{identity::Identity, store};
use crate::{
    account::{self, account_of_document, mac_key},
    audit, consent,
    kernel::{
        crypto::IndexField,
        cx::{Cx, Key},
        db::schema::membership,
        failure::{Answer, Failure},
        session,
    },
    notice::{self, Channel},
    organisation::steward,
    roster,
};
use diesel::prelude::*;
use domain::{
    account::{
        RegistrationRefusal,
        registration::{PhoneProven, document_is_free},
    },
    audit::{Act as Recorded, Actor as Who, Line, Subject},
    consent::Purpose,
    kernel::{AccountId, OrganisationId, VolunteerId},
    organisation::Act,
    region::Region,
    volunteer::{
        Answer as Verdict, Check, CheckRefusal, GuardianConsent, HandCheck, PersonName, RealNameRefusal,
        age::{is_minor, may_activate},
    },
};
use serde::{Deserialize, Serialize};

/// Somebody files or corrects their real-name data.
#[derive(Clone, Serialize)]
pub struct FileRealName {
    /// Never part of a digest or a log.
    #[serde(skip)]
    pub identity: Identity,
    /// A keyed digest of the data, so that a repeat is recognised.
    pub mac: String,
}

/// Files the data and begins its check; the provider is asked afterwards, by `flow`.
pub fn file_real_name(cx: &mut Cx, cmd: &FileRealName) -> Answer<VolunteerId> {
    let account = cx.account()?;
    let document = cmd.identity.document();
    let number = mac_key(&cx.means.keys, IndexField::Document, document.number());
    cx.lock(&[Key::Account(account.get()), number])?;
    // A phone leads to an account only after it was proven (ACC-03), so an account with one holds the proof.
    let phone = account::phone(cx.conn, &cx.means.keys, account)?.ok_or(RegistrationRefusal::PhoneNotProven)?;
    let proven = PhoneProven::kept(phone, cx.now, cx.now)?;
    document_is_free(&proven, account, account_of_document(cx.conn, &cx.means.keys, &document)?)?;
    file(cx, account, &cmd.identity)
}

/// Stores data whose document is free.
pub fn file(cx: &mut Cx, account: AccountId, data: &Identity) -> Answer<VolunteerId> {
    let id = match store::id_of_account(cx.conn, account)? {
        None => store::insert(cx, account, data, &Check::begin(data.kind, cx.now))?,
        Some(id) => {
            let check = store::check(cx.conn, id)?;
            let next = check.map_or(Ok(Check::begin(data.kind, cx.now)), |check| check.corrected(data.kind, cx.now))?;
            store::save_identity(cx, id, account, data)?;
            store::save_check(cx, id, &next)?;
            log(cx, "identity-corrected", id, None, "by the person")?;
            id
        }
    };
    publish(cx, id, account)?;
    consent::given_by_filing(cx, account, Purpose::Identity)?;
    account::index_document(cx, account, &data.document())?;
    if may_activate(data.born_on, None, false, cx.now).is_ok() {
        account::activate(cx, account)?;
    }
    roster::filed(cx, (account, id), data)?;
    cx.effects.forget.push(account);
    Ok(id)
}

/// What the provider answered.
#[derive(Debug, Clone, Copy)]
pub struct Answered {
    pub volunteer: VolunteerId,
    pub verdict: Verdict,
}

/// Writes the provider's answer down, unless nobody waits for it any more.
pub fn answered(cx: &mut Cx, cmd: &Answered) -> Answer<()> {
    cx.lock(&[Key::Volunteer(cmd.volunteer.get())])?;
    let check = store::check(cx.conn, cmd.volunteer)?.ok_or(CheckRefusal::NothingWaiting)?;
    let next = check.answered(cmd.verdict, cx.now)?;
    settle(cx, cmd.volunteer, &next)
}

/// Stores a new state of the check and tells the person.
fn settle(cx: &mut Cx, id: VolunteerId, next: &Check) -> Answer<()> {
    store::save_check(cx, id, next)?;
    let account = store::account_of(cx.conn, id)?;
    match next {
        Check::Verified { .. } => {
            notice::tell(cx, account, Channel::InSite, "identity-verified", &serde_json::json!({}))
        }
        Check::Failed { cause, .. } => {
            let facts = serde_json::json!({ "cause": cause.name() });
            notice::tell(cx, account, Channel::InSite, "identity-failed", &facts)
        }
        _ => Ok(()),
    }
}

/// A steward of one of the person's organisations asks for the check anew (REG-10).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Recheck {
    pub volunteer: VolunteerId,
}

/// Begins the check of the same data again; the provider is asked afterwards, by `flow`.
pub fn recheck(cx: &mut Cx, cmd: &Recheck) -> Answer<()> {
    cx.lock(&[Key::Volunteer(cmd.volunteer.get())])?;
    let at = steward_at(cx, cmd.volunteer)?;
    let kind = store::identity(cx.conn, &cx.means.keys, cmd.volunteer)?.kind;
    let check = store::check(cx.conn, cmd.volunteer)?.ok_or(CheckRefusal::NothingWaiting)?;
    let next = check.rechecked(kind, cx.now)?;
    store::save_check(cx, cmd.volunteer, &next)?;
    log(cx, "identity-rechecked", cmd.volunteer, Some(at), "")
}

/// A steward looked at a document that no provider checks (REG-11).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CheckByHand {
    pub volunteer: VolunteerId,
    pub accepted: bool,
    /// What was seen, such as the kind of document and that the photo fits.
    pub seen: String,
    pub statement: String,
}

/// Whether a verifier's statement is asked for besides what was seen; a setting.
const STATEMENT_NEEDED: bool = false;

/// Writes down who looked, when, what was seen, and what follows.
pub fn check_by_hand(cx: &mut Cx, cmd: &CheckByHand) -> Answer<()> {
    cx.lock(&[Key::Volunteer(cmd.volunteer.get())])?;
    let at = steward_at(cx, cmd.volunteer)?;
    let (by, holder) = (cx.account()?, store::account_of(cx.conn, cmd.volunteer)?);
    let record = HandCheck::record((by, holder), &cmd.seen, &cmd.statement, STATEMENT_NEEDED, cx.now)?;
    let check = store::check(cx.conn, cmd.volunteer)?.ok_or(CheckRefusal::NothingWaiting)?;
    let (next, act) = if cmd.accepted {
        (check.accepted_by_hand(record)?, "identity-checked-by-hand")
    } else {
        store::insert_hand_check(cx, cmd.volunteer, &record, false)?;
        (check.turned_down_by_hand(cx.now)?, "identity-turned-down")
    };
    settle(cx, cmd.volunteer, &next)?;
    log(cx, act, cmd.volunteer, Some(at), &cmd.statement)
}

/// The organisation through which the one who asks may deal with this volunteer's identity. Who may not even see the person is
/// told that there is none.
fn steward_at(cx: &mut Cx, id: VolunteerId) -> Answer<OrganisationId> {
    let held: Vec<i64> = membership::table
        .filter(membership::volunteer_id.eq(id.get()))
        .filter(membership::live.eq(true))
        .select(membership::organisation_id)
        .load(cx.conn)?;
    let mut refused = Failure::NotFound;
    for organisation in held.into_iter().map(OrganisationId) {
        match steward(cx.conn, &cx.actor, organisation, Act::Members, cx.now) {
            Ok(by) => return Ok(by.organisation()),
            Err(Failure::NotFound) => {}
            Err(failure) => refused = failure,
        }
    }
    Err(refused)
}

/// Where somebody lives, and whether they want a card (REG-02, REG-04).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Settle {
    pub region: String,
    pub wants_card: bool,
}

/// Keeps residence and card wish.
pub fn settle_residence(cx: &mut Cx, cmd: &Settle) -> Answer<VolunteerId> {
    let account = cx.account()?;
    let county = Region::parse(&cmd.region)?.county()?;
    let id = store::id_of_account(cx.conn, account)?.ok_or(RealNameRefusal::KindMissing)?;
    store::save_residence(cx, id, &county.to_string(), cmd.wants_card)?;
    Ok(id)
}

/// Sets what the public reads as the person's consents have it (PUB-04): the full name or the masked one, a public page or none.
/// Minors stay masked and unlisted.
pub fn publish(cx: &mut Cx, id: VolunteerId, account: AccountId) -> Answer<()> {
    let data = store::identity(cx.conn, &cx.means.keys, id)?;
    let adult = !is_minor(data.born_on, cx.now);
    let full = adult && consent::standing(cx.conn, account, Purpose::PublicName)?.is_given();
    let listed = adult && consent::standing(cx.conn, account, Purpose::PublicPage)?.is_given();
    let name = if full { data.full_name() } else { store::masked(&data) };
    store::save_public(cx, id, &name, listed)?;
    cx.effects.forget.push(account);
    Ok(())
}

/// Nothing of a person is public any more but the masked name, whatever they consented to; `publish` undoes it.
pub fn hide(cx: &mut Cx, id: VolunteerId) -> Answer<()> {
    let data = store::identity(cx.conn, &cx.means.keys, id)?;
    store::save_public(cx, id, &store::masked(&data), false)
}

/// A guardian agrees to the registration of someone under 18 (REG-18).
#[derive(Clone, Serialize)]
pub struct Consent {
    #[serde(skip)]
    pub guardian_name: String,
    #[serde(skip)]
    pub relation: String,
}

/// Keeps the consent and activates the account.
pub fn consent(cx: &mut Cx, cmd: &Consent) -> Answer<()> {
    let account = cx.account()?;
    let id = store::id_of_account(cx.conn, account)?.ok_or(Failure::NotFound)?;
    let given = GuardianConsent {
        guardian_name: PersonName::parse(&cmd.guardian_name, "")?.full(),
        relation: domain::kernel::clean(&cmd.relation, 20)?,
        given_at: cx.now,
        withdrawn_at: None,
    };
    let data = store::identity(cx.conn, &cx.means.keys, id)?;
    may_activate(data.born_on, Some(&given), false, cx.now)?;
    let text = serde_json::json!({ "name": given.guardian_name, "relation": given.relation, "at": given.given_at });
    store::save_guardian(cx, id, &text.to_string())?;
    account::activate(cx, account)?;
    log(cx, "guardian-consent-recorded", id, None, "")
}

fn log(
    cx: &mut Cx,
    act: &'static str,
    id: VolunteerId,
    organisation: Option<OrganisationId>,
    reason: &str,
) -> Answer<()> {
    let facts = serde_json::json!({});
    audit::write(cx, audit::Act { act, subject: format!("volunteer/{id}"), organisation, reason, facts })
}

/// Files data of somebody who is made, with the provider's answer as given.
pub fn file_made(cx: &mut Cx, account: AccountId, data: &Identity, verified: bool) -> Answer<VolunteerId> {
    let id = file(cx, account, data)?;
    if verified {
        let check = store::check(cx.conn, id)?.ok_or(CheckRefusal::NothingWaiting)?;
        if let Ok(next) = check.answered(Verdict::Match, cx.now) {
            store::save_check(cx, id, &next)?;
        }
    }
    Ok(id)
}

/// Residence and card wish of somebody who is made.
pub fn settle_made(cx: &mut Cx, id: VolunteerId, region: &str, wants_card: bool) -> Answer<()> {
    let county = Region::parse(region)?.county()?;
    store::save_residence(cx, id, &county.to_string(), wants_card)
}

/// Somebody wants to see their own data unmasked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ShowIdentity {
    pub reason: String,
}

/// Writes down that the data is shown, and why (ACC-11); without a reason it isn't.
pub fn show_identity(cx: &mut Cx, cmd: &ShowIdentity) -> Answer<()> {
    let account = cx.account()?;
    let id = store::id_of_account(cx.conn, account)?.ok_or(Failure::NotFound)?;
    let subject = Subject { kind: "volunteer", id: id.get() };
    let line = Line::done(Who::Account(account), Recorded::IdentityShown, subject, &cmd.reason, cx.now)?;
    session::require_step_up(cx)?;
    log(cx, "identity-shown", id, None, &line.reason.unwrap_or_default())
}
