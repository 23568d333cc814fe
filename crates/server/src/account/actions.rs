//! Making an account, opening and ending sessions, setting password and user name.

use super::{
    administration,
    codes::{self, TryCode},
    locks::{self, Try},
    second_factor, state,
    store::{self, NewAccount},
};
use crate::{
    audit, closing,
    kernel::{
        cx::{Cx, Key},
        db::schema::{account, role_grant},
        failure::Answer,
        session::{self, NewSession, TokenHash},
        words::Locale,
    },
    notice::{self, Channel},
    record, roster,
};
use diesel::{dsl::exists, prelude::*};
use domain::{
    account::{
        Agreement, AgreementRefusal, Given, HumanCheckRefusal, Lock, Login, Post, RegistrationRefusal,
        SecondFactorRefusal, SmsRefusal, UserName, UserNameRefusal,
        human_check::{self, Action},
        registration::{Known, PhoneBranch, phone_branch},
        user_name::choose,
    },
    kernel::AccountId,
};
use serde::Serialize;

/// The version of each agreement that is in force.
pub const AGREEMENT_VERSION: u32 = 1;

/// Somebody with a proven phone makes an account. Nothing secret goes into the command's digest but a keyed one.
#[derive(Clone, Serialize)]
pub struct Create {
    #[serde(skip)]
    pub code: TryCode,
    #[serde(skip)]
    pub password_hash: String,
    #[serde(skip)]
    pub nickname: String,
    pub mac: String,
    pub locale: String,
    #[serde(skip)]
    pub agreed: Vec<(Agreement, Given)>,
}

/// Uses the code up and makes the account, unless the phone has one (REG-12: only its holder is told).
pub fn create(cx: &mut Cx, cmd: &Create) -> Answer<AccountId> {
    let proven = codes::prove(cx, &cmd.code)?.phone().ok_or(RegistrationRefusal::PhoneNotProven)?;
    phone_is_new(cx, &proven)?;
    let new = NewAccount {
        state: state::REGISTERED,
        password_hash: Some(&cmd.password_hash),
        nickname: &cmd.nickname,
        locale: &cmd.locale,
        platform_role: 0,
        phone: Some(proven.phone()),
        email: None,
        user_name: None,
    };
    let id = store::insert(cx, &new)?;
    for (agreement, given) in &cmd.agreed {
        agreement.accept(None, AGREEMENT_VERSION, *given, cx.now)?;
        store::accept(cx, id, *agreement, AGREEMENT_VERSION)?;
    }
    roster::taken_up(cx, id, proven.phone())?;
    Ok(id)
}

/// Every agreement of registration must be ticked, each in the version that was shown.
pub fn agreed(given: &[(Agreement, Given)]) -> Result<(), AgreementRefusal> {
    for agreement in domain::account::agreement::AT_REGISTRATION {
        let ticked = given.iter().find(|(one, _)| *one == agreement).map(|(_, given)| *given);
        let given = ticked.unwrap_or(Given { is_ticked: false, version: 0, was_shown_in_full: false });
        agreement.accept(None, AGREEMENT_VERSION, given, jiff::Timestamp::UNIX_EPOCH)?;
    }
    Ok(())
}

fn phone_is_new(cx: &mut Cx, proven: &domain::account::PhoneProven) -> Answer<()> {
    let owner = store::account_of_phone(cx.conn, &cx.means.keys, proven.phone())?;
    let known = owner.map(|account| Known { account, has_volunteer: true });
    match phone_branch(proven, known) {
        PhoneBranch::New => Ok(()),
        PhoneBranch::LogIn(_) | PhoneBranch::LogInAndComplete(_) => Err(RegistrationRefusal::PhoneKnown.into()),
    }
}

/// Tries a code for registering: a wrong try is counted; a right one tells its holder at once when the phone has an account.
pub fn begin_create(cx: &mut Cx, cmd: &TryCode) -> Answer<Result<(), SmsRefusal>> {
    let tried = codes::attempt(cx, cmd)?;
    if tried.is_ok() && store::account_of(cx.conn, &cx.means.keys, &cmd.to)?.is_some() {
        return Err(RegistrationRefusal::PhoneKnown.into());
    }
    Ok(tried)
}

