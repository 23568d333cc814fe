//! Closing an account (PIPL 47): asked for, thought over for some days, then final. What is destroyed and what stays as a pseudonymous
//! fact is done where the data lies.

use jiff::{SignedDuration, Timestamp};

crate::refusals! {
    /// Why an account isn't closed.
    pub enum ClosingRefusal {
        /// An organisation would be left without an owner.
        LastOwner { organisation: String } => "closing.last-owner", "ACC-10", Conflict;
        /// The platform would be left without an owner.
        LastPlatformOwner => "closing.last-platform-owner", "ACC-10", Conflict;
        /// It is being closed already.
        AlreadyAsked { ends_at: Timestamp } => "closing.already-asked", "ACC-10", Conflict;
        /// There is nothing to take back.
        NotAsked => "closing.not-asked", "ACC-10", Conflict;
    }
}

/// Days in which the holder may change their mind. The platform answers within fifteen days, as GB/T 35273 asks for accounts; all of
/// them are left to the holder, since what follows can't be undone and whoever stole a password must not be quicker than its owner.
pub const COOL_OFF_DAYS: i64 = 15;

/// What stands for the public name of somebody whose account was closed; pages say it in the reader's language. No name has a hyphen
/// between two lower-case words.
pub const CLOSED: &str = "closed-account";

/// What only this account holds up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bound {
    /// Names of organisations without another owner.
    pub owns_alone: Vec<String>,
    pub is_last_platform_owner: bool,
}

impl Bound {
    /// Whether the account can go.
    pub fn lets_go(&self) -> Result<(), ClosingRefusal> {
        if self.is_last_platform_owner {
            return Err(ClosingRefusal::LastPlatformOwner);
        }
        match self.owns_alone.first() {
            Some(organisation) => Err(ClosingRefusal::LastOwner { organisation: organisation.clone() }),
            None => Ok(()),
        }
    }
}

/// A closing under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Closing {
    pub asked_at: Timestamp,
    /// When it becomes final.
    pub ends_at: Timestamp,
}

impl Closing {
    /// Begins, unless it has begun or others would be left alone.
    pub fn ask(bound: &Bound, known: Option<Closing>, now: Timestamp) -> Result<Closing, ClosingRefusal> {
        if let Some(Closing { ends_at, .. }) = known {
            return Err(ClosingRefusal::AlreadyAsked { ends_at });
        }
        bound.lets_go()?;
        let cool_off = SignedDuration::from_hours(24 * COOL_OFF_DAYS);
        Ok(Closing { asked_at: now, ends_at: now.saturating_add(cool_off).unwrap_or(Timestamp::MAX) })
    }

    /// Whether the days are over.
    pub fn is_due(&self, now: Timestamp) -> bool {
        now >= self.ends_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    // rules: ACC-10
    #[test]
    fn fifteen_days_are_left_to_change_ones_mind() {
        let closing = Closing::ask(&Bound::default(), None, at(0)).unwrap();
        let fifteen_days = 15 * 86_400;
        assert_eq!(closing, Closing { asked_at: at(0), ends_at: at(fifteen_days) });
        assert!(!closing.is_due(at(fifteen_days - 1)));
        assert!(closing.is_due(at(fifteen_days)) && closing.is_due(at(fifteen_days + 1)));
        let again = Closing::ask(&Bound::default(), Some(closing), at(5));
        assert_eq!(again, Err(ClosingRefusal::AlreadyAsked { ends_at: at(fifteen_days) }));
    }

    // rules: ACC-10
    #[test]
    fn whoever_holds_something_up_alone_hands_it_on_first() {
        let owner = Bound { owns_alone: vec!["向阳队".to_owned()], is_last_platform_owner: false };
        let platform = Bound { owns_alone: Vec::new(), is_last_platform_owner: true };
        let refused = Closing::ask(&owner, None, at(0)).unwrap_err();
        assert_eq!(refused, ClosingRefusal::LastOwner { organisation: "向阳队".to_owned() });
        assert_eq!(Closing::ask(&platform, None, at(0)), Err(ClosingRefusal::LastPlatformOwner));
        assert!(Closing::ask(&Bound::default(), None, at(0)).is_ok());
    }
}
