//! To whom weaknesses are reported (`/.well-known/security.txt`, RFC 9116).

use chrono::NaiveDate;
use url::Url;

use super::mail::mailbox;
use super::source::Values;
use super::variable::Variable;
use crate::domain::SecurityContact;

/// To whom weaknesses are reported.
#[derive(Debug, Clone)]
pub struct SecurityConfig {
    /// `PFORTE_SECURITY_CONTACT`, `PFORTE_SECURITY_EXPIRES`, `PFORTE_SECURITY_POLICY`: what security.txt says; `None`
    /// is nothing, and then there is none.
    pub contact: Option<SecurityContact>,
}

const CONTACT: Variable = Variable::plain(
    "PFORTE_SECURITY_CONTACT",
    "none: there is no `security.txt`",
    "To whom somebody turns who finds a weakness: `mailto:` and `https:` addresses with commas, the preferred one first. With it `/.well-known/security.txt` is served (RFC 9116).",
);

const EXPIRES: Variable = Variable::plain(
    "PFORTE_SECURITY_EXPIRES",
    "none",
    "The last day on which the contact holds, such as `2027-09-30`, less than a year ahead; from 21 days before, the operator is told to look whether it still does and to set another one. Required with `PFORTE_SECURITY_CONTACT`.",
);

const POLICY: Variable = Variable::plain(
    "PFORTE_SECURITY_POLICY",
    "none",
    "An `https:` address that tells finders what they may do and expect.",
);

pub(super) const VARIABLES: [Variable; 3] = [CONTACT, EXPIRES, POLICY];

impl SecurityConfig {
    pub(super) fn read(values: &mut Values) -> Self {
        let contacts = values.parse(&CONTACT, Vec::new(), contacts);
        let expires_on: Option<NaiveDate> = values.parse(&EXPIRES, None, |text| {
            text.trim().parse().map(Some).map_err(|_| "give a day, for example 2027-09-30".to_owned())
        });
        let policy = values.parse(&POLICY, None, |text| web_address(text.trim()).map(Some));
        let is_given = values.is_given(CONTACT.name);
        if is_given && !values.is_given(EXPIRES.name) {
            values
                .refuse("PFORTE_SECURITY_EXPIRES: give the last day on which PFORTE_SECURITY_CONTACT holds");
        }
        if !is_given && (expires_on.is_some() || policy.is_some()) {
            values.refuse(
                "PFORTE_SECURITY_CONTACT: give an address, since PFORTE_SECURITY_EXPIRES or PFORTE_SECURITY_POLICY is set",
            );
        }
        let contact = expires_on.filter(|_| !contacts.is_empty());
        Self { contact: contact.map(|expires_on| SecurityContact { contacts, expires_on, policy }) }
    }
}

fn contacts(text: &str) -> Result<Vec<String>, String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(contact).collect()
}

fn contact(text: &str) -> Result<String, String> {
    let remedy = || "give mailto:NAME@HOST or https://…, with commas between several".to_owned();
    match text.strip_prefix("mailto:") {
        Some(address) if !address.contains(['<', ' ']) => {
            mailbox(address).map(|address| format!("mailto:{address}")).map_err(|_| remedy())
        }
        Some(_) => Err(remedy()),
        None => web_address(text).map_err(|_| remedy()),
    }
}

/// An address with TLS (RFC 9116, 2.5.3), as it is written in a text: without anything that is not ASCII.
fn web_address(text: &str) -> Result<String, String> {
    match Url::parse(text) {
        Ok(url) if url.scheme() == "https" && url.has_host() => Ok(url.to_string()),
        _ => Err("give an address with https://".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, ConfigFile};

    fn read(text: &str) -> Result<Config, Vec<String>> {
        let file = ConfigFile { name: "pforte.toml", text };
        Config::read(Vec::<(String, String)>::new(), Some(file)).map_err(|error| error.problems)
    }

    #[test]
    fn several_contacts_have_one_day_until_which_they_hold() {
        let config = read(
            "security_contact = \"mailto:it@stadt.example, https://stadt.example/m\"\nsecurity_expires = \"2027-09-30\"",
        );
        let told = config.unwrap().security.contact.unwrap();
        assert_eq!(told.contacts, ["mailto:it@stadt.example", "https://stadt.example/m"]);
        assert_eq!((told.expires_on.to_string().as_str(), told.policy), ("2027-09-30", None));
        assert_eq!(read("").unwrap().security.contact, None);
    }

    #[test]
    fn what_is_no_contact_and_a_contact_without_an_end_are_refused() {
        for bad in
            ["it@stadt.example", "mailto:it", "http://stadt.example", "tel:+49531", "mailto:A <a@b.de>"]
        {
            let text = format!("security_contact = \"{bad}\"\nsecurity_expires = \"2027-09-30\"");
            let told = read(&text).unwrap_err();
            assert!(told.len() == 1 && told[0].contains("mailto:NAME@HOST"), "{bad}: {told:?}");
        }
        let endless = read("security_contact = \"mailto:it@stadt.example\"").unwrap_err();
        assert!(endless[0].starts_with("PFORTE_SECURITY_EXPIRES: "), "{endless:?}");
        let nobody = read("security_expires = \"2027-09-30\"").unwrap_err();
        assert!(nobody[0].starts_with("PFORTE_SECURITY_CONTACT: "), "{nobody:?}");
        let day = read("security_contact = \"mailto:a@b.de\"\nsecurity_expires = \"30.9.\"").unwrap_err();
        assert!(day.len() == 1 && day[0].contains("2027-09-30"), "{day:?}");
    }
}
