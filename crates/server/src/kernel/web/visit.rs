//! One request, as every page and API handler sees it: who, when, in which language and dress.

use super::{Chrome, chrome::Section, cookies::Cookies, guard, own_path};
use crate::kernel::{
    access::Actor,
    db::Urgency,
    failure::{Answer, DoorRefusal, Failure},
    office::{Ask, Office},
    session::{self, TokenHash, Viewer},
    words::{Locale, Words},
};
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, Method, header, request::Parts},
};
use domain::attack::{FOREIGN_WAY_BACK, UNKNOWN_SESSION};
use jiff::Timestamp;
use std::{net::SocketAddr, sync::Arc};

/// The light in which pages are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Theme {
    Auto,
    Light,
    Dark,
}

impl Theme {
    /// The value of the `data-theme` attribute.
    pub fn name(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    fn parse(raw: Option<&str>) -> Theme {
        match raw {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::Auto,
        }
    }
}

/// Who visits, when, how.
#[derive(Clone)]
pub struct Visit {
    pub office: Office,
    pub now: Timestamp,
    pub locale: Locale,
    pub theme: Theme,
    pub elder: bool,
    pub viewer: Option<Arc<Viewer>>,
    /// Path and query.
    pub path: String,
    /// Where a login leads back to: this page, or the one whose form this is (ENT-01).
    pub back: String,
    pub address: String,
    pub device: String,
    key: Option<String>,
    /// A token that was sent and not looked up.
    claim: Option<TokenHash>,
}

impl Visit {
    /// The words of the visitor's language.
    pub fn words(&self) -> &'static Words {
        Words::of(self.locale)
    }

    /// The viewer, or the way to the login page.
    pub fn login(&self) -> Answer<&Viewer> {
        self.viewer.as_deref().ok_or_else(|| DoorRefusal::LoginNeeded.into())
    }

    /// Refused unless the viewer showed within the last minutes to be present. Doors ask it where a repeat under a key would show again
    /// what only the first call was allowed to.
    pub async fn present(&self) -> Answer<()> {
        let (mine, now) = (self.login()?.session, self.now);
        self.office.view(move |conn| session::stepped_up(conn, Some(mine), now)).await
    }

    /// What to ask the office, with the key of an API call.
    pub fn ask(&self) -> Ask {
        self.ask_once(self.key.clone())
    }

    /// What to ask the office, under the nonce of a form.
    pub fn ask_once(&self, key: Option<String>) -> Ask {
        Ask { actor: self.actor(), now: self.now, key, urgency: Urgency::Now }
    }

    /// Who asks.
    pub fn actor(&self) -> Actor {
        Actor {
            account: self.viewer.as_ref().map(|viewer| viewer.account),
            session: self.viewer.as_ref().map(|viewer| viewer.session).or(self.claim),
            address: self.address.clone(),
        }
    }

    /// Whether the browser says that it is a phone's; pages use it only to choose what comes first.
    pub fn is_phone(&self) -> bool {
        ["Mobile", "Android", "iPhone", "HarmonyOS"].iter().any(|word| self.device.contains(word))
    }

    /// Where a form says that it leads back to; a way to somebody else's host is none, and is counted.
    pub fn way_back<'a>(&self, raw: &'a str) -> Option<&'a str> {
        let own = own_path(raw);
        if own.is_none() && !raw.is_empty() {
            self.office.means.watch.saw(FOREIGN_WAY_BACK, &self.address);
        }
        own
    }

    /// What surrounds a page.
    pub fn chrome(&self, section: Section) -> Chrome {
        Chrome::new(self, section)
    }
}

impl FromRequestParts<Office> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Visit, Failure> {
        let mut visit = Visit::unproven(parts, office);
        if let Some(hash) = visit.claim.take() {
            visit.viewer = viewer(office, hash, visit.now).await?;
            if visit.viewer.is_none() {
                office.means.watch.saw(UNKNOWN_SESSION, &visit.address);
            }
        }
        Ok(visit)
    }
}

