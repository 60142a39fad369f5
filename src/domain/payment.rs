//! Payments (Auszahlungen): what a decision grants goes out on a list, once, to one account.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::calendar::end_of_deadline;

/// Most payments of a list: they are put on it in one write, and others must not wait long for that.
pub const MOST_PAYMENTS: usize = 200;

/// Most characters of why a payment came back.
pub const MAX_RETURN_REASON: usize = 500;

/// An account and whose it is: of the applicant, who is paid, or of the municipality, which pays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Whose account it is, as the bank knows them.
    pub holder: String,
    /// The IBAN, without blanks.
    pub iban: String,
    /// The BIC of the bank; only banks outside of the European Economic Area need it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bic: Option<String>,
}

/// What is wrong with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountMistake {
    /// Nobody has it.
    Holder,
    /// Its IBAN is none.
    Iban,
    /// Its BIC is none.
    Bic,
}

impl Account {
    /// An account as somebody wrote it: blanks are taken away, small letters made large.
    pub fn written(holder: &str, iban: &str, bic: Option<&str>) -> Result<Self, AccountMistake> {
        let plain = |text: &str| -> String {
            text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
        };
        let holder = holder.split_whitespace().collect::<Vec<_>>().join(" ");
        let (iban, bic) = (plain(iban), bic.map(plain).filter(|bic| !bic.is_empty()));
        if holder.is_empty() {
            return Err(AccountMistake::Holder);
        }
        if !is_iban(&iban) {
            return Err(AccountMistake::Iban);
        }
        if bic.as_ref().is_some_and(|bic| !is_bic(bic)) {
            return Err(AccountMistake::Bic);
        }
        Ok(Self { holder, iban, bic })
    }
}

/// The countries of the European Economic Area. For an account elsewhere the bank wants the address of who pays, which
/// no setting knows (Regulation (EU) 2023/1113, articles 4 and 5).
const EEA: [&str; 30] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT",
    "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];

impl Account {
    /// Whether its bank is in the European Economic Area.
    pub fn is_of_eea(&self) -> bool {
        EEA.iter().any(|country| self.iban.starts_with(country))
    }
}

/// An IBAN (ISO 13616) with the right length for its country and the right check digits. They run from 02 to
/// 98 (ISO 7064); 99 leaves the same remainder as 02, but is never given out.
pub fn is_iban(text: &str) -> bool {
    text.parse::<iban::Iban>().is_ok()
        && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        && text.get(2..4).is_some_and(|digits| ("02"..="98").contains(&digits))
}

/// A BIC (ISO 9362): 8 or 11 characters.
pub fn is_bic(text: &str) -> bool {
    let bytes = text.as_bytes();
    let upper = |part: &[u8]| part.iter().all(u8::is_ascii_uppercase);
    let any = |part: &[u8]| part.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    matches!(bytes.len(), 8 | 11) && upper(&bytes[..6]) && any(&bytes[6..])
}

/// What goes out for one case, as it was when the list was made: sealed at rest, and deleted with the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentContent {
    /// Who is paid.
    pub payee: Account,
    /// The number of the case.
    pub number: String,
    /// Names this payment from end to end: the number, and behind it which try it is, from the second on.
    pub reference: String,
    /// What it is for, in the words of the form, with the number.
    pub purpose: String,
    /// The day of the decision.
    pub decided_on: NaiveDate,
    /// The day on which its letter was provided or posted.
    pub letter_on: NaiveDate,
}

/// The number of a list within its department: `2025-003`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BatchNumber {
    /// The year in which it was made.
    pub year: i64,
    /// Counts the lists of this year, from 1.
    pub number: i64,
}

impl BatchNumber {
    /// The year of a day, as it is counted in.
    pub fn year_of(day: NaiveDate) -> i64 {
        i64::from(day.year())
    }
}

impl fmt::Display for BatchNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:03}", self.year, self.number)
    }
}

/// The day on which a bank is asked to carry out what was ordered on this one: the next working day. Whatever is no
/// working day of banks (TARGET: weekends, New Year, Good Friday, Easter Monday, 1 May, 25 and 26 December) is none in
/// Lower Saxony either.
pub fn execution_day(ordered_on: NaiveDate) -> NaiveDate {
    end_of_deadline(ordered_on.succ_opt().unwrap_or(ordered_on))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_written_as_people_write_it() {
        let found = Account::written("  Ada\u{a0} Lovelace ", "de89 3704 0044 0532 0130 00", Some(" "));
        let plain = Account {
            holder: "Ada Lovelace".to_owned(),
            iban: "DE89370400440532013000".to_owned(),
            bic: None,
        };
        assert_eq!(found, Ok(plain));
        for (holder, iban, bic, mistake) in [
            (" ", "DE89370400440532013000", None, AccountMistake::Holder),
            ("A", "DE88370400440532013000", None, AccountMistake::Iban),
            ("A", "", None, AccountMistake::Iban),
            ("A", "DE89370400440532013000", Some("NOLADE2"), AccountMistake::Bic),
        ] {
            assert_eq!(Account::written(holder, iban, bic), Err(mistake));
        }
    }

    #[test]
    fn banks_work_on_the_next_working_day() {
        for (ordered, executed) in [
            ("2025-10-01", "2025-10-02"),
            ("2025-10-02", "2025-10-06"), // a holiday, a weekend
            ("2025-12-23", "2025-12-24"),
            ("2025-12-24", "2025-12-29"), // Christmas, a weekend
        ] {
            assert_eq!(execution_day(ordered.parse().unwrap()), executed.parse().unwrap(), "{ordered}");
        }
    }

    #[test]
    fn lists_are_counted_by_year() {
        let number = |number| BatchNumber { year: 2025, number }.to_string();
        assert_eq!((number(3), number(1000)), ("2025-003".to_owned(), "2025-1000".to_owned()));
    }
}
