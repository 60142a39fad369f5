//! The decision in the file of a case, and what was paid by it. The account stands among the answers only.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::casework::CaseFile;
use crate::domain::DecisionLetter;
use crate::store::payments::CasePayment;

/// A decision. Instants are RFC 3339 in UTC, amounts are cents.
#[derive(Debug, Serialize)]
pub(super) struct ExportedDecision {
    /// The amount; `null` where the outcome has none.
    amount_cents: Option<i64>,
    /// The words of the form for why.
    reason_codes: Vec<String>,
    /// The reasons in the words of the caseworker.
    reasons: String,
    /// Conditions (Auflagen).
    conditions: Vec<String>,
    /// Who wrote it.
    written_by: String,
    /// Who signed it.
    signed_by: Option<String>,
    /// The day of the decision.
    decided_on: NaiveDate,
    /// The letter as it was put down.
    letter: Option<DecisionLetter>,
    /// Its hash, which the history names, too.
    letter_hash: String,
    /// `retrieval` or `post`.
    way: &'static str,
    /// When it was provided to be fetched.
    provided_at: Option<DateTime<Utc>>,
    /// When it was fetched.
    fetched_at: Option<DateTime<Utc>>,
    /// When its provision ended without that.
    ended_at: Option<DateTime<Utc>>,
    /// The day on which it was posted.
    posted_on: Option<NaiveDate>,
    /// Whether it was posted to an address that is not in Germany.
    goes_abroad: bool,
    /// The day on which a posted letter is known to have arrived.
    arrived_on: Option<NaiveDate>,
    /// The day on which it counts as made known.
    counts_on: Option<NaiveDate>,
    /// The last day for a remedy.
    remedy_ends_on: Option<NaiveDate>,
}

impl ExportedDecision {
    pub(super) fn of(file: &CaseFile) -> Option<Self> {
        let decision = file.decision.as_ref()?;
        let (what, signed) = (&decision.record.what, decision.record.signed.as_ref()?);
        let delivery = &signed.delivery;
        Some(Self {
            amount_cents: what.amount,
            reason_codes: what.reason_codes.clone(),
            reasons: what.content.reasons.clone(),
            conditions: what.content.conditions.clone(),
            written_by: decision.proposed_by.clone(),
            signed_by: decision.signed_by.clone(),
            decided_on: signed.on,
            letter: signed.letter.letter(),
            letter_hash: signed.letter.hash().to_owned(),
            way: delivery.way.as_str(),
            provided_at: delivery.provided_at,
            fetched_at: delivery.fetched_at,
            ended_at: delivery.ended_at,
            posted_on: delivery.posted_on,
            goes_abroad: delivery.goes_abroad,
            arrived_on: delivery.arrived_on,
            counts_on: delivery.counts_on,
            remedy_ends_on: delivery.remedy_ends_on(),
        })
    }
}

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
        let of = |payment: &CasePayment| Self {
            list: payment.batch.to_string(),
            ordered_at: payment.ordered_at,
            amount_cents: payment.amount,
            returned_at: payment.returned_at,
        };
        payments.map(of).collect()
    }
}
