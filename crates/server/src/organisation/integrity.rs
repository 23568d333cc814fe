//! The integrity agreement (诚信协议, ORG-10): one tick with every submission, the whole text before the first one of a version.
//! Texts of earlier versions stay in the locales, so that what was accepted can still be read.

use crate::{
    account,
    kernel::{
        cx::Cx,
        db::{Conn, schema::agreement_acceptance},
        failure::{Answer, Failure},
        office::Office,
        web::{Chrome, Section, Visit, page},
    },
};
use askama::Template;
use axum::{Router, extract::Path, response::Response, routing::get};
use diesel::prelude::*;
use domain::{
    account::agreement::{Acceptance, Agreement, Ask, Given},
    kernel::{AccountId, timestamp},
};

/// The version in force.
pub const VERSION: u32 = crate::activity::INTEGRITY_VERSION;

/// The page with the text, by version.
pub fn routes() -> Router<Office> {
    Router::new().route("/agreements/integrity", get(|visit: Visit| async move { shown(&visit, VERSION) })).route(
        "/agreements/integrity/{version}",
        get(|visit: Visit, Path(version): Path<u32>| async move { shown(&visit, version) }),
    )
}

/// How somebody is to be asked: in full when this version is new to them, by a tick otherwise.
pub fn ask(conn: &mut Conn, who: AccountId) -> Answer<Ask> {
    Ok(Agreement::Integrity.ask(last(conn, who)?, VERSION))
}

/// Accepts the version in force with a submission, and keeps when that was the first time.
pub fn accept(cx: &mut Cx, who: AccountId, given: Given) -> Answer<()> {
    Agreement::Integrity.accept(last(cx.conn, who)?, VERSION, given, cx.now)?;
    account::accept(cx, who, Agreement::Integrity, VERSION)
}

/// The newest version that somebody accepted.
fn last(conn: &mut Conn, who: AccountId) -> Answer<Option<Acceptance>> {
    let last: Option<(i64, i64)> = agreement_acceptance::table
        .filter(agreement_acceptance::account_id.eq(who.get()))
        .filter(agreement_acceptance::agreement.eq(Agreement::Integrity.name()))
        .order(agreement_acceptance::version.desc())
        .select((agreement_acceptance::version, agreement_acceptance::at))
        .first(conn)
        .optional()?;
    let acceptance = |(version, at): (i64, i64)| Acceptance {
        agreement: Agreement::Integrity,
        version: u32::try_from(version).unwrap_or(0),
        at: timestamp(at),
    };
    Ok(last.map(acceptance))
}

#[derive(Template)]
#[template(path = "organisation/integrity.html")]
struct IntegrityPage {
    c: Chrome,
    version: u32,
    paragraphs: Vec<String>,
}

/// The text of a version, a paragraph per line; none when there never was such a version.
pub fn paragraphs(c: &Chrome, version: u32) -> Option<Vec<String>> {
    let known = (1..=VERSION).contains(&version);
    let text = known.then(|| c.t(&format!("integrity-text-{version}")))?;
    Some(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

fn shown(visit: &Visit, version: u32) -> Answer<Response> {
    let c = visit.chrome(Section::None);
    let paragraphs = paragraphs(&c, version).ok_or(Failure::NotFound)?;
    page(&IntegrityPage { c, version, paragraphs })
}
