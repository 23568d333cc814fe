//! What happens in the demo province and when: who belongs where, which activities there are, who takes part. Decided before anything
//! is stored, from the seed and the start day alone.

use super::{
    dice::Choices,
    organisations::{self, Body},
    people::{self, Person},
    places::{self, Place},
    programme::{self, Offering},
    seed::cast,
};
use domain::{activity::Session, kernel::at_local};
use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, time},
};
use std::collections::{HashMap, HashSet};

/// How much there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    pub people: usize,
    pub past: usize,
    pub coming: usize,
    /// Participants of an activity, from and to.
    pub crowd: (u64, u64),
}

impl Scale {
    /// The demo's own: a small province.
    pub const DEMO: Scale = Scale { people: 2_000, past: 126, coming: 24, crowd: (84, 108) };

    /// By the letter of the command line.
    pub fn parse(letter: &str) -> Option<Scale> {
        match letter {
            "S" => Some(Scale::DEMO),
            "M" => Some(Scale { people: 20_000, past: 1_260, coming: 240, ..Scale::DEMO }),
            "L" => Some(Scale { people: 200_000, past: 12_600, coming: 2_400, ..Scale::DEMO }),
            _ => None,
        }
    }
}

/// One activity with the people who sign up, by their numbers in [`Plan::people`].
#[derive(Debug, Clone)]
pub struct Event {
    /// Number in [`Plan::bodies`].
    pub body: usize,
    pub service: Offering,
    pub place: Place,
    pub session: Session,
    pub crowd: Vec<usize>,
    /// People who prepared it without being scanned.
    pub helpers: Vec<usize>,
    pub is_past: bool,
}

/// Everything that is to happen, events in order of time.
#[derive(Debug)]
pub struct Plan {
    pub people: Vec<Person>,
    pub bodies: Vec<Body>,
    /// The organisations that each person belongs to, one or two.
    pub belongings: Vec<Vec<usize>>,
    pub events: Vec<Event>,
    pub start: Date,
}

/// The past begins so many days before the start day.
const PAST_DAYS: u64 = 170;
const COMING_DAYS: u64 = 28;
/// Sign-up opens and is answered so long before an activity.
pub const NOTICE_DAYS: i64 = 9;

impl Plan {
    /// The plan of a seed at a start day.
    pub fn new(seed: u64, scale: Scale, start: Date) -> Plan {
        let people = people::all(seed, scale.people, start);
        let bodies = organisations::all();
        let belongings = belongings(seed, &people, &bodies);
        let events = events(seed, scale, (&people, &bodies), start);
        Plan { people, bodies, belongings, events, start }
    }

    /// The moment at which everybody had registered; organisations were founded a month earlier.
    pub fn registered_by(&self) -> Timestamp {
        self.day(-i64::try_from(PAST_DAYS).unwrap_or(0) - NOTICE_DAYS - 3)
    }

    /// Nine in the morning, so many days from the start day.
    pub fn day(&self, days: i64) -> Timestamp {
        at_local(self.start, time(9, 0, 0, 0)) + SignedDuration::from_hours(24 * days)
    }

    /// Who owns an organisation: the person of the same number.
    pub fn owner(body: usize) -> usize {
        body
    }

    /// The number of an organisation by its name.
    pub fn body_named(&self, name: &str) -> Option<usize> {
        self.bodies.iter().position(|body| body.name == name)
    }

    /// Whether a person is one of the stewards that people try the demo as.
    pub fn logs_in(&self, person: usize) -> bool {
        let own = self.body_named(cast::ORGANISATION);
        let above = own.and_then(|own| self.above(own));
        [own, above].into_iter().flatten().any(|body| Plan::owner(body) == person)
    }

    /// The number of the organisation above; none for roots.
    pub fn above(&self, body: usize) -> Option<usize> {
        self.body_named(self.bodies.get(body)?.parent?)
    }
}

/// Organisations of a person's own county or city first, and sometimes a university, sector or company besides.
fn belongings(seed: u64, people: &[Person], bodies: &[Body]) -> Vec<Vec<usize>> {
    let mut choices = Choices::of(seed, "belongings");
    let all: Vec<usize> = (0..bodies.len()).collect();
    let near = |person: &Person, digits: usize| -> Vec<usize> {
        let same = |body: &&Body| body.region.get(..digits) == person.place.region.get(..digits);
        (0..bodies.len()).filter(|number| bodies.get(*number).as_ref().is_some_and(same)).collect()
    };
    let own: Vec<usize> = bodies.iter().position(|body| body.name == cast::ORGANISATION).into_iter().collect();
    people
        .iter()
        .enumerate()
        .map(|(number, person)| {
            if number == cast::VOLUNTEER || cast::NEWCOMERS.contains(&number) {
                return own.clone();
            }
            let closest = [6, 4].into_iter().map(|digits| near(person, digits)).find(|found| !found.is_empty());
            let mut chosen = choices.some(&closest.unwrap_or_else(|| all.clone()), 1);
            if choices.happens(45) {
                chosen.extend(choices.one(&all).copied());
            }
            chosen.sort_unstable();
            chosen.dedup();
            chosen
        })
        .collect()
}

