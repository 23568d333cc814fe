//! Stories of 一号通, as platforms and people meet it: the modules of the OpenID Foundation's conformance plans by their names (`modules`), what
//! goes further than they do, and what thieves try.

mod backchannel;
mod basic;
mod desk;
mod hostile;
mod logout;
mod modules;
mod refresh;

use crate::world::{Person, Reply, World};
use axum::{body::Body, http::Request};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};

pub const CALLBACK: &str = "https://school.example/callback";
pub const AFTER: &str = "https://school.example/bye";
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A platform that was connected.
#[derive(Debug, Clone)]
pub struct Platform {
    pub id: String,
    pub client_id: String,
    pub secret: String,
}

/// Connects a platform that may ask for those scopes.
pub async fn connected(w: &World, by: &Person, scopes: &str) -> Platform {
    connected_as(w, by, json!({ "scopes": scopes.split(' ').collect::<Vec<_>>() })).await
}

/// The same with other things registered.
pub async fn connected_as(w: &World, by: &Person, more: Value) -> Platform {
    let mut body = json!({ "name": "羊城高校志愿平台", "about": "核对服务时长", "redirect_uris": [CALLBACK], "logout_uris": [AFTER] });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = w.post(Some(by), "/api/v1/platform/clients", body).await.is(201);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (id, client_id) = (text(&made["id"]), text(&made["client_id"]));
    let secret = if made["kind"] == "public" { String::new() } else { new_secret(w, by, &id).await };
    Platform { id, client_id, secret }
}

/// Makes a platform a new secret.
pub async fn new_secret(w: &World, by: &Person, id: &str) -> String {
    let path = format!("/api/v1/platform/clients/{id}/secrets");
    w.post(Some(by), &path, json!({})).await.is(201)["client_secret"].as_str().unwrap().to_owned()
}

/// Pairs as a form or an address carries them.
pub fn pairs(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// What a platform sends somebody with; the later of two values of one name holds, and an empty one takes it away.
pub fn asking(platform: &Platform, more: &[(&str, &str)]) -> String {
    let own = [
        ("client_id", platform.client_id.as_str()),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("state", "st4te"),
        ("nonce", "n0nce"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let kept = own.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name));
    let all: Vec<(&str, &str)> = kept.chain(more).copied().filter(|(_, value)| !value.is_empty()).collect();
    pairs(&all)
}

impl Platform {
    /// Sends somebody to log in.
    pub async fn asks(&self, w: &World, who: Option<&Person>, more: &[(&str, &str)]) -> Reply {
        w.page(who, &format!("/authorize?{}", asking(self, more))).await
    }

    /// Somebody agrees; the address that they are led to.
    pub async fn agreed(&self, w: &World, who: &Person, more: &[(&str, &str)]) -> Led {
        let form = [("request", asking(self, more)), ("agreed", "yes".to_owned())];
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Led::of(&w.form(Some(who), "/authorize/consents", &form).await)
    }

    /// Somebody logs in and agrees; the code.
    pub async fn code(&self, w: &World, who: &Person, more: &[(&str, &str)]) -> String {
        self.agreed(w, who, more).await.get("code")
    }

    /// A call of the platform's server, with its secret in the header.
    pub async fn calls(&self, w: &World, path: &str, form: &[(&str, &str)]) -> Reply {
        let header = format!("Basic {}", STANDARD.encode(format!("{}:{}", self.client_id, self.secret)));
        sent(w, path, Some(&header), &pairs(form)).await
    }

    /// Exchanges a code.
    pub async fn exchanges(&self, w: &World, code: &str) -> Reply {
        self.calls(w, "/token", &exchange(code)).await
    }

    /// Exchanges a refresh token.
    pub async fn renews(&self, w: &World, token: &str) -> Reply {
        self.calls(w, "/token", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    /// Somebody's tokens.
    pub async fn tokens(&self, w: &World, who: &Person, more: &[(&str, &str)]) -> Value {
        let code = self.code(w, who, more).await;
        self.exchanges(w, &code).await.is(200)
    }
}

/// The fields of an exchange.
pub fn exchange(code: &str) -> [(&str, &str); 4] {
    [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)]
}

/// A form from a server, with a header that says who it is.
pub async fn sent(w: &World, path: &str, header: Option<&str>, body: &str) -> Reply {
    let mut request = Request::builder().method("POST").uri(path).header("host", "localhost");
    request = request.header("content-type", "application/x-www-form-urlencoded");
    if let Some(header) = header {
        request = request.header("authorization", header);
    }
    w.send(request.body(Body::from(body.to_owned())).unwrap()).await
}

/// What an access token opens.
pub async fn userinfo(w: &World, token: &str) -> Reply {
    let request = Request::builder().uri("/userinfo").header("host", "localhost");
    let request = request.header("authorization", format!("Bearer {token}"));
    w.send(request.body(Body::empty()).unwrap()).await
}

/// An address that a browser is led to.
#[derive(Debug, Clone)]
pub struct Led(pub url::Url);

impl Led {
    /// By a redirect, or by a page of our own.
    #[track_caller]
    pub fn of(reply: &Reply) -> Led {
        let address = if reply.status == 303 {
            reply.headers["location"].to_str().unwrap().to_owned()
        } else {
            let content = reply.text.split("content=\"0;url=").nth(1);
            let content = content.unwrap_or_else(|| panic!("{} leads nowhere: {}", reply.status, reply.text));
            content.split('"').next().unwrap().replace("&#38;", "&")
        };
        Led(url::Url::options().base_url(Some(&"http://localhost".parse().unwrap())).parse(&address).unwrap())
    }

    /// A parameter; empty when it isn't there.
    pub fn get(&self, name: &str) -> String {
        self.0.query_pairs().find(|(other, _)| other == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
    }

    /// Asserts an error that is told to the platform.
    #[track_caller]
    pub fn refused(&self, error: &str) {
        assert!(self.0.as_str().starts_with(CALLBACK), "{}", self.0);
        assert_eq!((self.get("error").as_str(), self.get("code").as_str()), (error, ""), "{}", self.0);
        assert_eq!((self.get("state").as_str(), self.get("iss").as_str()), ("st4te", "http://localhost"));
    }

    /// Asserts that it is the way to the login.
    #[track_caller]
    pub fn is_login(&self, path: &str) {
        assert_eq!(self.0.path(), path, "{}", self.0);
    }
}

/// A token's claims, whoever signed it.
pub fn claims(token: &str) -> Value {
    part(token, 1)
}

/// A token's header.
pub fn header(token: &str) -> Value {
    part(token, 0)
}

fn part(token: &str, at: usize) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(at).unwrap()).unwrap()).unwrap()
}

/// As after a login so many seconds ago.
pub fn logged_in_before(w: &World, who: &Person, seconds: i64) {
    use diesel::prelude::*;
    use goodhours::kernel::{db::schema::session as s, session::token_hash};
    let mine = s::table.find(token_hash(&who.token).to_vec());
    let at = w.now().as_microsecond() - seconds * 1_000_000;
    let row = (s::created_at.eq(at - 1), s::step_up_until.eq(at + 300_000_000));
    diesel::update(mine).set(row).execute(&mut w.conn()).unwrap();
}

/// How many lines the trail has of attacks by that rule, once what was seen is written down.
pub async fn attacks(w: &World, rule: &str) -> i64 {
    goodhours::audit::write_down_attacks(&w.office, w.now()).await.unwrap();
    w.count(&format!("audit where act = 'attack-refused' and subject = 'refusal/oidc-attack.{rule}'"))
}
