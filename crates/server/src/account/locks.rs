//! Wrong passwords (ACC-09): one count per login name and place, kept alike for known and unknown names, and the recent failures
//! that call for the human check (ACC-05). Only keyed digests are kept.

use crate::kernel::{
    crypto::Keys,
    cx::{Cx, Key},
    db::{
        BothExt,
        schema::{known_device, login_failure, login_lock},
    },
    failure::Answer,
    session::{TokenHash, token_hash},
};
use diesel::prelude::*;
use domain::{
    account::{
        Lock,
        human_check::{Failures, WINDOW_SECONDS},
        lock::Way,
    },
    kernel::{AccountId, fold_code, keyed, timestamp},
};

/// So many failures that lock nothing are told one by one within a quarter of an hour.
const NOTED_MAX: u32 = 20;

/// One name, tried from one place.
#[derive(Debug, Clone)]
pub struct Try {
    name: Vec<u8>,
    address: Vec<u8>,
    /// The browser's own mark, if it ever logged in to an account here.
    device: Option<TokenHash>,
}

impl Try {
    /// A try of a name as it was typed.
    pub fn of(keys: &Keys, login: &str, address: &str, device: Option<&str>) -> Try {
        let key = keys.derived("login locks", &[]);
        let name = keyed(&key, &[b"name", fold_code(login).as_bytes()]).to_vec();
        let address = keyed(&key, &[b"address", address.as_bytes()]).to_vec();
        Try { name, address, device: device.map(token_hash) }
    }

    /// Taken while the count is read and written.
    pub fn key(&self) -> Key {
        let mut short = [0; 8];
        for (to, from) in short.iter_mut().zip(&self.name) {
            *to = *from;
        }
        Key::Phone(short)
    }

    /// Failures of the last quarter of an hour.
    pub fn failures(&self, cx: &mut Cx) -> Answer<Failures> {
        let since = cx.at() - i64::from(WINDOW_SECONDS) * 1_000_000;
        let recent = || login_failure::table.filter(login_failure::at.gt(since)).count();
        let of_account: i64 = recent().filter(login_failure::name_mac.eq(&self.name)).get_result(cx.conn)?;
        let from_address: i64 = recent().filter(login_failure::address_mac.eq(&self.address)).get_result(cx.conn)?;
        let number = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        Ok(Failures { of_account: number(of_account), from_address: number(from_address) })
    }

    /// Counts a try as wrong before it is looked at, so that many at once can't all be the first; a right one takes it back.
    /// A device that logged in to this account before is counted by itself. Answers what there was before.
    pub fn count(&self, cx: &mut Cx, account: Option<AccountId>) -> Answer<Lock> {
        let place = self.place(cx, account)?;
        let before = self.lock(cx, &place)?;
        before.may_try(Way::Password, cx.now)?;
        self.write(cx, &place, before.wrong(cx.now))?;
        Ok(before)
    }

    /// Nobody could look at a counted try.
    pub fn take_back(&self, cx: &mut Cx, account: Option<AccountId>, before: Lock) -> Answer<()> {
        let place = self.place(cx, account)?;
        let counted = self.lock(cx, &place)?;
        self.write(cx, &place, counted.take_back(before))
    }

    /// The password was wrong. Only now, so that a campus full of people who log in at once doesn't look like an attack.
    pub fn fail(&self, cx: &mut Cx) -> Answer<()> {
        let failure = (
            login_failure::id.eq(cx.id()),
            login_failure::name_mac.eq(&self.name),
            login_failure::address_mac.eq(&self.address),
            login_failure::at.eq(cx.at()),
        );
        diesel::insert_into(login_failure::table).values(failure).execute(cx.conn)?;
        Ok(())
    }

    /// Counts what can't be guessed, such as a wrong signature: it locks nobody out. Answers whether there were few enough lately to be
    /// told one by one; what comes beyond leaves nothing behind.
    pub fn note(&self, cx: &mut Cx) -> Answer<bool> {
        cx.lock(&[self.key()])?;
        let is_few = self.failures(cx)?.of_account < NOTED_MAX;
        if is_few {
            self.fail(cx)?;
        }
        Ok(is_few)
    }

    /// The password was right: this name starts afresh from here.
    pub fn clear(&self, cx: &mut Cx, account: AccountId) -> Answer<()> {
        let place = self.place(cx, Some(account))?;
        diesel::delete(login_lock::table.find((&self.name, &place))).execute(cx.conn)?;
        let own = login_failure::table
            .filter(login_failure::name_mac.eq(&self.name))
            .filter(login_failure::address_mac.eq(&self.address));
        diesel::delete(own).execute(cx.conn)?;
        Ok(())
    }

    fn lock(&self, cx: &mut Cx, place: &[u8]) -> Answer<Lock> {
        let row: Option<(i32, i64)> = login_lock::table
            .find((&self.name, place))
            .select((login_lock::wrong_tries, login_lock::last_wrong_at))
            .first(cx.conn)
            .optional()?;
        Ok(row.map_or_else(Lock::default, |(wrong_tries, at)| Lock {
            wrong_tries: u32::try_from(wrong_tries).unwrap_or(0),
            last_wrong_at: Some(timestamp(at)),
        }))
    }

    fn write(&self, cx: &mut Cx, place: &[u8], lock: Lock) -> Answer<()> {
        let Some(last) = lock.last_wrong_at else {
            diesel::delete(login_lock::table.find((&self.name, place))).execute(cx.conn)?;
            return Ok(());
        };
        let wrong_tries = i32::try_from(lock.wrong_tries).unwrap_or(i32::MAX);
        let counted = (login_lock::wrong_tries.eq(wrong_tries), login_lock::last_wrong_at.eq(last.as_microsecond()));
        let row = (login_lock::name_mac.eq(&self.name), login_lock::place_mac.eq(place), counted);
        diesel::insert_into(login_lock::table)
            .values(row)
            .on_conflict((login_lock::name_mac, login_lock::place_mac))
            .do_update()
            .set(counted)
            .both()
            .execute(cx.conn)?;
        Ok(())
    }

    fn place(&self, cx: &mut Cx, account: Option<AccountId>) -> Answer<Vec<u8>> {
        let (Some(device), Some(account)) = (self.device, account) else { return Ok(self.address.clone()) };
        let known: Option<i64> = known_device::table
            .find((device.to_vec(), account.get()))
            .select(known_device::at)
            .first(cx.conn)
            .optional()?;
        Ok(if known.is_some() { device.to_vec() } else { self.address.clone() })
    }
}

/// Remembers that this browser logged in to this account.
pub fn know(cx: &mut Cx, account: AccountId, device: TokenHash) -> Answer<()> {
    let row = (
        known_device::token_hash.eq(device.to_vec()),
        known_device::account_id.eq(account.get()),
        known_device::at.eq(cx.at()),
    );
    diesel::insert_into(known_device::table).values(row).on_conflict_do_nothing().both().execute(cx.conn)?;
    Ok(())
}
