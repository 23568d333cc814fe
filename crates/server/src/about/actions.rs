//! Saying something about oneself, and taking it back.

use super::store;
use crate::{
    file,
    kernel::{
        cx::{Cx, Key},
        failure::{Answer, Failure},
    },
};
use domain::{
    about::{Address, Offer, Skills},
    kernel::{AccountId, BlobId},
};
use serde::{Deserialize, Serialize};

/// Somebody has a picture from now on, or another one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeepAvatar {
    pub picture: BlobId,
}

/// Somebody has no picture any more.
#[derive(Debug, Clone, Serialize)]
pub struct DropAvatar;

/// Where somebody lives from now on; none takes it back.
#[derive(Clone, Serialize)]
pub struct SayAddress {
    /// Never part of a digest or a log.
    #[serde(skip)]
    pub address: Option<Address>,
    /// A keyed digest of it, so that a repeat is recognised.
    pub mac: String,
}

/// What somebody can do, in place of what they said before.
#[derive(Clone, Serialize)]
pub struct SaySkills {
    #[serde(skip)]
    pub skills: Skills,
    pub mac: String,
}

/// What somebody offers, in place of what they offered before.
#[derive(Clone, Serialize)]
pub struct SayOffer {
    #[serde(skip)]
    pub offer: Offer,
    pub mac: String,
}

fn locked(cx: &mut Cx) -> Answer<AccountId> {
    let account = cx.account()?;
    cx.lock(&[Key::Account(account.get())])?;
    Ok(account)
}

/// Keeps the picture; the one before goes with its file.
pub fn keep_avatar(cx: &mut Cx, cmd: &KeepAvatar) -> Answer<()> {
    let account = locked(cx)?;
    if !file::is_of(cx.conn, cmd.picture, account)? {
        return Err(Failure::NotFound);
    }
    let before = store::avatar(cx.conn, account)?.filter(|before| *before != cmd.picture);
    store::save_avatar(cx, account, Some(cmd.picture))?;
    before.map_or(Ok(()), |before| file::strike_one(cx, before))
}

/// Takes the picture back, with its file.
pub fn drop_avatar(cx: &mut Cx, DropAvatar: &DropAvatar) -> Answer<()> {
    let account = locked(cx)?;
    let Some(before) = store::avatar(cx.conn, account)? else { return Ok(()) };
    store::save_avatar(cx, account, None)?;
    file::strike_one(cx, before)
}

/// Keeps or takes back the address.
pub fn say_address(cx: &mut Cx, cmd: &SayAddress) -> Answer<()> {
    let account = locked(cx)?;
    store::save_address(cx, account, cmd.address.as_ref())
}

/// Keeps or takes back skills.
pub fn say_skills(cx: &mut Cx, cmd: &SaySkills) -> Answer<()> {
    let account = locked(cx)?;
    store::save_skills(cx, account, &cmd.skills)
}

/// Keeps or takes back the offer.
pub fn say_offer(cx: &mut Cx, cmd: &SayOffer) -> Answer<()> {
    let account = locked(cx)?;
    store::save_offer(cx, account, &cmd.offer)
}
