//! My hours: the totals and how they come about, a picture of them, every line of the ledger, and refusing a make-up.

use super::chart::{Chart, Period};
use crate::{
    disclosure,
    enrolment::volunteer_of,
    hours::{
        self,
        make_up::{self, Entry, Record, RefuseCredit},
    },
    kernel::{
        db::Conn,
        failure::{Answer, DoorRefusal, Failure},
        office::Office,
        web::{Chrome, Form, Key, Known, Section, Trouble, Visit, see},
        words::Words,
    },
};
use askama::{Template, filters::Safe};
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::{get, post},
};
use domain::{
    hours::{STAR_HOURS, Totals, stars},
    kernel::{ActivityId, EntryId, Fact, Minutes, VolunteerId, ZONE, local_date},
};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use serde::Deserialize;
use std::{cmp::Reverse, collections::BTreeSet};

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/me/hours", get(show)).route("/me/hours/{id}/refusal", post(refuse))
}

/// What sorts of entries can be picked out, as tabs.
const SORTS: [&str; 6] = ["all", "scan", "make-up", "deduction", "honorary", "training"];

/// What the page was asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// A year, or `all` for a table of years; the newest year when empty.
    year: String,
    class: String,
    /// A past moment as `datetime-local` writes it, in Chinese local time.
    at: String,
    /// What was just done, to say so.
    said: String,
}

#[derive(Template)]
#[template(path = "hours/pages/record.html")]
struct RecordPage {
    c: Chrome,
    is_volunteer: bool,
    totals: Totals,
    /// How the total comes about, in words.
    sum: String,
    chart: Chart,
    /// Years with entries, the newest first.
    years: Vec<i16>,
    /// None: all of them.
    year: Option<i16>,
    sort: &'static str,
    months: Vec<Month>,
    /// The past moment that is shown.
    at: Option<Timestamp>,
    /// The same as it was typed.
    typed: String,
    is_refused: bool,
    trouble: Trouble,
}

/// The entries of a month of service, the newest first.
struct Month {
    title: String,
    lines: Vec<Line>,
}

/// An entry as the page shows it.
struct Line {
    entry: Entry,
    title: String,
    minutes: String,
    tone: &'static str,
    /// Minutes that begin to count later.
    is_later: bool,
    /// The code of one's own row in the public disclosure.
    row: Option<String>,
}

async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer<Response> {
    let page = record_page(&visit, asked, Trouble::default()).await?;
    page.trouble.page(&page)
}

async fn record_page(visit: &Visit, asked: Asked, trouble: Trouble) -> Answer<RecordPage> {
    let (account, now) = (visit.login()?.account, visit.now);
    let (at, trouble) = match moment(&asked.at, now) {
        Ok(at) => (at, trouble),
        Err(failure) => (None, Trouble::of(failure, visit.words())?.beside(|_| Some("at"))),
    };
    let look = move |conn: &mut Conn| {
        let who = match volunteer_of(conn, account) {
            Ok(who) => who,
            // Whoever has no verified identity yet has no hours either; the page says where to begin.
            Err(Failure::Refused(_)) => return Ok(None),
            Err(other) => return Err(other),
        };
        Ok(Some((who, make_up::record(conn, who, now, at)?)))
    };
    let known = visit.office.view(look).await?;
    let c = visit.chrome(Section::Mine);
    Ok(page_of(visit, c, known, (asked, at, trouble)))
}

/// The moment that was asked for; one that is still to come is now.
fn moment(text: &str, now: Timestamp) -> Answer<Option<Timestamp>> {
    if text.is_empty() {
        return Ok(None);
    }
    let bad = || DoorRefusal::BadForm { field: "at".into() };
    let local: DateTime = text.parse().map_err(|_| bad())?;
    let at = ZONE.to_timestamp(local).map_err(|_| bad())?;
    Ok((at < now).then_some(at))
}

type Wanted = (Asked, Option<Timestamp>, Trouble);

