//! What a volunteer needs while keys change: the digests of name and document under the newest version.

use super::store;
use crate::{
    account,
    kernel::{
        cx::Cx,
        db::{Bind, Written, schema::name_index},
        failure::Answer,
    },
};
use diesel::{prelude::*, sql_types::BigInt};
use domain::kernel::AccountId;

/// Files name and document under every version that is here, where the newest is missing. The account is locked.
pub fn renew_digests(cx: &mut Cx, account: AccountId) -> Answer<()> {
    let Some(id) = store::id_of_account(cx.conn, account)? else { return Ok(()) };
    let newest = cx.means.keys.index_versions().first().copied().unwrap_or_default();
    let filed: Vec<i16> = name_index::table
        .filter(name_index::volunteer_id.eq(id.get()))
        .select(name_index::key_version)
        .load(cx.conn)?;
    let is_name_behind = !filed.is_empty() && !filed.iter().any(|version| i32::from(*version) == newest);
    let is_document_behind = account::is_document_behind(cx, account)?;
    if !is_name_behind && !is_document_behind {
        return Ok(());
    }
    let identity = store::identity(cx.conn, &cx.means.keys, id)?;
    if is_name_behind {
        store::index_name(cx, id, &identity)?;
    }
    if is_document_behind {
        account::index_document(cx, account, &identity.document())?;
    }
    Ok(())
}

/// Removes digests of versions that are read no more, some at a time, where one of the newest is beside them. Answers how many.
pub fn forget_digests(cx: &mut Cx, versions: &[i32], rows_max: i64) -> Answer<usize> {
    const PARTS: &[&str] = &[
        "delete from name_index where (key_version, mac, volunteer_id) in (select one.key_version, one.mac, one.volunteer_id \
         from name_index one where one.key_version < ",
        " and exists (select 1 from name_index two where two.volunteer_id = one.volunteer_id and two.key_version = ",
        ") limit ",
        ")",
    ];
    let (Some(newest), Some(oldest)) = (versions.first(), versions.last()) else { return Ok(0) };
    let binds = [i64::from(*oldest), i64::from(*newest), rows_max].map(Bind::Number).to_vec();
    Ok(Written::<BigInt>::new(PARTS, binds).execute(cx.conn)?)
}
