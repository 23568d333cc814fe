//! The data of a benchmark, written as SQL before anything is served: people with sessions and a past, activities that run now.
//!
//! Names are made up and nothing is sealed: no request that is measured reads a person's cells. Numbers follow from a row's
//! position, so requests can be made up without reading anything back but the activities' keys.

use crate::{
    kernel::{
        db::{Bind, Conn, Engine, Written},
        failure::Answer,
        session::token_hash,
    },
    start::Trouble,
};
use diesel::{connection::SimpleConnection, prelude::*};
use domain::{
    activity::{Category, Details, Kind, Opening, Place, Post, Proposal, Requirements, Session, TimekeepingMethods},
    kernel::{ActivityId, Minutes, day_number, local_date},
};
use jiff::{SignedDuration, Timestamp};

/// Ids as large as real ones, and below those that the server makes.
const ACCOUNTS: i64 = 100_000_000_000_000_000;
const VOLUNTEERS: i64 = 101_000_000_000_000_000;
const ACTIVITIES: i64 = 102_000_000_000_000_000;
const OTHERS: i64 = 103_000_000_000_000_000;
const ORGANISATION: i64 = 99_000_000_000_000_000;
/// Rows of each kind in one transaction.
const STEP: u64 = 50_000;
const PAST_ENTRIES: u32 = 10;
/// Accepted people of one activity.
pub const CROWD: u64 = 500;

/// What is made.
#[derive(Debug, Clone, Copy)]
pub struct Province {
    pub engine: Engine,
    /// Volunteers with a past; the first of them act.
    pub people: u64,
    /// Those who have a session, and with `Presence` a place in an activity that runs now.
    pub actors: u64,
    pub presence: Presence,
    /// Places of the first activity, where it recruits now.
    pub places: u64,
    pub now: Timestamp,
}

/// What the actors have to do with the activities that run now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Nothing yet; the first activity recruits.
    None,
    Accepted,
    SignedIn,
}

/// The account of a person.
pub fn account(person: u64) -> i64 {
    ACCOUNTS.saturating_add_unsigned(person)
}

/// The volunteer of an actor.
pub fn volunteer(actor: u64) -> i64 {
    VOLUNTEERS.saturating_add_unsigned(actor)
}

/// The activity of an actor; neighbours in the crowd stand at different ones.
pub fn activity(province: &Province, actor: u64) -> ActivityId {
    ActivityId(ACTIVITIES.saturating_add_unsigned(actor % province.activities()))
}

/// The position of the first activity.
pub fn position() -> i64 {
    OTHERS
}

/// The session token of an actor.
pub fn token(actor: u64) -> String {
    format!("bench-{actor}-session-of-a-volunteer-on-site")
}

impl Province {
    fn activities(&self) -> u64 {
        self.actors.div_ceil(CROWD).max(1)
    }

    /// Writes everything into an empty database of this version's shape.
    pub fn make(&self, conn: &mut Conn) -> Result<(), Trouble> {
        self.transaction(conn, |province, conn| {
            conn.batch_execute(&province.fill(&[ORGANISATION_SQL]))?;
            (0..province.activities()).try_for_each(|number| province.activity(conn, number))
        })?;
        for first in (0..self.people).step_by(usize::try_from(STEP)?) {
            let rows = rows(first, (first + STEP).min(self.people));
            self.transaction(conn, |province, conn| {
                Ok(conn.batch_execute(&province.fill(&PEOPLE_SQL).replace("{n}", &rows))?)
            })?;
        }
        let presence: &[&str] = match self.presence {
            Presence::None => &[],
            Presence::Accepted => &[ENROLMENT_SQL],
            Presence::SignedIn => &[ENROLMENT_SQL, SCAN_SQL, ATTENDANCE_SQL],
        };
        for first in (0..self.actors).step_by(usize::try_from(STEP)?) {
            let beyond = (first + STEP).min(self.actors);
            self.transaction(conn, |province, conn| {
                // PostgreSQL refuses an empty query.
                if !presence.is_empty() {
                    conn.batch_execute(&province.fill(presence).replace("{n}", &rows(first, beyond)))?;
                }
                (first..beyond).try_for_each(|actor| province.session(conn, actor))
            })?;
        }
        // PostgreSQL does it by itself sooner or later; on SQLite nobody ever does.
        if self.engine == Engine::Postgres { Ok(conn.batch_execute("analyze")?) } else { Ok(()) }
    }

    fn transaction(
        &self,
        conn: &mut Conn,
        work: impl FnOnce(&Province, &mut Conn) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        conn.batch_execute("begin")?;
        work(self, conn)?;
        Ok(conn.batch_execute("commit")?)
    }

