//! Asking for a list, agreeing to it, keeping the file, taking it, and destroying it.

use super::{
    rights::{self, agreeing, is_owner, taking},
    store::{self, Case, Source, Terms},
};
use crate::{
    audit, file, help,
    kernel::{
        cx::{Cx, Key},
        db::schema::activity,
        failure::{Answer, Failure},
        session,
    },
    notice::{self, Channel},
    organisation::{name_of, reviewer_of},
};
use diesel::prelude::*;
use domain::{
    handout::{self, Columns, Format, Load, Purpose, Shown, State, Wish},
    kernel::{AccountId, ActivityId, BlobId, OrganisationId, VolunteerId, local_date, sha256_hex},
};
use serde::{Deserialize, Serialize};

/// Numbers of handouts are a series beside those of objections and appeals.
const SERIES: i64 = 3 << 20;

/// Whose list is wanted.
#[derive(Debug, Clone, Copy, Serialize)]
pub enum Whose {
    Members(OrganisationId),
    Activity(ActivityId),
}

/// A steward wants a list.
#[derive(Debug, Clone, Serialize)]
pub struct Ask {
    pub whose: Whose,
    pub format: Format,
    pub name: Shown,
    pub phone: Shown,
    pub document: Shown,
    pub purpose: Purpose,
    pub reason: String,
    pub document_reason: String,
    pub locale: String,
}

/// Writes down what is wanted and who is on the list now; a large one waits for a second steward, who is told.
pub fn ask(cx: &mut Cx, cmd: &Ask) -> Answer<i64> {
    let source = source(cx, cmd.whose)?;
    let by = taking(cx.conn, &cx.actor, source, cx.now)?;
    let year = local_date(cx.now).year();
    let at = source.organisation;
    cx.lock(&[Key::Account(by.get()), Key::Organisation(at.get()), Key::Series(SERIES + i64::from(year))])?;
    let columns = Columns { name: cmd.name, phone: cmd.phone, document: cmd.document };
    let is_owner = is_owner(cx.conn, &cx.actor, at, cx.now)?;
    let (reason, document_reason) = (cmd.reason.as_str(), cmd.document_reason.as_str());
    let wish = Wish { columns, reason, document_reason, is_owner };
    let since = handout::today_began(cx.now).as_microsecond();
    let (files_today, people_today) = store::since(cx.conn, (by, at), since)?;
    let load = Load { people: super::people::count(cx.conn, source)?, files_today, people_today };
    let granted = handout::ask(&wish, &load, cx.now).map_err(beside)?;
    session::require_step_up(cx)?;
    let terms = Terms {
        source,
        format: cmd.format,
        columns,
        purpose: cmd.purpose,
        reason: granted.reason,
        document_reason: granted.document_reason,
        locale: cmd.locale.clone(),
    };
    let prefix = format!("E{year}-");
    let number = format!("{prefix}{:06}", store::count_like(cx.conn, &prefix)? + 1);
    let id = store::insert(cx, &number, &terms, (by, granted.state))?;
    store::insert_people(cx, id, source)?;
    let case = store::by_id(cx.conn, id)?;
    log(cx, "export-asked", &case, &case.terms.reason)?;
    if let State::Waiting { until } = case.state {
        let organisation = name_of(cx.conn, at)?;
        let facts = serde_json::json!({ "organisation": organisation, "number": number, "until": until });
        tell_seconds(cx, &case, &facts)?;
    }
    Ok(id)
}

/// The field that a refusal is about.
fn beside(refusal: handout::HandoutRefusal) -> Failure {
    use handout::HandoutRefusal::{DocumentOwnerOnly, DocumentReasonMissing, ReasonMissing};
    match refusal {
        ReasonMissing { .. } => ("reason", refusal).into(),
        DocumentReasonMissing { .. } => ("document_reason", refusal).into(),
        DocumentOwnerOnly => ("document", refusal).into(),
        other => other.into(),
    }
}

fn source(cx: &mut Cx, whose: Whose) -> Answer<Source> {
    match whose {
        Whose::Members(organisation) => Ok(Source { organisation, activity: None }),
        Whose::Activity(id) => {
            let of: i64 = activity::table.find(id.get()).select(activity::organisation_id).first(cx.conn)?;
            Ok(Source { organisation: OrganisationId(of), activity: Some(id) })
        }
    }
}

fn tell_seconds(cx: &mut Cx, case: &Case, facts: &serde_json::Value) -> Answer<()> {
    let seconds = rights::seconds(cx.conn, case, cx.now)?;
    if seconds.is_empty() {
        let above = reviewer_of(cx.conn, case.terms.source.organisation)?;
        return help::tell_desk(cx, above, "handout-waiting", facts);
    }
    seconds.into_iter().try_for_each(|to| notice::tell(cx, to, Channel::InSite, "handout-waiting", facts))
}

/// One line of the trail: what was taken out, by its terms and never by its people.
fn log(cx: &mut Cx, act: &'static str, case: &Case, reason: &str) -> Answer<()> {
    let columns = case.terms.columns;
    let facts = serde_json::json!({
        "number": case.number, "list": case.terms.source.list().name(), "people": case.people, "purpose": case.terms.purpose.name(),
        "name": columns.name.name(), "phone": columns.phone.name(), "document": columns.document.name(),
    });
    log_with(cx, act, case, (reason, facts))
}

