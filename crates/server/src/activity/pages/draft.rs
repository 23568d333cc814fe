//! A proposal as it is typed: every field a text, so that a refused form comes back as it was sent.

use crate::{
    activity::actions::Agreed,
    kernel::{
        failure::{Answer, Failure},
        web::Key,
    },
};
use domain::{
    activity::{
        Category, Details, Kind, Opening, Place, Post, Proposal, RADIUS_METRES_DEFAULT, Requirements, Session,
        TimekeepingMethods,
    },
    kernel::{Minutes, TextRefusal, ZONE},
};
use jiff::{SignedDuration, Timestamp, civil::DateTime};
use serde::Deserialize;

/// The fields of the proposal form. Sessions and positions repeat; a line that is left empty is no line.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub kind: String,
    pub category: String,
    pub title: String,
    pub description: String,
    pub address: String,
    pub latitude: String,
    pub longitude: String,
    pub radius_metres: String,
    pub expected: String,
    pub contact_name: String,
    pub contact_phone: String,
    pub person_in_charge: String,
    pub safeguards: String,
    pub risks: String,
    pub dangerous: String,
    pub policy_number: String,
    pub session_start: Vec<String>,
    pub session_end: Vec<String>,
    pub session_break: Vec<String>,
    pub recruits: String,
    pub opens_at: String,
    pub closes_at: String,
    pub position_title: Vec<String>,
    pub position_places: Vec<String>,
    pub position_age_min: Vec<String>,
    pub position_age_max: Vec<String>,
    pub position_sex: Vec<String>,
    pub own_members_only: String,
    pub waiting_list: String,
    pub keeps_time: String,
    pub organiser_shows_code: String,
    pub organiser_scans: String,
    pub typed_code: String,
    pub self_sign_in: String,
    pub walk_ins: String,
    pub agreed: String,
    /// The version of the agreement that stood on the page, and whether as its whole text.
    pub agreed_version: String,
    pub agreed_in_full: String,
    /// The nonce of the form.
    pub key: Key,
    /// Which list gets one more line, when that button was pressed.
    pub add: String,
}

/// One day or shift as typed.
pub struct SessionRow {
    pub start: String,
    pub end: String,
    pub pause: String,
}

/// One position as typed.
#[derive(Default)]
pub struct PositionRow {
    pub title: String,
    pub places: String,
    pub age_min: String,
    pub age_max: String,
    pub sex: String,
}

/// Lines of the form are offered at most so often.
const ROWS_MAX: usize = 60;

impl Draft {
    /// An empty form with the usual choices made.
    pub fn empty() -> Draft {
        let on = || "on".to_owned();
        Draft {
            kind: Kind::Service.name().into(),
            radius_metres: RADIUS_METRES_DEFAULT.to_string(),
            recruits: on(),
            waiting_list: on(),
            keeps_time: on(),
            organiser_shows_code: on(),
            organiser_scans: on(),
            typed_code: on(),
            session_start: vec![String::new()],
            position_title: vec![String::new()],
            ..Draft::default()
        }
    }

    /// A copy of an activity, moved by whole weeks to where all of it lies ahead.
    pub fn copy(of: &Proposal, now: Timestamp) -> Draft {
        let week = SignedDuration::from_hours(7 * 24);
        let begins = of.opening.as_ref().map(|opening| opening.opens_at);
        let first = of.sessions.iter().map(|session| session.starts_at).chain(begins).min().unwrap_or(now);
        let weeks = i32::try_from(now.duration_since(first).as_hours().max(-1) / (7 * 24) + 1).unwrap_or(0);
        Draft::filled(of, |at| typed(at.saturating_add(week.saturating_mul(weeks)).unwrap_or(at)))
    }

    /// An activity as it stands, to be changed.
    pub fn of(of: &Proposal) -> Draft {
        Draft::filled(of, typed)
    }

