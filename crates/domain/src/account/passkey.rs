//! Passkeys (ACC-04, ACC-14): what makes an answer of an authenticator count, as W3C Web Authentication Level 3 asks a relying party to
//! decide (7.1, 7.2), and how many a person may have. Reading the bytes and the signature itself is the server's `account::passkey`.

use crate::kernel::same_secret;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

crate::refusals! {
    /// Why a passkey isn't added, isn't taken, or stays.
    pub enum PasskeyRefusal {
        /// The challenge was used, is older than its time, was for something else, or belongs to another session or browser.
        ChallengeOver => "passkey.challenge-over", "ACC-04", Conflict;
        /// What came isn't an authenticator's answer.
        Unreadable => "passkey.unreadable", "ACC-04", Invalid;
        /// The key is of a kind that isn't verified here.
        Algorithm => "passkey.algorithm", "ACC-04", Invalid;
        /// The answer was given to a page of another address, or inside of one.
        WrongOrigin => "passkey.wrong-origin", "ACC-04", Invalid;
        /// The answer was made for another site.
        WrongSite => "passkey.wrong-site", "ACC-04", Invalid;
        /// The authenticator didn't ask for finger, face or PIN.
        NotVerified => "passkey.not-verified", "ACC-14", Invalid;
        /// The signature isn't of this passkey.
        WrongSignature => "passkey.wrong-signature", "ACC-04", Invalid;
        /// The authenticator counted on elsewhere: there may be a copy of it.
        CounterBack => "passkey.counter-back", "ACC-04", Invalid;
        /// Nobody who may log in has this passkey.
        Unknown => "passkey.unknown", "ACC-04", Invalid;
        /// It is another account's.
        NotYours => "passkey.not-yours", "ACC-04", Forbidden;
        /// This authenticator has a passkey here already.
        Known => "passkey.known", "ACC-04", Conflict;
        /// No more than so many.
        TooMany { passkeys_max: u32 } => "passkey.too-many", "ACC-04", Conflict;
        /// A role demands a second factor, and this is the last.
        LastFactor => "passkey.last-factor", "ACC-14", Conflict;
        /// The site has no name that a passkey could be bound to.
        NoSite => "passkey.no-site", "ACC-04", Conflict;
    }
}

crate::named! {
    /// What a challenge is for; it counts for nothing else.
    pub enum Occasion {
        NewPasskey = 1, "new-passkey";
        LogIn = 2, "log-in";
        SecondStep = 3, "second-step";
        StepUp = 4, "step-up";
    }
}

/// A challenge is answered within so many seconds.
pub const CHALLENGE_SECONDS: i64 = 300;

/// Passkeys of one account: a phone, a computer, a key on a ring, and some to spare.
pub const PASSKEYS_MAX: u32 = 10;

/// Characters of the name that a person gives a passkey.
pub const NAME_CHARACTERS_MAX: u32 = 40;

/// The site that passkeys are bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The host, without scheme and port (the relying party's id).
    pub id: String,
    /// Whose pages may ask.
    pub origin: String,
}

impl Site {
    /// Of the site's own origin. Passkeys can't be bound to numbers: this machine has the name `localhost`, any other number none.
    pub fn of_origin(origin: &str) -> Option<Site> {
        let (scheme, authority) = origin.split_once("://")?;
        let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if is_port(port) => (host, format!(":{port}")),
            _ => (authority, String::new()),
        };
        let is_loopback = host == "[::1]" || host.parse::<std::net::Ipv4Addr>().is_ok_and(|ip| ip.is_loopback());
        if is_loopback {
            return Some(Site { id: "localhost".to_owned(), origin: format!("{scheme}://localhost{port}") });
        }
        let is_name = !host.is_empty() && !host.starts_with('[') && host.parse::<std::net::Ipv4Addr>().is_err();
        is_name.then(|| Site { id: host.to_owned(), origin: origin.to_owned() })
    }
}

/// What the browser says it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// `webauthn.create` or `webauthn.get`.
    pub kind: String,
    pub challenge: Vec<u8>,
    pub origin: String,
    /// In a frame of another site's page.
    pub is_framed: bool,
}

impl Said {
    /// The browser answered this challenge, on a page of the site's own.
    pub fn check(&self, kind: &str, challenge: &[u8], site: &Site) -> Result<(), PasskeyRefusal> {
        if self.kind != kind {
            return Err(PasskeyRefusal::Unreadable);
        }
        if !same_secret(&self.challenge, challenge) {
            return Err(PasskeyRefusal::ChallengeOver);
        }
        if self.origin != site.origin || self.is_framed {
            return Err(PasskeyRefusal::WrongOrigin);
        }
        Ok(())
    }
}

/// What the authenticator says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// SHA-256 of the site's id.
    pub site_hash: [u8; 32],
    /// Somebody touched it.
    pub is_present: bool,
    /// Somebody proved by finger, face or PIN that it is theirs.
    pub is_verified: bool,
    /// How often it signed; 0 where it doesn't count.
    pub counter: u32,
}

impl Shown {
    /// Made for this site, with somebody there who unlocked it: possession and knowledge (or body) in one.
    pub fn check(&self, site: &Site) -> Result<(), PasskeyRefusal> {
        let expected: [u8; 32] = Sha256::digest(site.id.as_bytes()).into();
        if self.site_hash != expected {
            return Err(PasskeyRefusal::WrongSite);
        }
        if !(self.is_present && self.is_verified) {
            return Err(PasskeyRefusal::NotVerified);
        }
        Ok(())
    }
}

