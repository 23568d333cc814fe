//! Stories of handouts: what a steward takes out of the platform as a file, who agrees to it, and what is left of it a day later.

mod file;
mod limits;
mod pages;
mod second;

use crate::{
    closing::made,
    volunteer::{identity, number},
    world::{Person, Reply, World},
};
use axum::{body::Body, http::Request};
use calamine::{Reader, Xlsx};
use diesel::{connection::SimpleConnection, prelude::*};
use goodhours::{
    kernel::{db::schema::session as s, office::Ask, session::token_hash},
    sweep,
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::io::Cursor;
use tower::ServiceExt;

/// What is asked for: masked names and nothing else.
fn wish() -> Value {
    json!({ "format": "xlsx", "name": "masked", "phone": "left-out", "document": "left-out", "purpose": "insurance", "reason": "交保险公司投保" })
}

fn with(changes: &Value) -> Value {
    let mut wish = wish();
    wish.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    wish
}

async fn ask(w: &World, by: &Person, at: i64, wish: Value) -> Reply {
    w.post(Some(by), &format!("/api/v1/organisations/{at}/handouts"), wish).await
}

/// Asks and answers the id of a file that is ready.
async fn ready(w: &World, by: &Person, at: i64, wish: Value) -> String {
    let asked = ask(w, by, at, wish).await.is(201);
    assert_eq!(asked["state"], "ready");
    asked["id"].as_str().unwrap().to_owned()
}

async fn take(w: &World, by: &Person, id: &str) -> Reply {
    w.post(Some(by), &format!("/api/v1/handouts/{id}/downloads"), json!({})).await
}

/// Downloads the bytes.
async fn bytes(w: &World, by: &Person, id: &str) -> Vec<u8> {
    let request = Request::builder().method("POST").uri(format!("/api/v1/handouts/{id}/downloads"));
    let request = request.header("host", "localhost").header("authorization", format!("Bearer {}", by.token));
    let response = w.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
    axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
}

/// The cells of a workbook, row by row.
fn cells(file: &[u8]) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file.to_vec())).unwrap();
    let name = book.sheet_names()[0].clone();
    let range = book.worksheet_range(&name).unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

/// Somebody with a document and a phone who belongs to the organisation.
async fn member(w: &World, at: i64, phone: &str, sequence: &str) -> Person {
    let person = made(w, phone, None, Some(identity(&number(sequence)))).await;
    w.member(&person, at);
    person
}

/// So many members without anything but a name.
fn crowd(w: &World, at: i64, many: i64) {
    let first = w.id() * 4;
    let numbers = format!("with recursive n(i) as (select 1 union all select i + 1 from n where i < {many}) select");
    w.conn()
        .batch_execute(&format!(
            "insert into volunteer (id, account_id, number, public_name, listed, region, verification, verification_cause, wants_card, registered_at, sex) \
             {numbers} {first} + i, {first} + i, cast({first} + i as text), '李*', false, '440104', 2, '', false, 0, 2 from n; \
             insert into membership (id, volunteer_id, organisation_id, state, live, reason, applied_at) \
             {numbers} {first} + i, {first} + i, {at}, 2, true, '', 0 from n"
        ))
        .unwrap();
}

/// As after five minutes without a password or code.
fn stepped_down(w: &World, who: &Person) {
    let mine = s::table.find(token_hash(&who.token).to_vec());
    diesel::update(mine).set(s::step_up_until.eq(None::<i64>)).execute(&mut w.conn()).unwrap();
}

async fn swept_after(w: &World, hours: i64) {
    w.wait(SignedDuration::from_hours(hours));
    w.office.record(Ask::system(w.now()), (), sweep::sweep).await.unwrap();
}
