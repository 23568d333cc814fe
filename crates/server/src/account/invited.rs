//! The account of somebody whom an organisation entered: made by its owner, who opened the link that was sent to the phone.

use super::{
    actions::AGREEMENT_VERSION,
    state,
    store::{self, NewAccount},
};
use crate::kernel::{cx::Cx, failure::Answer};
use domain::{
    account::{Agreement, Given, Phone},
    kernel::AccountId,
};

/// An account with the phone that an invitation was sent to; whoever opened its link chose the password.
pub fn register_invited(
    cx: &mut Cx,
    phone: &Phone,
    (password_hash, locale): (&str, &str),
    agreed: &[(Agreement, Given)],
) -> Answer<AccountId> {
    let new = NewAccount {
        state: state::REGISTERED,
        password_hash: Some(password_hash),
        nickname: "",
        locale,
        platform_role: 0,
        phone: Some(phone),
        email: None,
        user_name: None,
    };
    let id = store::insert(cx, &new)?;
    for (agreement, given) in agreed {
        agreement.accept(None, AGREEMENT_VERSION, *given, cx.now)?;
        store::accept(cx, id, *agreement, AGREEMENT_VERSION)?;
    }
    Ok(id)
}
