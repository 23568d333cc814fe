//! What is kept of make-ups.

use crate::kernel::{
    cx::Cx,
    db::{
        Conn,
        schema::{account, entry, make_up, make_up_line, volunteer},
    },
    failure::{Answer, Failure},
};
use diesel::{dsl::sql, prelude::*, sql_types::BigInt};
use domain::{
    hours::{Class, Decider, Line, MakeUp, MakeUpState},
    kernel::{AccountId, ActivityId, MakeUpId, Minutes, OrganisationId, VolunteerId, day_number, day_of, local_date},
};
use jiff::ToSpan;

/// A make-up with what its decision needs.
#[derive(Debug, Clone)]
pub struct Kept {
    pub id: MakeUpId,
    pub organisation: OrganisationId,
    pub activity: Option<ActivityId>,
    pub state: MakeUpState,
    pub make_up: MakeUp,
}

/// The state behind a stored number.
pub fn state(raw: i16) -> Answer<MakeUpState> {
    match raw {
        1 => Ok(MakeUpState::Submitted),
        2 => Ok(MakeUpState::Approved),
        3 => Ok(MakeUpState::Rejected),
        _ => Err(Failure::broken("a make-up has no such state")),
    }
}

/// What is filed beside the lines.
pub struct Filing {
    pub organisation: OrganisationId,
    pub activity: Option<ActivityId>,
    pub evidence: i64,
    pub level: Decider,
}

/// Stores a make-up and its lines.
pub fn insert(cx: &mut Cx, filing: &Filing, make_up: &MakeUp) -> Answer<MakeUpId> {
    let id = cx.id();
    let level: i16 = if filing.level == Decider::LevelAbove { 2 } else { 1 };
    let row = (
        make_up::id.eq(id),
        make_up::organisation_id.eq(filing.organisation.get()),
        make_up::activity_id.eq(filing.activity.map(ActivityId::get)),
        make_up::state.eq(1i16),
        make_up::level.eq(level),
        make_up::reason.eq(&make_up.reason),
        make_up::evidence_id.eq(filing.evidence),
        make_up::submitted_by.eq(make_up.submitted_by.get()),
        make_up::submitted_at.eq(cx.at()),
        make_up::decision_reason.eq(""),
    );
    diesel::insert_into(make_up::table).values(row).execute(cx.conn)?;
    for (number, line) in (1i32..).zip(&make_up.lines) {
        let row = (
            make_up_line::make_up_id.eq(id),
            make_up_line::line.eq(number),
            make_up_line::volunteer_id.eq(line.volunteer.get()),
            make_up_line::minutes.eq(line.minutes.get()),
            make_up_line::served_on.eq(day_number(line.served_on)),
        );
        diesel::insert_into(make_up_line::table).values(row).execute(cx.conn)?;
    }
    Ok(MakeUpId(id))
}

/// Reads a make-up.
pub fn by_id(conn: &mut Conn, id: MakeUpId, now: jiff::Timestamp) -> Answer<Kept> {
    type Row = (i64, Option<i64>, i16, String, i64);
    let (organisation, activity, state, reason, submitted_by): Row = make_up::table
        .find(id.get())
        .select((
            make_up::organisation_id,
            make_up::activity_id,
            make_up::state,
            make_up::reason,
            make_up::submitted_by,
        ))
        .first(conn)?;
    let (organisation, activity) = (OrganisationId(organisation), activity.map(ActivityId));
    let rows: Vec<(i64, i64, i64)> = make_up_line::table
        .filter(make_up_line::make_up_id.eq(id.get()))
        .order(make_up_line::line)
        .select((make_up_line::volunteer_id, make_up_line::minutes, make_up_line::served_on))
        .load(conn)?;
    let mut lines = Vec::new();
    for (volunteer, minutes, served_on) in rows {
        lines.push(line(conn, VolunteerId(volunteer), activity, (Minutes::stored(minutes), day_of(served_on)))?);
    }
    let (organisation_scan, organisation_make_up) = last_year(conn, organisation, now)?;
    let submitted_by = AccountId(submitted_by);
    let make_up = MakeUp { lines, reason, evidence: true, submitted_by, organisation_scan, organisation_make_up };
    Ok(Kept { id, organisation, activity, state: self::state(state)?, make_up })
}

/// A line with what the rules need of its volunteer.
pub fn line(
    conn: &mut Conn,
    who: VolunteerId,
    activity: Option<ActivityId>,
    (minutes, served_on): (Minutes, jiff::civil::Date),
) -> Answer<Line> {
    let (account, state): (i64, i16) = volunteer::table
        .inner_join(account::table.on(account::id.eq(volunteer::account_id)))
        .filter(volunteer::id.eq(who.get()))
        .select((account::id, account::state))
        .first(conn)?;
    let approved_before = match activity {
        Some(activity) => {
            let before = entry::table
                .filter(entry::volunteer_id.eq(who.get()).and(entry::activity_id.eq(activity.get())))
                .filter(entry::class.eq(Class::MakeUp.number()));
            let sum: i64 = before.select(sql::<BigInt>("cast(coalesce(sum(minutes), 0) as bigint)")).first(conn)?;
            Minutes::stored(sum)
        }
        None => Minutes::ZERO,
    };
    Ok(Line { volunteer: who, account: AccountId(account), activated: state == 2, minutes, served_on, approved_before })
}

/// Scan and make-up minutes that the organisation itself recorded in the last 12 months.
pub fn last_year(conn: &mut Conn, organisation: OrganisationId, now: jiff::Timestamp) -> Answer<(Minutes, Minutes)> {
    let since = local_date(now).checked_sub(1.year()).map_err(Failure::fault)?;
    let mut sum = |class: Class| -> Answer<Minutes> {
        let recorded = entry::table
            .filter(entry::organisation_id.eq(organisation.get()).and(entry::class.eq(class.number())))
            .filter(entry::served_on.gt(day_number(since)));
        let minutes: i64 = recorded.select(sql::<BigInt>("cast(coalesce(sum(minutes), 0) as bigint)")).first(conn)?;
        Ok(Minutes::stored(minutes))
    };
    Ok((sum(Class::Scan)?, sum(Class::MakeUp)?))
}

/// Writes down a decision. False when it was decided before.
pub fn decided(cx: &mut Cx, id: MakeUpId, state: MakeUpState, reason: &str) -> Answer<bool> {
    let number: i16 = if state == MakeUpState::Approved { 2 } else { 3 };
    let open = make_up::table.find(id.get()).filter(make_up::state.eq(1i16));
    let (by, at) = (cx.actor.number(), cx.at());
    let changed = diesel::update(open)
        .set((
            make_up::state.eq(number),
            make_up::decided_by.eq(by),
            make_up::decided_at.eq(at),
            make_up::decision_reason.eq(reason),
        ))
        .execute(cx.conn)?;
    Ok(changed == 1)
}
