//! Presence for programs.

use super::{
    actions::{Evidence, Key, SignIn, SignOut, Signed},
    answers::{self, Approve, AskCorrection, Confirm, MarkFace, SettleCorrection},
    codes::{self, Codes, OpenCodes},
    flow,
    views::{self, Board, Own},
};
use crate::{
    card,
    enrolment::volunteer_of,
    kernel::{
        db::Conn,
        dice::Dice,
        failure::{Answer, DoorRefusal, Failure},
        office::Office,
        web::{Body, Claimed, Known, Problem, Visit},
    },
    organisation::steward_of_activity,
};
use axum::{Json, extract::Path, http::StatusCode};
use diesel::prelude::*;
use domain::{
    activity::Fix,
    kernel::{ActivityId, AttendanceId, Minutes, VolunteerId},
    organisation::Act,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this slice.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new()
        .routes(routes!(sign_in))
        .routes(routes!(sign_out))
        .routes(routes!(card_scan))
        .routes(routes!(open_codes))
        .routes(routes!(show_codes))
        .routes(routes!(mark_face))
        .routes(routes!(own))
        .routes(routes!(board))
        .routes(routes!(confirm))
        .routes(routes!(approve))
        .routes(routes!(ask_correction))
        .routes(routes!(settle_correction))
}

/// A position as a browser gives it, in WGS-84.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StandingBody)]
pub struct PositionBody {
    pub latitude: f64,
    pub longitude: f64,
    pub accuracy_metres: f64,
}

impl PositionBody {
    /// The position; none on earth is a bad form.
    pub fn fix(self) -> Answer<Fix> {
        let bad = || Failure::from(DoorRefusal::BadForm { field: "position".into() });
        Fix::parse(self.latitude, self.longitude, self.accuracy_metres).ok_or_else(bad)
    }
}

/// How one signs: by a rotating code, by the typed code of an activity, or by oneself.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignBody {
    /// The text of the organiser's rotating code.
    code: Option<String>,
    /// With `typed_code`, or alone to sign by oneself.
    #[schema(value_type = Option<String>)]
    activity_id: Option<ActivityId>,
    /// The six digits told on site.
    typed_code: Option<String>,
    /// Accepting the integrity agreement, for the typed code.
    #[serde(default)]
    agreed: bool,
    /// Names this one act; a repeat with the same nonce answers the same. Made by the server when missing.
    nonce: Option<String>,
    position: Option<PositionBody>,
    device: Option<String>,
}

/// The longest nonce that is taken.
const NONCE_CHARS_MAX: usize = 64;

impl SignBody {
    fn read(self) -> Answer<(Key, String, Evidence)> {
        let bad = |field: &str| Failure::from(DoorRefusal::BadForm { field: field.into() });
        let key = match (self.code, self.activity_id, self.typed_code) {
            (Some(code), None, None) => Key::Rotating(code),
            (None, Some(activity), Some(digits)) => Key::Typed { activity, digits, agreed: self.agreed },
            (None, Some(activity), None) => Key::OneSelf { activity },
            _ => return Err(bad("code")),
        };
        let nonce = nonce(self.nonce)?;
        let device = self.device.map(|device| device.chars().take(64).collect());
        let position = self.position.map(PositionBody::fix).transpose()?;
        Ok((key, nonce, Evidence { position, device }))
    }
}

/// The nonce as sent, or a fresh one.
pub fn nonce(sent: Option<String>) -> Answer<String> {
    let Some(nonce) = sent else { return Ok(Dice::fair().nonce()) };
    let sound = (8..=NONCE_CHARS_MAX).contains(&nonce.len()) && nonce.bytes().all(|b| b.is_ascii_graphic());
    if sound { Ok(nonce) } else { Err(DoorRefusal::BadForm { field: "nonce".into() }.into()) }
}

/// How a sign-in or sign-out ended.
#[derive(Serialize, ToSchema)]
struct SignedBody {
    attendance_id: String,
    activity_id: String,
    activity: String,
    direction: String,
    since: String,
    until: Option<String>,
    minutes: u32,
    face_checked: bool,
    pending: bool,
}

impl From<Signed> for SignedBody {
    fn from(signed: Signed) -> SignedBody {
        SignedBody {
            attendance_id: signed.attendance.to_string(),
            activity_id: signed.activity.to_string(),
            activity: signed.title,
            direction: signed.direction.name().into(),
            since: signed.since.to_string(),
            until: signed.until.map(|until| until.to_string()),
            minutes: signed.minutes.0,
            face_checked: signed.face_checked,
            pending: signed.pending,
        }
    }
}