fn events(seed: u64, scale: Scale, (people, bodies): (&[Person], &[Body]), start: Date) -> Vec<Event> {
    let mut choices = Choices::of(seed, "events");
    let (services, places) = (programme::services(), places::all());
    let mut busy: HashMap<Date, HashSet<usize>> = HashMap::new();
    let mut events = Vec::new();
    for number in 0..scale.past + scale.coming {
        let is_past = number < scale.past;
        let days =
            if is_past { -signed(choices.between(1, PAST_DAYS)) } else { signed(choices.between(1, COMING_DAYS)) };
        let day = start.saturating_add(days.days());
        let (Some(service), Some(place)) = (choices.one(&services), choices.one(&places)) else { break };
        let Some(body) = organiser(&mut choices, bodies, place) else { break };
        let taken = busy.entry(day).or_default();
        let wanted = choices.between(scale.crowd.0, scale.crowd.1);
        let wanted = usize::try_from(if is_past { wanted } else { wanted / 2 }).unwrap_or(0);
        let mut crowd = crowd(&mut choices, people, (place, Plan::owner(body)), (taken, wanted));
        taken.extend(&crowd);
        let prepared = if is_past { crowd.split_off(crowd.len() * 2 / 3) } else { Vec::new() };
        // Owners review each other's make-ups, and nobody decides about their own hours.
        let (helpers, stewards): (Vec<usize>, Vec<usize>) = prepared.into_iter().partition(|one| *one >= bodies.len());
        crowd.extend(stewards);
        let session = service.on(day);
        events.push(Event { body, service: *service, place: place.clone(), session, crowd, helpers, is_past });
    }
    events.sort_by_key(|event| event.session.starts_at);
    events
}

/// An organisation of the county, or else of the city, or any.
fn organiser(choices: &mut Choices, bodies: &[Body], place: &Place) -> Option<usize> {
    let within = |digits: usize| -> Vec<usize> {
        let same = |body: &Body| body.region.get(..digits) == place.region.get(..digits);
        bodies.iter().enumerate().filter(|(_, body)| same(body)).map(|(number, _)| number).collect()
    };
    [6, 4, 2].into_iter().map(within).find(|found| !found.is_empty()).and_then(|found| choices.one(&found).copied())
}

/// People of the same city first, then others; nobody twice on a day, never the steward who answers for it, no newcomers.
fn crowd(
    choices: &mut Choices,
    people: &[Person],
    (place, steward): (&Place, usize),
    (taken, wanted): (&HashSet<usize>, usize),
) -> Vec<usize> {
    let is_near = |person: &Person| person.place.region.get(..4) == place.region.get(..4);
    let free = |number: &usize| *number != steward && !taken.contains(number) && !cast::NEWCOMERS.contains(number);
    let (near, far): (Vec<usize>, Vec<usize>) =
        (0..people.len()).filter(|number| free(number)).partition(|number| people.get(*number).is_some_and(is_near));
    let mut chosen = choices.some(&near, wanted);
    if chosen.len() < wanted {
        chosen.extend(choices.some(&far, wanted - chosen.len()));
    }
    chosen
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn plan() -> Plan {
        Plan::new(1, Scale::DEMO, date(2026, 11, 28))
    }

    #[test]
    fn a_plan_is_a_function_of_seed_and_day() {
        let (one, two) = (plan(), plan());
        let facts = |plan: &Plan| -> Vec<_> {
            plan.events.iter().map(|event| (event.body, event.session.starts_at, event.crowd.clone())).collect()
        };
        assert_eq!(facts(&one), facts(&two));
        assert_ne!(facts(&one), facts(&Plan::new(2, Scale::DEMO, one.start)));
    }

    #[test]
    fn a_province_has_its_numbers_and_nobody_is_in_two_places_on_a_day() {
        let plan = plan();
        let served = |event: &Event| event.crowd.len() + event.helpers.len();
        let entries: usize = plan.events.iter().filter(|event| event.is_past).map(served).sum();
        assert!((11_500..12_800).contains(&entries), "{entries}");
        assert_eq!((plan.people.len(), plan.bodies.len(), plan.events.len()), (2_000, 60, 150));
        let mut days: HashSet<(Date, usize)> = HashSet::new();
        for event in &plan.events {
            let day = domain::kernel::local_date(event.session.starts_at);
            let everybody = || event.crowd.iter().chain(&event.helpers);
            assert!(everybody().all(|person| days.insert((day, *person))), "{day}");
            assert!(!everybody().any(|person| *person == Plan::owner(event.body)));
            assert_eq!(event.is_past, day < plan.start);
        }
        assert!(plan.belongings.iter().all(|chosen| (1..=2).contains(&chosen.len())));
    }
}
