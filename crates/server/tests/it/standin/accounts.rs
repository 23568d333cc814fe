//! Providers of accounts elsewhere, on one address of this machine: an OpenID provider, WeChat and Alipay, each as its documents have
//! it, and each able to lie.

use aws_lc_rs::{
    encoding::AsDer,
    rand::SystemRandom,
    rsa::{KeyPair as RsaPair, KeySize},
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256,
        RsaKeyPair, UnparsedPublicKey,
    },
};
use axum::{
    Json, Router,
    extract::{Query, RawForm, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use goodhours::kernel::config::{AlipaySettings, OidcSettings, WeChatApp, WeChatSettings};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock, Mutex},
};
use tokio::net::TcpListener;

pub const CLIENT: &str = "goodhours-client";
pub const SECRET: &str = "a secret & of +this stand-in";

/// A lie of the OpenID provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    Nonce,
    Audience,
    Issuer,
    Expired,
    /// Its clock is so many seconds ahead of ours.
    Clock(i64),
    /// Signed by a key that isn't published.
    Key,
    /// `alg` none, no signature.
    Unsigned,
    /// HS256 with the public key as its secret.
    Symmetric,
    /// The metadata are another issuer's.
    Metadata,
    /// Answers nothing but failures.
    Down,
}

/// Pairs of keys cost time; all stories share them.
struct Keys {
    token: Vec<u8>,
    other: Vec<u8>,
    alipay: Vec<u8>,
    alipay_public: Vec<u8>,
    ours: Vec<u8>,
    ours_public: Vec<u8>,
}

static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let ec = || EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
    let rsa = || {
        let pair = RsaPair::generate(KeySize::Rsa2048).unwrap();
        let private = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der>::as_der(&pair).unwrap().as_ref().to_vec();
        let public =
            AsDer::<aws_lc_rs::encoding::PublicKeyX509Der>::as_der(pair.public_key()).unwrap().as_ref().to_vec();
        (private, public)
    };
    let ((alipay, alipay_public), (ours, ours_public)) = (rsa(), rsa());
    Keys { token: ec().as_ref().to_vec(), other: ec().as_ref().to_vec(), alipay, alipay_public, ours, ours_public }
});

#[derive(Default)]
struct Told {
    lie: Option<Lie>,
    /// What a code is worth: the person and what the login was asked with. Each counts once.
    codes: BTreeMap<String, BTreeMap<String, String>>,
    /// The people at WeChat and Alipay, by their codes.
    people: BTreeMap<String, Value>,
}

/// All providers.
#[derive(Clone)]
pub struct Accounts {
    pub address: String,
    told: Arc<Mutex<Told>>,
}

impl Accounts {
    pub async fn open() -> Accounts {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let accounts = Accounts { address: format!("http://{}", listener.local_addr().unwrap()), told: Arc::default() };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/jwks", get(jwks))
            .route("/token", post(token))
            .route("/sns/oauth2/access_token", get(wechat))
            .route("/gateway.do", post(alipay))
            .with_state(accounts.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        accounts
    }

    pub fn lies(&self, lie: Lie) {
        self.told.lock().unwrap().lie = Some(lie);
    }

    pub fn is_honest(&self) {
        self.told.lock().unwrap().lie = None;
    }

    fn lie(&self) -> Option<Lie> {
        self.told.lock().unwrap().lie
    }

    /// Somebody agrees at the OpenID provider, to which this address led; the code for it.
    pub fn agrees(&self, subject: &str, led_to: &str) -> String {
        let mut asked: BTreeMap<String, String> = url::Url::parse(led_to).unwrap().query_pairs().into_owned().collect();
        assert_eq!((asked["response_type"].as_str(), asked["code_challenge_method"].as_str()), ("code", "S256"));
        asked.insert("sub".to_owned(), subject.to_owned());
        let mut told = self.told.lock().unwrap();
        let code = format!("code-{}", told.codes.len());
        told.codes.insert(code.clone(), asked);
        code
    }

    /// Somebody agrees at WeChat or Alipay; the code for it.
    pub fn knows(&self, person: Value) -> String {
        let mut told = self.told.lock().unwrap();
        let code = format!("person-{}", told.people.len());
        told.people.insert(code.clone(), person);
        code
    }

    pub fn oidc(&self) -> OidcSettings {
        OidcSettings {
            issuer: self.address.clone(),
            client_id: CLIENT.to_owned(),
            secret: Some(SECRET.to_owned().into()),
            name: "岭南大学统一身份认证".to_owned(),
        }
    }

    pub fn wechat(&self) -> WeChatSettings {
        let app = |id: &str| Some(WeChatApp { id: id.to_owned(), secret: SECRET.to_owned().into() });
        let here = || self.address.parse().unwrap();
        WeChatSettings { web: app("wx-web"), in_app: app("wx-in-app"), endpoint: here(), login: here() }
    }

    pub fn alipay(&self) -> AlipaySettings {
        let here = || self.address.parse().unwrap();
        AlipaySettings {
            app_id: "2021001".to_owned(),
            key: format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(&KEYS.ours))
                .into(),
            public_key: STANDARD.encode(&KEYS.alipay_public),
            endpoint: here(),
            login: here(),
        }
    }
}

