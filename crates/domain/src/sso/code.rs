//! What a code and a refresh token are still worth. Whoever shows one a second time holds a copy of it, and nobody can tell which of the
//! two is the thief: so everything that came of it ends (RFC 9700, 2.1.1 and 4.14.2).

use crate::kernel::{same_secret, sha256_hex};
use jiff::Timestamp;

/// How long a code waits.
pub const CODE_SECONDS: i64 = 60;
/// How long an access token lasts.
pub const ACCESS_SECONDS: i64 = 600;
/// How long an ID token lasts.
pub const ID_TOKEN_SECONDS: i64 = 600;
/// How long a refresh token waits for its use; it ends with the session in any case.
pub const REFRESH_DAYS: i64 = 30;

/// Where a code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeState {
    Waiting,
    Redeemed,
    Revoked,
}

/// A code as it was given out.
#[derive(Debug, Clone)]
pub struct Code {
    pub state: CodeState,
    pub client: i64,
    pub redirect_uri: String,
    /// The SHA-256 of the verifier, in hex.
    pub challenge: String,
    pub expires_at: Timestamp,
}

/// Somebody who wants tokens for it.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    pub client: i64,
    pub redirect_uri: &'a str,
    pub verifier: &'a str,
}

/// Why there are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeFault {
    Replayed,
    Revoked,
    OtherClient,
    Expired,
    OtherRedirect,
    WrongVerifier,
}

impl CodeFault {
    /// Under which code it is written down; none for what looks like slowness and not like a theft.
    pub const fn attack(self) -> Option<&'static str> {
        match self {
            CodeFault::Replayed => Some("oidc-attack.code-replayed"),
            CodeFault::OtherClient => Some("oidc-attack.code-of-another-client"),
            CodeFault::OtherRedirect => Some("oidc-attack.code-for-another-address"),
            CodeFault::WrongVerifier => Some("oidc-attack.code-verifier-wrong"),
            CodeFault::Revoked | CodeFault::Expired => None,
        }
    }

    /// Whether what came of the code ends, and the code with it.
    pub const fn ends_it(self) -> bool {
        self.attack().is_some()
    }

    /// The stable word that the platform is told.
    pub const fn name(self) -> &'static str {
        match self {
            CodeFault::Replayed => "code-replayed",
            CodeFault::Revoked => "code-revoked",
            CodeFault::OtherClient => "code-of-another-client",
            CodeFault::Expired => "code-expired",
            CodeFault::OtherRedirect => "code-for-another-address",
            CodeFault::WrongVerifier => "code-verifier-wrong",
        }
    }
}

impl Code {
    /// Judges an attempt; a good one uses the code up.
    pub fn redeem(&self, attempt: &Attempt<'_>, now: Timestamp) -> Result<CodeState, CodeFault> {
        match self.state {
            CodeState::Redeemed => return Err(CodeFault::Replayed),
            CodeState::Revoked => return Err(CodeFault::Revoked),
            CodeState::Waiting => {}
        }
        if attempt.client != self.client {
            return Err(CodeFault::OtherClient);
        }
        if now >= self.expires_at {
            return Err(CodeFault::Expired);
        }
        if attempt.redirect_uri != self.redirect_uri {
            return Err(CodeFault::OtherRedirect);
        }
        let is_right = is_verifier(attempt.verifier)
            && same_secret(sha256_hex(attempt.verifier).as_bytes(), self.challenge.as_bytes());
        if is_right { Ok(CodeState::Redeemed) } else { Err(CodeFault::WrongVerifier) }
    }
}

/// Whether a text can be a verifier of PKCE (RFC 7636, 4.1).
pub fn is_verifier(raw: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
    (43..=128).contains(&raw.len()) && raw.chars().all(fits)
}

/// A refresh token as it was given out.
#[derive(Debug, Clone, Copy)]
pub struct Refresh {
    pub client: i64,
    pub is_used: bool,
    pub expires_at: Timestamp,
}

