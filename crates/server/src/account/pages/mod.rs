//! Accounts for people: registering, logging in, getting back in, and one's own security page.

mod centre;
mod contact;
pub(super) mod cookies;
pub(crate) mod login;
mod register;
mod reset;
mod security;

use crate::{
    account::{
        human::{self, Given, Shown},
        outside, passkey, second_factor,
    },
    kernel::{
        failure::Answer,
        office::Office,
        web::{Trouble, Visit},
    },
};
use axum::Router;
use domain::account::human_check::Action;

pub use cookies::{Waiting, device, logged_out};
pub use login::{PhoneForm, logged_in, send as send_code};

/// The pages of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .merge(crate::account::appeal::pages::routes())
        .merge(centre::routes())
        .merge(contact::routes())
        .merge(human::human_routes())
        .merge(login::routes())
        .merge(outside::routes())
        .merge(register::routes())
        .merge(reset::routes())
        .merge(security::routes())
        .merge(second_factor::routes())
        .merge(crate::account::suspended::pages::routes())
        .merge(crate::account::administration::pages::routes())
        .merge(passkey::routes())
}

/// The check that a form for an SMS shows; whoever is logged in needs none.
pub fn for_sms(visit: &Visit) -> Option<Shown> {
    visit.viewer.is_none().then(|| human::shown(visit, Action::SendSms))
}

/// The three fields of the check, gathered from a form's own.
fn given(altcha: &str, ticket: &str, code: &str) -> Given {
    Given { altcha: altcha.to_owned(), human_ticket: ticket.to_owned(), human_code: code.to_owned() }
}

/// A refusal of a form, or what it can't be helped with.
pub fn trouble(visit: &Visit, failure: crate::kernel::failure::Failure) -> Answer<Trouble> {
    let by_code = |code: &str| match code.split_once('.').map_or(code, |(concept, _)| concept) {
        "phone" => Some("phone"),
        "contact" | "email" => Some("contact"),
        "sms-code" => Some("code"),
        "password" => Some("password"),
        "agreement" => Some("agreed"),
        "human-check" => Some("human_code"),
        "user-name" => Some("user_name"),
        "second-factor" => Some("code"),
        _ => None,
    };
    Ok(Trouble::of(failure, visit.words())?.beside(by_code))
}