async fn metadata(State(accounts): State<Accounts>) -> Response {
    let issuer = match accounts.lie() {
        Some(Lie::Down) => return StatusCode::BAD_GATEWAY.into_response(),
        Some(Lie::Metadata) => "https://somebody-else.example".to_owned(),
        _ => accounts.address.clone(),
    };
    let at = |path: &str| format!("{}{path}", accounts.address);
    Json(json!({
        "issuer": issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
        "jwks_uri": at("/jwks"), "authorization_response_iss_parameter_supported": true,
    }))
    .into_response()
}

fn public_point() -> Vec<u8> {
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &KEYS.token).unwrap();
    pair.public_key().as_ref().to_vec()
}

async fn jwks() -> Json<Value> {
    let point = public_point();
    let (x, y) = (URL_SAFE_NO_PAD.encode(&point[1..33]), URL_SAFE_NO_PAD.encode(&point[33..65]));
    Json(
        json!({ "keys": [{ "kty": "EC", "crv": "P-256", "kid": "k1", "alg": "ES256", "use": "sig", "x": x, "y": y }] }),
    )
}

/// Exchanges a code once, for who was sent away with its challenge.
async fn token(State(accounts): State<Accounts>, headers: HeaderMap, RawForm(form): RawForm) -> Response {
    let asked: BTreeMap<String, String> = url::form_urlencoded::parse(&form).into_owned().collect();
    let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let basic = format!("Basic {}", STANDARD.encode(format!("{}:{}", encoded(CLIENT), encoded(SECRET))));
    assert_eq!(headers["authorization"].to_str().unwrap(), basic, "who asks");
    let Some(login) = accounts.told.lock().unwrap().codes.remove(&asked["code"]) else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(asked["code_verifier"].as_bytes()));
    assert_eq!((&challenge, &asked["redirect_uri"]), (&login["code_challenge"], &login["redirect_uri"]));
    let now = goodhours::kernel::clock::Clock::real().now().as_second();
    let mut claims = json!({ "iss": accounts.address, "sub": login["sub"], "aud": CLIENT, "nonce": login["nonce"],
        "iat": now, "exp": now + 300 });
    let lie = accounts.lie();
    match lie {
        Some(Lie::Nonce) => claims["nonce"] = json!("another login's"),
        Some(Lie::Audience) => claims["aud"] = json!(["another client"]),
        Some(Lie::Issuer) => claims["iss"] = json!("https://somebody-else.example"),
        Some(Lie::Expired) => claims["exp"] = json!(now - 3_600),
        Some(Lie::Clock(ahead)) => (claims["iat"], claims["exp"]) = (json!(now + ahead), json!(now + ahead + 300)),
        _ => {}
    }
    Json(json!({ "access_token": "a", "token_type": "Bearer", "id_token": signed(&claims, lie) })).into_response()
}

fn signed(claims: &Value, lie: Option<Lie>) -> String {
    let head = |alg| Header { kid: Some("k1".to_owned()), ..Header::new(alg) };
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    match lie {
        Some(Lie::Unsigned) => format!("{}.{}.", part(&json!({ "alg": "none", "kid": "k1" })), part(claims)),
        Some(Lie::Symmetric) => {
            encode(&head(Algorithm::HS256), claims, &EncodingKey::from_secret(&public_point())).unwrap()
        }
        Some(Lie::Key) => encode(&head(Algorithm::ES256), claims, &EncodingKey::from_ec_der(&KEYS.other)).unwrap(),
        _ => encode(&head(Algorithm::ES256), claims, &EncodingKey::from_ec_der(&KEYS.token)).unwrap(),
    }
}

/// WeChat answers with status 200 whatever happens, as text.
async fn wechat(State(accounts): State<Accounts>, Query(asked): Query<BTreeMap<String, String>>) -> String {
    if accounts.lie() == Some(Lie::Down) {
        return json!({ "errcode": -1, "errmsg": "system error" }).to_string();
    }
    if asked["secret"] != SECRET || asked["grant_type"] != "authorization_code" {
        return json!({ "errcode": 40125, "errmsg": "invalid appsecret" }).to_string();
    }
    match accounts.told.lock().unwrap().people.remove(&asked["code"]) {
        Some(person) => person.to_string(),
        None => json!({ "errcode": 40163, "errmsg": "code been used" }).to_string(),
    }
}

/// Alipay checks our signature and signs what it says.
async fn alipay(State(accounts): State<Accounts>, RawForm(form): RawForm) -> String {
    let asked: BTreeMap<String, String> = url::form_urlencoded::parse(&form).into_owned().collect();
    let joined: Vec<String> =
        asked.iter().filter(|(name, _)| *name != "sign").map(|(name, value)| format!("{name}={value}")).collect();
    let ours = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &KEYS.ours_public);
    ours.verify(joined.join("&").as_bytes(), &STANDARD.decode(&asked["sign"]).unwrap()).unwrap();
    assert_eq!((asked["sign_type"].as_str(), asked["grant_type"].as_str()), ("RSA2", "authorization_code"));
    let Some(person) = accounts.told.lock().unwrap().people.remove(&asked["code"]) else {
        return json!({ "error_response": { "code": "40002", "sub_code": "isv.code-invalid" }, "sign": "" })
            .to_string();
    };
    let said = person.to_string();
    let pair = RsaKeyPair::from_pkcs8(&KEYS.alipay).unwrap();
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), said.as_bytes(), &mut signature).unwrap();
    let signed = if accounts.lie() == Some(Lie::Key) { said.replace("2088", "2099") } else { said };
    format!(r#"{{"alipay_system_oauth_token_response":{signed},"sign":"{}"}}"#, STANDARD.encode(signature))
}