/// Why there are no new tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshFault {
    /// Used before: the whole family ends.
    Reused,
    OtherClient,
    Expired,
}

impl RefreshFault {
    /// Under which code it is written down.
    pub const fn attack(self) -> Option<&'static str> {
        match self {
            RefreshFault::Reused => Some("oidc-attack.refresh-reused"),
            RefreshFault::OtherClient => Some("oidc-attack.refresh-of-another-client"),
            RefreshFault::Expired => None,
        }
    }

    /// Whether the whole family ends.
    pub const fn ends_family(self) -> bool {
        self.attack().is_some()
    }

    /// The stable word that the platform is told.
    pub const fn name(self) -> &'static str {
        match self {
            RefreshFault::Reused => "refresh-reused",
            RefreshFault::OtherClient => "refresh-of-another-client",
            RefreshFault::Expired => "refresh-expired",
        }
    }
}

impl Refresh {
    /// Judges a use: each works once.
    pub fn rotate(&self, client: i64, now: Timestamp) -> Result<(), RefreshFault> {
        if client != self.client {
            return Err(RefreshFault::OtherClient);
        }
        if self.is_used {
            return Err(RefreshFault::Reused);
        }
        if now >= self.expires_at { Err(RefreshFault::Expired) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn code(state: CodeState) -> Code {
        let (redirect_uri, challenge) = ("https://a.example/cb".to_owned(), sha256_hex(VERIFIER));
        Code { state, client: 7, redirect_uri, challenge, expires_at: at(CODE_SECONDS) }
    }

    const RIGHT: Attempt<'static> = Attempt { client: 7, redirect_uri: "https://a.example/cb", verifier: VERIFIER };

    // rules: ACC-06
    #[test]
    fn a_code_works_once_within_a_minute_for_whoever_asked_for_it() {
        let waiting = code(CodeState::Waiting);
        assert_eq!(waiting.redeem(&RIGHT, at(59)), Ok(CodeState::Redeemed));
        assert_eq!(waiting.redeem(&RIGHT, at(60)), Err(CodeFault::Expired));
        assert_eq!(code(CodeState::Redeemed).redeem(&RIGHT, at(59)), Err(CodeFault::Replayed));
        assert_eq!(code(CodeState::Redeemed).redeem(&RIGHT, at(600)), Err(CodeFault::Replayed), "late thieves too");
        assert_eq!(code(CodeState::Revoked).redeem(&RIGHT, at(59)), Err(CodeFault::Revoked));
        assert!(CodeFault::Replayed.ends_it() && !CodeFault::Expired.ends_it());
    }

    // rules: ACC-06
    #[test]
    fn a_code_is_worth_nothing_to_anybody_else() {
        let waiting = code(CodeState::Waiting);
        let tries = [
            (Attempt { client: 8, ..RIGHT }, CodeFault::OtherClient),
            (Attempt { redirect_uri: "https://a.example/cb/", ..RIGHT }, CodeFault::OtherRedirect),
            (Attempt { verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl", ..RIGHT }, CodeFault::WrongVerifier),
            (Attempt { verifier: "", ..RIGHT }, CodeFault::WrongVerifier),
        ];
        for (attempt, fault) in tries {
            assert_eq!(waiting.redeem(&attempt, at(1)), Err(fault));
            assert!(fault.ends_it());
        }
    }

    // rules: ACC-06
    #[test]
    fn a_refresh_token_works_once_and_its_second_use_ends_the_family() {
        let fresh = Refresh { client: 7, is_used: false, expires_at: at(10) };
        assert_eq!(fresh.rotate(7, at(9)), Ok(()));
        assert_eq!(fresh.rotate(7, at(10)), Err(RefreshFault::Expired));
        assert_eq!(fresh.rotate(8, at(9)), Err(RefreshFault::OtherClient));
        let used = Refresh { is_used: true, ..fresh };
        assert_eq!(used.rotate(7, at(9)), Err(RefreshFault::Reused));
        assert!(RefreshFault::Reused.ends_family() && !RefreshFault::Expired.ends_family());
    }
}
