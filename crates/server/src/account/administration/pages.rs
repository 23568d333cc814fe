//! Who runs the platform, for people: the list, the form that gives or takes a role, and the one that divides the work.

use super::{
    actions::{self, Appointment, Divide},
    api::parse,
    views::{self, Line},
};
use crate::{
    account::pages::trouble,
    kernel::{
        failure::{Answer, Failure},
        office::Office,
        web::{Chrome, Form, Key, Known, Section, Trouble, Visit, page, see},
    },
};
use askama::Template;
use axum::{
    Router,
    extract::Query,
    response::Response,
    routing::{get, post},
};
use domain::account::{Division, Post};
use serde::Deserialize;

/// The pages of the platform's people.
pub fn routes() -> Router<Office> {
    Router::new().route("/platform/people", get(list).post(appoint)).route("/platform/people/division", post(divide))
}

#[derive(Template)]
#[template(path = "account/administration/list.html")]
struct PeoplePage {
    c: Chrome,
    trouble: Trouble,
    division: Division,
    lines: Vec<Line>,
    form: AppointmentForm,
    three: DivisionForm,
    done: Option<String>,
}

impl PeoplePage {
    fn is_divided(&self) -> bool {
        self.division == Division::Divided
    }

    /// What can be given as things stand.
    fn posts(&self) -> Vec<&'static str> {
        let given = |post: &&Post| match self.division {
            Division::Together => !post.is_one_of_three(),
            Division::Divided => **post != Post::Owner,
        };
        Post::ALL.iter().filter(given).map(|post| post.name()).chain(["none"]).collect()
    }

    /// The three, with what was typed for each.
    fn three(&self) -> [(&'static str, &str); 3] {
        [("system", &self.three.system), ("security", &self.three.security), ("audit", &self.three.audit)]
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Done {
    done: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AppointmentForm {
    phone: String,
    post: String,
    key: Key,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct DivisionForm {
    system: String,
    security: String,
    audit: String,
    key: Key,
}

async fn listed(visit: &Visit) -> Answer<PeoplePage> {
    let (by, office) = (visit.actor(), visit.office.clone());
    let (division, lines) = visit.office.view(move |conn| views::people(conn, &office.means.keys, &by)).await?;
    Ok(PeoplePage {
        c: visit.chrome(Section::Platform),
        trouble: Trouble::default(),
        division,
        lines,
        form: AppointmentForm::default(),
        three: DivisionForm::default(),
        done: None,
    })
}

async fn list(visit: Visit, Query(query): Query<Done>) -> Answer<Response> {
    visit.login()?;
    let done = query.done.filter(|one| ["role", "divided"].contains(&one.as_str()));
    page(&PeoplePage { done, ..listed(&visit).await? })
}

/// The page again, with what was typed and what is wrong with it.
async fn again(visit: &Visit, failure: Failure, forms: (AppointmentForm, DivisionForm)) -> Answer<Response> {
    let trouble = trouble(visit, failure)?;
    let (form, three) = forms;
    let shown = PeoplePage { form, three, trouble: trouble.clone(), ..listed(visit).await? };
    trouble.page(&shown)
}

async fn appoint(Known(visit): Known, Form(form): Form<AppointmentForm>) -> Answer<Response> {
    let cmd = Appointment { phone: form.phone.clone(), post: parse(&form.post)? };
    match visit.office.act(visit.ask_once(form.key.0.clone()), cmd, actions::appoint).await {
        Ok(()) => Ok(see("/platform/people?done=role")),
        Err(failure) => again(&visit, failure, (form, DivisionForm::default())).await,
    }
}

async fn divide(Known(visit): Known, Form(form): Form<DivisionForm>) -> Answer<Response> {
    let cmd = Divide { system: form.system.clone(), security: form.security.clone(), audit: form.audit.clone() };
    match visit.office.act(visit.ask_once(form.key.0.clone()), cmd, actions::divide).await {
        // Whoever divided it may be none of those who decide about roles any more.
        Ok(()) => Ok(see("/platform?done=divided")),
        Err(failure) => again(&visit, failure, (AppointmentForm::default(), form)).await,
    }
}
