//! What the department checks beside the answers of a case, and what it accepts of them: `check` in `form.json`.
//!
//! The checks are a form of their own, compiled, read, judged and shown by what does so for every form: a group
//! `check` with the fields that the author names, and a group `accepted` with the accepted value and its reason for
//! each answer that the author says may be accepted in another height.

mod accept;
mod definition;

pub use accept::{Accepted, AcceptedRow, Sum, accepted, proposed, set_deep};
pub use definition::{Acceptable, CheckRules, Proposal};

use indexmap::IndexMap;

use super::expression::Expression;
use super::form::{Form, When};
use crate::domain::{Path, Segment};

/// The group of the form of checks that holds what is checked.
pub const CHECKED: &str = "check";

/// The group that holds what is accepted.
pub const ACCEPTED: &str = "accepted";

/// The name of the reason beside an accepted value.
pub const REASON: &str = "reason";

/// The name of the accepted value of a single answer.
pub const AMOUNT: &str = "amount";

/// The annotation that names the answer beside which a field stands; it never gets into a schema.
pub const BESIDE: &str = "x-beside";

/// The page of the checks, as the form of checks names it.
pub const PAGE: &str = "pruefung";

/// The checks of a form, compiled.
#[derive(Debug)]
pub struct CheckForm {
    /// What is asked: `check` and `accepted`.
    pub form: Form,
    /// The pattern of the answer beside which a field of `check` stands, by the field's name.
    pub beside: IndexMap<String, String>,
    /// What may be accepted in another height.
    pub accepted: Vec<AcceptedColumn>,
    /// What was asked for, in cents.
    pub asked: Option<Expression>,
    /// The amount of the decision, in cents, computed of what is accepted.
    pub amount: Option<Expression>,
}

/// An answer that may be accepted in another height.
#[derive(Debug)]
pub struct AcceptedColumn {
    /// Its pattern: `tickets[].price`, or `other_funding_amount`.
    pub of: String,
    /// The list, or the single answer, as the form of checks names it.
    pub group: String,
    /// The accepted value, as the form of checks names it.
    pub column: String,
    /// It is taken off the amount: more of it is less money.
    pub deducts: bool,
    /// What is proposed: of those that hold, the first. When, the value and the code of the reason.
    pub proposals: Vec<(When, Expression, String)>,
}

impl AcceptedColumn {
    /// Where the accepted value of the answer at `path` stands among the checks.
    pub fn value_path(&self, path: &Path) -> Path {
        self.row_path(path).key(&self.column)
    }

    /// Where its reason stands; two columns of a row have one reason together.
    pub fn reason_path(&self, path: &Path) -> Path {
        self.row_path(path).key(REASON)
    }

    fn row_path(&self, path: &Path) -> Path {
        let group = Path::root().key(ACCEPTED).key(&self.group);
        let row = path.segments().iter().find_map(|step| match step {
            Segment::Index(row) => Some(*row),
            Segment::Key(_) => None,
        });
        row.map_or_else(|| group.clone(), |row| group.index(row))
    }

    /// The list whose rows it belongs to: `tickets`.
    pub fn list(&self) -> Option<&str> {
        self.of.split_once("[].").map(|(list, _)| list)
    }
}
