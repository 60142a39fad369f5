//! The decision in the file of a case.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::casework::CaseFile;
use crate::domain::DecisionLetter;

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
            counts_on: delivery.counts_on,
            remedy_ends_on: delivery.remedy_ends_on(),
        })
    }
}
