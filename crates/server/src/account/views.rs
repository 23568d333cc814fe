//! What a person may read of their own account.

use super::{administration, store};
use crate::{
    kernel::{
        crypto::Keys,
        db::{
            Conn,
            schema::{account, role_grant, session, volunteer},
        },
        failure::Answer,
    },
    volunteer::{Progressed, progress},
};
use diesel::{dsl::exists, prelude::*};
use domain::{
    account::Post,
    kernel::{AccountId, VolunteerId, timestamp},
};
use jiff::Timestamp;
use serde::Serialize;

/// Oneself, masked as pages show it (ACC-11).
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Me {
    #[schema(value_type = String)]
    pub account_id: AccountId,
    #[schema(value_type = Option<String>)]
    pub volunteer_id: Option<VolunteerId>,
    /// The volunteer number, once there is real-name data.
    pub number: Option<String>,
    pub nickname: String,
    pub user_name: Option<String>,
    /// The name that the public reads.
    pub public_name: Option<String>,
    /// Masked.
    pub phone: Option<String>,
    /// Masked.
    pub email: Option<String>,
    pub roles: Vec<&'static str>,
    pub activated: bool,
    /// `none`, `pending`, `verified`, `failed`, `unavailable` or `by-hand`.
    pub verification: &'static str,
    /// What comes next: `account`, `real-name`, `organisations`, `reviews` or `done`.
    pub next_step: &'static str,
}

/// Reads oneself.
pub fn me(conn: &mut Conn, keys: &Keys, id: AccountId) -> Answer<Me> {
    let (state, nickname, user_name): (i16, String, Option<String>) =
        account::table.find(id.get()).select((account::state, account::nickname, account::user_name)).first(conn)?;
    let post = administration::post_of(conn, id)?.map(Post::name);
    let own: Option<(i64, String, String)> = volunteer::table
        .filter(volunteer::account_id.eq(id.get()))
        .select((volunteer::id, volunteer::number, volunteer::public_name))
        .first(conn)
        .optional()?;
    let grants = role_grant::table.filter(role_grant::account_id.eq(id.get())).filter(role_grant::revoked_at.is_null());
    let steward = diesel::select(exists(grants)).get_result::<bool>(conn)?.then_some("steward");
    let Progressed { verification, next, .. } = progress(conn, id)?;
    let (volunteer_id, number, public_name) = match own {
        Some((id, number, name)) => (Some(VolunteerId(id)), Some(number), Some(name)),
        None => (None, None, None),
    };
    Ok(Me {
        account_id: id,
        volunteer_id,
        number,
        nickname,
        user_name,
        public_name,
        phone: store::phone(conn, keys, id)?.map(|phone| phone.masked()),
        email: store::email(conn, keys, id)?.map(|email| email.masked()),
        roles: ["volunteer"].into_iter().chain(steward).chain(post).collect(),
        activated: state == super::state::ACTIVE,
        verification,
        next_step: next.name(),
    })
}

/// One place where somebody is logged in.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = LoginSession)]
pub struct SessionLine {
    /// The hash of its token, in hex.
    pub id: String,
    pub device: String,
    /// A program's, not a browser's.
    pub api: bool,
    #[schema(value_type = String)]
    pub seen_at: Timestamp,
    pub is_this: bool,
}

/// Where somebody is logged in, the latest use first.
pub fn sessions(conn: &mut Conn, id: AccountId, this: [u8; 32], now: Timestamp) -> Answer<Vec<SessionLine>> {
    let rows: Vec<(Vec<u8>, String, i16, i64)> = session::table
        .filter(session::account_id.eq(id.get()))
        .filter(session::expires_at.gt(now.as_microsecond()))
        .order(session::seen_at.desc())
        .limit(50)
        .select((session::token_hash, session::device, session::kind, session::seen_at))
        .load(conn)?;
    let line = |(hash, device, kind, seen_at): (Vec<u8>, String, i16, i64)| SessionLine {
        id: domain::kernel::hex(&hash),
        device: browser(&device),
        api: kind == 2,
        seen_at: timestamp(seen_at),
        is_this: hash == this,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// The browser and the system, as far as an agent text tells them: `Chrome · Android`.
fn browser(agent: &str) -> String {
    const BROWSERS: [(&str, &str); 7] = [
        ("MicroMessenger", "WeChat"),
        ("AlipayClient", "Alipay"),
        ("Edg", "Edge"),
        ("HuaweiBrowser", "Huawei"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
    ];
    let first = |names: &[(&str, &str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| (*name).to_owned())
    };
    let linux = agent.contains("Linux").then(|| "Linux".to_owned());
    let parts: Vec<String> = [first(&BROWSERS), first(&SYSTEMS).or(linux)].into_iter().flatten().collect();
    parts.join(" · ")
}
