//! The public pages for people: home, hours, volunteers.

mod hours;

use super::{
    calendar, rows,
    views::{self, Figures, HoursLine, PersonShown, RankAfter, Ranked, RowLine, Team},
};
use crate::{
    activity::{self, Card},
    kernel::{
        failure::Answer,
        office::Office,
        web::{Cached, Chrome, Pager, Section, Visit, page},
    },
};
use askama::Template;
use axum::{
    Extension, Router,
    extract::{Path, Query as Params},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::kernel::{ActivityId, VolunteerId, day_number, local_date};
use jiff::civil::Date;
use serde::Deserialize;

/// The pages of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/", get(home))
        .route("/hours", get(hours::list))
        .route("/hours/activities/{id}", get(activity_rows))
        .route("/volunteers", get(ranking))
        .route("/volunteers/{number}", get(person))
}

#[derive(Template)]
#[template(path = "disclosure/home.html")]
struct HomePage {
    c: Chrome,
    figures: Figures,
    coming: Vec<Card>,
    teams: Vec<Team>,
    active: Vec<Ranked>,
    today: Date,
    /// The number of the solar term that today lies in.
    term: Option<usize>,
    /// Another drawing every day.
    cover: i64,
}

async fn home(visit: Visit) -> Answer<Response> {
    let now = visit.now;
    let today = local_date(now);
    let look = move |conn: &mut crate::kernel::db::Conn| {
        let coming = activity::list(conn, &activity::Query::default(), now)?.0;
        let coming = whole_rows(coming.into_iter().filter(|card| now < card.starts_at).collect());
        let month = crate::hours::month(day_number(today));
        let last = crate::hours::month(day_number(today.first_of_month().yesterday().unwrap_or(today)));
        let teams = match views::teams(conn, month, 4)? {
            teams if teams.is_empty() => views::teams(conn, last, 4)?,
            teams => teams,
        };
        let active = views::ranking(conn, None, 5, now)?.0;
        Ok((views::figures(conn)?, coming, teams, active))
    };
    let (figures, coming, teams, active) = visit.office.view(look).await?;
    let c = visit.chrome(Section::Home);
    let (term, cover) = (calendar::term(today), day_number(today));
    let page = page(&HomePage { c, figures, coming, teams, active, today, term, cover })?;
    Ok(kept(&visit, page, 10))
}

/// Six, or three, or what there is: no row of the wide page has a hole.
fn whole_rows(mut cards: Vec<Card>) -> Vec<Card> {
    let shown = match cards.len() {
        6.. => 6,
        3..6 => 3,
        few => few,
    };
    cards.truncate(shown);
    cards
}

/// A page without names may be kept for visitors without login.
fn kept(visit: &Visit, page: Response, seconds: u8) -> Response {
    if visit.viewer.is_some() { page } else { (Extension(Cached(seconds)), page).into_response() }
}

/// A row of an activity with the code that an objection names.
struct CodedRow {
    line: RowLine,
    code: String,
}

