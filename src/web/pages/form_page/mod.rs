//! A page of a form.

pub mod handler;
pub(in crate::web::pages) mod leaving;
pub(in crate::web::pages) mod refused;
pub(in crate::web::pages) mod storing;

use askama::Template;

use crate::forms::view::{AdviceView, Element};
use crate::intake::LANGUAGE;
use crate::web::components::alert::Alert;
use crate::web::components::error_summary::{ErrorSummary, find_anchor};
use crate::web::components::paragraphs::Paragraphs;
use crate::web::components::progress::Progress;
use crate::web::components::{Level, Part, render_all};
use crate::web::language::t;
use crate::web::layout::Chrome;
use crate::web::pages::Hidden;
use crate::web::{filters, language};

/// A page with questions. Its buttons post `_action`: `next`, `back`, or what the lists say.
#[derive(Debug, Template)]
#[template(path = "pages/form_page/form_page.html")]
pub struct FormPage<'a> {
    /// The frame; its title is the heading.
    pub chrome: Chrome,
    /// Paragraphs before the first question.
    pub intro: &'a [String],
    /// How far it is.
    pub progress: Progress,
    /// All pages can be one; at the desk only.
    pub has_fast_entry: bool,
    /// There is a page before this one.
    pub leads_back: bool,
    /// Where it is posted to.
    pub action: String,
    /// Hidden fields.
    pub hidden: Hidden,
    /// The questions.
    pub elements: &'a [Element],
    /// Files can be handed in: the page is sent in parts.
    pub takes_files: bool,
    /// The errors of all of them.
    pub errors: ErrorSummary,
    /// Warnings that are shown before the page is left, once.
    pub warnings: &'a [AdviceView],
    /// The answers brought up questions that were not there before.
    pub has_new_questions: bool,
    /// Its rows were changed elsewhere, so that what was just sent was not taken.
    pub is_outdated: bool,
    /// It is shown with what was just sent and is not stored: it has to be sent once more.
    pub is_unsent: bool,
    /// The browser must not fill it in from what it remembers: rows may have moved up since, and at the desk
    /// it remembers somebody else.
    pub forgets_input: bool,
    /// It was reached from the check page and leads back there.
    pub returns_to_check: bool,
    /// It can be left for now and taken up again, also elsewhere; the desk has a list of its drafts instead.
    pub may_leave: bool,
    /// The desk can give it to the person.
    pub may_hand_over: bool,
    /// At the desk: it asks whether the answers were read out.
    pub may_read_back: bool,
    /// At the desk: it asks whether the sheet of Article 13 GDPR was given out.
    pub tells_privacy: bool,
}

impl FormPage<'_> {
    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        render_all(self.elements)
    }

    /// Where a hint leads; none, if its field is not on this page.
    fn anchor(&self, warning: &AdviceView) -> Option<String> {
        find_anchor(self.elements, &warning.path)
    }

    fn unsent(&self) -> Alert {
        let title = t("Bitte noch einmal senden");
        let why = t(
            "In diesem Browser wurde inzwischen ein Code oder Link geöffnet. Deshalb ist diese Seite noch nicht gespeichert. Ihre Eingaben stehen noch da: Senden Sie sie noch einmal.",
        );
        let files = t("Dateien, die Sie gerade ausgewählt haben, wählen Sie bitte noch einmal aus.");
        let texts: &[&str] = if self.takes_files { &[&why, &files] } else { &[&why] };
        Alert { announced: true, ..Alert::new(Level::Warning, title, texts) }
    }

    fn outdated(&self) -> Alert {
        let title = t("Die Liste wurde in einem anderen Fenster geändert");
        let text = t("Sie sehen den neuen Stand. Was Sie zuletzt eingegeben haben, wurde nicht übernommen.");
        Alert { announced: true, ..Alert::new(Level::Warning, title, &[&text]) }
    }
}
