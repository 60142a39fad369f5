//! `pforte check`.

use std::path::PathBuf;

use super::Failure;
use crate::forms::check::check as check_forms;
use crate::forms::source::FormSource;

/// Checks forms and their cases; one line a mistake on stdout.
pub fn check(folder: Option<PathBuf>) -> Result<(), Failure> {
    let source = folder.map_or(FormSource::Embedded, FormSource::Folder);
    let report = check_forms(&source);
    for problem in &report.problems {
        println!("{problem}");
    }
    println!("{} forms, {} cases, {} mistakes", report.forms, report.cases, report.problems.len());
    match report.problems.len() {
        0 => Ok(()),
        count => Err(Failure(format!("{count} mistakes; mend them at the places named above"))),
    }
}
