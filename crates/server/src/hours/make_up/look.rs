//! Who may look at a make-up, and whether the one who looks may decide about it; the same rules as for the decision itself.

use super::{
    actions::decider,
    store,
    views::{self, Case},
};
use crate::{
    kernel::{
        access::Actor,
        db::Conn,
        failure::{Answer, Failure},
    },
    organisation::steward,
};
use domain::{
    hours::{HoursRefusal, MakeUpState, decide},
    kernel::{MakeUpId, OrganisationId},
    organisation::Act,
};
use jiff::Timestamp;

/// A make-up as somebody sees it.
pub struct Looked {
    pub case: Case,
    pub organisation: OrganisationId,
    /// Whether the desk of the organisation that handed it in is open to them.
    pub at_desk: bool,
    pub decision: Decision,
}

/// What somebody can do about it.
pub enum Decision {
    /// It waits for their word.
    Owed,
    /// It waits, and a rule keeps them from deciding.
    Refused(HoursRefusal),
    /// It was decided, or is decided by others.
    None,
}

/// Reads a make-up for its deciders and for those who may look at the organisation that handed it in.
pub fn look(conn: &mut Conn, by: &Actor, id: MakeUpId, now: Timestamp) -> Answer<Looked> {
    let kept = store::by_id(conn, id, now)?;
    let organisation = kept.organisation;
    let at_desk = match steward(conn, by, organisation, Act::Look, now) {
        Ok(_) => true,
        Err(Failure::NotFound | Failure::Refused(_)) => false,
        Err(other) => return Err(other),
    };
    let decision = match decider(conn, by, organisation, now) {
        Ok((account, level)) => match decide(&kept.make_up, kept.state, account, level) {
            Ok(()) => Decision::Owed,
            Err(refusal) if kept.state == MakeUpState::Submitted => Decision::Refused(refusal),
            Err(_) => Decision::None,
        },
        Err(Failure::NotFound | Failure::Refused(_)) if at_desk => Decision::None,
        // Who may neither look nor decide learns nothing, not even that it is there.
        Err(Failure::Refused(_)) => return Err(Failure::NotFound),
        Err(other) => return Err(other),
    };
    Ok(Looked { case: views::case(conn, id)?, organisation, at_desk, decision })
}
