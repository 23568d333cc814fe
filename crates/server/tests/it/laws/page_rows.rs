//! What every page and form answers to everybody, in the columns of `rows.rs`. A form that was taken leads on by 303; so does a
//! page that asks to log in first.

use super::{
    rows::{Row, all, plain, row},
    stage::PAPER,
};

/// A page of one's own: nobody is led to the login.
const fn personal(status: u16) -> [u16; 9] {
    [303, status, status, status, status, status, status, status, status]
}

/// A page that whoever is logged in has no use for: it leads on.
const fn for_nobody(status: u16) -> [u16; 9] {
    [status, 303, 303, 303, 303, 303, 303, 303, 303]
}

const SIGNATORY: &str = "--x\r\ncontent-disposition: form-data; name=\"key\"\r\n\r\n<nonce>\r\n--x\r\n\
    content-disposition: form-data; name=\"in_charge\"\r\n\r\n李站长\r\n--x\r\n\
    content-disposition: form-data; name=\"handled_by\"\r\n\r\n陈老师\r\n--x--\r\n";
const AUTHORIZE: &str = "?client_id=<client-id>&redirect_uri=https://school.example/callback&response_type=code&scope=openid+profile\
    &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
const CONSENT: &str = "agreed=yes&request=client_id%3D<client-id>%26redirect_uri%3Dhttps%3A%2F%2Fschool.example%2Fcallback\
    %26response_type%3Dcode%26scope%3Dopenid%2Bprofile%26code_challenge%3DE9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM\
    %26code_challenge_method%3DS256";
/// A form with a file in which nothing was filled in.
const EMPTY: &str = "--x\r\ncontent-disposition: form-data; name=\"key\"\r\n\r\n<nonce>\r\n--x--\r\n";
const NO_CODE: &str = "--x\r\ncontent-disposition: form-data; name=\"code\"\r\n\r\n\r\n--x--\r\n";

