//! At the desk: what was filed before in the same matter. A hint, never a wall.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::desk::FiledBefore;
use crate::forms::definition::SubmissionKind;
use crate::forms::display::day_in_words;
use crate::forms::form::Form;
use crate::forms::responsibility::duplicate_names_person;

/// The days on which an application in the same matter was filed.
#[derive(Debug, Template)]
#[template(path = "pages/check_answers/filed_before.html")]
pub struct FiledBeforeHint {
    what: &'static str,
    days: String,
    about_person: bool,
    compared: String,
    /// The numbers of what this clerk filed; no links, because a receipt opens only when no case lies open.
    own: Vec<String>,
}

impl HtmlSafe for FiledBeforeHint {}

impl FiledBeforeHint {
    /// The hint, if anything was filed.
    pub fn of(form: &Form, earlier: Vec<FiledBefore>) -> Option<Self> {
        let mut days: Vec<String> = earlier.iter().map(|filed| day_in_words(filed.on)).collect();
        days.dedup();
        let last = days.pop()?;
        let title = |path: &String| form.root.find(path).and_then(|node| node.title.clone());
        Some(Self {
            what: match form.file.kind {
                SubmissionKind::Application => "Ein Antrag",
                SubmissionKind::Notice => "Eine Anzeige",
                SubmissionKind::Report => "Eine Meldung",
                SubmissionKind::Statement => "Eine Stellungnahme",
                SubmissionKind::Record => "Ein Vermerk",
            },
            days: if days.is_empty() { last } else { format!("{} und am {last}", days.join(", am ")) },
            about_person: duplicate_names_person(form),
            compared: form.file.duplicate.iter().filter_map(title).collect::<Vec<_>>().join(", "),
            own: earlier.into_iter().filter_map(|filed| Some(filed.receipt?.to_string())).collect(),
        })
    }
}