fn page_of(visit: &Visit, c: Chrome, known: Option<(VolunteerId, Record)>, (asked, at, trouble): Wanted) -> RecordPage {
    let is_volunteer = known.is_some();
    let (who, totals, entries) = match known {
        Some((who, record)) => (who, record.totals, record.entries),
        None => (VolunteerId(0), Totals::default(), Vec::new()),
    };
    let today = local_date(at.unwrap_or(visit.now));
    let years: BTreeSet<i16> = entries.iter().map(|entry| entry.served_on.year()).collect();
    let years: Vec<i16> = years.into_iter().rev().collect();
    let asked_for = years.iter().copied().find(|year| year.to_string() == asked.year);
    let year = if asked.year == "all" && years.len() > 1 { None } else { asked_for.or(years.first().copied()) };
    let sort = SORTS.into_iter().find(|sort| *sort == asked.class).unwrap_or("all");
    let all: Vec<&Entry> = entries.iter().collect();
    let chart = match year {
        Some(year) => Chart::months(&all, year, today),
        None => Chart::years(&all, today),
    };
    let picked = entries.into_iter().filter(|entry| Some(entry.served_on.year()) == year && is_of(entry, sort));
    let code = |entry: &Entry| {
        let activity: ActivityId = entry.activity_id.as_ref()?.parse().ok()?;
        Some(disclosure::code(&visit.office.means.keys, activity, who))
    };
    let lines = picked.map(|entry| Line { row: code(&entry), ..Line::new(entry, visit.words(), today) });
    let months = by_month(lines.collect(), visit.words());
    let (typed, is_refused) = (asked.at, asked.said == "refused");
    let sum = sum(&totals, visit.words());
    RecordPage { c, is_volunteer, totals, sum, chart, years, year, sort, months, at, typed, is_refused, trouble }
}

/// The total as an addition; deductions are named where there are any.
fn sum(totals: &Totals, words: &Words) -> String {
    let parts = [("scan", totals.scan), ("make_up", totals.make_up), ("deducted", totals.deducted)];
    let key = if totals.deducted == Minutes::ZERO { "record-sum" } else { "record-sum-deducted" };
    words.with(key, &parts.map(|(name, minutes)| (name, Fact::Minutes(minutes))))
}

/// Whether an entry is of a sort; a reversal stands with what it takes back.
fn is_of(entry: &Entry, sort: &str) -> bool {
    match sort {
        "all" => true,
        "training" => entry.training,
        class => !entry.training && entry.changes == class,
    }
}

/// The days served, newest first, under their months.
fn by_month(mut lines: Vec<Line>, words: &Words) -> Vec<Month> {
    lines.sort_by_key(|line| Reverse((line.entry.served_on, line.entry.id)));
    let mut months: Vec<Month> = Vec::new();
    for line in lines {
        let title = words.month(line.entry.served_on);
        match months.last_mut().filter(|month| month.title == title) {
            Some(month) => month.lines.push(line),
            None => months.push(Month { title, lines: vec![line] }),
        }
    }
    months
}

impl Line {
    fn new(entry: Entry, words: &Words, today: Date) -> Line {
        let takes_off = (entry.changes == "deduction") != entry.reverses.is_some();
        let is_later = entry.counts_from > today;
        let tone = match () {
            () if takes_off => "minus",
            () if !entry.is_service() || entry.reversed => "beside",
            () if is_later => "pending",
            () => "",
        };
        let sign = if takes_off { "−" } else { "" };
        let minutes = format!("{sign}{}", words.minutes(Minutes(entry.minutes)));
        let class = words.t(&format!("record-class-{}", entry.changes)).into_owned();
        let about = entry.activity.clone().unwrap_or(class);
        let title = match entry.reverses {
            Some(_) => words.with("record-reversal-of", &[("title", Fact::Text(about))]),
            None => about,
        };
        Line { entry, title, minutes, tone, is_later, row: None }
    }

