//! The transfer of a case to another authority (Abgabe): to whom the applicant turns from then on.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

/// Most characters of the name of an authority.
pub const MAX_AUTHORITY: usize = 200;

/// Most characters of how it can be reached.
pub const MAX_AUTHORITY_CONTACT: usize = 300;

/// A case that was handed to another authority, because this one is not competent (§ 16 (2) SGB I; otherwise by the duty
/// to advise, § 25 VwVfG). As the detail of an event it is the day, the name and the contact, line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// The authority.
    pub to: String,
    /// How it can be reached, or its reference; for the applicant.
    pub contact: Option<String>,
    /// The day.
    pub on: NaiveDate,
}

/// What is wrong with a transfer as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransferMistake {
    /// No authority is named.
    Nobody,
    /// Its name is too long.
    Name,
    /// How it can be reached is too long.
    Contact,
}

impl Transfer {
    /// A transfer of what somebody typed, each in one line; or what is wrong with it.
    pub fn typed(to: &str, contact: &str, on: NaiveDate) -> Result<Self, Vec<TransferMistake>> {
        let (to, contact) = (line(to), line(contact));
        let mut mistakes = Vec::new();
        if !to.chars().any(char::is_alphanumeric) {
            mistakes.push(TransferMistake::Nobody);
        }
        if to.chars().count() > MAX_AUTHORITY {
            mistakes.push(TransferMistake::Name);
        }
        if contact.chars().count() > MAX_AUTHORITY_CONTACT {
            mistakes.push(TransferMistake::Contact);
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        Ok(Self { to, contact: Some(contact).filter(|contact| !contact.is_empty()), on })
    }
}

/// One line of what was typed, without signs that cannot be seen.
fn line(text: &str) -> String {
    let seen: String = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl fmt::Display for Transfer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.on, self.to)?;
        self.contact.iter().try_for_each(|contact| write!(f, "\n{contact}"))
    }
}

impl FromStr for Transfer {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut lines = text.split('\n');
        let on = lines.next().and_then(|day| day.parse().ok()).ok_or(())?;
        let to = lines.next().filter(|to| !to.is_empty()).ok_or(())?.to_owned();
        Ok(Self { to, contact: lines.next().map(str::to_owned), on })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_authority_must_be_named() {
        let on = NaiveDate::default();
        for (to, contact, wrong) in [
            ("", "", TransferMistake::Nobody),
            (" \n\t", "", TransferMistake::Nobody),
            ("--", "", TransferMistake::Nobody),
            (&"x".repeat(201), "", TransferMistake::Name),
            ("Landkreis", &"x".repeat(301), TransferMistake::Contact),
        ] {
            assert_eq!(Transfer::typed(to, contact, on), Err(vec![wrong]), "{to:?}");
        }
        let right = Transfer::typed(" Landkreis \u{7}\r\n Peine ", " ", on).unwrap();
        assert_eq!((right.to.as_str(), right.contact), ("Landkreis Peine", None));
        assert_eq!("2025-10-01".parse::<Transfer>(), Err(()));
    }

    proptest! {
        #[test]
        fn what_is_kept_reads_back(to: String, contact: String, days in 0..40_000_u64) {
            let on = NaiveDate::default() + chrono::Days::new(days);
            if let Ok(transfer) = Transfer::typed(&to, &contact, on) {
                prop_assert_eq!(transfer.to_string().parse(), Ok(transfer));
            }
        }
    }
}
