//! Stories of how pages look, and of what programs are told about the API.

use crate::story;
use axum::{body::Body, http::Request};
use tower::ServiceExt;

async fn wish(world: &crate::world::World, form: &str) -> axum::response::Response {
    let request = Request::post("/appearance")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(form.to_owned()))
        .unwrap();
    world.router.clone().oneshot(request).await.unwrap()
}

fn cookies(response: &axum::response::Response) -> Vec<String> {
    let values = response.headers().get_all("set-cookie").into_iter();
    values.map(|value| value.to_str().unwrap().split(';').next().unwrap().to_owned()).collect()
}

// rules: ENT-04, ENT-01
story!(a_visitor_chooses_how_pages_look_and_comes_back, world, {
    let chosen = wish(&world, "next=%2Factivities%3Fregion%3D440000&elder=1").await;
    assert_eq!(
        (chosen.status().as_u16(), &chosen.headers()["location"]),
        (303, &"/activities?region=440000".parse().unwrap())
    );
    assert_eq!(cookies(&chosen), ["elder=1"]);
    assert_eq!(cookies(&wish(&world, "next=%2F&theme=dark&locale=en").await), ["theme=dark", "locale=en"]);

    let foreign = wish(&world, "next=%2F%2Fevil.example&theme=purple%3B&elder=2").await;
    assert_eq!((foreign.status().as_u16(), &foreign.headers()["location"]), (303, &"/".parse().unwrap()));
    assert!(cookies(&foreign).is_empty());
});

/// The addresses and names of a navigation of the home page, in their order.
fn entries(page: &str, begins: &str) -> Vec<(String, String)> {
    let nav = page.split_once(begins).unwrap().1.split_once("</nav>").unwrap().0;
    let entry = |link: &str| {
        let (address, rest) = link.split_once('"').unwrap();
        let text = rest.split_once('>').unwrap().1.split_once("</a>").unwrap().0;
        (address.to_owned(), text.rsplit('>').next().unwrap().to_owned())
    };
    nav.split("<a href=\"").skip(1).map(entry).collect()
}

// rules: ENT-03
story!(the_navigation_has_its_entries_and_each_leads_somewhere, w, {
    let home = w.page(None, "/").await.text;
    let (wide, phone) = (entries(&home, "<nav class=\"site-nav\""), entries(&home, "<nav class=\"tabbar\""));
    let names = |entries: &[(String, String)]| entries.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&wide), ["首页", "志愿活动", "组织团体", "时长公示", "志愿者证", "时间证书", "帮助中心"]);
    assert_eq!(names(&phone), ["首页", "做志愿", "找组织", "签到", "我的"]);
    let person = crate::certificate::holder(&w).await.0;
    for (address, name) in wide.iter().chain(&phone) {
        // Whoever has a card of their own is led to it.
        let shown = w.page(Some(&person), address).await;
        let shown = if shown.status == 303 { w.page(Some(&person), &shown.led_to()).await } else { shown };
        assert_eq!(shown.status, 200, "{name} {address}");
    }
    // The region leads down to what goes on in a county; one that isn't in force leads nowhere.
    assert!(home.contains("href=\"/regions\""));
    w.page(None, "/regions").await.says(&["/regions?under=440000"]);
    w.page(None, "/regions?under=440100").await.says(&["/activities?region=440106", "天河区", "/hours?region=440100"]);
    assert_eq!(w.page(None, "/regions?under=440199").await.status, 404);
});

// rules: API-01
story!(the_api_describes_itself, world, {
    let request = Request::get("/api/v1/openapi.json").body(Body::empty()).unwrap();
    let answer = world.router.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    let bytes = axum::body::to_bytes(answer.into_body(), 8 << 20).await.unwrap();
    let document: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(document["servers"][0]["url"], "/api/v1");
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"), "{}", document["openapi"]);
    assert!(document["paths"]["/activities"]["get"]["responses"]["422"].is_object());
});