#[derive(Template)]
#[template(path = "disclosure/activity.html")]
struct ActivityPage {
    c: Chrome,
    a: HoursLine,
    rows: Vec<CodedRow>,
    /// Some rows are left out because this address has read its minute's share.
    is_cut: bool,
    pager: Pager,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Turned {
    page: i64,
}

async fn activity_rows(visit: Visit, Path(id): Path<ActivityId>, Params(turned): Params<Turned>) -> Answer<Response> {
    let (now, number) = (visit.now, turned.page.clamp(0, 5_000));
    let look = move |conn: &mut crate::kernel::db::Conn| {
        Ok((views::about(conn, id, now)?, views::rows(conn, id, number, now)?))
    };
    let (a, (lines, more)) = visit.office.view(look).await?;
    let shown = visit.office.means.readers.take(&visit, lines.len())?;
    let is_cut = shown < lines.len();
    let keys = &visit.office.means.keys;
    let coded = |line: RowLine| CodedRow { code: rows::code(keys, id, line.volunteer), line };
    let rows = lines.into_iter().take(shown).map(coded).collect();
    let first = format!("/hours/activities/{id}");
    let next = more.then(|| format!("{first}?page={}", number + 1));
    let pager = Pager { first, is_first: number == 0, next };
    page(&ActivityPage { c: visit.chrome(Section::Hours), a, rows, is_cut, pager })
}

/// Somebody in the ranking with a picture of their own.
struct RankRow {
    person: Ranked,
    picture: String,
}

#[derive(Template)]
#[template(path = "disclosure/volunteers.html")]
struct RankingPage {
    c: Chrome,
    rows: Vec<RankRow>,
    is_cut: bool,
    /// The name that was searched, and who was found by it.
    name: String,
    found: Vec<(String, String)>,
    pager: Pager,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Ranking {
    name: String,
    after: String,
}

async fn ranking(visit: Visit, Params(asked): Params<Ranking>) -> Answer<Response> {
    let now = visit.now;
    let name = asked.name.trim().to_owned();
    let after = RankAfter::parse(&asked.after)?;
    let (searched, wanted) = (name.clone(), if name.is_empty() { 20 } else { 0 });
    let look = move |conn: &mut crate::kernel::db::Conn| {
        let found = if searched.is_empty() { Vec::new() } else { views::find_person(conn, &searched, now)? };
        let ranked = if wanted > 0 { views::ranking(conn, after, wanted, now)? } else { (Vec::new(), None) };
        Ok((found, ranked))
    };
    let (found, (people, next)) = visit.office.view(look).await?;
    let shown = visit.office.means.readers.take(&visit, people.len().max(found.len()))?;
    let is_cut = shown < people.len();
    let rows = ranked(&visit, people, shown);
    let next = next.map(|next| format!("/volunteers?after={next}"));
    let pager = Pager { first: "/volunteers".to_owned(), is_first: after.is_none(), next };
    page(&RankingPage { c: visit.chrome(Section::Hours), rows, is_cut, name, found, pager })
}

fn ranked(visit: &Visit, people: Vec<Ranked>, shown: usize) -> Vec<RankRow> {
    let row = |person: Ranked| RankRow { picture: picture(visit, person.volunteer, &person.name), person };
    people.into_iter().take(shown).map(row).collect()
}

/// A drawn picture whose address doesn't give the person's id away.
fn picture(visit: &Visit, volunteer: VolunteerId, name: &str) -> String {
    let code = rows::code(&visit.office.means.keys, ActivityId(0), volunteer);
    let seed = u64::from_str_radix(&code, 16).unwrap_or(0);
    visit.chrome(Section::None).avatar(seed, name)
}

#[derive(Template)]
#[template(path = "disclosure/person.html")]
struct PersonPage {
    c: Chrome,
    p: PersonShown,
    picture: String,
    rows: Vec<(views::Served, String)>,
}

async fn person(visit: Visit, Path(number): Path<String>) -> Answer<Response> {
    let now = visit.now;
    let mut p = visit.office.view(move |conn| views::person(conn, &number, now)).await?;
    let shown = visit.office.means.readers.take(&visit, p.served.len().max(1))?;
    let keys = &visit.office.means.keys;
    let served = std::mem::take(&mut p.served);
    let coded = |line: views::Served| {
        let code = rows::code(keys, line.activity, p.volunteer);
        (line, code)
    };
    let rows = served.into_iter().take(shown).map(coded).collect();
    let picture = picture(&visit, p.volunteer, &p.name);
    page(&PersonPage { c: visit.chrome(Section::Hours), p, picture, rows })
}

impl HomePage {
    /// The day in words: 11月22日 周日.
    fn day(&self) -> String {
        self.c.day(self.today)
    }

    /// The solar term.
    fn season(&self) -> Option<String> {
        self.term.map(|term| self.c.t(&format!("disclosure-term-{term}")))
    }

    fn picture(&self, person: &Ranked) -> String {
        self.c.avatar(u64::try_from(person.rank).unwrap_or(0), &person.name)
    }
}

impl ActivityPage {
    /// Scan time, and make-up time where there is any.
    fn parts(&self, row: &CodedRow) -> String {
        let scan = self.c.minutes(row.line.row.scan);
        if row.line.row.make_up == domain::kernel::Minutes::ZERO {
            return self.c.with("disclosure-part-scan", "scan", scan);
        }
        self.c.with2("disclosure-parts", "scan", scan, "make_up", self.c.minutes(row.line.row.make_up))
    }

    /// The local day on which it began.
    fn day(&self) -> String {
        self.c.day_full(local_date(self.a.starts_at))
    }
}

impl PersonPage {
    /// The local day of an activity.
    fn day(&self, served: &views::Served) -> String {
        self.c.day_full(local_date(served.starts_at))
    }

    /// Since when the person is registered.
    fn since(&self) -> String {
        self.c.with("disclosure-since", "day", self.c.day_full(local_date(self.p.registered_at)))
    }
}
