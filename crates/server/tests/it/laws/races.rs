//! Races: the same change asked for sixty-four times at once happens once. Slices tell what their races are about (the last place,
//! one belonging, one number for an entry); here is every change that a rule lets happen once only.

use super::{
    rights::call,
    rows::API,
    stage::{Stage, Who},
};
use crate::{story, world::Person};
use futures_util::future::join_all;
use std::collections::BTreeSet;

/// Changes that happen once. Every other one may be made again: it makes another thing, or says the same again.
const ONCE: &[&str] = &[
    "POST /activities/{id}/enrolments",
    "POST /enrolments/{id}/withdrawal",
    "POST /enrolments/{id}/rejection",
    "POST /enrolments/{id}/removal",
    "POST /activities/{id}/cancellation",
    "POST /activities/{id}/reviews",
    "POST /attendances/{id}/correction",
    "POST /attendances/{id}/correction/answer",
    "POST /me/hours/{id}/refusal",
    "POST /make-ups/{id}/decision",
    "POST /hours/{id}/revocation",
    "POST /organisations/{id}/decisions",
    "POST /organisations/{id}/submissions",
    "POST /organisations/{id}/becoming-decisions",
    "POST /organisations/{id}/memberships",
    "POST /memberships/{id}/decisions",
    "POST /memberships/{id}/withdrawal",
    "POST /memberships/{id}/departure",
    "POST /grants/{id}/revocation",
    "POST /objections/{number}/answers",
    "POST /objections/{number}/decisions",
    "POST /volunteers/{id}/hand-checks",
];

// rules: API-03, ENR-01, HRS-03
story!(what_a_rule_lets_happen_once_happens_once_among_sixty_four_at_once, w, {
    let stage = Stage::set(&w).await;
    let mut wrong = String::new();
    for route in ONCE {
        let row = API.iter().find(|row| row.route == *route).unwrap_or_else(|| panic!("no row for {route}"));
        let cast = stage.cast();
        let at = row.cells.iter().position(|status| (200..300).contains(status)).unwrap();
        let props = cast.props(Who::ALL[at]);
        let (method, path, body) = call("/api/v1", row, &props);
        let replies = join_all((0..64).map(|_| w.call(props.person(), &method, &path, &body))).await;
        let statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
        let done = statuses.iter().filter(|status| (200..300).contains(*status)).count();
        let others: BTreeSet<u16> = statuses.into_iter().filter(|status| !(200..300).contains(status)).collect();
        if done != 1 || others.iter().any(|status| ![403, 404, 409, 422].contains(status)) {
            wrong.push_str(&format!("{route}: {done} of 64, others {others:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{:?}\n{wrong}", w.office.db.engine());
});

// rules: API-03
story!(sixty_four_calls_under_one_key_are_one_call, w, {
    let team = w.organisation("向阳义工服务队", None);
    let steward = w.steward(team, domain::organisation::Role::Manager);
    let path = format!("/api/v1/organisations/{team}/activities");
    let body = crate::activity::proposal(&w);

    let replies = join_all((0..64).map(|_| w.post_once(&steward, &path, "one", body.clone()))).await;

    let answers: BTreeSet<(u16, String)> = replies.into_iter().map(|reply| (reply.status, reply.text)).collect();
    assert!(answers.len() == 1 && answers.first().unwrap().0 == 201, "{answers:?}");
    assert_eq!(w.count("activity"), 1);
});

// rules: ATT-01, ATT-08
story!(sixty_four_scans_at_once_are_one_presence_and_one_credit, w, {
    // given somebody on site with a code, on a bad network that sends everything many times
    let scene = crate::attendance::scene(&w).await;
    let who = scene.accepted(&w).await;
    w.wait_until(crate::activity::tomorrow_nine(&w));
    for (way, minutes) in [("sign-ins", 0), ("sign-outs", 60)] {
        let codes = scene.codes(&w).await;
        let code = if way == "sign-ins" { &codes["sign_in"] } else { &codes["sign_out"] };
        let path = format!("/api/v1/{way}");
        // when half of them carry one nonce, and half are tries of their own
        let replies = join_all((0..64).map(|n| {
            let nonce = if n % 2 == 0 { format!("the-same-{way}") } else { format!("another-{way}-{n}") };
            w.post(Some(&who), &path, serde_json::json!({ "code": code, "nonce": nonce }))
        }))
        .await;
        // then they speak of one presence, and refusals say that it is known already
        let statuses: BTreeSet<u16> = replies.iter().map(|reply| reply.status).collect();
        assert!(statuses.contains(&201) && statuses.iter().all(|status| [201, 409].contains(status)), "{statuses:?}");
        assert_eq!(w.count("attendance"), 1);
        assert_eq!(w.count("entry"), i64::from(minutes > 0));
        w.wait(jiff::SignedDuration::from_mins(60));
    }
    assert_eq!(w.count("entry where minutes = 60"), 1);
});

story!(a_session_that_was_ended_changes_nothing_any_more, w, {
    let team = w.organisation("向阳义工服务队", None);
    for round in 0..8 {
        let steward = w.steward(team, domain::organisation::Role::Manager);
        let ended = w.post_and_log_out(&steward, team, round).await;
        assert_eq!(ended, 401, "a change after the end of its session");
    }
});

story!(a_session_that_was_ended_shows_nothing_any_more, w, {
    for _ in 0..8 {
        // given sixty-four looks that begin while a log-out is on its way, so that some read a session that is about to end
        let person = w.person("小周");
        let looks = join_all((0..64).map(|_| w.get(Some(&person), "/api/v1/me")));
        let (replies, ended) = tokio::join!(looks, w.delete(Some(&person), "/api/v1/sessions/current"));
        assert_eq!(ended.status, 204, "{}", ended.text);
        assert!(replies.iter().all(|reply| [200, 401].contains(&reply.status)));
        // then none of them left the session behind for the next look
        w.get(Some(&person), "/api/v1/me").await.refused(401, "kernel.login-needed");
    }
});

impl crate::world::World {
    /// Sixty-four changes race with a log-out; gives what one more change is answered once the log-out was.
    async fn post_and_log_out(&self, who: &Person, team: i64, round: usize) -> u16 {
        let path = format!("/api/v1/organisations/{team}/activities");
        let body = crate::activity::proposal(self);
        let log_out = self.delete(Some(who), "/api/v1/sessions/current");
        let change = |n: usize| {
            let key = format!("race-{round}-{n}");
            let (path, body) = (path.clone(), body.clone());
            async move { self.post_once(who, &path, &key, body).await }
        };
        let (replies, ended) = tokio::join!(join_all((0..64).map(change)), log_out);
        assert_eq!(ended.status, 204, "{}", ended.text);
        let strange = replies.iter().find(|reply| ![201, 401].contains(&reply.status));
        assert!(strange.is_none(), "{}", strange.unwrap().text);
        let before = self.count("activity");
        let after = self.post_once(who, &path, &format!("after-{round}"), body).await.status;
        assert_eq!(self.count("activity"), before);
        after
    }
}
