//! Both clouds at one address. Signatures are computed here anew, from the documents and not with the program's own code.

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Uri, header::AUTHORIZATION},
    response::{IntoResponse, Response},
};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use tokio::net::TcpListener;

pub const KEY_ID: &str = "AKIDstandin";
pub const SECRET: &str = "a secret of this stand-in";

/// How the service behaves.
#[derive(Debug, Clone, PartialEq)]
pub enum Mood {
    Well,
    /// Does nothing and says this.
    Says(u16, String),
    /// Does what is asked and breaks off in the middle of the answer.
    DoesAndBreaksOff,
    /// Does nothing and breaks off.
    BreaksOff,
    /// Does nothing and says nothing for as long as anybody waits.
    Silent,
}

/// A text message that the stand-in took.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    pub to: String,
    pub sign_name: String,
    pub template: String,
    /// By name, or by place where the cloud knows no names.
    pub values: BTreeMap<String, String>,
    /// The number that the sender gave it.
    pub id: String,
}

#[derive(Default)]
struct Seen {
    mood: Option<Mood>,
    taken: Vec<Taken>,
    /// Every call with a right signature, by its action.
    calls: Vec<String>,
    /// What the identity check answers.
    result: String,
    checked: Vec<(String, String)>,
}

/// Both clouds.
#[derive(Clone)]
pub struct Clouds {
    pub address: String,
    seen: Arc<Mutex<Seen>>,
}

