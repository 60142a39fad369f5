//! What lies open at the desk.

use super::{DraftId, ReceiptNumber};

/// The one case that lies open in a session of the desk. From opening to closing, the session shows nothing of
/// any other resident.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenCase {
    /// The draft that is filled in, or was until it was filed.
    pub draft: Option<DraftId>,
    /// What was filed and can be printed now.
    pub filed: Option<ReceiptNumber>,
    /// Of what was filed only the receipt is issued once more (Zweitschrift): nobody at this desk need have filed it,
    /// and no answers are shown.
    pub is_reissue: bool,
}

impl OpenCase {
    /// Whether nothing lies open.
    pub fn is_none(&self) -> bool {
        self.draft.is_none() && self.filed.is_none()
    }

    /// Whether this draft lies open.
    pub fn is_draft(&self, draft: DraftId) -> bool {
        self.draft == Some(draft)
    }
}
