//! What was paid on a case, in the words of its history.

use crate::domain::CaseEventKind;
use crate::forms::display::euros_of;

/// What happened, and the text that belongs to it.
pub(super) fn told(kind: CaseEventKind, detail: &str) -> (String, Option<String>) {
    match kind {
        CaseEventKind::PaymentOrdered => {
            let (list, cents) = detail.split_once(' ').unwrap_or((detail, ""));
            let amount = cents.parse().map(|cents| format!(", {}", euros_of(cents))).unwrap_or_default();
            (format!("Zur Zahlung angewiesen: Liste {list}{amount}"), None)
        }
        CaseEventKind::PaymentReturned => {
            let (list, reason) = detail.split_once('\n').unwrap_or((detail, ""));
            let reason = (!reason.is_empty()).then(|| reason.to_owned());
            (format!("Zahlung kam zurück: Liste {list}"), reason)
        }
        _ => (String::new(), None),
    }
}
