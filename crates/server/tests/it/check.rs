//! Stories of `goodhours check`: a world that fits, and the finding that names each altered cell.

use crate::{
    activity::{proposal, published},
    ledger::{self, keys, line, seal},
    story,
    world::World,
};
use diesel::{connection::SimpleConnection, prelude::*};
use domain::{
    hours::Class,
    kernel::{day_number, local_date},
};
use goodhours::{
    check::{Report, check},
    kernel::db::{
        Target,
        schema::{activity_session, attendance as a, entry as e, make_up as m, make_up_line as l, scan as s},
    },
};
use jiff::ToSpan;

fn report(w: &World) -> Report {
    check(&mut w.conn(), &keys()).unwrap()
}

/// An attendance with its scans and its entry, an approved make-up, a reversal, all sealed.
async fn served(w: &World) -> (i64, i64, i64) {
    let city = w.organisation("广州市志愿者协会", None);
    let team = w.organisation("向阳义工服务队", Some(city));
    let someone = w.volunteer("小李", team).volunteer;
    let activity: i64 = published(w, team, city, proposal(w)).await.parse().unwrap();
    let attendance = attended(w, (team, activity, someone));
    let make_up = made_up(w, (team, activity, someone));
    let other = w.volunteer("小王", team).volunteer;
    let gone = line(other, team, 45).write(w);
    ledger::Line { reverses: Some((gone, Class::Scan)), ..line(other, team, 45).of(Class::Reversal) }.write(w);
    seal(w).await;
    (attendance, make_up, someone)
}

fn attended(w: &World, (team, activity, someone): (i64, i64, i64)) -> i64 {
    let (id, mut conn, now) = (w.id(), w.conn(), w.now().as_microsecond());
    let session: i64 = activity_session::table
        .filter(activity_session::activity_id.eq(activity))
        .select(activity_session::id)
        .first(&mut conn)
        .unwrap();
    let until = now + 90 * 60_000_000;
    for (direction, at) in [(1i16, now), (2, until)] {
        diesel::insert_into(s::table)
            .values((
                (s::id.eq(w.id()), s::nonce.eq(format!("n{direction}")), s::session_id.eq(session)),
                (s::volunteer_id.eq(someone), s::direction.eq(direction), s::method.eq(1i16), s::at.eq(at)),
                (s::received_at.eq(now), s::recorded_by.eq(0), s::evidence.eq("{}")),
            ))
            .execute(&mut conn)
            .unwrap();
    }
    diesel::insert_into(a::table)
        .values((
            (a::id.eq(id), a::session_id.eq(session), a::activity_id.eq(activity), a::volunteer_id.eq(someone)),
            (a::state.eq(2i16), a::signed_in_at.eq(now), a::signed_out_at.eq(until), a::method.eq(1i16)),
            (a::grade.eq(1i16), a::face_checked.eq(true), a::minutes.eq(90), a::rating.eq("")),
        ))
        .execute(&mut conn)
        .unwrap();
    let entry = line(someone, team, 90).at(activity).write(w);
    diesel::update(e::table.find(entry)).set(e::attendance_id.eq(id)).execute(&mut conn).unwrap();
    id
}

fn made_up(w: &World, (team, activity, someone): (i64, i64, i64)) -> i64 {
    let (id, mut conn, now) = (w.id(), w.conn(), w.now().as_microsecond());
    let today = local_date(w.now());
    diesel::insert_into(m::table)
        .values((
            (m::id.eq(id), m::organisation_id.eq(team), m::activity_id.eq(activity), m::state.eq(2i16)),
            (m::level.eq(1i16), m::reason.eq("现场断网"), m::evidence_id.eq(1), m::submitted_by.eq(11)),
            (m::submitted_at.eq(now), m::decided_by.eq(12), m::decided_at.eq(now), m::decision_reason.eq("")),
        ))
        .execute(&mut conn)
        .unwrap();
    diesel::insert_into(l::table)
        .values((
            (l::make_up_id.eq(id), l::line.eq(1), l::volunteer_id.eq(someone), l::minutes.eq(30)),
            l::served_on.eq(day_number(today)),
        ))
        .execute(&mut conn)
        .unwrap();
    let counts_from = Some(today.checked_add(1.day()).unwrap());
    let entry = ledger::Line { counts_from, ..line(someone, team, 30).at(activity).of(Class::MakeUp) }.write(w);
    diesel::update(e::table.find(entry)).set(e::make_up_id.eq(id)).execute(&mut conn).unwrap();
    id
}

