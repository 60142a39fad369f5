//! What is still to come after an application.

use crate::domain::{Path, Shortcoming};
use crate::forms::places::page_of;
use crate::forms::view::question;
use crate::intake::ReceiptFile;
use crate::texts::de;
use crate::web::language::fill;

/// Most questions that are named one by one; more are counted by page, and the paper stays one that people read.
const MOST: usize = 10;

/// What is to come, each once: papers, and answers that were missing or wrong. Not what the desk did not note of itself.
pub(in crate::web::pages) fn missing(file: &ReceiptFile) -> Vec<String> {
    let mut missing = file.papers.clone();
    let lacks = file.incomplete.iter().flat_map(|incomplete| &incomplete.shortcomings);
    let mut questions = Vec::new();
    for lack in lacks.filter(|lack| !lack.path.starts_with("assisted.")) {
        let asked = asked(file, lack);
        if !missing.contains(&asked.1) && !questions.contains(&asked) {
            questions.push(asked);
        }
    }
    if questions.len() > MOST {
        missing.extend(by_page(file, &questions));
    } else {
        missing.extend(questions.into_iter().map(|(_, question)| question));
    }
    missing
}

/// The number of the page on which it is asked, and the question in the words of the form.
fn asked(file: &ReceiptFile, lack: &Shortcoming) -> (usize, String) {
    let path = lack.path.parse::<Path>().ok();
    let page = path.as_ref().and_then(|path| page_of(&file.form, path)).map(|(page, _)| page);
    let question = path.map_or_else(|| lack.label.clone(), |path| question(&file.form, &path));
    (page.unwrap_or(usize::MAX), question)
}

fn by_page(file: &ReceiptFile, questions: &[(usize, String)]) -> Vec<String> {
    let mut told = Vec::new();
    for of_page in questions.chunk_by(|one, other| one.0 == other.0) {
        let title = of_page.first().and_then(|(page, _)| file.form.pages.get(*page)).map(|page| &page.title);
        match title.filter(|_| of_page.len() > 1) {
            Some(title) => {
                let count = of_page.len().to_string();
                told.push(fill(de("{page}: {count} Angaben"), &[("page", title), ("count", &count)]));
            }
            None => told.extend(of_page.iter().map(|(_, question)| question.clone())),
        }
    }
    told
}
