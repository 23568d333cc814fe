//! The organisations and people of a world: rows that a story starts from.

use crate::world::{Person, World};
use diesel::prelude::*;
use domain::organisation::{Reach, Role};
use goodhours::kernel::{db::schema, dice::entropy, session::token_hash};

impl World {
    pub fn id(&self) -> i64 {
        self.office.ids.next(self.now())
    }

    /// An organisation below `parent`, approved.
    pub fn organisation(&self, name: &str, parent: Option<i64>) -> i64 {
        use schema::{organisation as o, organisation_path as p};
        let (id, mut conn) = (self.id(), self.conn());
        diesel::insert_into(o::table)
            .values((
                (
                    o::id.eq(id),
                    o::parent_id.eq(parent),
                    o::kind.eq(1i16),
                    o::branch.eq(1i16),
                    o::state.eq(3i16),
                    o::name.eq(name),
                ),
                (
                    o::credit_code.eq(""),
                    o::region.eq("440104"),
                    o::address.eq("中山路1号"),
                    o::contact_name.eq("李站长"),
                ),
                (
                    o::contact_phone.eq("020-12355"),
                    o::introduction.eq(""),
                    o::review_exempt.eq(false),
                    o::reason.eq(""),
                ),
                o::created_at.eq(self.now().as_microsecond()),
            ))
            .execute(&mut conn)
            .unwrap();
        let above: Vec<(i64, i16)> = match parent {
            Some(parent) => {
                p::table.filter(p::descendant_id.eq(parent)).select((p::ancestor_id, p::depth)).load(&mut conn).unwrap()
            }
            None => vec![],
        };
        for (ancestor, depth) in above.into_iter().map(|(node, depth)| (node, depth + 1)).chain([(id, 0)]) {
            diesel::insert_into(p::table)
                .values((p::ancestor_id.eq(ancestor), p::descendant_id.eq(id), p::depth.eq(depth)))
                .execute(&mut conn)
                .unwrap();
        }
        id
    }

    /// A session for somebody who was made by an action, and has just shown to be present.
    pub fn session(&self, account: i64, volunteer: i64) -> Person {
        use schema::session as s;
        let (token, at) = (goodhours::kernel::dice::text(&entropy::<32>()), self.now().as_microsecond());
        diesel::insert_into(s::table)
            .values((
                (s::token_hash.eq(token_hash(&token).to_vec()), s::account_id.eq(account), s::kind.eq(1i16)),
                (s::device.eq(""), s::created_at.eq(at), s::seen_at.eq(at), s::idle_seconds.eq(400 * 86_400i64)),
                (s::expires_at.eq(at + 400 * 86_400_000_000), s::step_up_until.eq(at + 400 * 86_400_000_000)),
            ))
            .execute(&mut self.conn())
            .unwrap();
        Person { account, volunteer, token }
    }

    /// An approved membership.
    pub fn member(&self, person: &Person, organisation: i64) {
        use schema::membership as m;
        diesel::insert_into(m::table)
            .values((
                (m::id.eq(self.id()), m::volunteer_id.eq(person.volunteer), m::organisation_id.eq(organisation)),
                (m::state.eq(2i16), m::live.eq(true), m::reason.eq(""), m::applied_at.eq(self.now().as_microsecond())),
            ))
            .execute(&mut self.conn())
            .unwrap();
    }

    /// Somebody with an account and a session, who has just shown to be present.
    pub fn person(&self, nickname: &str) -> Person {
        use schema::{account as a, session as s};
        let (account, mut conn, at) = (self.id(), self.conn(), self.now().as_microsecond());
        diesel::insert_into(a::table)
            .values((
                (a::id.eq(account), a::state.eq(2i16), a::nickname.eq(nickname), a::platform_role.eq(0i16)),
                (a::locale.eq("zh-CN"), a::created_at.eq(at), a::activated_at.eq(at)),
            ))
            .execute(&mut conn)
            .unwrap();
        let token = goodhours::kernel::dice::text(&entropy::<32>());
        diesel::insert_into(s::table)
            .values((
                (
                    s::token_hash.eq(token_hash(&token).to_vec()),
                    s::account_id.eq(account),
                    s::kind.eq(1i16),
                    s::device.eq(""),
                ),
                (s::created_at.eq(at), s::seen_at.eq(at), s::idle_seconds.eq(400 * 86_400i64)),
                (s::expires_at.eq(at + 400 * 86_400_000_000), s::step_up_until.eq(at + 400 * 86_400_000_000)),
            ))
            .execute(&mut conn)
            .unwrap();
        Person { account, volunteer: 0, token }
    }

    /// A verified volunteer who belongs to `organisation`.
    pub fn volunteer(&self, nickname: &str, organisation: i64) -> Person {
        use schema::{membership as m, volunteer as v};
        let person = self.person(nickname);
        let (volunteer, mut conn, at) = (self.id(), self.conn(), self.now().as_microsecond());
        diesel::insert_into(v::table)
            .values((
                (v::id.eq(volunteer), v::account_id.eq(person.account), v::number.eq(volunteer.to_string())),
                (v::public_name.eq("张*"), v::listed.eq(false), v::region.eq("440104"), v::verification.eq(2i16)),
                (v::verification_cause.eq(""), v::verified_at.eq(at), v::wants_card.eq(true), v::registered_at.eq(at)),
                (v::face_marked_at.eq(at), v::sex.eq(2i16)),
            ))
            .execute(&mut conn)
            .unwrap();
        diesel::insert_into(m::table)
            .values((
                (m::id.eq(self.id()), m::volunteer_id.eq(volunteer), m::organisation_id.eq(organisation)),
                (m::state.eq(2i16), m::live.eq(true), m::reason.eq(""), m::applied_at.eq(at)),
            ))
            .execute(&mut conn)
            .unwrap();
        Person { volunteer, ..person }
    }

    /// Somebody who holds a role at an organisation and all below.
    pub fn steward(&self, organisation: i64, role: Role) -> Person {
        let person = self.person("管理员");
        self.grant(&person, organisation, role, Reach::OwnAndBelow);
        person
    }

    pub fn grant(&self, person: &Person, organisation: i64, role: Role, reach: Reach) {
        use schema::role_grant as g;
        diesel::insert_into(g::table)
            .values((
                (g::id.eq(self.id()), g::account_id.eq(person.account), g::organisation_id.eq(organisation)),
                (g::role.eq(role.number()), g::reach.eq(reach.number()), g::granted_by.eq(0)),
                g::granted_at.eq(self.now().as_microsecond()),
            ))
            .execute(&mut self.conn())
            .unwrap();
    }
}
