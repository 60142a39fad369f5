//! Until when the contact for weaknesses holds (`/.well-known/security.txt`, RFC 9116).

use chrono::{DateTime, NaiveDate, Utc};

use super::{Check, State, Watch};

/// From so many days before its end on it is told, and when it ends later than in so many: the RFC wants less than a
/// year, so that nobody relies on a contact that has long been somebody else's (2.5.5).
const SOON: i64 = 21;
const LONGEST: i64 = 366;

/// How the contact stands that ends on this day.
pub fn report_contact(expires_on: NaiveDate, now: DateTime<Utc>) -> Check {
    let days = (expires_on - now.date_naive()).num_days();
    let (state, reason) = match days {
        ..0 => (State::Warning, "nobody may rely on it any more"),
        0..SOON => (State::Warning, "see whether the contact still holds"),
        LONGEST.. => (State::Warning, "that is more than a year, which RFC 9116 advises against"),
        _ => (State::Ok, "the contact for weaknesses holds until then"),
    };
    let remedy = if state == State::Ok { "" } else { "; set PFORTE_SECURITY_EXPIRES" };
    Check::new("security.txt", state, format!("it ends on {expires_on}: {reason}{remedy}"))
}

impl Watch {
    /// Looks at the end of the contact for weaknesses, too, where there is one.
    #[must_use]
    pub fn with_report_contact_until(mut self, expires_on: Option<NaiveDate>) -> Self {
        self.report_until = expires_on;
        self
    }

    /// How the contact stands, where there is one.
    pub(super) fn contact(&self) -> Option<Check> {
        self.report_until.map(|expires_on| report_contact(expires_on, self.clock.now()))
    }

    /// What the operator is told of it by mail.
    pub(super) fn of_contact(&self, now: DateTime<Utc>) -> Option<String> {
        let expires_on = self.report_until?;
        let day = expires_on.format("%d.%m.%Y");
        match report_contact(expires_on, now).state {
            State::Ok => None,
            _ if expires_on < now.date_naive() => {
                Some(format!("Der Kontakt für Sicherheitslücken in security.txt ist abgelaufen: {day}."))
            }
            _ => Some(format!("Der Kontakt für Sicherheitslücken in security.txt gilt bis zum {day}.")),
        }
    }
}
