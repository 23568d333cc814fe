//! Issuing: state and number it in a transaction, print outside of any, write down what came off the press. A certificate whose
//! printing was interrupted is printed when it is asked for.

use super::{
    actions::{self, Begin, Finish, KeepPhoto},
    print, printer,
    records::{self, Line},
    store::{self, Row, State},
    views::{self, Verified},
};
use crate::{
    account::{HumanGiven, passed},
    file,
    kernel::{
        access::Actor,
        blobs::{BlobAddress, BlobKind},
        failure::{Answer, Failure},
        office::{Ask, Office},
        web::Visit,
    },
};
use axum::body::Bytes;
use domain::{
    account::{
        HumanCheckRefusal,
        human_check::{Action, Failures, is_needed},
    },
    certificate::CertificateRefusal,
    kernel::{AccountId, BlobId, CertificateId},
};
use jiff::Timestamp;
use std::collections::HashSet;
use tokio::task::spawn_blocking;

/// An ID photo of 35 × 45 mm at 400 dots per inch needs 709 pixels.
pub const PHOTO: BlobKind = BlobKind::Photo { edge_max: 1_000 };
/// Printed papers are kept byte by byte.
const PAPER: BlobKind = BlobKind::Evidence { edge_max: 1 };

/// Keeps an ID photo as the volunteer's.
pub async fn photo(visit: &Visit, ask: Ask, sent: Bytes) -> Answer<()> {
    let photo = file::keep(&visit.office, ask.step("photo"), PHOTO, sent).await?;
    visit.office.act(ask, KeepPhoto { photo }, actions::keep_photo).await
}

/// Issues a certificate.
pub async fn issue(visit: &Visit, ask: Ask, cmd: Begin) -> Answer<CertificateId> {
    let id = visit.office.act(ask, cmd, actions::begin).await?;
    prepared(&visit.office, id, visit.now).await?;
    Ok(id)
}

/// A certificate with both papers; they are printed when they aren't there yet.
pub async fn prepared(office: &Office, id: CertificateId, now: Timestamp) -> Answer<Row> {
    let row = read(office, id).await?;
    if row.state == State::Issued {
        return Ok(row);
    }
    match pressed(office, &row).await? {
        Ok((paper, details)) => {
            let ask = by(row.account, now);
            let paper = file::keep(office, ask.clone(), PAPER, paper.into()).await?;
            let details = file::keep(office, ask, PAPER, details.into()).await?;
            office.record(Ask::system(now), Finish::Made { id, paper, details }, actions::finish).await?;
            read(office, id).await
        }
        Err(missing) => {
            let characters: String = missing.iter().collect();
            let cmd = Finish::Missing { id, holder: row.volunteer, characters: characters.clone() };
            office.record(Ask::system(now), cmd, actions::finish).await?;
            Err(CertificateRefusal::GlyphMissing { characters }.into())
        }
    }
}

/// The papers belong to their holder.
fn by(account: AccountId, now: Timestamp) -> Ask {
    Ask { actor: Actor::person(account), ..Ask::system(now) }
}

async fn read(office: &Office, id: CertificateId) -> Answer<Row> {
    let desk = office.clone();
    office.view(move |conn| store::row(conn, &desk.means.keys, id)).await
}

type Papers = (Vec<u8>, Vec<u8>);

async fn pressed(office: &Office, row: &Row) -> Answer<Result<Papers, Vec<char>>> {
    let (holder, stated): (_, HashSet<i64>) = (row.volunteer, row.stated.entries.iter().copied().collect());
    let (photo, seal) = (row.photo, row.seal);
    let (lines, photo, seal) = office
        .view(move |conn| {
            let mut lines: Vec<Line> = records::lines(conn, holder)?;
            lines.retain(|line| stated.contains(&line.entry.id));
            let seal = seal.map(|seal| file::stored(conn, seal)).transpose()?;
            Ok((lines, file::stored(conn, photo)?.address, seal.map(|seal| seal.address)))
        })
        .await?;
    let pictures = (picture(office, Some(photo)).await?, picture(office, seal).await?);
    let sheet = print::certificate(row, &office.means.settings.origin);
    let paper = match printer::certificate(office, sheet, pictures).await? {
        Ok(paper) => paper,
        Err(missing) => return Ok(Err(missing)),
    };
    Ok(printer::details(office, print::details(row, &lines)).await?.map(|details| (paper, details)))
}

/// The bytes of a stored picture.
pub async fn picture(office: &Office, address: Option<BlobAddress>) -> Answer<Option<Vec<u8>>> {
    let Some(address) = address else { return Ok(None) };
    let desk = office.clone();
    let blob = spawn_blocking(move || desk.means.blobs.get(address)).await.map_err(Failure::fault)?;
    Ok(blob.map_err(Failure::fault)?.map(|blob| blob.bytes))
}

/// The bytes of a stored file by its id.
pub async fn file_bytes(office: &Office, id: BlobId) -> Answer<Vec<u8>> {
    let address = office.view(move |conn| Ok(file::stored(conn, id)?.address)).await?;
    picture(office, Some(address)).await?.ok_or(Failure::NotFound)
}

/// What a stranger asks about.
pub enum Query {
    /// The digits of a scanned code: holding the paper is enough.
    Code(String),
    /// Number and name, with the human check of whoever isn't logged in.
    Number { number: String, name: String, human: HumanGiven },
}

/// Compares a certificate (CER-04).
pub async fn verify(visit: &Visit, wanted: Query) -> Answer<Verified> {
    let (desk, now) = (visit.office.clone(), visit.now);
    match wanted {
        Query::Code(code) => visit.office.view(move |conn| views::by_code(conn, &desk.means, &code, now)).await,
        Query::Number { number, name, human } => {
            checked(visit, &human).await?;
            visit.office.view(move |conn| views::by_number(conn, &desk.means, &number, &name, now)).await
        }
    }
}

/// Spends the answer of the human check, so that a script solves one for each number it tries.
async fn checked(visit: &Visit, human: &HumanGiven) -> Answer<()> {
    let action = Action::QueryCertificate;
    match passed(visit, action, human).await? {
        Some(passed) => visit.office.record(visit.ask(), passed, |cx, passed| passed.spend(cx)).await,
        None if is_needed(action, visit.viewer.is_some(), Failures::default()) => Err(HumanCheckRefusal::Needed.into()),
        None => Ok(()),
    }
}
