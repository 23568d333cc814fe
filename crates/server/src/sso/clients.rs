//! Connecting platforms: a steward of the platform registers one, changes it, switches it off, makes it a new secret.

use super::store::{self, Client};
use crate::{
    audit,
    kernel::{
        cx::{Cx, Key},
        failure::{Answer, DoorRefusal, Failure},
        session,
    },
    organisation::platform_power,
};
use domain::{
    account::Power,
    kernel::clean,
    sso::{ClientKind, ClientRefusal, RedirectUri, Scope, Scopes, SigningAlgorithm, uris},
};
use serde::{Deserialize, Serialize};

pub(super) const NAME_CHARS_MAX: u32 = 40;
pub(super) const ABOUT_CHARS_MAX: u32 = 200;

/// What is registered of a platform.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct NewClient {
    pub name: String,
    /// Why it wants to know people; shown to them.
    pub about: String,
    /// `confidential` or `public`; stays.
    pub kind: String,
    pub redirect_uris: Vec<String>,
    /// Addresses on this very machine do with any port.
    pub any_port: bool,
    /// Where a logout there may lead.
    pub logout_uris: Vec<String>,
    /// Where it is told of logouts; empty for nowhere.
    pub backchannel_uri: String,
    pub scopes: Vec<String>,
    /// `RS256` or `ES256`.
    pub algorithm: String,
    pub is_on: bool,
}

/// What of it may change.
struct Texts {
    name: String,
    about: String,
    redirect_uris: Vec<RedirectUri>,
    logout_uris: Vec<RedirectUri>,
    backchannel_uri: String,
    scopes: Scopes,
    algorithm: SigningAlgorithm,
}

fn read(new: &NewClient, kind: ClientKind) -> Answer<Texts> {
    let bad = |field: &str| Failure::from(DoorRefusal::BadForm { field: field.to_owned() });
    let named = |raw: &str| Scope::parse(raw).ok_or_else(|| bad("scopes"));
    let listed = |raw: &[String], field: &'static str| {
        uris(raw.iter().map(String::as_str), kind).map_err(|refusal| Failure::from((field, refusal)))
    };
    let redirect_uris = listed(&new.redirect_uris, "redirect_uris")?;
    if redirect_uris.is_empty() {
        return Err(("redirect_uris", ClientRefusal::AddressMissing).into());
    }
    // Only a server can be told, so an app's own scheme won't do.
    let told = uris([new.backchannel_uri.as_str()], ClientKind::Confidential);
    let told = told.map_err(|refusal| ("backchannel_uri", refusal))?;
    let mut scopes: Scopes = new.scopes.iter().map(|raw| named(raw)).collect::<Answer<_>>()?;
    scopes = scopes.with(&[Scope::OpenId].into_iter().collect());
    let about = if new.about.trim().is_empty() { Ok(String::new()) } else { clean(&new.about, ABOUT_CHARS_MAX) };
    Ok(Texts {
        name: clean(&new.name, NAME_CHARS_MAX).map_err(|refusal| ("name", refusal))?,
        about: about.map_err(|refusal| ("about", refusal))?,
        redirect_uris,
        logout_uris: listed(&new.logout_uris, "logout_uris")?,
        backchannel_uri: told.first().map(|uri| uri.as_str().to_owned()).unwrap_or_default(),
        scopes,
        algorithm: SigningAlgorithm::parse(&new.algorithm).ok_or_else(|| bad("algorithm"))?,
    })
}

/// Registers a platform. It has no secret yet.
pub fn register(cx: &mut Cx, new: &NewClient) -> Answer<i64> {
    platform_power(cx.conn, &cx.actor, Power::Platforms)?;
    session::require_step_up(cx)?;
    let kind = ClientKind::parse(&new.kind).ok_or_else(|| DoorRefusal::BadForm { field: "kind".to_owned() })?;
    let texts = read(new, kind)?;
    let (id, client_id) = (cx.id(), cx.dice.nonce());
    let sector = texts.redirect_uris.first().map(RedirectUri::sector).filter(|host| !host.is_empty());
    let client = Client {
        id,
        // Where the address says nothing about whose it is, nobody shares a sector.
        sector: sector.unwrap_or(&client_id).to_owned(),
        client_id,
        name: texts.name,
        about: texts.about,
        kind,
        redirect_uris: texts.redirect_uris,
        any_port: new.any_port,
        logout_uris: texts.logout_uris,
        backchannel_uri: texts.backchannel_uri,
        scopes: texts.scopes,
        algorithm: texts.algorithm,
        is_on: true,
        created_at: cx.now,
    };
    store::insert_client(cx, &client)?;
    log(cx, "client-registered", &client)?;
    Ok(id)
}

fn log(cx: &mut Cx, act: &'static str, client: &Client) -> Answer<()> {
    let facts = serde_json::json!({ "scopes": client.scopes.text(), "is_on": client.is_on });
    let subject = format!("client/{}", client.id);
    audit::write(cx, audit::Act { act, subject, organisation: None, reason: "", facts })
}

/// A platform is to be changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChangeClient {
    pub id: i64,
    pub to: NewClient,
}

/// Changes it; switched off, it ends every login there.
pub fn change(cx: &mut Cx, cmd: &ChangeClient) -> Answer<()> {
    platform_power(cx.conn, &cx.actor, Power::Platforms)?;
    session::require_step_up(cx)?;
    cx.lock(&[Key::Series(cmd.id)])?;
    let client = store::client(cx.conn, cmd.id)?;
    let texts = read(&cmd.to, client.kind)?;
    let client = Client {
        name: texts.name,
        about: texts.about,
        redirect_uris: texts.redirect_uris,
        logout_uris: texts.logout_uris,
        backchannel_uri: texts.backchannel_uri,
        scopes: texts.scopes,
        algorithm: texts.algorithm,
        is_on: cmd.to.is_on,
        ..client
    };
    store::save_client(cx, &client)?;
    if !client.is_on {
        store::end_of_client(cx, client.id)?;
    }
    log(cx, if client.is_on { "client-changed" } else { "client-removed" }, &client)
}

/// A new secret, of which only the hash comes in here.
pub struct Secret {
    pub client: i64,
    pub hash: [u8; 32],
    /// Its last letters, by which people tell it from the other one.
    pub hint: String,
}

/// Keeps it beside the newest one, in place of an older one.
pub fn renew_secret(cx: &mut Cx, cmd: &Secret) -> Answer<()> {
    session::confirm(cx)?;
    platform_power(cx.conn, &cx.actor, Power::Platforms)?;
    session::require_step_up(cx)?;
    cx.lock(&[Key::Series(cmd.client)])?;
    let client = store::client(cx.conn, cmd.client)?;
    if client.kind == ClientKind::Public {
        return Err(ClientRefusal::NoSecrets.into());
    }
    store::keep_secret(cx, client.id, &cmd.hash, &cmd.hint)?;
    log(cx, "client-secret-rotated", &client)
}
