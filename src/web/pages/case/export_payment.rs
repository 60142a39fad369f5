//! What was paid, in the file of a case. The account stands among the answers only.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::casework::CaseFile;

/// A payment. Instants are RFC 3339 in UTC.
#[derive(Debug, Serialize)]
pub(super) struct ExportedPayment {
    /// The number of the list: `2025-003`.
    list: String,
    /// When it was put on the list.
    ordered_at: DateTime<Utc>,
    /// The amount.
    amount_cents: i64,
    /// When it came back; `null` where it did not.
    returned_at: Option<DateTime<Utc>>,
}

impl ExportedPayment {
    pub(super) fn all(file: &CaseFile) -> Vec<Self> {
        // Nothing where the decision is not theirs to read: of their own application.
        let payments = file.payments.iter().filter(|_| file.decision.is_some());
        let of = |payment: &crate::store::payments::CasePayment| Self {
            list: payment.batch.to_string(),
            ordered_at: payment.ordered_at,
            amount_cents: payment.amount,
            returned_at: payment.returned_at,
        };
        payments.map(of).collect()
    }
}
