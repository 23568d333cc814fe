//! Stories of a database that goes away for a moment: nobody is told that we broke, and the next request is answered.

use crate::{
    story,
    world::{Reply, World},
};
use diesel::{RunQueryDsl, sql_query};
use futures_util::future::join_all;
use goodhours::kernel::{
    db::{Conn, Engine, Urgency},
    failure::{Answer, Failure},
};

/// Ends every connection that the lanes of this world hold.
fn cut_off(w: &World) {
    let name = w.folder.file_name().unwrap().to_str().unwrap();
    let others = format!("application_name = '{name}' and pid <> pg_backend_pid()");
    let ended = format!("select pg_terminate_backend(pid, 5000) from pg_stat_activity where {others}");
    sql_query(ended).execute(&mut w.conn()).unwrap();
    assert_eq!(w.count(&format!("pg_stat_activity where {others} and pid <> pg_backend_pid()")), 0);
}

/// One's own connection, in the middle of a job.
fn cut_own(conn: &mut Conn) -> Answer<()> {
    sql_query("select pg_terminate_backend(pg_backend_pid())").execute(conn)?;
    sql_query("select 1").execute(conn)?;
    Ok(())
}

fn is_honest(reply: &Reply) {
    assert!([200, 201, 503].contains(&reply.status), "{} {}", reply.status, reply.text);
    if reply.status == 503 {
        assert!(reply.headers["retry-after"].to_str().unwrap().parse::<u32>().unwrap() >= 1);
    }
}

story!(a_lost_connection_answers_503_and_the_next_request_is_served, w, {
    if w.office.db.engine() == Engine::Postgres {
        let login = serde_json::json!({ "login": "nobody", "password": "一步一步走稳 2026" });
        for _ in 0..3 {
            cut_off(&w);
            // a reader's and a writer's connection are each found broken by the request that takes them
            let pages = join_all((0..4).map(|_| w.page(None, "/organisations"))).await;
            let calls = join_all((0..4).map(|_| w.get(None, "/api/v1/activities"))).await;
            pages.iter().chain(&calls).for_each(is_honest);
            assert!(pages.iter().chain(&calls).any(|reply| reply.status == 503), "nobody noticed");
            let writes = join_all((0..12).map(|_| w.post(None, "/api/v1/sessions", login.clone()))).await;
            assert!(writes.iter().all(|reply| [401, 403, 429, 503].contains(&reply.status)), "{writes:?}");
            w.page(None, "/organisations").await.says(&["<h1"]);
            assert_ne!(w.post(None, "/api/v1/sessions", login.clone()).await.status, 503);
        }
    }
});

story!(a_connection_that_is_lost_within_a_transaction_is_no_fault_of_ours, w, {
    if w.office.db.engine() == Engine::Postgres {
        for urgency in [Urgency::Now, Urgency::Background] {
            let written = w.office.db.write(cut_own, urgency).await;
            assert!(matches!(written, Err(Failure::Unavailable { .. })), "{written:?}");
        }
        let read = w.office.db.read(cut_own).await;
        assert!(matches!(read, Err(Failure::Unavailable { .. })), "{read:?}");
        // and a job that sees the failure itself may tell it from a fault of ours
        let mut conn = w.conn();
        assert!(matches!(cut_own(&mut conn), Err(Failure::Unavailable { .. })));
        assert!(matches!(cut_own(&mut conn), Err(Failure::Unavailable { .. })));
    }
});
