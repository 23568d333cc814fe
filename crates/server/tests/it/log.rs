//! Stories of the sequencer and the tamper-evident logs.

use crate::{
    ledger::{self, line, seal, sequencer},
    story,
    world::World,
};
use diesel::{connection::SimpleConnection, prelude::*};
use domain::{
    hours::{Class, Counted, Credit, Domain, Entry, totals},
    kernel::{EntryId, Minutes, VolunteerId, local_date},
};
use goodhours::{
    hours,
    kernel::{
        db::{
            Target,
            schema::{activity_total, entry, hour_cell, log_head},
        },
        dice::Dice,
        log::{self, Log, RolledBack},
        sequencer::Pass,
    },
};
use jiff::{SignedDuration, ToSpan};
use tlog::{note::VerifierKey, prove_consistency, verify_consistency};

fn seqs(w: &World) -> Vec<Option<i64>> {
    entry::table.order(entry::seq).select(entry::seq).load(&mut w.conn()).unwrap()
}

// rules: LOG-01, LOG-02, HRS-10
story!(every_entry_gets_a_number_a_leaf_and_a_proof_that_needs_no_server, w, {
    // given three entries, two before the first checkpoint
    let team = w.organisation("向阳义工服务队", None);
    let someone = w.volunteer("小李", team);
    let first = line(someone.volunteer, team, 90).write(&w);
    line(someone.volunteer, team, 30).write(&w);

    // when
    assert_eq!(seal(&w).await, 2);
    let before = log::current(&mut w.conn(), Log::Hours).unwrap().unwrap();
    let last = line(someone.volunteer, team, 60).write(&w);
    assert_eq!(seal(&w).await, 1);

    // then numbers have no gap and nothing waits
    assert_eq!(seqs(&w), [Some(0), Some(1), Some(2)]);
    assert_eq!(w.count("unsealed"), 0);
    assert_eq!(seal(&w).await, 0);

    // and the later checkpoint only added to the earlier
    let mut conn = w.conn();
    let after = log::current(&mut conn, Log::Hours).unwrap().unwrap();
    let proof = prove_consistency(&log::Stored::new(&mut conn, &after), 2, 3).unwrap();
    verify_consistency(&before.head, &after.head, &proof).unwrap();

    // and a proof stands on its own, for both, and for nothing else
    let key = VerifierKey::parse(&after.vkey).unwrap();
    assert_eq!(after.origin, "localhost/log/hours/1");
    for id in [first, last] {
        let recorded = hours::recorded(&mut conn, EntryId(id)).unwrap();
        let mut proof = |entry: &hours::Recorded| {
            let opening = hours::opening(&mut conn, entry).unwrap();
            log::proof(&mut conn, Log::Hours, recorded.seq.unwrap(), Some(opening)).unwrap()
        };
        let shown = hours::verify_proof(&proof(&recorded), &after.origin, &key).unwrap().unwrap();
        let forged = proof(&hours::Recorded { minutes: recorded.minutes + 1, ..recorded.clone() });
        assert!(!shown.is_empty());
        assert!(hours::verify_proof(&forged, &after.origin, &key).is_err());
    }
});

// rules: AUD-01
story!(the_trail_is_sealed_into_a_log_of_its_own, w, {
    let city = w.organisation("广州市志愿者协会", None);
    crate::activity::published(&w, w.organisation("向阳义工服务队", Some(city)), city, crate::activity::proposal(&w))
        .await;
    let lines = w.count("audit");
    assert!(lines > 0);

    seal(&w).await;

    assert_eq!(w.count("audit where seq is null"), 0);
    let standing = log::current(&mut w.conn(), Log::Audit).unwrap().unwrap();
    assert_eq!(
        (i64::try_from(standing.head.size).unwrap(), standing.origin.as_str()),
        (lines, "localhost/log/audit/1")
    );
});

