//! Addresses around the inbox: who is there, who has how much, what went elsewhere.

use crate::domain::CaseId;

/// The department's inbox.
pub const INBOX: &str = "/postkorb";
/// Where several cases are chosen, and what will happen with them is shown.
pub const BULK: &str = "/postkorb/auswahl";
/// Where that is confirmed.
pub const BULK_DO: &str = "/postkorb/auswahl/ausfuehren";
/// The figures of departments, for who leads them.
pub const DEPARTMENT_FIGURES: &str = "/postkorb/zahlen";
/// The same as a file.
pub const DEPARTMENT_FIGURES_CSV: &str = "/postkorb/zahlen/tabelle";
/// The views of the inbox that a person keeps.
pub const VIEWS: &str = "/postkorb/ansichten";
/// Where a list is given out as a file.
pub const LIST_FILE: &str = "/postkorb/liste";
/// The list for a committee.
pub const COMMITTEE: &str = "/postkorb/ausschuss";
/// Where it is given out as a file.
pub const COMMITTEE_FILE: &str = "/postkorb/ausschuss/datei";
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
