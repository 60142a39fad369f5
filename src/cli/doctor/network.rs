//! What the doctor asks of other machines.

use chrono::{DateTime, Utc};

use super::super::serve::mailer;
use super::super::{Failure, runtime};
use super::{failed, ok, warning};
use crate::config::Config;
use crate::operations::{CERTIFICATE_DAYS, Check, NoCertificate, certificate_of};

/// The mail server, which is greeted, and the certificate of the address.
pub(super) fn checks(config: &Config, is_off: bool, now: DateTime<Utc>) -> Result<Vec<Check>, Failure> {
    let mut checks = Vec::new();
    match (&config.mail.smtp, is_off) {
        (None, _) if config.is_local_trial() => checks.push(ok("mail", "it is kept as files: a trial")),
        (None, _) => checks.push(warning(
            "mail",
            "it is kept as files and reaches nobody; set PFORTE_SMTP_URL and PFORTE_MAIL_FROM",
        )),
        (Some(_), true) => checks.push(ok("mail", "the server was not asked (--no-network)")),
        (Some(_), false) => checks.push(mail(config)?),
    }
    if config.http.is_https() && !is_off {
        checks.push(certificate(&config.http.base_url, now));
    }
    Ok(checks)
}

fn mail(config: &Config) -> Result<Check, Failure> {
    // It is made and goes on the runtime that its connections belong to.
    Ok(runtime()?.block_on(async {
        let greeted = match mailer(config) {
            Ok(mailer) => mailer.greet().await.map_err(|error| error.to_string()),
            Err(Failure(reason)) => Err(reason),
        };
        match greeted {
            Ok(()) => ok("mail", "the server was greeted; no mail was sent"),
            Err(error) => failed("mail", format!("{error}; check PFORTE_SMTP_URL, its password, and TLS")),
        }
    }))
}

fn certificate(base_url: &str, now: DateTime<Utc>) -> Check {
    let found = match certificate_of(base_url, now) {
        Ok(found) => found,
        Err(error @ NoCertificate::Unreachable(..)) => {
            return warning("certificate", format!("it cannot be looked at from here: {error}"));
        }
        Err(error @ NoCertificate::NoTls) => return failed("certificate", error.to_string()),
    };
    let until = found.ends_at.map_or("an unknown day".to_owned(), |end| end.format("%Y-%m-%d").to_string());
    let days = found.ends_at.map_or(0, |end| (end - now).num_days());
    match found.refusal {
        _ if found.ends_at.is_some_and(|end| end < now) => {
            failed("certificate", format!("it ended on {until}: renew it"))
        }
        Some(refusal) => warning("certificate", format!("programs on this machine refuse it: {refusal}")),
        None if days < CERTIFICATE_DAYS => warning("certificate", format!("it ends on {until}: renew it")),
        None => ok("certificate", format!("valid until {until}")),
    }
}
