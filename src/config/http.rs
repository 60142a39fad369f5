//! Where Pforte listens and how the world reaches it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use url::Url;

use super::source::{Values, whole_number};
use super::variable::Variable;
use crate::domain::{Proxies, is_this_machine};

/// Where Pforte listens and how the world reaches it.
#[derive(Debug, Clone)]
pub struct HttpConfig {
    /// `PFORTE_LISTEN`: the address and port to listen on. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// `PFORTE_BASE_URL`: how people reach this installation, scheme and host without a slash at
    /// the end; stands in mail, and decides whether cookies are for https only.
    pub base_url: String,
    /// `PFORTE_TRUSTED_PROXIES`: the proxies that are believed when they say for whom they ask; `None` where nothing is
    /// said, and then nobody is.
    pub proxies: Option<Proxies>,
    /// `PFORTE_WORKERS`: how many threads answer requests; `None` is one a processor.
    pub workers: Option<u32>,
}

const LISTEN: Variable = Variable::plain(
    "PFORTE_LISTEN",
    "`127.0.0.1:8080`",
    "Address and port to listen on; put a proxy with TLS in front.",
);
const BASE_URL: Variable = Variable::plain(
    "PFORTE_BASE_URL",
    "`http://` and the address above",
    "How people reach this installation, for links in mail; with `https://` cookies are sent over TLS only. `http://` is for this machine only.",
);
const PROXIES: Variable = Variable::plain(
    "PFORTE_TRUSTED_PROXIES",
    "none",
    "The proxies in front, which alone are believed when they say for whom they ask (`X-Forwarded-For`): addresses and networks with commas, such as `127.0.0.1, 10.0.0.0/8`, or `none`. Required with `https://`, or all people would share the limits of one address.",
);
const WORKERS: Variable =
    Variable::plain("PFORTE_WORKERS", "one a processor", "How many threads answer requests.");

pub(super) const VARIABLES: [Variable; 4] = [LISTEN, BASE_URL, PROXIES, WORKERS];

impl HttpConfig {
    pub(super) fn read(values: &mut Values) -> Self {
        let standard = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080));
        let listen = values.parse(&LISTEN, standard, |text| {
            text.parse().map_err(|_| "give address and port, for example 127.0.0.1:8080".to_owned())
        });
        let workers = values.parse(&WORKERS, None, |text| whole_number(1, 256)(text).map(Some));
        let proxies = values.parse(&PROXIES, None, |text| proxies(text).map(Some));
        let base_url = values.parse(&BASE_URL, local_url(listen), base_url);
        let config = Self { listen, base_url, proxies, workers };
        if !config.is_https() && !config.is_local() {
            values.refuse(
                "PFORTE_BASE_URL: people would reach another machine than their own without TLS, and anybody on the way \
                 could read along; put a proxy with TLS in front and give https://, or listen on 127.0.0.1 for a trial",
            );
        }
        config
    }

    /// Whether people reach this installation on this machine only.
    pub fn is_local(&self) -> bool {
        Url::parse(&self.base_url).is_ok_and(|url| url.host_str().is_some_and(is_this_machine))
    }

    /// Whether people reach this installation over TLS.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}

/// The address for a browser on the same machine.
fn local_url(listen: SocketAddr) -> String {
    let ip = if listen.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { listen.ip() };
    format!("http://{}", SocketAddr::new(ip, listen.port()))
}

/// Reads the proxies that are believed, or that nobody is.
fn proxies(text: &str) -> Result<Proxies, String> {
    if text.trim() == "none" {
        return Ok(Proxies::default());
    }
    let remedy = |part| {
        format!("{part:?} is no address and no network; give for example 127.0.0.1, 10.0.0.0/8, or none")
    };
    text.parse().map_err(remedy)
}

/// Reads an address without path, query or user: only its origin is kept.
fn base_url(text: &str) -> Result<String, String> {
    let remedy = || "give scheme and host only, for example https://antrag.example.de".to_owned();
    let url = Url::parse(text).map_err(|_| remedy())?;
    let is_bare = url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if !matches!(url.scheme(), "http" | "https") || !is_bare {
        return Err(remedy());
    }
    Ok(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_the_world_is_kept_as_its_origin() {
        assert_eq!(base_url("https://Antrag.example.de/"), Ok("https://antrag.example.de".to_owned()));
        for bad in
            ["antrag.example.de", "ftp://x.de", "https://x.de/pfad", "https://u:p@x.de", "https://x.de?a"]
        {
            assert!(base_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn proxies_are_addresses_and_networks_or_none() {
        assert_eq!(proxies("none"), Ok(Proxies::default()));
        assert!(proxies("127.0.0.1, ::1,10.0.0.0/8").is_ok_and(|proxies| !proxies.is_empty()));
        for (bad, part) in [("nginx", "nginx"), ("127.0.0.1, 10.0.0.0/33", "10.0.0.0/33"), ("*", "*")] {
            assert!(
                proxies(bad).is_err_and(|told| told.contains(part) && told.contains("10.0.0.0/8")),
                "{bad}"
            );
        }
    }

    #[test]
    fn a_machine_that_listens_everywhere_is_reached_locally() {
        assert_eq!(local_url("0.0.0.0:9000".parse().unwrap()), "http://127.0.0.1:9000");
        assert_eq!(local_url("[::1]:9000".parse().unwrap()), "http://[::1]:9000");
    }
}
