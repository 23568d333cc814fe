//! The pages of the set-up: the platform, what it is connected to, its owner. Without the token nobody learns more than that it
//! takes one. Steps carry what was typed before in the address or in hidden fields, never the password.

use super::{
    actions,
    flow::{self, OWNER_CHARS_MAX, Platform, SITE_NAME_CHARS_MAX, Sent},
};
use crate::{
    kernel::{
        config::Tls,
        failure::{Answer, Failure},
        office::Office,
        web::{Chrome, Form, Section, Trouble, Visit, encode, page, see},
    },
    notice::ShortMessages,
    region::{self, Named},
    volunteer::IdentityProvider,
};
use askama::Template;
use axum::{Router, extract::Query, response::Response, routing::get};
use domain::{account::PasswordPolicy, organisation::OrganisationForm, region::Region};
use serde::Deserialize;

/// `/setup` and `/setup/done`.
pub fn routes() -> Router<Office> {
    Router::new().route("/setup", get(ask).post(send)).route("/setup/done", get(done))
}

/// A page without a token: where to find one.
#[derive(Template)]
#[template(path = "setup/pending.html")]
struct PendingPage {
    c: Chrome,
    trouble: Trouble,
}

/// The first step.
#[derive(Template)]
#[template(path = "setup/platform.html")]
struct PlatformPage {
    c: Chrome,
    asked: Platform,
    /// The name that the settings give, which holds whatever is typed.
    set_name: String,
    provinces: Vec<Named>,
    name_max: u32,
    trouble: Trouble,
}

