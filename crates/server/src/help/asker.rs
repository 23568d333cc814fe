//! Who asks: somebody who is logged in, or whoever holds a phone that a code proved within the last hour. The proof is a sealed text in
//! the browser's cookie, or in a header of a program; nothing is kept of it.

use crate::{
    account::{self, TryCode},
    kernel::{
        crypto::{CellKey, Keys},
        cx::{Cx, Key},
        db::{Conn, Urgency},
        dice::entropy,
        failure::{Answer, Failure},
        office::{Ask, Office},
        web::{Cookies, Visit},
    },
};
use axum::http::{HeaderMap, HeaderValue};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    account::Phone,
    help::{HelpRefusal, PROOF_MINUTES},
    kernel::{AccountId, keyed},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The header in which programs send what `POST /help-proofs` gave.
pub const HEADER: &str = "goodhours-help-proof";
const COOKIE: &str = "goodhours-help";
const PLACE: &[u8] = b"phone that asks for help";

/// Who asks.
#[derive(Debug, Clone)]
pub enum Asker {
    Account(AccountId),
    Phone(Phone),
}

impl Asker {
    /// The digest under which tickets are filed and counted.
    pub fn mac(&self, keys: &Keys) -> Vec<u8> {
        let key = keys.derived("help asker", &[]);
        match self {
            Asker::Account(id) => keyed(&key, &[b"account", &id.get().to_be_bytes()]).to_vec(),
            Asker::Phone(phone) => keyed(&key, &[b"phone", phone.e164().as_bytes()]).to_vec(),
        }
    }

    /// The account behind it, if there is one.
    pub fn account(&self, conn: &mut Conn, keys: &Keys) -> Answer<Option<AccountId>> {
        match self {
            Asker::Account(id) => Ok(Some(*id)),
            Asker::Phone(phone) => account::account_of_phone(conn, keys, phone),
        }
    }

    /// The phone that answers are told to; whoever is logged in is told in the site.
    pub fn phone(&self) -> Option<&Phone> {
        match self {
            Asker::Account(_) => None,
            Asker::Phone(phone) => Some(phone),
        }
    }

    /// One after the other where two tickets of one asker come at once.
    pub fn key(&self, keys: &Keys) -> Key {
        let mut short = [0; 8];
        for (to, from) in short.iter_mut().zip(self.mac(keys)) {
            *to = from;
        }
        Key::Phone(short)
    }
}

/// Reads who asks; a login counts before a proof. None: neither.
pub fn read(visit: &Visit, headers: &HeaderMap) -> Option<Asker> {
    if let Some(viewer) = &visit.viewer {
        return Some(Asker::Account(viewer.account));
    }
    let sent = headers.get(HEADER).and_then(|value| value.to_str().ok());
    let name = cookie_name(visit.office.means.settings.secure);
    let text = sent.or_else(|| Cookies::of(headers).get(&name))?;
    opened(&visit.office, text, visit.now).map(Asker::Phone)
}

/// The same, refused when it is neither.
pub fn known(visit: &Visit, headers: &HeaderMap) -> Answer<Asker> {
    read(visit, headers).ok_or_else(|| HelpRefusal::ProofMissing.into())
}

#[derive(Serialize, Deserialize)]
struct Proof {
    phone: String,
    until: i64,
}

/// A proof that was handed out.
pub struct Proven {
    pub text: String,
    pub expires_at: Timestamp,
}

/// Uses a code up; a wrong one is counted. The phone may ask and read for an hour.
pub async fn prove(visit: &Visit, code: TryCode) -> Answer<Proven> {
    let phone = code.to.phone().cloned().ok_or(Failure::NotFound)?;
    let nobody = || {
        let mut ask = Ask { urgency: Urgency::Now, ..visit.ask_once(None) };
        ask.actor.account = None;
        ask.actor.session = None;
        ask
    };
    let tried = visit.office.record(nobody(), code.clone(), account::attempt_code).await?;
    tried.map_err(|refusal| ("code", refusal))?;
    visit.office.record(nobody(), code, |cx: &mut Cx, code| account::prove_code(cx, code).map(drop)).await?;
    let expires_at = visit.now.saturating_add(jiff::SignedDuration::from_mins(PROOF_MINUTES));
    let expires_at = expires_at.unwrap_or(Timestamp::MAX);
    let proof = Proof { phone: phone.e164().to_owned(), until: expires_at.as_second() };
    let sealed = key(&visit.office).seal_bound(PLACE, &serde_json::to_vec(&proof)?, entropy());
    Ok(Proven { text: URL_SAFE_NO_PAD.encode(sealed), expires_at })
}

fn opened(office: &Office, text: &str, now: Timestamp) -> Option<Phone> {
    let plain = key(office).open_bound(PLACE, &URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    let proof: Proof = serde_json::from_slice(&plain).ok()?;
    (now.as_second() < proof.until).then(|| Phone::stored(proof.phone))
}

fn key(office: &Office) -> CellKey {
    CellKey::new(office.means.keys.derived("help proof", &[]))
}

fn cookie_name(secure: bool) -> String {
    if secure { format!("__Host-{COOKIE}") } else { COOKIE.to_owned() }
}

/// The cookie that carries a proof.
pub fn cookie(office: &Office, proven: &Proven) -> HeaderValue {
    let secure = office.means.settings.secure;
    let (name, flag) = (cookie_name(secure), if secure { "; Secure" } else { "" });
    let lasts_seconds = PROOF_MINUTES * 60;
    let text = format!("{name}={}; Path=/; HttpOnly; SameSite=Lax{flag}; Max-Age={lasts_seconds}", proven.text);
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}
