//! The platform that is connected to the demo: whoever tries 一号通 points any OpenID library at it, at any port of this machine.

use super::kept::Kept;
use crate::{
    account,
    kernel::{
        access::Actor,
        db::{Conn, Urgency},
        dice::{entropy, text},
        failure::{Answer, Failure},
        office::{Ask, Office},
        session::token_hash,
    },
    sso::{self, ClientSecret, NewClient},
};
use domain::{account::Phone, sso::Scope};
use serde::{Deserialize, Serialize};

/// A connected platform, with its secret; simulated data has nothing to protect.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Client {
    pub client_id: String,
    pub client_secret: String,
    pub redirect_uris: Vec<String>,
}

const HOSTS: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

fn at_any_port(path: &str) -> Vec<String> {
    HOSTS.iter().map(|host| format!("http://{host}{path}")).collect()
}

/// Connects it, unless an earlier start did.
pub async fn ensure(office: &Office, kept: &mut Kept) -> Answer<Client> {
    if let Some(client) = &kept.client {
        return Ok(client.clone());
    }
    let desk = office.clone();
    let platform = move |conn: &mut Conn| {
        let phone = Phone::parse(super::seed::PLATFORM_PHONE)?;
        account::account_of_phone(conn, &desk.means.keys, &phone)?.ok_or(Failure::NotFound)
    };
    let platform = office.view(platform).await?;
    let ask = Ask { actor: Actor::person(platform), now: office.clock.now(), key: None, urgency: Urgency::Now };
    let new = NewClient {
        name: "羊城高校志愿平台".to_owned(),
        about: "用一号通登录，把您在这里的服务时长记入第二课堂成绩单。".to_owned(),
        kind: "confidential".to_owned(),
        redirect_uris: at_any_port("/callback"),
        any_port: true,
        logout_uris: [at_any_port("/"), at_any_port("/callback")].concat(),
        backchannel_uri: String::new(),
        scopes: Scope::ALL.iter().map(|scope| scope.name().to_owned()).collect(),
        algorithm: "RS256".to_owned(),
        is_on: true,
    };
    let redirect_uris = new.redirect_uris.clone();
    let id = office.record(ask.clone(), new, sso::register).await?;
    let client_secret = text(&entropy::<32>());
    let hint = client_secret.chars().skip(client_secret.len().saturating_sub(4)).collect();
    let secret = ClientSecret { client: id, hash: token_hash(&client_secret), hint };
    office.record(ask, secret, sso::renew_secret).await?;
    let client_id = office.view(move |conn| sso::client_id_of(conn, id)).await?;
    let client = Client { client_id, client_secret, redirect_uris };
    kept.client = Some(client.clone());
    Ok(client)
}
