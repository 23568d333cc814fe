//! Logging in, registering and resetting a password, with the slow hash in their middle (law 4).

use super::{
    actions::{self, BeginLogIn, Begun, Create, Ended, Enter, NewPassword, Open, Opened, Opening, Prove, Second},
    codes::{self, TryCode},
    human::Passed,
    locks::Try,
    store,
};
use crate::kernel::{
    crypto::{Keys, Secret},
    db::schema::command,
    dice::entropy,
    failure::Answer,
    office::Ask,
    session::{self, token_hash},
    web::Visit,
};
use diesel::{dsl::exists, prelude::*};
use domain::{
    account::{Agreement, Contact, Given, LockRefusal, PasswordPolicy, SecondFactorRefusal, password::Own},
    kernel::{AccountId, hex, keyed},
};
use jiff::{SignedDuration, Timestamp};

/// A fresh session as the door hands it out.
pub struct LoggedIn {
    pub account: AccountId,
    pub token: String,
    pub expires_at: Timestamp,
    /// How long the cookie lasts; none: until the browser closes.
    pub cookie_seconds: Option<i64>,
    pub roles: Vec<&'static str>,
    /// The account is to be closed at this moment.
    pub closes_at: Option<Timestamp>,
    /// The browser's mark for this and later logins.
    pub device: String,
}

/// How a session is wanted.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    pub api: bool,
    pub remember: bool,
    /// The browser's mark, if it has one.
    pub device: Option<String>,
    pub second: Second,
    /// Whether the person typed a password for it, old or new.
    pub present: bool,
}

/// How far a login came.
pub enum Entered {
    Inside(LoggedIn),
    /// The second factor is asked for; the browser keeps this token meanwhile.
    Waits {
        token: String,
    },
}

impl Entered {
    /// The session; programs bring everything at once.
    pub fn session(self) -> Answer<LoggedIn> {
        match self {
            Entered::Inside(session) => Ok(session),
            Entered::Waits { .. } => Err(SecondFactorRefusal::Needed.into()),
        }
    }
}

/// Logs in by password: begin (look up and count) → compare → finish (open, or count the failure).
pub async fn log_in(
    visit: &Visit,
    (login, password): (String, Secret<String>),
    human: Option<Passed>,
    wish: Wish,
) -> Answer<Entered> {
    let office = &visit.office;
    let from = Try::of(&office.means.keys, &login, &visit.address, wish.device.as_deref());
    let begin = BeginLogIn { login, from: from.clone(), human };
    let Begun { account, hash, before } = office.record(visit.ask(), begin, actions::begin_log_in).await?;
    let entered = domain::account::Password::entered(password.expose());
    let text = String::from_utf8_lossy(entered.as_bytes()).into_owned();
    let right = office.means.hashers.verify(Secret::new(text.clone()), hash.clone()).await;
    let ended = async |ended| office.record(visit.ask(), (from.clone(), account, ended), actions::end_try).await;
    let account = match (right, account) {
        (Ok(true), Some(account)) => account,
        (Ok(_), _) => {
            ended(Ended::Wrong).await?;
            return Err(LockRefusal::Wrong.into());
        }
        (Err(busy), _) => {
            ended(Ended::Unseen(before)).await?;
            return Err(busy.into());
        }
    };
    let outdated = hash.is_some_and(|hash| office.means.hashers.needs_rehash(&hash));
    let rehashed = if outdated { Some(office.means.hashers.hash(Secret::new(text), entropy()).await?) } else { None };
    open(visit, account, Wish { present: true, ..wish }, (Some(from), rehashed)).await
}

