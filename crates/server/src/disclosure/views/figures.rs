//! The figures of the home page, all from folded tables.

use crate::kernel::{
    db::{
        Conn,
        schema::{hour_cell, tally},
    },
    failure::Answer,
};
use diesel::{
    QueryableByName,
    dsl::sql,
    prelude::*,
    sql_types::{BigInt, Text},
};
use domain::{
    hours::{Class, Domain},
    kernel::{Minutes, OrganisationId, timestamp},
};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::HashMap;

/// The counters of the platform.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Figures {
    pub volunteers: i64,
    pub organisations: i64,
    pub groups: i64,
    /// Whole hours of service: scan and make-up, less deductions.
    pub hours: i64,
    /// When volunteers, organisations and groups were counted.
    #[schema(value_type = Option<String>)]
    pub counted_at: Option<Timestamp>,
}

/// Reads the counters.
pub fn figures(conn: &mut Conn) -> Answer<Figures> {
    let rows: Vec<(String, i64, i64)> = tally::table.select((tally::name, tally::value, tally::at)).load(conn)?;
    let at = rows.iter().map(|row| row.2).max();
    let kept: HashMap<String, i64> = rows.into_iter().map(|(name, value, _)| (name, value)).collect();
    let value = |name: &str| kept.get(name).copied().unwrap_or(0);
    let minutes: Vec<(i16, i64)> = hour_cell::table
        .filter(hour_cell::node_id.eq(crate::hours::PLATFORM).and(hour_cell::domain.eq(Domain::Service.number())))
        .group_by(hour_cell::class)
        .select((hour_cell::class, sql::<BigInt>("cast(coalesce(sum(minutes), 0) as bigint)")))
        .load(conn)?;
    let served: i64 = minutes.into_iter().map(|(class, minutes)| signed(class, minutes)).sum();
    Ok(Figures {
        volunteers: value("volunteers"),
        organisations: value("organisations"),
        groups: value("groups"),
        hours: served.max(0) / 60,
        counted_at: at.map(timestamp),
    })
}

fn signed(class: i16, minutes: i64) -> i64 {
    match Class::stored(class) {
        Some(Class::Honorary) | None => 0,
        Some(Class::Deduction) => -minutes,
        Some(_) => minutes,
    }
}

/// An organisation that is at work.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Team {
    #[schema(value_type = String)]
    pub id: OrganisationId,
    pub name: String,
    pub region: String,
    #[schema(value_type = u32)]
    pub minutes: Minutes,
}

#[derive(QueryableByName)]
struct TeamRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    region: String,
    #[diesel(sql_type = BigInt)]
    minutes: i64,
}

/// The teams (organisations without any below) with the most service in a month (202611), the most first.
pub fn teams(conn: &mut Conn, month: i64, most: u8) -> Answer<Vec<Team>> {
    let text = format!(
        "select o.id as id, o.name as name, o.region as region, cast(sum(c.minutes) as bigint) as minutes \
         from hour_cell c join organisation o on o.id = c.node_id \
         where c.month = {month} and c.class in (1, 2) and c.domain = 1 and o.state = {} \
         and not exists (select 1 from organisation b where b.parent_id = o.id) \
         group by o.id, o.name, o.region having sum(c.minutes) > 0 order by minutes desc, o.id limit {most}",
        crate::organisation::State::Approved.number()
    );
    let rows: Vec<TeamRow> = diesel::sql_query(text).load(conn)?;
    let team = |row: TeamRow| Team {
        id: OrganisationId(row.id),
        name: row.name,
        region: super::place(&row.region),
        minutes: Minutes::stored(row.minutes),
    };
    Ok(rows.into_iter().map(team).collect())
}
