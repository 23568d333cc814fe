//! `goodhours clock`: the clock of simulated data, stepped by browser stories and by people who try things out.

use super::say;
use crate::{
    serve::{Errand, Reply, send},
    start::Trouble,
};
use jiff::{SignedDuration, Timestamp};

/// What `clock` is given.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    settings: crate::kernel::config::Settings,
    /// How far, such as +2h, -30m or +1d12h; without it the time is shown
    #[arg(allow_hyphen_values = true, value_parser = step)]
    by: Option<SignedDuration>,
}

/// Days, hours, minutes and seconds with a sign.
fn step(raw: &str) -> Result<SignedDuration, String> {
    let expected = || format!("{raw}: a step is +2h, -30m, +1d12h or +90s");
    let (sign, rest) = match raw.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, raw.strip_prefix('+').unwrap_or(raw)),
    };
    let (mut seconds, mut digits) = (0i64, String::new());
    for character in rest.chars() {
        let unit = match character {
            '0'..='9' => {
                digits.push(character);
                continue;
            }
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            's' => 1,
            _ => return Err(expected()),
        };
        let count: i64 = digits.parse().map_err(|_| expected())?;
        seconds = count.checked_mul(unit).and_then(|more| seconds.checked_add(more)).ok_or_else(expected)?;
        digits.clear();
    }
    if rest.is_empty() || !digits.is_empty() { Err(expected()) } else { Ok(SignedDuration::from_secs(sign * seconds)) }
}

/// Steps the clock of the process that serves the folder, or of the folder itself when nobody does.
pub async fn run(args: &Args) -> Result<(), Trouble> {
    let seconds = args.by.map_or(0, |by| by.as_secs());
    let errand = if args.by.is_some() { Errand::Clock { seconds } } else { Errand::Time };
    match send(&args.settings, errand).await? {
        Reply::Now(now) => show(now),
        Reply::Refused(why) => return Err(refused(&why)),
        Reply::Done | Reply::Invited(_) | Reply::Keys(_) => return Err("the server answered something else".into()),
    }
    Ok(())
}

fn show(now: Timestamp) {
    say(&format!("{}", now.to_zoned(domain::kernel::ZONE).strftime("%Y-%m-%d %H:%M:%S %:z")));
}

fn refused(why: &str) -> Trouble {
    match why {
        "kernel.simulated-only" => {
            "the clock of real data can't be stepped; `goodhours demo` makes simulated data".into()
        }
        other => other.to_owned().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_has_a_sign_and_units() {
        for (raw, seconds) in [("+2h", 7_200), ("2h", 7_200), ("-30m", -1_800), ("+1d12h", 129_600), ("+90s", 90)] {
            assert_eq!(step(raw), Ok(SignedDuration::from_secs(seconds)), "{raw}");
        }
        for raw in ["", "+", "2", "h", "+2x", "2h5", "+99999999999999999d"] {
            assert!(step(raw).is_err(), "{raw}");
        }
    }
}
