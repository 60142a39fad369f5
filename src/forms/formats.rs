//! Formats of texts that JSON Schema does not know, or knows too loosely.

use crate::domain::in_ascii;
pub use crate::domain::{is_bic, is_iban};

/// An e-mail address as people have them: one `@`, a domain with a dot, no spaces. Umlauts are allowed in the
/// domain; before the `@` hardly any mail server takes them. Quoted local parts and addresses of machines are
/// none; a local part has at most 64 bytes (RFC 5321, 4.5.3.1.1). In the letters of the DNS a label has at most 63
/// bytes (RFC 1035, 2.3.4), and the whole at most 254 (RFC 5321, 4.5.3.1.3, without the angle brackets).
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let is_plain = |c: char| c.is_ascii_graphic() && !"()<>[]:;,\\\"@".contains(c);
    let labels: Vec<&str> = domain.split('.').collect();
    let is_label = |label: &&str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let fits = |ascii: &str| {
        ascii.len() <= 254
            && ascii.rsplit_once('@').is_some_and(|(_, domain)| {
                domain.split('.').all(|label| label.is_ascii() && label.len() <= 63 && is_label(&label))
            })
    };
    (1..=64).contains(&local.len())
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(is_plain)
        && labels.len() >= 2
        && labels.iter().all(is_label)
        && labels.last().is_some_and(|last| last.chars().count() >= 2)
        && in_ascii(text).is_some_and(|ascii| fits(&ascii))
}

/// Whether a text may be a part of the address of a page.
pub fn is_address(text: &str) -> bool {
    let is_sign = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    text.bytes().all(is_sign) && text.starts_with(|c: char| c != '-') && !text.ends_with('-')
}

/// A German postal code.
pub fn is_plz(text: &str) -> bool {
    text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit())
}

/// A telephone number: digits with the signs people put between them.
pub fn is_tel(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (4..=20).contains(&digits)
        && text.len() <= 40
        && text.bytes().all(|b| b.is_ascii_digit() || b"+/-() .".contains(&b))
}

/// A month: `2026-11`.
pub fn is_year_month(text: &str) -> bool {
    let digits = |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    text.split_once('-').is_some_and(|(year, month)| {
        digits(year, 4) && digits(month, 2) && (1..=12).contains(&month.parse::<u8>().unwrap_or(0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_people_pass_and_those_of_machines_do_not() {
        for good in ["a@b.de", "vorname.nachname+antrag@sub.stadt.example", "juergen@müller.de"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "jürgen@mueller.de",
            "a@b",
            "a.de",
            "@b.de",
            "a@b.d",
            "a b@c.de",
            "a@@b.de",
            "a@[127.0.0.1]",
            ".a@b.de",
            "a@-b.de",
            "a@b..de",
            "a@b.de\n",
            "a@b.12",
            "a@xn--a.de",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn addresses_are_no_longer_than_mail_servers_take_them() {
        let of = |labels: &[String]| format!("a@{}.de", labels.join("."));
        assert!(is_email(&of(&["b".repeat(63)])) && !is_email(&of(&["b".repeat(64)])));
        // Each letter more takes a byte more behind the "xn--" of the label.
        assert!(is_email(&of(&["ü".repeat(50)])) && !is_email(&of(&["ü".repeat(62)])));
        let long = |last: usize| of(&["b".repeat(63), "b".repeat(63), "b".repeat(63), "b".repeat(last)]);
        assert_eq!(long(57).len(), 254);
        assert!(is_email(&long(57)) && !is_email(&long(58)));
    }

    #[test]
    fn ibans_are_checked_by_length_and_digits() {
        assert!(is_iban("DE89370400440532013000"));
        for bad in ["DE89370400440532013001", "DE8937040044053201300", "de89370400440532013000", "", "DE"] {
            assert!(!is_iban(bad), "{bad}");
        }
        assert!(is_iban("DE02370400440532013014") && !is_iban("DE99370400440532013014"));
    }

    #[test]
    fn the_small_formats() {
        assert!(is_bic("NOLADE2HXXX") && is_bic("NOLADE2H") && !is_bic("NOLADE2") && !is_bic("nolade2h"));
        assert!(is_plz("38100") && !is_plz("3810") && !is_plz("3810a"));
        assert!(is_tel("+49 531/470-1") && !is_tel("470") && !is_tel("0531 ruf an"));
        assert!(is_year_month("2026-11") && !is_year_month("2026-13") && !is_year_month("26-11"));
    }
}
