//! What every route of the API answers to everybody. Written by hand: the law compares it with what the server does.

use super::stage::PAPER;

/// One route: how it is called, and the status for each cell.
pub struct Row {
    /// As the API's document or the router names it.
    pub route: &'static str,
    /// With `<names>` of what a try needs.
    pub path: &'static str,
    /// JSON or the fields of a form; empty for none.
    pub body: &'static str,
    /// Statuses in the order of `Who::ALL`.
    pub cells: [u16; 9],
}

/// A row whose path is the route's own.
pub const fn plain(route: &'static str, body: &'static str, cells: [u16; 9]) -> Row {
    Row { route, path: "", body, cells }
}

/// A row.
pub const fn row(route: &'static str, path: &'static str, body: &'static str, cells: [u16; 9]) -> Row {
    Row { route, path, body, cells }
}

/// The same for everybody.
pub const fn all(status: u16) -> [u16; 9] {
    [status; 9]
}

/// The same for everybody who is logged in.
pub const fn logged_in(status: u16) -> [u16; 9] {
    [401, status, status, status, status, status, status, status, status]
}

const PROPOSAL: &str = r#"{"kind":"service","category":"care","title":"暖冬行动","description":"陪独居长者聊天。",
    "address":"幸福里社区服务中心","contact_name":"陈老师","contact_phone":"13800138000","person_in_charge":"李站长",
    "latitude":23.1291,"longitude":113.2644,"radius_metres":500,"expected":50,"agreed_version":1,"agreed_in_full":true,
    "sessions":[{"starts_at":"<in-2-days>","ends_at":"<in-2-days-3-hours>"}],
    "timekeeping":{"organiser_shows_code":true}}"#;
const TEXTS: &str = r#"{"name":"春苗小组","region":"440106","address":"体育东路1号","contact_name":"陈老师",
    "contact_phone":"13800138000","introduction":"周末走进社区。"}"#;
const REGISTRATION: &str = r#"{"parent_id":"<organisation>","kind":"group","evidence_id":"<blob>",
    "texts":{"name":"春苗小组","region":"440106","contact_name":"陈老师","contact_phone":"13800138000"}}"#;
const AGAIN: &str = r#"{"kind":"group","evidence_id":"<blob>",
    "texts":{"name":"春苗小组","region":"440106","contact_name":"陈老师","contact_phone":"13800138000"}}"#;
const CLIENT: &str = r#"{"name":"羊城高校志愿平台","about":"核对服务时长","redirect_uris":["https://school.example/callback"],
    "scopes":["profile","phone"]}"#;
const MEMBERS_OUT: &str = r#"{"format":"csv","name":"masked","phone":"left-out","document":"left-out","purpose":"on-site","reason":"核对名单 <member>"}"#;
const ACCEPTED_OUT: &str = r#"{"format":"csv","name":"masked","phone":"left-out","document":"left-out","purpose":"on-site","reason":"核对名单 <accepted>"}"#;
const HERE: &str = r#"{"position":{"latitude":23.1291,"longitude":113.2644,"accuracy_metres":10.0}}"#;

const APPEAL: &str = "--x\r\ncontent-disposition: form-data; name=\"phone\"\r\n\r\n13800138011\r\n\
    --x\r\ncontent-disposition: form-data; name=\"code\"\r\n\r\n123456\r\n\
    --x\r\ncontent-disposition: form-data; name=\"kind\"\r\n\r\nresident-identity-card\r\n\
    --x\r\ncontent-disposition: form-data; name=\"document\"\r\n\r\n11010519491231002X\r\n\
    --x\r\ncontent-disposition: form-data; name=\"name\"\r\n\r\n欧阳娜娜\r\n\
    --x\r\ncontent-disposition: form-data; name=\"text\"\r\n\r\n手机丢了\r\n\
    --x\r\ncontent-disposition: form-data; name=\"paper\"; filename=\"a\"\r\n\r\n%PDF-1.7\ncard\n%%EOF\n\r\n--x--\r\n";

