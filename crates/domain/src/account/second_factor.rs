//! Who must prove more than a password (ACC-14), what those may do who must and can't yet, and what follows wrong codes. The codes
//! themselves are `totp`'s and `recovery_code`'s.

use super::Lock;
use jiff::Timestamp;

crate::refusals! {
    /// Why a second factor isn't there, isn't taken, or isn't changed.
    pub enum SecondFactorRefusal {
        /// This role may do nothing before a second factor is set up.
        Missing => "account.second-factor-missing", "ACC-14", Forbidden;
        /// The password or code was right; this account has a second factor as well.
        Needed => "login.second-factor-needed", "ACC-14", Forbidden;
        /// The first step of the login was too long ago, was used, or was another browser's.
        LoginOver => "login.second-step-over", "ACC-14", Conflict;
        /// No code of this account.
        Wrong => "second-factor.wrong", "ACC-14", Invalid;
        /// A right code that counted before.
        Used => "second-factor.used", "ACC-14", Conflict;
        /// Too many wrong codes.
        Locked { wait_seconds: u32 } => "second-factor.locked", "ACC-14", TooMany;
        /// There is one; it has to be removed first.
        AlreadySet => "second-factor.already-set", "ACC-14", Conflict;
        /// There is none.
        NotSet => "second-factor.not-set", "ACC-14", Conflict;
        /// Nobody began to set one up, or too long ago.
        NotBegun => "second-factor.not-begun", "ACC-14", Conflict;
    }
}

crate::named! {
    /// From whom a second factor is demanded: the setting of the platform's owner.
    pub enum Demand {
        Nobody = 1, "nobody";
        /// Everybody with a role on the platform itself.
        Platform = 2, "platform";
        /// Those, and every owner and manager of an organisation.
        Stewards = 3, "stewards";
    }
}

/// What an account is, as far as the demand asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Has a role on the platform itself.
    pub has_platform_role: bool,
    /// Is owner or manager of an organisation.
    pub leads: bool,
    /// Has a second factor that was confirmed.
    pub has_factor: bool,
}

impl Demand {
    /// From the setting as it is stored; without one nobody is asked.
    pub fn of_setting(setting: Option<&str>) -> Demand {
        setting.and_then(Demand::parse).unwrap_or(Demand::Nobody)
    }

    /// Whether somebody like that must have a second factor.
    pub const fn asks(self, standing: Standing) -> bool {
        match self {
            Demand::Nobody => false,
            Demand::Platform => standing.has_platform_role,
            Demand::Stewards => standing.has_platform_role || standing.leads,
        }
    }

    /// Whether they may use any right beyond a volunteer's.
    pub const fn check(self, standing: Standing) -> Result<(), SecondFactorRefusal> {
        if self.asks(standing) && !standing.has_factor { Err(SecondFactorRefusal::Missing) } else { Ok(()) }
    }
}

/// Somebody who began to set a second factor up has so many seconds to confirm it.
pub const SET_UP_SECONDS: i64 = 600;

/// Whoever proved the first factor has so many seconds for the second.
pub const LOGIN_SECONDS: i64 = 300;

/// Whether another code may be looked at after these wrong ones: five stop it for five minutes, as with passwords.
pub fn may_try(wrong: Lock, now: Timestamp) -> Result<(), SecondFactorRefusal> {
    match wrong.wait_seconds(now) {
        0 => Ok(()),
        wait_seconds => Err(SecondFactorRefusal::Locked { wait_seconds }),
    }
}

/// A setting-up or a login that began then goes on for less than so many seconds.
pub fn is_fresh(begun_at: Timestamp, lasts_seconds: i64, now: Timestamp) -> bool {
    now.duration_since(begun_at).as_secs() < lasts_seconds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    // rules: ACC-14
    #[test]
    fn the_setting_says_who_must_have_a_second_factor() {
        let standing = |has_platform_role, leads| Standing { has_platform_role, leads, has_factor: false };
        let [volunteer, steward, platform] = [standing(false, false), standing(false, true), standing(true, false)];
        let asked = |demand: Demand| [volunteer, steward, platform].map(|one| demand.asks(one));
        assert_eq!(asked(Demand::Nobody), [false, false, false]);
        assert_eq!(asked(Demand::Platform), [false, false, true]);
        assert_eq!(asked(Demand::Stewards), [false, true, true]);
        for unset in [None, Some(""), Some("everybody")] {
            assert_eq!(Demand::of_setting(unset), Demand::Nobody);
        }
        assert_eq!(Demand::of_setting(Some("stewards")), Demand::Stewards);
    }

    // rules: ACC-14
    #[test]
    fn whoever_must_have_one_and_has_none_has_no_right() {
        let steward = Standing { has_platform_role: false, leads: true, has_factor: false };
        assert_eq!(Demand::Stewards.check(steward), Err(SecondFactorRefusal::Missing));
        assert_eq!(Demand::Stewards.check(Standing { has_factor: true, ..steward }), Ok(()));
        assert_eq!(Demand::Platform.check(steward), Ok(()));
    }

    // rules: ACC-14
    #[test]
    fn five_wrong_codes_stop_trying_for_five_minutes() {
        let wrong = |times: u32| (0..times).fold(Lock::default(), |lock, _| lock.wrong(at(0)));
        assert_eq!(may_try(wrong(4), at(0)), Ok(()));
        assert_eq!(may_try(wrong(5), at(0)), Err(SecondFactorRefusal::Locked { wait_seconds: 300 }));
        assert_eq!(may_try(wrong(5), at(299)), Err(SecondFactorRefusal::Locked { wait_seconds: 1 }));
        assert_eq!(may_try(wrong(5), at(300)), Ok(()));
    }

    #[test]
    fn what_was_begun_goes_on_for_less_than_its_time() {
        assert!(is_fresh(at(0), LOGIN_SECONDS, at(299)));
        assert!(!is_fresh(at(0), LOGIN_SECONDS, at(300)));
        assert_eq!((LOGIN_SECONDS, SET_UP_SECONDS), (300, 600));
    }
}
