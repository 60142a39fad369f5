//! The mail of the morning to staff: how much is due. No name, no number, nothing of a case.

use askama::Template;

use super::Letter;

/// Tells a person, or a department, how many cases are due.
#[derive(Debug, Template)]
#[template(path = "due_digest/body.txt", escape = "none")]
pub struct DueDigest {
    /// What is counted: whose cases, how many are due, how many of these are overdue.
    pub lines: Vec<(&'static str, String, String)>,
    /// The address of the list.
    pub link: String,
    /// How many cases are erased soon, where some are.
    pub erased: Option<String>,
    /// The address of the list of these.
    pub erased_link: String,
}

/// What stands before a count, as wide as the others.
fn label(text: &str) -> String {
    format!("{:<17} ", format!("{text}:"))
}

impl DueDigest {
    /// The mail.
    pub fn letter(&self) -> Result<Letter, askama::Error> {
        let subject = match self.lines.is_empty() {
            true => "Bald werden Vorgänge Ihres Fachbereichs gelöscht",
            false => "Fällige Vorgänge in Ihrem Postkorb",
        };
        Ok(Letter { subject: subject.to_owned(), text: self.render()? })
    }
}
