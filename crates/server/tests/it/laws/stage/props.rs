//! What a try needs: the people of its row, and a fresh resource for each `<name>` in a path or a body.

mod records;

use super::{Stage, Who, lists, newest, today};
use crate::world::Person;
use diesel::prelude::*;
use domain::{
    attendance::{Direction, RotatingCode},
    card::DayKey,
    kernel::{ActivityId, VolunteerId, keyed_hex, local_date},
    organisation::{Reach, Role},
};
use goodhours::volunteer::verification;
use jiff::SignedDuration;
use std::{
    cell::{OnceCell, RefCell},
    collections::HashMap,
};

/// One row's organisations and people.
pub struct Cast<'s, 'w> {
    pub(super) stage: &'s Stage<'w>,
    pub(super) nodes: [i64; 4],
    pub(super) stranger: Person,
    pub(super) auditor: Person,
    pub(super) steward: Person,
    pub(super) platform: Person,
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
        self.owner.get_or_init(|| self.cast.stage.volunteer("周", "小"))
    }

    /// Replaces every `{name}` by the id of a fresh one.
    pub fn fill(&self, text: &str) -> String {
        if text.contains("<certificate") || text.contains("<holder") {
            self.owner.set(self.cast.stage.holder().person.clone()).ok();
        }
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
            "number" => return self.number(),
            "accepted-number" => {
                self.id("accepted");
                return self.number();
            }
            "member-number" => {
                self.id("member");
                return self.number();
            }
            "unverified-member" | "foreign-member" => return self.unverified(name == "foreign-member"),
            "certificate" => return stage.holder().certificate.clone(),
            "certificate-number" => return stage.holder().number.clone(),
            // Stands for nothing: it says that the owner of this row is the one with a photo.
            "holder" => return String::new(),
            "card-code" => return self.card_code(),
            "ticket" => return self.ticket(),
            "objection" => return self.objection(),
            "appeal" => return self.appeal(),
            "question" => return self.question(),
            "suspended" => return self.suspended(),
            "client" => return stage.templates["client"].to_string(),
            "client-id" => return self.client_id(),
            "roster" => return lists::roster(stage.w, self.node, owner.account),
            "handout" => return lists::handout(stage.w, self.node, owner.account),
            "record" => return self.record(),
            "quarantine" => return self.quarantine(),
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

    /// The owner's volunteer number.
    fn number(&self) -> String {
        use goodhours::kernel::db::schema::volunteer as v;
        let of_owner = v::table.find(self.owner().volunteer).select(v::number);
        of_owner.first(&mut self.cast.stage.w.conn()).unwrap()
    }

    /// The owner as a member whose identity check failed, or waits for a steward's eyes.
    fn unverified(&self, by_hand: bool) -> String {
        self.id("member");
        let (state, id) = (if by_hand { verification::BY_HAND } else { verification::FAILED }, self.owner().volunteer);
        self.cast.stage.sql(&format!("update volunteer set verification = {state} where id = {id}"));
        id.to_string()
    }

    /// What the owner's e-card shows now.
    fn card_code(&self) -> String {
        let (w, id) = (self.cast.stage.w, VolunteerId(self.owner().volunteer));
        let key = w.office.means.keys.card_key(id);
        DayKey::derive(&key, id, local_date(w.now())).token(id, w.now())
    }

    /// What the page behind a scanned card carries: the owner was here a moment ago.
    fn ticket(&self) -> String {
        let w = self.cast.stage.w;
        let text = format!("{}.{}", self.owner().volunteer, w.now().as_second() + 60);
        format!("{text}.{}", keyed_hex(&w.office.means.keys.derived("card seen", &[]), &text))
    }

    /// An appeal for a document that no account has, with nothing left of what was written.
    fn appeal(&self) -> String {
        use goodhours::kernel::db::schema::appeal as a;
        let (w, id) = (self.cast.stage.w, self.cast.stage.w.id());
        let none: Vec<u8> = id.to_be_bytes().to_vec();
        diesel::insert_into(a::table)
            .values((
                (a::id.eq(id), a::number.eq(format!("A{id}")), a::document_mac.eq(&none), a::reporter_mac.eq(&none)),
                (a::state.eq(1i16), a::reason.eq(""), a::filed_at.eq(w.now().as_microsecond())),
            ))
            .execute(&mut w.conn())
            .unwrap();
        id.to_string()
    }

    /// A question of the owner on the node's desk.
    fn question(&self) -> String {
        use goodhours::kernel::db::schema::ticket as t;
        let (w, id) = (self.cast.stage.w, self.cast.stage.w.id());
        let (number, at, mac) = (format!("T{id}"), w.now().as_microsecond(), id.to_be_bytes().to_vec());
        diesel::insert_into(t::table)
            .values((
                (t::id.eq(id), t::number.eq(&number), t::topic.eq(1i16), t::state.eq(1i16), t::asker_mac.eq(mac)),
                (t::asker_account_id.eq(self.owner().account), t::about_account_id.eq(self.owner().account)),
                (t::organisation_id.eq(self.node), t::filed_at.eq(at), t::changed_at.eq(at), t::kept.eq(true)),
            ))
            .execute(&mut w.conn())
            .unwrap();
        number
    }

    /// An account that can't log in.
    fn suspended(&self) -> String {
        let id = self.cast.stage.w.person("停用").account;
        self.cast.stage.sql(&format!("update account set state = 3 where id = {id}"));
        id.to_string()
    }

    /// A case about an activity of the node; who reviews the node decides it.
    fn objection(&self) -> String {
        let (stage, number) = (self.cast.stage, self.cast.stage.w.id().to_string());
        let above = format!("(select parent_id from organisation where id = {})", self.node);
        let changed = [
            ("number", format!("'{number}'")),
            ("organisation_id", self.node.to_string()),
            ("activity_id", self.id("activity")),
            ("decider_id", above),
        ];
        stage.copy("objection", &format!("id = {}", stage.templates["objection"]), &changed);
        number
    }

    /// What the connected platform calls itself.
    fn client_id(&self) -> String {
        use goodhours::kernel::db::schema::sso_client as s;
        let stage = self.cast.stage;
        s::table.find(stage.templates["client"]).select(s::client_id).first(&mut *stage.conn.borrow_mut()).unwrap()
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
        let evidence = ("evidence_id", stage.templates["blob"].to_string());
        let changed = [parent, ("applied_by", by), ("state", state.to_string()), evidence];
        let id = stage.copy("organisation", &from, &changed);
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
