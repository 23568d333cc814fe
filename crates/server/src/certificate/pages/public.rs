//! A stranger's comparison (CER-04): the page that a scanned code opens, the query by number and name, and what was found.

use crate::{
    account::{HumanGiven, HumanShown, human_shown},
    certificate::{
        code::Signing,
        flow::{self, Query as Wanted},
        views::{Detail, StatedFigures, Verified},
    },
    kernel::{
        failure::Answer,
        office::Office,
        web::{Chrome, Form, Section, Trouble, Visit, page},
    },
};
use askama::Template;
use axum::{
    Json, Router,
    http::HeaderName,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::{
    account::human_check::Action,
    kernel::{Minutes, hex},
};
use serde::{Deserialize, Serialize};

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/certificates", get(query))
        .route("/certificates/verifications", post(verify))
        .route("/c", get(code))
        .route("/.well-known/issuers.json", get(issuers))
}

#[derive(Template)]
#[template(path = "certificate/query.html")]
struct QueryPage {
    c: Chrome,
    number: String,
    name: String,
    human: Option<HumanShown>,
    trouble: Trouble,
}

fn query_page(visit: &Visit, (number, name): (String, String), trouble: Trouble) -> QueryPage {
    let human = visit.viewer.is_none().then(|| human_shown(visit, Action::QueryCertificate));
    QueryPage { c: visit.chrome(Section::Certificate), number, name, human, trouble }
}

async fn query(visit: Visit) -> Answer<Response> {
    page(&query_page(&visit, Default::default(), Trouble::default()))
}

#[derive(Deserialize)]
struct QueryForm {
    #[serde(default)]
    number: String,
    #[serde(default)]
    name: String,
    /// A scanned code's digits; number and name aren't asked for then.
    #[serde(default)]
    code: String,
    #[serde(default)]
    altcha: String,
    #[serde(default)]
    human_ticket: String,
    #[serde(default)]
    human_code: String,
}

#[derive(Template)]
#[template(path = "certificate/verified.html")]
struct VerifiedPage {
    c: Chrome,
    v: Verified,
    by_code: bool,
}

async fn verify(visit: Visit, Form(form): Form<QueryForm>) -> Answer<Response> {
    let by_code = !form.code.is_empty();
    let wanted = if by_code {
        Wanted::Code(form.code)
    } else {
        let human = HumanGiven { altcha: form.altcha, human_ticket: form.human_ticket, human_code: form.human_code };
        Wanted::Number { number: form.number.clone(), name: form.name.clone(), human }
    };
    match flow::verify(&visit, wanted).await {
        Ok(v) => page(&VerifiedPage { c: visit.chrome(Section::Certificate), v, by_code }),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?.beside(beside);
            let page = query_page(&visit, (form.number, form.name), trouble);
            page.trouble.page(&page)
        }
    }
}

fn beside(code: &str) -> Option<&'static str> {
    matches!(code, "certificate.not-found").then_some("number")
}

#[derive(Template)]
#[template(path = "certificate/code.html")]
struct CodePage {
    c: Chrome,
    /// `KID=PUBLIC KEY` in hexadecimal digits.
    key: String,
}

/// The page of a printed code. What it says stands in the fragment, which only the visitor's own browser sees.
async fn code(mut visit: Visit) -> Answer<Response> {
    // Kept for when there is no network, so it names nobody.
    visit.viewer = None;
    let signing = Signing::of(&visit.office.means.keys);
    let key = format!("{}={}", hex(&signing.id()), hex(&signing.public()));
    let page = page(&CodePage { c: visit.chrome(Section::Certificate), key })?;
    Ok(([(HeaderName::from_static("x-offline"), "keep")], page).into_response())
}

#[derive(Serialize)]
struct Issuers {
    issuer: String,
    keys: Vec<IssuerKey>,
}

#[derive(Serialize)]
struct IssuerKey {
    /// The first eight bytes of the key's SHA-256, hexadecimal; the `kid` of a code's header.
    kid: String,
    alg: &'static str,
    /// 32 bytes, hexadecimal.
    public_key: String,
}

/// The keys that codes are signed with, for verifiers of others.
async fn issuers(visit: Visit) -> Json<Issuers> {
    let signing = Signing::of(&visit.office.means.keys);
    Json(Issuers {
        issuer: visit.office.means.settings.origin.clone(),
        keys: vec![IssuerKey { kid: hex(&signing.id()), alg: "EdDSA", public_key: hex(&signing.public()) }],
    })
}

impl VerifiedPage {
    fn minutes(&self, minutes: &i64) -> String {
        self.c.minutes(Minutes::stored(*minutes))
    }

    /// A line's minutes with their sign.
    fn signed(&self, detail: &Detail) -> String {
        let sign = if detail.minutes < 0 { "−" } else { "" };
        format!("{sign}{}", self.minutes(&detail.minutes.abs()))
    }

    /// The change of the total in words; the figures may differ though the total doesn't.
    fn change(&self, today: &StatedFigures) -> String {
        let difference = self.v.difference_minutes.unwrap_or_default();
        let by = self.minutes(&difference.abs());
        let key = match difference {
            ..0 => "certificate-changed-less",
            0 => "certificate-changed-same",
            1.. => "certificate-changed-more",
        };
        self.c.with2(key, "by", by, "total", self.minutes(&today.total))
    }
}
