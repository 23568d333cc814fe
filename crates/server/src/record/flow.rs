//! Asking with papers: judge, try the code, make the pictures anew, then write everything down at once.

use super::actions::{self, File};
use crate::{
    account::{
        TryCode, attempt_code,
        papers::{self, anonymous},
    },
    kernel::{failure::Answer, web::Visit},
};
use axum::body::Bytes;
use domain::{
    kernel::local_date,
    record::RecordRefusal,
    volunteer::{Document, DocumentKind},
};

const NAME_CHARS_MAX: u32 = 50;

/// What somebody sends.
pub struct Sent {
    pub code: TryCode,
    pub kind: DocumentKind,
    pub document: String,
    pub name: String,
    pub papers: Vec<Bytes>,
}

/// Files an ask; answers its number. Nothing is kept of one that is refused but the counted try.
pub async fn file(visit: &Visit, sent: Sent) -> Answer<String> {
    let document =
        Document::parse(sent.kind, &sent.document, local_date(visit.now)).map_err(|refusal| ("document", refusal))?;
    let name = domain::kernel::clean(&sent.name, NAME_CHARS_MAX).map_err(|refusal| ("name", refusal))?;
    if sent.papers.is_empty() {
        return Err(("paper", RecordRefusal::PaperMissing).into());
    }
    let tried = visit.office.record(anonymous(visit), sent.code.clone(), attempt_code).await?;
    tried.map_err(|refusal| ("code", refusal))?;
    let papers = papers::keep(visit, sent.papers).await?;
    let kept = papers.clone();
    let cmd = File { code: sent.code, document, name, papers, locale: visit.locale };
    let filed = visit.office.record(anonymous(visit), cmd, actions::file).await;
    if filed.is_err() {
        papers::let_go(visit, kept).await?;
    }
    filed
}
