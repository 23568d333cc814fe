//! Which addresses a stranger's request may lead to.

use crate::kernel::config::Network;
use hyper_util::client::legacy::connect::dns::Name;
use std::{
    error::Error,
    fmt, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    vec,
};
use tower::Service;
use url::{Host, Url};

/// Public addresses, and the networks that the operator opened.
#[derive(Clone)]
pub struct Reach(Arc<[Network]>);

impl Reach {
    /// Public addresses and these.
    pub fn new(inside: Vec<Network>) -> Reach {
        Reach(inside.into())
    }

    /// Whether an address may be called as far as it says itself.
    pub fn allows(&self, url: &Url) -> bool {
        let plain = url.username().is_empty() && url.password().is_none();
        let own_port = url.scheme() == "https" && url.port_or_known_default() == Some(443);
        let web = matches!(url.scheme(), "http" | "https");
        plain
            && web
            && match url.host() {
                Some(Host::Ipv4(four)) => self.holds(four.into()) || own_port && is_public(four.into()),
                Some(Host::Ipv6(six)) => self.holds(six.into()) || own_port && is_public(six.into()),
                Some(Host::Domain("localhost")) => self.holds(Ipv4Addr::LOCALHOST.into()),
                Some(Host::Domain(_)) => own_port,
                None => false,
            }
    }

    fn holds(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.holds(address))
    }
}

/// Whether an address belongs to the internet at large (IANA's special-purpose registries, RFC 6890 and its updates).
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(four) => is_public_v4(four),
        IpAddr::V6(six) => is_public_v6(six),
    }
}

fn is_public_v4(four: Ipv4Addr) -> bool {
    let [a, b, c, _] = four.octets();
    let this_network = a == 0;
    let shared = a == 100 && (64..128).contains(&b);
    let protocols = (a, b, c) == (192, 0, 0) || (a, b, c) == (192, 88, 99);
    let measuring = a == 198 && (18..20).contains(&b);
    let beyond = a >= 224;
    let own = four.is_private() || four.is_loopback() || four.is_link_local() || four.is_documentation();
    !(this_network || shared || protocols || measuring || beyond || own)
}

fn is_public_v6(six: Ipv6Addr) -> bool {
    let [first, second, ..] = six.segments();
    // Global unicast is 2000::/3; of it, protocol assignments, documentation, 6to4 and its third, 3fff::/20, lead elsewhere.
    let global = first & 0xe000 == 0x2000;
    let protocols = first == 0x2001 && second < 0x0200;
    let documentation = first == 0x2001 && second == 0x0db8 || first == 0x3fff;
    let in_four = first == 0x2002;
    global && !(protocols || documentation || in_four)
}

/// Looks names up, and lets nothing through that may not be called.
#[derive(Clone)]
pub struct Doorkeeper(Option<Reach>);

impl Doorkeeper {
    /// Lets everything through.
    pub fn open() -> Doorkeeper {
        Doorkeeper(None)
    }

    /// Lets through what is within reach.
    pub fn of(reach: &Reach) -> Doorkeeper {
        Doorkeeper(Some(reach.clone()))
    }

    fn let_through(&self, address: IpAddr) -> bool {
        self.0.as_ref().is_none_or(|reach| is_public(address) || reach.holds(address))
    }
}

impl Service<Name> for Doorkeeper {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let doorkeeper = self.clone();
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            // One forbidden address among allowed ones is a trap, too.
            if found.iter().all(|it| doorkeeper.let_through(it.ip())) {
                Ok(found.into_iter())
            } else {
                Err(io::Error::other(Forbidden))
            }
        })
    }
}

/// A name that stands for an address which may not be called.
#[derive(Debug)]
struct Forbidden;

impl fmt::Display for Forbidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name stands for an address that may not be called")
    }
}

impl Error for Forbidden {}

/// Whether a failure comes from the doorkeeper.
pub fn forbade(failure: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(failure);
    while let Some(here) = cause {
        let inner = here.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if inner.is_some_and(|inner| inner.is::<Forbidden>()) {
            return true;
        }
        cause = here.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(inside: &[&str], url: &str) -> bool {
        let inside = inside.iter().map(|it| it.parse().unwrap()).collect();
        Url::parse(url).is_ok_and(|url| Reach::new(inside).allows(&url))
    }

    #[test]
    fn strangers_lead_to_public_addresses_over_https_only() {
        for url in ["https://platform.example.org/logout", "https://8.8.8.8/", "https://[2400:3200::1]/x"] {
            assert!(allows(&[], url), "{url}");
        }
        for url in [
            "http://platform.example.org/",
            "https://platform.example.org:8443/",
            "https://me:secret@platform.example.org/",
            "ftp://platform.example.org/",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0177.0.0.1/",
            "https://0.0.0.0/",
            "https://10.1.2.3/",
            "https://172.16.0.1/",
            "https://192.168.1.1/",
            "https://100.64.0.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://198.18.0.1/",
            "https://224.0.0.1/",
            "https://255.255.255.255/",
            "https://[::1]/",
            "https://[::]/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[2002:7f00:1::]/",
            "https://localhost/",
        ] {
            assert!(!allows(&[], url), "{url}");
        }
    }

    #[test]
    fn what_the_operator_opened_is_reached_at_any_port() {
        let campus = ["10.20.0.0/16", "127.0.0.0/8"];
        for url in ["http://10.20.3.4:8080/", "https://10.20.255.255/", "http://localhost:9/", "http://127.0.0.1:9/"] {
            assert!(allows(&campus, url), "{url}");
        }
        for url in ["http://10.21.0.1:8080/", "https://10.19.255.255/", "http://[::1]:9/"] {
            assert!(!allows(&campus, url), "{url}");
        }
    }

    #[tokio::test]
    async fn a_name_is_judged_by_what_it_stands_for() {
        let ask = async |mut keeper: Doorkeeper| keeper.call("localhost".parse().unwrap()).await;
        let refused = ask(Doorkeeper::of(&Reach::new(Vec::new()))).await.unwrap_err();
        assert!(forbade(&refused));
        let home = ["127.0.0.0/8", "::1"].map(|it| it.parse().unwrap()).to_vec();
        assert!(ask(Doorkeeper::of(&Reach::new(home))).await.is_ok());
        assert!(ask(Doorkeeper::open()).await.is_ok());
    }
}
