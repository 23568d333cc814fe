//! Papers of somebody without a login: made anew before they are kept, struck again when what they came with isn't taken.

use crate::{
    file,
    kernel::{blobs::BlobKind, cx::Cx, db::Urgency, failure::Answer, office::Ask, web::Visit},
};
use axum::body::Bytes;
use domain::{account::appeal::PAPERS_MAX, kernel::BlobId};

/// Longer edge of a kept paper, in pixels: small print stays readable.
const PAPER_EDGE_MAX: u32 = 2400;

/// Keeps the papers that were sent, at most as many as may be.
pub async fn keep(visit: &Visit, sent: Vec<Bytes>) -> Answer<Vec<BlobId>> {
    let mut papers = Vec::new();
    let most = usize::try_from(PAPERS_MAX).unwrap_or(usize::MAX);
    for paper in sent.into_iter().take(most) {
        let kind = BlobKind::Evidence { edge_max: PAPER_EDGE_MAX };
        papers.push(file::keep_unowned(&visit.office, anonymous(visit), kind, paper).await?);
    }
    Ok(papers)
}

/// Papers of what wasn't taken.
pub async fn let_go(visit: &Visit, papers: Vec<BlobId>) -> Answer<()> {
    visit.office.record(anonymous(visit), papers, |cx, papers| strike(cx, papers)).await
}

fn strike(cx: &mut Cx, papers: &[BlobId]) -> Answer<()> {
    papers.iter().try_for_each(|paper| file::strike_one(cx, *paper))
}

/// Whoever may be logged in here files as nobody: it is about another account.
pub fn anonymous(visit: &Visit) -> Ask {
    let mut ask = Ask { urgency: Urgency::Now, ..visit.ask_once(None) };
    ask.actor.account = None;
    ask.actor.session = None;
    ask
}
