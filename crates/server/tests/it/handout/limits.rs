//! How much leaves in one file, and in one day.

use super::{ask, crowd, member, ready, wish};
use crate::story;
use diesel::connection::SimpleConnection;
use domain::organisation::Role;
use jiff::SignedDuration;

// rules: AUD-03
story!(one_file_holds_two_thousand_people_and_not_one_more, w, {
    let team = w.organisation("向阳义工队", None);
    let steward = w.steward(team, Role::Manager);
    ask(&w, &steward, team, wish()).await.refused(409, "handout.nobody");
    crowd(&w, team, 2001);
    ask(&w, &steward, team, wish()).await.refused(422, "handout.too-many-people");
    w.conn()
        .batch_execute("update membership set state = 5, live = false where id = (select max(id) from membership)")
        .unwrap();
    let asked = ask(&w, &steward, team, wish()).await.is(201);
    assert_eq!((asked["people"].as_i64(), asked["state"].as_str()), (Some(2000), Some("waiting")));
    assert_eq!((w.count("handout_person"), w.count("handout where made_at is not null")), (2000, 0));
});

// rules: AUD-03
story!(a_steward_asks_for_five_files_a_day_and_an_organisation_for_five_thousand_people, w, {
    let team = w.organisation("向阳义工队", None);
    let (steward, colleague) = (w.steward(team, Role::Manager), w.steward(team, Role::Manager));
    member(&w, team, "13800138001", "002").await;
    for _ in 0..5 {
        ready(&w, &steward, team, wish()).await;
    }
    let refused = ask(&w, &steward, team, wish()).await;
    assert!(refused.headers.contains_key("retry-after"));
    refused.refused(429, "handout.too-many-files");
    // another steward still may, up to what the organisation has left
    w.conn().batch_execute("update handout set people = 4995 where id = (select min(id) from handout)").unwrap();
    ready(&w, &colleague, team, wish()).await;
    ask(&w, &colleague, team, wish()).await.refused(429, "handout.people-spent");
    // and: the next day begins anew
    w.wait(SignedDuration::from_hours(24));
    ready(&w, &w.session(steward.account, 0), team, wish()).await;
});
