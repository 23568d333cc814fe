//! The two steps of a ceremony: posing a challenge, and checking what an authenticator answers. Reading the answer and comparing its
//! signature happen outside of every transaction, between the one that uses the challenge up and the one that acts.

use super::{
    actions::{self, Add, Begin, Begun, LogIn, Refusing},
    challenge::{self, Ask as AskChallenge, Posed, Spend},
    webauthn::{ALGORITHMS, Assertion, PublicKey, Registration},
};
use crate::{
    account::{
        actions::Enter,
        flow::{LoggedIn, Wish, entered, fresh_device},
        second_factor,
    },
    kernel::{
        crypto::Keys,
        dice::entropy,
        failure::Answer,
        office::Ask,
        session::{self, token_hash},
        web::Visit,
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    account::{
        PasskeyRefusal, SecondFactorRefusal,
        passkey::{CHALLENGE_SECONDS, NAME_CHARACTERS_MAX, Occasion, Site},
    },
    kernel::{AccountId, PasskeyId, clean},
};
use jiff::Timestamp;
use serde_json::{Value, json};

/// What an authenticator answered, with the ticket of the challenge.
pub struct Answered {
    pub ticket: String,
    /// JSON, as `PublicKeyCredential.toJSON()` gives it.
    pub credential: String,
}

/// An answer that is right but for the counter, which is compared where it is kept.
#[derive(Debug, Clone)]
pub struct Checked {
    pub passkey: PasskeyId,
    pub account: AccountId,
    pub counter: u32,
}

/// A challenge as a browser is given it.
pub struct Handed {
    pub ticket: String,
    /// For `parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`.
    pub public_key: Value,
}

/// The site that passkeys are bound to here, if it has a name.
pub fn site(visit: &Visit) -> Answer<Site> {
    Ok(Site::of_origin(&visit.office.means.settings.origin).ok_or(PasskeyRefusal::NoSite)?)
}

/// Poses a challenge; `waiting` is the token of a login that waits for its second step.
pub async fn pose(visit: &Visit, occasion: Occasion, waiting: Option<&str>) -> Answer<Handed> {
    let site = site(visit)?;
    let (bound_to, account) = match occasion {
        Occasion::LogIn => (Vec::new(), None),
        Occasion::NewPasskey | Occasion::StepUp => {
            let viewer = visit.login()?;
            if occasion == Occasion::NewPasskey {
                visit.present().await?;
            }
            (viewer.session.to_vec(), Some(viewer.account))
        }
        Occasion::SecondStep => {
            let waiting = token_hash(waiting.ok_or(SecondFactorRefusal::LoginOver)?);
            let now = visit.now;
            let look = move |conn: &mut crate::kernel::db::Conn| second_factor::whose_login(conn, waiting, now);
            (waiting.to_vec(), Some(visit.office.view(look).await?))
        }
    };
    let ticket = session::token(entropy());
    let ask = AskChallenge { ticket: ticket.clone(), occasion, bound_to, account };
    let posed = visit.office.record(unkeyed(visit), ask, challenge::pose).await?;
    let public_key = match (occasion, account) {
        (Occasion::NewPasskey, Some(account)) => creation(visit, &site, account, &posed).await?,
        _ => request(&site, &posed),
    };
    Ok(Handed { ticket, public_key })
}

fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn listed(known: &[Vec<u8>]) -> Vec<Value> {
    known.iter().map(|id| json!({ "type": "public-key", "id": base64(id) })).collect()
}

fn request(site: &Site, posed: &Posed) -> Value {
    json!({
        "challenge": base64(&posed.challenge),
        "rpId": site.id,
        "timeout": CHALLENGE_SECONDS * 1000,
        "userVerification": "required",
        "allowCredentials": listed(&posed.known),
    })
}

/// Authenticators show the label: the volunteer's number or the nickname, never a phone or a document.
async fn creation(visit: &Visit, site: &Site, account: AccountId, posed: &Posed) -> Answer<Value> {
    let label = visit.office.view(move |conn| second_factor::label(conn, account)).await?;
    let handle = user_handle(&visit.office.means.keys, account);
    Ok(json!({
        "challenge": base64(&posed.challenge),
        "rp": { "id": site.id, "name": visit.office.means.site_name(visit.locale) },
        "user": { "id": base64(&handle), "name": label, "displayName": label },
        "pubKeyCredParams": ALGORITHMS.map(|alg| json!({ "type": "public-key", "alg": alg })),
        "timeout": CHALLENGE_SECONDS * 1000,
        "excludeCredentials": listed(&posed.known),
        "authenticatorSelection": {
            "residentKey": "required", "requireResidentKey": true, "userVerification": "required",
        },
        "attestation": "none",
    }))
}

/// Under what an authenticator files the account: says nothing about it to anybody else.
fn user_handle(keys: &Keys, account: AccountId) -> [u8; 32] {
    keys.derived("passkey user", &[&account.get().to_be_bytes()])
}

/// Never kept for a repeat: the challenge is used up, and a token is nobody else's.
fn unkeyed(visit: &Visit) -> Ask {
    Ask { key: None, ..visit.ask() }
}

fn begin(answered: &Answered, occasion: Occasion, bound_to: Vec<u8>, credential_id: Option<Vec<u8>>) -> Begin {
    Begin { spend: Spend { ticket: token_hash(&answered.ticket), occasion, bound_to }, credential_id }
}

/// Writes a refused answer down and gives the refusal.
async fn refused<T>(visit: &Visit, account: Option<AccountId>, refusal: PasskeyRefusal) -> Answer<T> {
    let refusing = Refusing { account, refusal };
    Err(visit.office.record(unkeyed(visit), refusing, actions::write_down).await?.into())
}

/// Checks an answer of a passkey that is kept here, but for its counter.
pub async fn check(visit: &Visit, answered: &Answered, occasion: Occasion, bound_to: Vec<u8>) -> Answer<Checked> {
    let site = site(visit)?;
    let assertion = Assertion::parse(&answered.credential)?;
    let cmd = begin(answered, occasion, bound_to, Some(assertion.credential_id.clone()));
    let Begun { challenge, known } = visit.office.record(unkeyed(visit), cmd, actions::begin).await??;
    let stored = known.ok_or(PasskeyRefusal::Unknown)?;
    let (passkey, account) = (stored.id, stored.account);
    let handle = user_handle(&visit.office.means.keys, account);
    match &assertion.user_handle {
        Some(shown) if *shown != handle => return refused(visit, Some(account), PasskeyRefusal::NotYours).await,
        None if occasion == Occasion::LogIn => return refused(visit, Some(account), PasskeyRefusal::Unknown).await,
        _ => {}
    }
    let verified = PublicKey::stored(&stored.public_key).and_then(|key| assertion.verify(&challenge, &site, &key));
    match verified {
        Ok(counter) => Ok(Checked { passkey, account, counter }),
        Err(refusal) => refused(visit, Some(account), refusal).await,
    }
}

/// Adds a passkey to the account that is logged in.
pub async fn register(visit: &Visit, answered: &Answered, name: &str) -> Answer<PasskeyId> {
    let viewer = visit.login()?;
    let name = named(name)?;
    let site = site(visit)?;
    let registration = Registration::parse(&answered.credential)?;
    visit.present().await?;
    let cmd = begin(answered, Occasion::NewPasskey, viewer.session.to_vec(), None);
    let begun = visit.office.record(unkeyed(visit), cmd, actions::begin).await??;
    let counter = match registration.verify(&begun.challenge, &site) {
        Ok(counter) => counter,
        Err(refusal) => return refused(visit, Some(viewer.account), refusal).await,
    };
    let Registration { credential_id, key, .. } = registration;
    let add = Add { credential_id, public_key: key.cose, counter, name };
    visit.office.record(unkeyed(visit), add, actions::add).await
}

/// A name that a person gives a passkey.
pub fn named(raw: &str) -> Answer<String> {
    clean(raw, NAME_CHARACTERS_MAX).map_err(|refusal| ("name", refusal).into())
}

/// Logs in by passkey alone.
pub async fn log_in(visit: &Visit, answered: &Answered, wish: Wish) -> Answer<LoggedIn> {
    let checked = check(visit, answered, Occasion::LogIn, Vec::new()).await?;
    let account = checked.account;
    let (token, device) = (session::token(entropy()), fresh_device(wish.device));
    let enter = Enter {
        account,
        token: token_hash(&token),
        device: (!wish.api).then(|| token_hash(&device)),
        device_name: visit.device.clone(),
        api: wish.api,
        remember: wish.remember,
        present: true,
    };
    let opened = visit.office.record(unkeyed(visit), LogIn { checked, enter }, actions::log_in).await??;
    Ok(entered(visit, account, (token, device), wish.remember, opened))
}

/// Shows by a passkey to be present; answers until when it counts.
pub async fn step_up(visit: &Visit, answered: &Answered) -> Answer<Timestamp> {
    let bound_to = visit.login()?.session.to_vec();
    let checked = check(visit, answered, Occasion::StepUp, bound_to).await?;
    Ok(visit.office.record(unkeyed(visit), checked, actions::step_up).await??)
}
