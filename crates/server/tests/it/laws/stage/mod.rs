//! Where the laws are tried: a tree of four organisations, people with every kind of right, and a fresh resource of every kind
//! for each try. Resources are made once by real requests and then copied, so that a thousand tries take seconds.

mod lists;
mod props;

pub use props::{Cast, Props};

use super::tables::{Columns, declared};
use crate::{
    activity::{proposal, published, tomorrow_nine},
    certificate::{Named, photographed, registered},
    organisation,
    world::{Person, World},
};
use diesel::{connection::SimpleConnection, prelude::*};
use domain::{
    organisation::{Reach, Role},
    volunteer::check_character,
};
use goodhours::kernel::db::Conn;
use jiff::{SignedDuration, ToSpan};
use serde_json::json;
use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::{BTreeMap, HashMap},
    future::Future,
};

/// Who tries, and where: stewards hold the owner's role at one team, for it and all below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Nobody is logged in.
    Nobody,
    /// A volunteer who has nothing to do with it.
    Stranger,
    /// The volunteer whom it belongs to.
    Owner,
    /// Somebody who may look at the team, and no more.
    Auditor,
    /// The team's steward, at the team.
    Own,
    /// The same at an organisation below.
    Below,
    /// The same at one beside.
    Sibling,
    /// The same at the one above.
    Parent,
    /// Somebody who acts for the platform.
    Platform,
}

impl Who {
    /// In the order of a row's cells.
    pub const ALL: [Who; 9] = [
        Who::Nobody,
        Who::Stranger,
        Who::Owner,
        Who::Auditor,
        Who::Own,
        Who::Below,
        Who::Sibling,
        Who::Parent,
        Who::Platform,
    ];
}

/// A small PDF as browsers send it.
pub const PAPER: &str = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n%PDF-1.7\nregistration\n%%EOF\n\r\n--x--\r\n";

/// What everything is copied from.
pub struct Stage<'a> {
    pub w: &'a World,
    tables: BTreeMap<String, Columns>,
    city: i64,
    /// The organisation that strangers and owners belong to.
    home: i64,
    templates: HashMap<&'static str, i64>,
    conn: RefCell<Conn>,
    /// How many people have a document number of their own.
    documents: Cell<i64>,
    holder: OnceCell<Holder>,
}

/// The one person whose certificate is printed; that takes too long to do it for each try.
pub struct Holder {
    pub person: Person,
    pub certificate: String,
    pub number: String,
}

