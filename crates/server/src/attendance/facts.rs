//! Everything that a sign-in or sign-out is decided on, read in one query.

use crate::{
    enrolment,
    kernel::{
        cx::Cx,
        db::{Bind, Written},
        failure::{Answer, Failure},
        session,
    },
};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Binary, Bool, Double, Integer, Nullable, SmallInt, Text},
};
use domain::{
    activity::{Kind, Place, Reviewed, State, TimekeepingMethods},
    attendance::{EARLY_MINUTES_DEFAULT, GRACE_MINUTES_DEFAULT, Present, Window},
    kernel::{AccountId, ActivityId, Minutes, OrganisationId, Period, SessionId, VolunteerId, timestamp},
};
use jiff::Timestamp;

/// Whose presence it is: the one who asks, or the volunteer whom a steward scans.
#[derive(Debug, Clone, Copy)]
pub enum Whose {
    Asker,
    Volunteer(VolunteerId),
}

/// What the one query finds.
#[derive(Debug)]
pub struct Facts {
    pub volunteer: VolunteerId,
    pub organisation: OrganisationId,
    pub title: String,
    pub timekeeping: bool,
    pub kind: Kind,
    pub methods: TimekeepingMethods,
    pub code_key: Vec<u8>,
    pub place: Place,
    pub session: Option<Session>,
    pub accepted: bool,
    pub present: Present,
    pub attendance: Option<i64>,
    pub face_checked: bool,
    pub face_marked_at: Option<Timestamp>,
    pub elsewhere: Option<(String, Timestamp)>,
    /// The volunteer's credited minutes of the session's day.
    pub day: Minutes,
    /// The scan with this very nonce, when it was recorded before.
    pub repeat: bool,
    /// Places and taken places, when the activity recruits.
    pub places: Option<(u32, u32)>,
    pub agreed: bool,
    /// The volunteer said no to the use of their position (ACC-12). Pages ask before they send one; a program asks its own person.
    pub refused_position: bool,
}

/// The session of now, or the last one.
#[derive(Debug, Clone, Copy)]
pub struct Session {
    pub id: SessionId,
    pub window: Window,
    pub breaks: Minutes,
}

const FACTS: &[&str] = &[
    "select v.id, c.id, s.seen_at, a.organisation_id, a.title, a.state, a.timekeeping, a.kind, a.methods, a.code_key, a.latitude, a.longitude, \
     a.radius_metres, se.id, se.starts_at, se.ends_at, se.break_minutes, e.state, p.id, p.signed_in_at, p.signed_out_at, \
     p.open, p.face_checked, v.face_marked_at, oa.title, o.signed_in_at, \
     cast(coalesce((select sum(case when d.class = 5 then -d.minutes else d.minutes end) from entry d \
     where d.volunteer_id = v.id and d.served_on = ",
    " and (d.class in (1, 2) or (d.class = 5 and d.reverses_class in (1, 2)))), 0) as bigint), \
     (select count(*) from scan sc where sc.nonce = ",
    "), (select cast(sum(ap.places) as bigint) from activity_position ap where ap.activity_id = a.id), \
     (select cast(sum(ap.taken) as bigint) from activity_position ap where ap.activity_id = a.id), \
     (select count(*) from agreement_acceptance ag where ag.account_id = v.account_id and ag.agreement = 'integrity'), \
     (select cast(case when co.given then 1 else 0 end as bigint) from consent co where co.account_id = v.account_id and co.purpose = 2 \
     and co.recipient = '' order by co.id desc limit 1) \
     from (select x.account_id, x.seen_at from session x where x.token_hash = ",
    " and x.expires_at > ",
    " and x.seen_at + x.idle_seconds * 1000000 > ",
    " union all select y.account_id, null from volunteer y where y.id = ",
    ") s join account c on c.id = s.account_id and c.state in (1, 2) join volunteer v on v.account_id = c.id \
     join activity a on a.id = ",
    " left join activity_session se on se.id = coalesce((select x.id from activity_session x where x.activity_id = a.id \
     and x.ends_at > ",
    " order by x.starts_at limit 1), (select y.id from activity_session y where y.activity_id = a.id \
     order by y.starts_at desc limit 1)) \
     left join enrolment e on e.activity_id = a.id and e.volunteer_id = v.id \
     left join attendance p on p.session_id = se.id and p.volunteer_id = v.id \
     left join attendance o on o.volunteer_id = v.id and o.open and o.activity_id <> a.id \
     left join activity oa on oa.id = o.activity_id",
];

type Types = (
    (BigInt, BigInt, Nullable<BigInt>),
    (BigInt, Text, SmallInt, SmallInt, SmallInt, Integer, Binary),
    (Double, Double, Integer),
    (Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>),
    Nullable<SmallInt>,
    (Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>, Nullable<Bool>, Nullable<Bool>, Nullable<BigInt>),
    (Nullable<Text>, Nullable<BigInt>),
    (BigInt, BigInt, Nullable<BigInt>, Nullable<BigInt>, BigInt, Nullable<BigInt>),
);

