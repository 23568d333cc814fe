//! Asking, answering, passing on, closing, and what a ticket may lead to.

use super::{
    asker::Asker,
    desk::{self, Clerk, clerk_of},
    store::{self, By, Case, New, To},
};
use crate::{
    account, audit, closing,
    kernel::{
        cx::{Cx, Key},
        failure::{Answer, DoorRefusal, Failure},
        session,
        words::Locale,
    },
    notice::{self, Channel},
};
use domain::{
    account::Contact,
    help::{ASKED_A_DAY_MAX, HelpRefusal, Side, State, Topic, said},
    kernel::{AccountId, OrganisationId},
};
use serde::{Deserialize, Serialize};

const DAY_MICROSECONDS: i64 = 86_400_000_000;

/// Somebody asks.
#[derive(Debug, Clone, Serialize)]
pub struct File {
    #[serde(skip)]
    pub asker: Asker,
    pub topic: Topic,
    pub text: String,
    /// The volunteer number of the member whom a steward asks about.
    pub about: Option<String>,
    #[serde(skip)]
    pub locale: Locale,
}

/// Opens a ticket; answers its number. A steward's goes to the platform, since the steward is who is asked first.
pub fn file(cx: &mut Cx, cmd: &File) -> Answer<String> {
    let text = said(&cmd.text).map_err(|refusal| ("text", refusal))?;
    let (mac, lock) = (cmd.asker.mac(&cx.means.keys), cmd.asker.key(&cx.means.keys));
    cx.lock(&[lock])?;
    limited(cx, &mac)?;
    let asker = cmd.asker.account(cx.conn, &cx.means.keys)?;
    let member = cmd.about.as_deref().map(|number| desk::member(cx, number)).transpose()?;
    let first = if member.is_some() { None } else { desk::first(cx.conn, asker, cx.now)? };
    let number = fresh_number(cx)?;
    let contact = cmd.asker.phone().map(|phone| To::new(phone, cmd.locale));
    let about = member.or(asker);
    let new = New {
        number: &number,
        topic: cmd.topic,
        asker,
        asker_mac: &mac,
        contact: contact.as_ref(),
        about,
        desk: first,
    };
    let id = store::insert(cx, &new)?;
    store::say(cx, id, &By { side: Side::Asker, account: asker, organisation: None }, &text)?;
    desk::tell(cx, first, "ticket-filed", &facts(&number))?;
    if let (Topic::RestoreAccount, Some(about)) = (cmd.topic, about) {
        // Whoever has the account hears of it, since somebody else may have asked.
        account::tell_everywhere(cx, about, "ticket-restore-asked", &facts(&number))?;
    }
    Ok(number)
}

fn facts(number: &str) -> serde_json::Value {
    serde_json::json!({ "number": number })
}

fn limited(cx: &mut Cx, mac: &[u8]) -> Answer<()> {
    let filed = store::filed_since(cx.conn, mac, cx.at() - DAY_MICROSECONDS)?;
    match filed.first() {
        Some(oldest) if filed.len() >= ASKED_A_DAY_MAX => {
            let wait_seconds = (oldest + DAY_MICROSECONDS - cx.at()) / 1_000_000 + 1;
            Err(DoorRefusal::TooMany { wait_seconds }.into())
        }
        _ => Ok(()),
    }
}

/// Nine characters that nobody counts up to, easy to read out: a letter and eight digits.
fn fresh_number(cx: &mut Cx) -> Answer<String> {
    loop {
        let number = format!("T{:08}", cx.dice.below(100_000_000));
        if !store::is_known(cx.conn, &number)? {
            return Ok(number);
        }
    }
}

/// Words that somebody sends to a ticket of theirs.
#[derive(Debug, Clone, Serialize)]
pub struct Say {
    #[serde(skip)]
    pub asker: Asker,
    pub number: String,
    pub text: String,
}

/// Adds words of the asker; what was answered or closed is open again.
pub fn say(cx: &mut Cx, cmd: &Say) -> Answer<()> {
    let case = own(cx, &cmd.asker, &cmd.number)?;
    let text = said(&cmd.text).map_err(|refusal| ("text", refusal))?;
    let next = Case { state: case.state.say(cx.now)?, ..case };
    let asker = cmd.asker.account(cx.conn, &cx.means.keys)?;
    store::say(cx, next.id, &By { side: Side::Asker, account: asker, organisation: None }, &text)?;
    store::save(cx, &next)?;
    desk::tell(cx, next.desk, "ticket-said", &facts(&next.number))
}

/// Somebody has their answer.
#[derive(Debug, Clone, Serialize)]
pub struct CloseOwn {
    #[serde(skip)]
    pub asker: Asker,
    pub number: String,
}

/// Closes one's own ticket.
pub fn close_own(cx: &mut Cx, cmd: &CloseOwn) -> Answer<()> {
    let case = own(cx, &cmd.asker, &cmd.number)?;
    let next = Case { state: case.state.close(cx.now)?, ..case };
    store::save(cx, &next)
}

/// Whether a ticket is this asker's.
pub fn is_own(case: &Case, asker: &Asker, mac: &[u8]) -> bool {
    case.asker_mac == mac || matches!(asker, Asker::Account(account) if case.asker == Some(*account))
}

fn own(cx: &mut Cx, asker: &Asker, number: &str) -> Answer<Case> {
    let case = locked(cx, number)?;
    let mac = asker.mac(&cx.means.keys);
    if is_own(&case, asker, &mac) { Ok(case) } else { Err(Failure::NotFound) }
}