/// Columns: nobody, stranger, owner, auditor, then the steward at the own organisation, below, beside and above, then the platform.
#[rustfmt::skip]
pub const PAGES: &[Row] = &[
    // the site
    plain("POST /appearance", "elder=1&next=%2Factivities", all(303)),
    plain("GET /problems", "", all(200)),
    row("GET /problems/{code}", "/problems/activity.wrong-state", "", all(200)),
    row("GET /covers/{name}", "/covers/7-care.svg", "", all(200)),
    row("GET /avatars/{name}", "/avatars/7-a.svg", "", all(200)),
    plain("GET /outbox", "", all(200)),
    plain("GET /regions", "", all(200)),
    plain("GET /agreements/integrity", "", all(200)),
    row("GET /agreements/integrity/{version}", "/agreements/integrity/1", "", all(200)),
    // disclosure: what the public reads; without consent there is no page of a person
    plain("GET /", "", all(200)),
    plain("GET /hours", "", all(200)),
    row("GET /hours/activities/{id}", "/hours/activities/<activity>", "", all(200)),
    plain("GET /volunteers", "", all(200)),
    row("GET /volunteers/{number}", "/volunteers/<number>", "", all(404)),
    // objection
    plain("GET /objections", "", all(200)),
    plain("GET /objections/new", "?activity=<activity>", all(200)),
    plain("POST /objections", "activity=<activity>&text=我那天没有见到他。&key=<nonce>", all(303)),
    row("GET /objections/{number}", "/objections/<objection>", "", all(200)),
    row("POST /objections/{number}/answers", "/objections/<objection>/answers", "text=已核对签到记录。&key=<nonce>", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    row("POST /objections/{number}/decisions", "/objections/<objection>/decisions", "outcome=dismissed&reason=记录属实。&key=<nonce>", [303, 404, 404, 404, 404, 303, 404, 404, 303]),
    row("GET /organisations/{id}/objections", "/organisations/<organisation>/objections", "", [303, 404, 404, 200, 200, 200, 404, 404, 200]),
    plain("GET /platform/objections", "", [303, 404, 404, 404, 404, 404, 404, 404, 200]),
    // account: logging in, registering, a forgotten password. One code a minute goes to a phone, and nobody owes a human check
    plain("GET /sessions/new", "", for_nobody(200)),
    // After three wrong passwords a human check is owed.
    plain("POST /sessions", "login=nobody&password=一步一步走稳2026", [401, 401, 401, 403, 403, 403, 403, 403, 403]),
    plain("GET /sessions/codes/new", "", all(200)),
    plain("POST /sessions/codes", "phone=13800138001", [403, 303, 429, 429, 429, 429, 429, 429, 429]),
    // Without the phone that a code was sent to, back to asking for one.
    plain("GET /sessions/by-code", "", all(303)),
    plain("POST /sessions/by-code", "code=123456", all(303)),
    plain("POST /sessions/end", "", all(303)),
    plain("GET /register", "", [200, 200, 200, 303, 303, 303, 303, 303, 303]),
    plain("GET /register/phone", "", for_nobody(200)),
    plain("POST /register/codes", "phone=13800138002", [403, 303, 429, 429, 429, 429, 429, 429, 429]),
    plain("GET /register/account", "", all(303)),
    plain("POST /register/account", "code=123456", all(303)),
    plain("GET /password-resets/new", "", all(200)),
    plain("POST /password-resets/new", "contact=13800138003", [403, 303, 429, 429, 429, 429, 429, 429, 429]),
    plain("GET /password-resets", "", all(303)),
    plain("POST /password-resets", "code=123456", all(303)),
    plain("GET /appeals/new", "", all(200)),
    plain("POST /appeals/new", "phone=13800138004", [403, 303, 429, 429, 429, 429, 429, 429, 429]),
    // Without the phone that a code was sent to, back to asking for one.
    plain("GET /appeals", "", all(303)),
    plain("POST /appeals", EMPTY, all(303)),
    row("GET /appeals/received/{number}", "/appeals/received/A2026-000001", "", all(200)),
    plain("GET /platform/appeals", "", [303, 404, 404, 404, 404, 404, 404, 404, 200]),
    row("GET /platform/appeals/{id}", "/platform/appeals/<appeal>", "", [303, 404, 404, 404, 404, 404, 404, 404, 200]),
    row("POST /platform/appeals/{id}/showings", "/platform/appeals/<appeal>/showings", "reason=核对证件&key=<nonce>", [303, 404, 404, 404, 404, 404, 404, 404, 303]),
    row("GET /platform/appeals/{id}/papers/{place}", "/platform/appeals/<appeal>/papers/1", "", [303, 404, 404, 404, 404, 404, 404, 404, 403]),
    row("POST /platform/appeals/{id}/decisions", "/platform/appeals/<appeal>/decisions", "opinion=support&key=<nonce>", [303, 404, 404, 404, 404, 404, 404, 404, 409]),
    row("POST /me/security/appeals/{id}/stop", "/me/security/appeals/7/stop", "", personal(404)),
    plain("GET /platform/suspended-accounts", "", [303, 404, 404, 404, 404, 404, 404, 404, 200]),
    row("POST /platform/suspended-accounts/{id}/restorations", "/platform/suspended-accounts/<suspended>/restorations", "key=<nonce>&reason=本人来电", [303, 404, 404, 404, 404, 404, 404, 404, 303]),
    // help: nobody logged in proves a phone first
    plain("GET /help", "", all(200)),
    plain("GET /help/phone", "", for_nobody(200)),
    plain("POST /help/phone", "phone=13800138005", [403, 303, 429, 429, 429, 429, 429, 429, 429]),
    plain("GET /help/phone/code", "", all(303)),
    plain("POST /help/phone/code", "code=123456", all(303)),
    plain("GET /help/tickets", "", personal(200)),
    plain("POST /help/tickets", "key=<nonce>&topic=other&text=怎样报名？", personal(303)),
    plain("GET /help/tickets/new", "", personal(200)),
    row("GET /help/tickets/{number}", "/help/tickets/<question>", "", [303, 404, 200, 403, 200, 200, 404, 404, 200]),
    row("POST /help/tickets/{number}/words", "/help/tickets/<question>/words", "key=<nonce>&text=再补充一点", [303, 404, 303, 404, 404, 404, 404, 404, 404]),
    row("POST /help/tickets/{number}/closings", "/help/tickets/<question>/closings", "key=<nonce>", [303, 404, 303, 404, 404, 404, 404, 404, 404]),
    row("POST /help/tickets/{number}/replies", "/help/tickets/<question>/replies", "key=<nonce>&what=answer&text=已处理。", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    row("POST /help/tickets/{number}/restorations", "/help/tickets/<question>/restorations", "key=<nonce>&text=已恢复。", [303, 404, 404, 403, 409, 409, 404, 404, 409]),
    row("GET /steward/{organisation}/tickets", "/steward/<organisation>/tickets", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    plain("GET /platform/tickets", "", [303, 404, 404, 404, 404, 404, 404, 404, 200]),
    // roster
    row("GET /steward/{organisation}/rosters", "/steward/<organisation>/rosters", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /steward/{organisation}/rosters", "/steward/<organisation>/rosters", EMPTY, [303, 404, 404, 403, 422, 422, 404, 404, 422]),
    row("GET /steward/{organisation}/rosters/template.xlsx", "/steward/<organisation>/rosters/template.xlsx", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("GET /steward/rosters/{id}", "/steward/rosters/<roster>", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /steward/rosters/{id}/invitations", "/steward/rosters/<roster>/invitations", "key=<nonce>", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    // handouts
    row("GET /steward/{organisation}/handouts", "/steward/<organisation>/handouts", "", [303, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("POST /steward/{organisation}/handouts", "/steward/<organisation>/handouts", "format=csv&name=masked&phone=left-out&document=left-out&purpose=on-site&reason=核对名单<member>&key=<nonce>", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    row("GET /steward/{organisation}/handouts/new", "/steward/<organisation>/handouts/new", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /steward/activities/{id}/handouts", "/steward/activities/<activity>/handouts", "format=csv&name=masked&phone=left-out&document=left-out&purpose=on-site&reason=核对名单<accepted>&key=<nonce>", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    row("GET /steward/activities/{id}/handouts/new", "/steward/activities/<activity>/handouts/new", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("GET /steward/handouts/{id}", "/steward/handouts/<handout>", "", [303, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("POST /steward/handouts/{id}/decisions", "/steward/handouts/<handout>/decisions", "opinion=agree&key=<nonce>", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    row("POST /steward/handouts/{id}/downloads", "/steward/handouts/<handout>/downloads", "key=<nonce>", [303, 404, 404, 404, 404, 404, 404, 404, 404]),
    row("GET /invitations/{token}", "/invitations/none", "", all(409)),
    row("POST /invitations/{token}", "/invitations/none", "password=一步一步走稳2026&agreed=terms&agreed=privacy&version=1", all(409)),
    row("POST /invitations/{token}/refusals", "/invitations/none/refusals", "", all(409)),
    plain("GET /invitations/refused", "", all(200)),
    plain("GET /me/account", "", personal(200)),
    plain("GET /me/records", "", personal(200)),
    row("POST /me/records/{id}/disownment", "/me/records/7/disownment", "", personal(404)),
    plain("GET /me/security", "", personal(200)),
    row("GET /me/security/contacts/{kind}", "/me/security/contacts/email", "", personal(200)),
    row("POST /me/security/contacts/{kind}", "/me/security/contacts/email", "contact=ada@example.org", [303, 303, 429, 429, 429, 429, 429, 429, 429]),
    // Without the contact that waits for its codes, back to naming one.
    row("GET /me/security/contacts/{kind}/codes", "/me/security/contacts/email/codes", "", all(303)),
    row("POST /me/security/contacts/{kind}/codes", "/me/security/contacts/email/codes", "code=123456", all(303)),
    plain("POST /me/security/password", "old=wrong&password=一步一步走稳2026", personal(401)),
    // account: the second factor. Who was made without a key of their own has nothing to seal a secret under; nobody began.
    plain("GET /me/security/second-factor", "", personal(200)),
    plain("POST /me/security/second-factor", "", [303, 303, 303, 404, 404, 404, 404, 404, 404]),
    plain("GET /me/security/second-factor/new", "", personal(303)),
    plain("POST /me/security/second-factor/confirmation", "code=123456", personal(409)),
    plain("POST /me/security/second-factor/recovery-codes", "", personal(409)),
    plain("POST /me/security/second-factor/removal", "password=wrong&code=123456", personal(401)),
    // account: passkeys; what nobody has isn't there, and an answer without its question is none.
    plain("GET /me/security/passkeys", "", personal(200)),
    plain("POST /me/security/passkeys", "name=phone", personal(422)),
    plain("GET /me/security/passkeys/new", "", personal(200)),
    row("POST /me/security/passkeys/{id}/name", "/me/security/passkeys/7/name", "key=<nonce>&name=phone", personal(404)),
    row("POST /me/security/passkeys/{id}/removal", "/me/security/passkeys/7/removal", "", personal(404)),
    plain("POST /sessions/by-passkey", "ticket=none", all(422)),
    plain("POST /sessions/second-factor/by-passkey", "ticket=none", all(303)),
    plain("POST /sessions/step-up/by-passkey", "ticket=none", personal(422)),
    plain("GET /sessions/step-up", "", personal(200)),
    plain("POST /sessions/step-up", "password=wrong", personal(401)),
    // Without the first step, back to it.
    plain("GET /sessions/second-factor", "", all(303)),
    plain("POST /sessions/second-factor", "code=123456", all(303)),
    // What is the platform's owner's isn't there for its stewards.
    // accounts elsewhere: nobody here has set any up
    row("GET /sessions/outside/{way}", "/sessions/outside/wechat", "", all(404)),
    row("GET /sessions/outside/{way}/return", "/sessions/outside/wechat/return", "", all(404)),
    plain("GET /sessions/outside/unknown", "", all(303)),
    plain("GET /me/linked", "", personal(200)),
    plain("GET /me/linked/new", "", personal(303)),
    plain("POST /me/linked", "key=<nonce>", personal(409)),
    row("GET /me/linked/{provider}/removal", "/me/linked/wechat/removal", "", personal(303)),
    row("POST /me/linked/{provider}/removal", "/me/linked/wechat/removal", "key=<nonce>", personal(409)),
    plain("GET /platform/second-factor", "", personal(404)),
    plain("POST /platform/second-factor", "key=<nonce>&demand=stewards", personal(404)),
    plain("GET /platform/people", "", personal(404)),
    plain("POST /platform/people", "key=<nonce>&phone=13800138000&post=none", personal(404)),
    plain("POST /platform/people/division", "key=<nonce>&system=13800138000&security=13800138001&audit=13800138002", personal(404)),
    // It is chosen once, and one steward stands in four columns.
    plain("POST /me/security/user-name", "key=<nonce>&user_name=volunteer<nonce>", [303, 303, 303, 303, 303, 409, 409, 409, 303]),
    // Somebody else's session isn't told from one that ended.
    row("POST /me/security/sessions/{id}/end", "/me/security/sessions/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef/end", "", personal(303)),
    // volunteer: real-name data, residence, organisations, in this order
    plain("GET /register/identity", "", [303, 303, 303, 200, 200, 200, 200, 200, 200]),
    plain("POST /register/identity", "key=<nonce>", personal(422)),
    plain("GET /register/residence", "", [303, 200, 200, 303, 303, 303, 303, 303, 303]),
    plain("POST /register/residence", "key=<nonce>&region=440106", [303, 303, 303, 422, 422, 422, 422, 422, 422]),
    plain("GET /register/organisations", "", [303, 200, 200, 303, 303, 303, 303, 303, 303]),
    plain("POST /register/organisations", "key=<nonce>&organisation=<organisation>", personal(303)),
    row("POST /register/organisations/{id}/withdrawal", "/register/organisations/<membership>/withdrawal", "key=<nonce>", [303, 404, 303, 404, 404, 404, 404, 404, 404]),
    plain("GET /register/state", "", personal(200)),
    plain("POST /register/guardian", "guardian_name=周大&relation=父亲", [303, 303, 303, 404, 404, 404, 404, 404, 404]),
    plain("GET /me", "", personal(200)),
    plain("GET /me/profile", "", personal(200)),
    plain("POST /me/profile/showings", "reason=核对本人信息", [303, 200, 200, 404, 404, 404, 404, 404, 404]),
    // one's own data: consents, who looked, a copy, the end of the account
    plain("GET /privacy", "", all(200)),
    plain("GET /me/consents", "", personal(200)),
    plain("POST /me/consents", "key=<nonce>&purpose=location&given=yes&version=1", personal(303)),
    plain("GET /me/access-log", "", personal(200)),
    // about: a paper is no picture, and nobody here has one
    plain("GET /me/about", "", personal(200)),
    plain("GET /me/avatar", "", personal(404)),
    plain("POST /me/avatar", PAPER, personal(422)),
    plain("POST /me/avatar/removal", "key=<nonce>", personal(303)),
    plain("POST /me/address", "key=<nonce>&address=", personal(303)),
    plain("POST /me/skills", "key=<nonce>&skills=law", personal(303)),
    plain("POST /me/offer", "key=<nonce>", personal(303)),
    plain("GET /me/export", "", personal(200)),
    plain("POST /me/export", "password=wrong&format=page", [303, 401, 401, 401, 401, 401, 401, 401, 401]),
    plain("GET /me/closing", "", personal(200)),
    plain("POST /me/closing", "key=<nonce>&password=wrong", [303, 401, 401, 401, 401, 401, 401, 401, 401]),
    plain("POST /me/closing/cancellation", "key=<nonce>", personal(409)),
    plain("GET /me/messages", "", personal(200)),
    // sso: what platforms call, the page that asks somebody, one's own platforms, and the desk where they are connected
    plain("GET /.well-known/openid-configuration", "", all(200)),
    plain("GET /.well-known/jwks.json", "", all(200)),
    plain("GET /authorize", AUTHORIZE, personal(200)),
    plain("POST /authorize", "client_id=none", all(303)),
    plain("POST /authorize/consents", CONSENT, personal(200)),
    plain("POST /token", "grant_type=authorization_code", all(401)),
    plain("POST /introspect", "token=none", all(401)),
    plain("POST /revoke", "token=none", all(401)),
    plain("GET /userinfo", "", all(401)),
    plain("POST /userinfo", "", all(401)),
    plain("GET /end_session", "", all(200)),
    plain("POST /end_session", "client_id=none", all(303)),
    plain("POST /end_session/confirmation", "", all(200)),
    plain("GET /me/platforms", "", personal(200)),
    row("POST /me/platforms/{id}/withdrawal", "/me/platforms/7/withdrawal", "key=<nonce>", personal(404)),
    plain("GET /platform/clients", "", [303, 404, 404, 404, 404, 404, 404, 404, 200]),
    plain("POST /platform/clients", "key=<nonce>&name=学校&kind=confidential&algorithm=RS256&redirect_uris=https://school.example/", [303, 404, 404, 404, 404, 404, 404, 404, 303]),
    plain("GET /platform/clients/new", "", [303, 404, 404, 404, 404, 404, 404, 404, 200]),
    row("GET /platform/clients/{id}", "/platform/clients/<client>", "", [303, 404, 404, 404, 404, 404, 404, 404, 200]),
    row("POST /platform/clients/{id}", "/platform/clients/<client>", "key=<nonce>&name=学校&algorithm=ES256&redirect_uris=https://school.example/callback&scopes=profile", [303, 404, 404, 404, 404, 404, 404, 404, 303]),
    row("POST /platform/clients/{id}/secrets", "/platform/clients/<client>/secrets", "", [303, 404, 404, 404, 404, 404, 404, 404, 200]),
    // certificate
    plain("GET /certificates", "", all(200)),
    plain("POST /certificates/verifications", "number=<certificate-number>&name=欧阳娜娜", [403, 200, 200, 200, 200, 200, 200, 200, 200]),
    plain("GET /c", "", all(200)),
    plain("GET /.well-known/issuers.json", "", all(200)),
    plain("GET /me/certificate", "", [303, 200, 200, 409, 409, 409, 409, 409, 409]),
    plain("POST /me/certificates", "key=<nonce>&locale=zh-CN<holder>", [303, 409, 303, 409, 409, 409, 409, 409, 409]),
    row("GET /me/certificates/{file}", "/me/certificates/<certificate>.pdf", "", [303, 404, 200, 404, 404, 404, 404, 404, 404]),
    row("GET /me/certificates/{id}/details.pdf", "/me/certificates/<certificate>/details.pdf", "", [303, 404, 200, 404, 404, 404, 404, 404, 404]),
    row("GET /me/photo", "/me/photo<holder>", "", [303, 404, 200, 404, 404, 404, 404, 404, 404]),
    // A paper is no photo.
    plain("POST /me/photo", PAPER, [303, 422, 422, 409, 409, 409, 409, 409, 409]),
    row("GET /steward/{organisation}/glyphs", "/steward/<organisation>/glyphs", "", [303, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("GET /steward/{organisation}/certificates", "/steward/<organisation>/certificates", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /steward/{organisation}/certificates", "/steward/<organisation>/certificates", SIGNATORY, [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    // There is no seal yet.
    row("GET /steward/{organisation}/seal", "/steward/<organisation>/seal", "", [303, 404, 404, 403, 404, 404, 404, 404, 404]),
    // card
    plain("GET /card", "", for_nobody(200)),
    plain("GET /me/card", "", [303, 200, 200, 409, 409, 409, 409, 409, 409]),
    plain("GET /me/card.png", "", [303, 200, 200, 409, 409, 409, 409, 409, 409]),
    row("GET /k/{code}", "/k/<card-code>", "", all(200)),
    plain("POST /card-scans", "key=nonce-<accepted>&ticket=<ticket>&activity=<activity>&direction=in", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    plain("GET /offline", "", all(200)),
    // attendance: one's own
    plain("GET /sign-in", "", personal(200)),
    // A wrong code is told before anything else.
    plain("POST /sign-in", "key=<nonce>&activity=<activity>&code=123456&agreed=1", [303, 422, 422, 403, 403, 403, 403, 403, 403]),
    row("GET /s/{code}", "/s/<code-in>", "", personal(200)),
    row("POST /s/{code}", "/s/<code-in>", "key=nonce-<nonce>", personal(403)),
    row("GET /me/attendances/{id}", "/me/attendances/<attendance>", "", [303, 404, 200, 403, 403, 403, 403, 403, 403]),
    row("POST /me/attendances/{id}/confirmation", "/me/attendances/<attendance>/confirmation", "key=<nonce>&stars=5&words=很温暖", [303, 404, 303, 403, 403, 403, 403, 403, 403]),
    row("POST /me/attendances/{id}/correction", "/me/attendances/<attendance>/correction", "key=<nonce>&wanted=45&text=漏了十五分钟", [303, 404, 303, 403, 403, 403, 403, 403, 403]),
    // attendance: whoever may be on site for the organisation
    row("GET /steward/activities/{id}/codes", "/steward/activities/<activity>/codes", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /steward/activities/{id}/codes", "/steward/activities/<activity>/codes", "key=<nonce>&latitude=23.1291&longitude=113.2644&accuracy=10", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    // Nobody opened the codes: to the page that does.
    row("GET /steward/activities/{id}/projector", "/steward/activities/<activity>/projector", "", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    row("GET /steward/activities/{id}/scan", "/steward/activities/<activity>/scan", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /steward/activities/{id}/scan", "/steward/activities/<activity>/scan", "key=nonce-<nonce>&code=<accepted-number>&direction=in", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("GET /steward/activities/{id}/live", "/steward/activities/<activity>/live", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("GET /steward/activities/{id}/live/events", "/steward/activities/<activity>/live/events", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /steward/activities/{id}/face-checks", "/steward/activities/<activity>/face-checks", "key=<nonce>&volunteer=<accepted-volunteer>", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    row("POST /steward/attendances/{id}/approval", "/steward/attendances/<attendance>/approval", "key=<nonce>", [303, 404, 404, 403, 409, 409, 404, 404, 409]),
    row("POST /steward/attendances/{id}/correction", "/steward/attendances/<disputed>/correction", "key=<nonce>&minutes=&text=已核对", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    plain("GET /manifest.webmanifest", "", all(200)),
    // set-up: there are accounts, so it is over
    plain("GET /setup", "?token=none", all(409)),
    plain("POST /setup", "token=none&site_name=x&province=440000", all(409)),
    plain("GET /setup/done", "?token=none", all(404)),
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
    row("POST /steward/activities/{id}/invitations", "/steward/activities/<activity>/invitations", "key=<nonce>&position=<position>&numbers=<member-number>", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    // organisation, for everybody
    plain("GET /organisations", "", all(200)),
    row("GET /organisations/{organisation}", "/organisations/<organisation>", "", all(200)),
    plain("GET /organisations/new", "", personal(200)),
    plain("POST /organisations", EMPTY, [303, 422, 422, 422, 422, 422, 422, 422, 422]),
    row("GET /organisations/{organisation}/registration", "/organisations/<returned>/registration", "", [303, 404, 200, 404, 404, 404, 404, 404, 404]),
    row("POST /organisations/{organisation}/registration", "/organisations/<returned>/registration", EMPTY, [303, 404, 422, 404, 404, 404, 404, 404, 404]),
    // Whoever may look at an organisation knows that papers were handed in; only reviewers read them.
    row("GET /organisations/{organisation}/evidence", "/organisations/<applicant>/evidence", "", [303, 404, 200, 403, 200, 200, 404, 404, 200]),
    row("POST /organisations/{organisation}/memberships", "/organisations/<organisation>/memberships", "key=<nonce>", [303, 303, 303, 409, 409, 409, 409, 409, 409]),
    plain("GET /me/organisations", "", personal(200)),
    row("POST /memberships/{membership}/withdrawal", "/memberships/<membership>/withdrawal", "key=<nonce>", [303, 404, 303, 404, 404, 404, 404, 404, 404]),
    row("POST /memberships/{membership}/departure", "/memberships/<member>/departure", "key=<nonce>", [303, 404, 303, 404, 404, 404, 404, 404, 404]),
    // organisation, at the desk
    // The platform's own people have a desk as well, and are led there.
    plain("GET /steward", "", [303, 404, 404, 303, 303, 303, 303, 303, 303]),
    row("GET /steward/{organisation}", "/steward/<organisation>", "", [303, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("GET /steward/{organisation}/members", "/steward/<organisation>/members", "", [303, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("POST /steward/{organisation}/members", "/steward/<organisation>/members", "key=<nonce>&pick=<membership>&word=approve", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    row("GET /steward/{organisation}/members/{membership}/avatar", "/steward/<organisation>/members/<member>/avatar", "", [303, 404, 404, 403, 404, 404, 404, 404, 404]),
    row("GET /steward/{organisation}/members/{membership}/identity", "/steward/<organisation>/members/<member>/identity", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /steward/{organisation}/members/{membership}/identity", "/steward/<organisation>/members/<member>/identity", "key=<nonce>&reason=", [303, 404, 404, 403, 422, 422, 404, 404, 422]),
    row("GET /steward/{organisation}/enrolments", "/steward/<organisation>/enrolments", "", [303, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("GET /steward/{organisation}/reviews", "/steward/<organisation>/reviews", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("GET /steward/{organisation}/reviews/{subject}", "/steward/<organisation>/reviews/<applicant>", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /steward/{organisation}/reviews/{subject}", "/steward/<organisation>/reviews/<applicant>", "key=<nonce>&verdict=approve&reason=", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    row("GET /steward/{organisation}/grants", "/steward/<organisation>/grants", "", [303, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("POST /steward/{organisation}/grants", "/steward/<organisation>/grants", "key=<nonce>&to=<number>&role=manager&reach=own&activity=&until=", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    row("POST /steward/{organisation}/grants/{grant}/revocation", "/steward/<organisation>/grants/<grant>/revocation", "key=<nonce>", [303, 404, 404, 403, 303, 303, 404, 404, 303]),
    row("GET /steward/{organisation}/profile", "/steward/<organisation>/profile", "", [303, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /steward/{organisation}/profile", "/steward/<organisation>/profile", "key=<nonce>&name=&code=&region=440106&address=&contact_name=陈老师&contact_phone=13800138000&introduction=", [303, 404, 404, 403, 422, 422, 404, 404, 422]),
    row("POST /steward/{organisation}/profile/becoming", "/steward/<group>/profile/becoming", NO_CODE, [303, 404, 404, 403, 422, 422, 404, 404, 422]),
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
