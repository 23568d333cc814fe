//! Help for people: where to ask, one's own tickets, and the desks that answer.

mod ask;
mod desk;
mod phone;
mod ticket;

use crate::kernel::{
    failure::Answer,
    office::Office,
    web::{Chrome, Section, Visit, encode, page, see},
};
use askama::Template;
use axum::{Router, response::Response, routing::get};
use domain::help::{PASSED_ON_DAYS, Topic};

/// The pages of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/help", get(home))
        .merge(phone::routes())
        .merge(ask::routes())
        .merge(ticket::routes())
        .merge(desk::routes())
}

#[derive(Template)]
#[template(path = "help/pages/home.html")]
struct HomePage {
    c: Chrome,
    contact: String,
    passed_on_days: i64,
}

impl HomePage {
    /// What can be asked, with the icon beside it.
    fn topics(&self) -> [(&'static str, &'static str); 4] {
        [
            (Topic::RestoreAccount.name(), "lock"),
            (Topic::WrongData.name(), "edit"),
            (Topic::LeaveOrganisation.name(), "exit"),
            (Topic::Other.name(), "chat"),
        ]
    }
}

async fn home(visit: Visit) -> Answer<Response> {
    let contact = visit.office.means.settings.publisher.privacy_contact.clone();
    page(&HomePage { c: visit.chrome(Section::Help), contact, passed_on_days: PASSED_ON_DAYS })
}

/// Whoever is neither logged in nor proved a phone does one of both first.
fn to_phone(visit: &Visit) -> Response {
    see(format!("/help/phone?next={}", encode(&visit.back)))
}