    /// Statements with the numbers that are the same for every row.
    fn fill(&self, statements: &[&str]) -> String {
        let ago = |hours: i64| (self.now - SignedDuration::from_hours(hours)).as_microsecond().to_string();
        let salt = match self.engine {
            Engine::Sqlite => "zeroblob(32)",
            Engine::Postgres => "decode(repeat('00', 32), 'hex')",
        };
        let numbers = [
            ("{account}", ACCOUNTS.to_string()),
            ("{volunteer}", VOLUNTEERS.to_string()),
            ("{activity}", ACTIVITIES.to_string()),
            ("{other}", OTHERS.to_string()),
            ("{organisation}", ORGANISATION.to_string()),
            ("{activities}", self.activities().to_string()),
            ("{past}", PAST_ENTRIES.to_string()),
            ("{minutes}", (PAST_ENTRIES * 120).to_string()),
            ("{today}", day_number(local_date(self.now)).to_string()),
            ("{year ago}", ago(365 * 24)),
            ("{hour ago}", ago(1)),
            ("{salt}", salt.to_owned()),
        ];
        let text = statements.join("");
        numbers.iter().fold(text, |text, (name, number)| text.replace(name, number))
    }

    /// An activity that began two hours ago and goes on for six.
    fn activity(&self, conn: &mut Conn, number: u64) -> Result<(), Trouble> {
        let id = ACTIVITIES.saturating_add_unsigned(number);
        let places = if number == 0 && self.places > 0 { self.places } else { CROWD };
        let proposal = self.proposal(u32::try_from(places)?);
        let session = proposal.sessions.first().ok_or("an activity has a session")?;
        let opening = proposal.opening.as_ref().ok_or("it recruits")?;
        let binds = vec![
            Bind::Number(id),
            Bind::Text(proposal.details.title.clone()),
            Bind::Text(serde_json::to_string(&proposal)?),
            Bind::Number(proposal.timekeeping.unwrap_or_default().bits().into()),
            Bind::Number(session.starts_at.as_microsecond()),
            Bind::Number(session.ends_at.as_microsecond()),
            Bind::Number(opening.opens_at.as_microsecond()),
            Bind::Number(opening.closes_at.as_microsecond()),
            Bind::Bytes(blake3::hash(&id.to_be_bytes()).as_bytes().to_vec()),
        ];
        Written::<()>::new(ACTIVITY, binds).execute(conn)?;
        let session = vec![
            Bind::Number(id),
            Bind::Number(id),
            Bind::Number(session.starts_at.as_microsecond()),
            Bind::Number(session.ends_at.as_microsecond()),
        ];
        Written::<()>::new(SESSION, session).execute(conn)?;
        let position = vec![
            Bind::Number(OTHERS.saturating_add_unsigned(number)),
            Bind::Number(id),
            Bind::Number(i64::try_from(places)?),
            Bind::Text(serde_json::to_string(&Requirements::default())?),
        ];
        Written::<()>::new(POSITION, position).execute(conn)?;
        Ok(())
    }

    fn proposal(&self, places: u32) -> Proposal {
        let at = |hours: i64| self.now + SignedDuration::from_hours(hours);
        let text = str::to_owned;
        // One who signs up needs the activity ahead of them, one who signs in needs to be in it.
        let (starts_at, ends_at) = if self.presence == Presence::None { (at(48), at(56)) } else { (at(-2), at(6)) };
        Proposal {
            kind: Kind::Service,
            category: Category::Care,
            details: Details {
                title: text("暖冬行动：走进幸福里社区"),
                description: "陪独居长者聊天、打扫、代购，为行动不便的长者读报写信。\n".repeat(8),
                address: text("幸福里社区服务中心二楼"),
                contact_name: text("陈老师"),
                contact_phone: text("020-12355"),
                person_in_charge: text("李站长"),
                safeguards: text("饮用水、急救包"),
                risks: String::new(),
            },
            place: Place { latitude: 23.1291, longitude: 113.2644, radius_metres: 500 },
            sessions: vec![Session { starts_at, ends_at, breaks: Minutes(30) }],
            opening: Some(Opening {
                opens_at: at(-72),
                closes_at: starts_at,
                posts: vec![Post { title: text("陪伴"), places, requirements: Requirements::default() }],
                own_members_only: false,
                waiting_list: false,
            }),
            timekeeping: Some(TimekeepingMethods { organiser_shows_code: true, ..TimekeepingMethods::default() }),
            expected: places,
            dangerous: false,
            policy_number: String::new(),
        }
    }

    /// A session that was used just now, as by somebody who has the page open.
    fn session(&self, conn: &mut Conn, actor: u64) -> Result<(), Trouble> {
        let at = |hours: i64| Bind::Number((self.now + SignedDuration::from_hours(hours)).as_microsecond());
        let binds = vec![
            Bind::Bytes(token_hash(&token(actor)).to_vec()),
            Bind::Number(ACCOUNTS.saturating_add_unsigned(actor)),
            at(-1),
            at(1),
            Bind::Number(30 * 86_400),
            at(30 * 24),
        ];
        Written::<()>::new(SESSIONS, binds).execute(conn)?;
        Ok(())
    }
}

/// The code key of every activity, as the server's own code reads it.
pub fn code_key(conn: &mut Conn, id: ActivityId) -> Answer<Vec<u8>> {
    use crate::kernel::db::schema::activity;
    Ok(activity::table.find(id.get()).select(activity::code_key).first(conn)?)
}

