//! The e-card for people: what it is, one's own with its changing code and its picture, and what a scan shows.

use super::{
    code::{self, address, face_code, volunteer_of},
    onsite::{self, OnSite, on_site},
    views::{self, Own, Scanned},
};
use crate::{
    attendance::{CodeKey, Evidence, SignIn, SignOut, Signed, sign_in, sign_out},
    certificate::{file_picture, grouped, print_card},
    kernel::{
        failure::{Answer, DoorRefusal, Failure},
        office::Office,
        web::{Cached, Chrome, Form, Key, Known, Section, Visit, page, see},
        words::Words,
    },
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    http::{HeaderName, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::{
    card::{CardRefusal, DayKey, STEP_SECONDS},
    certificate::CertificateRefusal,
    kernel::{ActivityId, hex, local_date},
};
use jiff::{Timestamp, ToSpan, civil::Date};
use paper::{Card, CardWords, qr};
use serde::Deserialize;

/// The pages of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/card", get(about))
        .route("/me/card", get(show))
        .route("/me/card.png", get(face))
        .route("/k/{code}", get(scan))
        .route("/card-scans", post(sign))
        .route("/offline", get(offline))
}

/// Asks the service worker to keep a page for when there is no network.
const KEEP: (HeaderName, &str) = (HeaderName::from_static("x-offline"), "keep");

#[derive(Template)]
#[template(path = "card/about.html")]
struct AboutPage {
    c: Chrome,
}

async fn about(visit: Visit) -> Answer<Response> {
    if visit.viewer.is_some() {
        return Ok(see("/me/card"));
    }
    let page = page(&AboutPage { c: visit.chrome(Section::Card) })?;
    Ok((axum::Extension(Cached(60)), page).into_response())
}

/// A QR code as a path in a square.
struct Code {
    side: u32,
    d: String,
}

impl Code {
    fn of(text: &str) -> Answer<Code> {
        let path = qr::svg_path(text).map_err(Failure::fault)?;
        Ok(Code { side: path.side, d: path.d })
    }
}

#[derive(Template)]
#[template(path = "card/own.html")]
struct OwnPage {
    c: Chrome,
    card: Own,
    number: String,
    code: Code,
    /// When the next code is due.
    until: Timestamp,
    left_seconds: i64,
    /// What a phone without network makes its codes of: `VOLUNTEER ADDRESS DAY=KEY DAY=KEY`.
    keys: String,
}

async fn show(visit: Visit) -> Answer<Response> {
    let account = visit.login()?.account;
    let (desk, now) = (visit.office.clone(), visit.now);
    let card = visit.office.view(move |conn| views::own(conn, &desk.means, account, now)).await?;
    let means = &visit.office.means;
    let until = next_step(now);
    let template = OwnPage {
        code: Code::of(&address(means, &code::token(means, card.volunteer, now)))?,
        number: grouped(&card.number),
        until,
        left_seconds: until.duration_since(now).as_secs(),
        keys: keys(&visit, &card),
        c: visit.chrome(Section::Card),
        card,
    };
    Ok(([KEEP], page(&template)?).into_response())
}

impl OwnPage {
    fn stars(&self) -> u32 {
        self.card.stars.into()
    }
}

impl ScannedPage {
    fn stars(&self) -> u32 {
        self.card.stars.into()
    }
}

/// The moment of the next code.
pub fn next_step(now: Timestamp) -> Timestamp {
    let step = i64::from(STEP_SECONDS);
    let second = (now.as_second().div_euclid(step) + 1).saturating_mul(step);
    Timestamp::from_second(second).unwrap_or(now)
}

/// The keys of today and tomorrow; the ones of later days never leave the server.
fn keys(visit: &Visit, card: &Own) -> String {
    let key = visit.office.means.keys.card_key(card.volunteer);
    let today = local_date(visit.now);
    let of_day = |day: Date| format!("{day}={}", hex(DayKey::derive(&key, card.volunteer, day).bytes()));
    let tomorrow = today.checked_add(1.day()).unwrap_or(today);
    let address = address(&visit.office.means, "");
    format!("{} {address} {} {}", card.volunteer, of_day(today), of_day(tomorrow))
}

async fn face(visit: Visit) -> Answer<Response> {
    let account = visit.login()?.account;
    let (desk, now) = (visit.office.clone(), visit.now);
    let card = visit.office.view(move |conn| views::own(conn, &desk.means, account, now)).await?;
    let photo = file_picture(&visit.office, card.photo).await?;
    let words = visit.words();
    let sheet = sheet(&visit, &card, words);
    let png = print_card(&visit.office, sheet, photo).await?;
    let png = png.map_err(|missing| CertificateRefusal::GlyphMissing { characters: missing.iter().collect() })?;
    let name = format!("attachment; filename=\"card-{}.png\"", card.number);
    Ok(([(header::CONTENT_TYPE, "image/png".to_owned()), (header::CONTENT_DISPOSITION, name)], png).into_response())
}

fn sheet(visit: &Visit, card: &Own, words: &Words) -> Card {
    let t = |key: &str| words.t(key).into_owned();
    let means = &visit.office.means;
    Card {
        language: visit.locale.tag().to_owned(),
        words: CardWords {
            title: t("card-title"),
            sex: t("certificate-sex"),
            volunteer_number: t("card-number"),
            registered_in: t("card-city"),
        },
        name: card.name.clone(),
        sex: t(&format!("sex-{}", card.sex)),
        volunteer_number: grouped(&card.number),
        registered_in: card.city.clone(),
        stars: card.stars,
        issuer: means.site_name(visit.locale),
        scan_url: address(means, &face_code(means, card.volunteer, &card.number)),
    }
}

#[derive(Template)]
#[template(path = "card/scanned.html")]
struct ScannedPage {
    c: Chrome,
    card: Scanned,
    /// Where the visitor may sign this volunteer in or out.
    near: Vec<OnSite>,
    ticket: String,
}

async fn scan(visit: Visit, Path(scanned): Path<String>) -> Answer<Response> {
    let (desk, actor, now) = (visit.office.clone(), visit.actor(), visit.now);
    let (card, near) = visit
        .office
        .view(move |conn| {
            let holder = volunteer_of(conn, &desk.means, &scanned, now)?;
            let card = match views::scanned(conn, holder, now) {
                Err(failure) if failure.code() == Some("card.not-verified") => Err(CardRefusal::Foreign.into()),
                card => card,
            }?;
            Ok((card, on_site(conn, &actor, now)?))
        })
        .await?;
    let ticket = onsite::ticket(&visit.office.means, card.volunteer, now);
    page(&ScannedPage { c: visit.chrome(Section::Card), card, near, ticket })
}

#[derive(Deserialize)]
struct ScanForm {
    key: Key,
    ticket: String,
    activity: ActivityId,
    /// `in` or `out`.
    direction: String,
}

#[derive(Template)]
#[template(path = "card/signed.html")]
struct SignedPage {
    c: Chrome,
    public_name: String,
    signed: Signed,
}

impl SignedPage {
    fn title(&self) -> String {
        self.c.t(if self.signed.until.is_some() { "card-signed-out" } else { "card-signed-in" })
    }
}

async fn sign(Known(visit): Known, Form(form): Form<ScanForm>) -> Answer<Response> {
    let volunteer = onsite::of_ticket(&visit.office.means, &form.ticket, visit.now)?;
    let key = CodeKey::Scanned { activity: form.activity, volunteer };
    let nonce = form.key.0.clone().ok_or_else(|| DoorRefusal::BadForm { field: "key".into() })?;
    let (ask, evidence) = (visit.ask_once(form.key.0), Evidence::default());
    let signed = match form.direction.as_str() {
        "in" => sign_in(&visit.office, ask, SignIn { key, nonce, evidence }).await?,
        "out" => sign_out(&visit.office, ask, SignOut { key, nonce, evidence }).await?,
        _ => return Err(DoorRefusal::BadForm { field: "direction".into() }.into()),
    };
    let now = visit.now;
    let public_name = visit.office.view(move |conn| views::scanned(conn, volunteer, now)).await?.public_name;
    page(&SignedPage { c: visit.chrome(Section::Steward), public_name, signed })
}

#[derive(Template)]
#[template(path = "card/offline.html")]
struct OfflinePage {
    c: Chrome,
}

/// What a phone shows when a page can't be reached; it names nobody.
async fn offline(mut visit: Visit) -> Answer<Response> {
    visit.viewer = None;
    Ok(([KEEP], page(&OfflinePage { c: visit.chrome(Section::None) })?).into_response())
}