// rules: HRS-01, HRS-03, HRS-05
story!(a_persons_total_is_the_fold_of_their_entries_at_every_moment, w, {
    let team = w.organisation("向阳义工服务队", None);
    let mut dice = Dice::seeded([3; 32]);
    let mut draw = |most: u32| u32::try_from(dice.below(u64::from(most))).unwrap();
    for _ in 0..6 {
        let someone = w.volunteer("小李", team).volunteer;
        let mut known: Vec<Entry> = Vec::new();
        for _ in 0..24 {
            // when something happens: a credit, a reversal, a night, a pass of the sequencer
            match draw(7) {
                0..=2 => known.push(credited(&w, (team, someone), &mut draw)),
                3 | 4 => known.extend(taken_back(&w, (team, someone), &known)),
                5 => w.wait(SignedDuration::from_hours(13)),
                _ => drop(seal(&w).await),
            }
            // then the total is right at once
            let today = local_date(w.now());
            let shown = hours::totals_of(&mut w.conn(), VolunteerId(someone), today).unwrap();
            assert_eq!(shown, totals(&known, today), "{known:?}");
        }
    }
});

fn credited(w: &World, (team, someone): (i64, i64), draw: &mut impl FnMut(u32) -> u32) -> Entry {
    let class = [Class::Scan, Class::MakeUp, Class::Honorary, Class::Deduction][usize::try_from(draw(4)).unwrap()];
    let domain = if draw(4) == 0 { Domain::Training } else { Domain::Service };
    let today = local_date(w.now());
    let counts_from = if class == Class::MakeUp { today.checked_add(1.day()).unwrap() } else { today };
    let minutes = 1 + draw(300);
    let line =
        ledger::Line { domain, counts_from: Some(counts_from), ..line(someone, team, i64::from(minutes)).of(class) };
    let credit = Credit { class, domain, minutes: Minutes(minutes), served_on: today };
    Entry { id: EntryId(line.write(w)), credit, counts_from, recorded_at: w.now(), reverses: None }
}

/// Takes back the latest entry that still stands.
fn taken_back(w: &World, (team, someone): (i64, i64), known: &[Entry]) -> Option<Entry> {
    let gone = |id| known.iter().any(|entry| entry.reverses.is_some_and(|counted| counted.id == id));
    let standing = known.iter().rev().find(|entry| entry.reverses.is_none() && !gone(entry.id))?;
    let counts_from = local_date(w.now()).max(standing.counts_from);
    let class = standing.credit.class;
    let line = ledger::Line {
        domain: standing.credit.domain,
        counts_from: Some(counts_from),
        reverses: Some((standing.id.get(), class)),
        ..line(someone, team, standing.credit.minutes.get()).of(Class::Reversal)
    };
    let reverses = Some(Counted { id: standing.id, class });
    let credit = Credit { class: Class::Reversal, ..standing.credit };
    Some(Entry { id: EntryId(line.write(w)), credit, counts_from, recorded_at: w.now(), reverses })
}

// rules: STA-02
story!(counters_follow_the_ledger_by_node_and_activity, w, {
    // given a team below a city, and two people at one activity
    let city = w.organisation("广州市志愿者协会", None);
    let team = w.organisation("向阳义工服务队", Some(city));
    let people = [w.volunteer("小李", team).volunteer, w.volunteer("小王", team).volunteer];
    let activity = w.id();
    let ids: Vec<i64> = people.map(|person| line(person, team, 60).at(activity).write(&w)).to_vec();
    line(people[0], team, 30).at(activity).of(Class::MakeUp).write(&w);
    seal(&w).await;
    let total = |w: &World| {
        let row = activity_total::table.find(activity);
        row.select((activity_total::scan, activity_total::make_up, activity_total::people))
            .first::<(i64, i64, i64)>(&mut w.conn())
            .unwrap()
    };
    assert_eq!(total(&w), (120, 30, 2));

    // when the second person's minutes are taken back
    let back = ledger::Line { reverses: Some((ids[1], Class::Scan)), ..line(people[1], team, 60) };
    back.at(activity).of(Class::Reversal).write(&w);
    seal(&w).await;

    // then nobody counts twice, and every node above knows
    assert_eq!(total(&w), (60, 30, 1));
    for node in [0, city, team] {
        let cells: Vec<(i16, i64, i64)> = hour_cell::table
            .filter(hour_cell::node_id.eq(node))
            .order(hour_cell::class)
            .select((hour_cell::class, hour_cell::minutes, hour_cell::entries))
            .load(&mut w.conn())
            .unwrap();
        assert_eq!(cells, [(1, 60, 1), (2, 30, 1)], "node {node}");
    }
});

