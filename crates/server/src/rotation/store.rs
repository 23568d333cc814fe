//! When a rotation began and how far the job came, so that a restart goes on from there.

use crate::kernel::{cx::Cx, db::Conn, failure::Answer, setting};
use domain::kernel::timestamp;
use jiff::Timestamp;

const BEGUN: &str = "keys.begun";

const PROGRESS: &str = "keys.renewed";

/// The account up to which everything was renewed for these keys; from the start for others.
pub fn renewed(conn: &mut Conn, keys: &str) -> Answer<i64> {
    let kept = setting::get(conn, PROGRESS)?;
    let of_keys = kept.as_deref().and_then(|kept| kept.strip_prefix(keys)?.strip_prefix(' '));
    Ok(of_keys.and_then(|last| last.parse().ok()).unwrap_or(0))
}

/// Remembers it.
pub fn remember(cx: &mut Cx, keys: &str, last: i64) -> Answer<()> {
    setting::put(cx.conn, PROGRESS, &format!("{keys} {last}"))
}

/// A rotation begins now.
pub fn begun(cx: &mut Cx, (): &()) -> Answer<()> {
    setting::put(cx.conn, BEGUN, &cx.at().to_string())
}

/// When the last one began.
pub fn begun_at(conn: &mut Conn) -> Answer<Timestamp> {
    let kept = setting::get(conn, BEGUN)?;
    Ok(timestamp(kept.and_then(|at| at.parse().ok()).unwrap_or(0)))
}
