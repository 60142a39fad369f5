//! Addresses of questions and decisions, and of their letters.

use super::case;
use crate::domain::{CaseId, Path};

/// Where the applicant of a case is asked.
pub fn inquiry(id: CaseId) -> String {
    format!("{}/rueckfrage", case(id))
}

/// The same, with one answer marked.
pub fn inquiry_about(id: CaseId, path: &Path) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("feld", &path.to_string());
    format!("{}?{}", inquiry(id), query.finish())
}

/// The letter about an open question.
pub fn inquiry_letter(id: CaseId) -> String {
    format!("{}/brief", inquiry(id))
}

/// Where a case is decided.
pub fn decision(id: CaseId) -> String {
    format!("{}/entscheidung", case(id))
}

/// The letter of its decision.
pub fn decision_letter(id: CaseId) -> String {
    format!("{}/bescheid", case(id))
}

/// The decision, as its applicant fetches and reads it.
pub const STATUS_LETTER: &str = "/status/bescheid";

/// The same as a file.
pub const STATUS_LETTER_FILE: &str = "/status/bescheid/datei";

/// Where an applicant says how they want the decision.
pub const STATUS_LETTER_WAY: &str = "/status/bescheid/weg";
