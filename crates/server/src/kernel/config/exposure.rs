//! Law 14, HTTPS or loopback: without a certificate only this machine is served, with cookies that HTTP allows.

use super::SettingsError;
use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    str::FromStr,
};

/// Where the certificate comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tls {
    Off,
    SelfSigned,
    Files { cert: PathBuf, key: PathBuf },
}

/// How the site is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposure {
    pub tls: Tls,
    /// Browsers come over HTTPS, ours or a proxy's: `__Host-` cookies, HSTS, camera and location.
    pub is_secure: bool,
    /// What links in messages and QR codes begin with.
    pub origin: Origin,
}

/// Scheme, host and port (RFC 6454), without a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// As browsers send it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// The origin of a listening address; one that listens everywhere is reached on this machine.
    fn of(listen: SocketAddr, is_https: bool) -> Origin {
        let host = if listen.ip().is_unspecified() { "localhost".to_owned() } else { bracketed(listen.ip()) };
        match (is_https, listen.port()) {
            (true, 443) => Origin(format!("https://{host}")),
            (false, 80) => Origin(format!("http://{host}")),
            (true, port) => Origin(format!("https://{host}:{port}")),
            (false, port) => Origin(format!("http://{host}:{port}")),
        }
    }
}

fn bracketed(ip: IpAddr) -> String {
    if ip.is_ipv6() { format!("[{ip}]") } else { ip.to_string() }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Origin {
    type Err = &'static str;

    fn from_str(raw: &str) -> Result<Origin, Self::Err> {
        const EXPECTED: &str = "an origin is https://host or https://host:port, in lower case and without a path";
        let host = raw.strip_prefix("https://").or_else(|| raw.strip_prefix("http://")).ok_or(EXPECTED)?;
        let is_host =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | ':' | '[' | ']');
        if host.is_empty() || !host.chars().all(is_host) {
            return Err(EXPECTED);
        }
        Ok(Origin(raw.to_owned()))
    }
}

/// Decides how a site is reached, or refuses to serve what would be open to eavesdroppers.
pub fn exposure(
    listen: SocketAddr,
    tls: Tls,
    public_origin: Option<&Origin>,
    has_proxy: bool,
) -> Result<Exposure, SettingsError> {
    let has_tls = tls != Tls::Off;
    if !has_tls && !listen.ip().to_canonical().is_loopback() {
        return Err(SettingsError::NotLoopback(listen));
    }
    let origin = public_origin.cloned().unwrap_or_else(|| Origin::of(listen, has_tls));
    match (has_tls, origin.is_https()) {
        (true, false) => Err(SettingsError::PlainOrigin),
        (false, true) if !has_proxy => Err(SettingsError::NoTlsForOrigin),
        (_, is_secure) => Ok(Exposure { tls, is_secure, origin }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(listen: &str, tls: Tls, origin: Option<&str>, has_proxy: bool) -> Result<(bool, String), String> {
        let origin = origin.map(|raw| raw.parse().unwrap());
        let decided = exposure(listen.parse().unwrap(), tls, origin.as_ref(), has_proxy);
        decided.map(|it| (it.is_secure, it.origin.to_string())).map_err(|error| error.to_string())
    }

    #[test]
    fn without_tls_only_this_machine_is_served() {
        for listen in ["127.0.0.1:8080", "127.9.9.9:1", "[::1]:8080", "[::ffff:127.0.0.1]:80"] {
            assert!(decide(listen, Tls::Off, None, false).is_ok_and(|(is_secure, _)| !is_secure), "{listen}");
        }
        for listen in ["0.0.0.0:8080", "[::]:8080", "192.168.1.5:8080", "128.0.0.1:8080", "[::ffff:10.0.0.1]:80"] {
            assert!(decide(listen, Tls::Off, None, true).is_err_and(|why| why.contains("needs HTTPS")), "{listen}");
            assert!(decide(listen, Tls::SelfSigned, None, false).is_ok_and(|(is_secure, _)| is_secure), "{listen}");
        }
    }

    #[test]
    fn a_public_https_origin_needs_something_that_speaks_https() {
        let origin = Some("https://hours.example.org");
        assert!(decide("127.0.0.1:8080", Tls::Off, origin, false).is_err());
        assert_eq!(
            decide("127.0.0.1:8080", Tls::Off, origin, true),
            Ok((true, "https://hours.example.org".to_owned()))
        );
        assert!(decide("0.0.0.0:443", Tls::SelfSigned, Some("http://hours.example.org"), false).is_err());
    }

    #[test]
    fn the_origin_follows_the_listening_address() {
        for (listen, tls, expected) in [
            ("127.0.0.1:8080", Tls::Off, "http://127.0.0.1:8080"),
            ("127.0.0.1:80", Tls::Off, "http://127.0.0.1"),
            ("[::1]:8443", Tls::SelfSigned, "https://[::1]:8443"),
            ("0.0.0.0:443", Tls::SelfSigned, "https://localhost"),
        ] {
            assert_eq!(decide(listen, tls, None, false).unwrap().1, expected);
        }
    }

    #[test]
    fn an_origin_has_no_path_and_no_other_scheme() {
        for raw in
            ["https://a.cn/", "ftp://a.cn", "https://", "a.cn", "https://A.cn", "https://u@a.cn", "https://a.cn?x"]
        {
            assert!(raw.parse::<Origin>().is_err(), "{raw}");
        }
        assert!("https://a.cn:8443".parse::<Origin>().is_ok());
    }
}
