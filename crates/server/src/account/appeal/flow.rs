//! Filing an appeal with its papers: judge, try the code, make the pictures anew, then write everything down at once.

use super::{
    actions::{self, File},
    papers::{self, anonymous},
};
use crate::{
    account::codes::{self, TryCode},
    kernel::{failure::Answer, web::Visit},
};
use axum::body::Bytes;
use domain::{
    account::AppealRefusal,
    kernel::local_date,
    volunteer::{Document, DocumentKind},
};

const NAME_CHARS_MAX: u32 = 50;

/// What somebody sends.
pub struct Sent {
    pub code: TryCode,
    pub kind: DocumentKind,
    pub document: String,
    pub name: String,
    pub text: String,
    pub papers: Vec<Bytes>,
}

/// Files an appeal; answers its number. Nothing is kept of one that is refused but the counted try.
pub async fn file(visit: &Visit, sent: Sent) -> Answer<String> {
    let document =
        Document::parse(sent.kind, &sent.document, local_date(visit.now)).map_err(|refusal| ("document", refusal))?;
    let name = domain::kernel::clean(&sent.name, NAME_CHARS_MAX).map_err(|refusal| ("name", refusal))?;
    let characters_max = domain::account::appeal::TEXT_CHARS_MAX;
    if sent.text.trim().is_empty() {
        return Err(("text", AppealRefusal::TextMissing { characters_max }).into());
    }
    if sent.papers.is_empty() {
        return Err(("paper", AppealRefusal::PaperMissing).into());
    }
    let tried = visit.office.record(anonymous(visit), sent.code.clone(), codes::attempt).await?;
    tried.map_err(|refusal| ("code", refusal))?;
    let papers = papers::keep(visit, sent.papers).await?;
    let kept = papers.clone();
    let cmd = File { code: sent.code, document, name, text: sent.text, papers, locale: visit.locale };
    let filed = visit.office.record(anonymous(visit), cmd, actions::file).await;
    if filed.is_err() {
        papers::let_go(visit, kept).await?;
    }
    filed
}
