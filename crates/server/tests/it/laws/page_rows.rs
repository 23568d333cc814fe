//! What every page and form answers to everybody, in the columns of `rows.rs`. A form that was taken leads on by 303; so does a
//! page that asks to log in first.

use super::rows::{Row, all, plain, row};

/// A page of one's own: nobody is led to the login.
const fn personal(status: u16) -> [u16; 9] {
    [303, status, status, status, status, status, status, status, status]
}

/// Columns: nobody, stranger, owner, auditor, then the steward at the own organisation, below, beside and above, then the platform.
#[rustfmt::skip]
pub const PAGES: &[Row] = &[
    // the site
    plain("POST /appearance", "elder=1&next=%2Factivities", all(303)),
    plain("GET /problems", "", all(200)),
    row("GET /problems/{code}", "/problems/activity.wrong-state", "", all(200)),
    row("GET /covers/{name}", "/covers/7-care.svg", "", all(200)),
    row("GET /avatars/{name}", "/avatars/7-a.svg", "", all(200)),
    // account
    plain("GET /human-checks/new", "?for=log-in", all(200)),
    plain("GET /human-checks/picture", "?ticket=none", all(404)),
    plain("GET /human-checks/speech", "?ticket=none", all(404)),
    // activity
    plain("GET /activities", "", all(200)),
    row("GET /activities/{id}", "/activities/<activity>", "", all(200)),
    row("GET /steward/{organisation}/activities", "/steward/<organisation>/activities", "", [303, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("GET /steward/{organisation}/activities/new", "/steward/<organisation>/activities/new", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /steward/{organisation}/activities/new", "/steward/<organisation>/activities/new", "key=<nonce>&title=", [303, 404, 404, 403, 422, 422, 404, 404, 422]),
    row("GET /steward/activities/{id}", "/steward/activities/<activity>", "", [303, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("GET /steward/activities/{id}/proposal", "/steward/activities/<later>/proposal", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /steward/activities/{id}/proposal", "/steward/activities/<later>/proposal", "key=<nonce>&title=", [303, 404, 404, 403, 422, 422, 404, 404, 422]),
    row("POST /steward/activities/{id}/cancellation", "/steward/activities/<later>/cancellation", "key=<nonce>&reason=暴雨", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    row("GET /steward/reviews/activities/{id}", "/steward/reviews/activities/<waiting>", "", [303, 404, 404, 404, 404, 200, 404, 404, 200]),
    row("POST /steward/reviews/activities/{id}", "/steward/reviews/activities/<waiting>", "key=<nonce>&part=recruitment&to=approve", [303, 404, 404, 404, 404, 303, 404, 404, 303]),
    // enrolment
    row("GET /activities/{id}/enrolments/new", "/activities/<activity>/enrolments/new", "", personal(200)),
    row("POST /activities/{id}/enrolments", "/activities/<activity>/enrolments", "key=<nonce>&position=<position>", [303, 303, 303, 403, 403, 403, 403, 403, 403]),
    plain("GET /me/activities", "", personal(200)),
    row("POST /enrolments/{id}/withdrawal", "/enrolments/<signed-up>/withdrawal", "key=<nonce>", [303, 404, 303, 403, 403, 403, 403, 403, 403]),
    row("GET /steward/activities/{id}/enrolments", "/steward/activities/<activity>/enrolments", "", [303, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("POST /steward/activities/{id}/enrolments", "/steward/activities/<activity>/enrolments", "key=<nonce>&state=applied&pick=<enrolment>&to=accept", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    row("GET /steward/activities/{id}/invitations", "/steward/activities/<activity>/invitations", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /steward/activities/{id}/invitations", "/steward/activities/<activity>/invitations", "key=<nonce>&position=<position>&numbers=<member-volunteer>", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    // organisation, for everybody
    plain("GET /organisations", "", all(200)),
    row("GET /organisations/{organisation}", "/organisations/<organisation>", "", all(200)),
    plain("GET /organisations/new", "", personal(200)),
    plain("POST /organisations", "key=<nonce>", [303, 422, 422, 422, 422, 422, 422, 422, 422]),
    row("GET /organisations/{organisation}/registration", "/organisations/<returned>/registration", "", [303, 404, 200, 404, 404, 404, 404, 404, 404]),
    row("POST /organisations/{organisation}/registration", "/organisations/<returned>/registration", "key=<nonce>", [303, 404, 422, 404, 404, 404, 404, 404, 404]),
    row("GET /organisations/{organisation}/evidence", "/organisations/<applicant>/evidence", "", [303, 404, 200, 404, 200, 200, 404, 404, 200]),
    row("POST /organisations/{organisation}/memberships", "/organisations/<organisation>/memberships", "key=<nonce>", [303, 303, 303, 409, 409, 409, 409, 409, 409]),
    plain("GET /me/organisations", "", personal(200)),
    row("POST /memberships/{membership}/withdrawal", "/memberships/<membership>/withdrawal", "key=<nonce>", [303, 404, 303, 404, 404, 404, 404, 404, 404]),
    row("POST /memberships/{membership}/departure", "/memberships/<member>/departure", "key=<nonce>", [303, 404, 303, 404, 404, 404, 404, 404, 404]),
    // organisation, at the desk
    plain("GET /steward", "", [303, 404, 404, 303, 303, 303, 303, 303, 404]),
    row("GET /steward/{organisation}", "/steward/<organisation>", "", [303, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("GET /steward/{organisation}/members", "/steward/<organisation>/members", "", [303, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("POST /steward/{organisation}/members", "/steward/<organisation>/members", "key=<nonce>&pick=<membership>&word=approve", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    row("GET /steward/{organisation}/members/{membership}/identity", "/steward/<organisation>/members/<member>/identity", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /steward/{organisation}/members/{membership}/identity", "/steward/<organisation>/members/<member>/identity", "key=<nonce>&reason=", [303, 404, 404, 403, 422, 422, 404, 404, 422]),
    row("GET /steward/{organisation}/enrolments", "/steward/<organisation>/enrolments", "", [303, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("GET /steward/{organisation}/reviews", "/steward/<organisation>/reviews", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("GET /steward/{organisation}/reviews/{subject}", "/steward/<organisation>/reviews/<applicant>", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /steward/{organisation}/reviews/{subject}", "/steward/<organisation>/reviews/<applicant>", "key=<nonce>&verdict=approve&reason=", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    row("GET /steward/{organisation}/grants", "/steward/<organisation>/grants", "", [303, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("POST /steward/{organisation}/grants", "/steward/<organisation>/grants", "key=<nonce>&to=<volunteer>&role=manager&reach=own&activity=&until=", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    row("POST /steward/{organisation}/grants/{grant}/revocation", "/steward/<organisation>/grants/<grant>/revocation", "key=<nonce>", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    row("GET /steward/{organisation}/profile", "/steward/<organisation>/profile", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /steward/{organisation}/profile", "/steward/<organisation>/profile", "key=<nonce>&name=", [303, 404, 404, 403, 422, 422, 404, 404, 422]),
    row("POST /steward/{organisation}/profile/becoming", "/steward/<group>/profile/becoming", "key=<nonce>", [303, 404, 404, 403, 422, 422, 404, 404, 422]),
    row("GET /steward/{organisation}/trail", "/steward/<organisation>/trail", "", [303, 404, 404, 200, 200, 200, 404, 404, 200]),
    // the platform's desk
    plain("GET /platform", "", [303, 404, 404, 404, 404, 404, 404, 404, 200]),
    row("GET /platform/reviews/{subject}", "/platform/reviews/<applicant>", "", [303, 404, 404, 404, 404, 404, 404, 404, 404]),
    row("POST /platform/reviews/{subject}", "/platform/reviews/<applicant>", "key=<nonce>&verdict=approve&reason=", [303, 404, 404, 404, 404, 404, 404, 404, 404]),
    plain("GET /platform/trail", "", [303, 404, 404, 404, 404, 404, 404, 404, 200]),
    // hours
    plain("GET /me/hours", "", personal(200)),
    row("POST /me/hours/{id}/refusal", "/me/hours/<made-up>/refusal", "key=<nonce>&year=2026", [303, 404, 303, 403, 403, 403, 403, 403, 403]),
    row("GET /steward/{organisation}/make-ups", "/steward/<organisation>/make-ups", "", [303, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("GET /steward/{organisation}/make-ups/new", "/steward/<organisation>/make-ups/new", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    // A form without parts is read only for who may hand in.
    row("POST /steward/{organisation}/make-ups/new", "/steward/<organisation>/make-ups/new", "key=<nonce>", [303, 404, 404, 403, 422, 422, 404, 404, 422]),
    row("GET /steward/make-ups/{id}", "/steward/make-ups/<make-up>", "", [303, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("POST /steward/make-ups/{id}/decision", "/steward/make-ups/<make-up>/decision", "key=<nonce>&to=approve", [303, 404, 404, 404, 404, 303, 404, 404, 303]),
    row("GET /steward/make-ups/{id}/evidence", "/steward/make-ups/<make-up>/evidence", "", [303, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("GET /steward/{organisation}/hours", "/steward/<organisation>/hours", "", [303, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("POST /steward/{organisation}/hours", "/steward/<organisation>/hours", "key=<nonce>&number=", [303, 404, 404, 403, 422, 422, 404, 404, 422]),
    row("POST /steward/hours/{id}/revocation", "/steward/hours/<honour>/revocation", "key=<nonce>&reason=重复记录&organisation=<organisation>", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    plain("GET /platform/make-ups", "", [303, 404, 404, 404, 404, 404, 404, 404, 200]),
    row("GET /steward/{organisation}/attendances", "/steward/<organisation>/attendances", "", [303, 404, 404, 200, 200, 200, 404, 404, 200]),
    // the published log
    plain("GET /log", "", all(200)),
    row("GET /log/entries/{id}/proof", "/log/entries/<honour>/proof", "", personal(404)),
    plain("GET /log/checkpoint", "", all(200)),
    row("GET /log/tile/{*path}", "/log/tile/0/000.p/1", "", all(200)),
    row("GET /log/{log}/{epoch}/checkpoint", "/log/hours/1/checkpoint", "", all(200)),
    row("GET /log/{log}/{epoch}/tile/{*path}", "/log/hours/1/tile/0/000.p/1", "", all(200)),
];
