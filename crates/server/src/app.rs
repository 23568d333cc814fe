//! The only list of slices: builds the router, the API document and the jobs from them.

use crate::{
    kernel::{
        failure::{Answer, Failure},
        office::Office,
        sequencer::Source,
        web::{self, dress, guard, no_zeros, shelve},
    },
    start::Started,
};
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Request, State},
    http::header::CONTENT_TYPE,
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::get,
};
use tokio::task::JoinSet;
use tower::ServiceBuilder;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// Everything that the sequencer seals.
pub const SOURCES: &[Source] = &[crate::hours::SOURCE, crate::audit::SOURCE];

/// The most that a form or a JSON body may weigh; uploads set their own limit.
const BODY_BYTES_MAX: usize = 256 * 1024;

/// What the document says before its routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Goodhours API",
        description = "Ids are strings, lists are {items, next}, errors are problems by RFC 9457. Calls that create something take an \
                       Idempotency-Key header: a repeat under the same key gets the first answer again.",
    ),
    servers((url = "/api/v1"))
)]
struct Document;

/// Every route of the API with its document.
pub fn api() -> OpenApiRouter<Office> {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(crate::about::api::routes())
        .merge(crate::account::api::routes())
        .merge(crate::activity::api::routes())
        .merge(crate::audit::api::routes())
        .merge(crate::disclosure::api::routes())
        .merge(crate::card::api::routes())
        .merge(crate::certificate::api::routes())
        .merge(crate::closing::api::routes())
        .merge(crate::consent::api::routes())
        .merge(crate::enrolment::api::routes())
        .merge(crate::export::api::routes())
        .merge(crate::file::api::routes())
        .merge(crate::handout::api::routes())
        .merge(crate::help::api::routes())
        .merge(crate::notice::api::routes())
        .merge(crate::attendance::api::routes())
        .merge(crate::hours::make_up::api::routes())
        .merge(crate::objection::api::routes())
        .merge(crate::organisation::api::routes())
        .merge(crate::region::api::routes())
        .merge(crate::sso::api::routes())
        .merge(crate::record::api::routes())
        .merge(crate::roster::api::routes())
        .merge(crate::volunteer::api::routes())
}

/// Every page.
fn pages() -> Router<Office> {
    Router::new()
        .merge(web::appearance_routes())
        .merge(web::drawn_routes())
        .merge(web::manifest_routes())
        .merge(web::problem_routes())
        .merge(crate::about::pages::routes())
        .merge(crate::account::pages::routes())
        .merge(crate::notice::pages::routes())
        .merge(crate::volunteer::pages::routes())
        .merge(crate::activity::pages::routes())
        .merge(crate::card::pages::routes())
        .merge(crate::certificate::pages::routes())
        .merge(crate::audit::pages::routes())
        .merge(crate::closing::pages::routes())
        .merge(crate::consent::pages::routes())
        .merge(crate::export::pages::routes())
        .merge(crate::handout::pages::routes())
        .merge(crate::help::pages::routes())
        .merge(crate::privacy::routes())
        .merge(crate::enrolment::pages::routes())
        .merge(crate::disclosure::pages::routes())
        .merge(crate::attendance::pages::routes())
        .merge(crate::hours::pages::routes())
        .merge(crate::log::pages::routes())
        .merge(crate::objection::pages::routes())
        .merge(crate::organisation::pages::routes())
        .merge(crate::region::pages::routes())
        .merge(crate::record::pages::routes())
        .merge(crate::roster::pages::routes())
        .merge(crate::setup::routes())
        .merge(crate::sso::pages::routes())
}

/// The API's document as JSON, for the file in the repository.
pub fn document() -> serde_json::Result<String> {
    web::completed(api().split_for_parts().1).to_pretty_json()
}

/// Everything this server answers.
pub fn router(office: Office) -> Router {
    let (api, document) = api().split_for_parts();
    let document: Bytes = web::completed(document).to_json().unwrap_or_default().into();
    let api = api.route("/openapi.json", get(move || async { ([(CONTENT_TYPE, "application/json")], document) }));
    let routes = Router::new().nest("/api/v1", api).merge(pages());
    // The outermost first. One layer of them all: each layer of a router is a box that every request clones.
    let around = ServiceBuilder::new()
        .layer(from_fn_with_state(office.clone(), shelve))
        .layer(from_fn_with_state(office.clone(), dress))
        .layer(from_fn_with_state(office.clone(), enter))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX));
    routes.fallback(|| async { Failure::NotFound }).layer(around).merge(web::asset_routes()).with_state(office)
}

/// What a request must pass before anything of it is read.
async fn enter(State(office): State<Office>, request: Request, next: Next) -> Response {
    if let Err(failure) = no_zeros(&request).and_then(|()| guarded(&office, &request)) {
        return failure.into_response();
    }
    match crate::setup::stops(&office, &request) {
        None => next.run(request).await,
        Some(visitor) => match crate::setup::gate(&office, visitor).await {
            Ok(()) => next.run(request).await,
            Err(answer) => answer,
        },
    }
}

/// Other sites' pages and servers send to the doors of 一号通; whatever else is sent from elsewhere stops here.
fn guarded(office: &Office, request: &Request) -> Result<(), Failure> {
    if crate::sso::is_for_others(request.uri().path()) { Ok(()) } else { guard(office, request) }
}

/// Starts the background work of every slice; it ends when the set is dropped.
pub fn jobs(started: &Started, work: &mut JoinSet<Answer<()>>) {
    let (sequencer, office) = (started.sequencer.clone(), started.office.clone());
    work.spawn(async move {
        crate::disclosure::keep_counting(office).await;
        Ok(())
    });
    work.spawn(async move {
        sequencer.run().await;
        Ok(())
    });
    work.spawn(crate::notice::run(started.office.clone()));
    work.spawn(crate::volunteer::run(started.office.clone()));
    work.spawn(crate::rotation::run(started.office.clone()));
    work.spawn(crate::sso::run(started.office.clone()));
    work.spawn(crate::sweep::run(started.office.clone()));
    work.spawn(crate::audit::watch(started.office.clone()));
}
