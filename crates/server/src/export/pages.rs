//! The copy of one's data as a page to read and print, or as a file.

use super::{
    flow,
    sections::{Section as Part, sections},
};
use crate::kernel::{
    crypto::Secret,
    failure::Answer,
    office::Office,
    web::{Chrome, Form, Known, Section, Trouble, Visit, page},
};
use askama::Template;
use axum::{
    Json, Router,
    http::header::CONTENT_DISPOSITION,
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Deserialize;

/// The pages of this slice.
pub fn routes() -> Router<Office> {
    Router::new().route("/me/export", get(ask).post(export))
}

#[derive(Template)]
#[template(path = "export/ask.html")]
struct AskPage {
    c: Chrome,
    trouble: Trouble,
}

async fn ask(visit: Visit) -> Answer<Response> {
    visit.login()?;
    page(&AskPage { c: visit.chrome(Section::Mine), trouble: Trouble::default() })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ExportForm {
    password: String,
    /// `page`, or `json` for a file.
    format: String,
}

#[derive(Template)]
#[template(path = "export/copy.html")]
struct CopyPage {
    c: Chrome,
    parts: Vec<Part>,
}

async fn export(Known(visit): Known, Form(form): Form<ExportForm>) -> Answer<Response> {
    match flow::export(&visit, Secret::new(form.password)).await {
        Ok(copy) if form.format == "json" => {
            let name = "attachment; filename=\"goodhours-my-data.json\"";
            Ok(([(CONTENT_DISPOSITION, name)], Json(copy)).into_response())
        }
        Ok(copy) => {
            let c = visit.chrome(Section::Mine);
            let parts = sections(&c, &copy);
            page(&CopyPage { c, parts })
        }
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?;
            trouble.page(&AskPage { c: visit.chrome(Section::Mine), trouble: trouble.clone() })
        }
    }
}
