//! Stories of what everybody may see: home, hours, ranking, and nobody's name without consent.

use crate::{
    activity::{proposal, published, tomorrow_nine},
    ledger::{line, seal},
    story,
    world::{Person, World},
};
use diesel::prelude::*;
use domain::hours::Class;
use goodhours::{disclosure, kernel::db::schema::volunteer as v};
use jiff::SignedDuration;

/// A city, a team, and an activity whose first hour has passed.
async fn running(w: &World) -> (i64, i64) {
    let city = w.organisation("广州市志愿者协会", None);
    let team = w.organisation("向阳义工服务队", Some(city));
    let activity = published(w, team, city, proposal(w)).await.parse().unwrap();
    w.wait_until(tomorrow_nine(w) + SignedDuration::from_hours(1));
    (team, activity)
}

/// Somebody who is named like this in public, with or without consent, adult or not.
fn named(w: &World, team: i64, name: &str, (listed, minor): (bool, bool)) -> Person {
    let person = w.volunteer("小李", team);
    let until = minor.then(|| (w.now() + SignedDuration::from_hours(24 * 300)).as_microsecond());
    diesel::update(v::table.find(person.volunteer))
        .set((v::public_name.eq(name), v::listed.eq(listed), v::minor_until.eq(until)))
        .execute(&mut w.conn())
        .unwrap();
    person
}

// rules: PUB-01, REG-01
story!(the_home_page_counts_and_shows_what_is_going_on, w, {
    // given an empty platform
    let home = w.page(None, "/").await;
    home.says(&["成为志愿者", "发布活动", "注册志愿者", "还没有服务记录"]);

    // when there is an activity, hours, people
    let (team, activity) = running(&w).await;
    let adult = named(&w, team, "王*", (false, false));
    let minor = named(&w, team, "钱*", (false, true));
    line(adult.volunteer, team, 150).at(activity).write(&w);
    line(minor.volunteer, team, 200).at(activity).write(&w);
    line(adult.volunteer, team, 600).of(Class::Honorary).write(&w);
    let county = w.organisation("越秀区志愿者联合会", None);
    let mut coming = proposal(&w);
    coming["title"] = "石榴岗河巡护".into();
    published(&w, w.organisation("绿水青山环保队", Some(county)), county, coming).await;
    seal(&w).await;
    disclosure::count(&w.office).await.unwrap();
    w.wait(SignedDuration::from_secs(61));

    // then hours are service hours, minors are on no list, and everything leads somewhere
    let figures = w.get(None, "/api/v1/figures").await.is(200);
    assert_eq!(
        (&figures["hours"], &figures["volunteers"], &figures["organisations"]),
        (&5.into(), &2.into(), &4.into())
    );
    let home = w.page(None, "/").await;
    home.says(&["石榴岗河巡护", "向阳义工服务队", "王*", "2 小时 30 分", "/covers/"]);
    home.is_silent_on(&["钱*", "暖冬行动"]);
});

// rules: PUB-02, PUB-04
story!(hours_are_public_per_activity_with_masked_rows_and_a_way_to_object, w, {
    // given rows of an adult, of a consenting adult, of a minor, and one that was taken back
    let (team, activity) = running(&w).await;
    let masked = named(&w, team, "张*", (false, false));
    let open = named(&w, team, "欧阳娜娜", (true, false));
    let minor = named(&w, team, "赵*", (true, true));
    line(masked.volunteer, team, 60).at(activity).write(&w);
    line(masked.volunteer, team, 30).at(activity).of(Class::MakeUp).write(&w);
    line(open.volunteer, team, 45).at(activity).write(&w);
    line(minor.volunteer, team, 15).at(activity).write(&w);
    let gone = line(w.volunteer("小孙", team).volunteer, team, 10).at(activity);
    let id = gone.write(&w);
    crate::ledger::Line { reverses: Some((id, Class::Scan)), ..gone }.of(Class::Reversal).write(&w);
    seal(&w).await;

    // then the list tells place, organisation and totals
    let page = w.page(None, "/hours").await;
    page.says(&[
        "暖冬行动",
        "向阳义工服务队",
        "幸福里社区服务中心",
        "2 小时 30 分",
        &format!("/hours/activities/{activity}"),
    ]);

    // and the activity its rows
    let rows = w.get(None, &format!("/api/v1/hours/activities/{activity}")).await.is(200);
    let rows: Vec<_> = rows["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                row["name"].as_str(),
                row["number"].is_string(),
                row["total_minutes"].as_i64(),
                row["make_up_minutes"].as_i64(),
            )
        })
        .map(|(name, page, total, made_up)| (name.map(str::to_owned), page, total.unwrap(), made_up.unwrap()))
        .collect();
    let expected =
        [(Some("张*".to_owned()), false, 90, 30), (Some("欧阳娜娜".to_owned()), true, 45, 0), (None, false, 15, 0)];
    assert_eq!(rows, expected);
    let page = w.page(None, &format!("/hours/activities/{activity}")).await;
    page.says(&[
        "张*",
        "欧阳娜娜",
        "未成年志愿者",
        "我有异议",
        &format!("/objections/new?activity={activity}&amp;row="),
    ]);
    page.is_silent_on(&["赵*", &masked.volunteer.to_string(), &format!("/volunteers/{}\"", masked.volunteer)]);
    assert_eq!(w.page(None, "/hours/activities/7").await.status, 404);
});

