//! How mail leaves the house.

use std::fmt;

use url::Url;

use super::source::{Values, whole_number};
use super::variable::Variable;
use crate::domain::is_this_machine;

/// How mail leaves the house.
#[derive(Debug, Clone)]
pub struct MailConfig {
    /// `PFORTE_SMTP_URL`: the mail server; `None` writes each mail as a file.
    pub smtp: Option<SmtpUrl>,
    /// `PFORTE_MAIL_FROM`: the sender of every mail, with or without a name.
    pub from: String,
    /// `PFORTE_DIGEST_HOUR`: from this hour on staff are told on working days what is due.
    pub digest_hour: u32,
}

/// The address of a mail server. [`fmt::Debug`] hides the password.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpUrl(String);

const SMTP_URL: Variable = Variable::secret(
    "PFORTE_SMTP_URL",
    "mail is written as `.eml` files to `mail` in the data folder",
    "The mail server: `smtps://USER:PASSWORD@HOST` (TLS), `smtp://USER:PASSWORD@HOST?tls=required` \
     (STARTTLS) or `smtp://HOST` (a relay on the same machine). To a relay elsewhere that knows no TLS, \
     on a network that is protected otherwise: `smtp://HOST?tls=none`.",
);
const MAIL_FROM: Variable = Variable::plain(
    "PFORTE_MAIL_FROM",
    "`pforte@localhost`",
    "Sender of every mail: an address, or `Name <address>`. Required with `PFORTE_SMTP_URL`.",
);

const DIGEST_HOUR: Variable = Variable::plain(
    "PFORTE_DIGEST_HOUR",
    "`7`",
    "From this hour on (0 to 23, German time) staff with an e-mail address get a mail on working days when cases of theirs are due: numbers only.",
);

pub(super) const VARIABLES: [Variable; 3] = [SMTP_URL, MAIL_FROM, DIGEST_HOUR];

impl MailConfig {
    pub(super) fn read(values: &mut Values) -> Self {
        let smtp = values.parse(&SMTP_URL, None, |text| smtp_url(text).map(Some));
        let from = values.parse(&MAIL_FROM, "pforte@localhost".to_owned(), mailbox);
        if smtp.is_some() && !values.is_given(MAIL_FROM.name) {
            values.refuse("PFORTE_MAIL_FROM: give the sender's address, since PFORTE_SMTP_URL is set");
        }
        let digest_hour = values.parse(&DIGEST_HOUR, 7, whole_number(0, 23));
        Self { smtp, from, digest_hour }
    }

    /// Whether mail goes no further than this machine.
    pub fn is_local(&self) -> bool {
        let host = |smtp: &SmtpUrl| Url::parse(smtp.reveal()).ok()?.host_str().map(is_this_machine);
        self.smtp.as_ref().is_none_or(|smtp| host(smtp) == Some(true))
    }
}

impl SmtpUrl {
    /// The address with user and password.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmtpUrl(…)")
    }
}

fn smtp_url(text: &str) -> Result<SmtpUrl, String> {
    let remedy = || "give smtps://USER:PASSWORD@HOST, or smtp://HOST for a relay on this machine".to_owned();
    let url = Url::parse(text).map_err(|_| remedy())?;
    let tls = url.query_pairs().find_map(|(key, value)| (key == "tls").then(|| value.into_owned()));
    let is_encrypted = match (url.scheme(), tls.as_deref()) {
        ("smtps", None) | ("smtp", Some("required")) => true,
        ("smtp", None | Some("opportunistic" | "none")) => false,
        _ => return Err(remedy()),
    };
    if url.host_str().is_none_or(str::is_empty) {
        return Err(remedy());
    }
    let is_here = url.host_str().is_some_and(is_this_machine);
    let has_password = url.password().is_some() || !url.username().is_empty();
    if has_password && !is_encrypted && !is_here {
        return Err("the password would travel unencrypted; use smtps:// or add ?tls=required".to_owned());
    }
    if !is_encrypted && !is_here && tls.as_deref() != Some("none") {
        return Err("mail would travel unencrypted; use smtps:// or add ?tls=required, or ?tls=none where \
                    the network is protected otherwise"
            .to_owned());
    }
    // What says that there is no TLS is for us: to whoever sends, it is the address without it.
    let is_plain = tls.as_deref() == Some("none");
    Ok(SmtpUrl(if is_plain { without_query(url) } else { text.to_owned() }))
}

fn without_query(mut url: Url) -> String {
    url.set_query(None);
    url.to_string()
}

/// A first look at a sender; [`crate::mail`] reads it for good.
pub(super) fn mailbox(text: &str) -> Result<String, String> {
    let address = text.trim().trim_end_matches('>');
    let address = address.rsplit('<').next().unwrap_or(address);
    let is_address = matches!(address.split_once('@'), Some((name, host))
        if !name.is_empty() && !host.is_empty() && !host.contains('@'));
    if !is_address || address.contains(char::is_whitespace) || text.chars().any(char::is_control) {
        return Err(
            "give an address, for example antrag@example.de or Stadt X <antrag@example.de>".to_owned()
        );
    }
    Ok(text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_travels_encrypted_or_not_at_all() {
        for good in [
            "smtps://u:p@mail.example.de",
            "smtp://u:p@mail.example.de?tls=required",
            "smtp://relay:25?tls=none",
            "smtp://localhost:25",
            "smtp://127.0.0.1?tls=opportunistic",
            "smtp://u:p@127.0.0.1:2525",
            "smtp://u:p@localhost",
        ] {
            assert!(smtp_url(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "mail.example.de",
            "http://x",
            "smtp://u:p@mail.example.de",
            "smtp://",
            "smtp://x?tls=no",
            "smtp://relay:25",
            "smtp://relay?tls=opportunistic",
            "smtp://u:p@relay?tls=none",
            "smtps://x?tls=none",
        ] {
            assert!(smtp_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn mail_without_tls_leaves_this_machine_on_purpose_only() {
        let told = smtp_url("smtp://relay:25").unwrap_err();
        assert!(told.contains("?tls=required") && told.contains("?tls=none"), "{told}");
        assert_eq!(smtp_url("smtp://relay:25?tls=none").unwrap().reveal(), "smtp://relay:25");
    }

    #[test]
    fn senders_have_an_address() {
        for good in ["a@b.de", "Stadt Braunschweig <antrag@braunschweig.de>"] {
            assert_eq!(mailbox(good).as_deref(), Ok(good));
        }
        for bad in ["", "a", "@b.de", "a@", "a b@c.de", "a@b.de\r\nBcc: x@y.de"] {
            assert!(mailbox(bad).is_err(), "{bad:?}");
        }
    }
}
