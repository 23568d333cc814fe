//! What is kept of second factors: the secret, sealed under its person's key, the last step that counted, wrong codes, and digests of
//! the codes on paper.

use crate::{
    account::store as accounts,
    kernel::{
        crypto::{Cell, Keys},
        cx::Cx,
        db::{
            BothExt, Conn,
            schema::{pending_login, recovery_code, second_factor},
        },
        failure::{Answer, Failure},
    },
};
use diesel::{dsl::exists, prelude::*};
use domain::{
    account::{
        Lock, RecoveryCode, TotpSecret,
        second_factor::{LOGIN_SECONDS, SET_UP_SECONDS},
        totp::Step,
    },
    kernel::{AccountId, timestamp},
};
use jiff::Timestamp;

/// A factor as it is stored.
pub struct Factor {
    pub secret: TotpSecret,
    pub begun_at: Timestamp,
    pub confirmed_at: Option<Timestamp>,
    pub last_step: Step,
    pub wrong: Lock,
}

/// What a person may know of their own factor.
#[derive(Debug, Clone, Copy)]
pub struct State {
    pub confirmed_at: Option<Timestamp>,
    pub codes_left: i64,
}

fn place(id: AccountId) -> Cell {
    Cell { table: "second_factor", column: "secret", row: id.get() }
}

/// Whether the account has a factor that was confirmed.
pub fn is_set(conn: &mut Conn, id: AccountId) -> Answer<bool> {
    let confirmed = second_factor::table.find(id.get()).filter(second_factor::confirmed_at.is_not_null());
    Ok(diesel::select(exists(confirmed)).get_result(conn)?)
}

/// Reads the factor of an account, confirmed or not.
pub fn read(conn: &mut Conn, keys: &Keys, id: AccountId) -> Answer<Option<Factor>> {
    type Row = (Vec<u8>, i64, Option<i64>, i64, i32, Option<i64>);
    let row: Option<Row> = second_factor::table
        .find(id.get())
        .select((
            second_factor::secret,
            second_factor::begun_at,
            second_factor::confirmed_at,
            second_factor::last_step,
            second_factor::wrong_tries,
            second_factor::last_wrong_at,
        ))
        .first(conn)
        .optional()?;
    let Some((sealed, begun_at, confirmed_at, last_step, wrong_tries, last_wrong_at)) = row else { return Ok(None) };
    let opened = accounts::person_key(conn, keys, id)?.open(place(id), &sealed).map_err(Failure::fault)?;
    Ok(Some(Factor {
        secret: TotpSecret::stored(&opened).ok_or_else(|| Failure::broken("a second factor has no secret"))?,
        begun_at: timestamp(begun_at),
        confirmed_at: confirmed_at.map(timestamp),
        last_step,
        wrong: Lock {
            wrong_tries: u32::try_from(wrong_tries).unwrap_or(u32::MAX),
            last_wrong_at: last_wrong_at.map(timestamp),
        },
    }))
}

/// Keeps a fresh secret, in place of one that was never confirmed.
pub fn begin(cx: &mut Cx, id: AccountId, secret: &TotpSecret) -> Answer<()> {
    let key = accounts::person_key(cx.conn, &cx.means.keys, id)?;
    let sealed = key.seal(place(id), secret.bytes(), cx.dice.bytes());
    let fresh = (second_factor::secret.eq(sealed), second_factor::begun_at.eq(cx.at()));
    let none = (second_factor::last_step.eq(0), second_factor::wrong_tries.eq(0));
    diesel::insert_into(second_factor::table)
        .values((second_factor::account_id.eq(id.get()), fresh.clone(), none))
        .on_conflict(second_factor::account_id)
        .do_update()
        .set(fresh)
        .both()
        .execute(cx.conn)?;
    Ok(())
}

/// From now on the account has a second factor.
pub fn confirm(cx: &mut Cx, id: AccountId) -> Answer<()> {
    let this = second_factor::table.find(id.get());
    diesel::update(this).set(second_factor::confirmed_at.eq(cx.at())).execute(cx.conn)?;
    Ok(())
}

