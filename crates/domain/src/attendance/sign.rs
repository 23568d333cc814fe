//! The two decisions on site: may this person sign in now, may this person sign out now.

use super::{AttendanceRefusal, Method};
use crate::{
    activity::{Fix, Place},
    kernel::Period,
};
use jiff::{SignedDuration, Timestamp};

/// How long before a session's start signing in is open, in minutes.
pub const EARLY_MINUTES_DEFAULT: u32 = 30;
/// How long after a session's end signing out is open, in minutes; then the attendance becomes provisional.
pub const GRACE_MINUTES_DEFAULT: u32 = 60;

/// When one session takes sign-ins and sign-outs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub planned: Period,
    pub early_minutes: u32,
    pub grace_minutes: u32,
}

impl Window {
    /// When sign-in opens.
    pub fn opens_at(&self) -> Timestamp {
        shift(self.planned.starts_at, -i64::from(self.early_minutes))
    }

    /// When sign-out closes.
    pub fn closes_at(&self) -> Timestamp {
        shift(self.planned.ends_at, i64::from(self.grace_minutes))
    }
}

fn shift(at: Timestamp, minutes: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(at)
}

/// Whether the volunteer's identity was seen before this presence began (ATT-07).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaceCheck {
    Done,
    /// The presence is kept, but credits nothing.
    Missing,
}

impl FaceCheck {
    /// A mark counts when it was made no later than the sign-in.
    pub fn at_sign_in(marked_at: Option<Timestamp>, signed_in_at: Timestamp) -> FaceCheck {
        match marked_at {
            Some(marked_at) if marked_at <= signed_in_at => FaceCheck::Done,
            _ => FaceCheck::Missing,
        }
    }
}

/// What is known of the volunteer's presence in this session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Present {
    Never,
    In { since: Timestamp },
    Out { until: Timestamp },
}

/// What is known when somebody signs in.
#[derive(Debug, Clone, PartialEq)]
pub struct SignInFacts {
    pub timekeeping: bool,
    pub method_on: bool,
    pub window: Window,
    pub place: Place,
    pub accepted: bool,
    pub walk_ins: bool,
    /// Places and how many are taken, where a walk-in would need one; none when there is no limit.
    pub places: Option<(u32, u32)>,
    pub present: Present,
    /// An open sign-in at another activity: its title and since when.
    pub elsewhere: Option<(String, Timestamp)>,
    pub face_marked_at: Option<Timestamp>,
}

/// How a sign-in ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignIn {
    pub since: Timestamp,
    pub face_check: FaceCheck,
    /// The volunteer had no enrolment and was enrolled by walking in.
    pub enrols: bool,
}

/// Decides one sign-in.
pub fn sign_in(
    facts: &SignInFacts,
    method: Method,
    position: Option<&Fix>,
    now: Timestamp,
) -> Result<SignIn, AttendanceRefusal> {
    if !facts.timekeeping {
        return Err(AttendanceRefusal::NotKept);
    }
    if !facts.method_on {
        return Err(AttendanceRefusal::MethodOff);
    }
    match facts.present {
        Present::In { since } => return Err(AttendanceRefusal::AlreadyIn { since }),
        Present::Out { until } => return Err(AttendanceRefusal::AlreadyOut { until }),
        Present::Never => {}
    }
    if let Some((activity, since)) = &facts.elsewhere {
        return Err(AttendanceRefusal::OpenElsewhere { activity: activity.clone(), since: *since });
    }
    let enrols = !facts.accepted;
    if enrols && !facts.walk_ins {
        return Err(AttendanceRefusal::NotAccepted);
    }
    if let Some((places, taken)) = facts.places.filter(|(places, taken)| enrols && taken >= places) {
        debug_assert!(taken >= places);
        return Err(AttendanceRefusal::Full { places });
    }
    if now < facts.window.opens_at() {
        return Err(AttendanceRefusal::TooEarly { opens_at: facts.window.opens_at() });
    }
    if now >= facts.window.planned.ends_at {
        return Err(AttendanceRefusal::TooLate { closed_at: facts.window.planned.ends_at });
    }
    inside(&facts.place, method, position)?;
    Ok(SignIn { since: now, face_check: FaceCheck::at_sign_in(facts.face_marked_at, now), enrols })
}

