//! Leaving for a provider and coming back: the slow part is theirs, so nothing is locked meanwhile.

use super::{
    actions,
    cookies::Left,
    provider::{Came, Login, Outside, Proof},
};
use crate::{
    account::flow::{Entered, Wish, open},
    kernel::{
        failure::{Answer, Failure},
        office::Ask,
        web::Visit,
    },
};
use domain::account::{
    OutsideRefusal,
    outside::{Back, Way, check_return},
};

/// Where somebody who came back stands.
pub enum Arrived {
    Inside(Entered),
    /// Nothing here is opened by it yet: to be linked by whoever is logged in, now or in a moment.
    Unlinked(Proof),
}

/// The providers, if this way leads to one of them.
fn outside(visit: &Visit, way: Way) -> Answer<&Outside> {
    visit.office.means.outside.get().filter(|outside| outside.has(way)).ok_or(Failure::NotFound)
}

/// Where the provider sends people back to.
fn redirect_uri(visit: &Visit, way: Way) -> String {
    format!("{}/sessions/outside/{}/return", visit.office.means.settings.origin, way.name())
}

/// Begins: the address of the provider, and what the browser keeps.
pub async fn leave(visit: &Visit, way: Way, next: &str) -> Answer<(String, Left)> {
    let outside = outside(visit, way)?;
    let left = Left::begin(way, next, visit.now);
    let redirect_uri = redirect_uri(visit, way);
    let login = Login { left: &left, redirect_uri: &redirect_uri, now: visit.now };
    let address = outside.address(&visit.office.means.outward, way, &login).await?;
    Ok((address, left))
}

/// Believes somebody who comes back, once, and opens what that opens.
pub async fn come_back(visit: &Visit, left: Option<&Left>, (way, came): (Way, &Came), wish: Wish) -> Answer<Arrived> {
    let outside = outside(visit, way)?;
    check_return(left.and_then(Left::sent), Back { way, state: &came.state }, visit.now)?;
    let left = left.ok_or(OutsideRefusal::NotBegun)?;
    let unkeyed = || Ask { key: None, ..visit.ask() };
    visit.office.record(unkeyed(), left.state.clone(), |cx, state| actions::count(cx, state)).await?;
    let redirect_uri = redirect_uri(visit, way);
    let login = Login { left, redirect_uri: &redirect_uri, now: visit.now };
    let proof = outside.prove(&visit.office.means.outward, (way, came), &login).await?;
    if visit.viewer.is_some() {
        return Ok(Arrived::Unlinked(proof));
    }
    match visit.office.record(unkeyed(), proof.clone(), actions::opens).await? {
        Some(account) => Ok(Arrived::Inside(open(visit, account, wish, (None, None)).await?)),
        None => Ok(Arrived::Unlinked(proof)),
    }
}
