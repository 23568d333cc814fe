//! The modules of the RP-initiated logout plan.

use super::{AFTER, Led, Platform, connected, pairs, userinfo};
use crate::{
    account::registered,
    organisation::platform,
    story,
    world::{Person, Reply, World},
};
use jiff::SignedDuration;

async fn inside(w: &World) -> (Person, Platform, String) {
    let (who, school) = (registered(w, "13800138000").await, connected(w, &platform(w), "profile").await);
    let tokens = school.tokens(w, &who, &[]).await;
    (who, school, tokens["id_token"].as_str().unwrap().to_owned())
}

async fn ends(w: &World, who: Option<&Person>, params: &[(&str, &str)]) -> Reply {
    w.page(who, &format!("/end_session?{}", pairs(params))).await
}

async fn is_inside(w: &World, who: &Person) -> bool {
    w.get(Some(who), "/api/v1/me").await.status == 200
}

// rules: ACC-06
story!(rp_initiated_logout, w, {
    let (who, school, hint) = inside(&w).await;
    let tokens = school.tokens(&w, &who, &[]).await;
    // also with a hint whose time is over
    w.wait(SignedDuration::from_hours(1));
    let reply =
        ends(&w, Some(&who), &[("id_token_hint", &hint), ("post_logout_redirect_uri", AFTER), ("state", "s")]).await;
    assert_eq!(Led::of(&reply).0.as_str(), format!("{AFTER}?state=s"));
    let cookies = reply.headers.get_all("set-cookie").iter().any(|line| line.to_str().unwrap().contains("Max-Age=0"));
    assert!(cookies && !is_inside(&w, &who).await);
    assert_eq!(userinfo(&w, tokens["access_token"].as_str().unwrap()).await.status, 401);
    // and once more, when nobody is there any more: it leads on all the same
    let again = ends(&w, None, &[("id_token_hint", &hint), ("post_logout_redirect_uri", AFTER)]).await;
    assert_eq!(Led::of(&again).0.as_str(), AFTER);
});

// rules: ACC-06
story!(rp_initiated_logout_bad_logout_redirect_uri_and_query_added, w, {
    let (who, school, hint) = inside(&w).await;
    for foreign in ["https://evil.example/bye", "https://school.example/bye?x=1", "https://school.example/callback"] {
        let with_hint = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", foreign)];
        let by_name = [("client_id", school.client_id.as_str()), ("post_logout_redirect_uri", foreign)];
        for params in [with_hint, by_name] {
            let reply = ends(&w, Some(&who), &params).await;
            assert_eq!((reply.status, reply.headers.get("location")), (422, None), "{foreign}");
        }
    }
    // an address without anything that says whose it is
    assert_eq!(ends(&w, Some(&who), &[("post_logout_redirect_uri", AFTER)]).await.status, 422);
    // a hint of one platform beside the name of another
    let museum = connected(&w, &platform(&w), "profile").await;
    assert_eq!(ends(&w, Some(&who), &[("id_token_hint", &hint), ("client_id", &museum.client_id)]).await.status, 422);
    assert!(is_inside(&w, &who).await);
    assert!(super::attacks(&w, "logout-address-unknown").await >= 1);
});

// rules: ACC-06
story!(rp_initiated_logout_no_id_token_hint_no_params_no_state_and_only_state, w, {
    let (who, school, hint) = inside(&w).await;
    let by_name = [("client_id", school.client_id.as_str()), ("post_logout_redirect_uri", AFTER)];
    for params in [&[][..], &[("state", "s")], &by_name] {
        ends(&w, Some(&who), params).await.says(&["退出登录？"]);
        assert!(is_inside(&w, &who).await, "nobody is logged out without being asked");
    }
    // somebody else's hint asks, too
    let other = registered(&w, "13900139000").await;
    ends(&w, Some(&other), &[("id_token_hint", &hint)]).await.says(&["退出登录？"]);
    // when they say yes, they go where the platform wanted
    let reply = w.form(Some(&who), "/end_session/confirmation", &[("request", &pairs(&by_name))]).await;
    assert_eq!(Led::of(&reply).0.as_str(), AFTER);
    assert!(!is_inside(&w, &who).await && is_inside(&w, &other).await);
    // without an address, a page of ours says that it is over
    let mine = school.tokens(&w, &other, &[]).await;
    ends(&w, Some(&other), &[("id_token_hint", mine["id_token"].as_str().unwrap())]).await.says(&["已退出登录"]);
    assert!(!is_inside(&w, &other).await);
});
