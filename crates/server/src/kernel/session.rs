//! Sessions: an opaque token in the browser or the client, its hash in our own table.
//!
//! Cached exactly on SQLite, where this process makes every change (what ends a session empties the cache of it), and for at
//! most a second on PostgreSQL. Writes read the
//! session again inside their transaction.

use crate::kernel::{
    cx::Cx,
    db::{
        Conn, Engine,
        schema::{account, role_grant, session, volunteer},
    },
    dice::text,
    failure::{Answer, DoorRefusal},
};
use diesel::{dsl::exists, prelude::*};
use domain::{
    account::session::{check_step_up, step_up_until, stepped_up_at},
    kernel::{AccountId, VolunteerId},
};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicI64, Ordering},
    },
};

/// The account states from the first to the last that may hold a session; closed and suspended ones may not.
pub const FIRST_LIVE: i16 = 1;
/// See [`FIRST_LIVE`].
pub const LAST_LIVE: i16 = 2;
const CACHE_MICROSECONDS_POSTGRES: i64 = 1_000_000;
/// Uses are written down at most once a minute, and a cached session is read again as often.
const SEEN_EVERY_MICROSECONDS: i64 = 60_000_000;
/// How long tokens are looked up first after one that opened nothing.
const DOUBT_MICROSECONDS: i64 = 60_000_000;
const CACHED_MAX: usize = 200_000;

/// The hash under which a session is stored.
pub type TokenHash = [u8; 32];

/// How a session came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i16)]
pub enum SessionKind {
    Browser = 1,
    Api = 2,
}

/// Who is behind a session, as pages and lists need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    pub account: AccountId,
    pub volunteer: Option<VolunteerId>,
    pub public_name: String,
    pub is_steward: bool,
    /// 0 none, 1 support, 2 steward of the platform, 3 its owner.
    pub platform_role: i16,
    pub activated: bool,
    pub session: TokenHash,
    pub expires_at: Timestamp,
    seen_at: Timestamp,
    idle_until: Timestamp,
}

/// A new session to be stored.
#[derive(Debug, Clone, serde::Serialize)]
pub struct NewSession {
    pub account: AccountId,
    pub api: bool,
    pub device: String,
    pub idle_seconds: i64,
    pub lasts_seconds: i64,
    /// Whether a password or a one-time code opens it: whoever typed it counts as present for a while.
    pub present: bool,
}

/// The text that the browser keeps; 256 bits.
pub fn token(bytes: [u8; 32]) -> String {
    text(&bytes)
}

/// The hash of a token as it was sent.
pub fn token_hash(token: &str) -> TokenHash {
    Sha256::digest(token.as_bytes()).into()
}

