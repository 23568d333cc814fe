//! What must hold between tables, each as one statement that answers with the rows that break it. The text is the same for both
//! engines but for the month of a day, and no statement holds more than its answer in memory.

use super::{FINDINGS_MAX, Report};
use crate::kernel::{
    db::{Conn, Engine},
    failure::Answer,
};
use diesel::{QueryableByName, RunQueryDsl, sql_types::Text};

/// One thing that must hold.
struct Law {
    table: &'static str,
    problem: &'static str,
    /// Selects `row` as text.
    broken: &'static str,
}

#[derive(QueryableByName)]
struct Broken {
    #[diesel(sql_type = Text)]
    row: String,
}

pub fn check(conn: &mut Conn, report: &mut Report) -> Answer<()> {
    let month = month_of(conn.engine());
    for law in LAWS {
        let text = law.broken.replace("{month}", month);
        let rows: Vec<Broken> = diesel::sql_query(format!("{text} limit {FINDINGS_MAX}")).load(conn)?;
        rows.into_iter().for_each(|broken| report.find(law.table, broken.row, law.problem));
    }
    Ok(())
}

/// The month of a served day as 202611; the one thing that the engines spell differently here.
fn month_of(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "cast(strftime('%Y%m', e.served_on * 86400, 'unixepoch') as bigint)",
        Engine::Postgres => "cast(to_char(timestamp 'epoch' + e.served_on * interval '1 day', 'YYYYMM') as bigint)",
    }
}