impl<'a> Stage<'a> {
    /// Makes one resource of every kind by real requests, and waits until the activity is in session.
    pub async fn set(w: &'a World) -> Stage<'a> {
        let (city, home) = (w.organisation("广州市志愿者协会", None), w.organisation("本单位", None));
        let team = w.organisation("向阳义工服务队", Some(city));
        let (templates, conn) = (HashMap::new(), RefCell::new(w.conn()));
        let (documents, holder) = (Cell::new(0), OnceCell::new());
        let mut stage = Stage { w, tables: declared(), city, home, templates, conn, documents, holder };
        let mut open = proposal(w);
        open["recruitment"]["closes_at"] = open["sessions"][0]["ends_at"].clone();
        let activity = published(w, team, city, open.clone()).await;
        let waiting = stage.proposed(team, open.clone()).await;
        let later = published(w, team, city, in_two_days(open)).await;
        let shown = w.get(None, &format!("/api/v1/activities/{activity}")).await.is(200);
        let owner = w.volunteer("小周", home);
        let position = shown["positions"][0]["id"].clone();
        let path = format!("/api/v1/activities/{activity}/enrolments");
        let enrolment = w.post(Some(&owner), &path, json!({ "position_id": position })).await.is(201)["id"].clone();
        let path = format!("/api/v1/organisations/{team}/memberships");
        let membership = w.post(Some(&owner), &path, json!({})).await.is(201)["id"].clone();
        let applicant = organisation::registered(w, &owner, team, "春苗小组").await;
        let number = |value: &serde_json::Value| value.as_str().unwrap().parse::<i64>().unwrap();
        stage.templates.extend([
            ("activity", activity.parse().unwrap()),
            ("waiting", waiting),
            ("later", later.parse().unwrap()),
            ("position", number(&position)),
            ("enrolment", number(&enrolment)),
            ("membership", number(&membership)),
            ("applicant", applicant.parse().unwrap()),
            ("blob", handed_in(w, &owner).await),
        ]);
        stage.attend(&owner, team).await;
        stage.disagree(&owner).await;
        stage.make_up(&owner, team).await;
        stage.object().await;
        let client = crate::sso::connected(w, &organisation::platform(w), "profile phone").await;
        stage.templates.insert("client", client.id.parse().unwrap());
        crate::ledger::seal(w).await;
        stage
    }

    async fn proposed(&self, team: i64, body: serde_json::Value) -> i64 {
        let steward = self.w.steward(team, Role::Manager);
        let path = format!("/api/v1/organisations/{team}/activities");
        self.w.post(Some(&steward), &path, body).await.is(201)["id"].as_str().unwrap().parse().unwrap()
    }

    /// The owner is accepted and serves half an hour.
    async fn attend(&mut self, owner: &Person, team: i64) {
        let (w, steward) = (self.w, self.w.steward(team, Role::Manager));
        let accept = format!("/api/v1/enrolments/{}/acceptance", self.templates["enrolment"]);
        w.post(Some(&steward), &accept, json!({})).await.is(200);
        w.wait_until(tomorrow_nine(w));
        let scan = format!("/api/v1/activities/{}/card-scans", self.templates["activity"]);
        let body = |direction: &str| json!({ "direction": direction, "number": owner.volunteer.to_string() });
        w.post(Some(&steward), &scan, body("in")).await.is(201);
        w.wait(SignedDuration::from_mins(30));
        let out = w.post(Some(&steward), &scan, body("out")).await.is(201);
        self.templates.insert("attendance", out["attendance_id"].as_str().unwrap().parse().unwrap());
        self.sql(&format!("update enrolment set state = 1 where id = {}", self.templates["enrolment"]));
    }

    /// The owner disagrees with the minutes of another presence.
    async fn disagree(&mut self, owner: &Person) {
        let from = format!("id = {}", self.templates["attendance"]);
        let id = self.copy("attendance", &from, &[("session_id", self.w.id().to_string())]);
        let body = json!({ "wanted_minutes": 45, "text": "漏了十五分钟" });
        self.w.post(Some(owner), &format!("/api/v1/attendances/{id}/correction"), body).await.is(201);
        let correction = newest(self.w, &format!("correction where attendance_id = {id}"));
        self.templates.extend([("disputed", id), ("correction", correction.parse().unwrap())]);
    }

    /// Hours that didn't come from a scan: one make-up that waits, one that was approved, and an honour.
    async fn make_up(&mut self, owner: &Person, team: i64) {
        let (w, steward) = (self.w, self.w.steward(team, Role::Manager));
        crate::hours::plenty(w, team);
        self.templates.insert("plenty", newest(w, "entry").parse().unwrap());
        let evidence = handed_in(w, &steward).await.to_string();
        for name in ["approved", "make-up"] {
            let line = json!({ "volunteer_id": owner.volunteer.to_string(), "minutes": 10, "served_on": today(w) });
            let body = json!({ "lines": [line], "reason": "现场断网", "evidence_id": evidence });
            let path = format!("/api/v1/organisations/{team}/make-ups");
            let id = w.post(Some(&steward), &path, body).await.is(201)["id"].as_str().unwrap().to_owned();
            if name == "approved" {
                let reviewer = w.steward(self.city, Role::Owner);
                let path = format!("/api/v1/make-ups/{id}/decision");
                w.post(Some(&reviewer), &path, json!({ "approve": true })).await.is(200);
                self.templates.insert("made-up", newest(w, "entry").parse().unwrap());
            }
            self.templates.insert("make-up", id.parse().unwrap());
        }
        let member = [("organisation_id", team.to_string()), ("state", "2".to_owned())];
        self.sql(&format!("update membership set live = null where id = {}", self.templates["membership"]));
        self.copy(
            "membership",
            &format!("id = {}", self.templates["membership"]),
            &[&member[..], &[("live", "true".into())]].concat(),
        );
        let body =
            json!({ "volunteer_id": owner.volunteer.to_string(), "hand": "honour", "minutes": 10, "reason": "表扬" });
        let honour = w.post(Some(&steward), &format!("/api/v1/organisations/{team}/hours"), body).await.is(201);
        self.templates.insert("honour", honour["id"].as_str().unwrap().parse().unwrap());
    }

    /// Somebody objects to the activity that has begun.
    async fn object(&mut self) {
        let body = json!({ "activity_id": self.templates["activity"].to_string(), "text": "我那天没有见到他。" });
        self.w.post(None, "/api/v1/objections", body).await.is(201);
        self.templates.insert("objection", newest(self.w, "objection").parse().unwrap());
    }

    /// A volunteer with real-name data, verified and seen, who belongs to their own unit.
    pub fn volunteer(&self, surname: &str, given: &str) -> Person {
        let nth = self.documents.replace(self.documents.get() + 1);
        let born_on = jiff::civil::date(1950, 1, 1).checked_add(nth.days()).unwrap();
        let body = format!("110105{}002", born_on.strftime("%Y%m%d"));
        let document = format!("{body}{}", check_character(&body).unwrap());
        let person = at_once(registered(self.w, Named(surname, given, &document), true));
        self.sql(&format!("update volunteer set face_marked_at = 1 where id = {}", person.volunteer));
        self.w.member(&person, self.home);
        person
    }

    /// Somebody with a photo and a printed certificate.
    pub fn holder(&self) -> &Holder {
        self.holder.get_or_init(|| {
            let person = self.volunteer("欧阳", "娜娜");
            let made = at_once(async {
                photographed(self.w, &person).await;
                self.w.post(Some(&person), "/api/v1/me/certificates", json!({})).await.is(201)
            });
            let text = |name: &str| made[name].as_str().unwrap().to_owned();
            Holder { certificate: text("id"), number: text("number"), person }
        })
    }

    /// Fresh organisations and people.
    pub fn cast(&self) -> Cast<'_, 'a> {
        let w = self.w;
        let city = w.organisation("天河区志愿者协会", Some(self.city));
        let team = w.organisation("向阳义工服务队", Some(city));
        let (below, sibling) = (w.organisation("第一小队", Some(team)), w.organisation("春晖义工队", Some(city)));
        let auditor = w.person("审计员");
        w.grant(&auditor, team, Role::Auditor, Reach::OwnAndBelow);
        Cast {
            stage: self,
            nodes: [team, below, sibling, city],
            stranger: self.volunteer("路", "人"),
            auditor,
            steward: w.steward(team, Role::Owner),
            platform: organisation::platform(w),
        }
    }

    fn sql(&self, text: &str) {
        self.conn.borrow_mut().batch_execute(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    }

    /// Copies a row with some of its columns changed.
    fn copy(&self, table: &str, from: &str, changed: &[(&str, String)]) -> i64 {
        let id = self.w.id();
        let columns = &self.tables[table];
        let value = |column: &str| match changed.iter().find(|(name, _)| *name == column) {
            Some((_, value)) => value.clone(),
            None if column == "id" => id.to_string(),
            None => column.to_owned(),
        };
        let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let values: Vec<String> = names.iter().map(|name| value(name)).collect();
        let (names, values) = (names.join(", "), values.join(", "));
        self.sql(&format!("insert into {table} ({names}) select {values} from {table} where {from}"));
        id
    }
}

/// Waits for a request where a prop is made.
fn at_once<T>(work: impl Future<Output = T>) -> T {
    tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(work))
}

fn today(w: &World) -> String {
    domain::kernel::local_date(w.now()).to_string()
}

/// The same proposal, two days later.
fn in_two_days(mut proposal: serde_json::Value) -> serde_json::Value {
    let later = |value: &serde_json::Value| {
        let at: jiff::Timestamp = value.as_str().unwrap().parse().unwrap();
        json!((at + SignedDuration::from_hours(48)).to_string())
    };
    for field in ["starts_at", "ends_at"] {
        proposal["sessions"][0][field] = later(&proposal["sessions"][0][field]);
    }
    proposal["recruitment"]["closes_at"] = proposal["sessions"][0]["starts_at"].clone();
    proposal
}

async fn handed_in(w: &World, owner: &Person) -> i64 {
    let reply = w.call(Some(owner), "POST", "/api/v1/files", PAPER).await;
    reply.is(201)["id"].as_str().unwrap().parse().unwrap()
}

/// The newest id of some rows.
fn newest(w: &World, rows: &str) -> String {
    #[derive(QueryableByName)]
    struct Newest {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let query = diesel::sql_query(format!("select max(id) as n from {rows}"));
    query.get_result::<Newest>(&mut w.conn()).unwrap().n.to_string()
}
