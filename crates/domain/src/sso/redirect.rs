//! Where a browser may be led: addresses that a platform registered, compared letter by letter.

use super::{ClientKind, ClientRefusal};

/// The most that an address may take.
pub const URI_BYTES_MAX: usize = 512;

/// An address that a platform registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectUri(String);

/// An address in its parts; enough to compare, no more.
struct Parts<'u> {
    scheme: &'u str,
    host: &'u str,
    port: &'u str,
    /// Path and query.
    rest: &'u str,
}

fn parts(raw: &str) -> Option<Parts<'_>> {
    let (scheme, after) = raw.split_once(':')?;
    let Some(after) = after.strip_prefix("//") else {
        return Some(Parts { scheme, host: "", port: "", rest: after });
    };
    let end = after.find(['/', '?']).unwrap_or(after.len());
    let (authority, rest) = after.split_at_checked(end)?;
    let host_end = if authority.starts_with('[') {
        authority.find(']')? + 1
    } else {
        authority.find(':').unwrap_or(authority.len())
    };
    let (host, port) = authority.split_at_checked(host_end)?;
    Some(Parts { scheme, host, port: port.strip_prefix(':').unwrap_or(port), rest })
}

fn is_loopback(host: &str) -> bool {
    matches!(host, "127.0.0.1" | "[::1]" | "localhost")
}

/// Visible ASCII without what some reader of addresses takes for a separator of another kind.
fn is_plain(raw: &str) -> bool {
    let strange = |c: char| {
        !c.is_ascii_graphic() || matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' | '#' | '@' | '*')
    };
    !raw.is_empty() && raw.len() <= URI_BYTES_MAX && !raw.contains(strange)
}

fn is_sound(parts: &Parts<'_>, kind: ClientKind) -> bool {
    let named = !parts.host.is_empty() && parts.port.chars().all(|c| c.is_ascii_digit()) && parts.port.len() <= 5;
    match parts.scheme {
        "https" => named,
        "http" => named && is_loopback(parts.host),
        // An app's own scheme is its domain turned round (RFC 8252, 7.1); only an app may have one.
        scheme => {
            let own = scheme.contains('.')
                && scheme.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-'));
            kind == ClientKind::Public && own
        }
    }
}

impl RedirectUri {
    /// Reads an address that somebody registers: HTTPS, HTTP on this very machine, or an app's own scheme.
    pub fn parse(raw: &str, kind: ClientKind) -> Result<RedirectUri, ClientRefusal> {
        let raw = raw.trim();
        let refused = || ClientRefusal::AddressUnfit { address: raw.chars().take(80).collect() };
        let sound = is_plain(raw) && parts(raw).is_some_and(|parts| is_sound(&parts, kind));
        if sound { Ok(RedirectUri(raw.to_owned())) } else { Err(refused()) }
    }

    /// One that was registered before.
    pub fn stored(raw: String) -> RedirectUri {
        RedirectUri(raw)
    }

    /// As it was registered.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host; empty for an app's own scheme and on this very machine, where everybody is called the same.
    pub fn sector(&self) -> &str {
        let host = parts(&self.0).map_or("", |parts| parts.host);
        if is_loopback(host) { "" } else { host }
    }

    /// Whether the sent address is this one: letter by letter (RFC 9700, 2.1). An app on this very machine may listen on any port (RFC
    /// 8252, 7.3) when its registration says so.
    pub fn accepts(&self, sent: &str, any_port: bool) -> bool {
        if sent == self.0 {
            return true;
        }
        let (true, Some(own), Some(sent)) = (any_port && is_plain(sent), parts(&self.0), parts(sent)) else {
            return false;
        };
        is_loopback(own.host)
            && own.scheme == sent.scheme
            && own.host == sent.host
            && own.rest == sent.rest
            && is_sound(&sent, ClientKind::Confidential)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(raw: &str) -> RedirectUri {
        RedirectUri::parse(raw, ClientKind::Confidential).unwrap()
    }

    // rules: ACC-06
    #[test]
    fn a_browser_is_led_to_the_registered_address_letter_by_letter() {
        let own = uri("https://school.example/back?site=1");
        assert!(own.accepts("https://school.example/back?site=1", false));
        for foreign in [
            "https://school.example/back",
            "https://school.example/back?site=1&x=2",
            "https://school.example/back/?site=1",
            "https://school.example:443/back?site=1",
            "https://SCHOOL.example/back?site=1",
            "http://school.example/back?site=1",
            "https://school.example.evil.example/back?site=1",
            "https://school.example@evil.example/back?site=1",
            "https://evil.example/?https://school.example/back?site=1",
            "",
        ] {
            assert!(!own.accepts(foreign, false) && !own.accepts(foreign, true), "{foreign}");
        }
    }

    // rules: ACC-06
    #[test]
    fn on_this_very_machine_any_port_does_where_it_was_registered_so() {
        let own = uri("http://127.0.0.1/callback");
        for sent in ["http://127.0.0.1:5173/callback", "http://127.0.0.1:80/callback"] {
            assert!(own.accepts(sent, true) && !own.accepts(sent, false), "{sent}");
        }
        for foreign in [
            "http://127.0.0.1:5173/other",
            "http://localhost:5173/callback",
            "http://127.0.0.1.evil.example:1/callback",
            "http://127.0.0.1:1@evil.example/callback",
            "https://127.0.0.1:5173/callback",
        ] {
            assert!(!own.accepts(foreign, true), "{foreign}");
        }
    }

    // rules: ACC-06
    #[test]
    fn only_addresses_that_nobody_can_listen_in_on_are_registered() {
        for sound in
            ["https://school.example/cb", "http://localhost:3000/cb", "http://[::1]:3000/cb", "https://school.example"]
        {
            assert!(RedirectUri::parse(sound, ClientKind::Confidential).is_ok(), "{sound}");
        }
        for unfit in [
            "http://school.example/cb",
            "https://school.example/cb#part",
            "https://user@school.example/cb",
            "https://*.school.example/cb",
            "https:///cb",
            "javascript:alert(1)",
            "data:text/html,x",
            "cn.example.app:/cb",
            "//school.example/cb",
            "https://学校.example/cb",
        ] {
            assert!(RedirectUri::parse(unfit, ClientKind::Confidential).is_err(), "{unfit}");
        }
        assert!(RedirectUri::parse("cn.example.app:/cb", ClientKind::Public).is_ok());
        assert!(RedirectUri::parse("javascript:alert(1)", ClientKind::Public).is_err());
        let longest = format!("https://school.example/{}", "a".repeat(URI_BYTES_MAX - 23));
        assert!(RedirectUri::parse(&longest, ClientKind::Confidential).is_ok());
        assert!(RedirectUri::parse(&format!("{longest}a"), ClientKind::Confidential).is_err());
    }
}
