//! The end of a suspension (REG-15): the platform lets an account in again and says why. What the operator locked is for its stewards;
//! what nobody used for long (ACC-14), for its support as well.

use crate::kernel::clean_lines;

crate::refusals! {
    /// Why an account stays suspended.
    pub enum SuspensionRefusal {
        /// It isn't suspended.
        NotSuspended => "suspension.not-suspended", "REG-15", Conflict;
        /// The operator locked it: a steward of the platform decides.
        Locked => "suspension.locked", "REG-15", Forbidden;
        /// Whoever it names disowned it: that is lifted where it was decided.
        Disowned => "suspension.disowned", "REG-17", Forbidden;
        /// Letting in names its reason.
        ReasonMissing { characters_max: u32 } => "suspension.reason-missing", "REG-15", Invalid;
    }
}

crate::named! {
    /// Why somebody can't log in.
    pub enum Cause {
        /// Ninety days without a use, with a role.
        Unused = 1, "unused";
        /// The operator closed it at the command line.
        Operator = 2, "operator";
        /// Whoever its document belongs to said that it isn't theirs.
        Disowned = 3, "disowned";
    }
}

/// Characters of a reason.
pub const REASON_CHARS_MAX: u32 = 200;

impl Cause {
    /// Whether somebody at the platform may lift it.
    pub const fn may_be_lifted(self, by_steward: bool) -> Result<(), SuspensionRefusal> {
        match self {
            Cause::Disowned => Err(SuspensionRefusal::Disowned),
            Cause::Operator if !by_steward => Err(SuspensionRefusal::Locked),
            _ => Ok(()),
        }
    }
}

/// Why it is lifted, once that is said.
pub fn reason(raw: &str) -> Result<String, SuspensionRefusal> {
    let characters_max = REASON_CHARS_MAX;
    clean_lines(raw, characters_max).map_err(|_| SuspensionRefusal::ReasonMissing { characters_max })
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: REG-15
    #[test]
    fn support_lifts_what_time_did_and_stewards_what_the_operator_did() {
        assert_eq!(Cause::Unused.may_be_lifted(false), Ok(()));
        assert_eq!(Cause::Operator.may_be_lifted(false), Err(SuspensionRefusal::Locked));
        assert_eq!(Cause::Operator.may_be_lifted(true), Ok(()));
        assert_eq!(Cause::Disowned.may_be_lifted(true), Err(SuspensionRefusal::Disowned));
        assert_eq!(reason(" 本人来电 "), Ok("本人来电".to_owned()));
        assert_eq!(reason(" "), Err(SuspensionRefusal::ReasonMissing { characters_max: 200 }));
    }
}
