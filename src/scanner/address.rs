//! Where the scanner listens.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

/// Where the scanner listens: on this machine, since what it is shown goes there in plain and it asks nobody who they
/// are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScannerAddress {
    /// A socket in the file system.
    Unix(PathBuf),
    /// A port of this machine.
    Tcp(SocketAddr),
}

impl FromStr for ScannerAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let address = match text.split_once(':') {
            Some(("unix", path)) if path.starts_with('/') => Some(Self::Unix(PathBuf::from(path))),
            Some(("tcp", address)) => {
                let named = address.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
                named.as_deref().unwrap_or(address).parse().ok().map(Self::Tcp)
            }
            _ => None,
        };
        match address {
            Some(Self::Tcp(address)) if !address.ip().is_loopback() => Err(
                "this is another machine, and clamd has neither TLS nor a password; give a socket, a port of this machine, or the end of a tunnel on it"
                    .to_owned(),
            ),
            Some(Self::Tcp(address)) if address.port() == 0 => Err("a port is 1 or more".to_owned()),
            Some(address) => Ok(address),
            None => Err(
                "give a socket or a port of this machine, for example unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310"
                    .to_owned(),
            ),
        }
    }
}

impl fmt::Display for ScannerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
            Self::Tcp(address) => write!(f, "tcp:{address}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_or_a_port_of_this_machine_is_an_address() {
        for text in ["unix:/run/clamav/clamd.ctl", "tcp:127.0.0.1:3310", "tcp:[::1]:3310"] {
            assert_eq!(text.parse::<ScannerAddress>().unwrap().to_string(), text);
        }
        assert_eq!("tcp:localhost:3310".parse::<ScannerAddress>().unwrap().to_string(), "tcp:127.0.0.1:3310");
    }

    #[test]
    fn nonsense_and_other_machines_are_refused_with_what_would_be_right() {
        for text in [
            "",
            "clamd",
            "unix:clamd.ctl",
            "/run/clamd.ctl",
            "tcp:3310",
            "tcp:clamav:3310",
            "http://127.0.0.1",
        ] {
            assert!(text.parse::<ScannerAddress>().unwrap_err().contains("unix:/run/clamav"), "{text}");
        }
        for text in ["tcp:192.0.2.7:3310", "tcp:0.0.0.0:3310", "tcp:[2001:db8::1]:3310"] {
            assert!(text.parse::<ScannerAddress>().unwrap_err().contains("another machine"), "{text}");
        }
        assert!("tcp:127.0.0.1:0".parse::<ScannerAddress>().is_err());
    }
}
