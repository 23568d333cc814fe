//! Tickets for programs. Whoever has no login proves a phone first and sends the proof in the header `goodhours-help-proof`.

use super::{
    actions::{self, CloseOwn, File, Move, Reply, Restore, Say},
    asker,
    views::{self, Pile, Reader, TicketLine, TicketShown, Turn},
};
use crate::{
    account::TryCode,
    kernel::{
        failure::{Answer, DoorRefusal},
        office::Office,
        web::{Body, Known, Problem, Visit},
    },
};
use axum::{
    Json,
    extract::{Path, Query},
    http::{HeaderMap, StatusCode},
};
use domain::{
    account::{Contact, Phone, Purpose},
    help::Topic,
    kernel::OrganisationId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of tickets.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new()
        .routes(routes!(prove_phone))
        .routes(routes!(file_ticket))
        .routes(routes!(own_tickets))
        .routes(routes!(show_ticket))
        .routes(routes!(say_more))
        .routes(routes!(close_ticket))
        .routes(routes!(reply_to_ticket))
        .routes(routes!(restore_by_ticket))
        .routes(routes!(tickets_of_organisation))
        .routes(routes!(tickets_of_platform))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProofBody {
    phone: String,
    /// The code that was sent to it for `help`.
    code: String,
}

/// A proof that a phone is held, for asking and reading without a login.
#[derive(Serialize, ToSchema)]
struct HelpProof {
    /// Goes into the header `goodhours-help-proof`.
    proof: String,
    #[schema(value_type = String)]
    expires_at: jiff::Timestamp,
}

/// Prove a phone by its code, to ask without a login.
#[utoipa::path(post, path = "/help-proofs", request_body = ProofBody, tag = "help", security(()), responses((status = 201, body = HelpProof),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn prove_phone(visit: Visit, Body(body): Body<ProofBody>) -> Answer<(StatusCode, Json<HelpProof>)> {
    let to = Contact::Phone(Phone::parse(&body.phone).map_err(|refusal| ("phone", refusal))?);
    let asked_by = crate::account::api::ASKED_BY_PROGRAM.to_vec();
    let code = TryCode { to, purpose: Purpose::Help, asked_by, entered: body.code };
    let proven = asker::prove(&visit, code).await?;
    Ok((StatusCode::CREATED, Json(HelpProof { proof: proven.text, expires_at: proven.expires_at })))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TicketBody {
    /// `restore-account`, `wrong-data`, `leave-organisation` or `other`.
    #[schema(value_type = String)]
    topic: Topic,
    text: String,
    /// The volunteer number of a member; for stewards who ask about somebody.
    about: Option<String>,
}

/// What was filed.
#[derive(Serialize, ToSchema)]
struct TicketFiled {
    number: String,
}

/// Ask something. The first to answer is the organisation of one's city or university, then the platform.
#[utoipa::path(post, path = "/tickets", request_body = TicketBody, tag = "help", responses((status = 201, body = TicketFiled),
    (status = 401, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn file_ticket(
    visit: Visit,
    headers: HeaderMap,
    body: Answer<Body<TicketBody>>,
) -> Answer<(StatusCode, Json<TicketFiled>)> {
    let asker = asker::known(&visit, &headers)?;
    let Body(TicketBody { topic, text, about }) = body?;
    let cmd = File { asker, topic, text, about, locale: visit.locale };
    let number = visit.office.act(visit.ask(), cmd, actions::file).await?;
    Ok((StatusCode::CREATED, Json(TicketFiled { number })))
}

/// One's tickets, the newest first.
#[derive(Serialize, ToSchema)]
struct TicketList {
    items: Vec<TicketLine>,
    next: Option<String>,
}

/// One's own tickets.
#[utoipa::path(get, path = "/tickets", tag = "help", responses((status = 200, body = TicketList), (status = 401, body = Problem),
    (status = 503, body = Problem)))]
async fn own_tickets(visit: Visit, headers: HeaderMap) -> Answer<Json<TicketList>> {
    let (asker, office) = (asker::known(&visit, &headers)?, visit.office.clone());
    let items = visit.office.view(move |conn| views::own(conn, &office.means.keys, &asker)).await?;
    Ok(Json(TicketList { items, next: None }))
}

async fn shown(visit: &Visit, headers: &HeaderMap, number: String) -> Answer<TicketShown> {
    let reader = Reader { actor: visit.actor(), asker: asker::read(visit, headers) };
    let (office, now) = (visit.office.clone(), visit.now);
    visit.office.view(move |conn| views::shown(conn, &office.means.keys, (&reader, &number), now)).await
}