// rules: HRS-07, LOG-01, STA-02
story!(one_altered_cell_anywhere_is_named, w, {
    // given a world that fits, before and after a night
    let (attendance, make_up, someone) = served(&w).await;
    let sound = report(&w);
    assert_eq!(sound.findings, []);
    assert!(sound.entries == 4 && sound.lines > 0 && sound.leaves == sound.entries + sound.lines);
    w.wait(jiff::SignedDuration::from_hours(24));
    seal(&w).await;
    assert_eq!(report(&w).findings, []);

    unguard(&w);
    let bytes = if matches!(w.target, Target::Sqlite(_)) { "x'00'" } else { "decode('00', 'hex')" };
    let alterations = [
        ("entry", format!("update entry set minutes = minutes + 1 where attendance_id = {attendance}")),
        ("entry", format!("update entry set reason = 'x' where attendance_id = {attendance}")),
        ("entry", format!("update entry set counts_from = counts_from - 1 where make_up_id = {make_up}")),
        ("entry", format!("update entry set volunteer_id = volunteer_id + 1 where make_up_id = {make_up}")),
        ("entry", "update entry set recorded_by = 8 where class = 5".to_owned()),
        ("entry", "update entry set salt = ".to_owned() + bytes + " where class = 5"),
        ("entry", "update entry set seq = seq + 1000 where class = 5".to_owned()),
        ("entry", "update entry set seq = null where class = 5".to_owned()),
        ("entry", "delete from entry where class = 5".to_owned()),
        ("attendance", format!("update attendance set minutes = 91 where id = {attendance}")),
        ("attendance", format!("update attendance set signed_in_at = signed_in_at - 60000000 where id = {attendance}")),
        ("attendance", format!("update attendance set signed_out_at = signed_out_at + 1 where id = {attendance}")),
        ("attendance", format!("update attendance set volunteer_id = 1 where id = {attendance}")),
        ("scan", "update scan set at = at + 1 where direction = 2".to_owned()),
        ("scan", "update scan set evidence = '{\"x\":1}' where direction = 1".to_owned()),
        ("scan", "update scan set recorded_by = 5 where direction = 1".to_owned()),
        ("scan", "delete from scan where direction = 2".to_owned()),
        ("volunteer_total", format!("update volunteer_total set scan = scan + 1 where volunteer_id = {someone}")),
        ("volunteer_total", format!("update volunteer_total set total = 0 where volunteer_id = {someone}")),
        ("volunteer_total", "delete from volunteer_total".to_owned()),
        ("activity_total", "update activity_total set people = people + 1".to_owned()),
        ("hour_cell", "update hour_cell set minutes = minutes + 1 where node_id <> 0".to_owned()),
        ("hour_cell", "update hour_cell set entries = 0 where node_id = 0".to_owned()),
        ("log_tile", format!("update log_tile set bytes = {bytes} where log = 1 and level = 0")),
        ("log_tile", format!("update log_tile set bytes = {bytes} where log = 1 and level = -1")),
        ("log_tile", "update log_tile set width = width + 1 where log = 2 and level = 0".to_owned()),
        ("log_tile", "delete from log_tile where log = 2 and level = -1".to_owned()),
        ("log_head", "update log_head set size = size - 1 where log = 1".to_owned()),
        ("log_head", "update log_head set root = (select root from log_head where log = 2) where log = 1".to_owned()),
        ("make_up", format!("update make_up set reason = 'x' where id = {make_up}")),
        ("make_up", format!("update make_up set decided_by = 13 where id = {make_up}")),
        ("make_up", format!("update make_up set state = 3 where id = {make_up}")),
        ("make_up_line", format!("update make_up_line set minutes = 31 where make_up_id = {make_up}")),
        ("audit", "update audit set reason = 'x' where seq = 0".to_owned()),
        ("audit", "update audit set actor = actor + 1 where seq = 0".to_owned()),
        ("audit", "delete from audit where seq = 0".to_owned()),
        ("unsealed", "insert into unsealed values (1)".to_owned()),
    ];
    for (table, sql) in alterations {
        // when one cell is altered, in a transaction that is taken back afterwards
        let mut conn = w.conn();
        let found = conn
            .transaction(|conn| {
                conn.batch_execute(&sql)?;
                let report = check(conn, &keys()).unwrap();
                Err::<(), _>(Altered(report))
            })
            .unwrap_err()
            .0;
        // then a finding names its table
        assert!(found.findings.iter().any(|finding| finding.table == table), "{sql}: {:?}", found.findings);
    }
    assert_eq!(report(&w).findings, []);
});

/// Takes away what keeps the trail from being altered, as whoever owns the database can.
fn unguard(w: &World) {
    let sql = match w.target {
        Target::Sqlite(_) => "drop trigger audit_never_changed; drop trigger audit_never_deleted",
        Target::Postgres(_) => "alter table audit disable trigger user",
    };
    w.conn().batch_execute(sql).unwrap();
}

/// Carries a report out of a transaction that is taken back.
struct Altered(Report);

impl std::fmt::Debug for Altered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl From<diesel::result::Error> for Altered {
    fn from(error: diesel::result::Error) -> Altered {
        panic!("{error}")
    }
}
