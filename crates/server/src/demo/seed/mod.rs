//! Brings a plan to life: the same actions as at the doors, each at the moment of the plan, in order of time, many at once where they
//! don't wait for each other.

mod bodies;
mod extra;
mod people;
mod season;
mod waiting;

pub use people::{PLATFORM_NAME, PLATFORM_PHONE};

use super::plan::Plan;
use crate::{
    account::Registered,
    kernel::{
        access::Actor,
        cx::Cx,
        db::Urgency,
        failure::{Answer, Failure},
        office::{Ask, Office},
    },
    notice,
};
use domain::kernel::{AccountId, OrganisationId};
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;

/// As many actions wait for one commit.
const AT_ONCE: usize = 256;

/// Who of the cast has which number in the plan.
pub mod cast {
    /// The demo's volunteer, who has served and whose face was checked.
    pub const VOLUNTEER: usize = 60;
    /// People who were never on site; at each start one of them waits for the face check.
    pub const NEWCOMERS: std::ops::Range<usize> = 61..73;
    /// The organisation of the demo's steward; the one above it reviews.
    pub const ORGANISATION: &str = "猎德街志愿服务队";
}

/// A province under construction, and afterwards where everybody is found.
pub struct Province<'a> {
    pub office: &'a Office,
    pub plan: &'a Plan,
    pub platform: AccountId,
    pub people: Vec<Registered>,
    pub bodies: Vec<OrganisationId>,
}

/// Fills an empty database; `password_hash` is given to the people who are to log in.
pub async fn seed<'a>(office: &'a Office, plan: &'a Plan, password_hash: &str) -> Answer<Province<'a>> {
    let platform = people::platform(office, plan, password_hash).await?;
    let people = people::register(office, plan, password_hash).await?;
    let mut province = Province { office, plan, platform, people, bodies: Vec::new() };
    province.bodies = bodies::found(&province).await?;
    bodies::join(&province).await?;
    season::play(&province).await?;
    extra::by_hand(&province).await?;
    waiting::on_the_desks(&province).await?;
    // What was to be sent months ago isn't sent now.
    province.act(None, plan.day(0), (), |cx, ()| notice::settle_made(cx)).await?;
    Ok(province)
}

impl Province<'_> {
    /// One action by an account, or by the system, at a moment of the past.
    pub async fn act<C: Send + 'static, T: Send + 'static>(
        &self,
        by: Option<AccountId>,
        now: Timestamp,
        cmd: C,
        action: fn(&mut Cx, &C) -> Answer<T>,
    ) -> Answer<T> {
        act(self.office, by, now, cmd, action).await
    }

    /// The account of a person of the plan.
    pub fn account(&self, person: usize) -> Answer<AccountId> {
        self.people.get(person).map(|person| person.account).ok_or_else(missing)
    }

    /// The organisation of a number of the plan.
    pub fn body(&self, body: usize) -> Answer<OrganisationId> {
        self.bodies.get(body).copied().ok_or_else(missing)
    }

    /// Who reviews for an organisation: the owner of the one above, or the platform.
    pub fn reviewer(&self, body: usize) -> Answer<AccountId> {
        self.plan.above(body).map_or(Ok(self.platform), |above| self.account(Plan::owner(above)))
    }
}

/// One action by an account, or by the system, at a given moment.
pub async fn act<C: Send + 'static, T: Send + 'static>(
    office: &Office,
    by: Option<AccountId>,
    now: Timestamp,
    cmd: C,
    action: fn(&mut Cx, &C) -> Answer<T>,
) -> Answer<T> {
    office.record(ask(by, now), cmd, action).await
}

/// By an account, or by the system, at a given moment.
fn ask(by: Option<AccountId>, now: Timestamp) -> Ask {
    Ask { actor: by.map_or_else(Actor::system, Actor::person), now, key: None, urgency: Urgency::Now }
}

/// Many at once; the answers are in the order of the tasks, the first failure ends it.
async fn all<T>(tasks: impl Iterator<Item = impl Future<Output = Answer<T>>>) -> Answer<Vec<T>> {
    stream::iter(tasks).buffered(AT_ONCE).try_collect().await
}

fn missing() -> Failure {
    Failure::broken("the plan of the demo names somebody who isn't there")
}