const RECORD: &str = "--x\r\ncontent-disposition: form-data; name=\"phone\"\r\n\r\n13800138013\r\n\
    --x\r\ncontent-disposition: form-data; name=\"code\"\r\n\r\n123456\r\n\
    --x\r\ncontent-disposition: form-data; name=\"kind\"\r\n\r\nresident-identity-card\r\n\
    --x\r\ncontent-disposition: form-data; name=\"document\"\r\n\r\n11010519491231002X\r\n\
    --x\r\ncontent-disposition: form-data; name=\"name\"\r\n\r\n欧阳娜娜\r\n\
    --x\r\ncontent-disposition: form-data; name=\"paper\"; filename=\"a\"\r\n\r\n%PDF-1.7\ncard\n%%EOF\n\r\n--x--\r\n";

const IDENTITY: &str = r#"{"kind":"resident-identity-card","number":"11010519491231002X","surname":"欧阳","given":"娜娜",
    "long_term":true,"authority":"广州市公安局","political_status":"masses","education":"undergraduate","occupation":"student"}"#;

/// Columns: nobody, stranger, owner, auditor, then the steward at the own organisation, below, beside and above, then the platform.
#[rustfmt::skip]
pub const API: &[Row] = &[
    // account
    plain("GET /human-checks", "?for=log-in", all(200)),
    // Nobody logged in owes a human check; one code a minute goes to a phone.
    plain("POST /sms-codes", r#"{"phone":"13800138000","purpose":"register"}"#, [403, 202, 429, 429, 429, 429, 429, 429, 429]),
    // A code is spent after a few wrong tries.
    plain("POST /accounts", r#"{"phone":"13800138000","sms_code":"123456","password":"一步一步走稳 2026","agreements":["terms","privacy"]}"#, [422, 422, 422, 422, 409, 409, 409, 409, 409]),
    // After three wrong passwords a human check is owed.
    plain("POST /sessions", r#"{"login":"nobody","password":"一步一步走稳 2026"}"#, [401, 401, 401, 403, 403, 403, 403, 403, 403]),
    // The steward's first try ends the session of the three that follow.
    plain("DELETE /sessions/current", "", [401, 204, 204, 204, 204, 401, 401, 401, 204]),
    plain("GET /me", "", logged_in(200)),
    plain("POST /email-codes", r#"{"email":"ada@example.org"}"#, [403, 202, 429, 429, 429, 429, 429, 429, 429]),
    plain("POST /password-resets", r#"{"contact":"ada@example.org","code":"123456","password":"一步一步走稳 2026"}"#, [422, 422, 422, 422, 409, 409, 409, 409, 409]),
    row("POST /me/contacts/{kind}/codes", "/me/contacts/phone/codes", r#"{"contact":"13800138009"}"#, [401, 202, 429, 429, 429, 429, 429, 429, 429]),
    row("PUT /me/contacts/{kind}", "/me/contacts/email", r#"{"contact":"eve@example.org","code":"123456"}"#, logged_in(409)),
    // Nobody of them has a password.
    plain("PUT /me/password", r#"{"old":"wrong","password":"一步一步走稳 2026"}"#, all(401)),
    // The four stewards are one person, and a user name is chosen once.
    plain("PUT /me/user-name", r#"{"user_name":"volunteer<nonce>"}"#, [401, 200, 200, 200, 200, 409, 409, 409, 200]),
    plain("GET /me/sessions", "", logged_in(200)),
    // appeals: filed by whoever proves a phone, looked at by the platform, stopped by their owner
    plain("POST /appeals", APPEAL, all(409)),
    plain("GET /platform/appeals", "", [401, 404, 404, 404, 404, 404, 404, 404, 200]),
    row("GET /platform/appeals/{id}", "/platform/appeals/<appeal>", "", [401, 404, 404, 404, 404, 404, 404, 404, 200]),
    row("POST /platform/appeals/{id}/showings", "/platform/appeals/<appeal>/showings", r#"{"reason":"核对证件"}"#, [401, 404, 404, 404, 404, 404, 404, 404, 200]),
    row("GET /platform/appeals/{id}/papers/{place}", "/platform/appeals/<appeal>/papers/1", "", [401, 404, 404, 404, 404, 404, 404, 404, 403]),
    row("POST /platform/appeals/{id}/decisions", "/platform/appeals/<appeal>/decisions", r#"{"opinion":"support"}"#, [401, 404, 404, 404, 404, 404, 404, 404, 409]),
    plain("GET /me/appeals", "", logged_in(200)),
    row("DELETE /me/appeals/{id}", "/me/appeals/7", "", logged_in(404)),
    // account: suspended ones, for the platform
    plain("GET /platform/suspended-accounts", "", [401, 404, 404, 404, 404, 404, 404, 404, 200]),
    row("POST /platform/suspended-accounts/{id}/restorations", "/platform/suspended-accounts/<suspended>/restorations", r#"{"reason":"本人来电"}"#, [401, 404, 404, 404, 404, 404, 404, 404, 204]),
    // help: whoever proves a phone asks, and so does whoever is logged in; members' stewards answer, and the platform everything
    plain("POST /help-proofs", r#"{"phone":"13800138012","code":"123456"}"#, all(409)),
    plain("POST /tickets", r#"{"topic":"other","text":"怎样报名？"}"#, logged_in(201)),
    plain("GET /tickets", "", logged_in(200)),
    row("GET /tickets/{number}", "/tickets/<question>", "", [401, 404, 200, 403, 200, 200, 404, 404, 200]),
    row("POST /tickets/{number}/words", "/tickets/<question>/words", r#"{"text":"补充一张截图的说明"}"#, [401, 404, 200, 404, 404, 404, 404, 404, 404]),
    row("POST /tickets/{number}/closings", "/tickets/<question>/closings", "", [401, 404, 200, 404, 404, 404, 404, 404, 404]),
    row("POST /tickets/{number}/replies", "/tickets/<question>/replies", r#"{"what":"answer","text":"已处理。"}"#, [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    // It lies on the organisation's desk, which can't restore.
    row("POST /tickets/{number}/restorations", "/tickets/<question>/restorations", r#"{"text":"已恢复。"}"#, [401, 404, 404, 403, 409, 409, 404, 404, 409]),
    row("GET /organisations/{id}/tickets", "/organisations/<organisation>/tickets", "", [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    plain("GET /platform/tickets", "", [401, 404, 404, 404, 404, 404, 404, 404, 200]),
    // record: whoever proves a phone asks what there is in their name, and the platform looks at the papers
    plain("POST /records", RECORD, all(409)),
    row("GET /record-answers/{token}", "/record-answers/none", "", all(409)),
    row("POST /record-answers/{token}/disownments", "/record-answers/none/disownments", r#"{"account":true}"#, all(409)),
    plain("GET /platform/records", "", [401, 404, 404, 404, 404, 404, 404, 404, 200]),
    row("GET /platform/records/{id}", "/platform/records/<record>", "", [401, 404, 404, 404, 404, 404, 404, 404, 200]),
    row("POST /platform/records/{id}/showings", "/platform/records/<record>/showings", r#"{"reason":"核对证件"}"#, [401, 404, 404, 404, 404, 404, 404, 404, 200]),
    row("GET /platform/records/{id}/papers/{place}", "/platform/records/<record>/papers/1", "", [401, 404, 404, 404, 404, 404, 404, 404, 403]),
    row("POST /platform/records/{id}/decisions", "/platform/records/<record>/decisions", r#"{"verdict":"confirm"}"#, [401, 404, 404, 404, 404, 404, 404, 404, 409]),
    plain("GET /platform/quarantines", "", [401, 404, 404, 404, 404, 404, 404, 404, 200]),
    row("POST /platform/quarantines/{id}/releases", "/platform/quarantines/<quarantine>/releases", r#"{"reason":"核对证件"}"#, [401, 404, 404, 404, 404, 404, 404, 404, 409]),
    // roster: who deals with members enters people; whoever was entered takes it up or disowns it
    row("POST /organisations/{id}/rosters", "/organisations/<organisation>/rosters", PAPER, [401, 404, 404, 403, 422, 422, 404, 404, 422]),
    row("GET /organisations/{id}/rosters", "/organisations/<organisation>/rosters", "", [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("GET /rosters/{id}", "/rosters/<roster>", "", [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /rosters/{id}/invitations", "/rosters/<roster>/invitations", "", [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("GET /invitations/{token}", "/invitations/none", "", all(409)),
    row("POST /invitations/{token}/acceptances", "/invitations/none/acceptances", r#"{"password":"一步一步走稳 2026","agreements":["terms","privacy"]}"#, all(409)),
    row("POST /invitations/{token}/refusals", "/invitations/none/refusals", "", all(409)),
    plain("GET /me/records", "", logged_in(200)),
    row("POST /me/records/{id}/disownments", "/me/records/7/disownments", "", logged_in(404)),
    // handouts: who deals with members or activities takes their list out; who looks at the organisation sees that; the file is the asker's
    row("POST /organisations/{id}/handouts", "/organisations/<organisation>/handouts", MEMBERS_OUT, [401, 404, 404, 403, 201, 201, 404, 404, 201]),
    row("GET /organisations/{id}/handouts", "/organisations/<organisation>/handouts", "", [401, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("POST /activities/{id}/handouts", "/activities/<activity>/handouts", ACCEPTED_OUT, [401, 404, 404, 403, 201, 201, 404, 404, 201]),
    row("GET /handouts/{id}", "/handouts/<handout>", "", [401, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("POST /handouts/{id}/decisions", "/handouts/<handout>/decisions", r#"{"opinion":"agree"}"#, [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /handouts/{id}/downloads", "/handouts/<handout>/downloads", "", [401, 404, 404, 404, 404, 404, 404, 404, 404]),
    row("DELETE /me/sessions/{id}", "/me/sessions/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "", logged_in(204)),
    // account: the second factor. Who was made without a key of their own has nothing to seal a secret under.
    plain("GET /me/second-factor", "", logged_in(200)),
    plain("POST /me/second-factor", "", [401, 201, 201, 404, 404, 404, 404, 404, 404]),
    plain("POST /me/second-factor/confirmation", r#"{"code":"123456"}"#, logged_in(409)),
    plain("POST /me/second-factor/recovery-codes", "", logged_in(409)),
    plain("POST /me/second-factor/removal", r#"{"password":"一步一步走稳 2026","code":"123456"}"#, logged_in(401)),
    // account: passkeys. Whoever is on the stage holds a session of old and a passkey of nobody's.
    plain("POST /passkey-challenges", r#"{"for":"log-in"}"#, all(201)),
    plain("GET /me/passkeys", "", logged_in(200)),
    plain("POST /me/passkeys", r#"{"ticket":"none","credential":{},"name":"我的手机"}"#, logged_in(422)),
    row("PUT /me/passkeys/{id}", "/me/passkeys/7", r#"{"name":"我的手机"}"#, logged_in(404)),
    row("DELETE /me/passkeys/{id}", "/me/passkeys/7", "", logged_in(404)),
    plain("POST /sessions/by-passkey", r#"{"ticket":"none","credential":{}}"#, all(422)),
    plain("POST /sessions/step-up/by-passkey", r#"{"ticket":"none","credential":{}}"#, logged_in(422)),
    plain("POST /sessions/step-up", r#"{"password":"一步一步走稳 2026"}"#, logged_in(401)),
    // What is the platform's owner's isn't there for its stewards.
    plain("GET /me/linked", "", logged_in(200)),
    row("DELETE /me/linked/{provider}", "/me/linked/wechat", "", logged_in(409)),
    plain("GET /platform/second-factor", "", logged_in(404)),
    plain("PUT /platform/second-factor", r#"{"demand":"stewards"}"#, logged_in(404)),
    plain("GET /platform/people", "", logged_in(404)),
    plain("PUT /platform/people", r#"{"phone":"13800138000","post":"none"}"#, logged_in(404)),
    plain("POST /platform/people/division", r#"{"system":"13800138000","security":"13800138001","audit":"13800138002"}"#, logged_in(404)),
    // sso: one's own platforms, and the desk where they are connected
    plain("GET /me/platforms", "", logged_in(200)),
    row("DELETE /me/platforms/{id}", "/me/platforms/7", "", logged_in(404)),
    plain("GET /platform/clients", "", [401, 404, 404, 404, 404, 404, 404, 404, 200]),
    plain("POST /platform/clients", CLIENT, [401, 404, 404, 404, 404, 404, 404, 404, 201]),
    row("GET /platform/clients/{id}", "/platform/clients/<client>", "", [401, 404, 404, 404, 404, 404, 404, 404, 200]),
    row("PUT /platform/clients/{id}", "/platform/clients/<client>", CLIENT, [401, 404, 404, 404, 404, 404, 404, 404, 200]),
    row("POST /platform/clients/{id}/secrets", "/platform/clients/<client>/secrets", "", [401, 404, 404, 404, 404, 404, 404, 404, 201]),
    // disclosure: what the public reads
    plain("GET /figures", "", all(200)),
    plain("GET /hours", "", all(200)),
    row("GET /hours/activities/{id}", "/hours/activities/<activity>", "", all(200)),
    plain("GET /rankings/volunteers", "", all(200)),
    // volunteer: one's own data; stewards deal with members whom they may see
    plain("PUT /me/identity", IDENTITY, logged_in(409)),
    plain("POST /me/identity/showings", r#"{"reason":"核对本人信息"}"#, [401, 200, 200, 404, 404, 404, 404, 404, 404]),
    plain("PUT /me/residence", r#"{"region":"440106"}"#, [401, 204, 204, 422, 422, 422, 422, 422, 422]),
    row("POST /volunteers/{id}/identity-checks", "/volunteers/<unverified-member>/identity-checks", "", [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /volunteers/{id}/hand-checks", "/volunteers/<foreign-member>/hand-checks", r#"{"accepted":true,"seen":"回乡证，照片与本人相符"}"#, [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    // one's own data; nobody here has a password, so nobody proves who they are
    plain("GET /me/consents", "", logged_in(200)),
    plain("POST /me/consents", r#"{"purpose":"location","given":true,"version":1}"#, logged_in(201)),
    plain("GET /me/access-log", "", logged_in(200)),
    // about: what one says about oneself; a paper is no picture, and nobody here has one
    plain("GET /me/about", "", logged_in(200)),
    plain("GET /me/avatar", "", logged_in(404)),
    plain("POST /me/avatar", PAPER, logged_in(422)),
    plain("DELETE /me/avatar", "", logged_in(204)),
    plain("PUT /me/address", r#"{"address":""}"#, logged_in(204)),
    plain("PUT /me/skills", r#"{"skills":["law"]}"#, logged_in(204)),
    plain("PUT /me/offer", "{}", logged_in(204)),
    row("GET /memberships/{id}/about", "/memberships/<member>/about", "", [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    plain("POST /me/exports", r#"{"password":"wrong"}"#, all(401)),
    plain("GET /me/closing", "", logged_in(200)),
    plain("POST /me/closing", r#"{"password":"wrong"}"#, all(401)),
    plain("DELETE /me/closing", "", logged_in(409)),
    // card and certificate: every verified volunteer has them, and nobody else's are there
    plain("GET /me/card", "", [401, 200, 200, 409, 409, 409, 409, 409, 409]),
    plain("GET /me/certificate", "", [401, 200, 200, 409, 409, 409, 409, 409, 409]),
    // A paper is no photo.
    plain("POST /me/photo", PAPER, logged_in(422)),
    // Without a photo there is nothing to print.
    plain("POST /me/certificates", r#"{"language":"zh-CN<holder>"}"#, [401, 409, 201, 409, 409, 409, 409, 409, 409]),
    row("GET /me/certificates/{id}/certificate.pdf", "/me/certificates/<certificate>/certificate.pdf", "", [401, 404, 200, 404, 404, 404, 404, 404, 404]),
    row("GET /me/certificates/{id}/details.pdf", "/me/certificates/<certificate>/details.pdf", "", [401, 404, 200, 404, 404, 404, 404, 404, 404]),
    // Whoever isn't logged in owes a human check.
    plain("POST /certificates/verifications", r#"{"number":"<certificate-number>","name":"欧阳娜娜"}"#, [403, 200, 200, 200, 200, 200, 200, 200, 200]),
    // objection: anybody may file and follow a case by its number; the organisation answers, the one above decides
    plain("POST /objections", r#"{"activity_id":"<activity>","text":"我那天没有见到他。"}"#, all(201)),
    row("GET /objections/{number}", "/objections/<objection>", "", all(200)),
    row("GET /organisations/{id}/objections", "/organisations/<organisation>/objections", "", [401, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("POST /objections/{number}/answers", "/objections/<objection>/answers", r#"{"text":"已核对签到记录。"}"#, [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /objections/{number}/decisions", "/objections/<objection>/decisions", r#"{"outcome":"dismissed","reason":"记录属实。"}"#, [401, 404, 404, 404, 404, 200, 404, 404, 200]),
    // activity
    plain("GET /activities", "", all(200)),
    row("GET /activities/{id}", "/activities/<activity>", "", all(200)),
    row("POST /organisations/{id}/activities", "/organisations/<organisation>/activities", PROPOSAL, [401, 404, 404, 403, 201, 201, 404, 404, 201]),
    row("POST /activities/{id}/reviews", "/activities/<waiting>/reviews", r#"{"part":"recruitment","approve":true}"#, [401, 404, 404, 404, 404, 200, 404, 404, 200]),
    row("PUT /activities/{id}", "/activities/<later>", PROPOSAL, [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /activities/{id}/cancellation", "/activities/<activity>/cancellation", r#"{"reason":"暴雨"}"#, [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    // enrolment
    row("POST /activities/{id}/enrolments", "/activities/<activity>/enrolments", r#"{"position_id":"<position>"}"#, [401, 201, 201, 403, 403, 403, 403, 403, 403]),
    row("GET /activities/{id}/enrolments", "/activities/<activity>/enrolments", "", [401, 404, 404, 200, 200, 200, 404, 404, 200]),
    plain("GET /me/enrolments", "", [401, 200, 200, 403, 403, 403, 403, 403, 403]),
    row("POST /enrolments/{id}/withdrawal", "/enrolments/<signed-up>/withdrawal", "", [401, 404, 200, 403, 403, 403, 403, 403, 403]),
    row("POST /enrolments/{id}/acceptance", "/enrolments/<enrolment>/acceptance", "", [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    plain("POST /enrolments/acceptances", r#"{"enrolment_ids":["<enrolment>"]}"#, [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /enrolments/{id}/rejection", "/enrolments/<enrolment>/rejection", r#"{"reason":"名额已满"}"#, [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /enrolments/{id}/removal", "/enrolments/<accepted>/removal", r#"{"reason":"名额已满"}"#, [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /activities/{id}/invitations", "/activities/<activity>/invitations", r#"{"position_id":"<position>","volunteer_ids":["<member-volunteer>"]}"#, [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    // attendance
    plain("POST /sign-ins", r#"{"code":"<code-in>","nonce":"nonce-<nonce>"}"#, [401, 403, 403, 403, 403, 403, 403, 403, 403]),
    plain("POST /sign-outs", r#"{"code":"<code-out>","nonce":"nonce-<nonce>"}"#, [401, 409, 201, 403, 403, 403, 403, 403, 403]),
    row("POST /activities/{id}/card-scans", "/activities/<activity>/card-scans", r#"{"direction":"in","number":"<accepted-number>","nonce":"nonce-<nonce>"}"#, [401, 404, 404, 403, 201, 201, 404, 404, 201]),
    row("POST /activities/{id}/code-openings", "/activities/<activity>/code-openings", HERE, [401, 404, 404, 403, 201, 201, 404, 404, 201]),
    row("GET /activities/{id}/codes", "/activities/<activity>/codes", "", [401, 404, 404, 403, 422, 422, 404, 404, 422]),
    row("POST /activities/{id}/face-checks", "/activities/<activity>/face-checks", r#"{"volunteer_id":"<accepted-volunteer>"}"#, [401, 404, 404, 403, 204, 204, 404, 404, 204]),
    plain("GET /me/attendances", "", [401, 200, 200, 403, 403, 403, 403, 403, 403]),
    row("GET /activities/{id}/attendances", "/activities/<activity>/attendances", "", [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /attendances/{id}/confirmation", "/attendances/<attendance>/confirmation", r#"{"stars":5}"#, [401, 404, 200, 403, 403, 403, 403, 403, 403]),
    row("POST /attendances/{id}/approval", "/attendances/<attendance>/approval", "", [401, 404, 404, 403, 409, 409, 404, 404, 409]),
    row("POST /attendances/{id}/correction", "/attendances/<attendance>/correction", r#"{"wanted_minutes":45,"text":"漏了十五分钟"}"#, [401, 404, 201, 403, 403, 403, 403, 403, 403]),
    row("POST /attendances/{id}/correction/answer", "/attendances/<disputed>/correction/answer", r#"{"text":"已核对"}"#, [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    // hours
    plain("GET /me/hours", "", [401, 200, 200, 403, 403, 403, 403, 403, 403]),
    row("POST /me/hours/{id}/refusal", "/me/hours/<made-up>/refusal", "", [401, 404, 204, 403, 403, 403, 403, 403, 403]),
    row("POST /organisations/{id}/make-ups", "/organisations/<busy-organisation>/make-ups", r#"{"lines":[{"volunteer_id":"<member-volunteer>","minutes":10,"served_on":"<today>"}],"reason":"现场断网","evidence_id":"<evidence>"}"#, [401, 404, 404, 403, 201, 201, 404, 404, 201]),
    row("GET /organisations/{id}/make-ups", "/organisations/<organisation>/make-ups", "", [401, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("POST /make-ups/{id}/decision", "/make-ups/<make-up>/decision", r#"{"approve":true}"#, [401, 404, 404, 404, 404, 200, 404, 404, 200]),
    row("POST /organisations/{id}/hours", "/organisations/<organisation>/hours", r#"{"volunteer_id":"<member-volunteer>","hand":"honour","minutes":10,"reason":"表扬"}"#, [401, 404, 404, 403, 201, 201, 404, 404, 201]),
    row("POST /hours/{id}/revocation", "/hours/<honour>/revocation", r#"{"reason":"重复记录"}"#, [401, 404, 404, 403, 201, 201, 404, 404, 201]),
    // file
    row("GET /files/{id}", "/files/<blob>", "", [401, 404, 200, 404, 404, 404, 404, 404, 404]),
    plain("POST /files", PAPER, logged_in(201)),
    // organisation
    plain("GET /organisations", "", all(200)),
    row("GET /organisations/{id}", "/organisations/<organisation>", "", all(200)),
    // Only the owner handed the evidence in.
    plain("POST /organisations", REGISTRATION, [401, 422, 201, 422, 422, 422, 422, 422, 422]),
    row("POST /organisations/{id}/decisions", "/organisations/<applicant>/decisions", r#"{"verdict":"approve"}"#, [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("POST /organisations/{id}/submissions", "/organisations/<returned>/submissions", AGAIN, [401, 404, 200, 404, 404, 404, 404, 404, 404]),
    row("PUT /organisations/{id}/profile", "/organisations/<group>/profile", TEXTS, [401, 404, 404, 403, 204, 204, 404, 404, 204]),
    row("POST /organisations/{id}/becoming", "/organisations/<group>/becoming", r#"{"code":"51440000500000007H"}"#, [401, 404, 404, 403, 422, 422, 404, 404, 422]),
    row("POST /organisations/{id}/becoming-decisions", "/organisations/<becoming>/becoming-decisions", r#"{"approve":true}"#, [401, 404, 404, 404, 404, 200, 404, 404, 200]),
    plain("GET /organisation-registrations", "?organisation_id=<organisation>", [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    row("GET /organisations/{id}/grants", "/organisations/<organisation>/grants", "", [401, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("POST /organisations/{id}/grants", "/organisations/<organisation>/grants", r#"{"to":"<number>","role":"manager","reach":"own"}"#, [401, 404, 404, 403, 201, 201, 404, 404, 201]),
    row("POST /grants/{id}/revocation", "/grants/<grant>/revocation", "", [401, 404, 404, 403, 204, 204, 404, 404, 204]),
    row("GET /organisations/{id}/desk", "/organisations/<organisation>/desk", "", [401, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("POST /organisations/{id}/memberships", "/organisations/<organisation>/memberships", "", [401, 201, 201, 409, 409, 409, 409, 409, 409]),
    row("GET /organisations/{id}/memberships", "/organisations/<organisation>/memberships", "", [401, 404, 404, 200, 200, 200, 404, 404, 200]),
    plain("GET /me/memberships", "", logged_in(200)),
    row("POST /memberships/{id}/decisions", "/memberships/<membership>/decisions", r#"{"word":"approve"}"#, [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    // The owner's identity was filed; it is shown to stewards who say why.
    row("POST /memberships/{id}/identity-showings", "/memberships/<member>/identity-showings", r#"{"reason":"核对保险名单"}"#, [401, 404, 404, 403, 200, 200, 404, 404, 200]),
    // Each of a batch is answered for itself: an auditor reads that nothing was decided.
    plain("POST /membership-decisions", r#"{"memberships":["<membership>"],"word":"approve"}"#, [401, 404, 404, 200, 200, 200, 404, 404, 200]),
    row("POST /memberships/{id}/withdrawal", "/memberships/<membership>/withdrawal", "", [401, 404, 200, 404, 404, 404, 404, 404, 404]),
    row("POST /memberships/{id}/departure", "/memberships/<member>/departure", "", [401, 404, 200, 404, 404, 404, 404, 404, 404]),
    // the trail, regions, the outbox of simulated data
    plain("GET /audit", "?organisation_id=<organisation>", [401, 404, 404, 200, 200, 200, 404, 404, 200]),
    plain("GET /regions", "", all(200)),
    plain("GET /outbox", "?to=13800138000", all(200)),
];
