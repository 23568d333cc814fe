//! What is kept of what people say about themselves: one row each, texts sealed, and a row for every chosen skill.

use crate::{
    account::{person_key, seal_text},
    kernel::{
        crypto::{Cell, Keys},
        cx::Cx,
        db::{
            BothExt, Conn,
            schema::{about, person_skill},
        },
        failure::{Answer, Failure},
    },
};
use diesel::prelude::*;
use domain::{
    about::{Address, Offer, Skill, Skills, Slot},
    kernel::{AccountId, BlobId},
};
use serde::{Deserialize, Serialize};

fn place(column: &'static str, who: AccountId) -> Cell {
    Cell { table: "about", column, row: who.get() }
}

/// The row, for the first thing that somebody says.
fn begin(cx: &mut Cx, who: AccountId) -> Answer<()> {
    let at = about::changed_at.eq(cx.at());
    diesel::insert_into(about::table)
        .values((about::account_id.eq(who.get()), at))
        .on_conflict(about::account_id)
        .do_update()
        .set(at)
        .both()
        .execute(cx.conn)?;
    Ok(())
}

fn sealed(cx: &mut Cx, (who, column): (AccountId, &'static str), text: Option<&str>) -> Answer<Option<Vec<u8>>> {
    let Some(text) = text else { return Ok(None) };
    let key = person_key(cx.conn, &cx.means.keys, who)?;
    Ok(Some(seal_text(cx, &key, place(column, who), text)))
}

/// The picture of somebody, if they have one.
pub fn avatar(conn: &mut Conn, who: AccountId) -> Answer<Option<BlobId>> {
    let row: Option<Option<i64>> = about::table.find(who.get()).select(about::avatar_id).first(conn).optional()?;
    Ok(row.flatten().map(BlobId))
}

/// Stores which picture it is, or that there is none.
pub(super) fn save_avatar(cx: &mut Cx, who: AccountId, picture: Option<BlobId>) -> Answer<()> {
    begin(cx, who)?;
    let picture = about::avatar_id.eq(picture.map(|id| id.get()));
    diesel::update(about::table.find(who.get())).set(picture).execute(cx.conn)?;
    Ok(())
}

/// Stores an address, sealed.
pub(super) fn save_address(cx: &mut Cx, who: AccountId, address: Option<&Address>) -> Answer<()> {
    begin(cx, who)?;
    let address = sealed(cx, (who, "address"), address.map(Address::as_str))?;
    diesel::update(about::table.find(who.get())).set(about::address.eq(address)).execute(cx.conn)?;
    Ok(())
}

/// Stores skills in place of those before.
pub(super) fn save_skills(cx: &mut Cx, who: AccountId, skills: &Skills) -> Answer<()> {
    begin(cx, who)?;
    let other = sealed(cx, (who, "other_skills"), skills.other.as_deref())?;
    diesel::update(about::table.find(who.get())).set(about::other_skills.eq(other)).execute(cx.conn)?;
    diesel::delete(person_skill::table.filter(person_skill::account_id.eq(who.get()))).execute(cx.conn)?;
    for skill in &skills.chosen {
        let row = (person_skill::account_id.eq(who.get()), person_skill::skill.eq(skill.number()));
        diesel::insert_into(person_skill::table).values(row).execute(cx.conn)?;
    }
    Ok(())
}

/// An offer as it is sealed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct KeptOffer {
    pub kinds: Vec<String>,
    pub times: Vec<String>,
}

/// Stores an offer, sealed.
pub(super) fn save_offer(cx: &mut Cx, who: AccountId, offer: &Offer) -> Answer<()> {
    begin(cx, who)?;
    let kept = KeptOffer {
        kinds: offer.kinds.iter().map(|kind| kind.name().to_owned()).collect(),
        times: offer.times.iter().copied().map(Slot::name).collect(),
    };
    let text = if offer.is_empty() { None } else { Some(serde_json::to_string(&kept)?) };
    let offer = sealed(cx, (who, "offer"), text.as_deref())?;
    diesel::update(about::table.find(who.get())).set(about::offer.eq(offer)).execute(cx.conn)?;
    Ok(())
}

/// What somebody said, opened.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub avatar: Option<BlobId>,
    pub address: Option<String>,
    pub skills: Vec<Skill>,
    pub other_skills: Option<String>,
    pub offer: KeptOffer,
}

type Row = (Option<i64>, Option<Vec<u8>>, Option<Vec<u8>>, Option<Vec<u8>>);

/// Reads and opens what somebody said.
pub(super) fn kept(conn: &mut Conn, keys: &Keys, who: AccountId) -> Answer<Kept> {
    let row: Option<Row> = about::table
        .find(who.get())
        .select((about::avatar_id, about::address, about::other_skills, about::offer))
        .first(conn)
        .optional()?;
    let Some((avatar, address, other_skills, offer)) = row else { return Ok(Kept::default()) };
    let skills: Vec<i16> = person_skill::table
        .filter(person_skill::account_id.eq(who.get()))
        .order(person_skill::skill)
        .select(person_skill::skill)
        .load(conn)?;
    let mut opened = |column, sealed: Option<Vec<u8>>| {
        let open = |sealed: Vec<u8>| {
            let plain = person_key(conn, keys, who)?.open(place(column, who), &sealed).map_err(Failure::fault)?;
            String::from_utf8(plain).map_err(Failure::fault)
        };
        sealed.map(open).transpose()
    };
    let (address, other_skills) = (opened("address", address)?, opened("other_skills", other_skills)?);
    let offer = opened("offer", offer)?.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default();
    let skills = skills.into_iter().filter_map(Skill::stored).collect();
    Ok(Kept { avatar: avatar.map(BlobId), address, skills, other_skills, offer })
}

/// Forgets everything that somebody said; files go with their owner.
pub fn erase(cx: &mut Cx, who: AccountId) -> Answer<()> {
    diesel::delete(person_skill::table.filter(person_skill::account_id.eq(who.get()))).execute(cx.conn)?;
    diesel::delete(about::table.find(who.get())).execute(cx.conn)?;
    Ok(())
}
