//! What leaves for the treasury: a list of payments as a file for the bank (ISO 20022) and as a table. Made of what was
//! frozen with the list and of nothing else, so that the same bytes come out whenever it is saved.

mod charset;
mod pain;
mod table;

pub use charset::plain;
pub use pain::{SCHEMA, order};
pub use table::table;

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::{Account, BatchId, PaymentContent};

/// A list of payments, as it goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentOrder {
    /// Its id: no other file has it.
    pub id: BatchId,
    /// Whose list it is.
    pub department: String,
    /// Its number within the department: `2025-003`.
    pub number: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// The day on which the bank is asked to carry it out.
    pub execute_on: NaiveDate,
    /// The payments in order: amounts in cents, and what goes out for them.
    pub payments: Vec<(i64, PaymentContent)>,
}

impl PaymentOrder {
    /// The file for the bank, which is asked to pay from this account.
    pub fn for_bank(&self, debtor: &Account) -> String {
        order(self, debtor)
    }
}

/// An amount as files have it: `195.00`. Cents are whole numbers all the way.
fn euros(cents: i64) -> String {
    let (sign, cents) = (if cents < 0 { "-" } else { "" }, cents.unsigned_abs());
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

#[cfg(test)]
mod tests;
