//! The posts as they are stored: an account's role, and with an owner the duty that is theirs once the work is divided.

use crate::{
    account::{operator::OWNER, state},
    kernel::{
        cx::Cx,
        db::{Conn, schema::account},
        failure::Answer,
        setting,
    },
};
use diesel::prelude::*;
use domain::{
    account::{Division, Post},
    kernel::AccountId,
};

/// The name under which the setting is stored.
pub const DIVISION: &str = "administration";

/// From what a row holds.
pub const fn stored(role: i16, duty: i16) -> Option<Post> {
    match (role, duty) {
        (OWNER, 1) => Some(Post::System),
        (OWNER, 2) => Some(Post::Security),
        (OWNER, 3) => Some(Post::Audit),
        _ => Post::stored(role),
    }
}

/// Role and duty as a row holds them.
const fn row(post: Option<Post>) -> (i16, i16) {
    match post {
        Some(Post::System) => (OWNER, 1),
        Some(Post::Security) => (OWNER, 2),
        Some(Post::Audit) => (OWNER, 3),
        Some(post) => (post.number(), 0),
        None => (0, 0),
    }
}

/// Whether the work is divided.
pub fn division(conn: &mut Conn) -> Answer<Division> {
    Ok(Division::of_setting(setting::get(conn, DIVISION)?.as_deref()))
}

/// What somebody is on the platform.
pub fn post_of(conn: &mut Conn, id: AccountId) -> Answer<Option<Post>> {
    let (role, duty) = account::table.find(id.get()).select((account::platform_role, account::duty)).first(conn)?;
    Ok(stored(role, duty))
}

/// How many others who can log in hold the same post.
pub fn others(conn: &mut Conn, id: AccountId, post: Post) -> Answer<u32> {
    let (role, duty) = row(Some(post));
    let count: i64 = account::table
        .filter(account::platform_role.eq(role).and(account::duty.eq(duty)))
        .filter(account::state.eq_any([state::REGISTERED, state::ACTIVE]))
        .filter(account::id.ne(id.get()))
        .count()
        .get_result(conn)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Whether the platform could be run without somebody: nobody needs what they hold, or others hold it as well.
pub fn has_others(conn: &mut Conn, id: AccountId) -> Answer<bool> {
    let Some(post) = post_of(conn, id)? else { return Ok(true) };
    Ok(!post.is_needed(division(conn)?) || others(conn, id, post)? > 0)
}

/// Everybody who holds the role of an owner, divided or not.
pub fn owners(conn: &mut Conn) -> Answer<Vec<AccountId>> {
    let ids: Vec<i64> = account::table.filter(account::platform_role.eq(OWNER)).select(account::id).load(conn)?;
    Ok(ids.into_iter().map(AccountId).collect())
}

/// Stores what somebody is on the platform; sessions read it anew.
pub fn set(cx: &mut Cx, id: AccountId, post: Option<Post>) -> Answer<()> {
    let (role, duty) = row(post);
    diesel::update(account::table.find(id.get()))
        .set((account::platform_role.eq(role), account::duty.eq(duty)))
        .execute(cx.conn)?;
    cx.effects.forget.push(id);
    Ok(())
}
