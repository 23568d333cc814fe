//! Which refusals look like somebody trying doors: they leave a line in the trail (AUD-01) by their code, how often, and from which
//! network, never what was typed.

use std::net::IpAddr;

/// A token that opens nothing: made up, planted, or of a session that is over.
pub const UNKNOWN_SESSION: &str = "session.unknown";
/// A way back that leads to somebody else's host.
pub const FOREIGN_WAY_BACK: &str = "session.foreign-way-back";

/// The codes that count, besides all of [`FAMILIES`].
const CODES: [&str; 25] = [
    UNKNOWN_SESSION,
    FOREIGN_WAY_BACK,
    "login.wrong",
    "login.locked",
    "login.second-step-over",
    "human-check.wrong",
    "human-check.expired",
    "human-check.other-action",
    "human-check.used",
    "sms-code.too-soon",
    "sms-code.day-is-full",
    "sms-code.human-check-needed",
    "sms-code.wrong",
    "sms-code.void",
    "second-factor.wrong",
    "second-factor.used",
    "second-factor.locked",
    "kernel.cross-site",
    "kernel.too-many",
    "kernel.too-large",
    "kernel.key-reused",
    "text.unprintable",
    "certificate.forged",
    "card.tampered",
    "card.foreign",
];

/// Families of codes of which each one counts: nobody gets there by the pages alone.
const FAMILIES: [&str; 4] = ["cell.", "oidc-attack.", "passkey-attack.", "outside-attack."];

/// Whether a refusal by this code is written down.
pub fn is_suspect(code: &str) -> bool {
    CODES.contains(&code) || FAMILIES.iter().any(|family| code.starts_with(family))
}

/// The network that an address belongs to, wide enough that it names nobody: 24 bits, or 48 of an IPv6 address.
pub fn network(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(four)) => {
            let [a, b, c, _] = four.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        Ok(IpAddr::V6(six)) => {
            let [a, b, c, ..] = six.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tried_doors_count_and_mistakes_do_not() {
        for code in CODES.into_iter().chain(["oidc-attack.replayed-code"]) {
            assert!(is_suspect(code), "{code}");
        }
        for code in ["phone.wrong-length", "password.too-short", "enrolment.full", "oidc", "kernel.login-needed"] {
            assert!(!is_suspect(code), "{code}");
        }
    }

    #[test]
    fn a_network_names_nobody() {
        for (address, expected) in [
            ("203.0.113.77", "203.0.113.0/24"),
            ("::ffff:203.0.113.77", "203.0.113.0/24"),
            ("2400:3200:17:4::1", "2400:3200:17::/48"),
            ("local", ""),
        ] {
            assert_eq!(network(address), expected);
        }
    }
}