    fn filled(of: &Proposal, moved: impl Fn(Timestamp) -> String) -> Draft {
        let on = |is_on: bool| if is_on { "on".to_owned() } else { String::new() };
        let methods = of.timekeeping.unwrap_or_default();
        let opening = of.opening.as_ref();
        let posts: Vec<&Post> = opening.iter().flat_map(|opening| &opening.posts).collect();
        let each = |pick: fn(&Post) -> String| posts.iter().map(|post| pick(post)).collect::<Vec<String>>();
        let details = of.details.clone();
        Draft {
            kind: of.kind.name().into(),
            category: of.category.name().into(),
            title: details.title,
            description: details.description,
            address: details.address,
            latitude: of.place.latitude.to_string(),
            longitude: of.place.longitude.to_string(),
            radius_metres: of.place.radius_metres.to_string(),
            expected: of.expected.to_string(),
            contact_name: details.contact_name,
            contact_phone: details.contact_phone,
            person_in_charge: details.person_in_charge,
            safeguards: details.safeguards,
            risks: details.risks,
            dangerous: on(of.dangerous),
            policy_number: of.policy_number.clone(),
            session_start: of.sessions.iter().map(|session| moved(session.starts_at)).collect(),
            session_end: of.sessions.iter().map(|session| moved(session.ends_at)).collect(),
            session_break: of.sessions.iter().map(|session| session.breaks.0.to_string()).collect(),
            recruits: on(opening.is_some()),
            opens_at: opening.map(|opening| moved(opening.opens_at)).unwrap_or_default(),
            closes_at: opening.map(|opening| moved(opening.closes_at)).unwrap_or_default(),
            position_title: each(|post| post.title.clone()),
            position_places: each(|post| post.places.to_string()),
            position_age_min: each(|post| post.requirements.age_min.map(|age| age.to_string()).unwrap_or_default()),
            position_age_max: each(|post| post.requirements.age_max.map(|age| age.to_string()).unwrap_or_default()),
            position_sex: each(|post| post.requirements.sex.map(|sex| sex.to_string()).unwrap_or_default()),
            own_members_only: on(opening.is_some_and(|opening| opening.own_members_only)),
            waiting_list: on(opening.is_some_and(|opening| opening.waiting_list)),
            keeps_time: on(of.timekeeping.is_some()),
            organiser_shows_code: on(methods.organiser_shows_code),
            organiser_scans: on(methods.organiser_scans),
            typed_code: on(methods.typed_code),
            self_sign_in: on(methods.self_sign_in),
            walk_ins: on(methods.walk_ins),
            ..Draft::default()
        }
    }

    /// One more line for a session.
    pub fn add_session(&mut self) {
        self.session_start.push(String::new());
    }

    /// One more line for a position.
    pub fn add_position(&mut self) {
        self.position_title.push(String::new());
    }

    /// The lines of sessions, at least one.
    pub fn sessions(&self) -> Vec<SessionRow> {
        let lines = self.session_start.len().max(self.session_end.len()).clamp(1, ROWS_MAX);
        let row = |at| SessionRow {
            start: nth(&self.session_start, at),
            end: nth(&self.session_end, at),
            pause: nth(&self.session_break, at),
        };
        (0..lines).map(row).collect()
    }

    /// The lines of positions, at least one.
    pub fn positions(&self) -> Vec<PositionRow> {
        let lines = self.position_title.len().max(self.position_places.len()).clamp(1, ROWS_MAX);
        let row = |at| PositionRow {
            title: nth(&self.position_title, at),
            places: nth(&self.position_places, at),
            age_min: nth(&self.position_age_min, at),
            age_max: nth(&self.position_age_max, at),
            sex: nth(&self.position_sex, at),
        };
        (0..lines).map(row).collect()
    }

    /// The agreement as it was ticked; none without the tick.
    pub fn agreed(&self) -> Option<Agreed> {
        let version = self.agreed_version.parse().unwrap_or(0);
        is_on(&self.agreed).then_some(Agreed { version, in_full: is_on(&self.agreed_in_full) })
    }

    /// The proposal that was meant; the first field that can't be read is named.
    pub fn proposal(&self) -> Answer<Proposal> {
        let owed = |field: &'static str| Failure::from((field, TextRefusal::Missing));
        let details = Details::parse(self.details())?;
        let place = Place::parse(
            number("latitude", &self.latitude)?,
            number("longitude", &self.longitude)?,
            number("radius_metres", &self.radius_metres)?,
        )?;
        Ok(Proposal {
            kind: [Kind::Service, Kind::Training]
                .into_iter()
                .find(|kind| kind.name() == self.kind)
                .ok_or_else(|| owed("kind"))?,
            category: Category::parse(&self.category).ok_or_else(|| owed("category"))?,
            details,
            place,
            sessions: self.read_sessions()?,
            opening: is_on(&self.recruits).then(|| self.opening()).transpose()?,
            timekeeping: is_on(&self.keeps_time).then(|| self.methods()),
            expected: number("expected", &self.expected)?,
            dangerous: is_on(&self.dangerous),
            policy_number: self.policy_number.trim().chars().take(60).collect(),
        })
    }

