//! What the organisations of the demo province do: kinds of service with their words, and one of them at a place and a time.

use super::{dice::Choices, places::Place};
use domain::{
    activity::{
        Category, Details, Kind, Opening, Place as Spot, Post, Proposal, Requirements, Session, TimekeepingMethods,
    },
    kernel::{Minutes, at_local},
};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, time},
};

/// A kind of service with its words.
#[derive(Debug, Clone, Copy)]
pub struct Offering {
    pub category: Category,
    pub title: &'static str,
    pub description: &'static str,
    pub post: &'static str,
    /// Local hour at which it begins.
    pub hour: i8,
    pub hours: i64,
}

/// Who answers for an activity.
#[derive(Debug, Clone)]
pub struct Contact {
    pub name: String,
    pub phone: String,
}

/// All kinds of service.
pub fn services() -> Vec<Offering> {
    include_str!("data/activities.txt").lines().filter_map(service).collect()
}

fn service(line: &'static str) -> Option<Offering> {
    let mut parts = line.split('|');
    Some(Offering {
        category: Category::parse(parts.next()?)?,
        title: parts.next()?,
        description: parts.next()?,
        post: parts.next()?,
        hour: parts.next()?.parse().ok()?,
        hours: parts.next()?.parse().ok()?,
    })
}

impl Offering {
    /// The session of this service on a day.
    pub fn on(&self, day: Date) -> Session {
        let starts_at = at_local(day, time(self.hour, 0, 0, 0));
        Session { starts_at, ends_at: starts_at + SignedDuration::from_hours(self.hours), breaks: Minutes::ZERO }
    }
}

/// The activity that hands a service in: open for sign-up from `opens_at` until it begins.
pub fn proposal(
    service: &Offering,
    place: &Place,
    session: Session,
    opens_at: Timestamp,
    contact: &Contact,
) -> Option<Proposal> {
    let mut choices = Choices::of(session.starts_at.as_second().unsigned_abs(), service.title);
    let places = u32::try_from(choices.between(110, 140)).ok()?;
    let post = Post { title: service.post.to_owned(), places, requirements: Requirements::default() };
    let details = Details {
        title: format!("{} · {}", service.title, short(place.name)),
        description: service.description.to_owned(),
        address: place.address(),
        contact_name: contact.name.clone(),
        contact_phone: contact.phone.clone(),
        person_in_charge: contact.name.clone(),
        safeguards: "提供饮用水和志愿服务保险，现场有急救包和一名持证急救员。".to_owned(),
        risks: String::new(),
    };
    Some(Proposal {
        kind: Kind::Service,
        category: service.category,
        details,
        place: Spot::parse(place.latitude, place.longitude, 500).ok()?,
        sessions: vec![session],
        opening: Some(Opening {
            opens_at,
            closes_at: session.ends_at,
            posts: vec![post],
            own_members_only: false,
            waiting_list: true,
        }),
        timekeeping: Some(TimekeepingMethods {
            organiser_shows_code: true,
            organiser_scans: true,
            typed_code: true,
            self_sign_in: false,
            walk_ins: false,
        }),
        expected: places,
        dangerous: false,
        policy_number: String::new(),
    })
}

/// The county without its city.
fn short(name: &str) -> &str {
    name.split_once('市').map_or(name, |(_, county)| county)
}

#[cfg(test)]
mod tests {
    use super::super::places;
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_service_makes_a_sound_activity_everywhere() {
        let day = date(2026, 11, 28);
        let contact = Contact { name: "陈老师".to_owned(), phone: "13800139999".to_owned() };
        for (service, place) in
            services().iter().flat_map(|service| places::all().into_iter().map(move |place| (service, place)))
        {
            let session = service.on(day);
            let opens_at = session.starts_at - SignedDuration::from_hours(24 * 7);
            let proposal = proposal(service, &place, session, opens_at, &contact).unwrap();
            assert_eq!(proposal.check(opens_at), Ok(()), "{}", service.title);
            assert!(Details::parse(proposal.details).is_ok(), "{}", service.title);
        }
        assert!(services().len() >= 24);
    }
}
