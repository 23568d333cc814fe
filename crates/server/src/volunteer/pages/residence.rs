//! Where somebody lives, down to the county, and whether they want a card (REG-02, REG-04). Works without JavaScript: the province
//! first, then its counties grouped by city.

use super::trouble;
use crate::{
    kernel::{
        failure::Answer,
        office::Office,
        web::{Chrome, Form, Key, Known, Section, Trouble, Visit, page, see},
    },
    region::{self, Named},
    volunteer::{
        actions::{self, Settle},
        store,
    },
};
use askama::Template;
use axum::{Router, extract::Query, response::Response, routing::get};
use domain::{account::registration::CARD_WISH_PRESELECTED, region::Region};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/register/residence", get(show).post(save))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    province: String,
}

#[derive(Template)]
#[template(path = "volunteer/pages/residence.html")]
struct ResidencePage {
    c: Chrome,
    trouble: Trouble,
    provinces: Vec<Named>,
    province: Option<Region>,
    counties: Vec<(&'static str, Vec<Named>)>,
    region: Option<Region>,
    wants_card: bool,
}

fn residence_page(visit: &Visit, asked: Option<Region>, (region, wants_card): (Option<Region>, bool)) -> ResidencePage {
    let kept = region.and_then(|region| region::path(region).first().map(|(province, _)| *province));
    let province = asked.or(kept);
    ResidencePage {
        c: visit.chrome(Section::None),
        trouble: Trouble::default(),
        provinces: region::children(None),
        counties: province.map(region::counties).unwrap_or_default(),
        province,
        region: region.filter(|_| asked.is_none() || asked == kept),
        wants_card,
    }
}

async fn kept(visit: &Visit) -> Answer<Option<(Option<Region>, bool)>> {
    let account = visit.login()?.account;
    visit
        .office
        .view(move |conn| {
            let Some(id) = store::id_of_account(conn, account)? else { return Ok(None) };
            let (code, wants_card) = store::residence(conn, id)?;
            // Whoever hasn't been here yet sees the wish ticked.
            Ok(Some((region::find(&code), wants_card || (code.is_empty() && CARD_WISH_PRESELECTED))))
        })
        .await
}

async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer<Response> {
    let Some(kept) = kept(&visit).await? else { return Ok(see("/register/identity")) };
    page(&residence_page(&visit, region::find(&asked.province), kept))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ResidenceForm {
    province: String,
    region: String,
    wants_card: Option<String>,
    key: Key,
}

async fn save(Known(visit): Known, Form(form): Form<ResidenceForm>) -> Answer<Response> {
    let wants_card = form.wants_card.is_some();
    let cmd = Settle { region: form.region, wants_card };
    match visit.office.act(visit.ask_once(form.key.0), cmd, actions::settle_residence).await {
        Ok(_) => Ok(see("/register/organisations")),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            let page = residence_page(&visit, region::find(&form.province), (None, wants_card));
            trouble.page(&ResidencePage { trouble: trouble.clone(), ..page })
        }
    }
}
