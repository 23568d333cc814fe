//! People who are made by other than their own hands: the demo's and the bench's, through the same stores and rules as registration.

use super::{
    state,
    store::{self, NewAccount},
};
use crate::{
    kernel::{cx::Cx, failure::Answer},
    volunteer::{self, Identity},
};
use domain::{
    account::{Email, Phone, UserName, agreement::AT_REGISTRATION},
    kernel::{AccountId, VolunteerId},
};
use serde::{Deserialize, Serialize};

/// Somebody to be made. Whoever makes many hashes one password once and hands the hash in.
#[derive(Clone, Serialize, Deserialize)]
pub struct MadePerson {
    pub phone: Option<String>,
    pub email: Option<String>,
    pub user_name: Option<String>,
    pub password_hash: Option<String>,
    pub nickname: String,
    /// 0 none, 1 support, 2 steward of the platform, 3 its owner.
    pub platform_role: i16,
    /// None makes an account that isn't a volunteer's.
    pub identity: Option<Identity>,
    /// A county's code.
    pub region: String,
    pub wants_card: bool,
    /// Whether the provider's answer counts as given.
    pub verified: bool,
}

/// Who was made.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Registered {
    pub account: AccountId,
    pub volunteer: Option<VolunteerId>,
}

/// Makes an active account with its volunteer. Everything is checked as at the doors; phone and document must be free.
pub fn register_made(cx: &mut Cx, made: &MadePerson) -> Answer<Registered> {
    let phone = made.phone.as_deref().map(Phone::parse).transpose()?;
    let email = made.email.as_deref().map(Email::parse).transpose()?;
    let user_name = made.user_name.as_deref().map(UserName::parse).transpose()?;
    let new = NewAccount {
        state: state::ACTIVE,
        password_hash: made.password_hash.as_deref(),
        nickname: &made.nickname,
        locale: "zh-CN",
        platform_role: made.platform_role,
        phone: phone.as_ref(),
        email: email.as_ref(),
        user_name: user_name.as_ref(),
    };
    let account = store::insert(cx, &new)?;
    for agreement in AT_REGISTRATION {
        store::accept(cx, account, agreement, super::AGREEMENT_VERSION)?;
    }
    let Some(identity) = &made.identity else { return Ok(Registered { account, volunteer: None }) };
    let id = volunteer::file_made(cx, account, identity, made.verified)?;
    if !made.region.is_empty() {
        volunteer::settle_made(cx, id, &made.region, made.wants_card)?;
    }
    Ok(Registered { account, volunteer: Some(id) })
}
