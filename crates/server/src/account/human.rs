//! The human check (ACC-05): challenges for browsers that can work, a picture and a voice for those that can't, and the answers of
//! both, each good once.

use crate::kernel::{
    crypto::CellKey,
    cx::Cx,
    db::{BothExt, schema::human_spent},
    dice::Dice,
    failure::{Answer, DoorRefusal, Failure},
    human::{Code, Ticket, picture, speech},
    office::{Ask, Office},
    web::Visit,
};
use axum::{
    Json, Router,
    extract::Query,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use diesel::prelude::*;
use domain::account::{
    Challenge, HumanCheckRefusal, Solution,
    human_check::{Action, Dice as ChallengeDice},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a challenge or a picture may be answered.
const MINUTES: i64 = 10;

/// What a form or a body brings as its answer; the names are those of the form's fields.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Given {
    /// The solved challenge, base64 of JSON, as ALTCHA widgets send it.
    #[serde(default)]
    pub altcha: String,
    /// The picture that was shown.
    #[serde(default)]
    pub human_ticket: String,
    /// The digits that were typed.
    #[serde(default)]
    pub human_code: String,
}

/// An answer that was right. Good for one act: whoever takes it spends it in the same transaction.
#[derive(Debug, Clone)]
pub struct Passed {
    /// What is spent; a picture's ticket is spent already, whatever was typed.
    unspent: Option<String>,
    expires_at: Timestamp,
}

impl Passed {
    /// Takes the answer out of the world; refused when it was used before.
    pub fn spend(&self, cx: &mut Cx) -> Answer<()> {
        match &self.unspent {
            Some(answer) => spend(cx, answer, self.expires_at),
            None => Ok(()),
        }
    }
}

fn spend(cx: &mut Cx, answer: &str, expires_at: Timestamp) -> Answer<()> {
    let row = (human_spent::answer.eq(answer), human_spent::expires_at.eq(expires_at.as_microsecond()));
    let fresh = diesel::insert_into(human_spent::table).values(row).on_conflict_do_nothing().both().execute(cx.conn)?;
    if fresh == 1 { Ok(()) } else { Err(HumanCheckRefusal::Used.into()) }
}

/// Reads the answer that came with a form; none when none came.
pub async fn passed(visit: &Visit, action: Action, given: &Given) -> Answer<Option<Passed>> {
    let keys = &visit.office.means.keys;
    if !given.altcha.is_empty() {
        let solution = solution(&given.altcha).ok_or(HumanCheckRefusal::Wrong)?;
        let answer = solution.verify(&keys.derived("human check", &[]), action, visit.now)?;
        return Ok(Some(Passed { unspent: Some(answer), expires_at: later(visit.now) }));
    }
    if given.human_code.trim().is_empty() {
        return Ok(None);
    }
    let ticket = Ticket::open(&ticket_key(&visit.office), &given.human_ticket)?;
    let spent = (Ticket::spent_key(&given.human_ticket), ticket.expires_at);
    visit.office.record(Ask::system(visit.now), spent, |cx, (answer, until)| spend(cx, answer, *until)).await?;
    ticket.check(&given.human_code, action, visit.now)?;
    Ok(Some(Passed { unspent: None, expires_at: ticket.expires_at }))
}

fn solution(altcha: &str) -> Option<Solution> {
    #[derive(Deserialize)]
    struct Sent {
        number: u32,
        salt: String,
        signature: String,
    }
    let sent: Sent = serde_json::from_slice(&STANDARD.decode(altcha).ok()?).ok()?;
    Some(Solution { salt: sent.salt, signature: sent.signature, number: sent.number })
}

fn later(now: Timestamp) -> Timestamp {
    now.saturating_add(SignedDuration::from_mins(MINUTES)).unwrap_or(Timestamp::MAX)
}

fn ticket_key(office: &Office) -> CellKey {
    CellKey::new(office.means.keys.derived("human check ticket", &[]))
}

/// What a form shows.
pub struct Shown {
    pub action: &'static str,
    pub ticket: String,
}

/// A fresh check for a form.
pub fn shown(visit: &Visit, action: Action) -> Shown {
    let mut dice = Dice::fair();
    let ticket = Ticket { action, expires_at: later(visit.now), code: Code::new(&mut dice) };
    Shown { action: action.name(), ticket: ticket.seal(&ticket_key(&visit.office), dice.bytes()) }
}

/// A challenge in the ALTCHA format: find the number below `maxnumber` whose SHA-256 after the salt is the challenge.
#[derive(Serialize, utoipa::ToSchema)]
pub struct ChallengeBody {
    #[schema(example = "SHA-256")]
    algorithm: &'static str,
    challenge: String,
    salt: String,
    signature: String,
    maxnumber: u32,
}

/// A fresh challenge for one action.
pub fn challenge(visit: &Visit, action: Action) -> ChallengeBody {
    let mut dice = Dice::fair();
    let number = u32::try_from(dice.below(u64::from(Challenge::NUMBER_MAX_DEFAULT))).unwrap_or_default();
    let key = visit.office.means.keys.derived("human check", &[]);
    let chance = ChallengeDice { salt: u128::from_be_bytes(dice.bytes()), number };
    let made = Challenge::issue(&key, action, chance, Challenge::NUMBER_MAX_DEFAULT, later(visit.now));
    ChallengeBody {
        algorithm: "SHA-256",
        challenge: made.challenge,
        salt: made.salt,
        signature: made.signature,
        maxnumber: made.number_max,
    }
}

#[derive(Deserialize)]
struct For {
    r#for: String,
}

/// The action that a challenge is asked for.
pub fn action(name: &str) -> Answer<Action> {
    Action::parse(name).ok_or_else(|| DoorRefusal::BadForm { field: "for".into() }.into())
}

#[derive(Deserialize)]
struct Sealed {
    ticket: String,
}

/// `/human-checks/…`: the challenge, the picture, the voice.
pub fn human_routes() -> Router<Office> {
    Router::new()
        .route("/human-checks/new", get(new))
        .route("/human-checks/picture", get(show))
        .route("/human-checks/speech", get(speak))
}

async fn new(visit: Visit, Query(asked): Query<For>) -> Answer<Json<ChallengeBody>> {
    Ok(Json(challenge(&visit, action(&asked.r#for)?)))
}

async fn show(visit: Visit, Query(sealed): Query<Sealed>) -> Answer<Response> {
    let code = code(&visit, &sealed)?;
    let png = tokio::task::spawn_blocking(move || picture(code, &mut Dice::fair())).await.map_err(Failure::fault)?;
    Ok(([(header::CONTENT_TYPE, "image/png")], png).into_response())
}

async fn speak(visit: Visit, Query(sealed): Query<Sealed>) -> Answer<Response> {
    let (code, locale) = (code(&visit, &sealed)?, visit.locale);
    let wav =
        tokio::task::spawn_blocking(move || speech(code, locale, &mut Dice::fair())).await.map_err(Failure::fault)?;
    Ok(([(header::CONTENT_TYPE, "audio/wav")], wav).into_response())
}

fn code(visit: &Visit, sealed: &Sealed) -> Answer<Code> {
    let ticket = Ticket::open(&ticket_key(&visit.office), &sealed.ticket).map_err(|_| Failure::NotFound)?;
    if visit.now >= ticket.expires_at { Err(HumanCheckRefusal::Expired.into()) } else { Ok(ticket.code) }
}
