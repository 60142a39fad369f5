//! What a department proposes to a committee of the council.

use serde::{Deserialize, Serialize};

/// Most characters of the short reason.
pub const MAX_SHORT_REASON: usize = 500;

/// Most characters of what a panel recommends.
pub const MAX_PANEL: usize = 200;

/// A proposal: sealed at rest. All of it can become public.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// How much, in cents; 0 where nothing is to be granted.
    pub amount: i64,
    /// Why, in one or two sentences.
    pub reason: String,
    /// What a panel recommended, and when; empty where none was asked.
    pub panel: String,
}
