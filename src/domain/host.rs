//! Names of machines.

use std::net::IpAddr;

/// Whether the host of an address means this machine: `localhost`, `127.0.0.1`, `[::1]`.
pub fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_this_machine;

    #[test]
    fn names_and_numbers_of_this_machine_are_known() {
        assert!(["localhost", "127.0.0.1", "127.8.0.1", "::1", "[::1]"].into_iter().all(is_this_machine));
        assert!(!["localhost.example", "0.0.0.0", "10.0.0.1", "db", ""].into_iter().any(is_this_machine));
    }
}