/// Reads the ticket again once nobody else can change it.
fn locked(cx: &mut Cx, number: &str) -> Answer<Case> {
    let id = store::by_number(cx.conn, number)?.id;
    cx.lock(&[Key::Series(id)])?;
    store::by_number(cx.conn, number)
}

/// What a desk does with a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Move {
    Answer,
    /// Asks the asker something.
    AskBack,
    /// Hands it to the platform.
    PassOn,
    /// Answers and closes.
    Close,
}

/// Somebody at a desk answers.
#[derive(Debug, Clone, Serialize)]
pub struct Reply {
    pub number: String,
    pub what: Move,
    pub text: String,
}

/// Answers a ticket, in whatever way; the asker is told.
pub fn reply(cx: &mut Cx, cmd: &Reply) -> Answer<()> {
    let case = locked(cx, &cmd.number)?;
    let clerk = clerk_of(cx, &case)?;
    let text = said(&cmd.text).map_err(|refusal| ("text", refusal))?;
    let from = case.desk;
    let state = match cmd.what {
        Move::Answer => case.state.answer()?,
        Move::AskBack => case.state.ask_back()?,
        Move::PassOn => case.state.pass_on(from)?,
        Move::Close => case.state.close(cx.now)?,
    };
    let mut next = Case { state, ..case };
    if cmd.what == Move::PassOn {
        (next.passed_by, next.desk) = (from, None);
    }
    answered(cx, &next, (&clerk, from), &text)?;
    if cmd.what == Move::PassOn {
        desk::tell(cx, None, "ticket-filed", &facts(&next.number))?;
    }
    Ok(())
}

/// Writes an answer down and tells the asker.
fn answered(cx: &mut Cx, next: &Case, (clerk, from): (&Clerk, Option<OrganisationId>), text: &str) -> Answer<()> {
    let by = By { side: clerk.side, account: Some(clerk.account), organisation: from };
    store::say(cx, next.id, &by, text)?;
    store::save(cx, next)?;
    let kind = match next.state {
        State::Waiting => "ticket-asked-back",
        State::Open => "ticket-passed-on",
        _ => "ticket-answered",
    };
    tell_asker(cx, next, kind)
}

/// To the phone that asked, or in the site.
fn tell_asker(cx: &mut Cx, case: &Case, kind: &'static str) -> Answer<()> {
    let facts = facts(&case.number);
    match (store::contact(&cx.means.keys, case)?, case.asker) {
        (Some(to), _) => notice::send_secret(cx, &Contact::Phone(to.phone()), to.locale(), kind, &facts),
        (None, Some(asker)) => notice::tell(cx, asker, Channel::InSite, kind, &facts),
        (None, None) => Ok(()),
    }
}

/// The platform lets the account in that a ticket asks about.
#[derive(Debug, Clone, Serialize)]
pub struct Restore {
    pub number: String,
    /// The answer, which says what was done.
    pub text: String,
}

/// Restores a suspended account, or takes back that its holder closes it (REG-15).
pub fn restore(cx: &mut Cx, cmd: &Restore) -> Answer<()> {
    let case = locked(cx, &cmd.number)?;
    let clerk = clerk_of(cx, &case)?;
    let Some(support) = &clerk.support else { return Err(HelpRefusal::NothingToRestore.into()) };
    session::require_step_up(cx)?;
    let text = said(&cmd.text).map_err(|refusal| ("text", refusal))?;
    let (Topic::RestoreAccount, Some(about)) = (case.topic, case.about) else {
        return Err(HelpRefusal::NothingToRestore.into());
    };
    let reason = format!("ticket {}", case.number);
    let is_lifted = account::lift(cx, support, about, &reason)?;
    let is_kept = kept(cx, &case, about)?;
    if !is_lifted && !is_kept {
        return Err(HelpRefusal::NothingToRestore.into());
    }
    let next = Case { state: case.state.answer()?, ..case };
    log(cx, "ticket-restored", &next)?;
    answered(cx, &next, (&clerk, None), &text)
}

/// Takes a closing back that is under way; only its holder may ask for that.
fn kept(cx: &mut Cx, case: &Case, about: AccountId) -> Answer<bool> {
    if closing::pending(cx.conn, about)?.is_none() {
        return Ok(false);
    }
    if case.asker != Some(about) {
        return Err(HelpRefusal::HolderOnly.into());
    }
    closing::keep(cx, about, &format!("ticket {}", case.number))?;
    Ok(true)
}

fn log(cx: &mut Cx, act: &'static str, case: &Case) -> Answer<()> {
    let (subject, facts) = (format!("ticket/{}", case.id), facts(&case.number));
    audit::write(cx, audit::Act { act, subject, organisation: None, reason: "", facts })
}

/// Passes on to the platform what an organisation left without an answer. Answers how many.
pub fn pass_on_due(cx: &mut Cx) -> Answer<usize> {
    let due = store::left_lying(cx)?;
    for case in &due {
        let state = case.state.pass_on(case.desk)?;
        let next = Case { state, passed_by: case.desk, desk: None, ..case.clone() };
        store::save(cx, &next)?;
        tell_asker(cx, &next, "ticket-passed-on")?;
        desk::tell(cx, None, "ticket-filed", &facts(&next.number))?;
    }
    Ok(due.len())
}