/// The second step: nothing to fill in, but what the operator should know.
#[derive(Template)]
#[template(path = "setup/connections.html")]
struct ConnectionsPage {
    c: Chrome,
    back: String,
    next: String,
    /// Server and sender.
    mail: Option<(String, String)>,
    /// Who sends text messages and who checks identities, each with its address.
    sms: Option<(&'static str, String)>,
    checks: Option<(&'static str, String)>,
    https: &'static str,
    origin: String,
}

impl ConnectionsPage {
    /// Whether only this machine is served.
    fn is_local(&self) -> bool {
        self.https == "off"
    }
}

/// The last step.
#[derive(Template)]
#[template(path = "setup/owner.html")]
struct OwnerPage {
    c: Chrome,
    sent: Sent,
    back: String,
    wide: Vec<Named>,
    counties: Vec<(&'static str, Vec<Named>)>,
    trouble: Trouble,
    password: PasswordPolicy,
}

impl OwnerPage {
    fn is_at(&self, region: &Region) -> bool {
        self.sent.region == region.to_string()
    }

    fn organisation_max(&self) -> u32 {
        OrganisationForm::NAME_CHARS_MAX
    }

    fn owner_max(&self) -> u32 {
        OWNER_CHARS_MAX
    }
}

#[derive(Template)]
#[template(path = "setup/done.html")]
struct DonePage {
    c: Chrome,
    has_mail: bool,
    is_secure: bool,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    token: String,
    site_name: String,
    province: String,
    step: u8,
}

async fn ask(visit: Visit, Query(asked): Query<Asked>) -> Answer<Response> {
    let step = asked.step;
    let asked = Platform { token: asked.token, site_name: asked.site_name, province: asked.province };
    let (token, now) = (asked.token.clone(), visit.now);
    match visit.office.view(move |conn| actions::admit(conn, &token, now)).await {
        Ok(()) => {}
        Err(failure) if failure.code() == Some("setup.wrong-token") && asked.token.is_empty() => {
            return page(&PendingPage { c: visit.chrome(Section::SetUp), trouble: Trouble::default() });
        }
        Err(failure) => return turned_away(&visit, failure),
    }
    if step < 2 {
        return page(&platform(&visit, asked, Trouble::default()));
    }
    match asked.parse() {
        Ok((_, province)) if step > 2 => {
            let Platform { token, site_name, province: code } = asked;
            let sent = Sent { token, site_name, region: code.clone(), province: code, ..Sent::default() };
            page(&owner(&visit, (sent, province), Trouble::default()))
        }
        Ok(_) => page(&connections(&visit, &asked)),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?;
            let page = platform(&visit, asked, trouble);
            page.trouble.page(&page)
        }
    }
}

/// A wrong or expired token comes back to the page that says where tokens are found.
fn turned_away(visit: &Visit, failure: Failure) -> Answer<Response> {
    if !matches!(failure.code(), Some("setup.wrong-token" | "setup.expired")) {
        return Err(failure);
    }
    let trouble = Trouble::of(failure, visit.words())?.beside(|_| Some("token"));
    let mut c = visit.chrome(Section::SetUp);
    c.path = "/setup".to_owned();
    let page = PendingPage { c, trouble };
    page.trouble.page(&page)
}

fn platform(visit: &Visit, mut asked: Platform, trouble: Trouble) -> PlatformPage {
    let set_name = visit.office.means.settings.site_name.clone();
    if !set_name.is_empty() {
        asked.site_name.clone_from(&set_name);
    }
    PlatformPage {
        c: visit.chrome(Section::SetUp),
        asked,
        set_name,
        provinces: region::children(None),
        name_max: SITE_NAME_CHARS_MAX,
        trouble,
    }
}

fn connections(visit: &Visit, asked: &Platform) -> ConnectionsPage {
    let means = &visit.office.means;
    let https = match (&means.settings.tls, means.settings.secure) {
        (Tls::Files { .. }, _) => "files",
        (Tls::SelfSigned, _) => "self-signed",
        (Tls::Off, true) => "proxy",
        (Tls::Off, false) => "off",
    };
    let mail = means.mailer.get().map(|mailer| {
        let (server, from) = mailer.shown();
        (server.to_owned(), from)
    });
    ConnectionsPage {
        c: visit.chrome(Section::SetUp),
        back: address(asked, 1),
        next: address(asked, 3),
        mail,
        sms: means.short_messages.get().map(ShortMessages::shown),
        checks: means.identity.get().map(IdentityProvider::shown),
        https,
        origin: means.settings.origin.clone(),
    }
}

fn owner(visit: &Visit, (sent, province): (Sent, Region), trouble: Trouble) -> OwnerPage {
    let cities = region::children(Some(province)).into_iter();
    let own = region::name(province).map(|name| (province, name));
    let wide = own.into_iter().chain(cities.filter(|(city, _)| !region::children(Some(*city)).is_empty())).collect();
    let (asked, counties) = (sent.platform(), region::counties(province));
    let mut c = visit.chrome(Section::SetUp);
    c.path = address(&asked, 3);
    OwnerPage { c, sent, back: address(&asked, 2), wide, counties, trouble, password: PasswordPolicy::default() }
}

/// The address of a step with what was typed before.
fn address(asked: &Platform, step: u8) -> String {
    let Platform { token, site_name, province } = asked;
    let (token, site_name, province) = (encode(token), encode(site_name), encode(province));
    format!("/setup?token={token}&site_name={site_name}&province={province}&step={step}")
}

async fn send(visit: Visit, Form(sent): Form<Sent>) -> Answer<Response> {
    let done = format!("/setup/done?token={}", encode(&sent.token));
    let Err(failure) = flow::finish(&visit, &sent).await else { return Ok(see(done)) };
    if flow::is_repeat(&visit, &failure, &sent.token).await? {
        return Ok(see(done));
    }
    if failure.code().is_some_and(|code| code.starts_with("setup.") && code != "setup.passwords-differ") {
        return turned_away(&visit, failure);
    }
    let (trouble, asked) = (Trouble::of(failure, visit.words())?, sent.platform());
    let Ok((_, province)) = asked.parse() else {
        let page = platform(&visit, asked, trouble);
        return page.trouble.page(&page);
    };
    let kept = Sent { password: String::new(), again: String::new(), ..sent };
    let page = owner(&visit, (kept, province), trouble);
    page.trouble.page(&page)
}

/// What to do next, for whoever did the set-up; for everybody else it isn't there.
async fn done(visit: Visit, Query(asked): Query<Asked>) -> Answer<Response> {
    if !visit.office.view(move |conn| actions::was_done_with(conn, &asked.token)).await? {
        return Err(Failure::NotFound);
    }
    let means = &visit.office.means;
    let (has_mail, is_secure) = (means.mailer.get().is_some(), means.settings.secure);
    page(&DonePage { c: visit.chrome(Section::None), has_mail, is_secure })
}
