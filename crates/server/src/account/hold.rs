//! Quarantine of an account that somebody disowned (REG-17), as far as it is this slice's: nobody logs in to it, and its document leads
//! to it no more. The row in the index of login names goes in the very transaction in which the hold begins, so the document is free for
//! its true owner and no two accounts ever have it; it comes back only while nobody else registered with it. A change of keys files only
//! what is filed, so it doesn't come back by that either.

use super::{second_factor, store};
use crate::kernel::{cx::Cx, failure::Answer, session};
use domain::{kernel::AccountId, volunteer::Document};

/// Closes an account to logins, ends its sessions and frees its document. Answers whether it could log in before. The account is locked.
pub fn hold(cx: &mut Cx, id: AccountId) -> Answer<bool> {
    let was_live = store::suspend(cx, id)?;
    session::close_all(cx, id)?;
    second_factor::forget(cx, id)?;
    store::unindex_document(cx, id)?;
    Ok(was_live)
}

/// Undoes it. The account is locked, and nobody else has the document.
pub fn release(cx: &mut Cx, id: AccountId, was_live: bool, document: &Document) -> Answer<()> {
    if was_live {
        store::restore(cx, id)?;
        store::was_used(cx, id)?;
    }
    store::index_document(cx, id, document)
}
