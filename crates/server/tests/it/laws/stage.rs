//! Where the laws are tried: a tree of four organisations, people with every kind of right, and a fresh resource of every kind
//! for each try. Resources are made once by real requests and then copied, so that a thousand tries take seconds.

use super::tables::{Columns, declared};
use crate::{
    activity::{proposal, published, tomorrow_nine},
    organisation,
    world::{Person, World},
};
use diesel::{connection::SimpleConnection, prelude::*};
use domain::{
    attendance::{Direction, RotatingCode},
    kernel::ActivityId,
    organisation::{Reach, Role},
};
use goodhours::kernel::db::Conn;
use jiff::SignedDuration;
use serde_json::json;
use std::{
    cell::{OnceCell, RefCell},
    collections::{BTreeMap, HashMap},
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
}

impl<'a> Stage<'a> {
    /// Makes one resource of every kind by real requests, and waits until the activity is in session.
    pub async fn set(w: &'a World) -> Stage<'a> {
        let (city, home) = (w.organisation("广州市志愿者协会", None), w.organisation("本单位", None));
        let team = w.organisation("向阳义工服务队", Some(city));
        let mut stage =
            Stage { w, tables: declared(), city, home, templates: HashMap::new(), conn: RefCell::new(w.conn()) };
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
            stranger: w.volunteer("路人", self.home),
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

/// One row's organisations and people.
pub struct Cast<'s, 'w> {
    stage: &'s Stage<'w>,
    nodes: [i64; 4],
    stranger: Person,
    auditor: Person,
    steward: Person,
    platform: Person,
}

impl<'w> Cast<'_, 'w> {
    fn person(&self, who: Who) -> Option<&Person> {
        match who {
            Who::Nobody | Who::Owner => None,
            Who::Stranger => Some(&self.stranger),
            Who::Auditor => Some(&self.auditor),
            Who::Own | Who::Below | Who::Sibling | Who::Parent => Some(&self.steward),
            Who::Platform => Some(&self.platform),
        }
    }

    /// A fresh prop room at the organisation that a cell is about.
    pub fn props(&self, who: Who) -> Props<'_, 'w> {
        let [team, below, sibling, city] = self.nodes;
        let node = match who {
            Who::Below => below,
            Who::Sibling => sibling,
            Who::Parent => city,
            _ => team,
        };
        Props { cast: self, who, node, owner: OnceCell::new(), made: RefCell::default() }
    }
}

/// Makes what `{name}` in a path or a body stands for, once for each cell.
pub struct Props<'c, 'w> {
    cast: &'c Cast<'c, 'w>,
    who: Who,
    node: i64,
    /// Whom the resources belong to.
    owner: OnceCell<Person>,
    made: RefCell<HashMap<String, String>>,
}

impl Props<'_, '_> {
    /// The person behind the cell.
    pub fn person(&self) -> Option<&Person> {
        if self.who == Who::Owner { Some(self.owner()) } else { self.cast.person(self.who) }
    }

    fn owner(&self) -> &Person {
        self.owner.get_or_init(|| self.cast.stage.w.volunteer("小周", self.cast.stage.home))
    }

    /// Replaces every `{name}` by the id of a fresh one.
    pub fn fill(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('<') {
            let (name, after) = after.split_once('>').unwrap();
            out.push_str(before);
            out.push_str(&self.id(name));
            rest = after;
        }
        out + rest
    }

    fn id(&self, name: &str) -> String {
        if let Some(known) = self.made.borrow().get(name) {
            return known.clone();
        }
        let made = self.make(name);
        self.made.borrow_mut().insert(name.to_owned(), made.clone());
        made
    }

    fn make(&self, name: &str) -> String {
        let (stage, node, owner) = (self.cast.stage, self.node.to_string(), self.owner());
        let volunteer = ("volunteer_id", owner.volunteer.to_string());
        let from = |name: &str| format!("id = {}", stage.templates[name]);
        let activity = |state: &str| ("activity_id", self.id(state));
        let unsealed = ("seq", "null".to_owned());
        let made = match name {
            "organisation" => return node,
            "volunteer" => return owner.volunteer.to_string(),
            "stranger" => return self.cast.stranger.volunteer.to_string(),
            "in-2-days" => return (stage.w.now() + SignedDuration::from_hours(48)).to_string(),
            "in-2-days-3-hours" => return (stage.w.now() + SignedDuration::from_hours(51)).to_string(),
            "city" => return self.cast.nodes[3].to_string(),
            "activity" | "waiting" | "later" => self.activity(name),
            "position" | "place" => {
                self.id(if name == "position" { "activity" } else { "later" });
                return self.id(name);
            }
            "enrolment" | "accepted" => {
                let state = ("state", if name == "enrolment" { "1" } else { "2" }.to_owned());
                let position = ("position_id", self.taken("position"));
                stage.copy("enrolment", &from("enrolment"), &[activity("activity"), position, volunteer, state])
            }
            "signed-up" => {
                let position = ("position_id", self.taken("place"));
                stage.copy("enrolment", &from("enrolment"), &[activity("later"), position, volunteer])
            }
            "accepted-volunteer" => {
                self.id("accepted");
                return owner.volunteer.to_string();
            }
            "member-volunteer" => {
                self.id("member");
                return owner.volunteer.to_string();
            }
            "group" | "becoming" => return self.group(name == "becoming"),
            "membership" | "member" => {
                let state = ("state", if name == "membership" { "1" } else { "2" }.to_owned());
                let live = ("live", "true".to_owned());
                stage.copy("membership", &from("membership"), &[("organisation_id", node), volunteer, state, live])
            }
            "made-up" | "honour" => stage.copy("entry", &from(name), &[("organisation_id", node), volunteer, unsealed]),
            "busy-organisation" => {
                stage.copy("entry", &from("plenty"), &[("organisation_id", node.clone()), unsealed]);
                return node;
            }
            "make-up" => {
                self.id("busy-organisation");
                let id = stage.copy("make_up", &from(name), &[("organisation_id", node)]);
                let line = format!("make_up_id = {}", stage.templates[name]);
                stage.copy("make_up_line", &line, &[("make_up_id", id.to_string()), volunteer]);
                id
            }
            "evidence" => {
                let by = self.person().map_or(0, |person| person.account);
                stage.copy("blob", &from("blob"), &[("owner_account_id", by.to_string())])
            }
            "today" => return today(stage.w),
            "applicant" | "returned" => self.applicant(if name == "applicant" { 1 } else { 2 }),
            "grant" => {
                let (role, at) = (Role::Manager, self.node);
                stage.w.grant(&stage.w.person("同事"), at, role, Reach::Own);
                return newest(stage.w, &format!("role_grant where organisation_id = {at}"));
            }
            "blob" => stage.copy("blob", &from("blob"), &[("owner_account_id", owner.account.to_string())]),
            "attendance" => self.attendance("attendance"),
            "open" => self.attendance("open"),
            "disputed" => {
                let id = self.attendance("disputed");
                stage.copy("correction", &from("correction"), &[("attendance_id", id.to_string()), volunteer]);
                id
            }
            "code-in" => return self.code(Direction::In),
            "code-out" => {
                self.id("open");
                return self.code(Direction::Out);
            }
            "nonce" => return stage.w.id().to_string(),
            other => panic!("nobody knows how to make a <{other}>"),
        };
        made.to_string()
    }

    /// An activity with its session and its position.
    fn activity(&self, name: &str) -> i64 {
        let stage = self.cast.stage;
        let template = stage.templates[name];
        let first = |table: &str| format!("id = (select min(id) from {table} where activity_id = {template})");
        let id = stage.copy("activity", &format!("id = {template}"), &[("organisation_id", self.node.to_string())]);
        let own = [("activity_id", id.to_string())];
        stage.copy("activity_session", &first("activity_session"), &own);
        let free = [&own[..], &[("taken", "0".to_owned())]].concat();
        let position = stage.copy("activity_position", &first("activity_position"), &free);
        let known = if name == "later" { "place" } else { "position" };
        self.made.borrow_mut().insert(known.to_owned(), position.to_string());
        id
    }

    /// A position of which an enrolment holds a place.
    fn taken(&self, name: &str) -> String {
        let id = self.id(name);
        self.cast.stage.sql(&format!("update activity_position set taken = 1 where id = {id}"));
        id
    }

    /// The organisation itself, not registered; or about to be.
    fn group(&self, waits: bool) -> String {
        let stage = self.cast.stage;
        stage.sql(&format!("update organisation set kind = 2 where id = {}", self.node));
        if waits {
            let evidence = self.id("blob");
            stage.sql(&format!(
                "update organisation set pending_code = '51440000500000007H', pending_evidence_id = {evidence} where id = {}",
                self.node
            ));
        }
        self.node.to_string()
    }

    fn applicant(&self, state: i16) -> i64 {
        let stage = self.cast.stage;
        let (parent, by) = (("parent_id", self.node.to_string()), self.owner().account.to_string());
        let from = format!("id = {}", stage.templates["applicant"]);
        let id = stage.copy("organisation", &from, &[parent, ("applied_by", by), ("state", state.to_string())]);
        stage.sql(&format!(
            "insert into organisation_path (ancestor_id, descendant_id, depth)
             select ancestor_id, {id}, depth + 1 from organisation_path where descendant_id = {}
             union all select {id}, {id}, 0",
            self.node
        ));
        id
    }

    /// The code that is shown now.
    fn code(&self, direction: Direction) -> String {
        use goodhours::kernel::db::schema::activity as a;
        let id: i64 = self.id("activity").parse().unwrap();
        let key: Vec<u8> = a::table.find(id).select(a::code_key).first(&mut self.cast.stage.w.conn()).unwrap();
        RotatingCode::at(&key, ActivityId(id), direction, self.cast.stage.w.now()).to_string()
    }

    /// A presence that nobody confirmed yet, a disputed one, or one that hasn't ended; its enrolment is there too.
    fn attendance(&self, name: &str) -> i64 {
        let (stage, activity) = (self.cast.stage, self.id("activity"));
        self.id("accepted");
        let volunteer = ("volunteer_id", self.owner().volunteer.to_string());
        let from = format!("id = {}", stage.templates[if name == "disputed" { name } else { "attendance" }]);
        let session = newest(stage.w, &format!("activity_session where activity_id = {activity}"));
        let mut changed = vec![("activity_id", activity), ("session_id", session), volunteer];
        if name == "open" {
            let still = [("state", "1"), ("open", "true"), ("signed_out_at", "null"), ("minutes", "0")];
            changed.extend(still.map(|(name, value)| (name, value.to_owned())));
        }
        stage.copy("attendance", &from, &changed)
    }
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
