//! The codes that an organiser shows on site. Their own location must be on (ATT-01): every showing belongs to an opening.

use crate::{
    kernel::{
        access::Actor,
        cx::Cx,
        db::{
            Conn,
            schema::{activity, code_opening},
        },
        failure::{Answer, Failure},
    },
    organisation::steward_of_activity,
};
use diesel::{dsl::exists, prelude::*};
use domain::{
    activity::{Fix, TimekeepingMethods},
    attendance::{AttendanceRefusal, CODE_STEP_SECONDS, Direction, RotatingCode, typed_code},
    kernel::{ActivityId, step_of},
    organisation::Act,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How long one opening lasts.
const OPENING_SECONDS: i64 = 12 * 3600;

/// A steward opens the codes from where they stand.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OpenCodes {
    pub activity: ActivityId,
    pub position: Option<Fix>,
}

/// Opens the codes for this steward.
pub fn open_codes(cx: &mut Cx, cmd: &OpenCodes) -> Answer<i64> {
    let by = steward_of_activity(cx.conn, &cx.actor, cmd.activity, Act::OnSite, cx.now)?;
    let position = cmd.position.ok_or(AttendanceRefusal::OrganiserPositionNeeded)?;
    let id = cx.id();
    let row = (
        code_opening::id.eq(id),
        code_opening::activity_id.eq(cmd.activity.get()),
        code_opening::opened_by.eq(by.account().get()),
        code_opening::latitude.eq(position.latitude),
        code_opening::longitude.eq(position.longitude),
        code_opening::accuracy_metres.eq(position.accuracy_metres),
        code_opening::opened_at.eq(cx.at()),
        code_opening::expires_at.eq(cx.at() + OPENING_SECONDS * 1_000_000),
    );
    diesel::insert_into(code_opening::table).values(row).execute(cx.conn)?;
    Ok(id)
}

/// What is shown now.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Codes {
    pub activity: String,
    pub title: String,
    /// The code of the sign-in direction; its address is `/s/` and the code.
    pub sign_in: String,
    pub sign_out: String,
    /// The six digits told on site, where that method is on.
    pub typed: Option<String>,
    /// When the next step begins.
    #[schema(value_type = String)]
    pub next_at: Timestamp,
    pub step_seconds: u32,
}

/// The codes of this moment, for a steward who opened them.
pub fn codes(conn: &mut Conn, by: &Actor, id: ActivityId, now: Timestamp) -> Answer<Codes> {
    let steward = steward_of_activity(conn, by, id, Act::OnSite, now)?;
    let opening = code_opening::table
        .filter(code_opening::activity_id.eq(id.get()).and(code_opening::opened_by.eq(steward.account().get())))
        .filter(code_opening::expires_at.gt(now.as_microsecond()));
    if !diesel::select(exists(opening)).get_result::<bool>(conn)? {
        return Err(AttendanceRefusal::OrganiserPositionNeeded.into());
    }
    let (key, methods, title, timekeeping): (Vec<u8>, i32, String, i16) = activity::table
        .find(id.get())
        .select((activity::code_key, activity::methods, activity::title, activity::timekeeping))
        .first(conn)?;
    if domain::activity::Reviewed::parse(timekeeping) != Some(domain::activity::Reviewed::Approved) {
        return Err(AttendanceRefusal::NotKept.into());
    }
    let code = |direction| RotatingCode::at(&key, id, direction, now).to_string();
    let step = step_of(now, CODE_STEP_SECONDS) + 1;
    let next_at = Timestamp::from_second(step * i64::from(CODE_STEP_SECONDS)).map_err(Failure::fault)?;
    Ok(Codes {
        activity: id.to_string(),
        title,
        sign_in: code(Direction::In),
        sign_out: code(Direction::Out),
        typed: TimekeepingMethods::of_bits(methods).typed_code.then(|| typed_code(&key, id).0),
        next_at,
        step_seconds: CODE_STEP_SECONDS,
    })
}

/// The activity and direction that a scanned code speaks of, before anybody believes it.
pub fn read_code(conn: &mut Conn, text: &str) -> Answer<(ActivityId, Direction, String)> {
    let code = RotatingCode::parse(text)?;
    let title: Option<String> =
        activity::table.find(code.activity.get()).select(activity::title).first(conn).optional()?;
    title.map(|title| (code.activity, code.direction, title)).ok_or_else(|| AttendanceRefusal::CodeForged.into())
}
