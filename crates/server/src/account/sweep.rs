//! Codes, tries and answers whose time is over, and accounts with a role that nobody uses.

use super::{outside, passkey, second_factor, unused};
use crate::kernel::{
    cx::Cx,
    db::schema::{human_spent, login_failure, login_lock, sms_code},
    failure::Answer,
};
use diesel::prelude::*;
use jiff::Timestamp;

/// Forgets spent answers to human checks, logins and challenges that were never finished, and codes, locks and wrong tries from before that moment;
/// suspends unused accounts with a role. Answers how many rows.
pub fn sweep(cx: &mut Cx, before: Timestamp) -> Answer<usize> {
    let before = before.as_microsecond();
    let swept = [
        diesel::delete(human_spent::table.filter(human_spent::expires_at.lt(cx.at()))).execute(cx.conn)?,
        diesel::delete(sms_code::table.filter(sms_code::sent_at.lt(before))).execute(cx.conn)?,
        diesel::delete(login_lock::table.filter(login_lock::last_wrong_at.lt(before))).execute(cx.conn)?,
        diesel::delete(login_failure::table.filter(login_failure::at.lt(before))).execute(cx.conn)?,
        second_factor::sweep(cx)?,
        passkey::sweep(cx)?,
        outside::sweep(cx)?,
        unused::suspend(cx)?,
    ];
    Ok(swept.iter().sum())
}