const LAWS: &[Law] = &[
    Law {
        table: "entry",
        problem: "waits-for-nothing",
        broken: "select cast(e.id as text) as row from entry e where e.seq is null \
                 and not exists (select 1 from unsealed u where u.entry_id = e.id)",
    },
    Law {
        table: "unsealed",
        problem: "names-no-waiting-entry",
        broken: "select cast(u.entry_id as text) as row from unsealed u \
                 where not exists (select 1 from entry e where e.id = u.entry_id and e.seq is null)",
    },
    Law {
        table: "entry",
        problem: "reverses-something-else",
        broken: "select cast(e.id as text) as row from entry e left join entry o on o.id = e.reverses_id \
                 where (e.class = 5) <> (e.reverses_id is not null) or (e.reverses_id is not null and (o.id is null \
                 or o.volunteer_id <> e.volunteer_id or o.minutes <> e.minutes or o.domain <> e.domain \
                 or o.class <> e.reverses_class or o.reverses_id is not null))",
    },
    Law {
        table: "entry",
        problem: "not-its-attendance",
        broken: "select cast(e.id as text) as row from entry e left join attendance a on a.id = e.attendance_id \
                 where e.attendance_id is not null and (a.id is null or a.volunteer_id <> e.volunteer_id \
                 or a.activity_id <> e.activity_id)",
    },
    Law {
        table: "entry",
        problem: "not-its-activity",
        broken: "select cast(e.id as text) as row from entry e left join activity a on a.id = e.activity_id \
                 where e.activity_id is not null and (e.attendance_id is not null or e.make_up_id is not null) \
                 and (a.id is null or a.organisation_id <> e.organisation_id)",
    },
    Law {
        table: "attendance",
        problem: "minutes-not-in-the-ledger",
        broken: "select cast(a.id as text) as row from attendance a left join (select e.attendance_id as id, \
                 sum(case when e.reverses_id is null then e.minutes else -e.minutes end) as minutes from entry e \
                 where e.attendance_id is not null group by e.attendance_id) s on s.id = a.id \
                 where coalesce(s.minutes, 0) <> 0 and s.minutes <> a.minutes",
    },
    Law {
        table: "attendance",
        problem: "not-its-session",
        broken: "select cast(a.id as text) as row from attendance a left join activity_session s on s.id = a.session_id \
                 where s.id is null or s.activity_id <> a.activity_id",
    },
    Law {
        table: "attendance",
        problem: "not-its-scans",
        broken: "select cast(a.id as text) as row from attendance a \
                 left join activity_session p on p.id = a.session_id \
                 left join (select session_id, volunteer_id, min(case when direction = 1 then at end) as since, \
                 max(case when direction = 2 then at end) as until from scan group by session_id, volunteer_id) s \
                 on s.session_id = a.session_id and s.volunteer_id = a.volunteer_id \
                 where s.since is null or s.since <> a.signed_in_at \
                 or (s.until >= s.since and (a.signed_out_at is null or a.signed_out_at <> s.until)) \
                 or ((s.until is null or s.until < s.since) and a.signed_out_at is not null and a.signed_out_at <> p.ends_at)",
    },
    Law {
        table: "attendance",
        problem: "open-and-out",
        broken: "select cast(a.id as text) as row from attendance a \
                 where coalesce(a.open, false) and a.signed_out_at is not null",
    },
    Law {
        table: "make_up",
        problem: "decided-by-its-submitter",
        broken: "select cast(m.id as text) as row from make_up m \
                 where m.state <> 1 and (m.decided_by is null or m.decided_at is null or m.decided_by = m.submitted_by)",
    },
    Law {
        table: "make_up",
        problem: "credited-without-approval",
        broken: "select cast(m.id as text) as row from make_up m where m.state <> 2 \
                 and exists (select 1 from entry e where e.make_up_id = m.id)",
    },
    Law {
        table: "entry",
        problem: "not-its-make-up",
        broken: "select cast(e.id as text) as row from entry e where e.make_up_id is not null and not exists \
                 (select 1 from make_up_line l where l.make_up_id = e.make_up_id and l.volunteer_id = e.volunteer_id \
                 and l.minutes = e.minutes and l.served_on = e.served_on)",
    },
    Law {
        table: "make_up_line",
        problem: "approved-and-not-credited",
        broken: "select cast(l.make_up_id as text) || ' line ' || cast(l.line as text) as row \
                 from make_up_line l join make_up m on m.id = l.make_up_id \
                 where m.state = 2 and not exists (select 1 from entry e where e.make_up_id = l.make_up_id \
                 and e.volunteer_id = l.volunteer_id and e.minutes = l.minutes and e.served_on = l.served_on)",
    },
    Law {
        table: "volunteer_total",
        problem: "not-the-sum-of-its-entries",
        broken: "with signed as (select e.volunteer_id, e.domain, coalesce(e.reverses_class, e.class) as class, \
                 case when e.reverses_id is null then e.minutes else -e.minutes end as minutes, \
                 case when e.reverses_id is null then e.served_on else 0 end as served_on from entry e \
                 where e.seq is not null and not exists (select 1 from uncounted u where u.entry_id = e.id)), \
                 fold as (select volunteer_id, \
                 sum(case when domain = 2 or class = 3 then 0 when class = 4 then -minutes else minutes end) as total, \
                 sum(case when domain = 1 and class in (1, 5) then minutes else 0 end) as scan, \
                 sum(case when domain = 1 and class = 2 then minutes else 0 end) as make_up, \
                 sum(case when domain = 1 and class = 4 then minutes else 0 end) as deducted, \
                 sum(case when domain = 1 and class = 3 then minutes else 0 end) as honorary, \
                 sum(case when domain = 2 then minutes else 0 end) as training, \
                 max(served_on) as last_served_on from signed group by volunteer_id) \
                 select cast(coalesce(t.volunteer_id, f.volunteer_id) as text) as row \
                 from volunteer_total t full join fold f on f.volunteer_id = t.volunteer_id \
                 where t.volunteer_id is null or f.volunteer_id is null or t.total <> f.total or t.scan <> f.scan \
                 or t.make_up <> f.make_up or t.deducted <> f.deducted or t.honorary <> f.honorary \
                 or t.training <> f.training or t.last_served_on <> f.last_served_on",
    },
    Law {
        table: "activity_total",
        problem: "not-the-sum-of-its-entries",
        broken: "with person as (select e.activity_id, e.volunteer_id, \
                 sum(case when e.reverses_id is null then 1 else -1 end * e.minutes * \
                 case coalesce(e.reverses_class, e.class) when 2 then 0 when 3 then 0 when 4 then -1 else 1 end) as scan, \
                 sum(case when e.reverses_id is null then 1 else -1 end * e.minutes * \
                 case coalesce(e.reverses_class, e.class) when 2 then 1 else 0 end) as make_up from entry e \
                 where e.activity_id is not null and e.seq is not null \
                 and not exists (select 1 from uncounted u where u.entry_id = e.id) group by e.activity_id, e.volunteer_id), \
                 fold as (select activity_id, sum(scan) as scan, sum(make_up) as make_up, \
                 sum(case when scan + make_up > 0 then 1 else 0 end) as people from person group by activity_id) \
                 select cast(coalesce(t.activity_id, f.activity_id) as text) as row \
                 from activity_total t full join fold f on f.activity_id = t.activity_id \
                 where t.activity_id is null or f.activity_id is null or t.total <> f.scan + f.make_up \
                 or t.scan <> f.scan or t.make_up <> f.make_up or t.people <> f.people",
    },
    // A node keeps what was counted while an organisation was below it; once the tree was moved, only the platform's own cells can
    // be made again from the present tree.
    Law {
        table: "hour_cell",
        problem: "not-the-sum-of-its-entries",
        broken: "with signed as (select e.organisation_id, {month} as month, coalesce(e.reverses_class, e.class) as class, e.domain, \
                 case when e.reverses_id is null then e.minutes else -e.minutes end as minutes, \
                 case when e.reverses_id is null then 1 else -1 end as entries from entry e where e.seq is not null), \
                 fold as (select p.ancestor_id as node_id, month, class, domain, sum(minutes) as minutes, sum(entries) as entries \
                 from signed join organisation_path p on p.descendant_id = signed.organisation_id \
                 group by p.ancestor_id, month, class, domain \
                 union all select 0, month, class, domain, sum(minutes), sum(entries) from signed group by month, class, domain) \
                 select 'node ' || cast(coalesce(c.node_id, f.node_id) as text) || ' month ' || \
                 cast(coalesce(c.month, f.month) as text) as row from hour_cell c full join fold f \
                 on f.node_id = c.node_id and f.month = c.month and f.class = c.class and f.domain = c.domain \
                 where (c.node_id is null or f.node_id is null or c.minutes <> f.minutes or c.entries <> f.entries) \
                 and (coalesce(c.node_id, f.node_id) = 0 \
                 or not exists (select 1 from audit where act like 'organisation.mov%' or act like 'organisation.merg%'))",
    },
];
