//! Files that are held back: said in place of a link, wherever answers name them.

use super::SectionView;
use crate::domain::{FileId, HeldBack, Scan};
use crate::forms::form::Form;
use crate::forms::inquiry::ChangedSection;
use crate::texts::de;

/// Why a file is held back, in words; nothing of one that is not.
pub fn why_held(scan: Scan) -> Option<&'static str> {
    match scan {
        Scan::Waiting => Some(de("wird noch auf Schadsoftware geprüft")),
        Scan::Found => Some(de("enthält Schadsoftware und ist gesperrt")),
        Scan::Unasked | Scan::Clean => None,
    }
}

/// Says it of the files of some answers.
pub fn hold_back(form: &Form, sections: &mut [SectionView], held: &HeldBack) {
    withhold(sections, |file| told(form, held, file));
}

/// Says something of files that answers name, and takes away their links.
pub fn withhold(sections: &mut [SectionView], told: impl Fn(FileId) -> Option<String>) {
    let blocks = sections.iter_mut().flat_map(|section| &mut section.blocks);
    for answer in blocks.flat_map(|block| &mut block.answers) {
        mark((&answer.files, &mut answer.lines), &mut answer.withheld, &told);
    }
}

/// The same where answers changed.
pub fn hold_back_changes(form: &Form, sections: &mut [ChangedSection], held: &HeldBack) {
    for change in sections.iter_mut().flat_map(|section| &mut section.changes) {
        mark((&change.files, &mut change.new), &mut change.withheld, &|file| told(form, held, file));
    }
}

fn told(form: &Form, held: &HeldBack, file: FileId) -> Option<String> {
    Some(form.language.say(why_held(held.why(file)?)?).to_owned())
}

fn mark(
    (files, lines): (&[FileId], &mut [String]),
    withheld: &mut Vec<FileId>,
    told: &dyn Fn(FileId) -> Option<String>,
) {
    for (file, line) in files.iter().zip(lines) {
        if let Some(told) = told(*file) {
            *line = format!("{line}: {told}");
            withheld.push(*file);
        }
    }
}
