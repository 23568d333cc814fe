//! Founds the organisations of the plan, each by its owner, and lets people join them.

use super::{Province, all};
use crate::{
    demo::{organisations::Body, plan::Plan},
    kernel::failure::{Answer, Failure},
    organisation::{self, Apply, DecideMembers, Make, Texts, Word},
};
use domain::{
    kernel::{AccountId, MembershipId, OrganisationId, local_date},
    organisation::{CreditCode, Kind},
};
use jiff::SignedDuration;
use std::collections::BTreeMap;

/// The most that one decision about members takes.
const DECIDED_AT_ONCE: usize = 150;

/// Founds all organisations, each after the one above it.
pub async fn found(province: &Province<'_>) -> Answer<Vec<OrganisationId>> {
    let now = province.plan.registered_by();
    let mut founded: Vec<OrganisationId> = Vec::new();
    for (number, body) in province.plan.bodies.iter().enumerate() {
        let parent = province.plan.above(number).and_then(|above| founded.get(above).copied());
        let person = province.plan.people.get(Plan::owner(number));
        let Some(person) = person else { return Err(Failure::broken("an organisation without an owner")) };
        let cmd = Make {
            parent,
            branch: body.parent.is_none().then_some(body.branch),
            kind: kind(body),
            texts: texts(body, number, (&person.full_name(), &person.phone))?,
            owner: Some(province.account(Plan::owner(number))?),
            registered_on: Some(local_date(now - SignedDuration::from_hours(24 * 365))),
        };
        founded.push(province.act(None, now, cmd, organisation::create_made).await?);
    }
    Ok(founded)
}

/// Teams are groups; what has others below it is registered.
fn kind(body: &Body) -> Kind {
    if body.name.ends_with('队') { Kind::Group } else { Kind::Organisation }
}

fn texts(body: &Body, number: usize, (name, phone): (&str, &str)) -> Answer<Texts> {
    let code = if kind(body).is_registered() { credit_code(body, number)? } else { String::new() };
    Ok(Texts {
        name: body.name.to_owned(),
        code,
        region: body.region.to_owned(),
        address: String::new(),
        contact_name: name.to_owned(),
        contact_phone: phone.to_owned(),
        introduction: format!("{}组织本地居民、学生和职工参加志愿服务，欢迎加入。", body.name),
    })
}

/// A code with the right check character (GB 32100), from an order number that no register gave.
fn credit_code(body: &Body, number: usize) -> Answer<String> {
    let head = format!("51{}MJ000{number:03}", body.region);
    let characters = ('0'..='9').chain('A'..='Z');
    let pairs = characters.clone().flat_map(|one| characters.clone().map(move |other| [one, other]));
    let codes = pairs.map(|pair| format!("{head}{}{}", pair[0], pair[1]));
    codes
        .into_iter()
        .find(|code| CreditCode::parse(code).is_ok_and(|code| code.inner_fits()))
        .ok_or_else(|| Failure::broken("no credit code fits"))
}

/// Everybody applies to their organisations, whose owners approve.
pub async fn join(province: &Province<'_>) -> Answer<()> {
    let now = province.plan.registered_by() + SignedDuration::from_hours(24);
    let wishes: Vec<(usize, usize)> = province
        .plan
        .belongings
        .iter()
        .enumerate()
        .flat_map(|(person, bodies)| bodies.iter().map(move |body| (person, *body)))
        .collect();
    // Two applications of one person wait for each other, so they are sent in order of the organisations.
    let apply = |(person, body): (usize, usize)| async move {
        let cmd = Apply { organisation: province.body(body)? };
        province.act(Some(province.account(person)?), now, cmd, organisation::apply).await
    };
    let applied = all(wishes.iter().copied().map(apply)).await?;
    // Nobody decides about themselves: an owner's own application is for the one above.
    let mut waiting: BTreeMap<AccountId, Vec<MembershipId>> = BTreeMap::new();
    for ((person, body), membership) in wishes.into_iter().zip(applied) {
        let owner = Plan::owner(body);
        let by = if person == owner { province.reviewer(body)? } else { province.account(owner)? };
        waiting.entry(by).or_default().push(membership);
    }
    let later = now + SignedDuration::from_hours(5);
    let approve = |(by, memberships): (AccountId, Vec<MembershipId>)| async move {
        let cmd = DecideMembers { memberships, word: Word::Approve, reason: String::new() };
        province.act(Some(by), later, cmd, organisation::decide_members).await
    };
    let parts = waiting.iter().flat_map(|(by, line)| line.chunks(DECIDED_AT_ONCE).map(|part| (*by, part.to_vec())));
    all(parts.map(approve)).await?;
    Ok(())
}
