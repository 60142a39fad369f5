//! Addresses around the inbox: who is there, who has how much, what went elsewhere.

use crate::domain::CaseId;

/// The department's inbox.
pub const INBOX: &str = "/postkorb";
/// Who stands in for whom.
pub const DEPUTIES: &str = "/postkorb/vertretung";
/// Who has how much to do.
pub const WORKLOAD: &str = "/postkorb/auslastung";
/// Cases that went to another department.
pub const GIVEN_AWAY: &str = "/postkorb/weitergegeben";

/// A case in the department's inbox.
pub fn case(id: CaseId) -> String {
    format!("/postkorb/{id}")
}
