//! Addresses about how long cases are kept.

use crate::domain::CaseId;

/// What is erased soon.
pub const ERASURE: &str = "/postkorb/loeschung";

/// The data of a case: giving it out, keeping it longer, erasing it.
pub fn case_privacy(id: CaseId) -> String {
    format!("{}/datenschutz", super::case(id))
}
