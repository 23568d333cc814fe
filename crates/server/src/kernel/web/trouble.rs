//! What a rule said about a form that was sent: shown above the form and beside its field, while the page keeps what was typed.

use super::page;
use crate::kernel::{
    failure::{Answer, Failure, status},
    words::Words,
};
use askama::{Template, filters::Safe};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::kernel::{Fact, Kind};

/// Nothing, or one refusal in words. Templates reach it as `trouble`.
#[derive(Debug, Clone, Default)]
pub struct Trouble(Option<Told>);

/// A refusal in words.
#[derive(Debug, Clone)]
pub struct Told {
    pub status: u16,
    pub code: &'static str,
    /// The form field that it is about.
    pub field: Option<String>,
    pub title: String,
    pub detail: String,
    pub next: String,
}

/// The code of the refusal that a page with its form tells of, for the outer layer.
#[derive(Clone, Copy)]
pub(super) struct Refusal(pub &'static str);

impl Trouble {
    /// The refusal behind a failure. What no change of the form can help against stays a failure: no login, no right, not
    /// there, not now, broken.
    pub fn of(failure: Failure, words: &Words) -> Answer<Trouble> {
        let refusal = match &failure {
            // A wrong password is for the login page to tell; whoever isn't logged in is led there.
            Failure::Refused(refusal)
                if refusal.shape().kind != Kind::Unauthenticated || refusal.shape().code.starts_with("login.") =>
            {
                refusal
            }
            _ => return Err(failure),
        };
        let (shape, facts) = (refusal.shape(), refusal.facts());
        if shape.code == "kernel.forbidden" {
            return Err(failure);
        }
        let field = facts.iter().find_map(|(name, fact)| match fact {
            Fact::Text(field) if *name == "field" => Some(field.clone()),
            _ => None,
        });
        let said = words.answer(shape.code, &facts);
        let (title, detail, next) = (said.title, said.detail, said.next);
        Ok(Trouble(Some(Told { status: status(shape.kind), code: shape.code, field, title, detail, next })))
    }

    /// The same, beside a field that the rule itself doesn't know of.
    pub fn beside(mut self, field: impl Fn(&str) -> Option<&'static str>) -> Trouble {
        if let Some(told) = self.0.as_mut().filter(|told| told.field.is_none()) {
            told.field = field(told.code).map(str::to_owned);
        }
        self
    }

    /// What was told, if anything.
    pub fn told(&self) -> Option<&Told> {
        self.0.as_ref()
    }

    /// What is wrong with a field.
    pub fn on(&self, field: &str) -> Option<&str> {
        self.0.as_ref().filter(|told| told.field.as_deref() == Some(field)).map(|told| told.detail.as_str())
    }

    /// The attributes of a field that is wrong.
    pub fn mark(&self, field: &str) -> Safe<String> {
        let wrong = self.on(field).is_some();
        Safe(if wrong { format!("aria-invalid=\"true\" aria-describedby=\"{field}-error\"") } else { String::new() })
    }

    /// The page with the form once more, under the refusal's status.
    pub fn page(&self, template: &impl Template) -> Answer<Response> {
        let mut response = page(template)?.into_response();
        if let Some(told) = &self.0 {
            *response.status_mut() = StatusCode::from_u16(told.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            response.extensions_mut().insert(Refusal(told.code));
        }
        Ok(response)
    }
}