/// A table `n` with the numbers from `first` and below `beyond`.
fn rows(first: u64, beyond: u64) -> String {
    format!("with recursive n(i) as (select {first} union all select i + 1 from n where i + 1 < {beyond})")
}

const ORGANISATION_SQL: &str = "
insert into organisation (id, kind, branch, state, name, credit_code, region, address, contact_name, contact_phone, introduction,
  review_exempt, reason, created_at) values ({organisation}, 1, 1, 3, '广州市志愿者协会', '', '440104', '中山路1号', '李站长',
  '020-12355', '', false, '', {year ago});
insert into organisation_path (ancestor_id, descendant_id, depth) values ({organisation}, {organisation}, 0);";

const PEOPLE_SQL: [&str; 6] = [
    "
insert into account (id, state, nickname, platform_role, locale, created_at, activated_at)
  {n} select {account} + i, 2, '志愿者', 0, 'zh-CN', {year ago}, {year ago} from n;",
    "
insert into volunteer (id, account_id, number, public_name, sex, listed, region, verification, verification_cause,
  verified_at, face_marked_at, wants_card, registered_at)
  {n} select {volunteer} + i, {account} + i, cast({volunteer} + i as text), '张*', 2, false, '440104', 2, '', {year ago},
  {year ago}, false, {year ago} from n;",
    // Their phones send a position with every scan, and they agreed to its use.
    "
insert into consent (id, account_id, purpose, recipient, version, given, at)
  {n} select {volunteer} + i, {account} + i, 2, '', 1, true, {year ago} from n;",
    "
insert into membership (id, volunteer_id, organisation_id, state, live, reason, applied_at)
  {n} select {volunteer} + i, {volunteer} + i, {organisation}, 2, true, '', {year ago} from n;",
    "
insert into entry (id, volunteer_id, organisation_id, class, domain, minutes, served_on, counts_from, recorded_at, recorded_by,
  reason, salt, seq)
  {n}, k(j) as (select 1 union all select j + 1 from k where j < {past})
  select {other} + i * {past} + j, {volunteer} + i, {organisation}, 1, 1, 120, {today} - 30 * j, {today} - 30 * j, {year ago}, 0,
  '', {salt}, -(i * {past} + j) from n cross join k;",
    "
insert into volunteer_total (volunteer_id, total, scan, make_up, deducted, honorary, training, last_served_on)
  {n} select {volunteer} + i, {minutes}, {minutes}, 0, 0, 0, 0, {today} - 30 from n;",
];

const ENROLMENT_SQL: &str = "
insert into enrolment (id, activity_id, position_id, volunteer_id, state, reason, applied_at, decided_at, signed_up_by)
  {n} select {other} + i, {activity} + i % {activities}, {other} + i % {activities}, {volunteer} + i, 2, '', {year ago}, {year ago},
  {account} + i from n;";

const SCAN_SQL: &str = "
insert into scan (id, nonce, session_id, volunteer_id, direction, method, at, received_at, recorded_by, evidence)
  {n} select {other} + i, 'arrival-' || i, {activity} + i % {activities}, {volunteer} + i, 1, 1, {hour ago}, {hour ago},
  {account} + i, '{}' from n;";

const ATTENDANCE_SQL: &str = "
insert into attendance (id, session_id, activity_id, volunteer_id, state, open, signed_in_at, method, grade, face_checked, minutes,
  rating)
  {n} select {other} + i, {activity} + i % {activities}, {activity} + i % {activities}, {volunteer} + i, 1, true, {hour ago}, 1, 1,
  true, 0, '' from n;";

const ACTIVITY: &[&str] = &[
    "insert into activity (organisation_id, kind, category, state, recruitment, timekeeping, region, latitude, longitude, \
     radius_metres, own_members_only, waiting_list, expected, submitted_by, reason, created_at, published_at, id, title, body, \
     methods, starts_at, ends_at, opens_at, closes_at, code_key) values (99000000000000000, 1, 2, 4, 2, 2, '440104', 23.1291, \
     113.2644, 500, false, false, 50, 0, '', 0, 0, ",
    ", ",
    ", ",
    ", ",
    ", ",
    ", ",
    ", ",
    ", ",
    ", ",
    ")",
];

const SESSION: &[&str] = &[
    "insert into activity_session (break_minutes, id, activity_id, starts_at, ends_at) values (30, ",
    ", ",
    ", ",
    ", ",
    ")",
];

const POSITION: &[&str] = &[
    "insert into activity_position (title, taken, id, activity_id, places, requirements) values ('陪伴', 0, ",
    ", ",
    ", ",
    ", ",
    ")",
];

const SESSIONS: &[&str] = &[
    "insert into session (kind, device, token_hash, account_id, created_at, seen_at, idle_seconds, expires_at) values (2, '', ",
    ", ",
    ", ",
    ", ",
    ", ",
    ", ",
    ")",
];
