//! Exchanging codes for tokens, as the server of a connected platform does after each login: every code is another person's.

use super::{
    Plan, Scale,
    province::{self, Presence, Province},
    site::Site,
};
use crate::{
    kernel::{
        db::{Bind, Conn, Written},
        session::token_hash,
    },
    start::Trouble,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bench::{Floor, Load, Measured, Report, Request, measure, median};
use diesel::{RunQueryDsl, connection::SimpleConnection};
use domain::kernel::sha256_hex;
use std::ops::Range;

const CONNECTIONS: usize = 32;
const PAIRS: u64 = 6;
const CLIENT: i64 = 104_000_000_000_000_000;
const CLIENT_ID: &str = "bench-platform";
const SECRET: &str = "bench-secret-of-the-platform";
const VERIFIER: &str = "bench-verifier-of-forty-three-letters-or-more-0123";
const CALLBACK: &str = "https://school.example/callback";
/// Ids of logins and of what was given, as far apart as there are people.
const LOGINS: i64 = 105_000_000_000_000_000;
const GRANTS: i64 = 106_000_000_000_000_000;

const PLATFORM_SQL: &[&str] = &[
    "insert into sso_client (id, client_id, name, about, kind, sector, redirect_uris, any_port, logout_uris, \
     backchannel_uri, scopes, algorithm, is_on, created_at, changed_at) values (",
    ", 'bench-platform', 'school', '', 1, 'school.example', 'https://school.example/callback', false, '', '', \
     'openid profile', 1, true, 0, 0)",
];
const SECRET_SQL: &[&str] = &["insert into sso_secret (client_id, hash, hint, made_at) values (", ", ", ", 'form', 0)"];
const LOGIN_SQL: &[&str] = &[
    "insert into sso_login (id, account_id, client_id, session_hash, sid, state, tries, try_at, begun_at) values (",
    ", ",
    ", ",
    ", ",
    ", ",
    ", 1, 0, 0, 0)",
];
const GRANT_SQL: &[&str] = &[
    "insert into sso_grant (id, login_id, code_hash, redirect_uri, challenge, nonce, scopes, logged_in_at, state, \
     given_at) values (",
    ", ",
    ", ",
    ", 'https://school.example/callback', ",
    ", 'n', 'openid profile', ",
    ", 1, ",
    ")",
];

/// Ours and the floor in turns; each exchange has to hand tokens over.
pub fn run(plan: &Plan) -> Result<Report, Trouble> {
    let block = exchanges(plan.scale);
    let actors = block * (PAIRS + 1);
    let mut site = Site::new(plan)?;
    let people = plan.scale.people().max(actors);
    let engine = site.target.engine();
    let province = Province { engine, people, actors, presence: Presence::None, places: 0, now: Site::now() };
    site.make(&province)?;
    connect(&mut site.conn()?)?;
    site.serve()?;

    // The first block makes the signing keys and is thrown away.
    exchange(&site, 0..block)?;
    let (mut runs, mut floors, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for pair in 1..=PAIRS {
        let floor = || floor(&site, pair, block);
        let ours = || exchange(&site, pair * block..(pair + 1) * block);
        let (run, floor) = if pair % 2 == 0 {
            (ours()?, floor()?)
        } else {
            let floor = floor()?;
            (ours()?, floor)
        };
        ratios.push(run.cpu_us() / floor.max(1e-9));
        floors.push(floor);
        runs.push(run);
    }
    let costs = median(runs.iter().map(Measured::cpu_us).collect());
    let last = runs.pop().ok_or("there is a pair")?;
    let report = Report::new(plan.name.name(), site.engine(), plan.scale.name());
    Ok(report.measured(&last).against(costs, median(floors), median(ratios)))
}

fn exchanges(scale: Scale) -> u64 {
    match scale {
        Scale::Small => 500,
        Scale::Middle => 2_000,
        Scale::Large => 5_000,
    }
}

fn connect(conn: &mut Conn) -> Result<(), Trouble> {
    Written::<()>::new(PLATFORM_SQL, vec![Bind::Number(CLIENT)]).execute(conn)?;
    let binds = vec![Bind::Number(CLIENT), Bind::Bytes(token_hash(SECRET).to_vec())];
    Written::<()>::new(SECRET_SQL, binds).execute(conn)?;
    Ok(())
}

fn code(actor: u64) -> String {
    format!("bench-code-of-a-login-{actor}")
}

/// Codes wait for a minute, so each block's are given out just before it.
fn give_codes(conn: &mut Conn, actors: Range<u64>) -> Result<(), Trouble> {
    let at = Site::now().as_microsecond();
    let challenge = sha256_hex(VERIFIER);
    conn.batch_execute("begin")?;
    for actor in actors {
        let (login, grant) = (LOGINS.saturating_add_unsigned(actor), GRANTS.saturating_add_unsigned(actor));
        let binds = vec![
            Bind::Number(login),
            Bind::Number(province::account(actor)),
            Bind::Number(CLIENT),
            Bind::Bytes(token_hash(&province::token(actor)).to_vec()),
            Bind::Text(format!("bench-{actor}")),
        ];
        Written::<()>::new(LOGIN_SQL, binds).execute(conn)?;
        let binds = vec![
            Bind::Number(grant),
            Bind::Number(login),
            Bind::Bytes(token_hash(&code(actor)).to_vec()),
            Bind::Text(challenge.clone()),
            Bind::Number(at),
            Bind::Number(at),
        ];
        Written::<()>::new(GRANT_SQL, binds).execute(conn)?;
    }
    Ok(conn.batch_execute("commit")?)
}

fn request(actor: u64) -> Request {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "authorization_code")
        .append_pair("code", &code(actor))
        .append_pair("redirect_uri", CALLBACK)
        .append_pair("code_verifier", VERIFIER)
        .finish();
    let credentials = STANDARD.encode(format!("{CLIENT_ID}:{SECRET}"));
    Request::post("/token", "application/x-www-form-urlencoded", body)
        .header("Authorization", format!("Basic {credentials}"))
}

fn exchange(site: &Site, actors: Range<u64>) -> Result<Measured, Trouble> {
    give_codes(&mut site.conn()?, actors.clone())?;
    let (load, mut actors, mut wrong) = (Load::to(&site.url(), CONNECTIONS)?, actors, None);
    let measured = measure(&site.tree()?, || {
        load.run(
            |_| actors.next().map(request),
            |_, answer| match answer {
                Some(answer) if answer.status == 200 => {}
                Some(answer) => wrong = Some(String::from_utf8_lossy(answer.body).into_owned()),
                None => wrong = Some("a connection broke".to_owned()),
            },
        )
    })?;
    match wrong {
        None => Ok(measured),
        Some(wrong) => Err(format!("an exchange failed: {wrong}").into()),
    }
}

/// CPU microseconds of one signature and one committed row, nothing else around them.
fn floor(site: &Site, pair: u64, exchanges: u64) -> std::io::Result<f64> {
    let (folder, exchanges) = (site.beside(&format!("floor-{pair}")), u32::try_from(exchanges).unwrap_or(u32::MAX));
    Floor::exchange_cpu_us(&Floor::Exchange { folder, exchanges }.launch(std::env::current_exe()?, &["bench-floor"]))
}