/// What is known when somebody signs out.
#[derive(Debug, Clone, PartialEq)]
pub struct SignOutFacts {
    pub method_on: bool,
    pub window: Window,
    pub place: Place,
    pub present: Present,
}

/// Decides one sign-out; the answer is since when the volunteer was present.
pub fn sign_out(
    facts: &SignOutFacts,
    method: Method,
    position: Option<&Fix>,
    now: Timestamp,
) -> Result<Period, AttendanceRefusal> {
    if !facts.method_on {
        return Err(AttendanceRefusal::MethodOff);
    }
    let since = match facts.present {
        Present::Never => return Err(AttendanceRefusal::NotIn),
        Present::Out { until } => return Err(AttendanceRefusal::AlreadyOut { until }),
        Present::In { since } => since,
    };
    let closed_at = facts.window.closes_at();
    if now >= closed_at {
        return Err(AttendanceRefusal::TooLate { closed_at });
    }
    inside(&facts.place, method, position)?;
    Ok(Period { starts_at: since, ends_at: now.max(since) })
}

/// A position that was given must be inside; signing in by oneself needs one (ATT-04), the other methods have other evidence,
/// and refusing to share one's location leaves them open (ACC-12).
fn inside(place: &Place, method: Method, position: Option<&Fix>) -> Result<(), AttendanceRefusal> {
    let Some(at) = position else {
        return if method == Method::OneSelf { Err(AttendanceRefusal::PositionNeeded) } else { Ok(()) };
    };
    if method == Method::StewardScan || place.holds(at) {
        return Ok(());
    }
    let distance_metres = whole_metres(place.distance_metres(at));
    Err(AttendanceRefusal::Outside { distance_metres, radius_metres: place.radius_metres })
}

