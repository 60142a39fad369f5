//! A mistake in a form's files, for its author.

use std::fmt;

/// A mistake: where, why, and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, relative to the folder of forms.
    pub file: String,
    /// The JSON pointer (RFC 6901) into the file; empty for the whole file.
    pub pointer: String,
    /// What is wrong.
    pub reason: String,
    /// How to mend it; may be empty where the reason says it.
    pub remedy: String,
}

impl Problem {
    /// A mistake at a place of a file.
    pub fn at(
        file: impl Into<String>,
        pointer: impl Into<String>,
        reason: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { file: file.into(), pointer: pointer.into(), reason: reason.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if !self.pointer.is_empty() {
            write!(f, "#{}", self.pointer)?;
        }
        write!(f, ": {}", self.reason)?;
        if !self.remedy.is_empty() {
            write!(f, " {}", self.remedy)?;
        }
        Ok(())
    }
}
