//! What the author is told: everything of the given schema that the form does not say, or says otherwise.

use crate::forms::problem::Problem;

/// The lines for the author, each with its place in the given file.
#[derive(Debug, Default)]
pub struct Notes {
    found: Vec<Problem>,
}

impl Notes {
    /// Something is not in the form: why, and what the author can do.
    pub fn left_out(&mut self, pointer: &str, reason: impl AsRef<str>, remedy: &str) {
        self.add(pointer, format!("left out: {}", reason.as_ref()), remedy);
    }

    /// Something is in the form, but said otherwise.
    pub fn changed(&mut self, pointer: &str, what: impl AsRef<str>, remedy: &str) {
        self.add(pointer, format!("changed: {}", what.as_ref()), remedy);
    }

    /// A part that is read in several ways is told once.
    fn add(&mut self, pointer: &str, reason: String, remedy: &str) {
        let note = Problem::at("", pointer, reason.replace('\n', " "), remedy);
        if !self.found.contains(&note) {
            self.found.push(note);
        }
    }

    /// The lines about a file, with pointers as its author wrote it.
    pub fn about(self, file: &str, written: impl Fn(&str) -> String) -> Vec<Problem> {
        let told = |note: Problem| {
            let pointer = written(&note.pointer);
            Problem { file: file.to_owned(), pointer, ..note }
        };
        self.found.into_iter().map(told).collect()
    }
}
