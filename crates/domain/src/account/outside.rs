//! Logging in by an account elsewhere (ACC-07): by which ways, when somebody who comes back is believed, and what an ID token must
//! say. Asking the provider is the server's; names and e-mail addresses decide nothing here.

use jiff::{SignedDuration, Timestamp};

crate::refusals! {
    /// Why an account elsewhere opens, links or unlinks nothing.
    pub enum OutsideRefusal {
        /// No such login was begun in this browser, or too long ago.
        NotBegun => "outside.not-begun", "ACC-07", Conflict;
        /// Came back with another state than this browser was sent with.
        WrongState => "outside-attack.wrong-state", "ACC-07", Forbidden;
        /// Came back from somebody else than it was sent to.
        MixedUp => "outside-attack.mixed-up", "ACC-07", Forbidden;
        /// Came back a second time.
        Replayed => "outside-attack.replayed", "ACC-07", Conflict;
        /// The provider calls itself other than it is configured.
        OtherIssuer => "outside-attack.other-issuer", "ACC-07", Forbidden;
        /// The provider's proof can't be believed.
        Unproven => "outside-attack.unproven", "ACC-07", Forbidden;
        /// The person, or the provider for them, said no.
        Declined => "outside.declined", "ACC-07", Conflict;
        /// The provider can't be reached, or makes no sense.
        Unreachable => "outside.unreachable", "ACC-07", Conflict;
        /// It belongs to another account here.
        LinkedElsewhere => "outside.linked-elsewhere", "ACC-07", Conflict;
        /// This account has another one of that provider.
        OtherLinked => "outside.other-linked", "ACC-07", Conflict;
        /// This account has none of that provider.
        NotLinked => "outside.not-linked", "ACC-07", Conflict;
        /// Nobody proved in this browser to have one, or too long ago.
        NothingProven => "outside.nothing-proven", "ACC-07", Conflict;
    }
}

crate::named! {
    /// Whose accounts are taken; each account here has at most one of each.
    pub enum Provider {
        Oidc = 1, "oidc";
        WeChat = 2, "wechat";
        Alipay = 3, "alipay";
    }
}

crate::named! {
    /// How one gets to a provider and back.
    pub enum Way {
        Oidc = 1, "oidc";
        /// A code on the screen that the phone scans.
        WeChat = 2, "wechat";
        /// Inside of WeChat's own browser.
        WeChatInApp = 3, "wechat-in-app";
        Alipay = 4, "alipay";
    }
}

impl Way {
    /// Where it leads.
    pub const fn provider(self) -> Provider {
        match self {
            Way::Oidc => Provider::Oidc,
            Way::WeChat | Way::WeChatInApp => Provider::WeChat,
            Way::Alipay => Provider::Alipay,
        }
    }
}

/// How long somebody may take at the provider, and then to link what they proved.
pub const LASTS_SECONDS: i64 = 900;

/// Whether something of that moment still counts.
pub fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(at) < SignedDuration::from_secs(LASTS_SECONDS)
}

/// How this browser was sent away.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    pub way: Way,
    pub state: &'a str,
    pub at: Timestamp,
}

/// How it came back.
#[derive(Debug, Clone, Copy)]
pub struct Back<'a> {
    pub way: Way,
    pub state: &'a str,
}

/// Believes somebody who comes back in the browser that was sent, by the same way, in time.
pub fn check_return(sent: Option<Sent<'_>>, back: Back<'_>, now: Timestamp) -> Result<(), OutsideRefusal> {
    let sent = sent.filter(|sent| is_fresh(sent.at, now)).ok_or(OutsideRefusal::NotBegun)?;
    if back.state.is_empty() || !crate::kernel::same_secret(sent.state.as_bytes(), back.state.as_bytes()) {
        return Err(OutsideRefusal::WrongState);
    }
    if sent.way == back.way { Ok(()) } else { Err(OutsideRefusal::MixedUp) }
}

/// Believes the issuer that an answer names (RFC 9207); who promised to name it must.
pub fn check_issuer(named: Option<&str>, expected: &str, is_promised: bool) -> Result<(), OutsideRefusal> {
    match named {
        Some(named) if named == expected => Ok(()),
        None if !is_promised => Ok(()),
        _ => Err(OutsideRefusal::MixedUp),
    }
}

/// What an ID token says (OpenID Connect Core 1.0, 2), after its signature was checked.
#[derive(Debug, Clone)]
pub struct Claims<'a> {
    pub issuer: &'a str,
    pub subject: &'a str,
    pub audience: &'a [String],
    pub authorized_party: Option<&'a str>,
    pub issued_at: i64,
    pub expires_at: i64,
    pub nonce: Option<&'a str>,
}

/// What it must say.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub nonce: &'a str,
}

