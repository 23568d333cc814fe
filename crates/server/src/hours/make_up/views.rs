//! Reading hours: a volunteer's record with its explanation, and the make-ups that wait for a decision.

use super::store;
use crate::{
    hours::totals_of,
    kernel::{
        db::{
            Conn,
            schema::{account, activity, entry, make_up, make_up_line, organisation, volunteer},
        },
        failure::Answer,
    },
    organisation::Steward,
};
use diesel::prelude::*;
use domain::{
    activity::State,
    hours::{Class, Counted, Credit, Domain, Totals},
    kernel::{EntryId, MakeUpId, Minutes, VolunteerId, day_of, local_date, timestamp},
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

/// A volunteer's hours: the totals, and every line that makes them.
#[derive(Debug, Clone, Serialize)]
pub struct Record {
    pub totals: Totals,
    pub total: Minutes,
    pub entries: Vec<Entry>,
}

/// One line of the ledger with what it is about.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Entry {
    #[schema(value_type = String)]
    pub id: EntryId,
    pub class: &'static str,
    /// The class whose minutes it changes: its own, or that of the entry which it takes back.
    pub changes: &'static str,
    pub training: bool,
    pub minutes: u32,
    #[schema(value_type = Option<String>)]
    pub reverses: Option<EntryId>,
    pub reversed: bool,
    pub activity: Option<String>,
    pub activity_id: Option<String>,
    /// Whether the activity has a public page.
    #[serde(skip)]
    pub is_public: bool,
    /// The presence that it follows from.
    pub attendance_id: Option<String>,
    pub organisation: String,
    pub reason: String,
    #[schema(value_type = String)]
    pub served_on: Date,
    #[schema(value_type = String)]
    pub counts_from: Date,
    #[schema(value_type = String)]
    pub recorded_at: Timestamp,
    /// Its place in the public log, once sealed.
    pub seq: Option<i64>,
    /// A make-up that the volunteer may still refuse.
    pub refusable: bool,
}

type EntryRow = (
    (i64, i16, i16, i64, Option<i64>, Option<i16>),
    (Option<i64>, Option<String>, Option<i16>, Option<i64>, String, String),
    (i64, i64, i64, Option<i64>),
);

impl Entry {
    /// The minutes with their sign, as they change the sum of their class.
    pub fn signed(&self) -> i64 {
        let minutes = i64::from(self.minutes);
        if self.reverses.is_some() { -minutes } else { minutes }
    }

    /// Whether it is part of the service total, or stands beside it (HRS-05).
    pub fn is_service(&self) -> bool {
        !self.training && self.changes != Class::Honorary.name()
    }
}

/// The record as of now, or as anyone would have seen it at a past moment (HRS-07).
pub fn record(conn: &mut Conn, who: VolunteerId, now: Timestamp, as_of: Option<Timestamp>) -> Answer<Record> {
    let rows: Vec<EntryRow> = entry::table
        .inner_join(organisation::table.on(organisation::id.eq(entry::organisation_id)))
        .left_join(activity::table.on(activity::id.nullable().eq(entry::activity_id)))
        .filter(entry::volunteer_id.eq(who.get()))
        .filter(entry::recorded_at.le(as_of.unwrap_or(now).as_microsecond()))
        .order(entry::id.desc())
        .select((
            (entry::id, entry::class, entry::domain, entry::minutes, entry::reverses_id, entry::reverses_class),
            (
                entry::activity_id,
                activity::title.nullable(),
                activity::state.nullable(),
                entry::attendance_id,
                organisation::name,
                entry::reason,
            ),
            (entry::served_on, entry::counts_from, entry::recorded_at, entry::seq),
        ))
        .load(conn)?;
    let totals = match as_of {
        Some(moment) => domain::hours::totals_at(&rows.iter().filter_map(line).collect::<Vec<_>>(), moment),
        None => totals_of(conn, who, local_date(now))?,
    };
    let taken_back: Vec<i64> = rows.iter().filter_map(|row| row.0.4).collect();
    let entries = rows.into_iter().map(|row| shown(row, &taken_back, now)).collect();
    Ok(Record { totals, total: totals.total(), entries })
}

fn line(row: &EntryRow) -> Option<domain::hours::Entry> {
    let ((id, class, domain, minutes, reverses, reverses_class), _, (served_on, counts_from, recorded_at, _)) = row;
    let credit = Credit {
        class: Class::stored(*class)?,
        domain: Domain::stored(*domain)?,
        minutes: Minutes::stored(*minutes),
        served_on: day_of(*served_on),
    };
    let reverses = match (reverses, reverses_class) {
        (Some(id), Some(class)) => Some(Counted { id: EntryId(*id), class: Class::stored(*class)? }),
        _ => None,
    };
    let (counts_from, recorded_at) = (day_of(*counts_from), timestamp(*recorded_at));
    Some(domain::hours::Entry { id: EntryId(*id), credit, counts_from, recorded_at, reverses })
}

