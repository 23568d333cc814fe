//! What a steward sets and sees: who signs the organisation's certificates with which seal, and whose certificate waits for a font.

use crate::{
    certificate::{
        actions::{self, SIGNATORY_CHARS_MAX, SignFor},
        store::{self, Signatory},
        views::{self, Gap},
    },
    file,
    kernel::{
        blobs::BlobKind,
        failure::Answer,
        office::Office,
        web::{Chrome, Key, Known, Section, Trouble, Upload, Visit, page, see, upload_limit},
    },
    organisation::{name_of, steward},
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::{get, post},
};
use domain::{kernel::OrganisationId, organisation::Act};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/steward/{organisation}/glyphs", get(glyphs))
        .route("/steward/{organisation}/certificates", get(signatory).merge(post(sign_for).layer(upload_limit())))
        .route("/steward/{organisation}/seal", get(seal))
}

/// A seal keeps its transparency; 40 mm at 400 dots per inch.
const SEAL: BlobKind = BlobKind::Drawing { edge_max: 640 };

#[derive(Template)]
#[template(path = "certificate/glyphs.html")]
struct GlyphsPage {
    c: Chrome,
    organisation: String,
    id: OrganisationId,
    gaps: Vec<Gap>,
}

async fn glyphs(visit: Visit, Path(id): Path<OrganisationId>) -> Answer<Response> {
    let (actor, now) = (visit.actor(), visit.now);
    let (organisation, gaps) = visit
        .office
        .view(move |conn| {
            steward(conn, &actor, id, Act::Look, now)?;
            Ok((name_of(conn, id)?, views::gaps(conn, id)?))
        })
        .await?;
    page(&GlyphsPage { c: visit.chrome(Section::Steward), organisation, id, gaps })
}

#[derive(Template)]
#[template(path = "certificate/signatory.html")]
struct SignatoryPage {
    c: Chrome,
    organisation: String,
    id: OrganisationId,
    in_charge: String,
    handled_by: String,
    has_seal: bool,
    chars_max: u32,
    is_saved: bool,
    trouble: Trouble,
}

async fn signatory_page(visit: &Visit, id: OrganisationId, trouble: Trouble) -> Answer<SignatoryPage> {
    let (actor, now) = (visit.actor(), visit.now);
    let (organisation, known) = visit
        .office
        .view(move |conn| {
            steward(conn, &actor, id, Act::Profile, now)?;
            Ok((name_of(conn, id)?, store::signatory(conn, id)?))
        })
        .await?;
    let Signatory { in_charge, handled_by, seal } =
        known.unwrap_or(Signatory { in_charge: String::new(), handled_by: String::new(), seal: None });
    Ok(SignatoryPage {
        c: visit.chrome(Section::Steward),
        organisation,
        id,
        in_charge,
        handled_by,
        has_seal: seal.is_some(),
        chars_max: SIGNATORY_CHARS_MAX,
        is_saved: false,
        trouble,
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    said: String,
}

async fn signatory(visit: Visit, Path(id): Path<OrganisationId>, Query(said): Query<Said>) -> Answer<Response> {
    let template = signatory_page(&visit, id, Trouble::default()).await?;
    page(&SignatoryPage { is_saved: said.said == "saved", ..template })
}

#[derive(Deserialize)]
struct SignForm {
    key: Key,
    in_charge: String,
    handled_by: String,
}

async fn sign_for(Known(visit): Known, Path(id): Path<OrganisationId>, upload: Upload<SignForm>) -> Answer<Response> {
    let (actor, now) = (visit.actor(), visit.now);
    visit.office.view(move |conn| steward(conn, &actor, id, Act::Profile, now)).await?;
    let sent = upload.file("file");
    let form = upload.fields;
    let ask = visit.ask_once(form.key.0);
    let signed = async {
        let seal = match sent {
            Some(sent) => Some(file::keep(&visit.office, ask.step("seal"), SEAL, sent).await?),
            None => None,
        };
        let (in_charge, handled_by) = (form.in_charge.clone(), form.handled_by.clone());
        let cmd = SignFor { organisation: id, in_charge, handled_by, seal };
        visit.office.act(ask, cmd, actions::sign_for).await
    };
    match signed.await {
        Ok(()) => Ok(see(format!("/steward/{id}/certificates?said=saved"))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?;
            let known = signatory_page(&visit, id, trouble).await?;
            let page = SignatoryPage { in_charge: form.in_charge, handled_by: form.handled_by, ..known };
            page.trouble.page(&page)
        }
    }
}

/// The seal as it is printed.
async fn seal(visit: Visit, Path(id): Path<OrganisationId>) -> Answer<Response> {
    let (actor, now) = (visit.actor(), visit.now);
    let address = visit
        .office
        .view(move |conn| {
            steward(conn, &actor, id, Act::Profile, now)?;
            let seal = store::signatory(conn, id)?.and_then(|known| known.seal);
            let seal = seal.ok_or(crate::kernel::failure::Failure::NotFound)?;
            Ok(file::stored(conn, seal)?.address)
        })
        .await?;
    file::serve(&visit.office, address).await
}
