//! Networks, and from which address a request comes that was passed on by proxies.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

/// Most proxies in a row that are followed; more is nobody's network.
const MOST_HOPS: usize = 20;

/// How much of an IPv6 address counts: a household, a company or a mobile phone gets a /64 at least, and whoever has
/// one has 2^64 addresses (RFC 6177).
const COUNTED_BITS: u32 = 64;

/// A network: an address and how many of its first bits all addresses in it share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

/// The proxies that are believed when they say for whom they ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies(Vec<Network>);

impl Network {
    /// Whether an address is in it. An IPv4 address counts as itself, also written as an IPv6 one.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let mask = u32::MAX.checked_shl(32 - self.bits).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let mask = u128::MAX.checked_shl(128 - self.bits).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| ())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let is_number = |bits: &&str| !bits.is_empty() && bits.bytes().all(|byte| byte.is_ascii_digit());
        let bits: u32 = match bits {
            None => most,
            Some(bits) => bits.parse().ok().filter(|_| is_number(&bits)).ok_or(())?,
        };
        if bits > most {
            return Err(());
        }
        // A network of IPv4 addresses that is written as one of IPv6 is meant as what it is.
        match address.to_canonical() {
            canonical @ IpAddr::V4(_) if address.is_ipv6() => {
                Ok(Self { address: canonical, bits: bits.checked_sub(96).ok_or(())? })
            }
            address => Ok(Self { address, bits }),
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

impl FromStr for Proxies {
    type Err = String;

    /// Reads addresses and networks with commas between them.
    fn from_str(text: &str) -> Result<Self, String> {
        let read = |part: &str| part.trim().parse().map_err(|()| part.trim().to_owned());
        text.split(',').map(read).collect::<Result<_, _>>().map(Self)
    }
}

impl Proxies {
    /// Whether nobody is believed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether what this address says is believed.
    pub fn believe(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }

    /// From where a request comes: the peer, unless that is a proxy that is believed. Then it is whom the proxy names,
    /// and so on while that one is believed, too: each proxy adds behind what it was told from whom it heard, so the
    /// lists of `X-Forwarded-For` (`lines`, in their order) are read from their end. What cannot be read makes the
    /// peer count.
    pub fn client<'a>(&self, peer: IpAddr, lines: impl DoubleEndedIterator<Item = &'a str>) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.believe(peer) {
            return peer;
        }
        let mut last = peer;
        let named = lines.rev().flat_map(|line| line.rsplit(','));
        for (hops, part) in named.enumerate() {
            let Some(address) = named_address(part.trim()).filter(|_| hops < MOST_HOPS) else { return peer };
            last = address;
            if !self.believe(address) {
                break;
            }
        }
        last
    }
}

/// An address as proxies write it: alone, or with the port of the connection.
fn named_address(text: &str) -> Option<IpAddr> {
    let alone = || text.parse::<IpAddr>().ok();
    let with_port = || text.parse::<std::net::SocketAddr>().ok().map(|address| address.ip());
    let in_brackets = || text.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    alone().or_else(with_port).or_else(in_brackets).map(|address| address.to_canonical())
}