/// Opens a session for somebody who proved who they are; an account with a second factor is asked for it first.
pub async fn open(
    visit: &Visit,
    account: AccountId,
    wish: Wish,
    (from, rehashed): (Option<Try>, Option<String>),
) -> Answer<Entered> {
    let token = session::token(entropy());
    let device = fresh_device(wish.device);
    let enter = Enter {
        account,
        token: token_hash(&token),
        device: (!wish.api).then(|| token_hash(&device)),
        device_name: visit.device.clone(),
        api: wish.api,
        remember: wish.remember,
        present: wish.present || matches!(wish.second, Second::Code(_)),
    };
    let cmd = Open { enter, second: wish.second, from, rehashed };
    match visit.office.record(Ask { key: None, ..visit.ask() }, cmd, actions::open).await? {
        Opening::Opened(opened) => Ok(Entered::Inside(entered(visit, account, (token, device), wish.remember, opened))),
        Opening::Waits => Ok(Entered::Waits { token }),
        Opening::Refused(refusal @ SecondFactorRefusal::Needed) => Err(refusal.into()),
        Opening::Refused(refusal) => Err(("one_time_code", refusal).into()),
    }
}

/// The browser's mark, or a new one.
pub(super) fn fresh_device(known: Option<String>) -> String {
    known.unwrap_or_else(|| session::token(entropy()))
}

/// What is handed out for an opened session.
pub(super) fn entered(
    visit: &Visit,
    account: AccountId,
    (token, device): (String, String),
    remember: bool,
    opened: Opened,
) -> LoggedIn {
    let lasts = SignedDuration::from_secs(opened.lasts_seconds);
    LoggedIn {
        account,
        token,
        expires_at: visit.now.saturating_add(lasts).unwrap_or(Timestamp::MAX),
        cookie_seconds: remember.then_some(opened.lasts_seconds),
        roles: opened.roles,
        closes_at: opened.closes_at,
        device,
    }
}

/// What somebody registers with.
pub struct Register {
    pub code: TryCode,
    pub password: Secret<String>,
    pub nickname: String,
    pub agreed: Vec<(Agreement, Given)>,
}

/// Registers: everything that can be judged is judged, then the code is tried, the password hashed, the account made.
pub async fn register(visit: &Visit, key: Option<String>, form: Register) -> Answer<AccountId> {
    let nickname = nickname(&form.nickname)?;
    let password = new_password(&form.password, &form.code.to)?;
    actions::agreed(&form.agreed).map_err(|refusal| ("agreed", refusal))?;
    if !was_done(visit, key.as_deref()).await? {
        let tried = visit.office.record(visit.ask(), form.code.clone(), actions::begin_create).await?;
        tried.map_err(|refusal| ("code", refusal))?;
    }
    let password_hash = visit.office.means.hashers.hash(Secret::new(password.clone()), entropy()).await?;
    let mac = mac(&visit.office.means.keys, &form.code, &[password.as_bytes(), nickname.as_bytes()]);
    let locale = visit.locale.tag().to_owned();
    let cmd = Create { code: form.code, password_hash, nickname, mac, locale, agreed: form.agreed };
    visit.office.act(anonymous(visit, key), cmd, actions::create).await
}

/// The nickname is a choice; without one the masked name serves.
fn nickname(raw: &str) -> Answer<String> {
    const CHARS_MAX: u32 = 20;
    if raw.trim().is_empty() {
        return Ok(String::new());
    }
    domain::kernel::clean(raw, CHARS_MAX).map_err(|refusal| ("nickname", refusal).into())
}

/// A password that may be set for the holder of a contact.
pub fn new_password(raw: &Secret<String>, contact: &Contact) -> Answer<String> {
    let own = Own { phone: contact.phone(), ..Own::default() };
    let password = PasswordPolicy::default().check(raw.expose(), own).map_err(|refusal| ("password", refusal))?;
    Ok(String::from_utf8_lossy(password.as_bytes()).into_owned())
}

