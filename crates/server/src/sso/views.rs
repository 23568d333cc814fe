//! Platforms as the desk and their users see them.

use super::store::{self, Client};
use crate::{
    kernel::{
        access::Actor,
        db::Conn,
        failure::{Answer, Failure},
    },
    organisation::platform_power,
};
use domain::{
    account::Power,
    kernel::AccountId,
    sso::{RedirectUri, Scope, Scopes},
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A connected platform as the desk shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Client)]
pub struct ClientShown {
    pub id: String,
    /// What it calls itself in the protocol.
    pub client_id: String,
    pub name: String,
    pub about: String,
    /// `confidential` or `public`.
    pub kind: &'static str,
    pub redirect_uris: Vec<String>,
    /// Addresses on this very machine do with any port.
    pub any_port: bool,
    pub logout_uris: Vec<String>,
    /// Where it is told of logouts; empty for nowhere.
    pub backchannel_uri: String,
    pub scopes: Vec<&'static str>,
    /// `RS256` or `ES256`.
    pub algorithm: &'static str,
    pub on: bool,
    #[schema(value_type = String)]
    pub created_at: Timestamp,
    /// Its secrets by their last letters, the newest first; at most two.
    pub secrets: Vec<SecretShown>,
}

/// A secret as the desk shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ClientSecret)]
pub struct SecretShown {
    /// Its last letters.
    pub ends_with: String,
    #[schema(value_type = String)]
    pub made_at: Timestamp,
}

fn shown(conn: &mut Conn, client: Client) -> Answer<ClientShown> {
    let secrets = store::secret_hints(conn, client.id)?;
    let texts = |uris: &[RedirectUri]| uris.iter().map(|uri| uri.as_str().to_owned()).collect();
    Ok(ClientShown {
        id: client.id.to_string(),
        redirect_uris: texts(&client.redirect_uris),
        logout_uris: texts(&client.logout_uris),
        client_id: client.client_id,
        name: client.name,
        about: client.about,
        kind: client.kind.name(),
        any_port: client.any_port,
        backchannel_uri: client.backchannel_uri,
        scopes: client.scopes.iter().map(Scope::name).collect(),
        algorithm: client.algorithm.name(),
        on: client.is_on,
        created_at: client.created_at,
        secrets: secrets.into_iter().map(|(ends_with, made_at)| SecretShown { ends_with, made_at }).collect(),
    })
}

/// All platforms, for stewards of ours.
pub fn clients(conn: &mut Conn, by: &Actor) -> Answer<Vec<ClientShown>> {
    platform_power(conn, by, Power::Platforms)?;
    store::clients(conn)?.into_iter().map(|client| shown(conn, client)).collect()
}

/// One of them.
pub fn client(conn: &mut Conn, by: &Actor, id: i64) -> Answer<ClientShown> {
    platform_power(conn, by, Power::Platforms)?;
    let client = store::client(conn, id)?;
    shown(conn, client)
}

/// A number as an address names it.
pub fn parse(raw: &str) -> Answer<i64> {
    raw.parse().map_err(|_| Failure::NotFound)
}

/// A platform that somebody agreed to.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ConnectedPlatform)]
pub struct Connected {
    pub id: String,
    pub name: String,
    /// Which data it gets.
    pub scopes: Vec<&'static str>,
    #[schema(value_type = String)]
    pub agreed_at: Timestamp,
    #[schema(value_type = String)]
    pub used_at: Timestamp,
}

/// The platforms that somebody agreed to, the last used first.
pub fn connected(conn: &mut Conn, account: AccountId) -> Answer<Vec<Connected>> {
    let one = |(id, name, scopes, agreed_at, used_at): (i64, String, Scopes, Timestamp, Timestamp)| Connected {
        id: id.to_string(),
        name,
        scopes: scopes.iter().map(Scope::name).collect(),
        agreed_at,
        used_at,
    };
    Ok(store::consents(conn, account)?.into_iter().map(one).collect())
}

/// What a platform calls itself.
pub fn client_id_of(conn: &mut Conn, id: i64) -> Answer<String> {
    Ok(store::client(conn, id)?.client_id)
}
