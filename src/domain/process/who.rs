//! Who may make a move, and who wants to.

use serde::{Deserialize, Serialize};

use crate::domain::ClerkId;

/// Who may make a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Everybody who works cases in the department.
    Department,
    /// Who has the case, and the lead. Of a case that nobody has: everybody of the department.
    Handler,
    /// The lead alone.
    Lead,
}

/// Who wants to make a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Whoever applied.
    Applicant,
    /// A member of the department.
    Staff {
        /// They have the case, or nobody has it.
        has_it: bool,
        /// They lead the department.
        is_lead: bool,
        /// They proposed the decision that waits for a signature.
        proposed_it: bool,
    },
}

/// Who a member of staff is for a case.
impl By {
    /// The clerk `who`, for a case that `has_it` has (or nobody), and of which `proposed` proposed a decision.
    pub fn staff(who: ClerkId, is_lead: bool, has_it: Option<ClerkId>, proposed: Option<ClerkId>) -> Self {
        Self::Staff {
            has_it: has_it.is_none_or(|clerk| clerk == who),
            is_lead,
            proposed_it: proposed == Some(who),
        }
    }
}