/// Finds the account of a contact that a code proves, and sets a new password when one comes along.
pub async fn prove(
    visit: &Visit,
    key: Option<String>,
    code: TryCode,
    password: Option<Secret<String>>,
) -> Answer<AccountId> {
    let password = password.map(|raw| new_password(&raw, &code.to)).transpose()?;
    if !was_done(visit, key.as_deref()).await? {
        let tried = visit.office.record(visit.ask(), code.clone(), codes::attempt).await?;
        tried.map_err(|refusal| ("code", refusal))?;
        if let (Some(password), None) = (&password, code.to.phone()) {
            // Whoever holds the address may be told what their own phone has to do with it.
            let (office, to) = (visit.office.clone(), code.to.clone());
            let phone = visit.office.view(move |conn| store::phone_behind(conn, &office.means.keys, &to)).await?;
            let own = phone.map(Contact::Phone);
            own.map(|own| new_password(&Secret::new(password.clone()), &own)).transpose()?;
        }
    }
    let password_hash = match &password {
        Some(password) => Some(visit.office.means.hashers.hash(Secret::new(password.clone()), entropy()).await?),
        None => None,
    };
    let mac = mac(&visit.office.means.keys, &code, &[password.unwrap_or_default().as_bytes()]);
    visit.office.act(anonymous(visit, key), Prove { code, mac, password_hash }, actions::prove).await
}

/// Compares the password of whoever is logged in, before an act that somebody at an open browser mustn't do; `field` is the form's.
pub async fn prove_oneself(visit: &Visit, password: &Secret<String>, field: &'static str) -> Answer<()> {
    let account = visit.login()?.account;
    let from = Try::of(&visit.office.means.keys, &format!("account:{account}"), &visit.address, None);
    let before = visit.office.record(visit.ask(), (from.clone(), account), actions::begin_proof).await?;
    let hash = visit.office.view(move |conn| store::password_hash(conn, account)).await?;
    let entered = domain::account::Password::entered(password.expose());
    let text = String::from_utf8_lossy(entered.as_bytes()).into_owned();
    let right = visit.office.means.hashers.verify(Secret::new(text), hash).await;
    let ended = match right {
        Ok(true) => Ended::Right(account),
        Ok(false) => Ended::Wrong,
        Err(_) => Ended::Unseen(before),
    };
    visit.office.record(visit.ask(), (from, Some(account), ended), actions::end_try).await?;
    if right? { Ok(()) } else { Err((field, LockRefusal::Wrong).into()) }
}

/// Replaces one's own password; the old one is asked for.
pub async fn change_password(visit: &Visit, (old, new): (Secret<String>, Secret<String>)) -> Answer<AccountId> {
    prove_oneself(visit, &old, "old").await?;
    let (account, looked) = (visit.login()?.account, visit.office.clone());
    let phone = visit.office.view(move |conn| store::phone(conn, &looked.means.keys, account)).await?;
    let own = Own { phone: phone.as_ref(), ..Own::default() };
    let password = PasswordPolicy::default().check(new.expose(), own).map_err(|refusal| ("password", refusal))?;
    let text = String::from_utf8_lossy(password.as_bytes()).into_owned();
    let hash = visit.office.means.hashers.hash(Secret::new(text), entropy()).await?;
    visit.office.record(visit.ask(), NewPassword { hash }, actions::change_password).await
}

/// Whoever holds a cookie of another account registers or proves as nobody.
fn anonymous(visit: &Visit, key: Option<String>) -> Ask {
    let mut ask = visit.ask_once(key);
    ask.actor.account = None;
    ask.actor.session = None;
    ask
}

/// Whether this very form was carried out before: a double tap finds its code used up, and must get the first answer again.
async fn was_done(visit: &Visit, key: Option<&str>) -> Answer<bool> {
    let Some(key) = key.map(str::to_owned) else { return Ok(false) };
    visit
        .office
        .view(move |conn| {
            let done = command::table.find((0i64, &key)).filter(command::answer.ne(""));
            Ok(diesel::select(exists(done)).get_result::<bool>(conn)?)
        })
        .await
}

/// A digest of what a form holds, under a key, since digests of commands are stored.
fn mac(keys: &Keys, code: &TryCode, rest: &[&[u8]]) -> String {
    let parts = [&[code.to.text().as_bytes(), &code.asked_by, code.entered.as_bytes()], rest].concat();
    hex(&keyed(&keys.derived("command", &[]), &parts))
}