#[expect(clippy::as_conversions, reason = "float to integer saturates, and a distance on earth is below 20,100 km")]
fn whole_metres(distance: f64) -> i64 {
    distance.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Refuse;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    fn window() -> Window {
        Window { planned: Period { starts_at: at(600), ends_at: at(780) }, early_minutes: 30, grace_minutes: 60 }
    }

    fn facts() -> SignInFacts {
        SignInFacts {
            timekeeping: true,
            method_on: true,
            window: window(),
            place: Place::parse(23.0, 113.0, 500).unwrap(),
            accepted: true,
            walk_ins: false,
            places: None,
            present: Present::Never,
            elsewhere: None,
            face_marked_at: Some(at(0)),
        }
    }

    fn out_facts(present: Present) -> SignOutFacts {
        SignOutFacts { method_on: true, window: window(), place: facts().place, present }
    }

    fn refused(facts: &SignInFacts, now: Timestamp) -> &'static str {
        sign_in(facts, Method::RotatingCode, None, now).unwrap_err().shape().code
    }

    fn refused_out(present: Present, now: Timestamp) -> AttendanceRefusal {
        sign_out(&out_facts(present), Method::RotatingCode, None, now).unwrap_err()
    }

    // rules: ATT-06
    #[test]
    fn sign_in_needs_an_accepted_enrolment_or_an_activity_that_takes_walk_ins() {
        let accepted = sign_in(&facts(), Method::RotatingCode, None, at(600)).unwrap();
        assert!(!accepted.enrols);
        let stranger = SignInFacts { accepted: false, ..facts() };
        assert_eq!(refused(&stranger, at(600)), "attendance.not-accepted");
        let walk_in = SignInFacts { walk_ins: true, places: Some((50, 49)), ..stranger };
        assert!(sign_in(&walk_in, Method::RotatingCode, None, at(600)).unwrap().enrols);
        assert_eq!(refused(&SignInFacts { places: Some((50, 50)), ..walk_in }, at(600)), "attendance.full");
    }

    // rules: ATT-09
    #[test]
    fn the_window_opens_and_closes_to_the_second() {
        let second = SignedDuration::from_secs(1);
        assert_eq!(refused(&facts(), at(570) - second), "attendance.too-early");
        assert!(sign_in(&facts(), Method::RotatingCode, None, at(570)).is_ok());
        assert!(sign_in(&facts(), Method::RotatingCode, None, at(780) - second).is_ok());
        assert_eq!(refused(&facts(), at(780)), "attendance.too-late");

        let present = Present::In { since: at(600) };
        assert!(sign_out(&out_facts(present), Method::RotatingCode, None, at(840) - second).is_ok());
        assert_eq!(refused_out(present, at(840)), AttendanceRefusal::TooLate { closed_at: at(840) });
    }

    // rules: ATT-08
    #[test]
    fn there_is_one_open_sign_in_at_a_time() {
        let here = SignInFacts { present: Present::In { since: at(600) }, ..facts() };
        assert_eq!(refused(&here, at(610)), "attendance.already-in");
        let there = SignInFacts { elsewhere: Some(("地铁引导".into(), at(500))), ..facts() };
        assert_eq!(refused(&there, at(610)), "attendance.open-elsewhere");
        let done = SignInFacts { present: Present::Out { until: at(605) }, ..facts() };
        assert_eq!(refused(&done, at(610)), "attendance.already-out");
    }

    // rules: ATT-09
    #[test]
    fn signing_out_without_in_and_signing_out_twice_are_told_apart() {
        assert_eq!(refused_out(Present::Never, at(700)).shape().code, "attendance.not-in");
        assert_eq!(
            refused_out(Present::Out { until: at(650) }, at(700)),
            AttendanceRefusal::AlreadyOut { until: at(650) }
        );
        let served = sign_out(&out_facts(Present::In { since: at(600) }), Method::RotatingCode, None, at(700));
        assert_eq!(served, Ok(Period { starts_at: at(600), ends_at: at(700) }));
    }

    // rules: ATT-07
    #[test]
    fn the_face_check_counts_when_it_was_marked_by_the_sign_in() {
        let mark = |face_marked_at| {
            let facts = SignInFacts { face_marked_at, ..facts() };
            sign_in(&facts, Method::RotatingCode, None, at(600)).unwrap().face_check
        };
        assert_eq!(mark(Some(at(600))), FaceCheck::Done);
        assert_eq!(mark(Some(at(601))), FaceCheck::Missing);
        assert_eq!(mark(None), FaceCheck::Missing);
    }

    // rules: ATT-04
    #[test]
    fn signing_in_by_oneself_needs_a_position_inside() {
        let near = Fix::parse(23.001, 113.0, 10.0).unwrap();
        let far = Fix::parse(23.1, 113.0, 10.0).unwrap();
        let by_self =
            |position| sign_in(&facts(), Method::OneSelf, position, at(600)).map_err(|refusal| refusal.shape().code);
        assert!(by_self(Some(&near)).is_ok());
        assert_eq!(by_self(None), Err("attendance.position-needed"));
        assert_eq!(by_self(Some(&far)), Err("attendance.outside"));
        let refusal = sign_in(&facts(), Method::OneSelf, Some(&far), at(600)).unwrap_err();
        assert_eq!(refusal, AttendanceRefusal::Outside { distance_metres: 11_119, radius_metres: 500 });
        assert!(sign_in(&facts(), Method::RotatingCode, None, at(600)).is_ok());
        let off = SignInFacts { method_on: false, ..facts() };
        assert_eq!(refused(&off, at(600)), "attendance.method-off");
    }
}
