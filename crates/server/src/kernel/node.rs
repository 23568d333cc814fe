//! Which node of the deployment this process is: part of every id it makes. On SQLite there is only node 0; on PostgreSQL a number
//! is leased, so that two instances never make the same id.

use crate::kernel::{
    db::{BothExt, Conn, Engine, schema::lease},
    failure::{Answer, Failure},
};
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

/// Ids have six bits for the node.
const NODES: u8 = 64;
const LASTS: SignedDuration = SignedDuration::from_secs(90);

/// Every number is taken.
#[derive(Debug, thiserror::Error)]
#[error("64 instances run on this database already; stop one, or wait a minute for the lease of one that died")]
pub struct NoNode;

/// A number that is ours while its lease is renewed.
#[derive(Debug, Clone)]
pub struct Node {
    number: u8,
    holder: String,
    is_leased: bool,
}

impl Node {
    /// Takes the lowest free number; none when all are taken.
    pub fn take(conn: &mut Conn, holder: &str, now: Timestamp) -> Answer<Option<Node>> {
        if conn.engine() == Engine::Sqlite {
            return Ok(Some(Node { number: 0, holder: holder.to_owned(), is_leased: false }));
        }
        for number in 0..NODES {
            let node = Node { number, holder: holder.to_owned(), is_leased: true };
            if node.claim(conn, now)? {
                return Ok(Some(node));
            }
        }
        Ok(None)
    }

    /// The number, 0 to 63.
    pub fn number(&self) -> u8 {
        self.number
    }

    fn name(&self) -> String {
        format!("node-{:02}", self.number)
    }

    /// One statement decides: a new row, or the row of a lease that ended.
    fn claim(&self, conn: &mut Conn, now: Timestamp) -> Answer<bool> {
        let (at, until) = (now.as_microsecond(), until(now));
        let row = (
            lease::name.eq(self.name()),
            lease::holder.eq(&self.holder),
            lease::fence.eq(1),
            lease::expires_at.eq(until),
        );
        if diesel::insert_into(lease::table).values(row).on_conflict_do_nothing().both().execute(conn)? == 1 {
            return Ok(true);
        }
        let ended = lease::table.find(self.name()).filter(lease::expires_at.lt(at));
        let taken = diesel::update(ended)
            .set((lease::holder.eq(&self.holder), lease::fence.eq(lease::fence + 1), lease::expires_at.eq(until)))
            .execute(conn)?;
        Ok(taken == 1)
    }

    /// Prolongs the lease. A number that went to another process must not be used for one id more.
    pub fn renew(&self, conn: &mut Conn, now: Timestamp) -> Answer<()> {
        if !self.is_leased {
            return Ok(());
        }
        let ours = lease::table.find(self.name()).filter(lease::holder.eq(&self.holder));
        if diesel::update(ours).set(lease::expires_at.eq(until(now))).execute(conn)? == 0 {
            return Err(Failure::broken(format!("{} belongs to another process", self.name())));
        }
        Ok(())
    }

    /// Makes the number free for the next process.
    pub fn give_back(&self, conn: &mut Conn) -> Answer<()> {
        let ours = lease::table.find(self.name()).filter(lease::holder.eq(&self.holder));
        diesel::update(ours).set(lease::expires_at.eq(0)).execute(conn)?;
        Ok(())
    }
}

fn until(now: Timestamp) -> i64 {
    now.saturating_add(LASTS).unwrap_or(Timestamp::MAX).as_microsecond()
}