/// A right code of a step: it counts never again, and wrong ones are forgotten.
pub fn used(cx: &mut Cx, id: AccountId, step: Step) -> Answer<()> {
    let this = second_factor::table.find(id.get());
    diesel::update(this).set(second_factor::last_step.eq(step)).execute(cx.conn)?;
    wrong(cx, id, Lock::default())
}

/// Keeps how many wrong codes there were.
pub fn wrong(cx: &mut Cx, id: AccountId, wrong: Lock) -> Answer<()> {
    let tries = i32::try_from(wrong.wrong_tries).unwrap_or(i32::MAX);
    let last = wrong.last_wrong_at.map(Timestamp::as_microsecond);
    diesel::update(second_factor::table.find(id.get()))
        .set((second_factor::wrong_tries.eq(tries), second_factor::last_wrong_at.eq(last)))
        .execute(cx.conn)?;
    Ok(())
}

/// Takes the factor with its codes away.
pub fn remove(cx: &mut Cx, id: AccountId) -> Answer<()> {
    diesel::delete(second_factor::table.find(id.get())).execute(cx.conn)?;
    diesel::delete(recovery_code::table.filter(recovery_code::account_id.eq(id.get()))).execute(cx.conn)?;
    Ok(())
}

fn digest(keys: &Keys, id: AccountId, code: &RecoveryCode) -> Vec<u8> {
    code.digest(&keys.derived("recovery codes", &[]), id).to_vec()
}

/// Draws codes on paper, in place of all earlier ones. Only their digests are kept.
pub fn draw_codes(cx: &mut Cx, id: AccountId) -> Answer<Vec<RecoveryCode>> {
    diesel::delete(recovery_code::table.filter(recovery_code::account_id.eq(id.get()))).execute(cx.conn)?;
    let mut codes = Vec::new();
    while codes.len() < RecoveryCode::COUNT {
        let code = RecoveryCode::draw(cx.dice.bytes());
        if codes.contains(&code) {
            continue;
        }
        let row = (recovery_code::account_id.eq(id.get()), recovery_code::digest.eq(digest(&cx.means.keys, id, &code)));
        diesel::insert_into(recovery_code::table).values(row).execute(cx.conn)?;
        codes.push(code);
    }
    Ok(codes)
}

/// Whether a code on paper is one of the account's, and when it was used.
pub fn known_code(conn: &mut Conn, keys: &Keys, id: AccountId, code: &RecoveryCode) -> Answer<Option<Option<i64>>> {
    let row = recovery_code::table.find((id.get(), digest(keys, id, code))).select(recovery_code::used_at);
    Ok(row.first(conn).optional()?)
}

/// Uses a code on paper up; wrong ones are forgotten.
pub fn use_code(cx: &mut Cx, id: AccountId, code: &RecoveryCode) -> Answer<()> {
    let this = recovery_code::table.find((id.get(), digest(&cx.means.keys, id, code)));
    diesel::update(this).set(recovery_code::used_at.eq(cx.at())).execute(cx.conn)?;
    wrong(cx, id, Lock::default())
}

/// What a person may know of their own factor.
pub fn state(conn: &mut Conn, id: AccountId) -> Answer<State> {
    let confirmed: Option<Option<i64>> =
        second_factor::table.find(id.get()).select(second_factor::confirmed_at).first(conn).optional()?;
    let codes_left = recovery_code::table
        .filter(recovery_code::account_id.eq(id.get()))
        .filter(recovery_code::used_at.is_null())
        .count()
        .get_result(conn)?;
    Ok(State { confirmed_at: confirmed.flatten().map(timestamp), codes_left })
}

/// Forgets logins that came no further than their first step, and secrets that nobody confirmed. Answers how many.
pub fn sweep(cx: &mut Cx) -> Answer<usize> {
    let (login, set_up) = (cx.at() - LOGIN_SECONDS * 1_000_000, cx.at() - SET_UP_SECONDS * 1_000_000);
    let logins = pending_login::table.filter(pending_login::begun_at.le(login));
    let begun =
        second_factor::table.filter(second_factor::confirmed_at.is_null()).filter(second_factor::begun_at.le(set_up));
    Ok(diesel::delete(logins).execute(cx.conn)? + diesel::delete(begun).execute(cx.conn)?)
}