fn shown(row: EntryRow, taken_back: &[i64], now: Timestamp) -> Entry {
    let ((id, class, domain, minutes, reverses, reverses_class), about, times) = row;
    let (activity_id, activity, activity_state, attendance, organisation, reason) = about;
    let (served_on, counts_from, recorded_at, seq) = times;
    let class = Class::stored(class).unwrap_or(Class::Scan);
    let hidden = [State::Draft, State::Returned, State::InReview].map(State::number);
    let reversed = taken_back.contains(&id);
    let recorded_at = timestamp(recorded_at);
    Entry {
        id: EntryId(id),
        class: class.name(),
        changes: reverses_class.and_then(Class::stored).unwrap_or(class).name(),
        training: Domain::stored(domain) == Some(Domain::Training),
        minutes: Minutes::stored(minutes).0,
        reverses: reverses.map(EntryId),
        reversed,
        activity,
        activity_id: activity_id.map(|id| id.to_string()),
        is_public: activity_state.is_some_and(|state| !hidden.contains(&state)),
        attendance_id: attendance.map(|id| id.to_string()),
        organisation,
        reason,
        served_on: day_of(served_on),
        counts_from: day_of(counts_from),
        recorded_at,
        seq,
        refusable: class == Class::MakeUp && !reversed && domain::hours::may_refuse(recorded_at, now).is_ok(),
    }
}

/// A make-up as its deciders see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Case {
    #[schema(value_type = String)]
    pub id: MakeUpId,
    pub organisation_id: String,
    pub organisation: String,
    pub activity: Option<String>,
    pub state: &'static str,
    /// The level above the reviewing organisation must decide.
    pub level_above: bool,
    pub reason: String,
    pub evidence_id: String,
    #[schema(value_type = String)]
    pub submitted_at: Timestamp,
    /// The public name of a volunteer, or the nickname of the account.
    pub submitted_by: String,
    #[schema(value_type = Option<String>)]
    pub decided_at: Option<Timestamp>,
    pub decided_by: Option<String>,
    pub decision_reason: String,
    pub minutes: u32,
    pub lines: Vec<CaseLine>,
}

/// One volunteer's part of a make-up.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct CaseLine {
    #[schema(value_type = String)]
    pub volunteer_id: VolunteerId,
    pub name: String,
    pub number: String,
    pub minutes: u32,
    #[schema(value_type = String)]
    pub served_on: Date,
    pub refused: bool,
}

type CaseRow =
    ((i64, i64, String, Option<String>), (i16, i16, String, i64, i64, String), (i64, Option<i64>, Option<i64>));

/// Make-ups handed in by organisations at and below the node, waiting first.
pub fn queue(conn: &mut Conn, by: &Steward) -> Answer<Vec<Case>> {
    use crate::kernel::db::schema::organisation_path;
    let below = organisation_path::table
        .filter(organisation_path::ancestor_id.eq(by.organisation().get()))
        .select(organisation_path::descendant_id);
    let ids: Vec<i64> = make_up::table
        .filter(make_up::organisation_id.eq_any(below))
        .order((make_up::state, make_up::id.desc()))
        .limit(200)
        .select(make_up::id)
        .load(conn)?;
    ids.into_iter().map(|id| case(conn, MakeUpId(id))).collect()
}

/// One make-up in full.
pub fn case(conn: &mut Conn, id: MakeUpId) -> Answer<Case> {
    let ((raw, organisation_id, organisation, activity), about, by): CaseRow = make_up::table
        .inner_join(organisation::table.on(organisation::id.eq(make_up::organisation_id)))
        .left_join(activity::table.on(activity::id.nullable().eq(make_up::activity_id)))
        .filter(make_up::id.eq(id.get()))
        .select((
            (make_up::id, make_up::organisation_id, organisation::name, activity::title.nullable()),
            (
                make_up::state,
                make_up::level,
                make_up::reason,
                make_up::evidence_id,
                make_up::submitted_at,
                make_up::decision_reason,
            ),
            (make_up::submitted_by, make_up::decided_by, make_up::decided_at),
        ))
        .first(conn)?;
    let (state, level, reason, evidence, submitted_at, decision_reason) = about;
    let (submitter, decider, decided_at) = by;
    let lines = lines(conn, raw)?;
    Ok(Case {
        id,
        organisation_id: organisation_id.to_string(),
        organisation,
        activity,
        state: store::state(state)?.name(),
        level_above: level == 2,
        reason,
        evidence_id: evidence.to_string(),
        submitted_at: timestamp(submitted_at),
        submitted_by: name(conn, submitter)?,
        decided_at: decided_at.map(timestamp),
        decided_by: decider.map(|decider| name(conn, decider)).transpose()?,
        decision_reason,
        minutes: lines.iter().map(|line| line.minutes).sum(),
        lines,
    })
}

/// Who acted: the public name of a volunteer, or the nickname of the account.
fn name(conn: &mut Conn, id: i64) -> Answer<String> {
    let (nickname, public): (String, Option<String>) = account::table
        .left_join(volunteer::table.on(volunteer::account_id.eq(account::id)))
        .filter(account::id.eq(id))
        .select((account::nickname, volunteer::public_name.nullable()))
        .first(conn)?;
    Ok(public.unwrap_or(nickname))
}

fn lines(conn: &mut Conn, id: i64) -> Answer<Vec<CaseLine>> {
    let rows: Vec<(i64, String, String, i64, i64, Option<i64>)> = make_up_line::table
        .inner_join(volunteer::table.on(volunteer::id.eq(make_up_line::volunteer_id)))
        .filter(make_up_line::make_up_id.eq(id))
        .order(make_up_line::line)
        .select((
            volunteer::id,
            volunteer::public_name,
            volunteer::number,
            make_up_line::minutes,
            make_up_line::served_on,
            make_up_line::refused_at,
        ))
        .load(conn)?;
    let line =
        |(id, name, number, minutes, served_on, refused): (i64, String, String, i64, i64, Option<i64>)| CaseLine {
            volunteer_id: VolunteerId(id),
            name,
            number,
            minutes: Minutes::stored(minutes).0,
            served_on: day_of(served_on),
            refused: refused.is_some(),
        };
    Ok(rows.into_iter().map(line).collect())
}
