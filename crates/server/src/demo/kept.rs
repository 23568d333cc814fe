//! What the demo remembers between starts: who its logins are, and the activity that is in session.

use super::seed::{Province, cast};
use crate::{
    account::Registered,
    demo::{plan::Plan, seed},
    kernel::{
        db::Conn,
        failure::{Answer, Failure},
        setting,
    },
};
use domain::kernel::{AccountId, ActivityId, OrganisationId};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

const NAME: &str = "demo";

/// Somebody whom people try the demo as.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Login {
    pub role: String,
    pub name: String,
    pub login: String,
    pub password: String,
}

/// One of those who were never on site.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Newcomer {
    pub who: Registered,
    pub login: Login,
}

/// Everything that a later start needs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Kept {
    pub seed: u64,
    pub start: Date,
    pub organisation: OrganisationId,
    pub steward: AccountId,
    pub reviewer: AccountId,
    pub volunteer: Registered,
    pub newcomers: Vec<Newcomer>,
    /// Volunteer, steward, reviewer, platform, in this order.
    pub logins: Vec<Login>,
    /// The activity of now and its end.
    pub session: Option<(ActivityId, Timestamp)>,
    /// The platform that is connected.
    #[serde(default)]
    pub client: Option<super::client::Client>,
}

/// What an earlier start kept; none on a folder where the demo was never finished.
pub fn read(conn: &mut Conn) -> Answer<Option<Kept>> {
    Ok(setting::get(conn, NAME)?.map(|text| serde_json::from_str(&text)).transpose()?)
}

/// Keeps it for the next start.
pub fn write(conn: &mut Conn, kept: &Kept) -> Answer<()> {
    setting::put(conn, NAME, &serde_json::to_string(kept)?)
}

impl Kept {
    /// From a province that was just made.
    pub fn of(province: &Province<'_>, seed: u64, password: &str) -> Answer<Kept> {
        let plan = province.plan;
        let absent = || Failure::broken("the cast of the demo is not complete");
        let own = plan.body_named(cast::ORGANISATION).ok_or_else(absent)?;
        let above = plan.above(own).ok_or_else(absent)?;
        let login = |role: &str, person: usize| -> Answer<Login> {
            let person = plan.people.get(person).ok_or_else(absent)?;
            Ok(Login {
                role: role.to_owned(),
                name: person.full_name(),
                login: person.phone.clone(),
                password: password.to_owned(),
            })
        };
        let newcomers = cast::NEWCOMERS.map(|person| {
            let who = province.people.get(person).copied().ok_or_else(absent)?;
            Ok(Newcomer { who, login: login("volunteer", person)? })
        });
        let platform = Login {
            role: "platform".to_owned(),
            name: seed::PLATFORM_NAME.to_owned(),
            login: seed::PLATFORM_PHONE.to_owned(),
            password: password.to_owned(),
        };
        Ok(Kept {
            seed,
            start: plan.start,
            organisation: province.body(own)?,
            steward: province.account(Plan::owner(own))?,
            reviewer: province.reviewer(own)?,
            volunteer: province.people.get(cast::VOLUNTEER).copied().ok_or_else(absent)?,
            newcomers: newcomers.collect::<Answer<_>>()?,
            logins: vec![
                login("volunteer", cast::VOLUNTEER)?,
                login("steward", Plan::owner(own))?,
                login("reviewer", Plan::owner(above))?,
                platform,
            ],
            session: None,
            client: None,
        })
    }
}
