//! Messages of somebody whose account ends: those in the site, those that were sent, and what the outbox was handed for them.

use super::store::recipient_mac;
use crate::kernel::{
    cx::Cx,
    db::schema::{message, outbox},
    failure::Answer,
};
use diesel::prelude::*;
use domain::kernel::AccountId;

/// Deletes all messages of an account, and all of the outbox that went to these phones and addresses.
pub fn forget(cx: &mut Cx, who: AccountId, addresses: &[String]) -> Answer<()> {
    diesel::delete(message::table.filter(message::account_id.eq(who.get()))).execute(cx.conn)?;
    for address in addresses {
        let mac = recipient_mac(&cx.means.keys, address);
        diesel::delete(outbox::table.filter(outbox::recipient_mac.eq(mac))).execute(cx.conn)?;
    }
    Ok(())
}
