//! Connected platforms and their secrets.

use crate::kernel::{
    cx::Cx,
    db::{
        Conn,
        schema::{sso_client as s, sso_secret},
    },
    failure::{Answer, Failure},
};
use diesel::prelude::*;
use domain::{
    kernel::timestamp,
    sso::{ClientKind, RedirectUri, SECRETS_MAX, Scopes, SigningAlgorithm},
};
use jiff::Timestamp;

/// A platform as it is registered.
#[derive(Debug, Clone)]
pub struct Client {
    pub id: i64,
    /// What it calls itself by.
    pub client_id: String,
    pub name: String,
    pub about: String,
    pub kind: ClientKind,
    /// Platforms of one sector know somebody by the same number.
    pub sector: String,
    pub redirect_uris: Vec<RedirectUri>,
    pub any_port: bool,
    pub logout_uris: Vec<RedirectUri>,
    /// Where it is told that a session is over; empty for nowhere.
    pub backchannel_uri: String,
    pub scopes: Scopes,
    pub algorithm: SigningAlgorithm,
    pub is_on: bool,
    pub created_at: Timestamp,
}

type Row = ((i64, String, String, String, i16, String), (String, bool, String, String, String), (i16, bool, i64));

type Columns = (
    (s::id, s::client_id, s::name, s::about, s::kind, s::sector),
    (s::redirect_uris, s::any_port, s::logout_uris, s::backchannel_uri, s::scopes),
    (s::algorithm, s::is_on, s::created_at),
);

const COLUMNS: Columns = (
    (s::id, s::client_id, s::name, s::about, s::kind, s::sector),
    (s::redirect_uris, s::any_port, s::logout_uris, s::backchannel_uri, s::scopes),
    (s::algorithm, s::is_on, s::created_at),
);

fn stored((named, addresses, (algorithm, is_on, created_at)): Row) -> Answer<Client> {
    let (id, client_id, name, about, kind, sector) = named;
    let (redirect_uris, any_port, logout_uris, backchannel_uri, scopes) = addresses;
    let broken = || Failure::broken("a connected platform of a kind that nobody knows");
    let lines = |text: String| text.lines().map(|line| RedirectUri::stored(line.to_owned())).collect();
    Ok(Client {
        id,
        client_id,
        name,
        about,
        kind: ClientKind::stored(kind).ok_or_else(broken)?,
        sector,
        redirect_uris: lines(redirect_uris),
        any_port,
        logout_uris: lines(logout_uris),
        backchannel_uri,
        scopes: Scopes::parse(&scopes),
        algorithm: SigningAlgorithm::stored(algorithm).ok_or_else(broken)?,
        is_on,
        created_at: timestamp(created_at),
    })
}

/// All platforms, the newest first.
pub fn clients(conn: &mut Conn) -> Answer<Vec<Client>> {
    let rows: Vec<Row> = s::table.order(s::id.desc()).select(COLUMNS).load(conn)?;
    rows.into_iter().map(stored).collect()
}

/// One by our number.
pub fn client(conn: &mut Conn, id: i64) -> Answer<Client> {
    stored(s::table.find(id).select(COLUMNS).first::<Row>(conn)?)
}

/// One by what it calls itself, as long as it is switched on.
pub fn client_of(conn: &mut Conn, client_id: &str) -> Answer<Option<Client>> {
    let row: Option<Row> =
        s::table.filter(s::client_id.eq(client_id)).filter(s::is_on.eq(true)).select(COLUMNS).first(conn).optional()?;
    row.map(stored).transpose()
}

fn lines(uris: &[RedirectUri]) -> String {
    uris.iter().map(RedirectUri::as_str).collect::<Vec<_>>().join("\n")
}

/// Keeps a new one.
pub fn insert_client(cx: &mut Cx, client: &Client) -> Answer<()> {
    let row = (
        (
            s::id.eq(client.id),
            s::client_id.eq(&client.client_id),
            s::kind.eq(client.kind.number()),
            s::sector.eq(&client.sector),
            s::any_port.eq(client.any_port),
            s::created_at.eq(cx.at()),
        ),
        s::name.eq(&client.name),
        s::about.eq(&client.about),
        s::redirect_uris.eq(lines(&client.redirect_uris)),
        s::logout_uris.eq(lines(&client.logout_uris)),
        s::backchannel_uri.eq(&client.backchannel_uri),
        s::scopes.eq(client.scopes.text()),
        s::algorithm.eq(client.algorithm.number()),
        s::is_on.eq(client.is_on),
        s::changed_at.eq(cx.at()),
    );
    diesel::insert_into(s::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes over what may change; its kind, its sector and what it calls itself stay.
pub fn save_client(cx: &mut Cx, client: &Client) -> Answer<()> {
    let row = (
        s::name.eq(&client.name),
        s::about.eq(&client.about),
        s::redirect_uris.eq(lines(&client.redirect_uris)),
        s::logout_uris.eq(lines(&client.logout_uris)),
        s::backchannel_uri.eq(&client.backchannel_uri),
        s::scopes.eq(client.scopes.text()),
        s::algorithm.eq(client.algorithm.number()),
        s::is_on.eq(client.is_on),
        s::changed_at.eq(cx.at()),
    );
    diesel::update(s::table.find(client.id)).set(row).execute(cx.conn)?;
    Ok(())
}

/// Keeps a new secret's hash; the oldest goes when there would be too many.
pub fn keep_secret(cx: &mut Cx, client: i64, hash: &[u8], hint: &str) -> Answer<()> {
    let own = sso_secret::table.filter(sso_secret::client_id.eq(client));
    let known: Vec<Vec<u8>> =
        own.order((sso_secret::made_at.desc(), sso_secret::hash)).select(sso_secret::hash).load(cx.conn)?;
    let over: Vec<Vec<u8>> = known.into_iter().skip(SECRETS_MAX.saturating_sub(1)).collect();
    diesel::delete(own.filter(sso_secret::hash.eq_any(over))).execute(cx.conn)?;
    let row = (
        sso_secret::client_id.eq(client),
        sso_secret::hash.eq(hash),
        sso_secret::hint.eq(hint),
        sso_secret::made_at.eq(cx.at()),
    );
    diesel::insert_into(sso_secret::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// The last letters of each secret and when it was made, the newest first.
pub fn secret_hints(conn: &mut Conn, client: i64) -> Answer<Vec<(String, Timestamp)>> {
    let rows: Vec<(String, i64)> = sso_secret::table
        .filter(sso_secret::client_id.eq(client))
        .order(sso_secret::made_at.desc())
        .select((sso_secret::hint, sso_secret::made_at))
        .load(conn)?;
    Ok(rows.into_iter().map(|(hint, at)| (hint, timestamp(at))).collect())
}

/// Whether this is the hash of one of a platform's secrets.
pub fn is_secret(conn: &mut Conn, client: i64, hash: &[u8]) -> Answer<bool> {
    let own = sso_secret::table.find((client, hash));
    Ok(diesel::select(diesel::dsl::exists(own)).get_result(conn)?)
}
