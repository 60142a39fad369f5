//! Mail addresses as mail servers have them, and when people are reminded.

use url::Host;

/// How many days before its end people are told of a draft that they left.
pub const REMINDER_DAYS: u32 = 7;

/// The address with its domain in the small letters of the DNS (RFC 5891): few servers take others, and all ways
/// to write a domain become one. Nothing where there is no domain, or it has no such form.
pub fn in_ascii(address: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    match Host::parse(domain) {
        Ok(Host::Domain(domain)) => Some(format!("{local}@{domain}")),
        Ok(Host::Ipv4(_) | Host::Ipv6(_)) | Err(_) => None,
    }
}

/// What all spellings of a mailbox have in common, as far as one can know: most servers do not tell large letters
/// from small ones, and many deliver `name+anything` to `name`. To count mails by, never to send them to.
pub fn mailbox_of(address: &str) -> String {
    let Some((local, domain)) = address.rsplit_once('@') else { return address.to_lowercase() };
    let name = local.split_once('+').map_or(local, |(name, _)| name);
    format!("{}@{domain}", name.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_written_in_the_small_letters_of_the_dns() {
        for (typed, is) in [
            ("robin@müller.de", "robin@xn--mller-kva.de"),
            ("Robin@MÜLLER.de", "Robin@xn--mller-kva.de"),
            ("robin@ｇmx.example", "robin@gmx.example"),
            ("robin@beispiel.example", "robin@beispiel.example"),
        ] {
            assert_eq!(in_ascii(typed).as_deref(), Some(is));
        }
        for odd in ["robin", "robin@", "robin@a b", "robin@127.0.0.1", "robin@beispiel.12"] {
            assert_eq!(in_ascii(odd), None, "{odd}");
        }
    }

    #[test]
    fn spellings_of_a_mailbox_are_one() {
        for typed in
            ["robin@gmx.example", "ROBIN@gmx.example", "Robin+amt@gmx.example", "robin+a+b@gmx.example"]
        {
            assert_eq!(mailbox_of(typed), "robin@gmx.example");
        }
        assert_ne!(mailbox_of("robin.b@gmx.example"), mailbox_of("robin@gmx.example"));
    }
}