impl Claims<'_> {
    /// How far clocks may differ.
    pub const LEEWAY_SECONDS: i64 = 60;
    /// The longest subject that the standard allows.
    pub const SUBJECT_BYTES_MAX: usize = 255;

    /// Believes a token for this client, this login, this moment.
    pub fn check(&self, wanted: Wanted<'_>, now: Timestamp) -> Result<(), OutsideRefusal> {
        if self.issuer != wanted.issuer {
            return Err(OutsideRefusal::OtherIssuer);
        }
        let ours = |id: &str| id == wanted.client_id;
        let for_us = self.audience.iter().any(|id| ours(id));
        let by_us = self.authorized_party.map_or(self.audience.len() == 1, ours);
        let now = now.as_second();
        let in_time = self.expires_at > now.saturating_sub(Claims::LEEWAY_SECONDS)
            && self.issued_at <= now.saturating_add(Claims::LEEWAY_SECONDS);
        let this_login = self.nonce == Some(wanted.nonce);
        let named = (1..=Claims::SUBJECT_BYTES_MAX).contains(&self.subject.len());
        if for_us && by_us && in_time && this_login && named { Ok(()) } else { Err(OutsideRefusal::Unproven) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use OutsideRefusal::{MixedUp, NotBegun, OtherIssuer, Unproven, WrongState};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn only_the_browser_that_was_sent_comes_back_by_the_same_way_within_a_quarter_of_an_hour() {
        let sent = Some(Sent { way: Way::WeChat, state: "abc", at: at(0) });
        let back = |way, state| Back { way, state };
        assert_eq!(check_return(sent, back(Way::WeChat, "abc"), at(899)), Ok(()));
        assert_eq!(check_return(sent, back(Way::WeChat, "abc"), at(900)), Err(NotBegun));
        assert_eq!(check_return(None, back(Way::WeChat, "abc"), at(1)), Err(NotBegun));
        for state in ["", "abd", "ab", "abcd"] {
            assert_eq!(check_return(sent, back(Way::WeChat, state), at(1)), Err(WrongState), "{state}");
        }
        for way in [Way::Oidc, Way::WeChatInApp, Way::Alipay] {
            assert_eq!(check_return(sent, back(way, "abc"), at(1)), Err(MixedUp), "{way:?}");
        }
    }

    #[test]
    fn a_named_issuer_is_the_expected_one_and_a_promised_one_is_named() {
        assert_eq!(check_issuer(Some("https://a"), "https://a", true), Ok(()));
        assert_eq!(check_issuer(None, "https://a", false), Ok(()));
        assert_eq!(check_issuer(None, "https://a", true), Err(MixedUp));
        for other in ["https://a/", "https://b", ""] {
            assert_eq!(check_issuer(Some(other), "https://a", false), Err(MixedUp), "{other}");
        }
    }

    #[test]
    fn a_token_is_for_this_client_this_login_and_this_moment() {
        let wanted = Wanted { issuer: "https://a", client_id: "us", nonce: "n" };
        let (us, both) = (["us".to_owned()], ["us".to_owned(), "them".to_owned()]);
        let now = at(0);
        let right = Claims {
            issuer: "https://a",
            subject: "s",
            audience: &us,
            authorized_party: None,
            issued_at: now.as_second(),
            expires_at: now.as_second() + 300,
            nonce: Some("n"),
        };
        let check = |claims: &Claims| claims.check(wanted, now);
        assert_eq!(check(&right), Ok(()));
        assert_eq!(check(&Claims { audience: &both, authorized_party: Some("us"), ..right.clone() }), Ok(()));
        assert_eq!(check(&Claims { issuer: "https://b", ..right.clone() }), Err(OtherIssuer));
        let them = ["them".to_owned()];
        let long = "s".repeat(256);
        for wrong in [
            Claims { audience: &them, ..right.clone() },
            Claims { audience: &[], ..right.clone() },
            Claims { audience: &both, ..right.clone() },
            Claims { authorized_party: Some("them"), ..right.clone() },
            Claims { nonce: Some("m"), ..right.clone() },
            Claims { nonce: None, ..right.clone() },
            Claims { subject: "", ..right.clone() },
            Claims { subject: &long, ..right.clone() },
        ] {
            assert_eq!(check(&wrong), Err(Unproven), "{wrong:?}");
        }
        let times = |issued: i64, expires: i64| Claims {
            issued_at: now.as_second() + issued,
            expires_at: now.as_second() + expires,
            ..right.clone()
        };
        assert_eq!((check(&times(60, 300)), check(&times(61, 300))), (Ok(()), Err(Unproven)));
        assert_eq!((check(&times(-9, -59)), check(&times(-9, -60))), (Ok(()), Err(Unproven)));
    }
}
