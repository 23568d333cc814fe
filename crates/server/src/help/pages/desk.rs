//! The tickets on a desk: an organisation's, and the platform's.

use super::ticket::tone;
use crate::{
    help::views::{self, Pile, TicketLine, Turn},
    kernel::{
        db::Conn,
        failure::Answer,
        office::Office,
        web::{Chrome, Pager, Section, Visit, page},
    },
    organisation::Side,
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::get,
};
use domain::kernel::OrganisationId;
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/steward/{organisation}/tickets", get(of_organisation))
        .route("/platform/tickets", get(of_platform))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    pile: String,
    after: Option<i64>,
}

impl Asked {
    fn turn(&self) -> Turn {
        Turn { pile: Pile::parse(&self.pile).unwrap_or(Pile::Owed), after: self.after }
    }
}

#[derive(Template)]
#[template(path = "help/pages/desk.html")]
struct DeskPage {
    c: Chrome,
    /// The desk's pages; none at the platform's.
    side: Option<Side>,
    base: String,
    pile: Pile,
    lines: Vec<TicketLine>,
    pager: Pager,
}

impl DeskPage {
    fn new(
        c: Chrome,
        (base, side): (String, Option<Side>),
        turn: Turn,
        (lines, next): (Vec<TicketLine>, Option<i64>),
    ) -> DeskPage {
        let first = format!("{base}?pile={}", turn.pile.name());
        let next = next.map(|next| format!("{first}&after={next}"));
        let pager = Pager { first, is_first: turn.after.is_none(), next };
        DeskPage { c, side, base, pile: turn.pile, lines, pager }
    }

    fn piles(&self) -> &'static [Pile] {
        Pile::ALL
    }

    fn is_shown(&self, pile: &Pile) -> bool {
        self.pile == *pile
    }

    fn tone(&self, line: &TicketLine) -> &'static str {
        tone(line.state)
    }
}

async fn of_organisation(visit: Visit, Path(id): Path<OrganisationId>, Query(asked): Query<Asked>) -> Answer<Response> {
    visit.login()?;
    let (by, now, turn) = (visit.actor(), visit.now, asked.turn());
    let look = move |conn: &mut Conn| {
        let found = views::at_desk(conn, &by, Some(id), turn, now)?;
        Ok((found, Side::read(conn, &by, id, "tickets", now)?))
    };
    let (found, side) = visit.office.view(look).await?;
    let desk = (format!("/steward/{id}/tickets"), Some(side));
    page(&DeskPage::new(visit.chrome(Section::Steward), desk, turn, found))
}

async fn of_platform(visit: Visit, Query(asked): Query<Asked>) -> Answer<Response> {
    visit.login()?;
    let (by, now, turn) = (visit.actor(), visit.now, asked.turn());
    let found = visit.office.view(move |conn| views::at_desk(conn, &by, None, turn, now)).await?;
    page(&DeskPage::new(visit.chrome(Section::Platform), ("/platform/tickets".to_owned(), None), turn, found))
}
