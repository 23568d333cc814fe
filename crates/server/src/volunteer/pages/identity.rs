//! Real-name data (REG-03): one form per kind of document, every wrong field named at once, and corrections after a failed check.

use crate::{
    kernel::{
        failure::Answer,
        office::Office,
        web::{Chrome, Form, Key, Known, Section, Trouble, Visit, page, see},
    },
    volunteer::{
        actions::{self, FileRealName},
        flow,
        identity::Identity,
        store,
        views::{Progressed, progress},
    },
};
use askama::{Template, filters::Safe};
use axum::{
    Router,
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{
    kernel::{Refuse, hex, keyed, local_date},
    volunteer::{
        Check, DocumentKind, Education, Form as Typed, Occupation, PersonName, PoliticalStatus, Sex,
        check::likely_causes, real_name::Problem,
    },
};
use jiff::civil::Date;
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/register/identity", get(show).post(file))
}

/// The form as it is sent; everything is text until it is judged.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct IdentityForm {
    pub kind: String,
    pub number: String,
    pub surname: String,
    pub given: String,
    pub surname_pinyin: String,
    pub given_pinyin: String,
    pub expires_on: String,
    pub long_term: Option<String>,
    pub authority: String,
    pub born_on: String,
    pub sex: String,
    pub political_status: String,
    pub education: String,
    pub occupation: String,
    pub key: Key,
}

impl IdentityForm {
    /// What the domain judges; texts are cut to a length that no sound value reaches.
    pub fn typed(&self) -> Typed {
        let cut = |text: &str| text.chars().take(200).collect::<String>();
        Typed {
            kind: DocumentKind::parse(&self.kind),
            number: cut(&self.number),
            surname: cut(&self.surname),
            given: cut(&self.given),
            surname_pinyin: cut(&self.surname_pinyin),
            given_pinyin: cut(&self.given_pinyin),
            expires_on: self.expires_on.trim().parse::<Date>().ok(),
            is_long_term: self.long_term.is_some(),
            authority: cut(&self.authority),
            born_on: self.born_on.trim().parse::<Date>().ok(),
            sex: Sex::parse(&self.sex),
            political_status: PoliticalStatus::parse(&self.political_status),
            education: Education::parse(&self.education),
            occupation: Occupation::parse(&self.occupation),
        }
    }

    fn of(data: &Identity) -> IdentityForm {
        let text = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        IdentityForm {
            kind: data.kind.name().into(),
            number: data.number.clone(),
            surname: data.surname.clone(),
            given: data.given.clone(),
            surname_pinyin: data.surname_pinyin.clone(),
            given_pinyin: data.given_pinyin.clone(),
            expires_on: text(data.expires_on),
            long_term: data.expires_on.is_none().then(|| "yes".into()),
            authority: data.authority.clone(),
            born_on: data.born_on.to_string(),
            sex: data.sex.name().into(),
            political_status: data.political_status.name().into(),
            education: data.education.name().into(),
            occupation: data.occupation.name().into(),
            key: Key::default(),
        }
    }
}

/// One wrong field in words.
struct Wrong {
    field: &'static str,
    label: String,
    said: String,
}

#[derive(Template)]
#[template(path = "volunteer/pages/identity.html")]
struct IdentityPage {
    c: Chrome,
    trouble: Trouble,
    wrong: Vec<Wrong>,
    form: IdentityForm,
    /// Why the last check failed, and what to look at.
    failed: Option<&'static str>,
    likely: Vec<&'static str>,
    /// Already on file: this is a correction.
    corrects: bool,
}

