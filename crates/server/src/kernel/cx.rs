//! What an action is given: a connection inside a transaction, the one `now`, who asks, ids and dice.

use crate::kernel::{
    access::Actor,
    db::{Conn, Engine},
    dice::Dice,
    failure::{Answer, DoorRefusal},
    ids::Ids,
    office::{Desk, Means},
    session,
};
use diesel::{RunQueryDsl, sql_types::BigInt};
use domain::kernel::AccountId;
use jiff::Timestamp;

/// One command being carried out.
pub struct Cx<'a> {
    pub conn: &'a mut Conn,
    pub now: Timestamp,
    pub actor: Actor,
    pub dice: Dice,
    pub effects: Effects,
    /// Keys and settings; what is slow among them (hashers, blobs) is for flows, never for a command.
    pub means: &'a Means,
    ids: &'a Ids,
    drawn: &'a mut Drawn,
}

/// What happens in this process once the change is durable.
#[derive(Debug, Default, Clone)]
pub struct Effects {
    /// Cached sessions of these accounts are read anew.
    pub forget: Vec<AccountId>,
    /// The sequencer or the messenger has work.
    pub wake: bool,
}

/// Ids that a command drew, handed out again when it is run again.
#[derive(Debug, Default)]
pub struct Drawn {
    ids: Vec<i64>,
    used: usize,
}

impl Drawn {
    /// Begins another run of the same command.
    pub fn rewind(&mut self) {
        self.used = 0;
    }
}

/// What a command must have to itself. Ordered, so that two commands never wait for each other in a circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Account(i64),
    Volunteer(i64),
    Organisation(i64),
    Activity(i64),
    Position(i64),
    Phone([u8; 8]),
    Log(i16),
    /// A series of numbers without gaps, such as a year's objections.
    Series(i64),
}

impl Key {
    /// 64 bits for PostgreSQL's advisory locks: the kind in the top byte, so kinds never meet.
    fn number(self) -> i64 {
        let (kind, id) = match self {
            Key::Account(id) => (1, id),
            Key::Volunteer(id) => (2, id),
            Key::Organisation(id) => (3, id),
            Key::Activity(id) => (4, id),
            Key::Position(id) => (5, id),
            Key::Phone(mac) => (6, i64::from_be_bytes(mac)),
            Key::Log(log) => (7, i64::from(log)),
            Key::Series(series) => (8, series),
        };
        (id & 0x00ff_ffff_ffff_ffff) | (kind << 56)
    }
}

impl<'a> Cx<'a> {
    /// A command at `now`, run once or again with the same dice and ids.
    pub fn new(
        conn: &'a mut Conn,
        now: Timestamp,
        actor: Actor,
        seed: [u8; 32],
        (desk, drawn): (&'a Desk, &'a mut Drawn),
    ) -> Cx<'a> {
        drawn.rewind();
        Cx {
            conn,
            now,
            actor,
            dice: Dice::seeded(seed),
            effects: Effects::default(),
            means: &desk.means,
            ids: &desk.ids,
            drawn,
        }
    }

    /// A new id.
    pub fn id(&mut self) -> i64 {
        if self.drawn.used == self.drawn.ids.len() {
            self.drawn.ids.push(self.ids.next(self.now));
        }
        let id = self.drawn.ids.get(self.drawn.used).copied().unwrap_or_default();
        self.drawn.used += 1;
        id
    }

    /// `now` as it is stored.
    pub fn at(&self) -> i64 {
        self.now.as_microsecond()
    }

    /// The account that asks; refused when nobody is logged in. Read from the session when the door knew nothing else.
    pub fn account(&mut self) -> Answer<AccountId> {
        if self.actor.account.is_none() {
            let Some(hash) = self.actor.session else { return Err(DoorRefusal::LoginNeeded.into()) };
            self.actor.account = session::holder(self.conn, hash, self.now)?;
        }
        self.actor.account.ok_or_else(|| DoorRefusal::LoginNeeded.into())
    }

    /// Takes the lock of the account that asks.
    pub fn lock_asker(&mut self) -> Answer<()> {
        if self.conn.engine() == Engine::Sqlite {
            return Ok(());
        }
        let account = self.account()?;
        self.lock(&[Key::Account(account.get())])
    }

    /// Takes locks before anything is read (law: lock, load, decide, save). SQLite's single writer needs none; on PostgreSQL
    /// they are transaction-level advisory locks, taken in order (docs/decisions/0004-advisory-locks.md).
    pub fn lock(&mut self, keys: &[Key]) -> Answer<()> {
        let Conn::Pg(pg) = &mut self.conn else { return Ok(()) };
        let mut keys = keys.to_vec();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            diesel::sql_query("select pg_advisory_xact_lock($1)").bind::<BigInt, _>(key.number()).execute(pg)?;
        }
        Ok(())
    }
}