/// Stores a session for the token that the door made.
pub fn open(cx: &mut Cx, new: &NewSession, hash: TokenHash) -> Answer<()> {
    let kind: i16 = if new.api { 2 } else { 1 };
    let row = (
        session::token_hash.eq(hash.to_vec()),
        session::account_id.eq(new.account.get()),
        session::kind.eq(kind),
        session::device.eq(&new.device),
        session::created_at.eq(cx.at()),
        session::seen_at.eq(cx.at()),
        session::idle_seconds.eq(new.idle_seconds),
        session::expires_at.eq(cx.at() + new.lasts_seconds * 1_000_000),
        session::step_up_until.eq(new.present.then(|| step_up_until(cx.now).as_microsecond())),
    );
    diesel::insert_into(session::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// A session as lists name it: 64 hex digits of its token's hash.
pub fn parse_id(id: &str) -> Option<TokenHash> {
    let digits: Vec<u8> =
        id.chars().map(|c| c.to_digit(16)).map(|d| d.and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let bytes: Vec<u8> =
        digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| (byte << 4) | digit)).collect();
    bytes.try_into().ok()
}

/// Ends one session of the account that asks.
pub fn close(cx: &mut Cx, hash: TokenHash) -> Answer<()> {
    let account = cx.account()?;
    let own = session::table.find(hash.to_vec()).filter(session::account_id.eq(account.get()));
    diesel::delete(own).execute(cx.conn)?;
    cx.effects.forget.push(account);
    Ok(())
}

/// Ends all sessions of an account, such as after a password change.
pub fn close_all(cx: &mut Cx, account: AccountId) -> Answer<()> {
    diesel::delete(session::table.filter(session::account_id.eq(account.get()))).execute(cx.conn)?;
    cx.effects.forget.push(account);
    Ok(())
}

/// Ends all sessions of an account but the one that asks.
pub fn close_others(cx: &mut Cx, account: AccountId) -> Answer<()> {
    let mine = cx.actor.session.map_or_else(Vec::new, |hash| hash.to_vec());
    let others = session::table.filter(session::account_id.eq(account.get())).filter(session::token_hash.ne(mine));
    diesel::delete(others).execute(cx.conn)?;
    cx.effects.forget.push(account);
    Ok(())
}

/// Whoever asks has just proved to be present; acts that need it are open to this session for five minutes.
pub fn step_up(cx: &mut Cx) -> Answer<Timestamp> {
    let until = step_up_until(cx.now);
    let mine = cx.actor.session.map_or_else(Vec::new, |hash| hash.to_vec());
    diesel::update(session::table.find(mine))
        .set(session::step_up_until.eq(until.as_microsecond()))
        .execute(cx.conn)?;
    Ok(until)
}

/// Refused unless whoever asks proved within the last five minutes to be present. The system has no session and is never asked.
pub fn require_step_up(cx: &mut Cx) -> Answer<()> {
    stepped_up(cx.conn, cx.actor.session, cx.now)
}

/// The same for a look.
pub fn stepped_up(conn: &mut Conn, asker: Option<TokenHash>, now: Timestamp) -> Answer<()> {
    let Some(hash) = asker else { return Ok(()) };
    let until: Option<Option<i64>> =
        session::table.find(hash.to_vec()).select(session::step_up_until).first(conn).optional()?;
    Ok(check_step_up(until.flatten().map(domain::kernel::timestamp), now)?)
}

/// Forgets sessions whose time is over. Answers how many.
pub fn sweep(cx: &mut Cx) -> Answer<usize> {
    Ok(diesel::delete(session::table.filter(session::expires_at.le(cx.at()))).execute(cx.conn)?)
}

/// When whoever holds a session last proved who they are; none when it isn't alive.
pub fn proved_at(conn: &mut Conn, hash: TokenHash, now: Timestamp) -> Answer<Option<Timestamp>> {
    let at = now.as_microsecond();
    let live = session::table.find(hash.to_vec()).filter(session::expires_at.gt(at));
    let row: Option<(i64, Option<i64>)> =
        live.select((session::created_at, session::step_up_until)).first(conn).optional()?;
    Ok(row.map(|(begun, until)| {
        let began = domain::kernel::timestamp(begun);
        until.map(|until| stepped_up_at(domain::kernel::timestamp(until))).map_or(began, |at| at.max(began)).min(now)
    }))
}

/// Reads the session again inside a write; refused when it ended meanwhile.
pub fn confirm(cx: &mut Cx) -> Answer<()> {
    let Some(hash) = cx.actor.session else { return Ok(()) };
    let live = session::table
        .inner_join(account::table.on(account::id.eq(session::account_id)))
        .filter(session::token_hash.eq(hash.to_vec()))
        .filter(session::expires_at.gt(cx.at()))
        .filter(account::state.between(FIRST_LIVE, LAST_LIVE));
    if diesel::select(exists(live)).get_result::<bool>(cx.conn)? {
        Ok(())
    } else {
        Err(DoorRefusal::LoginNeeded.into())
    }
}

type Row = ((i64, i64, i64, i64), (i16, i16), (Option<i64>, Option<String>), bool);

/// Reads a session with what pages need of its owner.
pub fn load(conn: &mut Conn, hash: TokenHash, now: Timestamp) -> Answer<Option<Viewer>> {
    let grants = role_grant::table
        .filter(role_grant::account_id.eq(session::account_id))
        .filter(role_grant::revoked_at.is_null());
    let row: Option<Row> = session::table
        .inner_join(account::table.on(account::id.eq(session::account_id)))
        .left_join(volunteer::table.on(volunteer::account_id.eq(session::account_id)))
        .filter(session::token_hash.eq(hash.to_vec()))
        .filter(account::state.between(FIRST_LIVE, LAST_LIVE))
        .select((
            (session::account_id, session::expires_at, session::seen_at, session::idle_seconds),
            (account::platform_role, account::state),
            (volunteer::id.nullable(), volunteer::public_name.nullable()),
            exists(grants),
        ))
        .first(conn)
        .optional()?;
    let Some((times, (platform_role, state), (volunteer, public_name), is_steward)) = row else { return Ok(None) };
    let (id, expires_at, seen_at, idle_seconds) = times;
    let viewer = Viewer {
        account: AccountId(id),
        volunteer: volunteer.map(VolunteerId),
        public_name: public_name.unwrap_or_default(),
        is_steward,
        platform_role,
        activated: state == 2,
        session: hash,
        expires_at: domain::kernel::timestamp(expires_at),
        seen_at: domain::kernel::timestamp(seen_at),
        idle_until: domain::kernel::timestamp(seen_at.saturating_add(idle_seconds * 1_000_000)),
    };
    Ok(viewer.is_live(now).then_some(viewer))
}

/// Whose a live session is, for a command that was handed nothing but its token.
pub fn holder(conn: &mut Conn, hash: TokenHash, now: Timestamp) -> Answer<Option<AccountId>> {
    let at = now.as_microsecond();
    let live = session::table
        .inner_join(account::table.on(account::id.eq(session::account_id)))
        .filter(session::token_hash.eq(hash.to_vec()))
        .filter(session::expires_at.gt(at))
        .filter((session::seen_at + session::idle_seconds * 1_000_000).gt(at))
        .filter(account::state.between(FIRST_LIVE, LAST_LIVE));
    Ok(live.select(session::account_id).first(conn).optional()?.map(AccountId))
}

/// Whether a use at `now` should be written down, after the last one that was.
pub fn is_due(seen_at: Timestamp, now: Timestamp) -> bool {
    now.as_microsecond() - seen_at.as_microsecond() > SEEN_EVERY_MICROSECONDS
}

/// Marks a session as used; called at most once a minute.
pub fn touch(cx: &mut Cx, hash: &TokenHash) -> Answer<()> {
    let at = cx.at();
    let stale = session::table.find(hash.to_vec()).filter(session::seen_at.lt(at - SEEN_EVERY_MICROSECONDS));
    diesel::update(stale).set(session::seen_at.eq(at)).execute(cx.conn)?;
    Ok(())
}

impl Viewer {
    /// Whether its last use should be written down again.
    pub fn is_due(&self, now: Timestamp) -> bool {
        is_due(self.seen_at, now)
    }

    fn is_live(&self, now: Timestamp) -> bool {
        now < self.expires_at && now < self.idle_until
    }
}

/// The cache in front of the table.
pub struct Sessions {
    engine: Engine,
    known: RwLock<Known>,
    /// Until when a token is looked up before a command may start on it, in microseconds.
    doubted_until: AtomicI64,
}

#[derive(Default)]
struct Known {
    viewers: HashMap<TokenHash, (Arc<Viewer>, Timestamp)>,
    /// How many times something was forgotten.
    ended: u64,
}

impl Sessions {
    /// An empty cache that fits the engine.
    pub fn new(engine: Engine) -> Sessions {
        Sessions { engine, known: RwLock::default(), doubted_until: AtomicI64::new(0) }
    }

    /// A live session from the cache.
    pub fn get(&self, hash: &TokenHash, now: Timestamp) -> Option<Arc<Viewer>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let (viewer, read_at) = known.viewers.get(hash)?;
        let lasts = if self.engine == Engine::Sqlite { SEEN_EVERY_MICROSECONDS } else { CACHE_MICROSECONDS_POSTGRES };
        let fresh = now.as_microsecond() - read_at.as_microsecond() < lasts;
        (fresh && viewer.is_live(now)).then(|| Arc::clone(viewer))
    }

    /// After a token that opened nothing: for a minute tokens are looked up first, so that whoever sends made-up ones keeps no writer busy.
    pub fn doubt(&self, now: Timestamp) {
        self.doubted_until.store(now.as_microsecond().saturating_add(DOUBT_MICROSECONDS), Ordering::Relaxed);
    }

    /// Whether tokens have to be looked up before a command starts on them.
    pub fn doubts(&self, now: Timestamp) -> bool {
        now.as_microsecond() < self.doubted_until.load(Ordering::Relaxed)
    }

    /// How many times something was forgotten: asked before a session is read, handed in when it is kept.
    pub fn ended(&self) -> u64 {
        self.known.read().unwrap_or_else(PoisonError::into_inner).ended
    }

    /// Keeps what was read since `begun`, unless a session ended meanwhile: it may have been this one.
    pub fn keep(&self, viewer: Arc<Viewer>, (now, begun): (Timestamp, u64)) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.ended != begun {
            return;
        }
        if known.viewers.len() >= CACHED_MAX {
            known.viewers.clear();
        }
        known.viewers.insert(viewer.session, (viewer, now));
    }

    /// Forgets everything about an account.
    pub fn forget(&self, account: AccountId) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.viewers.retain(|_, (viewer, _)| viewer.account != account);
        known.ended += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    fn viewer(account: i64, now: Timestamp) -> Arc<Viewer> {
        let later = now + SignedDuration::from_hours(1);
        Arc::new(Viewer {
            account: AccountId(account),
            volunteer: None,
            public_name: String::new(),
            is_steward: false,
            platform_role: 0,
            activated: true,
            session: token_hash(&account.to_string()),
            expires_at: later,
            seen_at: now,
            idle_until: later,
        })
    }

    #[test]
    fn what_was_read_while_a_session_ended_is_not_kept() {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let (sessions, now) = (Sessions::new(engine), Timestamp::from_second(1_800_000_000).unwrap());
            let (one, other) = (viewer(1, now), viewer(2, now));
            // given two looks that begin before one of the sessions ends
            let begun = sessions.ended();
            sessions.keep(Arc::clone(&other), (now, begun));
            sessions.forget(one.account);
            // then the one that comes back afterwards leaves nothing behind, and the other stays
            sessions.keep(Arc::clone(&one), (now, begun));
            assert_eq!(sessions.get(&one.session, now), None);
            assert!(sessions.get(&other.session, now).is_some());
            sessions.keep(Arc::clone(&one), (now, sessions.ended()));
            assert!(sessions.get(&one.session, now).is_some());
        }
    }
}