/// A code proves who somebody is.
#[derive(Clone, Serialize)]
pub struct Prove {
    #[serde(skip)]
    pub code: TryCode,
    pub mac: String,
    /// A new password's hash, when that is what the code is for.
    #[serde(skip)]
    pub password_hash: Option<String>,
}

/// Uses the code up and answers whose contact it is; sets the new password when one comes with it, which ends all sessions.
pub fn prove(cx: &mut Cx, cmd: &Prove) -> Answer<AccountId> {
    codes::prove(cx, &cmd.code)?;
    let found = store::account_of(cx.conn, &cx.means.keys, &cmd.code.to)?;
    let id = found.ok_or(domain::account::LockRefusal::NoAccount)?;
    record::refuse_held(cx.conn, id)?;
    if !store::may_log_in(cx.conn, id)? {
        return Err(domain::account::LockRefusal::NoAccount.into());
    }
    if let Some(hash) = &cmd.password_hash {
        replace_password(cx, id, hash)?;
    }
    Ok(id)
}

/// Stores a new password, ends every session and every login that waits for its second step, and tells the person.
pub fn replace_password(cx: &mut Cx, id: AccountId, hash: &str) -> Answer<()> {
    store::set_password(cx, id, hash)?;
    session::close_all(cx, id)?;
    second_factor::forget(cx, id)?;
    changed(cx, id, "password")
}

/// The language in which the account reads messages.
pub(super) fn locale(cx: &mut Cx, id: AccountId) -> Answer<Locale> {
    let tag: String = account::table.find(id.get()).select(account::locale).first(cx.conn)?;
    Ok(Locale::parse(&tag).unwrap_or(Locale::ZhCn))
}

/// Tells the person, by every way there is, that something of the account changed.
pub(super) fn changed(cx: &mut Cx, id: AccountId, what: &'static str) -> Answer<()> {
    let facts = serde_json::json!({ "what": what, "at": cx.now });
    tell_everywhere(cx, id, "account-changed", &facts)
}

/// Tells somebody in the site and wherever else they can be reached: what they should hear of even when it wasn't them.
pub fn tell_everywhere(cx: &mut Cx, id: AccountId, kind: &'static str, facts: &impl Serialize) -> Answer<()> {
    notice::tell(cx, id, Channel::InSite, kind, facts)?;
    if store::phone(cx.conn, &cx.means.keys, id)?.is_some() {
        notice::tell(cx, id, Channel::Sms, kind, facts)?;
    }
    if store::email(cx.conn, &cx.means.keys, id)?.is_some() {
        notice::tell(cx, id, Channel::Mail, kind, facts)?;
    }
    Ok(())
}

/// Somebody tries a password.
#[derive(Debug, Clone)]
pub struct BeginLogIn {
    pub login: String,
    pub from: Try,
    pub human: Option<super::human::Passed>,
}

/// What the password is compared with. An unknown name has neither, and costs the same work.
#[derive(Debug, Clone)]
pub struct Begun {
    pub account: Option<AccountId>,
    pub hash: Option<String>,
    /// The tries before this one.
    pub before: Lock,
}

/// Looks the name up and counts the try before it is looked at (ACC-09).
pub fn begin_log_in(cx: &mut Cx, cmd: &BeginLogIn) -> Answer<Begun> {
    cx.lock(&[cmd.from.key()])?;
    let failures = cmd.from.failures(cx)?;
    match &cmd.human {
        Some(human) => human.spend(cx)?,
        None if human_check::is_needed(Action::LogIn, false, failures) => {
            return Err(HumanCheckRefusal::Needed.into());
        }
        None => {}
    }
    let mut account = None;
    for name in domain::account::login_name::readings(&cmd.login) {
        account = account.or(store::find(cx.conn, &cx.means.keys, &name)?);
    }
    let before = cmd.from.count(cx, account)?;
    let hash = account.map(|id| hash(cx, id)).transpose()?.flatten();
    Ok(Begun { account, hash, before })
}