/// One ticket, for its asker and for whoever answers at its desk.
#[utoipa::path(get, path = "/tickets/{number}", params(("number" = String, Path)), tag = "help", responses((status = 200, body = TicketShown),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn show_ticket(visit: Visit, headers: HeaderMap, Path(number): Path<String>) -> Answer<Json<TicketShown>> {
    Ok(Json(shown(&visit, &headers, number).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WordsBody {
    text: String,
}

/// Say more about one's own ticket; what was answered or closed is open again.
#[utoipa::path(post, path = "/tickets/{number}/words", params(("number" = String, Path)), request_body = WordsBody, tag = "help",
    responses((status = 200, body = TicketShown), (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn say_more(
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    body: Answer<Body<WordsBody>>,
) -> Answer<Json<TicketShown>> {
    let asker = asker::known(&visit, &headers)?;
    let cmd = Say { asker, number: number.clone(), text: body?.0.text };
    visit.office.act(visit.ask(), cmd, actions::say).await?;
    Ok(Json(shown(&visit, &headers, number).await?))
}

/// Close one's own ticket.
#[utoipa::path(post, path = "/tickets/{number}/closings", params(("number" = String, Path)), tag = "help",
    responses((status = 200, body = TicketShown), (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 503, body = Problem)))]
async fn close_ticket(visit: Visit, headers: HeaderMap, Path(number): Path<String>) -> Answer<Json<TicketShown>> {
    let cmd = CloseOwn { asker: asker::known(&visit, &headers)?, number: number.clone() };
    visit.office.act(visit.ask(), cmd, actions::close_own).await?;
    Ok(Json(shown(&visit, &headers, number).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReplyBody {
    /// `answer`, `ask-back`, `pass-on` (to the platform) or `close`.
    #[schema(value_type = String)]
    what: Move,
    text: String,
}

/// What is left to show to whoever passed a ticket on: its number and state.
#[derive(Serialize, ToSchema)]
struct TicketReplied {
    number: String,
}

/// Answer a ticket on one's own desk, ask its asker something, hand it to the platform, or close it.
#[utoipa::path(post, path = "/tickets/{number}/replies", params(("number" = String, Path)), request_body = ReplyBody, tag = "help",
    responses((status = 200, body = TicketReplied), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn reply_to_ticket(
    Known(visit): Known,
    Path(number): Path<String>,
    body: Answer<Body<ReplyBody>>,
) -> Answer<Json<TicketReplied>> {
    let Body(ReplyBody { what, text }) = body?;
    visit.office.act(visit.ask(), Reply { number: number.clone(), what, text }, actions::reply).await?;
    Ok(Json(TicketReplied { number }))
}

/// Let the account in that a ticket on the platform's desk asks about: a suspended one, or one that its holder closes.
#[utoipa::path(post, path = "/tickets/{number}/restorations", params(("number" = String, Path)), request_body = WordsBody, tag = "help",
    responses((status = 200, body = TicketReplied), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn restore_by_ticket(
    Known(visit): Known,
    Path(number): Path<String>,
    body: Answer<Body<WordsBody>>,
) -> Answer<Json<TicketReplied>> {
    let cmd = Restore { number: number.clone(), text: body?.0.text };
    visit.office.act(visit.ask(), cmd, actions::restore).await?;
    Ok(Json(TicketReplied { number }))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct DeskParams {
    /// `owed`, `answered` or `closed`.
    pile: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
}

async fn at_desk(visit: &Visit, desk: Option<OrganisationId>, params: DeskParams) -> Answer<Json<TicketList>> {
    visit.login()?;
    let bad = |_| DoorRefusal::BadForm { field: "after".into() };
    let pile = params.pile.as_deref().map_or(Some(Pile::Owed), Pile::parse);
    let pile = pile.ok_or_else(|| DoorRefusal::BadForm { field: "pile".into() })?;
    let turn = Turn { pile, after: params.after.map(|after| after.parse().map_err(bad)).transpose()? };
    let (actor, now) = (visit.actor(), visit.now);
    let (items, next) = visit.office.view(move |conn| views::at_desk(conn, &actor, desk, turn, now)).await?;
    Ok(Json(TicketList { items, next: next.map(|next| next.to_string()) }))
}

/// The tickets on an organisation's desk, for those who deal with its members.
#[utoipa::path(get, path = "/organisations/{id}/tickets", params(("id" = String, Path), DeskParams), tag = "help",
    responses((status = 200, body = TicketList), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn tickets_of_organisation(
    visit: Visit,
    Path(id): Path<OrganisationId>,
    Query(params): Query<DeskParams>,
) -> Answer<Json<TicketList>> {
    at_desk(&visit, Some(id), params).await
}

/// The tickets on the platform's desk, for its support and stewards.
#[utoipa::path(get, path = "/platform/tickets", params(DeskParams), tag = "help", responses((status = 200, body = TicketList),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn tickets_of_platform(visit: Visit, Query(params): Query<DeskParams>) -> Answer<Json<TicketList>> {
    at_desk(&visit, None, params).await
}
