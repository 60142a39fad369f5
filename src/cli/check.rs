//! `pforte check`.

use std::path::PathBuf;

use super::Failure;
use crate::forms::check::{Report, check as check_forms};
use crate::forms::source::FormSource;
use crate::forms::translation::Completeness;

/// Checks forms and their cases; one line a mistake on stdout.
pub fn check(folder: Option<PathBuf>) -> Result<(), Failure> {
    let source = folder.map_or(FormSource::Embedded, FormSource::Folder);
    let report = check_forms(&source);
    for problem in &report.problems {
        println!("{problem}");
    }
    for line in languages(&report) {
        println!("{line}");
    }
    for (file, count) in &report.unwritten {
        println!("{file}: {count} x [Platzhalter]: write these texts before citizens see them");
    }
    println!("{} forms, {} cases, {} mistakes", report.forms, report.cases, report.problems.len());
    match report.problems.len() {
        0 => Ok(()),
        count => Err(Failure(format!("{count} mistakes; mend them at the places named above"))),
    }
}

/// How far each language is, a line each: `en: product 381 of 381 texts, dog_tax 80 of 82, 13 forms in German only`.
fn languages(report: &Report) -> Vec<String> {
    let product = report.languages.iter().filter(|language| language.form_id.is_none());
    let line = |product: &Completeness| {
        let mut line = format!("{}: product {} of {} texts", product.tag, product.said, product.of);
        let mut silent = report.forms;
        for language in report.languages.iter().filter(|language| language.tag == product.tag) {
            if let Some(form) = &language.form_id {
                line.push_str(&format!(", {form} {} of {}", language.said, language.of));
                // Half translated, it is served in German.
                silent = silent.saturating_sub(usize::from(language.said == language.of));
            }
        }
        format!("{line}, {silent} forms in German only")
    };
    product.map(line).collect()
}
