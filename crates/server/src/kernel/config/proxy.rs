//! Where a request really comes from. `X-Forwarded-For` is a claim: only the part that our own proxies wrote is believed, which is
//! everything right of, and including, the right-most hop that isn't one of them.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

/// One address, or all that share its first bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix_bits: u8,
}

impl Network {
    /// The addresses by which a machine calls itself.
    pub fn this_machine() -> Vec<Network> {
        let four = Network { address: Ipv4Addr::LOCALHOST.into(), prefix_bits: 8 };
        let six = Network { address: Ipv6Addr::LOCALHOST.into(), prefix_bits: 128 };
        vec![four, six]
    }

    /// Whether an address belongs to it.
    pub fn holds(&self, address: IpAddr) -> bool {
        let (own, other) = (self.address, address.to_canonical());
        own.is_ipv4() == other.is_ipv4() && leading(own, self.prefix_bits) == leading(other, self.prefix_bits)
    }
}

/// The first bits of an address, all others zero, at the top of 128 bits.
fn leading(address: IpAddr, bits: u8) -> u128 {
    let whole = match address {
        IpAddr::V4(four) => u128::from(four.to_bits()) << 96,
        IpAddr::V6(six) => six.to_bits(),
    };
    whole & u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0)
}

impl FromStr for Network {
    type Err = &'static str;

    fn from_str(raw: &str) -> Result<Network, Self::Err> {
        const EXPECTED: &str = "a network is an address such as 10.1.2.3 or a block such as 10.0.0.0/8";
        let (address, prefix) = raw.trim().split_once('/').map_or((raw.trim(), None), |(a, bits)| (a, Some(bits)));
        let address = address.parse::<IpAddr>().map_err(|_| EXPECTED)?.to_canonical();
        let bits_max = if address.is_ipv4() { 32 } else { 128 };
        let prefix_bits = prefix.map_or(Ok(bits_max), str::parse).map_err(|_| EXPECTED)?;
        if prefix_bits > bits_max { Err(EXPECTED) } else { Ok(Network { address, prefix_bits }) }
    }
}

/// The client's address, from the connection's peer and the values of all `X-Forwarded-For` headers in their order.
pub fn client_address<'a>(
    peer: IpAddr,
    forwarded_for: impl IntoIterator<Item = &'a str>,
    trusted: &[Network],
) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.holds(address));
    let mut client = peer.to_canonical();
    if !is_trusted(client) {
        return client;
    }
    let hops: Vec<&str> = forwarded_for.into_iter().flat_map(|value| value.split(',')).collect();
    for hop in hops.into_iter().rev() {
        // What can't be read was not written by a proxy of ours; the last hop that could be is the best that is known.
        let Some(address) = hop_address(hop.trim()) else { return client };
        client = address;
        if !is_trusted(client) {
            return client;
        }
    }
    client
}

/// An address as proxies write it: bare, in brackets, or with a port.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let bare = || hop.parse::<IpAddr>().ok();
    let with_port = || hop.parse::<std::net::SocketAddr>().ok().map(|it| it.ip());
    let in_brackets = || hop.strip_prefix('[')?.strip_suffix(']')?.parse::<IpAddr>().ok();
    bare().or_else(with_port).or_else(in_brackets).map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded_for: &[&str], trusted: &str) -> String {
        let trusted: Vec<Network> = trusted.split_whitespace().map(|raw| raw.parse().unwrap()).collect();
        client_address(peer.parse().unwrap(), forwarded_for.iter().copied(), &trusted).to_string()
    }

    #[test]
    fn a_stranger_is_not_believed() {
        assert_eq!(client("203.0.113.9", &["198.51.100.1"], ""), "203.0.113.9");
        assert_eq!(client("203.0.113.9", &["198.51.100.1"], "10.0.0.0/8"), "203.0.113.9");
    }

    #[test]
    fn the_right_most_untrusted_hop_is_the_client() {
        let trusted = "10.0.0.0/8 127.0.0.1";
        assert_eq!(client("127.0.0.1", &["198.51.100.1"], trusted), "198.51.100.1");
        assert_eq!(
            client("127.0.0.1", &["6.6.6.6, 198.51.100.1, 10.1.1.1"], trusted),
            "198.51.100.1",
            "the left is forged"
        );
        assert_eq!(
            client("127.0.0.1", &["6.6.6.6", "198.51.100.1"], trusted),
            "198.51.100.1",
            "two headers are one list"
        );
        assert_eq!(client("127.0.0.1", &["10.2.2.2, 10.1.1.1"], trusted), "10.2.2.2", "all of them are ours");
        assert_eq!(client("127.0.0.1", &[], trusted), "127.0.0.1");
    }

    #[test]
    fn what_cannot_be_read_ends_the_search() {
        for forged in ["6.6.6.6, unknown, 10.1.1.1", "6.6.6.6,, 10.1.1.1", "6.6.6.6, 10.1.1.1.1, 10.1.1.1"] {
            assert_eq!(client("127.0.0.1", &[forged], "10.0.0.0/8 127.0.0.1"), "10.1.1.1", "{forged}");
        }
    }

    #[test]
    fn ports_brackets_and_mapped_addresses_are_read() {
        for (hop, expected) in [
            ("198.51.100.1:5012", "198.51.100.1"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("::ffff:198.51.100.1", "198.51.100.1"),
        ] {
            assert_eq!(client("::ffff:127.0.0.1", &[hop], "127.0.0.0/8"), expected);
        }
    }

    #[test]
    fn a_network_holds_its_first_bits_to_the_edge() {
        let network: Network = "10.1.2.0/23".parse().unwrap();
        for (address, inside) in [("10.1.1.255", false), ("10.1.2.0", true), ("10.1.3.255", true), ("10.1.4.0", false)]
        {
            assert_eq!(network.holds(address.parse().unwrap()), inside, "{address}");
        }
        let everywhere: Network = "::/0".parse().unwrap();
        assert!(everywhere.holds("2001:db8::1".parse().unwrap()) && !everywhere.holds("1.2.3.4".parse().unwrap()));
        for raw in ["10.0.0.0/33", "10.0.0.0/", "10.0.0/8", "x", "::/129", "10.0.0.0/-1"] {
            assert!(raw.parse::<Network>().is_err(), "{raw}");
        }
    }
}
