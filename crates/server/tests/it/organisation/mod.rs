//! Stories of organisations: how they come about, who belongs to them, who acts for them, what is written down of it.

mod grants;
mod membership;
mod registration;
mod rights;
mod trail;
pub mod tree;

use crate::world::{Person, World};
use diesel::prelude::*;
use goodhours::kernel::db::schema::blob;
use serde_json::{Value, json};

/// A group's form without a code.
pub fn texts(name: &str) -> Value {
    json!({
        "name": name, "region": "440106", "address": "体育东路1号", "contact_name": "陈老师",
        "contact_phone": "13800138000", "introduction": "周末走进社区。"
    })
}

/// A paper that this person handed in.
pub fn paper(w: &World, who: &Person) -> String {
    let id = w.id();
    let row = (
        (blob::id.eq(id), blob::address.eq("00"), blob::kind.eq(3i16), blob::media_type.eq("application/pdf")),
        (blob::bytes.eq(1), blob::owner_account_id.eq(who.account), blob::created_at.eq(0)),
    );
    diesel::insert_into(blob::table).values(row).execute(&mut w.conn()).unwrap();
    id.to_string()
}

/// A group below `parent`, waiting for its review.
pub async fn registered(w: &World, who: &Person, parent: i64, name: &str) -> String {
    let body =
        json!({ "parent_id": parent.to_string(), "kind": "group", "evidence_id": paper(w, who), "texts": texts(name) });
    w.post(Some(who), "/api/v1/organisations", body).await.is(201)["id"].as_str().unwrap().to_owned()
}

/// Somebody who acts for the platform.
pub fn platform(w: &World) -> Person {
    use goodhours::kernel::db::schema::account as a;
    let person = w.person("平台管理员");
    diesel::update(a::table.find(person.account)).set(a::platform_role.eq(2i16)).execute(&mut w.conn()).unwrap();
    person
}