impl Clouds {
    pub async fn open() -> Clouds {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let clouds = Clouds { address: format!("http://{}", listener.local_addr().unwrap()), seen: Arc::default() };
        let router = Router::new().fallback(answer).with_state(clouds.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        clouds
    }

    pub fn behaves(&self, mood: Mood) {
        self.seen.lock().unwrap().mood = Some(mood);
    }

    pub fn says(&self, status: u16, body: &str) {
        self.behaves(Mood::Says(status, body.to_owned()));
    }

    /// What identity checks are answered from now on.
    pub fn finds(&self, result: &str) {
        self.seen.lock().unwrap().result = result.to_owned();
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.seen.lock().unwrap().taken.clone()
    }

    /// Forgets what it took.
    pub fn forget(&self) {
        self.seen.lock().unwrap().taken.clear();
    }

    /// Name and number of everybody who was asked about.
    pub fn checked(&self) -> Vec<(String, String)> {
        self.seen.lock().unwrap().checked.clone()
    }

    /// How many calls of an action came with a right signature.
    pub fn calls(&self, action: &str) -> usize {
        self.seen.lock().unwrap().calls.iter().filter(|one| *one == action).count()
    }

    fn mood(&self) -> Mood {
        self.seen.lock().unwrap().mood.clone().unwrap_or(Mood::Well)
    }
}

async fn answer(State(clouds): State<Clouds>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let said = |name: &str| headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    let tencent = said("x-tc-action");
    let (action, right) = if tencent.is_empty() {
        (said("x-acs-action"), aliyun_signature(&uri, &said) == said(AUTHORIZATION.as_str()))
    } else {
        (tencent.clone(), tencent_signature(&said, &body) == said(AUTHORIZATION.as_str()))
    };
    if !right {
        let (code, said) = ("SignatureDoesNotMatch", "AuthFailure.SignatureFailure");
        return if tencent.is_empty() {
            (axum::http::StatusCode::BAD_REQUEST, json!({ "Code": code }).to_string()).into_response()
        } else {
            json!({ "Response": { "Error": { "Code": said }, "RequestId": "1" } }).to_string().into_response()
        };
    }
    clouds.seen.lock().unwrap().calls.push(action.clone());
    let done =
        || if tencent.is_empty() { by_aliyun(&clouds, &action, &uri) } else { by_tencent(&clouds, &action, &body) };
    match clouds.mood() {
        Mood::Well => done().to_string().into_response(),
        Mood::Says(status, body) => (axum::http::StatusCode::from_u16(status).unwrap(), body).into_response(),
        Mood::DoesAndBreaksOff => {
            done();
            broken_off()
        }
        Mood::BreaksOff => broken_off(),
        Mood::Silent => std::future::pending().await,
    }
}

/// Half an answer, then the line is dead.
fn broken_off() -> Response {
    let parts = [Ok(Bytes::from_static(b"{\"Co")), Err(std::io::Error::other("gone"))];
    Body::from_stream(futures_util::stream::iter(parts)).into_response()
}

fn by_aliyun(clouds: &Clouds, action: &str, uri: &Uri) -> Value {
    let query: BTreeMap<String, String> =
        url::form_urlencoded::parse(uri.query().unwrap().as_bytes()).into_owned().collect();
    let mut seen = clouds.seen.lock().unwrap();
    match action {
        "SendSms" => {
            seen.taken.push(Taken {
                to: query["PhoneNumbers"].clone(),
                sign_name: query["SignName"].clone(),
                template: query["TemplateCode"].clone(),
                values: serde_json::from_str(&query["TemplateParam"]).unwrap(),
                id: query["OutId"].clone(),
            });
            json!({ "Code": "OK", "Message": "OK", "BizId": "900619746936498440^0", "RequestId": "F6" })
        }
        "QuerySendDetails" => {
            let mine = seen.taken.iter().filter(|one| one.to == query["PhoneNumber"]);
            let all: Vec<Value> =
                mine.map(|one| json!({ "OutId": one.id, "SendStatus": 3, "PhoneNum": one.to })).collect();
            json!({ "Code": "OK", "TotalCount": all.len().to_string(), "SmsSendDetailDTOs": { "SmsSendDetailDTO": all } })
        }
        "Id2MetaVerify" => {
            seen.checked.push((query["UserName"].clone(), query["IdentifyNum"].clone()));
            json!({ "Code": "200", "Message": "success", "ResultObject": { "BizCode": seen.result } })
        }
        other => json!({ "Code": "InvalidAction.NotFound", "Message": other }),
    }
}

fn by_tencent(clouds: &Clouds, action: &str, body: &Bytes) -> Value {
    let body: Value = serde_json::from_slice(body).unwrap();
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    let mut seen = clouds.seen.lock().unwrap();
    let response = match action {
        "SendSms" => {
            let values = body["TemplateParamSet"].as_array().unwrap().iter().enumerate();
            seen.taken.push(Taken {
                to: body["PhoneNumberSet"][0].as_str().unwrap().to_owned(),
                sign_name: text("SignName"),
                template: text("TemplateId"),
                values: values.map(|(at, value)| (at.to_string(), value.as_str().unwrap().to_owned())).collect(),
                id: text("SessionContext"),
            });
            json!({ "SendStatusSet": [{ "SerialNo": "5000:1045710669157053657849499619", "Code": "Ok", "Fee": 1 }] })
        }
        "PullSmsSendStatusByPhoneNumber" => {
            let mine = seen.taken.iter().filter(|one| one.to == text("PhoneNumber"));
            let all: Vec<Value> = mine
                .map(|one| json!({ "SessionContext": one.id, "SerialNo": "5000:1", "ReportStatus": "SUCCESS" }))
                .collect();
            json!({ "PullSmsSendStatusSet": all })
        }
        "IdCardVerification" => {
            seen.checked.push((text("Name"), text("IdCard")));
            json!({ "Result": seen.result, "Description": "…" })
        }
        other => json!({ "Error": { "Code": "InvalidAction", "Message": other } }),
    };
    json!({ "Response": response })
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// TC3-HMAC-SHA256 as cloud.tencent.com documents it, with the headers that this program signs.
fn tencent_signature(said: &impl Fn(&str) -> String, body: &Bytes) -> String {
    let at = jiff::Timestamp::from_second(said("x-tc-timestamp").parse().unwrap()).unwrap();
    let day = at.strftime("%Y-%m-%d").to_string();
    // The service stands in the credential; at the real address it is the host's first part.
    let credential = said("authorization");
    let service = credential.split('/').nth(2).unwrap_or_default().to_owned();
    let names = "content-type;host;x-tc-action";
    let request = format!(
        "POST\n/\n\ncontent-type:{}\nhost:{}\nx-tc-action:{}\n\n{names}\n{}",
        said("content-type"),
        said("host"),
        said("x-tc-action").to_lowercase(),
        sha256(body)
    );
    let scope = format!("{day}/{service}/tc3_request");
    let text = format!("TC3-HMAC-SHA256\n{}\n{scope}\n{}", at.as_second(), sha256(request.as_bytes()));
    let key = hmac(&hmac(&hmac(format!("TC3{SECRET}").as_bytes(), &day), &service), "tc3_request");
    format!("TC3-HMAC-SHA256 Credential={KEY_ID}/{scope}, SignedHeaders={names}, Signature={}", hex(&hmac(&key, &text)))
}

/// ACS3-HMAC-SHA256 as help.aliyun.com documents it. The query is taken as it travelled; its order is checked besides.
fn aliyun_signature(uri: &Uri, said: &impl Fn(&str) -> String) -> String {
    let query = uri.query().unwrap();
    assert!(query.split('&').map(|pair| pair.split('=').next()).is_sorted(), "{query}");
    let names =
        ["host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"];
    let lines: String = names.iter().map(|name| format!("{name}:{}\n", said(name))).collect();
    let names = names.join(";");
    let request = format!("POST\n/\n{query}\n{lines}\n{names}\n{}", sha256(b""));
    let text = format!("ACS3-HMAC-SHA256\n{}", sha256(request.as_bytes()));
    let signature = hex(&hmac(SECRET.as_bytes(), &text));
    format!("ACS3-HMAC-SHA256 Credential={KEY_ID},SignedHeaders={names},Signature={signature}")
}