fn log_with(cx: &mut Cx, act: &'static str, case: &Case, (reason, facts): (&str, serde_json::Value)) -> Answer<()> {
    let (subject, organisation) = (format!("handout/{}", case.id), Some(case.terms.source.organisation));
    audit::write(cx, audit::Act { act, subject, organisation, reason, facts })
}

/// What a second steward says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = HandoutOpinion)]
pub enum Opinion {
    Agree,
    Refuse,
}

/// A second steward decides.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Decide {
    pub id: i64,
    pub opinion: Opinion,
    /// Owed with a no.
    pub reason: String,
}

/// Decides; the one who asked is told.
pub fn decide(cx: &mut Cx, cmd: &Decide) -> Answer<()> {
    let case = store::by_id(cx.conn, cmd.id)?;
    rights::looking(cx.conn, &cx.actor, &case, cx.now)?;
    let by = agreeing(cx.conn, &cx.actor, &case, cx.now)?;
    cx.lock(&[Key::Series(cmd.id)])?;
    let case = store::by_id(cx.conn, cmd.id)?;
    let asker = case.asked_by;
    let (state, reason, act, kind) = match cmd.opinion {
        Opinion::Agree => (case.state.agree(by, asker, cx.now)?, String::new(), "export-agreed", "handout-agreed"),
        Opinion::Refuse => {
            let refused = case.state.refuse((by, asker), &cmd.reason, cx.now);
            let (state, reason) = refused.map_err(beside)?;
            (state, reason, "export-refused", "handout-refused")
        }
    };
    session::require_step_up(cx)?;
    store::save(cx, case.id, state)?;
    store::decided(cx, case.id, by, &reason)?;
    log(cx, act, &case, &reason)?;
    notice::tell(cx, asker, Channel::InSite, kind, &serde_json::json!({ "number": case.number, "reason": reason }))
}

/// A file that was rendered and lies sealed.
pub struct Made {
    pub id: i64,
    pub blob: BlobId,
    /// Under which it was sealed.
    pub key: [u8; 32],
    /// Who is in it, in the order of their ids.
    pub people: Vec<i64>,
}

/// Keeps the file, unless another was made meanwhile; false then. The one who asked for it must still be allowed to.
pub fn finish(cx: &mut Cx, made: &Made) -> Answer<bool> {
    cx.lock(&[Key::Series(made.id)])?;
    let case = store::by_id(cx.conn, made.id)?;
    taking(cx.conn, &cx.actor, case.terms.source, cx.now)?;
    if !case.state.may_be_made(cx.now) {
        return Ok(false);
    }
    let nonce = cx.dice.bytes();
    let sealed_key = cx.means.keys.payload_key().seal(store::key_place(case.id), &made.key, nonce);
    store::made(cx, case.id, (made.blob, sealed_key), &made.people)?;
    store::save(cx, case.id, case.state.made(cx.now)?)?;
    let ids: Vec<String> = made.people.iter().map(i64::to_string).collect();
    // The digest of who is in it is sealed with the line: nobody is added to the list or taken off it later.
    let facts = serde_json::json!({
        "number": case.number, "people": ids.len(), "digest": sha256_hex(&ids.join(",")),
        "document_reason": case.terms.document_reason,
    });
    log_with(cx, "data-exported", &case, (&case.terms.reason, facts))?;
    Ok(true)
}

/// The one who asked takes the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Take {
    pub id: i64,
}

/// Counts a download; for everybody but the one who asked the file isn't there.
pub fn take(cx: &mut Cx, cmd: &Take) -> Answer<()> {
    let by = cx.account()?;
    own(cx, cmd.id, by)?;
    cx.lock(&[Key::Series(cmd.id)])?;
    let case = own(cx, cmd.id, by)?;
    taking(cx.conn, &cx.actor, case.terms.source, cx.now)?;
    let state = case.state.take(cx.now)?;
    session::require_step_up(cx)?;
    store::save(cx, case.id, state)?;
    log(cx, "export-downloaded", &case, &case.terms.reason)
}

fn own(cx: &mut Cx, id: i64, by: AccountId) -> Answer<Case> {
    let case = store::by_id(cx.conn, id)?;
    if case.asked_by == by { Ok(case) } else { Err(Failure::NotFound) }
}

/// Destroys what is over. Answers how many.
pub fn sweep(cx: &mut Cx) -> Answer<usize> {
    let due = store::open(cx.conn, Some(cx.at()), None)?;
    end_all(cx, &due)
}

/// The account of somebody ends: what they asked for is destroyed.
pub fn forget_of(cx: &mut Cx, who: AccountId) -> Answer<()> {
    let all = store::asked_by(cx.conn, who)?;
    let open: Vec<Case> = all.into_iter().filter(|case| case.state.until().is_some()).collect();
    end_all(cx, &open).map(drop)
}

/// Somebody's data is erased: no file that holds it stays.
pub fn forget_person(cx: &mut Cx, who: VolunteerId) -> Answer<()> {
    let open = store::open(cx.conn, None, Some(who))?;
    end_all(cx, &open).map(drop)
}

fn end_all(cx: &mut Cx, open: &[Case]) -> Answer<usize> {
    for case in open {
        store::save(cx, case.id, State::Over)?;
        let Some((blob, _)) = store::file(cx.conn, case.id)? else { continue };
        store::destroy_key(cx, case.id)?;
        file::strike_one(cx, blob)?;
        log(cx, "export-destroyed", case, "")?;
    }
    Ok(open.len())
}
