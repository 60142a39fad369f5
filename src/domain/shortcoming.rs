//! What is missing or wrong in an application that was taken all the same.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Path;

/// What an application lacks that was taken incomplete: an authority may not refuse to receive one because it holds
/// it to be inadmissible or unfounded (§ 24 Abs. 3 VwVfG).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incomplete {
    /// Until when the rest is to be handed in.
    pub due_on: NaiveDate,
    /// What is missing or wrong, in the order of the form.
    pub shortcomings: Vec<Shortcoming>,
}

/// One answer that is missing or wrong, as the schema said when it was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortcoming {
    /// The path of the answer.
    pub path: String,
    /// The keyword of JSON Schema that failed.
    pub keyword: String,
    /// The question, with the group and the row in which it stands.
    pub label: String,
    /// What was said about it.
    pub message: String,
    /// What was typed, where it could not be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub typed: Vec<String>,
}

impl Shortcoming {
    /// A shortcoming at this path.
    pub fn new(path: &Path, keyword: impl Into<String>, label: String, message: impl Into<String>) -> Self {
        let (keyword, message) = (keyword.into(), message.into());
        Self { path: path.to_string(), keyword, label, message, typed: Vec::new() }
    }
}
