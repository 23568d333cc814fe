//! Looking at a member's identity: an act of its own, with a reason, written into the trail before anything is shown (ORG-08).

use crate::{
    audit,
    kernel::{
        cx::Cx,
        db::schema::volunteer,
        failure::{Answer, Failure},
        session,
    },
    organisation::{rights::steward, store},
};
use diesel::prelude::*;
use domain::{
    audit::{Act as Recorded, Actor, Line, Subject},
    kernel::{MembershipId, VolunteerId},
    organisation::Act,
};
use serde::{Deserialize, Serialize};

/// A steward wants to see who a member is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Show {
    pub membership: MembershipId,
    pub reason: String,
}

/// Writes the look down; only then may the identity be read. Former members' identities stay hidden.
pub fn show(cx: &mut Cx, cmd: &Show) -> Answer<VolunteerId> {
    let one = store::membership(cx.conn, cmd.membership)?;
    let by = steward(cx.conn, &cx.actor, one.organisation, Act::Members, cx.now)?;
    if !one.membership.is_held() {
        return Err(Failure::NotFound);
    }
    let minor: Option<i64> =
        volunteer::table.find(one.volunteer.get()).select(volunteer::minor_until).first(cx.conn)?;
    let is_minor = minor.is_some_and(|until| cx.at() < until);
    let act = if is_minor { Recorded::MinorDataShown } else { Recorded::IdentityShown };
    let subject = Subject { kind: "volunteer", id: one.volunteer.get() };
    let line = Line::done(Actor::Account(by.account()), act, subject, &cmd.reason, cx.now)?;
    session::require_step_up(cx)?;
    let written = audit::Act {
        act: act.name(),
        subject: format!("volunteer/{}", one.volunteer),
        organisation: Some(one.organisation),
        reason: line.reason.as_deref().unwrap_or_default(),
        facts: serde_json::json!({ "membership": one.id }),
    };
    audit::write(cx, written)?;
    Ok(one.volunteer)
}
