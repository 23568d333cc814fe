//! Who comes back with what isn't theirs: refused, written down without a name, and nobody is inside.

use super::{asked, back, by_code, by_oidc, is_inside, leaves, links, open};
use crate::{
    attacks::{seen, trail},
    pages::account::Browser,
    standin::accounts::{Accounts, Lie},
    story,
    world::{Reply, World},
};
use jiff::SignedDuration;
use serde_json::json;

/// Asserts a refusal and its line in the trail.
async fn is_refused(w: &World, b: &mut Browser, reply: Reply, (status, code): (u16, &str)) {
    assert_eq!(reply.status, status, "{code}: {}", reply.text);
    assert!(reply.text.contains(code), "{code}: {}", reply.text);
    assert!(!is_inside(w, b).await, "{code}");
    let lines = trail(w).await;
    assert!(seen(&lines, code) >= 1, "{code} in {lines:?}");
}

async fn linked(w: &World) -> Accounts {
    let accounts = open(w).await;
    let mut b = Browser::default();
    by_oidc(w, &accounts, &mut b, "s-1").await.led_to();
    links(w, &mut b, "13800138000").await;
    accounts
}

story!(a_return_that_this_browser_did_not_begin_opens_nothing, w, {
    let accounts = linked(&w).await;
    let mut attacker = Browser::default();
    let led_to = leaves(&w, &mut attacker, "oidc").await;
    let (state, code) = (asked(&led_to, "state"), accounts.agrees("s-1", &led_to));
    let path = back("oidc", &[("state", &state), ("code", &code), ("iss", &accounts.address)]);
    // a browser that never left, and one that left with another state
    let mut victim = Browser::default();
    assert_eq!(victim.see(&w, &path).await.status, 409);
    leaves(&w, &mut victim, "oidc").await;
    let reply = victim.see(&w, &path).await;
    is_refused(&w, &mut victim, reply, (403, "outside-attack.wrong-state")).await;
    let reply = victim.see(&w, &back("oidc", &[("code", &code), ("iss", &accounts.address)])).await;
    is_refused(&w, &mut victim, reply, (403, "outside-attack.wrong-state")).await;
    // and the one that did begin, but a quarter of an hour ago
    w.wait(SignedDuration::from_secs(900));
    assert_eq!(attacker.see(&w, &path).await.status, 409);
});

story!(a_return_from_somebody_else_is_mixed_up, w, {
    let accounts = linked(&w).await;
    // an answer of another issuer, and one without the issuer that was promised
    for issuer in [Some("https://evil.example"), None] {
        let mut b = Browser::default();
        let led_to = leaves(&w, &mut b, "oidc").await;
        let (state, code) = (asked(&led_to, "state"), accounts.agrees("s-1", &led_to));
        let mut fields = vec![("state", state.as_str()), ("code", code.as_str())];
        fields.extend(issuer.map(|issuer| ("iss", issuer)));
        let reply = b.see(&w, &back("oidc", &fields)).await;
        is_refused(&w, &mut b, reply, (403, "outside-attack.mixed-up")).await;
    }
    // away to WeChat, back as if from the OpenID provider
    let mut b = Browser::default();
    let state = asked(&leaves(&w, &mut b, "wechat").await, "state");
    let reply = b.see(&w, &back("oidc", &[("state", &state), ("code", "x"), ("iss", &accounts.address)])).await;
    is_refused(&w, &mut b, reply, (403, "outside-attack.mixed-up")).await;
});

story!(a_return_counts_once_also_when_two_come_at_once, w, {
    let accounts = linked(&w).await;
    let mut b = Browser::default();
    let led_to = leaves(&w, &mut b, "oidc").await;
    let jar = b.held("goodhours-left").unwrap().to_owned();
    let (state, code) = (asked(&led_to, "state"), accounts.agrees("s-1", &led_to));
    let path = back("oidc", &[("state", &state), ("code", &code), ("iss", &accounts.address)]);
    let mut twins: Vec<Browser> = (0..2).map(|_| Browser::default()).collect();
    twins.iter_mut().for_each(|twin| twin.hold("goodhours-left", &jar));
    let replies = futures_util::future::join_all(twins.iter_mut().map(|twin| twin.see(&w, &path))).await;
    let inside = replies.iter().filter(|reply| reply.status == 303).count();
    assert_eq!((inside, replies.iter().filter(|reply| reply.status == 409).count()), (1, 1));
    let reply = b.see(&w, &path).await;
    is_refused(&w, &mut b, reply, (409, "outside-attack.replayed")).await;
    assert_eq!(w.count("outside_return"), 2);
});

