//! Refusals for programs: problem+json (RFC 9457), whose `type` is a page of ours that helps.

use super::{Chrome, Section, Visit, page};
use crate::kernel::{
    failure::{Answer, Failure, shapes, status},
    office::Office,
    words::Words,
};
use askama::Template;
use axum::{Router, extract::Path, response::Response, routing::get};
use domain::kernel::{Fact, Refuse};
use serde::Serialize;

/// An RFC 9457 problem.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// A page that explains it.
    #[schema(example = "/problems/attendance.too-early")]
    pub r#type: String,
    pub title: String,
    pub status: u16,
    pub detail: String,
    /// What to do next.
    pub next: String,
    /// Stable for ever.
    pub code: String,
    /// The rule behind it, by its number in docs/rules.md.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The facts that the rule used.
    pub facts: serde_json::Map<String, serde_json::Value>,
}

impl Problem {
    /// The problem behind a failure, in words.
    pub fn of(failure: &Failure, words: &Words) -> Problem {
        match failure {
            Failure::Refused(refusal) => Problem::refused(refusal.as_ref(), words),
            Failure::NotFound => Problem::plain("kernel.not-found", 404, words),
            Failure::Unavailable { .. } => Problem::plain("kernel.unavailable", 503, words),
            Failure::Fault(_) => Problem::plain("kernel.fault", 500, words),
        }
    }

    /// A problem that no rule is behind.
    pub fn plain(code: &str, status: u16, words: &Words) -> Problem {
        let said = words.answer(code, &[]);
        Problem {
            r#type: format!("/problems/{code}"),
            title: said.title,
            status,
            detail: said.detail,
            next: said.next,
            code: code.to_owned(),
            rule: None,
            facts: serde_json::Map::new(),
        }
    }

    fn refused(refusal: &dyn Refuse, words: &Words) -> Problem {
        let (shape, said) = (refusal.shape(), words.refusal(refusal));
        let facts = refusal.facts().into_iter().map(|(name, fact)| (name.to_owned(), value(fact))).collect();
        Problem {
            r#type: format!("/problems/{}", shape.code),
            title: said.title,
            status: status(shape.kind),
            detail: said.detail,
            next: said.next,
            code: shape.code.to_owned(),
            rule: Some(shape.rule.to_owned()),
            facts,
        }
    }
}

fn value(fact: Fact) -> serde_json::Value {
    match fact {
        Fact::Text(text) => text.into(),
        Fact::Count(count) => count.into(),
        Fact::Minutes(minutes) => minutes.0.into(),
        Fact::At(at) => at.to_string().into(),
        Fact::Day(day) => day.to_string().into(),
    }
}

/// The pages that explain refusals.
pub fn problem_routes() -> Router<Office> {
    Router::new().route("/problems", get(index)).route("/problems/{code}", get(explain))
}

#[derive(Template)]
#[template(path = "kernel/web/problem.html")]
struct ProblemPage {
    c: Chrome,
    title: String,
    next: String,
    code: String,
    rule: String,
}

#[derive(Template)]
#[template(path = "kernel/web/problems.html")]
struct ProblemsPage {
    c: Chrome,
    problems: Vec<(String, String)>,
}

async fn explain(visit: Visit, Path(code): Path<String>) -> Answer<Response> {
    let shape = shapes().into_iter().find(|shape| shape.code == code).ok_or(Failure::NotFound)?;
    let said = visit.words().explained(&shape);
    let c = visit.chrome(Section::Help);
    page(&ProblemPage { c, title: said.title, next: said.next, code, rule: shape.rule.to_owned() })
}

async fn index(visit: Visit) -> Answer<Response> {
    let words = visit.words();
    let problems = shapes().iter().map(|shape| (shape.code.to_owned(), words.explained(shape).title)).collect();
    page(&ProblemsPage { c: visit.chrome(Section::Help), problems })
}