type Found = (
    (i64, i64, Option<i64>),
    (i64, String, i16, i16, i16, i32, Vec<u8>),
    (f64, f64, i32),
    (Option<i64>, Option<i64>, Option<i64>, Option<i64>),
    Option<i16>,
    (Option<i64>, Option<i64>, Option<i64>, Option<bool>, Option<bool>, Option<i64>),
    (Option<String>, Option<i64>),
    (i64, i64, Option<i64>, Option<i64>, i64, Option<i64>),
);

/// Reads the facts. The session of the one who asks is read in the same query: an ended one finds nobody.
pub fn read(cx: &mut Cx, whose: Whose, activity: ActivityId, nonce: &str) -> Answer<Facts> {
    let grace = i64::from(GRACE_MINUTES_DEFAULT) * 60_000_000;
    let (hash, volunteer) = match whose {
        Whose::Asker => own(cx)?,
        Whose::Volunteer(volunteer) => (Vec::new(), volunteer.get()),
    };
    let binds = vec![
        Bind::Number(domain::kernel::day_number(domain::kernel::local_date(cx.now))),
        Bind::Text(nonce.to_owned()),
        Bind::Bytes(hash),
        Bind::Number(cx.at()),
        Bind::Number(cx.at()),
        Bind::Number(volunteer),
        Bind::Number(activity.get()),
        Bind::Number(cx.at() - grace),
    ];
    let found: Option<Found> = Written::<Types>::new(FACTS, binds).get_results(cx.conn)?.into_iter().next();
    let Some(found) = found else { return Err(missing(cx, activity)?) };
    if let (Whose::Asker, (_, account, Some(seen_at))) = (whose, found.0) {
        known(cx, AccountId(account), timestamp(seen_at))?;
    }
    facts(found)
}

/// Whose session it is, which the door need not have looked up; and that it was used.
fn known(cx: &mut Cx, account: AccountId, seen_at: Timestamp) -> Answer<()> {
    cx.actor.account = Some(account);
    match cx.actor.session {
        Some(hash) if session::is_due(seen_at, cx.now) => session::touch(cx, &hash),
        _ => Ok(()),
    }
}

/// With a session, the facts query finds the asker by it; without one (the demo, an import) they are found by account.
fn own(cx: &mut Cx) -> Answer<(Vec<u8>, i64)> {
    if let Some(hash) = cx.actor.session {
        return Ok((hash.to_vec(), 0));
    }
    let account = cx.account()?;
    Ok((Vec::new(), enrolment::volunteer_of(cx.conn, account)?.get()))
}

/// Why nothing was found: the session ended, or the activity isn't there, or the account is no volunteer's.
fn missing(cx: &mut Cx, id: ActivityId) -> Answer<Failure> {
    use crate::kernel::db::schema::activity;
    session::confirm(cx)?;
    let account = cx.account()?;
    let known: i64 = activity::table.filter(activity::id.eq(id.get())).count().get_result(cx.conn)?;
    if known > 0 {
        enrolment::volunteer_of(cx.conn, account)?;
    }
    Ok(Failure::NotFound)
}

fn facts(found: Found) -> Answer<Facts> {
    let ((volunteer, ..), about, (latitude, longitude, radius), session, enrolment, present, elsewhere, sums) = found;
    let (organisation, title, state, timekeeping, kind, methods, code_key) = about;
    let (attendance, since, until, open, face_checked, face_marked_at) = present;
    let (day, repeats, places, taken, agreed, located) = sums;
    let published = State::parse(state) == Some(State::Published) || State::parse(state) == Some(State::Finished);
    let count = |n: Option<i64>| n.and_then(|n| u32::try_from(n).ok());
    Ok(Facts {
        volunteer: VolunteerId(volunteer),
        organisation: OrganisationId(organisation),
        title,
        timekeeping: published && Reviewed::parse(timekeeping) == Some(Reviewed::Approved),
        kind: Kind::stored(kind).ok_or_else(|| Failure::broken("an activity has no such kind"))?,
        methods: TimekeepingMethods::of_bits(methods),
        code_key,
        place: Place { latitude, longitude, radius_metres: u32::try_from(radius).unwrap_or(0) },
        session: session_of(session),
        accepted: enrolment == Some(domain::enrolment::State::Accepted.number()),
        present: match (since, until, open) {
            (Some(since), _, Some(true)) => Present::In { since: timestamp(since) },
            (Some(since), until, _) => Present::Out { until: timestamp(until.unwrap_or(since)) },
            (None, ..) => Present::Never,
        },
        attendance,
        face_checked: face_checked == Some(true),
        face_marked_at: face_marked_at.map(timestamp),
        elsewhere: elsewhere.0.zip(elsewhere.1.map(timestamp)),
        day: Minutes::stored(day),
        repeat: repeats > 0,
        places: count(places).zip(count(taken)),
        agreed: agreed > 0,
        refused_position: located == Some(0),
    })
}

fn session_of(found: (Option<i64>, Option<i64>, Option<i64>, Option<i64>)) -> Option<Session> {
    let (id, starts_at, ends_at, breaks) = (found.0?, found.1?, found.2?, found.3?);
    let planned = Period { starts_at: timestamp(starts_at), ends_at: timestamp(ends_at) };
    let window = Window { planned, early_minutes: EARLY_MINUTES_DEFAULT, grace_minutes: GRACE_MINUTES_DEFAULT };
    Some(Session { id: SessionId(id), window, breaks: Minutes::stored(breaks) })
}
