//! From where a request comes. The framework's own word for it (`connection_info`) believes every header; nothing asks
//! it.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::X_FORWARDED_FOR;

use crate::domain::{Proxies, counted};

/// From where a request comes, as it counts: an address, or all of one household. `None` where the connection has no
/// address.
pub fn client(request: &HttpRequest, proxies: &Proxies) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    if !proxies.believe(peer) {
        return Some(counted(peer));
    }
    // A line that is no text is no address either.
    let lines = request.headers().get_all(X_FORWARDED_FOR).map(|line| line.to_str().unwrap_or("?"));
    let lines: Vec<&str> = lines.collect();
    Some(counted(proxies.client(peer, lines.into_iter())))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn asked(peer: &str, headers: &[(&str, &str)], proxies: &str) -> Option<String> {
        let mut request = TestRequest::get().peer_addr(format!("{peer}:4711").parse().unwrap());
        for header in headers {
            request = request.append_header(*header);
        }
        let proxies = if proxies.is_empty() { Proxies::default() } else { proxies.parse().unwrap() };
        client(&request.to_http_request(), &proxies).map(|address| address.to_string())
    }

    #[test]
    fn the_header_counts_from_a_trusted_proxy_only() {
        let header = [("X-Forwarded-For", "1.1.1.1, 203.0.113.9")];
        assert_eq!(asked("127.0.0.1", &header, "").as_deref(), Some("127.0.0.1"));
        assert_eq!(asked("127.0.0.1", &header, "127.0.0.1").as_deref(), Some("203.0.113.9"));
        assert_eq!(asked("198.51.100.7", &header, "127.0.0.1").as_deref(), Some("198.51.100.7"));
        let others = [("Forwarded", "for=203.0.113.9"), ("X-Real-IP", "203.0.113.9")];
        assert_eq!(asked("127.0.0.1", &others, "127.0.0.1").as_deref(), Some("127.0.0.1"));
    }

    #[test]
    fn several_lines_are_one_list() {
        let lines = [("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-For", "203.0.113.9")];
        assert_eq!(asked("127.0.0.1", &lines, "127.0.0.1").as_deref(), Some("203.0.113.9"));
        assert_eq!(asked("[2001:db8:1:2:3::4]", &[], "").as_deref(), Some("2001:db8:1:2::"));
    }
}
