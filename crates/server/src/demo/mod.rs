//! A believable province to try the program with, as a function of a seed and a start day. Everything in it is made by the same
//! actions as the doors use, with the clock passed in; names and numbers are invented, divisions are real.

mod client;
mod dice;
mod kept;
mod organisations;
mod people;
mod places;
mod plan;
mod programme;
mod seed;
mod session;

pub use client::Client;
pub use kept::Login;
pub use plan::Scale;

use crate::kernel::{
    crypto::Secret,
    db::Urgency,
    dice::entropy,
    failure::{Answer, Failure},
    office::Office,
};
use domain::kernel::local_date;
use kept::Kept;
use plan::Plan;

/// The one password of the listed logins; simulated data has nothing to protect.
const PASSWORD: &str = "shanshi-demo-2026";
/// The seed of `goodhours demo`.
pub const SEED: u64 = 20_261_128;

/// Fills an empty office, or finds what an earlier start made; the answer is who can log in, the one who waits for the face check
/// after the four roles, and the platform that is connected.
pub async fn prepare(office: &Office, seed: u64, scale: Scale) -> Answer<(Vec<Login>, Client)> {
    let known = office.view(kept::read).await?;
    let mut kept = match known {
        Some(kept) => kept,
        None => fill(office, seed, scale).await?,
    };
    let waiting = session::ensure(office, &mut kept).await?;
    let client = client::ensure(office, &mut kept).await?;
    let logins = kept.logins.iter().cloned().chain([waiting.login]).collect();
    office.db.write(move |conn| kept::write(conn, &kept), Urgency::Now).await?;
    Ok((logins, client))
}

/// Makes the data of a seed at today's start day.
pub async fn fill(office: &Office, seed: u64, scale: Scale) -> Answer<Kept> {
    let plan = Plan::new(seed, scale, local_date(office.clock.now()));
    let hash = office.means.hashers.hash(Secret::new(PASSWORD.to_owned()), entropy()).await;
    let hash = hash.map_err(Failure::fault)?;
    let province = seed::seed(office, &plan, &hash).await?;
    Kept::of(&province, seed, PASSWORD)
}