    /// The same for a change of `before`: forms know no seconds, so a moment whose minute stayed is the one it was.
    pub fn change_of(&self, before: &Proposal) -> Answer<Proposal> {
        let mut proposal = self.proposal()?;
        let sessions = before.sessions.iter().flat_map(|session| [session.starts_at, session.ends_at]);
        let window = before.opening.iter().flat_map(|opening| [opening.opens_at, opening.closes_at]);
        let known: Vec<Timestamp> = sessions.chain(window).collect();
        let exact = |at: Timestamp| known.iter().copied().find(|one| typed(*one) == typed(at)).unwrap_or(at);
        for session in &mut proposal.sessions {
            (session.starts_at, session.ends_at) = (exact(session.starts_at), exact(session.ends_at));
        }
        if let Some(opening) = &mut proposal.opening {
            (opening.opens_at, opening.closes_at) = (exact(opening.opens_at), exact(opening.closes_at));
        }
        Ok(proposal)
    }

    fn details(&self) -> Details {
        Details {
            title: self.title.clone(),
            description: self.description.clone(),
            address: self.address.clone(),
            contact_name: self.contact_name.clone(),
            contact_phone: self.contact_phone.clone(),
            person_in_charge: self.person_in_charge.clone(),
            safeguards: self.safeguards.clone(),
            risks: self.risks.clone(),
        }
    }

    fn read_sessions(&self) -> Answer<Vec<Session>> {
        let given = |row: &SessionRow| !(row.start.is_empty() && row.end.is_empty());
        let session = |row: SessionRow| {
            let breaks = if row.pause.is_empty() { 0 } else { number("sessions", &row.pause)? };
            let (starts_at, ends_at) = (moment("sessions", &row.start)?, moment("sessions", &row.end)?);
            Ok(Session { starts_at, ends_at, breaks: Minutes(breaks) })
        };
        self.sessions().into_iter().filter(given).map(session).collect()
    }

    fn opening(&self) -> Answer<Opening> {
        let given = |row: &PositionRow| !(row.title.trim().is_empty() && row.places.is_empty());
        let post = |row: PositionRow| {
            let limit = |text: &str| if text.is_empty() { Ok(None) } else { number("positions", text).map(Some) };
            Ok(Post {
                title: domain::kernel::clean(&row.title, Details::NAME_CHARS_MAX)
                    .map_err(|refusal| Failure::from(("positions", refusal)))?,
                places: number("positions", &row.places)?,
                requirements: Requirements {
                    age_min: limit(&row.age_min)?,
                    age_max: limit(&row.age_max)?,
                    sex: limit(&row.sex)?,
                },
            })
        };
        Ok(Opening {
            opens_at: moment("opens_at", &self.opens_at)?,
            closes_at: moment("closes_at", &self.closes_at)?,
            posts: self.positions().into_iter().filter(given).map(post).collect::<Answer<_>>()?,
            own_members_only: is_on(&self.own_members_only),
            waiting_list: is_on(&self.waiting_list),
        })
    }

    fn methods(&self) -> TimekeepingMethods {
        TimekeepingMethods {
            organiser_shows_code: is_on(&self.organiser_shows_code),
            organiser_scans: is_on(&self.organiser_scans),
            typed_code: is_on(&self.typed_code),
            self_sign_in: is_on(&self.self_sign_in),
            walk_ins: is_on(&self.walk_ins),
        }
    }
}

fn nth(texts: &[String], at: usize) -> String {
    texts.get(at).cloned().unwrap_or_default()
}

/// Whether a box was ticked.
pub fn is_on(value: &str) -> bool {
    !value.is_empty()
}

fn number<N: std::str::FromStr>(field: &'static str, text: &str) -> Answer<N> {
    let text = text.trim();
    let refusal = match text.chars().next() {
        None => TextRefusal::Missing,
        Some(_) => TextRefusal::NotAllowed { character: text.chars().take(20).collect() },
    };
    text.parse().map_err(|_| Failure::from((field, refusal)))
}

/// A local moment as `datetime-local` writes it: `2026-11-28T09:00`.
fn moment(field: &'static str, text: &str) -> Answer<Timestamp> {
    let local: DateTime = number(field, text)?;
    ZONE.to_timestamp(local).map_err(|_| Failure::from((field, TextRefusal::Missing)))
}

fn typed(at: Timestamp) -> String {
    ZONE.to_datetime(at).strftime("%Y-%m-%dT%H:%M").to_string()
}