    /// What stands below the minutes.
    fn sort(&self) -> &'static str {
        if self.entry.training { "training" } else { self.entry.class }
    }

    /// Why it was written; a refusal by the volunteer stands in the ledger under a word of its own.
    fn reason(&self, c: &Chrome) -> String {
        match self.entry.reason.as_str() {
            make_up::REFUSED => c.t("record-reason-refused"),
            hours::HELD => c.t("record-reason-held"),
            hours::RELEASED => c.t("record-reason-released"),
            own => own.to_owned(),
        }
    }

    /// The day of the month over the day of the week.
    fn day(&self, c: &Chrome) -> Safe<String> {
        let day = self.entry.served_on;
        let weekday = c.t(&format!("format-weekday-{}", day.weekday().to_monday_one_offset()));
        Safe(format!("<b>{}</b> {weekday}", c.with("record-day", "day", day.day().to_string())))
    }

    /// Where the activity can be looked at.
    fn activity(&self) -> Option<&String> {
        self.entry.activity_id.as_ref().filter(|_| self.entry.is_public)
    }
}

impl RecordPage {
    fn sorts(&self) -> [&'static str; 6] {
        SORTS
    }

    fn is_sort(&self, sort: &str) -> bool {
        self.sort == sort
    }

    fn is_year(&self, year: &i16) -> bool {
        self.year == Some(*year)
    }

    /// The address of this page with another year or sort.
    fn address(&self, year: &str, sort: &str) -> String {
        let at = if self.typed.is_empty() { String::new() } else { format!("&at={}", self.typed) };
        format!("/me/hours?year={year}&class={sort}{at}")
    }

    fn year_name(&self) -> String {
        self.year.map_or_else(|| "all".to_owned(), |year| year.to_string())
    }

    /// One for each star that is held.
    fn stars(&self) -> Vec<u8> {
        (0..stars(self.totals.total(), &STAR_HOURS)).collect()
    }

    fn stars_said(&self) -> String {
        self.c.with("record-stars", "count", i64::from(stars(self.totals.total(), &STAR_HOURS)))
    }

    /// The hours of the next star.
    fn next_star(&self) -> Option<u32> {
        STAR_HOURS.into_iter().find(|hours| self.totals.total() < Minutes::hours(*hours))
    }

    fn hours_served(&self) -> u32 {
        self.totals.total().0 / 60
    }

    /// What is missing for some hours.
    fn missing(&self, hours: &u32) -> String {
        self.c.minutes(Minutes::hours(*hours).less(self.totals.total()))
    }

    /// A month or a year in words.
    fn period(&self, period: &Period) -> String {
        match self.year {
            Some(_) => self.c.t(&format!("format-month-{}", period.label)),
            None => self.c.with("record-year", "year", period.label.to_string()),
        }
    }

    /// The picture in a sentence.
    fn picture(&self) -> String {
        let Some(most) = self.chart.most else { return String::new() };
        self.c.with2("record-chart-most", "period", self.period(&most), "time", self.c.minutes(most.total()))
    }

    fn shows_table_of_years(&self) -> bool {
        self.year.is_none()
    }
}

#[derive(Deserialize)]
struct RefuseForm {
    #[serde(default)]
    key: Key,
    #[serde(default)]
    year: String,
}

async fn refuse(Known(visit): Known, Path(entry): Path<EntryId>, Form(form): Form<RefuseForm>) -> Answer<Response> {
    let year: String = form.year.chars().filter(char::is_ascii_digit).take(4).collect();
    match visit.office.act(visit.ask_once(form.key.0), RefuseCredit { entry }, make_up::refuse).await {
        Ok(()) => Ok(see(format!("/me/hours?year={year}&said=refused"))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?;
            let page = record_page(&visit, Asked { year, ..Asked::default() }, trouble).await?;
            page.trouble.page(&page)
        }
    }
}