/// What counts as one place on the network: an IPv4 address, or all IPv6 addresses of one household.
pub fn counted(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let mask = u128::MAX << (128 - COUNTED_BITS);
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask))
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn proxies(text: &str) -> Proxies {
        text.parse().unwrap()
    }

    #[test]
    fn networks_hold_what_shares_their_first_bits() {
        for (network, inside, outside) in [
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.1"),
            ("192.0.2.7", "192.0.2.7", "192.0.2.8"),
            ("192.0.2.7/32", "::ffff:192.0.2.7", "::192.0.2.7"),
            ("::ffff:10.0.0.0/104", "10.9.9.9", "11.0.0.1"),
            ("fd00::/8", "fd12:3::1", "fe80::1"),
            ("::1", "::1", "127.0.0.1"),
        ] {
            let network: Network = network.parse().unwrap();
            assert!(network.contains(ip(inside)) && !network.contains(ip(outside)), "{network}");
        }
        let all: Network = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains(ip("203.0.113.9")) && !all.contains(ip("2001:db8::1")));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for bad in [
            "",
            "10.0.0.0/33",
            "::/129",
            "10.0.0.0/",
            "10.0.0.0/-1",
            "10.0.0.0/+8",
            "10.0.0",
            "nginx",
            "*",
            "::ffff:10.0.0.0/95",
        ] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
        assert_eq!("127.0.0.1, nginx".parse::<Proxies>(), Err("nginx".to_owned()));
        assert!("127.0.0.1,".parse::<Proxies>().is_err());
    }

    #[test]
    fn only_a_proxy_that_is_named_is_believed() {
        let lines = || ["203.0.113.9"].into_iter();
        assert_eq!(Proxies::default().client(ip("127.0.0.1"), lines()), ip("127.0.0.1"));
        let own = proxies("127.0.0.1, 10.0.0.0/8");
        assert_eq!(own.client(ip("127.0.0.1"), lines()), ip("203.0.113.9"));
        assert_eq!(own.client(ip("198.51.100.1"), lines()), ip("198.51.100.1"));
    }

    #[test]
    fn what_a_client_said_itself_does_not_count() {
        let own = proxies("127.0.0.1, 10.0.0.0/8");
        let client = |lines: &[&str]| own.client(ip("127.0.0.1"), lines.iter().copied());
        assert_eq!(client(&["1.1.1.1, 203.0.113.9"]), ip("203.0.113.9"));
        assert_eq!(client(&["1.1.1.1, 203.0.113.9, 10.1.2.3"]), ip("203.0.113.9"));
        assert_eq!(client(&["1.1.1.1", "203.0.113.9", "10.1.2.3"]), ip("203.0.113.9"));
        assert_eq!(client(&["quatsch, 203.0.113.9"]), ip("203.0.113.9"));
        assert_eq!(client(&["10.1.2.3"]), ip("10.1.2.3"));
        assert_eq!(client(&["203.0.113.9:4711"]), ip("203.0.113.9"));
        assert_eq!(client(&["[2001:db8::9]:4711"]), ip("2001:db8::9"));
        assert_eq!(client(&["[2001:db8::9]"]), ip("2001:db8::9"));
        for unreadable in ["", "unknown", "203.0.113.9, ", "203.0.113.9, _hidden", "203.0.113.9; 10.1.2.3"] {
            assert_eq!(client(&[unreadable]), ip("127.0.0.1"), "{unreadable:?}");
        }
        assert_eq!(client(&[]), ip("127.0.0.1"));
        assert_eq!(client(&[&vec!["10.0.0.1"; MOST_HOPS + 1].join(",")]), ip("127.0.0.1"));
    }

    #[test]
    fn a_household_counts_once() {
        assert_eq!(counted(ip("2001:db8:1:2:3:4:5:6")), ip("2001:db8:1:2::"));
        assert_eq!(counted(ip("::ffff:192.0.2.7")), ip("192.0.2.7"));
        assert_ne!(counted(ip("192.0.2.7")), counted(ip("192.0.2.8")));
    }

    proptest! {
        /// Whatever a client writes into the header, the address from which the trusted proxy heard it counts.
        #[test]
        fn nobody_takes_another_address_by_what_they_write(
            said in "[0-9a-f.:, \\[\\]x]{0,60}",
            real: std::net::Ipv4Addr,
            proxy in 1_u8..255,
        ) {
            let real = IpAddr::V4(real);
            let own = proxies("192.168.7.0/24");
            prop_assume!(!own.believe(real));
            let peer = IpAddr::from([192, 168, 7, proxy]);
            let line = format!("{said}, {real}");
            prop_assert_eq!(own.client(peer, [line.as_str()].into_iter()), real);
            let own_line = real.to_string();
            prop_assert_eq!(own.client(peer, [said.as_str(), own_line.as_str()].into_iter()), real);
            prop_assert_eq!(own.client(real, [said.as_str()].into_iter()), real);
        }

        #[test]
        fn no_header_panics_and_the_answer_was_written_or_is_the_peer(line in "\\PC*", peer: u32) {
            let peer = IpAddr::V4(peer.into());
            let all = proxies("0.0.0.0/0, ::/0");
            let client = all.client(peer, [line.as_str()].into_iter());
            let first = line.split(',').next().and_then(|part| named_address(part.trim()));
            prop_assert!(client == peer || Some(client) == first);
        }

        #[test]
        fn a_network_reads_back(address: u128, bits in 0_u32..=128, other: u128) {
            let text = format!("{}/{bits}", Ipv6Addr::from_bits(address));
            let network: Network = text.parse().map_err(|()| TestCaseError::reject("IPv4"))?;
            let mask = u128::MAX.checked_shl(128 - bits).unwrap_or(0);
            let other = Ipv6Addr::from_bits(other & !mask | address & mask);
            prop_assert!(network.contains(IpAddr::V6(other)));
            prop_assert_eq!(network.to_string().parse::<Network>(), Ok(network));
        }
    }
}
