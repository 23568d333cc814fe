//! Who is asked whether name and number belong together (REG-08). The simulator needs no contract with anyone and decides by the
//! number alone; every page that shows its verdict says so.

use super::identity::Identity;
use domain::volunteer::{Answer, Cause};

/// An identity provider that a deployment can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// By places 15 to 17 of the number: 444 doesn't match, 555 can't be reached, everything else matches.
    Simulator,
}

/// The provider of this deployment; the embedded one needs no contract.
pub const CHOSEN: Provider = Provider::Simulator;

impl Provider {
    /// Asks. Takes as long as the provider takes, so never within a transaction.
    pub fn ask(self, data: &Identity) -> Answer {
        match self {
            Provider::Simulator => simulated(&data.number),
        }
    }

    /// Whether pages must say that the verdict isn't real.
    pub const fn is_simulated(self) -> bool {
        matches!(self, Provider::Simulator)
    }
}

fn simulated(number: &str) -> Answer {
    match number.chars().skip(14).take(3).collect::<String>().as_str() {
        "444" => Answer::NoMatch(Cause::Mismatch),
        "555" => Answer::Unreachable,
        _ => Answer::Match,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: REG-08
    #[test]
    fn the_simulator_decides_by_three_digits() {
        assert_eq!(simulated("110105194912314443"), Answer::NoMatch(Cause::Mismatch));
        assert_eq!(simulated("110105194912315553"), Answer::Unreachable);
        assert_eq!(simulated("11010519491231002X"), Answer::Match);
        assert_eq!(simulated("444444444444440000"), Answer::Match);
    }
}
