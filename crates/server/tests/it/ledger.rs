//! Lines of the ledger for stories, written as the actions write them, and the sequencer that seals them.

use crate::world::World;
use diesel::prelude::*;
use domain::{
    hours::{Class, Domain},
    kernel::{day_number, local_date},
};
use goodhours::{
    app,
    kernel::{
        db::schema::{entry as e, unsealed as u},
        dice::entropy,
        log::{Anchor, LogKeys},
        sequencer::Sequencer,
    },
};
use jiff::civil::Date;
use std::sync::Arc;

/// One line; days default to today.
#[derive(Clone, Copy)]
pub struct Line {
    pub volunteer: i64,
    pub organisation: i64,
    pub activity: Option<i64>,
    pub class: Class,
    pub domain: Domain,
    pub minutes: i64,
    pub served_on: Option<Date>,
    pub counts_from: Option<Date>,
    /// The entry that is taken back, and its class.
    pub reverses: Option<(i64, Class)>,
}

pub fn line(volunteer: i64, organisation: i64, minutes: i64) -> Line {
    Line {
        volunteer,
        organisation,
        activity: None,
        class: Class::Scan,
        domain: Domain::Service,
        minutes,
        served_on: None,
        counts_from: None,
        reverses: None,
    }
}

impl Line {
    pub fn at(self, activity: i64) -> Line {
        Line { activity: Some(activity), ..self }
    }

    pub fn of(self, class: Class) -> Line {
        Line { class, ..self }
    }

    /// Writes it with its row in `unsealed`.
    pub fn write(self, w: &World) -> i64 {
        let (id, today, mut conn) = (w.id(), local_date(w.now()), w.conn());
        let day = |day: Option<Date>| day_number(day.unwrap_or(today));
        diesel::insert_into(e::table)
            .values((
                (e::id.eq(id), e::volunteer_id.eq(self.volunteer), e::organisation_id.eq(self.organisation)),
                (
                    e::activity_id.eq(self.activity),
                    e::class.eq(self.class.number()),
                    e::domain.eq(self.domain.number()),
                ),
                (e::minutes.eq(self.minutes), e::reverses_id.eq(self.reverses.map(|(id, _)| id))),
                e::reverses_class.eq(self.reverses.map(|(_, class)| class.number())),
                (e::served_on.eq(day(self.served_on)), e::counts_from.eq(day(self.counts_from))),
                (e::recorded_at.eq(w.now().as_microsecond()), e::recorded_by.eq(7), e::reason.eq("现场核对")),
                e::salt.eq(entropy::<32>().to_vec()),
            ))
            .execute(&mut conn)
            .unwrap();
        diesel::insert_into(u::table).values(u::entry_id.eq(id)).execute(&mut conn).unwrap();
        id
    }
}

/// The sequencer of a process with this name; all of a world share key and anchor.
pub fn sequencer(w: &World, holder: &str) -> Sequencer {
    let (keys, anchor) = (Arc::new(keys()), Anchor::new(&w.folder));
    Sequencer::new(w.office.clone(), keys, anchor, app::SOURCES, holder.to_owned())
}

pub fn keys() -> LogKeys {
    LogKeys::seeded([9; 32])
}

/// Seals everything that waits.
pub async fn seal(w: &World) -> usize {
    sequencer(w, "world").catch_up().await.unwrap()
}