story!(one_sequencer_writes_and_another_takes_over_when_its_lease_ends, w, {
    let team = w.organisation("向阳义工服务队", None);
    let someone = w.volunteer("小李", team).volunteer;
    let (first, second) = (sequencer(&w, "first"), sequencer(&w, "second"));
    line(someone, team, 60).write(&w);
    assert_eq!(first.pass().await.unwrap(), Pass::Sealed(1));

    // given the lease isn't over, one second before its end
    line(someone, team, 60).write(&w);
    w.wait(SignedDuration::from_secs(9));
    assert_eq!(second.pass().await.unwrap(), Pass::Elsewhere);

    // when it is over
    w.wait(SignedDuration::from_secs(1));
    assert_eq!(second.pass().await.unwrap(), Pass::Sealed(1));
    assert_eq!(first.pass().await.unwrap(), Pass::Elsewhere);
    let fences: Vec<i64> = log_head::table.select(log_head::fence).load(&mut w.conn()).unwrap();
    assert_eq!(fences, [2]);
});

story!(sixty_four_passes_at_once_number_every_entry_once, w, {
    let team = w.organisation("向阳义工服务队", None);
    let someone = w.volunteer("小李", team).volunteer;
    let one = sequencer(&w, "one");
    let mut passes = Vec::new();
    for _ in 0..64 {
        line(someone, team, 1).write(&w);
        let one = one.clone();
        passes.push(tokio::spawn(async move { one.pass().await }));
    }
    for pass in passes {
        drop(pass.await.unwrap());
    }
    one.catch_up().await.unwrap();

    assert_eq!(seqs(&w), (0..64).map(Some).collect::<Vec<_>>());
    let standing = log::current(&mut w.conn(), Log::Hours).unwrap().unwrap();
    assert_eq!(standing.head.size, 64);
    let total = hours::totals_of(&mut w.conn(), VolunteerId(someone), local_date(w.now())).unwrap();
    assert_eq!(total.scan, Minutes(64));
});

// rules: LOG-02
story!(a_database_behind_its_last_checkpoint_is_refused_until_a_new_epoch_begins, w, {
    // given a database as it was after one entry
    let team = w.organisation("向阳义工服务队", None);
    let someone = w.volunteer("小李", team).volunteer;
    line(someone, team, 60).write(&w);
    let one = sequencer(&w, "one");
    one.catch_up().await.unwrap();
    let backup = log::current(&mut w.conn(), Log::Hours).unwrap().unwrap();
    let (lost, root) = (line(someone, team, 30).write(&w), domain::kernel::hex(backup.head.root.as_bytes()));
    one.catch_up().await.unwrap();
    one.guard().await.unwrap();

    // when it comes back
    let root = blob(&w, &root);
    let head = format!("update log_head set size = 1, root = {root}, note = '{}' where log = 1", backup.note);
    w.conn().batch_execute(&format!("{head}; delete from entry where id = {lost};")).unwrap();

    // then it isn't served
    let refused = one.guard().await.unwrap_err();
    assert!(matches!(refused, RolledBack::Older { log: "hours", size: 1, witnessed: 2 }), "{refused}");

    // until a new epoch says so for ever, under numbers that were never given
    assert_eq!(one.open_epochs().await.unwrap(), [Log::Hours]);
    one.guard().await.unwrap();
    line(someone, team, 15).write(&w);
    one.catch_up().await.unwrap();
    assert_eq!(seqs(&w), [Some(0), Some((1 << 40) + 1)]);
    let standing = log::current(&mut w.conn(), Log::Hours).unwrap().unwrap();
    assert_eq!((standing.epoch, standing.origin.as_str()), (2, "localhost/log/hours/2"));
    let bundle = log::bundle(&mut w.conn(), &standing, 0, 1).unwrap().unwrap();
    assert!(String::from_utf8_lossy(&bundle).contains("localhost/log/hours/1\n2\n"));
});

