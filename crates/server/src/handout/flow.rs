//! The slow parts: opening the data of many people a few at a time, rendering, sealing, and giving the file out.

use super::{
    actions::{self, Ask, Decide, Made, Take},
    people::{self, Line},
    sheet::Sheet,
    store,
    views::{self, Job},
};
use crate::{
    file,
    kernel::{
        access::Actor,
        blobs::BlobKind,
        crypto::CellKey,
        cx::Cx,
        db::Urgency,
        dice::entropy,
        failure::{Answer, Failure},
        office::{self, Office},
        web::Visit,
        words::{Locale, Words},
    },
};
use domain::{
    handout::Format,
    kernel::{AccountId, BlobId},
};
use jiff::Timestamp;
use tokio::task::spawn_blocking;

/// A steward asks for a list; one that needs no second steward is made at once.
pub async fn ask(visit: &Visit, key: Option<String>, wish: Ask) -> Answer<i64> {
    let id = visit.office.act(visit.ask_once(key), wish, actions::ask).await?;
    make(visit, id).await?;
    Ok(id)
}

/// A second steward decides; what they agree to is made at once.
pub async fn decide(visit: &Visit, key: Option<String>, cmd: Decide) -> Answer<()> {
    let id = cmd.id;
    visit.office.act(visit.ask_once(key), cmd, actions::decide).await?;
    make(visit, id).await
}

/// A file that is given out.
pub struct Taken {
    pub name: String,
    pub format: Format,
    pub bytes: Vec<u8>,
}

/// The one who asked for it takes the file. A repeat gets it again only while they still may.
pub async fn take(visit: &Visit, key: Option<String>, id: i64) -> Answer<Taken> {
    let (account, now) = (visit.login()?.account, visit.now);
    visit.office.view(move |conn| views::own(conn, account, id).map(drop)).await?;
    // A file whose making was interrupted is made now.
    make(visit, id).await?;
    visit.office.act(visit.ask_once(key), Take { id }, actions::take).await?;
    visit.present().await?;
    let office = visit.office.clone();
    let look = move |conn: &mut crate::kernel::db::Conn| views::file(conn, &office.means.keys, (account, id), now);
    let (case, address, key) = visit.office.view(look).await?;
    let sealed = file::sealed(&visit.office, address).await?;
    let opened = spawn_blocking(move || CellKey::new(key).open(store::file_place(id), &sealed));
    let bytes = opened.await.map_err(Failure::fault)?.map_err(Failure::fault)?;
    let format = case.terms.format;
    Ok(Taken { name: format!("{}.{}", case.number, format.name()), format, bytes })
}

/// Makes a file that was agreed to, in the name of the one who asked; nothing happens when it is there already or they may no longer.
async fn make(visit: &Visit, id: i64) -> Answer<()> {
    let (office, now) = (visit.office.clone(), visit.now);
    let Some(job) = office.view(move |conn| views::job(conn, id, now)).await? else { return Ok(()) };
    let lines = everybody(&office, &job, now).await?;
    let people: Vec<i64> = lines.iter().map(|line| line.volunteer).collect();
    let (key, nonce) = (entropy::<32>(), entropy::<24>());
    let asker = job.case.asked_by;
    let render = move || {
        let words = Words::of(Locale::parse(&job.case.terms.locale).unwrap_or(Locale::ZhCn));
        let bytes = Sheet::new(words, &job.case, job.imprint, lines).bytes(job.case.terms.format)?;
        Ok(CellKey::new(key).seal(store::file_place(id), &bytes, nonce))
    };
    let rendered: Result<Vec<u8>, rust_xlsxwriter::XlsxError> = spawn_blocking(render).await.map_err(Failure::fault)?;
    let sealed = rendered.map_err(Failure::fault)?;
    let ask = in_the_name_of(visit, asker);
    let blob = file::keep_unowned(&office, ask.clone(), BlobKind::Sealed, sealed.into()).await?;
    let made = office.record(ask.clone(), Made { id, blob, key, people }, actions::finish).await;
    if !matches!(made, Ok(true)) {
        office.record(ask, blob, |cx: &mut Cx, blob: &BlobId| file::strike_one(cx, *blob)).await?;
    }
    made.map(drop)
}

/// All lines of a file, read a few at a time.
async fn everybody(office: &Office, job: &Job, now: Timestamp) -> Answer<Vec<Line>> {
    let (mut lines, mut after) = (Vec::new(), 0);
    loop {
        let (case, desk) = (job.case.clone(), office.clone());
        let batch = office.view(move |conn| people::some(conn, &desk.means.keys, (&case, after), now)).await?;
        lines.extend(batch.lines);
        match batch.next {
            Some(last) => after = last,
            None => return Ok(lines),
        }
    }
}

/// The second steward's request makes the file of the one who asked.
fn in_the_name_of(visit: &Visit, asker: AccountId) -> office::Ask {
    let is_own = visit.viewer.as_ref().is_some_and(|viewer| viewer.account == asker);
    let actor = if is_own { visit.actor() } else { Actor::person(asker) };
    office::Ask { actor, now: visit.now, key: None, urgency: Urgency::Now }
}
