//! Pages of activities: finding one and reading it.

use crate::{
    activity::{proposal, published},
    story,
};
use domain::organisation::Role;
use serde_json::json;

fn searched(words: &str) -> String {
    format!("/activities?q={}", goodhours::kernel::web::encode(words))
}

// rules: ACT-05, ENT-04
story!(an_activity_is_found_by_two_characters_and_read_without_javascript, w, {
    // given one published activity
    let city = w.organisation("广州市志愿者协会", None);
    let id = published(&w, w.organisation("向阳义工服务队", Some(city)), city, proposal(&w)).await;

    // then the list, a search and a category find it, with its leaf of the calendar, its time and its places
    for path in ["/activities".to_owned(), searched("暖冬"), "/activities?category=care&region=440100".to_owned()] {
        let page = w.page(None, &path).await;
        page.says(&["暖冬行动：走进幸福里社区", "09:00–12:00，3 小时", "还缺 50 人"]);
        page.says(&[&format!("href=\"/activities/{id}\""), &format!("/covers/{id}-care.svg")]);
    }

    // and what finds nothing says what to do
    w.page(None, &searched("冬暖")).await.says(&["没有找到活动", "看全部活动", "value=\"冬暖\""]);
    w.page(None, "/activities?when=past").await.says(&["没有找到活动"]);
    assert_eq!(w.page(None, "/activities?category=none").await.status, 422);

    // and the page of the activity tells time, place, contact, methods and positions
    let page = w.page(None, &format!("/activities/{id}")).await;
    page.says(&["幸福里社区服务中心", "tel:13800138000", "现场扫组织者的二维码", "陪伴", "不限年龄和性别", "招募中"]);
});

// rules: ACT-03
story!(an_activity_in_review_has_no_public_page, w, {
    let team = w.organisation("向阳义工服务队", Some(w.organisation("广州市志愿者协会", None)));
    let steward = w.steward(team, Role::Manager);
    let path = format!("/api/v1/organisations/{team}/activities");
    let id = w.post(Some(&steward), &path, proposal(&w)).await.is(201)["id"].as_str().unwrap().to_owned();

    let page = w.page(None, &format!("/activities/{id}")).await;
    assert_eq!(page.status, 404);
    page.is_silent_on(&["暖冬行动"]);
    w.page(None, "/activities").await.is_silent_on(&["暖冬行动"]);
});

// rules: ACT-05
story!(a_long_list_goes_on_where_the_page_before_ended, w, {
    let city = w.organisation("广州市志愿者协会", None);
    let team = w.organisation("向阳义工服务队", Some(city));
    for number in 0..21 {
        let mut one = proposal(&w);
        one["title"] = json!(format!("第{number}次巡河"));
        published(&w, team, city, one).await;
    }

    let first = w.page(None, "/activities").await;
    assert_eq!(first.text.matches("<article").count(), 20);
    let next = first.text.split("href=\"").find(|rest| rest.starts_with("/activities?after=")).unwrap();
    let second = w.page(None, next.split('"').next().unwrap()).await;
    assert_eq!(second.text.matches("<article").count(), 1);
    second.says(&["回到第一页"]).is_silent_on(&["下一页"]);
});

// rules: ACT-02
story!(covers_and_avatars_are_drawn_from_their_address_alone, w, {
    for path in ["/covers/7-care.svg", "/avatars/7-%E5%90%91.svg"] {
        let picture = w.page(None, path).await;
        assert_eq!(picture.headers["content-type"], "image/svg+xml");
        assert!(picture.headers["cache-control"].to_str().unwrap().contains("immutable"));
        assert_eq!(picture.text, w.page(None, path).await.text);
    }
    for path in ["/covers/7.svg", "/covers/seven-care.svg", "/avatars/7-a.png"] {
        assert_eq!(w.page(None, path).await.status, 404, "{path}");
    }
});
