//! One's own pages: the phone's home, the profile with masked data, and the messages.

use super::trouble;
use crate::{
    about,
    account::{self, Me},
    closing, hours,
    kernel::{
        db::schema::volunteer,
        failure::{Answer, Failure},
        office::Office,
        web::{Chrome, Form, Known, Section, Trouble, Visit, page},
    },
    notice::{self, Message},
    region,
    volunteer::{
        actions::{self, ShowIdentity},
        identity::Identity,
        store,
    },
};
use askama::Template;
use axum::{
    Router,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use diesel::prelude::*;
use domain::{
    account::Phone,
    closing::Closing,
    kernel::{AccountId, Minutes, VolunteerId, local_date},
    volunteer::VolunteerNumber,
};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/me", get(home))
        .route("/me/profile", get(profile))
        .route("/me/profile/showings", post(show_identity))
        .route("/me/messages", get(messages))
}

#[derive(Template)]
#[template(path = "volunteer/pages/home.html")]
struct HomePage {
    c: Chrome,
    me: Me,
    name: String,
    number: Option<String>,
    service: Minutes,
    unread: i64,
    closing: Option<Closing>,
    /// One's picture, drawn where there is none.
    picture: String,
}

async fn home(visit: Visit) -> Answer<Response> {
    let account = visit.login()?.account;
    let (office, today) = (visit.office.clone(), local_date(visit.now));
    let (me, name, service, (unread, closing), has_avatar) = visit
        .office
        .view(move |conn| {
            let keys = &office.means.keys;
            let me = account::me(conn, keys, account)?;
            let name = match me.volunteer_id {
                Some(id) => store::identity(conn, keys, id)?.full_name(),
                None => me.nickname.clone(),
            };
            let service = match me.volunteer_id {
                Some(id) => hours::totals_of(conn, id, today)?.total(),
                None => Minutes(0),
            };
            let waiting = (notice::unread(conn, account)?, closing::pending(conn, account)?);
            Ok((me, name, service, waiting, about::avatar(conn, account)?.is_some()))
        })
        .await?;
    let number =
        me.number.as_deref().and_then(|number| VolunteerNumber::parse(number).ok()).map(VolunteerNumber::grouped);
    let c = visit.chrome(Section::Mine);
    let picture = if has_avatar { "/me/avatar".to_owned() } else { c.avatar(account, &name) };
    page(&HomePage { c, me, name, number, service, unread, closing, picture })
}

#[derive(Template)]
#[template(path = "volunteer/pages/profile.html")]
struct ProfilePage {
    c: Chrome,
    trouble: Trouble,
    data: Option<Identity>,
    /// The identity is shown in full, once.
    in_full: bool,
    phone: Option<Phone>,
    number: String,
    region: String,
    public_name: String,
    verification: &'static str,
    is_minor: bool,
}

impl ProfilePage {
    fn document(&self, data: &Identity) -> String {
        if self.in_full { data.number.clone() } else { data.document().masked() }
    }
    fn full_name(&self, data: &Identity) -> String {
        if self.in_full { data.full_name() } else { store::masked(data) }
    }
    fn phone_text(&self, phone: &Phone) -> String {
        if self.in_full { phone.national().to_owned() } else { phone.masked() }
    }
}

struct Own {
    data: Option<Identity>,
    phone: Option<Phone>,
    number: String,
    region: String,
    public_name: String,
    verification: &'static str,
}

async fn own(visit: &Visit) -> Answer<Own> {
    let account = visit.login()?.account;
    let office = visit.office.clone();
    visit
        .office
        .view(move |conn| {
            let keys = &office.means.keys;
            let progressed = super::super::views::progress(conn, account)?;
            let phone = account::phone(conn, keys, account)?;
            let Some(id) = progressed.volunteer else { return Ok(nobody(phone)) };
            let (number, region, public_name) = row(conn, id)?;
            let data = Some(store::identity(conn, keys, id)?);
            let region = region::find(&region).map(region::full_name).unwrap_or_default();
            Ok(Own { data, phone, number, region, public_name, verification: progressed.verification })
        })
        .await
}

fn nobody(phone: Option<Phone>) -> Own {
    let (number, region, public_name) = (String::new(), String::new(), String::new());
    Own { data: None, phone, number, region, public_name, verification: "none" }
}

fn row(conn: &mut crate::kernel::db::Conn, id: VolunteerId) -> Answer<(String, String, String)> {
    Ok(volunteer::table
        .find(id.get())
        .select((volunteer::number, volunteer::region, volunteer::public_name))
        .first(conn)?)
}

async fn profile_page(visit: &Visit, trouble: Trouble, in_full: bool) -> Answer<ProfilePage> {
    let own = own(visit).await?;
    let is_minor = own.data.as_ref().is_some_and(|data| domain::volunteer::age::is_minor(data.born_on, visit.now));
    Ok(ProfilePage {
        c: visit.chrome(Section::Mine),
        trouble,
        data: own.data,
        in_full,
        phone: own.phone,
        number: own.number,
        region: own.region,
        public_name: own.public_name,
        verification: own.verification,
        is_minor,
    })
}

async fn profile(visit: Visit) -> Answer<Response> {
    page(&profile_page(&visit, Trouble::default(), false).await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ReasonForm {
    reason: String,
}

/// Shows one's own data in full, once; that it was shown is written down (ACC-11).
async fn show_identity(Known(visit): Known, Form(form): Form<ReasonForm>) -> Answer<Response> {
    match visit.office.act(visit.ask_once(None), ShowIdentity { reason: form.reason }, actions::show_identity).await {
        Ok(()) => page(&profile_page(&visit, Trouble::default(), true).await?).map(IntoResponse::into_response),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&profile_page(&visit, trouble.clone(), false).await?)
        }
    }
}

#[derive(Template)]
#[template(path = "volunteer/pages/messages.html")]
struct MessagesPage {
    c: Chrome,
    items: Vec<Message>,
}

async fn messages(visit: Visit) -> Answer<Response> {
    let account: AccountId = visit.login()?.account;
    let locale = visit.locale;
    let items = visit.office.view(move |conn| notice::inbox(conn, account, locale)).await?;
    if items.iter().any(|message| message.is_new) {
        visit.office.record(visit.ask(), (), notice::mark_read).await.or_else(|failure| match failure {
            // The page is there all the same; the mark is set the next time.
            Failure::Unavailable { .. } => Ok(()),
            other => Err(other),
        })?;
    }
    page(&MessagesPage { c: visit.chrome(Section::Mine), items })
}
