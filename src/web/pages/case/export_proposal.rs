//! What is proposed to a committee, in the file of a case.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::casework::CaseFile;

/// What the department proposes to a committee.
#[derive(Debug, Serialize)]
pub(super) struct ExportedProposal<'a> {
    /// The committee's name.
    committee: &'a str,
    /// How much, in cents; 0 where nothing is to be granted.
    amount: i64,
    /// Why.
    reason: &'a str,
    /// What a panel recommended, and when; empty where none was asked.
    panel: &'a str,
    /// By whom it was saved.
    saved_by: &'a str,
    /// When.
    saved_at: DateTime<Utc>,
}

impl<'a> ExportedProposal<'a> {
    /// The proposal of a case, if anything was saved.
    pub fn of(file: &'a CaseFile) -> Option<Self> {
        let found = file.proposal.as_ref()?;
        let (what, by, at) = found.saved.as_ref()?;
        Some(Self {
            committee: &found.committee,
            amount: what.amount,
            reason: &what.reason,
            panel: &what.panel,
            saved_by: by,
            saved_at: *at,
        })
    }
}