impl IdentityPage {
    fn kinds(&self) -> Vec<&'static str> {
        DocumentKind::ALL.iter().map(|kind| kind.name()).collect()
    }
    fn lists(&self) -> [(&'static str, &str, Vec<&'static str>); 3] {
        let names = |all: Vec<&'static str>| all;
        [
            (
                "political_status",
                self.form.political_status.as_str(),
                names(PoliticalStatus::ALL.iter().map(|one| one.name()).collect()),
            ),
            ("education", self.form.education.as_str(), names(Education::ALL.iter().map(|one| one.name()).collect())),
            (
                "occupation",
                self.form.occupation.as_str(),
                names(Occupation::ALL.iter().map(|one| one.name()).collect()),
            ),
        ]
    }
    /// Whether birth date and sex must be typed, because the number doesn't tell them.
    fn asks_birth(&self) -> bool {
        use DocumentKind::{PermanentResidence2023, ResidencePermit, ResidentIdentityCard};
        let told = [ResidentIdentityCard, ResidencePermit, PermanentResidence2023];
        !DocumentKind::parse(&self.form.kind).is_some_and(|kind| told.contains(&kind))
    }
    fn on(&self, field: &str) -> Option<&str> {
        let own = self.wrong.iter().find(|wrong| wrong.field == field).map(|wrong| wrong.said.as_str());
        own.or_else(|| self.trouble.on(field))
    }
    fn mark(&self, field: &str) -> Safe<String> {
        let wrong = self.on(field).is_some();
        Safe(if wrong { format!("aria-invalid=\"true\" aria-describedby=\"{field}-error\"") } else { String::new() })
    }
    #[expect(clippy::unused_self, reason = "templates call methods of their page only")]
    fn same(&self, one: &str, other: &str) -> bool {
        one == other
    }
    fn full_name(&self) -> String {
        PersonName::parse(&self.form.surname, &self.form.given).map(|name| name.full()).unwrap_or_default()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    kind: String,
}

async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer<Response> {
    let account = visit.login()?.account;
    let office = visit.office.clone();
    let (progressed, known) = visit
        .office
        .view(move |conn| {
            let progressed = progress(conn, account)?;
            let known = progressed.volunteer.map(|id| store::identity(conn, &office.means.keys, id)).transpose()?;
            Ok((progressed, known))
        })
        .await?;
    if progressed.check.as_ref().is_some_and(Check::is_verified) {
        return Ok(see("/register/state"));
    }
    let kind = DocumentKind::parse(&asked.kind);
    let kept = known.as_ref().filter(|data| kind.is_none_or(|kind| kind == data.kind));
    let kind = kind.unwrap_or(DocumentKind::ResidentIdentityCard).name().to_owned();
    let form = kept.map_or(IdentityForm { kind, ..IdentityForm::default() }, IdentityForm::of);
    page(&identity_page(&visit, form, (&progressed, known.as_ref()), (Trouble::default(), Vec::new())))
}

fn identity_page(
    visit: &Visit,
    form: IdentityForm,
    (progressed, known): (&Progressed, Option<&Identity>),
    (trouble, wrong): (Trouble, Vec<Wrong>),
) -> IdentityPage {
    let failed = match &progressed.check {
        Some(Check::Failed { cause, .. }) => Some(cause.name()),
        _ => None,
    };
    let name = known.filter(|_| failed.is_some()).and_then(Identity::name);
    let likely = name.map(|name| likely_causes(&name).iter().map(|cause| cause.name()).collect()).unwrap_or_default();
    IdentityPage { c: visit.chrome(Section::None), trouble, wrong, form, failed, likely, corrects: known.is_some() }
}

async fn file(Known(visit): Known, Form(form): Form<IdentityForm>) -> Answer<Response> {
    let account = visit.login()?.account;
    let progressed = visit.office.view(move |conn| progress(conn, account)).await?;
    let data = match form.typed().parse(local_date(visit.now)) {
        Ok(data) => Identity::of(&data),
        Err(problems) => {
            let wrong = problems.iter().map(|problem| told(&visit, problem)).collect();
            let page = page(&identity_page(&visit, form, (&progressed, None), (Trouble::default(), wrong)))?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let cmd = FileRealName { mac: mac(&visit, &data)?, identity: data };
    match visit.office.act(visit.ask_once(form.key.0.clone()), cmd, actions::file_real_name).await {
        Ok(id) => {
            flow::ask_provider(&visit.office, visit.now, id).await?;
            Ok(see("/register/state"))
        }
        Err(failure) => {
            let trouble = super::trouble(&visit, failure)?;
            trouble.page(&identity_page(&visit, form, (&progressed, None), (trouble.clone(), Vec::new())))
        }
    }
}

/// A keyed digest of the data, for recognising a repeat without keeping what could be guessed.
pub fn mac(visit: &Visit, data: &Identity) -> Answer<String> {
    let key = visit.office.means.keys.derived("command", &[]);
    Ok(hex(&keyed(&key, &[&serde_json::to_vec(data)?])))
}

fn told(visit: &Visit, problem: &Problem) -> Wrong {
    let facts = problem.refusal.facts();
    let said = visit.words().answer(problem.refusal.shape().code, &facts).detail;
    let plain = format!("identity-{}", problem.field);
    let label = if visit.words().has(&plain) { plain } else { plain.replace('_', "-") };
    Wrong { field: problem.field, label: visit.words().t(&label).into_owned(), said }
}