// rules: LOG-02
story!(tiles_that_were_rewritten_are_noticed_at_the_start, w, {
    let team = w.organisation("向阳义工服务队", None);
    let someone = w.volunteer("小李", team).volunteer;
    let one = sequencer(&w, "one");
    for _ in 0..3 {
        line(someone, team, 60).write(&w);
        one.catch_up().await.unwrap();
    }
    one.guard().await.unwrap();

    // when the hashes of the first leaves are others
    let other = blob(&w, &"ab".repeat(96));
    w.conn().batch_execute(&format!("update log_tile set bytes = {other} where log = 1 and level = 0")).unwrap();
    line(someone, team, 60).write(&w);

    // then nothing is signed over them, and a root that was made to fit them is no continuation of the last checkpoint
    assert!(one.pass().await.is_err());
    let root = blob(&w, &"cd".repeat(32));
    w.conn().batch_execute(&format!("update log_head set size = 4, root = {root} where log = 1")).unwrap();
    assert!(matches!(one.guard().await.unwrap_err(), RolledBack::Rewritten { .. }));
});

/// Bytes as the engine writes them.
fn blob(w: &World, hex: &str) -> String {
    if matches!(w.target, Target::Sqlite(_)) { format!("x'{hex}'") } else { format!("decode('{hex}', 'hex')") }
}

// rules: LOG-01, LOG-02
story!(anyone_reads_the_log_as_static_files_and_only_owners_get_proofs, w, {
    // given an entry in the log, and another that waits
    let team = w.organisation("向阳义工服务队", None);
    let (someone, other) = (w.volunteer("小李", team), w.volunteer("小王", team));
    let id = line(someone.volunteer, team, 90).write(&w);
    assert_eq!(w.page(None, "/log/checkpoint").await.status, 404);
    seal(&w).await;
    let waiting = line(someone.volunteer, team, 30).write(&w);

    // when anyone reads
    let checkpoint = w.page(None, "/log/checkpoint").await;
    assert!(checkpoint.text.starts_with("localhost/log/hours/1\n1\n"), "{}", checkpoint.text);
    assert_eq!(checkpoint.headers["cache-control"], "no-cache");
    assert_eq!(w.page(None, "/log/hours/1/checkpoint").await.text, checkpoint.text);

    // then tiles are there at exactly the widths that exist
    for (path, status) in [
        ("/log/tile/0/000.p/1", 200),
        ("/log/hours/1/tile/entries/000.p/1", 200),
        ("/log/tile/0/000.p/2", 404),
        ("/log/tile/0/000", 404),
        ("/log/tile/0/00", 404),
        ("/log/hours/2/checkpoint", 404),
        ("/log/other/1/checkpoint", 404),
    ] {
        assert_eq!(w.page(None, path).await.status, status, "{path}");
    }

    // and a proof is its owner's alone, once there is one
    let path = |id: i64| format!("/log/entries/{id}/proof");
    let proof = w.page(Some(&someone), &path(id)).await;
    let standing = log::current(&mut w.conn(), Log::Hours).unwrap().unwrap();
    let key = VerifierKey::parse(&standing.vkey).unwrap();
    assert!(hours::verify_proof(&proof.text, &standing.origin, &key).unwrap().is_some());
    assert_eq!(w.page(Some(&other), &path(id)).await.status, 404);
    assert_eq!(w.page(Some(&someone), &path(waiting)).await.status, 404);
    assert_eq!(w.page(None, &path(id)).await.status, 303);

    // and the page finds one's own entries by number
    let found = async |who, query: &str| w.page(who, &format!("/log{query}")).await.text.contains(&path(id));
    assert!(found(Some(&someone), "").await);
    assert!(found(Some(&someone), &format!("?entry={id}")).await);
    assert!(!found(Some(&someone), &format!("?entry={waiting}")).await);
    assert!(!found(Some(&other), &format!("?entry={id}")).await);
    assert!(!found(None, &format!("?entry={id}")).await);
});
