//! How long a login lasts (ACC-04, ACC-14): by idling, and at the latest. The token and the table are the server's.

use jiff::{SignedDuration, Timestamp};

crate::refusals! {
    /// Why a login doesn't count (any more).
    pub enum SessionRefusal {
        /// Too long without a request: log in again.
        Idle => "session.idle", "ACC-14", Unauthenticated;
        /// Too long since the login: log in again.
        Over => "session.over", "ACC-14", Unauthenticated;
        /// This act needs the password, a code or a passkey once more.
        StepUpNeeded => "session.step-up-needed", "AUD-03", Unauthenticated;
    }
}

crate::named! {
    /// What sort of login it is.
    pub enum Login {
        /// A volunteer on a shared or borrowed device.
        Volunteer = 1, "volunteer";
        /// A volunteer who ticked "remember me".
        Remembered = 2, "remembered";
        /// Anyone who acts with a steward's or a platform role.
        Steward = 3, "steward";
    }
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// How long a proof of being present holds for acts that need a fresh one.
const STEP_UP_SECONDS: i64 = 5 * MINUTE;

impl Login {
    /// Seconds without a request after which the login ends.
    pub const fn idle_seconds(self) -> i64 {
        match self {
            Login::Volunteer => 12 * HOUR,
            Login::Remembered => 30 * DAY,
            Login::Steward => 30 * MINUTE,
        }
    }

    /// Seconds after which the login ends in any case.
    pub const fn absolute_seconds(self) -> i64 {
        match self {
            Login::Volunteer => DAY,
            Login::Remembered => 180 * DAY,
            Login::Steward => 12 * HOUR,
        }
    }

    /// When the login ends if no further request comes.
    pub fn expires_at(self, started_at: Timestamp, seen_at: Timestamp) -> Timestamp {
        after(seen_at, self.idle_seconds()).min(after(started_at, self.absolute_seconds()))
    }

    /// Whether the login still counts at `now`.
    pub fn check(self, started_at: Timestamp, seen_at: Timestamp, now: Timestamp) -> Result<(), SessionRefusal> {
        match () {
            () if now >= after(started_at, self.absolute_seconds()) => Err(SessionRefusal::Over),
            () if now >= after(seen_at, self.idle_seconds()) => Err(SessionRefusal::Idle),
            () => Ok(()),
        }
    }
}

/// Until when somebody counts as present who proves it now.
pub fn step_up_until(now: Timestamp) -> Timestamp {
    after(now, STEP_UP_SECONDS)
}

/// When somebody proved it who counts as present until then.
pub fn stepped_up_at(until: Timestamp) -> Timestamp {
    after(until, -STEP_UP_SECONDS)
}

/// Whether the person counts as present, as unmasking and changes of the second factor need.
pub fn check_step_up(until: Option<Timestamp>, now: Timestamp) -> Result<(), SessionRefusal> {
    if until.is_some_and(|until| now <= until) { Ok(()) } else { Err(SessionRefusal::StepUpNeeded) }
}

fn after(at: Timestamp, seconds: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_each_login_lasts_in_seconds() {
        let both = |login: Login| (login.idle_seconds(), login.absolute_seconds());
        assert_eq!(both(Login::Volunteer), (43_200, 86_400));
        assert_eq!(both(Login::Remembered), (2_592_000, 15_552_000));
        assert_eq!(both(Login::Steward), (1_800, 43_200));
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn a_steward_ends_after_half_an_hour_idle_and_twelve_hours_in_all() {
        let check = |seen, now| Login::Steward.check(at(0), at(seen), at(now));
        assert_eq!(check(0, 1799), Ok(()));
        assert_eq!(check(0, 1800), Err(SessionRefusal::Idle));
        assert_eq!(check(43_199, 43_199), Ok(()));
        assert_eq!(check(43_199, 43_200), Err(SessionRefusal::Over));
        assert_eq!(Login::Steward.expires_at(at(0), at(43_000)), at(43_200));
    }

    #[test]
    fn a_remembered_volunteer_stays_for_thirty_days() {
        let check = |now| Login::Remembered.check(at(0), at(0), at(now));
        assert_eq!(check(30 * DAY - 1), Ok(()));
        assert_eq!(check(30 * DAY), Err(SessionRefusal::Idle));
    }

    #[test]
    fn a_fresh_proof_is_at_most_five_minutes_old() {
        let until = Some(step_up_until(at(0)));
        assert_eq!(check_step_up(until, at(300)), Ok(()));
        assert_eq!(check_step_up(until, at(301)), Err(SessionRefusal::StepUpNeeded));
        assert_eq!(check_step_up(None, at(0)), Err(SessionRefusal::StepUpNeeded));
    }
}