/// Whoever knows the password of an account in quarantine is told so when the session would be opened; nobody else is.
fn hash(cx: &mut Cx, id: AccountId) -> Answer<Option<String>> {
    if record::is_held(cx.conn, id)? {
        return store::password_hash_of_held(cx.conn, id);
    }
    store::password_hash(cx.conn, id)
}

/// Counts a try of the present password before it is looked at, as at a login.
pub fn begin_proof(cx: &mut Cx, cmd: &(Try, AccountId)) -> Answer<Lock> {
    let (from, account) = cmd;
    cx.lock(&[from.key()])?;
    from.count(cx, Some(*account))
}

/// How a counted try ended that opened nothing.
#[derive(Debug, Clone)]
pub enum Ended {
    Wrong,
    /// Nobody could look at it; what there was before it.
    Unseen(Lock),
    /// The one who asks is who they say.
    Right(AccountId),
}

/// Writes down how a counted try of a password ended.
pub fn end_try(cx: &mut Cx, cmd: &(Try, Option<AccountId>, Ended)) -> Answer<()> {
    let (from, account, ended) = cmd;
    cx.lock(&[from.key()])?;
    match ended {
        Ended::Wrong => from.fail(cx),
        Ended::Unseen(before) => from.take_back(cx, *account, *before),
        Ended::Right(account) => from.clear(cx, *account),
    }
}

/// A session for somebody who proved who they are.
#[derive(Debug, Clone)]
pub struct Enter {
    pub account: AccountId,
    pub token: TokenHash,
    pub device: Option<TokenHash>,
    pub device_name: String,
    pub api: bool,
    pub remember: bool,
    /// Whether a password or a one-time code was typed.
    pub present: bool,
}

/// What a login brings beside its first factor.
#[derive(Debug, Clone, Default)]
pub enum Second {
    /// Nothing: an account that has a second factor is asked for it.
    #[default]
    Nothing,
    /// A code of the authenticator or on paper.
    Code(String),
    /// The session that this one replaces had proved it.
    Proven,
}

/// A login after its first factor.
#[derive(Debug, Clone)]
pub struct Open {
    pub enter: Enter,
    pub second: Second,
    /// The try that turned out right.
    pub from: Option<Try>,
    /// The password hashed anew under stronger parameters.
    pub rehashed: Option<String>,
}

/// What became of a login. Refusals come back as values: what was counted stays.
#[derive(Debug, Clone)]
pub enum Opening {
    Opened(Opened),
    /// The browser is asked for the second factor, under the token that would have been the session's.
    Waits,
    Refused(SecondFactorRefusal),
}

/// What a fresh session is good for.
#[derive(Debug, Clone)]
pub struct Opened {
    pub lasts_seconds: i64,
    pub roles: Vec<&'static str>,
    /// The account is to be closed at this moment.
    pub closes_at: Option<jiff::Timestamp>,
}

/// Opens a session, unless the account has a second factor that wasn't proved (ACC-14). Every login comes through here.
pub fn open(cx: &mut Cx, cmd: &Open) -> Answer<Opening> {
    let account = cmd.enter.account;
    record::refuse_held(cx.conn, account)?;
    let locks = std::iter::once(Key::Account(account.get())).chain(cmd.from.as_ref().map(Try::key));
    cx.lock(&locks.collect::<Vec<_>>())?;
    if let Some(from) = &cmd.from {
        from.clear(cx, account)?;
    }
    if let Some(hash) = &cmd.rehashed {
        store::set_password(cx, account, hash)?;
    }
    match &cmd.second {
        Second::Proven => {}
        _ if !second_factor::is_asked(cx.conn, account, cx.now)? => {}
        Second::Code(entered) => {
            if let Err(refusal) = second_factor::pass(cx, account, entered)? {
                return Ok(Opening::Refused(refusal));
            }
        }
        Second::Nothing if cmd.enter.api => return Ok(Opening::Refused(SecondFactorRefusal::Needed)),
        Second::Nothing => {
            second_factor::keep(cx, cmd.enter.token, &cmd.enter)?;
            return Ok(Opening::Waits);
        }
    }
    enter(cx, &cmd.enter).map(Opening::Opened)
}

