//! To whom somebody who finds a weakness turns (RFC 9116).

use chrono::NaiveDate;

/// What `/.well-known/security.txt` says of an installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityContact {
    /// Addresses (`mailto:` or `https:`), the preferred one first; never empty.
    pub contacts: Vec<String>,
    /// The last day on which this may be relied on. Somebody chose it and looks again then: a day that moves on by
    /// itself would say nothing.
    pub expires_on: NaiveDate,
    /// Where it says what finders may do and expect (`https:`).
    pub policy: Option<String>,
}

impl SecurityContact {
    /// The text as RFC 9116 wants it, for the installation at this address (without a slash at the end).
    pub fn text(&self, base_url: &str) -> String {
        let mut lines: Vec<String> = self.contacts.iter().map(|to| format!("Contact: {to}")).collect();
        lines.push(format!("Expires: {}T23:59:59Z", self.expires_on));
        lines.push("Preferred-Languages: de, en".to_owned());
        lines.push(format!("Canonical: {base_url}/.well-known/security.txt"));
        lines.extend(self.policy.iter().map(|address| format!("Policy: {address}")));
        // Each line ends, the last one, too (RFC 9116, 2.2).
        lines.into_iter().map(|line| line + "\n").collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_has_a_line_and_the_contacts_come_in_their_order() {
        let contact = SecurityContact {
            contacts: vec![
                "mailto:sicherheit@stadt.example".to_owned(),
                "https://stadt.example/m".to_owned(),
            ],
            expires_on: NaiveDate::from_ymd_opt(2026, 6, 30).unwrap(),
            policy: Some("https://stadt.example/p".to_owned()),
        };
        assert_eq!(
            contact.text("https://antrag.stadt.example"),
            "Contact: mailto:sicherheit@stadt.example\n\
             Contact: https://stadt.example/m\n\
             Expires: 2026-06-30T23:59:59Z\n\
             Preferred-Languages: de, en\n\
             Canonical: https://antrag.stadt.example/.well-known/security.txt\n\
             Policy: https://stadt.example/p\n"
        );
    }
}
