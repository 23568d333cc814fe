//! What a login at another platform still needs: a login here, one anew, an agreement, or nothing.

use super::Protocol;
use jiff::{SignedDuration, Timestamp};

/// What the platform says about how to ask (OpenID Connect Core 3.1.2.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Prompt {
    /// Show nothing: answer with an error instead.
    pub none: bool,
    /// Ask for the password anew.
    pub login: bool,
    /// Ask for the agreement anew.
    pub consent: bool,
}

impl Prompt {
    /// From words divided by blanks. `none` stands alone; choosing an account happens on the page of the agreement.
    pub fn parse(raw: &str) -> Result<Prompt, Protocol> {
        let mut prompt = Prompt::default();
        for word in raw.split(' ').filter(|word| !word.is_empty()) {
            match word {
                "none" => prompt.none = true,
                "login" => prompt.login = true,
                "consent" | "select_account" => prompt.consent = true,
                _ => return Err(Protocol::InvalidRequest),
            }
        }
        if prompt.none && (prompt.login || prompt.consent) { Err(Protocol::InvalidRequest) } else { Ok(prompt) }
    }
}

/// What the platform wants of the login.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish {
    pub prompt: Prompt,
    /// How long ago the login may be at most.
    pub age_seconds_max: Option<i64>,
}

/// How things stand.
#[derive(Debug, Clone, Copy, Default)]
pub struct Standing {
    /// When the person last typed a password or a code in this session; none when nobody is logged in.
    pub logged_in_at: Option<Timestamp>,
    /// When this very request led to the login, by a mark that only we can make.
    pub asked_at: Option<Timestamp>,
    /// Whether a hint names somebody else.
    pub is_somebody_else: bool,
    /// Whether the person agreed to all of the data, now or before.
    pub agreed: bool,
    /// Whether the agreement was given to this very request.
    pub agreed_now: bool,
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    LogIn,
    /// Somebody is logged in and shows it once more.
    LogInAgain,
    AskConsent,
    /// A code, for a login of that moment.
    Grant {
        logged_in_at: Timestamp,
    },
    Refuse(Protocol),
}

/// Decides it.
pub fn next_step(wish: &Wish, standing: &Standing, now: Timestamp) -> Step {
    let prompt = wish.prompt;
    let Some(logged_in_at) = standing.logged_in_at else {
        return if prompt.none { Step::Refuse(Protocol::LoginRequired) } else { Step::LogIn };
    };
    if standing.is_somebody_else {
        return Step::Refuse(Protocol::LoginRequired);
    }
    let age_max = wish.age_seconds_max.map(|seconds| SignedDuration::from_secs(seconds.max(0)));
    let is_too_old = age_max.is_some_and(|most| now.duration_since(logged_in_at) > most);
    // A login since this request was first seen satisfies it, however long the page of the agreement was looked at.
    let is_anew = standing.asked_at.is_some_and(|asked_at| logged_in_at >= asked_at);
    if (is_too_old || prompt.login) && !is_anew {
        return if prompt.none { Step::Refuse(Protocol::LoginRequired) } else { Step::LogInAgain };
    }
    if !standing.agreed || (prompt.consent && !standing.agreed_now) {
        return if prompt.none { Step::Refuse(Protocol::ConsentRequired) } else { Step::AskConsent };
    }
    Step::Grant { logged_in_at }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn wish(prompt: &str, age_seconds_max: Option<i64>) -> Wish {
        Wish { prompt: Prompt::parse(prompt).unwrap(), age_seconds_max }
    }

    const NOBODY: Standing =
        Standing { logged_in_at: None, asked_at: None, is_somebody_else: false, agreed: false, agreed_now: false };

    fn known(agreed: bool) -> Standing {
        Standing { logged_in_at: Some(at(0)), agreed, ..NOBODY }
    }

    // rules: ACC-06
    #[test]
    fn nothing_is_shown_to_whoever_asks_for_no_prompt() {
        let none = wish("none", None);
        assert_eq!(next_step(&none, &NOBODY, at(5)), Step::Refuse(Protocol::LoginRequired));
        assert_eq!(next_step(&none, &known(false), at(5)), Step::Refuse(Protocol::ConsentRequired));
        assert_eq!(next_step(&none, &known(true), at(5)), Step::Grant { logged_in_at: at(0) });
        assert_eq!(next_step(&wish("", None), &NOBODY, at(5)), Step::LogIn);
        assert_eq!(next_step(&wish("", None), &known(false), at(5)), Step::AskConsent);
        assert_eq!(Prompt::parse("none login"), Err(Protocol::InvalidRequest));
        assert_eq!(Prompt::parse("nonsense"), Err(Protocol::InvalidRequest));
    }

    // rules: ACC-06
    #[test]
    fn a_login_older_than_asked_for_is_made_anew() {
        let hour = wish("", Some(3600));
        assert_eq!(next_step(&hour, &known(true), at(3600)), Step::Grant { logged_in_at: at(0) });
        assert_eq!(next_step(&hour, &known(true), at(3601)), Step::LogInAgain);
        let silent = wish("none", Some(3600));
        assert_eq!(next_step(&silent, &known(true), at(3601)), Step::Refuse(Protocol::LoginRequired));
    }

    // rules: ACC-06
    #[test]
    fn asked_for_the_password_anew_only_a_login_since_then_counts() {
        let anew = wish("login", None);
        let before = Standing { asked_at: Some(at(1)), ..known(true) };
        let since = Standing { asked_at: Some(at(0)), ..known(true) };
        assert_eq!(next_step(&anew, &known(true), at(5)), Step::LogInAgain);
        assert_eq!(next_step(&anew, &before, at(5)), Step::LogInAgain);
        assert_eq!(next_step(&anew, &since, at(5)), Step::Grant { logged_in_at: at(0) });
        // the same for an age of nothing
        assert_eq!(next_step(&wish("", Some(0)), &known(true), at(1)), Step::LogInAgain);
        assert_eq!(next_step(&wish("", Some(0)), &since, at(1)), Step::Grant { logged_in_at: at(0) });
    }

    // rules: ACC-06
    #[test]
    fn an_agreement_of_before_is_asked_anew_on_wish_and_a_hint_at_somebody_else_leads_nowhere() {
        let anew = wish("consent", None);
        assert_eq!(next_step(&anew, &known(true), at(5)), Step::AskConsent);
        let now = Standing { agreed_now: true, ..known(true) };
        assert_eq!(next_step(&anew, &now, at(5)), Step::Grant { logged_in_at: at(0) });
        let other = Standing { is_somebody_else: true, ..known(true) };
        assert_eq!(next_step(&wish("", None), &other, at(5)), Step::Refuse(Protocol::LoginRequired));
    }
}