/// Opens a session that lasts as long as the person's rights allow.
pub(super) fn enter(cx: &mut Cx, cmd: &Enter) -> Answer<Opened> {
    let roles = roles(cx, cmd.account)?;
    let login = match (roles.len() > 1, cmd.remember) {
        (true, _) => Login::Steward,
        (false, true) => Login::Remembered,
        (false, false) => Login::Volunteer,
    };
    if let Some(device) = cmd.device {
        locks::know(cx, cmd.account, device)?;
    }
    store::was_used(cx, cmd.account)?;
    let lasts_seconds = login.absolute_seconds();
    let new = NewSession {
        account: cmd.account,
        api: cmd.api,
        device: cmd.device_name.clone(),
        idle_seconds: login.idle_seconds(),
        lasts_seconds,
        present: cmd.present,
    };
    session::open(cx, &new, cmd.token)?;
    let closes_at = closing::pending(cx.conn, cmd.account)?.map(|closing| closing.ends_at);
    Ok(Opened { lasts_seconds, roles, closes_at })
}

/// `volunteer` for everyone, then what else the account may be.
fn roles(cx: &mut Cx, id: AccountId) -> Answer<Vec<&'static str>> {
    let post = administration::post_of(cx.conn, id)?.map(Post::name);
    let grants = role_grant::table
        .filter(role_grant::account_id.eq(id.get()))
        .filter(role_grant::revoked_at.is_null())
        .filter(role_grant::expires_at.is_null().or(role_grant::expires_at.gt(cx.now.as_microsecond())));
    let steward = diesel::select(exists(grants)).get_result::<bool>(cx.conn)?.then_some("steward");
    Ok(["volunteer"].into_iter().chain(steward).chain(post).collect())
}

/// Ends one of one's own sessions.
pub fn end_session(cx: &mut Cx, hash: &TokenHash) -> Answer<()> {
    session::close(cx, *hash)
}

/// Somebody chooses their user name.
#[derive(Debug, Clone, Serialize)]
pub struct ChooseName {
    pub raw: String,
}

/// Sets the user name, once and for good (ACC-02).
pub fn choose_user_name(cx: &mut Cx, cmd: &ChooseName) -> Answer<()> {
    let id = cx.account()?;
    let current = store::user_name(cx.conn, id)?.map(|name| UserName::parse(&name)).transpose()?;
    let name = choose(current.as_ref(), &cmd.raw)?;
    let lock = store::mac_key(&cx.means.keys, crate::kernel::crypto::IndexField::UserName, &name.key());
    cx.lock(&[Key::Account(id.get()), lock])?;
    let reading = domain::account::LoginName::UserName(name.key());
    if store::user_name(cx.conn, id)?.is_some() {
        return Err(UserNameRefusal::AlreadySet.into());
    }
    if store::find(cx.conn, &cx.means.keys, &reading)?.is_some() {
        return Err(UserNameRefusal::Taken.into());
    }
    store::set_user_name(cx, id, &name)?;
    changed(cx, id, "user-name")
}

/// A new password after the old one was checked.
#[derive(Clone)]
pub struct NewPassword {
    pub hash: String,
}

/// Replaces the asker's password; the session that asked is ended like all others and opened anew by the door.
pub fn change_password(cx: &mut Cx, cmd: &NewPassword) -> Answer<AccountId> {
    session::confirm(cx)?;
    let id = cx.account()?;
    replace_password(cx, id, &cmd.hash)?;
    let facts = serde_json::json!({});
    let subject = format!("account/{id}");
    audit::write(cx, audit::Act { act: "password-changed", subject, organisation: None, reason: "", facts })?;
    Ok(id)
}
