//! Entering a roster and telling its people.

use super::store::{self, Stands};
use crate::{
    account, audit,
    kernel::{
        cx::{Cx, Key},
        failure::Answer,
        session,
        words::Locale,
    },
    notice::{self, Channel},
    organisation::{name_of, steward},
};
use domain::{
    account::Contact,
    kernel::OrganisationId,
    organisation::Act,
    roster::{Entry, Fault, LINK_HOURS, RosterRefusal, link_ends, may_enter},
};
use serde::Serialize;

/// Lines that one transaction takes, so that nobody waits for a roster.
pub const BATCH: usize = 100;

/// A steward enters people.
#[derive(Debug, Clone, Serialize)]
pub struct Begin {
    pub organisation: OrganisationId,
    pub lines: i64,
    /// A digest of the sheet, so that a repeat is recognised.
    pub digest: String,
}

/// Begins a roster; its lines follow.
pub fn begin(cx: &mut Cx, cmd: &Begin) -> Answer<i64> {
    let by = steward(cx.conn, &cx.actor, cmd.organisation, Act::Members, cx.now)?;
    cx.lock(&[Key::Organisation(cmd.organisation.get())])?;
    may_enter(store::entered_today(cx, cmd.organisation)?, cmd.lines).map_err(|refusal| ("sheet", refusal))?;
    let id = store::insert(cx, cmd.organisation, by.account(), cmd.lines)?;
    log(cx, "data-imported", id, cmd.organisation)?;
    Ok(id)
}

fn log(cx: &mut Cx, act: &'static str, id: i64, organisation: OrganisationId) -> Answer<()> {
    let (subject, facts) = (format!("roster/{id}"), serde_json::json!({}));
    audit::write(cx, audit::Act { act, subject, organisation: Some(organisation), reason: "", facts })
}

/// Some lines of a roster.
#[derive(Debug, Clone)]
pub struct Add {
    pub roster: i64,
    pub lines: Vec<(i64, Result<Entry, Fault>)>,
}

/// Adds them, unless they are there already.
pub fn add(cx: &mut Cx, cmd: &Add) -> Answer<()> {
    let roster = store::by_id(cx.conn, cmd.roster)?;
    steward(cx.conn, &cx.actor, roster.organisation, Act::Members, cx.now)?;
    cx.lock(&[Key::Series(cmd.roster)])?;
    let Some((first, _)) = cmd.lines.first() else { return Ok(()) };
    let known = store::lines(cx.conn, &cx.means.keys, cmd.roster, (*first, 1))?;
    if known.first().is_some_and(|line| line.place == *first) {
        return Ok(());
    }
    cmd.lines.iter().try_for_each(|(place, read)| store::insert_line(cx, cmd.roster, *place, read))
}

/// The people of a roster are told.
#[derive(Debug, Clone, Serialize)]
pub struct Send {
    pub roster: i64,
}

/// Decides that they are told; refused when a line is missing, none is sound, or all were told.
pub fn send(cx: &mut Cx, cmd: &Send) -> Answer<()> {
    let roster = store::by_id(cx.conn, cmd.roster)?;
    steward(cx.conn, &cx.actor, roster.organisation, Act::Members, cx.now)?;
    cx.lock(&[Key::Series(cmd.roster)])?;
    let ready = store::count(cx.conn, cmd.roster, Stands::Ready)?;
    match (store::by_id(cx.conn, cmd.roster)?.sent_at, ready) {
        (Some(_), 0) => return Err(RosterRefusal::Sent.into()),
        (None, 0) => return Err(RosterRefusal::NothingSound.into()),
        (Some(_), _) => return Ok(()),
        (None, _) => {}
    }
    let faulty = store::count(cx.conn, cmd.roster, Stands::Faulty)?;
    if ready + faulty < roster.lines {
        return Err(RosterRefusal::NothingSound.into());
    }
    store::mark_sent(cx, cmd.roster)?;
    log(cx, "roster-sent", cmd.roster, roster.organisation)
}

/// Tells some of them; answers how many. Whoever has an account is told there, and the roster's page doesn't tell who that is. A phone
/// with a link that is still good gets no second one, whoever entered it.
pub fn tell_some(cx: &mut Cx, roster: &i64) -> Answer<usize> {
    let roster = store::by_id(cx.conn, *roster)?;
    cx.lock(&[Key::Series(roster.id)])?;
    let organisation = name_of(cx.conn, roster.organisation)?;
    let some = store::ready(cx, roster.id, i64::try_from(BATCH).unwrap_or(i64::MAX))?;
    for line in &some {
        let Some(payload) = &line.payload else {
            store::end(cx, line.id, Stands::Over)?;
            continue;
        };
        let phone = payload.phone();
        if let Some(known) = account::account_of_phone(cx.conn, &cx.means.keys, &phone)? {
            store::invite(cx, line.id, (None, None))?;
            let facts = serde_json::json!({ "organisation": organisation });
            notice::tell(cx, known, Channel::InSite, "roster-member", &facts)?;
            continue;
        }
        if store::has_link(cx, &phone)? {
            store::invite(cx, line.id, (None, None))?;
            continue;
        }
        let token = session::token(cx.dice.bytes());
        let hash = session::token_hash(&token);
        store::invite(cx, line.id, (Some(&hash), Some(link_ends(cx.now))))?;
        let link = format!("{}/invitations/{token}", cx.means.settings.origin);
        let facts = serde_json::json!({ "organisation": organisation, "link": link, "hours": LINK_HOURS });
        notice::send_secret(cx, &Contact::Phone(phone), Locale::ZhCn, "roster-invited", &facts)?;
    }
    Ok(some.len())
}