/// An authenticator that counts counts up. One that never did, as those that are synchronised between devices, is believed.
pub const fn check_counter(before: u32, shown: u32) -> Result<(), PasskeyRefusal> {
    if (before == 0 && shown == 0) || shown > before { Ok(()) } else { Err(PasskeyRefusal::CounterBack) }
}

/// A challenge counts for less than its time.
pub fn is_fresh(begun_at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(begun_at).as_secs() < CHALLENGE_SECONDS
}

/// Whether somebody with so many passkeys may add one.
pub const fn may_add(passkeys: u32) -> Result<(), PasskeyRefusal> {
    if passkeys < PASSKEYS_MAX { Ok(()) } else { Err(PasskeyRefusal::TooMany { passkeys_max: PASSKEYS_MAX }) }
}

/// What else there is beside a passkey that is to be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beside {
    /// All passkeys, this one included.
    pub passkeys: u32,
    pub has_authenticator: bool,
    /// A role demands a second factor.
    pub is_demanded: bool,
}

impl Beside {
    /// The last factor of somebody whose role demands one stays.
    pub const fn may_remove(self) -> Result<(), PasskeyRefusal> {
        if self.is_demanded && !self.has_authenticator && self.passkeys <= 1 {
            Err(PasskeyRefusal::LastFactor)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        Site::of_origin("https://hours.example.org").unwrap()
    }

    fn shown() -> Shown {
        let site_hash = Sha256::digest(b"hours.example.org").into();
        Shown { site_hash, is_present: true, is_verified: true, counter: 0 }
    }

    // rules: ACC-04
    #[test]
    fn passkeys_are_bound_to_a_name() {
        let of = |origin| Site::of_origin(origin).map(|site| (site.id, site.origin));
        let named = |id: &str, origin: &str| Some((id.to_owned(), origin.to_owned()));
        assert_eq!(of("https://hours.example.org:8443"), named("hours.example.org", "https://hours.example.org:8443"));
        assert_eq!(of("http://localhost:8080"), named("localhost", "http://localhost:8080"));
        for here in ["http://127.0.0.1:8080", "http://[::1]:8080"] {
            assert_eq!(of(here), named("localhost", "http://localhost:8080"), "{here}");
        }
        for nameless in ["https://192.168.1.7:8443", "https://[fe80::1]", "https://", "hours.example.org"] {
            assert_eq!(of(nameless), None, "{nameless}");
        }
    }

    // rules: ACC-04
    #[test]
    fn an_answer_counts_for_its_challenge_on_a_page_of_the_site() {
        let said = || Said {
            kind: "webauthn.get".into(),
            challenge: vec![7; 32],
            origin: "https://hours.example.org".into(),
            is_framed: false,
        };
        let check = |said: Said| said.check("webauthn.get", &[7; 32], &site());
        assert_eq!(check(said()), Ok(()));
        assert_eq!(check(Said { kind: "webauthn.create".into(), ..said() }), Err(PasskeyRefusal::Unreadable));
        assert_eq!(check(Said { challenge: vec![8; 32], ..said() }), Err(PasskeyRefusal::ChallengeOver));
        assert_eq!(check(Said { challenge: vec![], ..said() }), Err(PasskeyRefusal::ChallengeOver));
        for origin in ["https://hours.example.org.evil.test", "http://hours.example.org", "https://example.org", ""] {
            assert_eq!(check(Said { origin: origin.into(), ..said() }), Err(PasskeyRefusal::WrongOrigin), "{origin}");
        }
        assert_eq!(check(Said { is_framed: true, ..said() }), Err(PasskeyRefusal::WrongOrigin));
    }

    // rules: ACC-14
    #[test]
    fn an_authenticator_made_it_for_this_site_for_somebody_who_unlocked_it() {
        assert_eq!(shown().check(&site()), Ok(()));
        assert_eq!(Shown { site_hash: [0; 32], ..shown() }.check(&site()), Err(PasskeyRefusal::WrongSite));
        assert_eq!(Shown { is_present: false, ..shown() }.check(&site()), Err(PasskeyRefusal::NotVerified));
        assert_eq!(Shown { is_verified: false, ..shown() }.check(&site()), Err(PasskeyRefusal::NotVerified));
    }

    // rules: ACC-04
    #[test]
    fn a_counter_only_goes_up() {
        assert_eq!(check_counter(0, 0), Ok(()));
        assert_eq!(check_counter(0, 1), Ok(()));
        assert_eq!(check_counter(7, 8), Ok(()));
        for back in [7, 6, 0] {
            assert_eq!(check_counter(7, back), Err(PasskeyRefusal::CounterBack), "{back}");
        }
    }

    // rules: ACC-04
    #[test]
    fn a_challenge_counts_for_less_than_five_minutes() {
        let at = |second: i64| Timestamp::from_second(1_800_000_000 + second).unwrap();
        assert!(is_fresh(at(0), at(299)));
        assert!(!is_fresh(at(0), at(300)));
    }

    // rules: ACC-14
    #[test]
    fn the_last_factor_of_somebody_who_must_have_one_stays() {
        let last = Beside { passkeys: 1, has_authenticator: false, is_demanded: true };
        assert_eq!(last.may_remove(), Err(PasskeyRefusal::LastFactor));
        assert_eq!(Beside { passkeys: 2, ..last }.may_remove(), Ok(()));
        assert_eq!(Beside { has_authenticator: true, ..last }.may_remove(), Ok(()));
        assert_eq!(Beside { is_demanded: false, ..last }.may_remove(), Ok(()));
    }

    #[test]
    fn there_are_ten_at_most() {
        assert_eq!(may_add(9), Ok(()));
        assert_eq!(may_add(10), Err(PasskeyRefusal::TooMany { passkeys_max: 10 }));
    }
}
