//! The members of an organisation at its steward's desk: waiting, approved and former ones, decided one by one or many at once.

use super::Side;
use crate::{
    kernel::{
        failure::{Answer, DoorRefusal},
        web::{Chrome, Form, Known, Pager, Section, Trouble, Visit, see},
    },
    organisation::{
        actions::membership::{self, Decide, Outcome, Word},
        rights::{self, steward, steward_of_subtree},
        views::{self, MemberLine, MemberQuery, StateFilter},
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use domain::{
    about::Skill,
    kernel::{MembershipId, OrganisationId},
    organisation::{Act, Membership, Scope},
};
use serde::Deserialize;

/// What the list was asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    state: String,
    /// `below` includes organisations below; the desktop shows one list, the phone the own level first (ORG-06).
    level: String,
    number: String,
    /// Only those who say that they can do this.
    skill: String,
    after: String,
    done: Option<i64>,
    refused: Option<i64>,
}

impl Asked {
    fn state(&self) -> StateFilter {
        StateFilter::parse(&self.state).unwrap_or_default()
    }

    fn skill(&self) -> Option<Skill> {
        Skill::parse(&self.skill).filter(|_| self.state() != StateFilter::Ended)
    }

    fn is_below(&self) -> bool {
        self.level == "below"
    }

    /// Without a chosen level a phone begins with the own one, and a desktop has all in one list where the role reaches that far.
    fn at(mut self, is_phone: bool, reaches_below: bool) -> Asked {
        if self.level.is_empty() && !is_phone && reaches_below {
            "below".clone_into(&mut self.level);
        }
        self
    }
}

#[derive(Template)]
#[template(path = "organisation/pages/members.html")]
struct MembersPage {
    c: Chrome,
    side: Side,
    asked: Asked,
    shown: StateFilter,
    rows: Vec<MemberLine>,
    pager: Pager,
    trouble: Trouble,
    picked: Vec<MembershipId>,
    reason: String,
}

impl MembersPage {
    fn states(&self) -> [StateFilter; 3] {
        [StateFilter::Pending, StateFilter::Approved, StateFilter::Ended]
    }

    fn is_shown(&self, state: &StateFilter) -> bool {
        self.shown == *state
    }

    fn skills(&self) -> &'static [Skill] {
        Skill::ALL
    }

    fn is_wanted(&self, skill: &Skill) -> bool {
        self.asked.skill() == Some(*skill)
    }

    fn skill_words(&self, row: &MemberLine) -> String {
        let words: Vec<String> = row.skills.iter().map(|name| self.c.named("about-skill", name)).collect();
        words.join(&self.c.t("format-list-mark"))
    }

    fn is_picked(&self, row: &MemberLine) -> bool {
        self.picked.contains(&row.id)
    }

    fn address(&self, state: &str, level: &str) -> String {
        format!("/steward/{}/members?state={state}&level={level}", self.side.organisation)
    }

    fn level(&self) -> &'static str {
        if self.asked.is_below() { "below" } else { "own" }
    }

    /// Whether rows can be picked and decided about.
    fn decides(&self) -> bool {
        self.side.allowed.members && self.shown != StateFilter::Ended
    }

    fn reason_max(&self) -> u32 {
        Membership::REASON_CHARS_MAX
    }
}

/// `/steward/{organisation}/members`
pub(super) async fn list(visit: Visit, Path(id): Path<OrganisationId>, Query(asked): Query<Asked>) -> Answer<Response> {
    shown(&visit, id, asked, (Trouble::default(), Vec::new(), String::new())).await
}

async fn shown(
    visit: &Visit,
    id: OrganisationId,
    asked: Asked,
    (trouble, picked, reason): (Trouble, Vec<MembershipId>, String),
) -> Answer<Response> {
    visit.login()?;
    let (by, now) = (visit.actor(), visit.now);
    let whose = visit.actor();
    let allowed = visit.office.view(move |conn| rights::allowed(conn, &whose, id, now)).await?;
    let asked = asked.at(visit.is_phone(), allowed.below);
    let below = asked.is_below();
    let bad = || DoorRefusal::BadForm { field: "after".into() };
    let after = Some(&asked.after).filter(|after| !after.is_empty());
    let number: String = asked.number.chars().filter(char::is_ascii_digit).collect();
    let query = MemberQuery {
        state: asked.state(),
        number: (!number.is_empty()).then_some(number),
        skill: asked.skill(),
        after: after.map(|after| after.parse().map_err(|_| bad())).transpose()?,
    };
    let (side, (rows, next)) = visit
        .office
        .view(move |conn| {
            let side = Side::read(conn, &by, id, "members", now)?;
            let scope = match below {
                true => steward_of_subtree(conn, &by, id, Act::Look, now)?.1,
                false => Scope::Own(steward(conn, &by, id, Act::Look, now)?.organisation()),
            };
            Ok((side, views::members(conn, scope, &query, now)?))
        })
        .await?;
    let state = asked.state();
    let mut first =
        format!("/steward/{id}/members?state={}&level={}", state.name(), if below { "below" } else { "own" });
    if let Some(skill) = asked.skill() {
        first = format!("{first}&skill={}", skill.name());
    }
    let next = next.map(|after| format!("{first}&after={after}"));
    let pager = Pager { first, is_first: asked.after.is_empty(), next };
    let c = visit.chrome(Section::Steward);
    let page = MembersPage { c, side, asked, shown: state, rows, pager, trouble, picked, reason };
    page.trouble.page(&page)
}

/// A decision as a form sends it: the rows that were picked, or the one whose button was pressed.
#[derive(Deserialize)]
pub(super) struct Decision {
    key: Option<String>,
    #[serde(default)]
    pick: Vec<MembershipId>,
    word: Word,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    level: String,
}

/// `POST /steward/{organisation}/members`
pub(super) async fn decide(
    Known(visit): Known,
    Path(id): Path<OrganisationId>,
    Form(form): Form<Decision>,
) -> Answer<Response> {
    let asked = Asked { state: form.state, level: form.level, ..Asked::default() };
    let cmd = Decide { memberships: form.pick.clone(), word: form.word, reason: form.reason.clone() };
    // One alone is refused with its words on the page; many are counted.
    let answer = match form.pick.len() {
        0 => Err(("pick", DoorRefusal::BadForm { field: "pick".into() }).into()),
        1 => visit.office.act(visit.ask_once(form.key), cmd, membership::decide_one).await.map(|_| (1, 0)),
        _ => visit.office.act(visit.ask_once(form.key), cmd, membership::decide).await.map(|all| counted(&all)),
    };
    match answer {
        Ok((done, refused)) => {
            let level = if asked.is_below() { "below" } else { "own" };
            let state = asked.state().name();
            Ok(see(format!("/steward/{id}/members?state={state}&level={level}&done={done}&refused={refused}")))
        }
        Err(failure) => {
            let reason = |code: &str| (code == "membership.reason-missing").then_some("reason");
            let trouble = Trouble::of(failure, visit.words())?.beside(reason);
            shown(&visit, id, asked, (trouble, form.pick, form.reason)).await
        }
    }
}

fn counted(outcomes: &[Outcome]) -> (usize, usize) {
    let done = outcomes.iter().filter(|one| one.refused.is_none()).count();
    (done, outcomes.len() - done)
}
