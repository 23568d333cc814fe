//! The live board's stream of server-sent events: it says that something changed, the page then fetches itself anew.

use crate::{
    attendance::views::mark,
    kernel::{access::Actor, db::Conn, failure::Answer, office::Office, web::Visit},
    organisation::steward_of_activity,
};
use axum::{
    Router,
    extract::Path,
    response::sse::{Event, Sse},
    routing::get,
};
use domain::{kernel::ActivityId, organisation::Act};
use futures_util::{Stream, stream};
use std::{convert::Infallible, time::Duration};

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/steward/activities/{id}/live/events", get(events))
}

/// How often the board is looked at (law 18).
const POLL: Duration = Duration::from_secs(2);

/// Somebody who watches, and what they saw last.
struct Watch {
    office: Office,
    actor: Actor,
    activity: ActivityId,
    seen: Option<(i64, i64)>,
}

async fn events(
    visit: Visit,
    Path(activity): Path<ActivityId>,
) -> Answer<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    visit.login()?;
    let mut watch = Watch { office: visit.office.clone(), actor: visit.actor(), activity, seen: None };
    watch.seen = Some(watch.look().await?);
    // A right that was taken away, or an office that is ending, ends the stream.
    let stream = stream::unfold(watch, |mut watch| async move {
        tokio::time::sleep(POLL).await;
        let now = watch.look().await.ok()?;
        let name = if watch.seen.replace(now) == Some(now) { "tick" } else { "change" };
        Some((Ok(Event::default().event(name).data("")), watch))
    });
    Ok(Sse::new(stream))
}

impl Watch {
    /// Changes whenever the board does; the right is read each time.
    async fn look(&self) -> Answer<(i64, i64)> {
        let (actor, activity, now) = (self.actor.clone(), self.activity, self.office.clock.now());
        let look = move |conn: &mut Conn| {
            let by = steward_of_activity(conn, &actor, activity, Act::OnSite, now)?;
            mark(conn, &by, activity)
        };
        self.office.view(look).await
    }
}
