//! Belonging: volunteers apply, take back and leave; stewards approve, reject and remove, one by one or many at once.

use crate::{
    audit,
    kernel::{
        cx::{Cx, Key},
        db::schema::volunteer,
        failure::{Answer, Failure},
    },
    notice::{self, Channel},
    organisation::{
        rights::steward,
        store::{self, Belonging, State},
    },
};
use diesel::prelude::*;
use domain::{
    kernel::{AccountId, MembershipId, OrganisationId, VolunteerId},
    organisation::{
        Act, Membership, MembershipRefusal,
        membership::{By, Held},
    },
};
use serde::{Deserialize, Serialize};

/// A volunteer wants to belong to an organisation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Apply {
    pub organisation: OrganisationId,
}

/// Applies for the one who asks.
pub fn apply(cx: &mut Cx, cmd: &Apply) -> Answer<MembershipId> {
    let account = cx.account()?;
    let own: Option<i64> = volunteer::table
        .filter(volunteer::account_id.eq(account.get()))
        .select(volunteer::id)
        .first(cx.conn)
        .optional()?;
    apply_for(cx, VolunteerId(own.ok_or(MembershipRefusal::NotAVolunteer)?), cmd.organisation)
}

/// Applies for a volunteer, such as within a registration. At most five are pending or approved (REG-05).
pub fn apply_for(cx: &mut Cx, volunteer: VolunteerId, organisation: OrganisationId) -> Answer<MembershipId> {
    cx.lock(&[Key::Volunteer(volunteer.get())])?;
    if store::core(cx.conn, organisation)?.state != State::Approved {
        return Err(Failure::NotFound);
    }
    let (pending, approved) = store::held(cx.conn, volunteer)?;
    Membership::apply(organisation, Held { pending: &pending, approved: &approved }, cx.now)?;
    store::insert_membership(cx, volunteer, organisation)
}

/// A steward's word about one application or belonging.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    Approve,
    Reject,
    Remove,
}

/// A steward decides about some belongings, each on its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Decide {
    pub memberships: Vec<MembershipId>,
    pub word: Word,
    pub reason: String,
}

/// Most belongings that one decision takes.
pub const BATCH_MAX: usize = 200;

/// What became of one of them.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Outcome {
    #[schema(value_type = String)]
    pub id: MembershipId,
    /// The state it is in now, if it changed.
    pub state: Option<String>,
    /// The code of the rule that said no.
    pub refused: Option<String>,
}

/// Decides about many: what a rule refuses stays as it is and is named, the others change.
pub fn decide(cx: &mut Cx, cmd: &Decide) -> Answer<Vec<Outcome>> {
    let mut ids = cmd.memberships.clone();
    ids.sort_unstable();
    ids.dedup();
    ids.truncate(BATCH_MAX);
    lock_people(cx, &ids)?;
    let mut found = Vec::new();
    for id in ids {
        found.push(store::membership(cx.conn, id)?);
    }
    // In order of organisations, because their numbers of members are rows that two decisions may both change.
    found.sort_by_key(|one| (one.organisation, one.id));
    let mut outcomes = Vec::new();
    for one in &found {
        outcomes.push(match decided(cx, one, cmd) {
            Ok(now) => Outcome { id: one.id, state: Some(now.name().into()), refused: None },
            Err(Failure::Refused(refusal)) => {
                Outcome { id: one.id, state: None, refused: Some(refusal.shape().code.into()) }
            }
            Err(other) => return Err(other),
        });
    }
    Ok(outcomes)
}

/// Decides about one; a refusal is the answer.
pub fn decide_one(cx: &mut Cx, cmd: &Decide) -> Answer<String> {
    lock_people(cx, &cmd.memberships)?;
    let id = cmd.memberships.first().copied().ok_or(Failure::NotFound)?;
    let one = store::membership(cx.conn, id)?;
    Ok(decided(cx, &one, cmd)?.name().into())
}

fn lock_people(cx: &mut Cx, ids: &[MembershipId]) -> Answer<()> {
    let mut keys = Vec::new();
    for id in ids {
        keys.push(Key::Volunteer(store::membership(cx.conn, *id)?.volunteer.get()));
    }
    cx.lock(&keys)
}

fn decided(cx: &mut Cx, one: &Belonging, cmd: &Decide) -> Answer<Membership> {
    let by = steward(cx.conn, &cx.actor, one.organisation, Act::Members, cx.now)?;
    let stamp = By { steward: by.account(), now: cx.now };
    let (act, kind, now) = match cmd.word {
        Word::Approve => {
            ("membership-approved", "membership-approved", one.membership.clone().approve(one.person, stamp)?)
        }
        Word::Reject => (
            "membership-rejected",
            "membership-rejected",
            one.membership.clone().reject(one.person, &cmd.reason, stamp)?,
        ),
        Word::Remove => {
            ("membership-removed", "membership-removed", one.membership.clone().remove(&cmd.reason, stamp)?)
        }
    };
    store::save_membership(cx, one, &now)?;
    let subject = format!("membership/{}", one.id);
    let facts = serde_json::json!({ "volunteer": one.volunteer });
    let reason = cmd.reason.trim();
    audit::write(cx, audit::Act { act, subject, organisation: Some(one.organisation), reason, facts })?;
    let organisation = store::name_of(cx.conn, one.organisation)?;
    let facts = serde_json::json!({ "organisation": organisation, "reason": reason });
    notice::tell(cx, one.person, Channel::InSite, kind, &facts)?;
    Ok(now)
}

/// A volunteer ends an application or a belonging of their own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct End {
    pub membership: MembershipId,
}

/// Takes an application back before it is decided.
pub fn withdraw(cx: &mut Cx, cmd: &End) -> Answer<String> {
    let one = own(cx, cmd.membership)?;
    let now = one.membership.clone().withdraw(cx.now)?;
    store::save_membership(cx, &one, &now)?;
    Ok(now.name().into())
}

/// Leaves; at least one approved belonging stays (ORG-07).
pub fn leave(cx: &mut Cx, cmd: &End) -> Answer<String> {
    let one = own(cx, cmd.membership)?;
    let (pending, approved) = store::held(cx.conn, one.volunteer)?;
    let now = one.membership.clone().leave(Held { pending: &pending, approved: &approved }, cx.now)?;
    store::save_membership(cx, &one, &now)?;
    Ok(now.name().into())
}

/// A belonging of the one who asks; those of others aren't there.
fn own(cx: &mut Cx, id: MembershipId) -> Answer<Belonging> {
    let account: AccountId = cx.account()?;
    lock_people(cx, &[id])?;
    let one = store::membership(cx.conn, id)?;
    if one.person == account { Ok(one) } else { Err(Failure::NotFound) }
}