// rules: PUB-02
story!(the_disclosure_is_filtered_and_sorted, w, {
    let (team, activity) = running(&w).await;
    let someone = named(&w, team, "张*", (false, false));
    line(someone.volunteer, team, 60).at(activity).write(&w);
    seal(&w).await;
    let day = domain::kernel::local_date(w.now());
    let found = async |query: &str| {
        let page = w.get(None, &format!("/api/v1/hours?{query}")).await.is(200);
        page["items"].as_array().unwrap().len()
    };
    for query in [
        "category=care".to_owned(),
        "status=running".to_owned(),
        format!("from={day}&until={day}"),
        "region=440000".to_owned(),
        "region=440104".to_owned(),
        "sort=most".to_owned(),
        format!("q={activity}"),
        format!("q={}", goodhours::kernel::web::encode("暖冬")),
    ] {
        assert_eq!(found(&query).await, 1, "{query}");
        assert_eq!(w.page(None, &format!("/hours?{query}")).await.status, 200, "{query}");
    }
    for query in [
        "category=youth".to_owned(),
        "status=ended".to_owned(),
        format!("until={}", day.yesterday().unwrap()),
        format!("from={}", day.tomorrow().unwrap()),
        "region=330000".to_owned(),
        "q=7".to_owned(),
    ] {
        assert_eq!(found(&query).await, 0, "{query}");
    }
    w.get(None, "/api/v1/hours?status=none").await.refused(422, "kernel.bad-form");
    assert_eq!(w.page(None, "/hours?from=x").await.status, 422);
});

// rules: PUB-03, PUB-04, REG-18
story!(a_ranking_has_no_minors_and_a_page_only_with_consent, w, {
    // given three people with hours
    let (team, activity) = running(&w).await;
    let masked = named(&w, team, "张*", (false, false));
    let open = named(&w, team, "欧阳娜娜", (true, false));
    let minor = named(&w, team, "赵小小", (true, true));
    for (person, minutes) in [(&masked, 300), (&open, 200), (&minor, 400)] {
        line(person.volunteer, team, minutes).at(activity).write(&w);
    }
    seal(&w).await;

    // then the ranking shows the adults by their service time
    let ranking = w.get(None, "/api/v1/rankings/volunteers").await.is(200);
    let names: Vec<_> = ranking["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["张*", "欧阳娜娜"]);
    w.page(None, "/volunteers").await.says(&["张*", "5 小时", "欧阳娜娜"]).is_silent_on(&["赵小小"]);

    // and only who agreed is found by name and has a page; of the others not even that they exist
    let number =
        |person: &Person| v::table.find(person.volunteer).select(v::number).first::<String>(&mut w.conn()).unwrap();
    let search = |name: &str| format!("/volunteers?name={}", goodhours::kernel::web::encode(name));
    w.page(None, &search("欧阳娜娜")).await.says(&[&format!("/volunteers/{}", number(&open))]);
    w.page(None, &search("张*")).await.says(&["没有找到这位志愿者"]);
    w.page(None, &search("赵小小")).await.says(&["没有找到这位志愿者"]);
    w.page(None, &search("欧阳")).await.says(&["没有找到这位志愿者"]);
    let page = w.page(None, &format!("/volunteers/{}", number(&open))).await;
    page.says(&["欧阳娜娜", "3 小时 20 分", "暖冬行动", "向阳义工服务队", "我有异议"]);
    for hidden in [number(&masked), number(&minor), "12345".to_owned()] {
        assert_eq!(w.page(None, &format!("/volunteers/{hidden}")).await.status, 404);
    }
});

// rules: PUB-04
story!(sixty_rows_a_minute_are_shown_without_login, w, {
    // given an activity with 25 rows
    let (team, activity) = running(&w).await;
    for minutes in 1..=25 {
        line(named(&w, team, "张*", (false, false)).volunteer, team, minutes).at(activity).write(&w);
    }
    let path = format!("/api/v1/hours/activities/{activity}");
    let someone = w.volunteer("小李", team);
    let next_minute = 60 - w.now().as_second().rem_euclid(60);
    w.wait(SignedDuration::from_secs(next_minute));

    // when a stranger reads on
    let mut read = Vec::new();
    for page in [0, 1, 0, 0] {
        let page = w.get(None, &format!("{path}?after={page}")).await.is(200);
        read.push(page["items"].as_array().unwrap().len());
    }
    // then 60 rows are shown and the next one isn't
    assert_eq!(read, [20, 5, 20, 15]);
    w.get(None, &path).await.refused(429, "disclosure.too-many-rows");
    assert_eq!(w.page(None, &format!("/hours/activities/{activity}")).await.status, 429);

    // but with login, and in the next minute
    assert_eq!(w.get(Some(&someone), &path).await.status, 200);
    w.wait(SignedDuration::from_secs(60));
    assert_eq!(w.get(None, &path).await.status, 200);
});