/// Sign in.
#[utoipa::path(post, path = "/sign-ins", request_body = SignBody, tag = "attendance",
    responses((status = 201, body = SignedBody), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn sign_in(claimed: Claimed, sent: Answer<Body<SignBody>>) -> Answer<(StatusCode, Json<SignedBody>)> {
    let visit = &claimed.0;
    let signed = match sent.and_then(|Body(body)| body.read()) {
        Ok((key, nonce, evidence)) => flow::sign_in(&visit.office, visit.ask(), SignIn { key, nonce, evidence }).await,
        Err(bad) => Err(bad),
    };
    Ok((StatusCode::CREATED, Json(claimed.told(signed).await?.into())))
}

/// Sign out; the minutes are credited at once.
#[utoipa::path(post, path = "/sign-outs", request_body = SignBody, tag = "attendance",
    responses((status = 201, body = SignedBody), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn sign_out(claimed: Claimed, sent: Answer<Body<SignBody>>) -> Answer<(StatusCode, Json<SignedBody>)> {
    let visit = &claimed.0;
    let signed = match sent.and_then(|Body(body)| body.read()) {
        Ok((key, nonce, evidence)) => {
            flow::sign_out(&visit.office, visit.ask(), SignOut { key, nonce, evidence }).await
        }
        Err(bad) => Err(bad),
    };
    Ok((StatusCode::CREATED, Json(claimed.told(signed).await?.into())))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CardScanBody {
    /// `in` or `out`.
    direction: String,
    /// What a scanner read from the card: the address, or the code at its end.
    token: Option<String>,
    /// The number printed on the card, for a card that can't be scanned.
    number: Option<String>,
    nonce: Option<String>,
    position: Option<PositionBody>,
}

/// A steward scans a volunteer's card.
#[utoipa::path(post, path = "/activities/{id}/card-scans", params(("id" = String, Path)), request_body = CardScanBody, tag = "attendance",
    responses((status = 201, body = SignedBody), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn card_scan(
    Known(visit): Known,
    Path(activity): Path<ActivityId>,
    Body(body): Body<CardScanBody>,
) -> Answer<(StatusCode, Json<SignedBody>)> {
    let bad = |field: &str| Failure::from(DoorRefusal::BadForm { field: field.into() });
    let (desk, now) = (visit.office.clone(), visit.now);
    let (token, number) = (body.token, body.number);
    let volunteer = visit
        .office
        .view(move |conn| match (&token, &number) {
            (Some(token), _) => card::volunteer_of(conn, &desk.means, token, now),
            (None, Some(number)) => by_number(conn, number),
            (None, None) => Err(DoorRefusal::BadForm { field: "token".into() }.into()),
        })
        .await?;
    let (key, nonce) = (Key::Scanned { activity, volunteer }, nonce(body.nonce)?);
    let evidence = Evidence { position: body.position.map(PositionBody::fix).transpose()?, device: None };
    let signed = match body.direction.as_str() {
        "in" => flow::sign_in(&visit.office, visit.ask(), SignIn { key, nonce, evidence }).await?,
        "out" => flow::sign_out(&visit.office, visit.ask(), SignOut { key, nonce, evidence }).await?,
        _ => return Err(bad("direction")),
    };
    Ok((StatusCode::CREATED, Json(signed.into())))
}

/// The volunteer with this number; blanks and hyphens between its groups are forgiven.
pub fn by_number(conn: &mut Conn, number: &str) -> Answer<VolunteerId> {
    use crate::kernel::db::schema::volunteer;
    let digits: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
    Ok(VolunteerId(volunteer::table.filter(volunteer::number.eq(digits)).select(volunteer::id).first(conn)?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OpenCodesBody {
    /// Where the organiser stands; the codes are not shown without it.
    position: Option<PositionBody>,
}

/// Open the codes of an activity from where the organiser stands.
#[utoipa::path(post, path = "/activities/{id}/code-openings", params(("id" = String, Path)), request_body = OpenCodesBody, tag = "attendance",
    responses((status = 201, body = Codes), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn open_codes(
    Known(visit): Known,
    Path(activity): Path<ActivityId>,
    Body(body): Body<OpenCodesBody>,
) -> Answer<(StatusCode, Json<Codes>)> {
    let position = body.position.map(PositionBody::fix).transpose()?;
    visit.office.act(visit.ask(), OpenCodes { activity, position }, codes::open_codes).await?;
    let (actor, now) = (visit.actor(), visit.now);
    let codes = visit.office.view(move |conn| codes::codes(conn, &actor, activity, now)).await?;
    Ok((StatusCode::CREATED, Json(codes)))
}

/// The codes of this moment, once opened.
#[utoipa::path(get, path = "/activities/{id}/codes", params(("id" = String, Path)), tag = "attendance",
    responses((status = 200, body = Codes), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn show_codes(visit: Visit, Path(activity): Path<ActivityId>) -> Answer<Json<Codes>> {
    let (actor, now) = (visit.actor(), visit.now);
    Ok(Json(visit.office.view(move |conn| codes::codes(conn, &actor, activity, now)).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FaceBody {
    #[schema(value_type = String)]
    volunteer_id: VolunteerId,
}

/// Mark that face and document were seen.
#[utoipa::path(post, path = "/activities/{id}/face-checks", params(("id" = String, Path)), request_body = FaceBody, tag = "attendance",
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn mark_face(
    Known(visit): Known,
    Path(activity): Path<ActivityId>,
    Body(body): Body<FaceBody>,
) -> Answer<StatusCode> {
    let cmd = MarkFace { activity, volunteer: body.volunteer_id };
    visit.office.act(visit.ask(), cmd, answers::mark_face).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// My presences.
#[derive(Serialize, ToSchema)]
struct OwnList {
    items: Vec<Own>,
    next: Option<String>,
}

/// My presences, newest first.
#[utoipa::path(get, path = "/me/attendances", tag = "attendance",
    responses((status = 200, body = OwnList), (status = 401, body = Problem), (status = 403, body = Problem), (status = 503, body = Problem)))]
async fn own(visit: Visit) -> Answer<Json<OwnList>> {
    let account = visit.login()?.account;
    let look = move |conn: &mut Conn| {
        let who = volunteer_of(conn, account)?;
        views::own_list(conn, who)
    };
    Ok(Json(OwnList { items: visit.office.view(look).await?, next: None }))
}

/// The live board of an activity.
#[utoipa::path(get, path = "/activities/{id}/attendances", params(("id" = String, Path)), tag = "attendance",
    responses((status = 200, body = Board), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn board(visit: Visit, Path(activity): Path<ActivityId>) -> Answer<Json<Board>> {
    let (actor, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut Conn| {
        let by = steward_of_activity(conn, &actor, activity, Act::OnSite, now)?;
        views::board(conn, &by, activity, None)
    };
    Ok(Json(visit.office.view(look).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConfirmBody {
    /// 1 to 5.
    stars: Option<u8>,
    #[serde(default)]
    words: String,
}

/// The minutes of a presence.
#[derive(Serialize, ToSchema)]
struct MinutesBody {
    minutes: u32,
}

/// Confirm my minutes, and rate.
#[utoipa::path(post, path = "/attendances/{id}/confirmation", params(("id" = String, Path)), request_body = ConfirmBody, tag = "attendance",
    responses((status = 200, body = MinutesBody), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn confirm(
    Known(visit): Known,
    Path(attendance): Path<AttendanceId>,
    Body(body): Body<ConfirmBody>,
) -> Answer<Json<MinutesBody>> {
    let cmd = Confirm { attendance, stars: body.stars, words: body.words };
    let minutes = visit.office.act(visit.ask(), cmd, answers::confirm).await?;
    Ok(Json(MinutesBody { minutes: minutes.0 }))
}

/// Confirm a presence that waits for a steward.
#[utoipa::path(post, path = "/attendances/{id}/approval", params(("id" = String, Path)), tag = "attendance",
    responses((status = 200, body = MinutesBody), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn approve(visit: Visit, Path(attendance): Path<AttendanceId>) -> Answer<Json<MinutesBody>> {
    let minutes = visit.office.act(visit.ask(), Approve { attendance }, answers::approve).await?;
    Ok(Json(MinutesBody { minutes: minutes.0 }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CorrectionBody {
    wanted_minutes: u32,
    text: String,
}

/// Disagree with my minutes.
#[utoipa::path(post, path = "/attendances/{id}/correction", params(("id" = String, Path)), request_body = CorrectionBody, tag = "attendance",
    responses((status = 201), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn ask_correction(
    Known(visit): Known,
    Path(attendance): Path<AttendanceId>,
    Body(body): Body<CorrectionBody>,
) -> Answer<StatusCode> {
    let cmd = AskCorrection { attendance, wanted: Minutes(body.wanted_minutes), text: body.text };
    visit.office.act(visit.ask(), cmd, answers::ask_correction).await?;
    Ok(StatusCode::CREATED)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SettleBody {
    /// Missing: the minutes stand.
    minutes: Option<u32>,
    text: String,
}

/// Answer a correction request.
#[utoipa::path(post, path = "/attendances/{id}/correction/answer", params(("id" = String, Path)), request_body = SettleBody, tag = "attendance",
    responses((status = 200, body = MinutesBody), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn settle_correction(
    Known(visit): Known,
    Path(attendance): Path<AttendanceId>,
    Body(body): Body<SettleBody>,
) -> Answer<Json<MinutesBody>> {
    let cmd = SettleCorrection { attendance, minutes: body.minutes.map(Minutes), text: body.text };
    let minutes = visit.office.act(visit.ask(), cmd, answers::settle_correction).await?;
    Ok(Json(MinutesBody { minutes: minutes.0 }))
}
