//! The ledger behind a certificate: which entries it states, their lines on the detail list, the root that commits to them, and what
//! later entries made of the same services.

use crate::{
    hours::{self, COLUMNS, Recorded},
    kernel::{
        db::{
            Conn,
            schema::{activity, entry, organisation},
        },
        failure::Answer,
    },
    region,
};
use diesel::prelude::*;
use domain::{
    hours::{Class, Counted, Credit, Domain, Entry},
    kernel::{EntryId, Minutes, VolunteerId, day_number, day_of, local_date, timestamp},
};
use jiff::{Timestamp, civil::Date};
use std::collections::HashSet;
use tlog::{hash::run_hash, leaf_hash};

/// An entry with the names that go with it.
pub struct Line {
    pub entry: Recorded,
    pub activity: Option<String>,
    pub organisation: String,
    /// A division code; empty without an activity.
    region: String,
}

/// All entries of a volunteer, the oldest first.
pub fn lines(conn: &mut Conn, volunteer: VolunteerId) -> Answer<Vec<Line>> {
    let rows: Vec<(Recorded, Option<String>, Option<String>, String)> = entry::table
        .inner_join(organisation::table.on(organisation::id.eq(entry::organisation_id)))
        .left_join(activity::table.on(entry::activity_id.eq(activity::id.nullable())))
        .filter(entry::volunteer_id.eq(volunteer.get()))
        .order(entry::id)
        .select((COLUMNS, activity::title.nullable(), activity::region.nullable(), organisation::name))
        .load(conn)?;
    let line = |(entry, activity, region, organisation): (_, _, Option<String>, _)| Line {
        entry,
        activity,
        organisation,
        region: region.unwrap_or_default(),
    };
    Ok(rows.into_iter().map(line).collect())
}

impl Line {
    /// Whether it counts at `moment`.
    pub fn counts_at(&self, moment: Timestamp) -> bool {
        self.entry.counts_from <= day_number(local_date(moment)) && self.entry.recorded_at <= moment.as_microsecond()
    }

    /// The local day of the service.
    pub fn served_on(&self) -> Date {
        day_of(self.entry.served_on)
    }

    /// Where the activity was: city and district.
    pub fn place(&self) -> String {
        region::stored_name(&self.region)
    }

    /// Minutes of the class; what was taken back or deducted is negative.
    pub fn signed_minutes(&self) -> i64 {
        match self.class() {
            Some(Class::Deduction) => -self.entry.signed(),
            _ => self.entry.signed(),
        }
    }

    /// The class whose minutes it changes.
    pub fn class(&self) -> Option<Class> {
        Class::stored(self.entry.changes())
    }

    /// What sort of line it is: a class, `training`, or `reversal` for what takes back an earlier line.
    pub fn state(&self) -> &'static str {
        match (self.entry.reverses, Domain::stored(self.entry.domain)) {
            (Some(_), _) => Class::Reversal.name(),
            (None, Some(Domain::Training)) => "training",
            _ => self.class().map_or("", Class::name),
        }
    }

    /// Whether its minutes are part of the total.
    pub fn is_service(&self) -> bool {
        self.entry.domain == Domain::Service.number() && self.class() != Some(Class::Honorary)
    }

    fn counted(&self) -> Option<Entry> {
        let recorded = &self.entry;
        let reverses = recorded.reverses.zip(self.class()).map(|(id, class)| Counted { id: EntryId(id), class });
        Some(Entry {
            id: EntryId(recorded.id),
            credit: Credit {
                class: Class::stored(recorded.class)?,
                domain: Domain::stored(recorded.domain)?,
                minutes: Minutes::stored(recorded.minutes),
                served_on: self.served_on(),
            },
            counts_from: day_of(recorded.counts_from),
            recorded_at: timestamp(recorded.recorded_at),
            reverses,
        })
    }
}

/// The lines as the totals need them.
pub fn entries<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Vec<Entry> {
    lines.into_iter().filter_map(Line::counted).collect()
}

/// The RFC 6962 root over the leaves of these entries, in their order.
pub fn root(conn: &mut Conn, lines: &[Line]) -> Answer<[u8; 32]> {
    let recorded: Vec<Recorded> = lines.iter().map(|line| line.entry.clone()).collect();
    let mut facts = hours::behind(conn, &recorded)?;
    let mut hashes = Vec::with_capacity(recorded.len());
    for entry in &recorded {
        let evidence = hours::evidence_text(&facts.remove(&entry.id).unwrap_or_default())?;
        hashes.push(leaf_hash(&entry.leaf(&evidence)?));
    }
    Ok(*run_hash(&hashes).as_bytes())
}

/// The stated entries and every later one about the same services: what takes one back or stands in its place, and deductions for
/// days that were stated. Services given afterwards are no part of it.
pub fn about_the_same(lines: &[Line], stated: &HashSet<i64>, as_of: Timestamp) -> Vec<Entry> {
    let mut same = stated.clone();
    let until = day_number(local_date(as_of));
    let stated_lines = || lines.iter().filter(|line| stated.contains(&line.entry.id));
    let attendances: HashSet<i64> = stated_lines().filter_map(|line| line.entry.attendance).collect();
    let make_ups: HashSet<i64> = stated_lines().filter_map(|line| line.entry.make_up).collect();
    for line in lines {
        let entry = &line.entry;
        let takes_back = entry.reverses.is_some_and(|id| same.contains(&id));
        let replaces = entry.attendance.is_some_and(|id| attendances.contains(&id))
            || entry.make_up.is_some_and(|id| make_ups.contains(&id));
        let deducts = line.class() == Some(Class::Deduction) && entry.served_on <= until;
        if takes_back || replaces || deducts {
            same.insert(entry.id);
        }
    }
    entries(lines.iter().filter(|line| same.contains(&line.entry.id)))
}
