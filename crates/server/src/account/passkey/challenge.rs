//! Challenges: made here, kept for five minutes under the ticket that was handed out with them, used up by the first answer.

use super::store;
use crate::kernel::{
    cx::Cx,
    db::schema::passkey_challenge,
    failure::Answer,
    session::{TokenHash, token_hash},
};
use diesel::prelude::*;
use domain::{
    account::{
        PasskeyRefusal,
        passkey::{CHALLENGE_SECONDS, Occasion, is_fresh},
    },
    kernel::{AccountId, timestamp},
};

/// 256 bits.
pub const CHALLENGE_BYTES: usize = 32;

/// Somebody asks for a challenge.
pub struct Ask {
    pub ticket: String,
    pub occasion: Occasion,
    /// What the answer must come with again: the session, or the login that waits for its second step. Nothing for a first step, where
    /// the ticket alone says who asked.
    pub bound_to: Vec<u8>,
    /// Whose passkeys may answer; None when nobody is named yet.
    pub account: Option<AccountId>,
}

/// A challenge, and the passkeys that may answer it.
pub struct Posed {
    pub challenge: [u8; CHALLENGE_BYTES],
    pub known: Vec<Vec<u8>>,
}

/// Makes a challenge and keeps it.
pub fn pose(cx: &mut Cx, cmd: &Ask) -> Answer<Posed> {
    let challenge: [u8; CHALLENGE_BYTES] = cx.dice.bytes();
    let row = (
        passkey_challenge::ticket_hash.eq(token_hash(&cmd.ticket).to_vec()),
        passkey_challenge::challenge.eq(challenge.to_vec()),
        passkey_challenge::occasion.eq(cmd.occasion.number()),
        passkey_challenge::bound_to.eq(&cmd.bound_to),
        passkey_challenge::begun_at.eq(cx.at()),
    );
    diesel::insert_into(passkey_challenge::table).values(row).execute(cx.conn)?;
    let known = cmd.account.map(|id| store::credentials(cx.conn, id)).transpose()?.unwrap_or_default();
    Ok(Posed { challenge, known })
}

/// What an answer brings to be recognised.
#[derive(Clone)]
pub struct Spend {
    pub ticket: TokenHash,
    pub occasion: Occasion,
    pub bound_to: Vec<u8>,
}

/// Uses a challenge up and gives it, when it is the one that was asked for and not too old. It is gone in every case.
pub fn spend(cx: &mut Cx, cmd: &Spend) -> Answer<Result<Vec<u8>, PasskeyRefusal>> {
    let row: Option<(Vec<u8>, i16, Vec<u8>, i64)> = passkey_challenge::table
        .find(cmd.ticket.to_vec())
        .select((
            passkey_challenge::challenge,
            passkey_challenge::occasion,
            passkey_challenge::bound_to,
            passkey_challenge::begun_at,
        ))
        .first(cx.conn)
        .optional()?;
    let Some((challenge, occasion, bound_to, begun_at)) = row else { return Ok(Err(PasskeyRefusal::ChallengeOver)) };
    // Of two answers at once, one finds the row.
    let is_first = diesel::delete(passkey_challenge::table.find(cmd.ticket.to_vec())).execute(cx.conn)? == 1;
    let is_asked = occasion == cmd.occasion.number() && bound_to == cmd.bound_to;
    if is_first && is_asked && is_fresh(timestamp(begun_at), cx.now) {
        Ok(Ok(challenge))
    } else {
        Ok(Err(PasskeyRefusal::ChallengeOver))
    }
}

/// Forgets challenges that nobody answered in time. Answers how many.
pub fn sweep(cx: &mut Cx) -> Answer<usize> {
    let before = cx.at() - CHALLENGE_SECONDS * 1_000_000;
    Ok(diesel::delete(passkey_challenge::table.filter(passkey_challenge::begun_at.le(before))).execute(cx.conn)?)
}
