//! Registers the people of the plan: some every day, so that ids, numbers and dates look like a year's work.

use super::{act, all, cast};
use crate::{
    account::{MadePerson, Registered, register_made},
    demo::{
        people::{DOCUMENT, Person},
        plan::Plan,
    },
    kernel::{failure::Answer, office::Office},
    volunteer::Identity,
};
use domain::{
    kernel::AccountId,
    volunteer::{Education, Occupation, PoliticalStatus},
};
use jiff::{SignedDuration, ToSpan};

/// The phone of the platform's steward, beside the block of the people.
pub const PLATFORM_PHONE: &str = "13800129999";

pub const PLATFORM_NAME: &str = "平台管理员";

/// The platform's own steward, who isn't a volunteer.
pub async fn platform(office: &Office, plan: &Plan, password_hash: &str) -> Answer<AccountId> {
    let made = MadePerson {
        phone: Some(PLATFORM_PHONE.to_owned()),
        email: None,
        user_name: None,
        password_hash: Some(password_hash.to_owned()),
        nickname: PLATFORM_NAME.to_owned(),
        platform_role: 3,
        identity: None,
        region: String::new(),
        wants_card: false,
        verified: false,
    };
    let now = plan.registered_by() - SignedDuration::from_hours(24 * 60);
    Ok(act(office, None, now, made, register_made).await?.account)
}

/// Everybody else, in the order of the plan.
pub async fn register(office: &Office, plan: &Plan, password_hash: &str) -> Answer<Vec<Registered>> {
    let begun = plan.registered_by() - SignedDuration::from_hours(24 * 30);
    let step = SignedDuration::from_secs(24 * 29 * 3_600 / i64::try_from(plan.people.len().max(1)).unwrap_or(1));
    let mut now = begun;
    let tasks = plan.people.iter().enumerate().map(|(number, person)| {
        now += step;
        let logs_in = plan.logs_in(number) || number == cast::VOLUNTEER || cast::NEWCOMERS.contains(&number);
        let made = made(person, logs_in.then(|| password_hash.to_owned()));
        act(office, None, now, made, register_made)
    });
    all(tasks).await
}

fn made(person: &Person, password_hash: Option<String>) -> MadePerson {
    MadePerson {
        phone: Some(person.phone.clone()),
        email: None,
        user_name: None,
        password_hash,
        nickname: person.full_name(),
        platform_role: 0,
        identity: Some(identity(person)),
        region: person.place.region.to_owned(),
        wants_card: true,
        verified: true,
    }
}

fn identity(person: &Person) -> Identity {
    let is_young = person.born_on.year() > 2_000;
    Identity {
        kind: DOCUMENT,
        number: person.document.clone(),
        surname: person.surname.to_owned(),
        given: person.given.clone(),
        surname_pinyin: person.surname_pinyin.to_owned(),
        given_pinyin: person.given_pinyin.clone(),
        expires_on: Some(person.born_on.saturating_add(90.years())),
        authority: format!("{}公安局", person.place.name),
        born_on: person.born_on,
        sex: person.sex,
        political_status: if is_young { PoliticalStatus::LeagueMember } else { PoliticalStatus::Masses },
        education: Education::Undergraduate,
        occupation: if is_young { Occupation::Student } else { Occupation::Clerk },
    }
}