story!(a_token_that_lies_is_not_believed, w, {
    let accounts = linked(&w).await;
    let unproven = (403, "outside-attack.unproven");
    let other = (403, "outside-attack.other-issuer");
    let lies = [
        (Lie::Nonce, unproven),
        (Lie::Audience, unproven),
        (Lie::Expired, unproven),
        (Lie::Key, unproven),
        (Lie::Unsigned, unproven),
        (Lie::Symmetric, unproven),
        (Lie::Issuer, other),
    ];
    for (lie, refusal) in lies {
        let mut b = Browser::default();
        accounts.lies(lie);
        let reply = by_oidc(&w, &accounts, &mut b, "s-1").await;
        is_refused(&w, &mut b, reply, refusal).await;
    }
    // metadata of somebody else are noticed before anybody leaves
    accounts.lies(Lie::Metadata);
    let mut b = Browser::default();
    let reply = b.see(&w, "/sessions/outside/oidc").await;
    is_refused(&w, &mut b, reply, other).await;
    // and a provider that is down is no attack
    accounts.lies(Lie::Down);
    assert_eq!(b.see(&w, "/sessions/outside/oidc").await.status, 409);
    accounts.is_honest();
    assert_eq!(by_oidc(&w, &accounts, &mut b, "s-1").await.led_to(), "/hours");
});

story!(clocks_may_differ_by_a_minute, w, {
    let accounts = linked(&w).await;
    // a token lasts five minutes there, so a clock that is behind shows in its end
    for (ahead, is_believed) in [(40, true), (-340, true), (90, false), (-390, false)] {
        let mut b = Browser::default();
        accounts.lies(Lie::Clock(ahead));
        let reply = by_oidc(&w, &accounts, &mut b, "s-1").await;
        if is_believed {
            assert_eq!(reply.led_to(), "/hours", "{ahead} s ahead");
        } else {
            is_refused(&w, &mut b, reply, (403, "outside-attack.unproven")).await;
        }
    }
});

story!(a_forged_or_used_code_of_wechat_and_alipay_opens_nothing, w, {
    let accounts = open(&w).await;
    for (way, name) in [("wechat", "code"), ("wechat-in-app", "code"), ("alipay", "auth_code")] {
        let mut b = Browser::default();
        let state = asked(&leaves(&w, &mut b, way).await, "state");
        let reply = b.see(&w, &back(way, &[(name, "made-up"), ("state", &state)])).await;
        is_refused(&w, &mut b, reply, (403, "outside-attack.unproven")).await;
        // whoever says no comes back without a code
        let state = asked(&leaves(&w, &mut b, way).await, "state");
        let declined = b.see(&w, &back(way, &[("state", &state)])).await;
        assert!(declined.status == 409 && declined.text.contains("outside.declined"), "{}", declined.text);
    }
    // an answer of Alipay that was altered on its way
    accounts.lies(Lie::Key);
    let mut b = Browser::default();
    let reply = by_code(&w, &accounts, &mut b, ("alipay", json!({ "user_id": "2088102150477652" }))).await;
    is_refused(&w, &mut b, reply, (403, "outside-attack.unproven")).await;
});

story!(a_cookie_of_ones_own_making_proves_nothing, w, {
    let accounts = linked(&w).await;
    let mut b = Browser::default();
    by_oidc(&w, &accounts, &mut b, "s-9").await.led_to();
    let proved = b.held("goodhours-proved").unwrap().to_owned();
    assert!(!proved.contains("s-9"));
    for forged in ["", "x", &proved[1..], &proved.replace('A', "B").chars().rev().collect::<String>()] {
        let mut other = Browser::default();
        other.hold("goodhours-proved", forged);
        assert_eq!(other.see(&w, "/sessions/outside/unknown").await.led_to(), "/sessions/new");
    }
    // one cookie doesn't pass for the other
    b.hold("goodhours-left", &proved);
    assert_eq!(b.see(&w, &back("oidc", &[("state", "x"), ("code", "x")])).await.status, 409);
});
