//! From what a form or a program sent to what is kept: both doors come through here. Pictures are made anew before the transaction.

use super::{
    actions::{self, KeepAvatar, SayAddress, SayOffer, SaySkills},
    store,
};
use crate::{
    file,
    kernel::{
        blobs::BlobKind,
        failure::{Answer, Failure},
        office::{Ask, Office},
        web::Visit,
    },
};
use axum::{body::Bytes, response::Response};
use domain::{
    about::{Address, Offer, Skills},
    kernel::{AccountId, hex, keyed},
};

/// Sharp on a phone at the largest size that a page shows.
const AVATAR: BlobKind = BlobKind::Square { edge_max: 320 };

/// Makes a square of a picture and keeps it as the visitor's.
pub(super) async fn keep_avatar(visit: &Visit, ask: Ask, sent: Bytes) -> Answer<()> {
    visit.login()?;
    let picture = file::keep(&visit.office, ask.step("avatar"), AVATAR, sent).await?;
    visit.office.act(ask, KeepAvatar { picture }, actions::keep_avatar).await
}

/// Somebody's picture as an answer; whether it may be seen is decided before.
pub async fn avatar_of(office: &Office, who: AccountId) -> Answer<Response> {
    let look = move |conn: &mut crate::kernel::db::Conn| {
        let picture = store::avatar(conn, who)?.ok_or(Failure::NotFound)?;
        Ok(file::stored(conn, picture)?.address)
    };
    let address = office.view(look).await?;
    file::serve(office, address).await
}

/// A keyed digest of what was typed, for recognising a repeat without keeping what could be guessed.
fn mac(visit: &Visit, parts: &[&str]) -> String {
    let key = visit.office.means.keys.derived("command", &[]);
    let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
    hex(&keyed(&key, &parts))
}

/// Keeps an address; an empty one is taken back.
pub(super) async fn say_address(visit: &Visit, ask: Ask, raw: &str) -> Answer<()> {
    let address = Address::parse(raw).map_err(|refusal| ("address", refusal))?;
    visit.office.act(ask, SayAddress { address, mac: mac(visit, &["address", raw]) }, actions::say_address).await
}

/// Keeps skills; none are taken back.
pub(super) async fn say_skills(visit: &Visit, ask: Ask, (names, other): (&[String], &str)) -> Answer<()> {
    let chosen = Skills::parse_chosen(names).map_err(|refusal| ("skills", refusal))?;
    let other = Skills::parse_other(other).map_err(|refusal| ("other_skills", refusal))?;
    let all = names.join(" ");
    let mac = mac(visit, &["skills", &all, other.as_deref().unwrap_or_default()]);
    visit.office.act(ask, SaySkills { skills: Skills { chosen, other }, mac }, actions::say_skills).await
}

/// Keeps an offer; none is taken back.
pub(super) async fn say_offer(visit: &Visit, ask: Ask, (kinds, times): (&[String], &[String])) -> Answer<()> {
    let offer = Offer::parse(kinds, times).map_err(|refusal| ("kinds", refusal))?;
    let mac = mac(visit, &["offer", &kinds.join(" "), &times.join(" ")]);
    visit.office.act(ask, SayOffer { offer, mac }, actions::say_offer).await
}