impl Visit {
    /// All but who it is.
    fn unproven(parts: &Parts, office: &Office) -> Visit {
        let cookies = Cookies::of(&parts.headers);
        let accept = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Visit {
            now: office.clock.now(),
            locale: Locale::negotiate(cookies.get("locale"), accept),
            theme: Theme::parse(cookies.get("theme")),
            elder: cookies.get("elder") == Some("1"),
            viewer: None,
            claim: sent_token(&parts.headers, &cookies, office.means.settings.secure),
            back: back(parts),
            path: parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
            address: address(parts, office),
            device: device(&parts.headers),
            key: parts.headers.get("idempotency-key").and_then(|value| value.to_str().ok()).map(str::to_owned),
            office: office.clone(),
        }
    }
}

/// Where a request comes from.
pub(super) fn address(parts: &Parts, office: &Office) -> String {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    office.means.settings.client_address(peer, &parts.headers)
}

/// A visit of somebody who sends a token and isn't asked for more, since the command reads the session together with its other facts: for
/// the on-site hot path alone, which is kept short by it.
pub struct Claimed(pub Visit);

impl Claimed {
    /// An answer; why there is none is told only to somebody who is logged in.
    pub async fn told<T>(self, answer: Answer<T>) -> Answer<T> {
        if answer.is_err() {
            self.look_up().await?;
        }
        answer
    }

    /// Refused when the token opens nothing.
    async fn look_up(&self) -> Answer<()> {
        let Some(hash) = self.0.claim else { return Err(DoorRefusal::LoginNeeded.into()) };
        if viewer(&self.0.office, hash, self.0.now).await?.is_none() {
            self.0.office.sessions.doubt(self.0.now);
            self.0.office.means.watch.saw(UNKNOWN_SESSION, &self.0.address);
            return Err(DoorRefusal::LoginNeeded.into());
        }
        Ok(())
    }
}

impl FromRequestParts<Office> for Claimed {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Claimed, Failure> {
        let claimed = Claimed(Visit::unproven(parts, office));
        if claimed.0.claim.is_none() || office.sessions.doubts(claimed.0.now) {
            claimed.look_up().await?;
        }
        Ok(claimed)
    }
}

/// A visit of somebody who is logged in. Doors take it before the form or the body, so nobody is told what is wrong with a form that
/// isn't theirs to send, and no upload is read from a stranger.
pub struct Known(pub Visit);

impl FromRequestParts<Office> for Known {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Known, Failure> {
        let visit = Visit::from_request_parts(parts, office).await?;
        visit.login()?;
        Ok(Known(visit))
    }
}

/// A bearer token is for clients, a cookie for browsers; a request with both is a client's.
fn sent_token(headers: &HeaderMap, cookies: &Cookies, secure: bool) -> Option<TokenHash> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = bearer.and_then(|value| value.strip_prefix("Bearer ")).or_else(|| cookies.session(secure))?;
    Some(session::token_hash(token))
}

async fn viewer(office: &Office, hash: TokenHash, now: Timestamp) -> Answer<Option<Arc<Viewer>>> {
    if let Some(viewer) = office.sessions.get(&hash, now) {
        return Ok(Some(viewer));
    }
    let begun = office.sessions.ended();
    let Some(viewer) = office.view(move |conn| session::load(conn, hash, now)).await? else { return Ok(None) };
    let viewer = Arc::new(viewer);
    office.sessions.keep(Arc::clone(&viewer), (now, begun));
    if viewer.is_due(now) {
        let (office, ask) = (office.clone(), Ask::system(now));
        tokio::spawn(async move {
            // A mark that can't be written now is written at the next request.
            drop(office.record(ask, hash, session::touch).await);
        });
    }
    Ok(Some(viewer))
}

/// The page itself; for a form the page that it was on, since a form's own address may show nothing.
fn back(parts: &Parts) -> String {
    if matches!(parts.method, Method::GET | Method::HEAD) {
        return parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    }
    let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(host), Some(from)) = (guard::host(&parts.uri, &parts.headers), text(header::REFERER)) else {
        return "/".to_owned();
    };
    let path = from.split_once("://").and_then(|(_, rest)| rest.strip_prefix(host));
    path.filter(|path| path.starts_with('/')).unwrap_or("/").to_owned()
}

/// A short name of the browser, for the list of one's sessions.
fn device(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("");
    agent.chars().filter(|c| !c.is_control()).take(120).collect()
}
