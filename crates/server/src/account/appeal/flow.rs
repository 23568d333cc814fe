//! Filing an appeal with its papers: judge, try the code, make the pictures anew, then write everything down at once.

use super::actions::{self, File};
use crate::{
    account::codes::{self, TryCode},
    file,
    kernel::{blobs::BlobKind, cx::Cx, db::Urgency, failure::Answer, office::Ask, web::Visit},
};
use axum::body::Bytes;
use domain::{
    account::{AppealRefusal, appeal::PAPERS_MAX},
    kernel::{BlobId, local_date},
    volunteer::{Document, DocumentKind},
};

/// Longer edge of a kept paper, in pixels: small print stays readable.
const PAPER_EDGE_MAX: u32 = 2400;
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
    let mut papers = Vec::new();
    let most = usize::try_from(PAPERS_MAX).unwrap_or(usize::MAX);
    for paper in sent.papers.into_iter().take(most) {
        let kind = BlobKind::Evidence { edge_max: PAPER_EDGE_MAX };
        papers.push(file::keep_unowned(&visit.office, anonymous(visit), kind, paper).await?);
    }
    let kept = papers.clone();
    let cmd = File { code: sent.code, document, name, text: sent.text, papers, locale: visit.locale };
    let filed = visit.office.record(anonymous(visit), cmd, actions::file).await;
    if filed.is_err() {
        visit.office.record(anonymous(visit), kept, |cx, papers| strike(cx, papers)).await?;
    }
    filed
}

/// Papers of an appeal that wasn't taken.
fn strike(cx: &mut Cx, papers: &[BlobId]) -> Answer<()> {
    papers.iter().try_for_each(|paper| file::strike_one(cx, *paper))
}

/// Whoever may be logged in here files as nobody: the appeal is about another account.
fn anonymous(visit: &Visit) -> Ask {
    let mut ask = Ask { urgency: Urgency::Now, ..visit.ask_once(None) };
    ask.actor.account = None;
    ask.actor.session = None;
    ask
}
