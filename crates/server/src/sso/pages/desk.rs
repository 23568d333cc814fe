//! The desk where platforms are connected.

use crate::{
    kernel::{
        failure::{Answer, Failure},
        web::{Chrome, Form, Key, Known, Section, Trouble, Visit, page, see},
    },
    organisation::platform_power,
    sso::{
        api::new_secret,
        clients::{self, ABOUT_CHARS_MAX, ChangeClient, NAME_CHARS_MAX, NewClient},
        views::{self, ClientShown},
    },
};
use askama::Template;
use axum::{extract::Path, response::Response};
use domain::{
    account::Power,
    sso::{Scope, URIS_MAX},
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "sso/pages/list.html")]
struct ListPage {
    c: Chrome,
    clients: Vec<ClientShown>,
}

/// `/platform/clients`
pub async fn list(visit: Visit) -> Answer<Response> {
    visit.login()?;
    let by = visit.actor();
    let clients = visit.office.view(move |conn| views::clients(conn, &by)).await?;
    page(&ListPage { c: visit.chrome(Section::Platform), clients })
}

/// The form as it was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ClientForm {
    name: String,
    about: String,
    kind: String,
    redirect_uris: String,
    logout_uris: String,
    backchannel_uri: String,
    scopes: Vec<String>,
    algorithm: String,
    on: String,
    key: Key,
}

impl ClientForm {
    fn of(client: &ClientShown) -> ClientForm {
        ClientForm {
            name: client.name.clone(),
            about: client.about.clone(),
            kind: client.kind.to_owned(),
            redirect_uris: client.redirect_uris.join("\n"),
            logout_uris: client.logout_uris.join("\n"),
            backchannel_uri: client.backchannel_uri.clone(),
            scopes: client.scopes.iter().map(|&scope| scope.to_owned()).collect(),
            algorithm: client.algorithm.to_owned(),
            on: if client.on { "yes" } else { "no" }.to_owned(),
            key: Key::default(),
        }
    }

    fn new_client(&self) -> NewClient {
        let lines = |text: &str| text.lines().map(str::to_owned).collect();
        NewClient {
            name: self.name.clone(),
            about: self.about.clone(),
            kind: self.kind.clone(),
            redirect_uris: lines(&self.redirect_uris),
            any_port: false,
            logout_uris: lines(&self.logout_uris),
            backchannel_uri: self.backchannel_uri.clone(),
            scopes: self.scopes.clone(),
            algorithm: self.algorithm.clone(),
            is_on: self.on != "no",
        }
    }

    fn has(&self, scope: &Scope) -> bool {
        self.scopes.iter().any(|one| one == scope.name())
    }
}

/// What both forms are made of.
struct Fields {
    form: ClientForm,
    trouble: Trouble,
    /// Whether the platform is registered, so that its kind stays.
    is_known: bool,
}

impl Fields {
    fn scopes(&self) -> Vec<Scope> {
        Scope::ALL.iter().copied().filter(|scope| *scope != Scope::OpenId).collect()
    }

    fn name_more(&self) -> String {
        format!("maxlength=\"{NAME_CHARS_MAX}\"")
    }

    fn about_max(&self) -> u32 {
        ABOUT_CHARS_MAX
    }

    fn uris_max(&self) -> i64 {
        i64::try_from(URIS_MAX).unwrap_or(i64::MAX)
    }
}

#[derive(Template)]
#[template(path = "sso/pages/new.html")]
struct NewPage {
    c: Chrome,
    trouble: Trouble,
    f: Fields,
}

async fn new_page(visit: &Visit, form: ClientForm, trouble: Trouble) -> Answer<NewPage> {
    visit.login()?;
    let by = visit.actor();
    visit.office.view(move |conn| platform_power(conn, &by, Power::Platforms).map(|_| ())).await?;
    let f = Fields { form, trouble: trouble.clone(), is_known: false };
    Ok(NewPage { c: visit.chrome(Section::Platform), trouble, f })
}

/// `/platform/clients/new`
pub async fn new(visit: Visit) -> Answer<Response> {
    let scopes = vec![Scope::Profile.name().to_owned()];
    let form =
        ClientForm { kind: "confidential".to_owned(), algorithm: "RS256".to_owned(), scopes, ..ClientForm::default() };
    page(&new_page(&visit, form, Trouble::default()).await?)
}

/// `POST /platform/clients`
pub async fn register(Known(visit): Known, Form(form): Form<ClientForm>) -> Answer<Response> {
    match visit.office.act(visit.ask_once(form.key.0.clone()), form.new_client(), clients::register).await {
        Ok(id) => Ok(see(format!("/platform/clients/{id}"))),
        Err(failure) => {
            let trouble = told(&visit, failure)?;
            let shown = new_page(&visit, form, trouble).await?;
            shown.trouble.page(&shown)
        }
    }
}

fn told(visit: &Visit, failure: Failure) -> Answer<Trouble> {
    Trouble::of(failure, visit.words())
}

#[derive(Template)]
#[template(path = "sso/pages/show.html")]
struct ShowPage {
    c: Chrome,
    trouble: Trouble,
    client: ClientShown,
    /// Shown this once.
    secret: Option<String>,
    issuer: String,
    f: Fields,
}

async fn show_page(visit: &Visit, id: i64, form: Option<ClientForm>) -> Answer<ShowPage> {
    visit.login()?;
    let by = visit.actor();
    let client = visit.office.view(move |conn| views::client(conn, &by, id)).await?;
    let form = form.unwrap_or_else(|| ClientForm::of(&client));
    let f = Fields { form, trouble: Trouble::default(), is_known: true };
    let issuer = visit.office.means.settings.origin.clone();
    Ok(ShowPage { c: visit.chrome(Section::Platform), trouble: Trouble::default(), client, secret: None, issuer, f })
}

/// `/platform/clients/{id}`
pub async fn show(visit: Visit, Path(id): Path<String>) -> Answer<Response> {
    page(&show_page(&visit, views::parse(&id)?, None).await?)
}

/// `POST /platform/clients/{id}`
pub async fn change(Known(visit): Known, Path(id): Path<String>, Form(form): Form<ClientForm>) -> Answer<Response> {
    let id = views::parse(&id)?;
    let cmd = ChangeClient { id, to: form.new_client() };
    match visit.office.act(visit.ask_once(form.key.0.clone()), cmd, clients::change).await {
        Ok(()) => Ok(see(format!("/platform/clients/{id}"))),
        Err(failure) => {
            let trouble = told(&visit, failure)?;
            let mut shown = show_page(&visit, id, Some(form)).await?;
            (shown.f.trouble, shown.trouble) = (trouble.clone(), trouble);
            shown.trouble.page(&shown)
        }
    }
}

/// `POST /platform/clients/{id}/secrets`: the page with the secret on it, this once.
pub async fn make_secret(Known(visit): Known, Path(id): Path<String>) -> Answer<Response> {
    let id = views::parse(&id)?;
    match new_secret(&visit, id).await {
        Ok(secret) => page(&ShowPage { secret: Some(secret), ..show_page(&visit, id, None).await? }),
        Err(failure) => {
            let trouble = told(&visit, failure)?;
            let shown = ShowPage { trouble, ..show_page(&visit, id, None).await? };
            shown.trouble.page(&shown)
        }
    }
}
