//! The check before sending (§ 9a OZG): all answers, hints, and the confirmation against haste.

mod filed_before;
pub mod handler;
pub(in crate::web) mod witness;

use askama::Template;

use filed_before::FiledBeforeHint;

use crate::domain::Path;
use crate::forms::definition::SubmissionKind;
use crate::forms::view::{AdviceView, Control, FieldView, SectionView};
use crate::texts::de;
use crate::web::components::advice::AdviceList;
use crate::web::components::alert::Alert;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::components::progress::Progress;
use crate::web::components::summary::Summary;
use crate::web::components::{Level, Part};
use crate::web::language::t;
use crate::web::layout::Chrome;
use crate::web::pages::Hidden;
use crate::web::urls::Place;
use crate::web::words;
use crate::web::{filters, language};

/// All answers before they are sent.
#[derive(Debug, Template)]
#[template(path = "pages/check_answers/check_answers.html")]
pub struct CheckAnswersPage<'a> {
    /// The frame.
    pub chrome: Chrome,
    /// How far it is: the last step.
    pub progress: Progress,
    /// The page before this one.
    pub back_href: Option<String>,
    /// The answers.
    pub sections: &'a [SectionView],
    /// Where the pages are on which the answers can be changed.
    pub place: &'a Place,
    /// Hints that do not block.
    pub advice: &'a [AdviceView],
    /// What has to be mended first, and what to confirm.
    pub errors: ErrorSummary,
    /// Something has to be mended first.
    pub must_mend: bool,
    /// At the desk: where the draft is given to the person.
    pub handover_href: Option<String>,
    /// At the desk: the answers to read out.
    pub read_back_href: Option<String>,
    /// The department that gets it.
    pub department: Option<String>,
    /// The confirmation, from [`confirmation`].
    pub confirmation: FieldView,
    /// At the desk: where it is taken incomplete.
    pub incomplete_href: Option<String>,
    /// At the desk, where it was approved by word of mouth: the password of the witness.
    pub witness: Option<FieldView>,
    /// The answers were changed elsewhere since the page was shown that was just sent.
    pub is_changed: bool,
    /// Nothing was sent, because the page was shown before a code was opened in this browser.
    pub is_unsent: bool,
    /// Where it is posted to.
    pub action: String,
    /// Hidden fields, among them the submit key.
    pub hidden: Hidden,
    /// What is sent.
    pub kind: SubmissionKind,
    /// Who is asked for what after sending.
    pub next_step: Option<NextStep>,
    /// What was filed before in the same matter; at the desk only.
    pub filed_before: Option<FiledBeforeHint>,
    /// Files wait for the scanner, which keeps nobody from sending.
    pub waits_for_scan: bool,
    /// It is no application, but what somebody says on one: there is no receipt.
    pub is_second_step: bool,
}

/// What somebody else is asked for after sending.
#[derive(Debug)]
pub struct NextStep {
    /// What it is called.
    pub title: String,
    /// Who is asked, if the account names anybody.
    pub person: Option<String>,
}

/// The box that must be ticked before sending: `confirmed`. Its message also goes into the summary,
/// with the address `#field-confirmed`.
pub fn confirmation(kind: SubmissionKind, missing: bool) -> FieldView {
    let object = words::noun_as_object(kind);
    let say = |german| language::fill(german, &[("object", &object)]);
    let label = say(de("Ich möchte {object} jetzt verbindlich absenden."));
    let control = Control::CheckBox { checked: false, notice: Vec::new() };
    let mut field = FieldView::new(Path::root().key("confirmed"), label, control);
    if missing {
        field.error = Some(say(de("Bestätigen Sie, dass Sie {object} jetzt verbindlich absenden möchten.")));
    }
    field
}

impl CheckAnswersPage<'_> {
    fn summaries(&self) -> impl Iterator<Item = Summary<'_>> {
        self.sections.iter().map(|section| Summary {
            section,
            change_href: Some(self.place.page(&section.page)),
            files_href: Some(self.place.files()),
        })
    }

    fn hints(&self) -> AdviceList<'_> {
        AdviceList { id: "pruefen", advice: self.advice, for_department: false }
    }

    fn changed(&self) -> Alert {
        let title = t("Ihre Angaben wurden in einem anderen Fenster geändert");
        let text = t("Prüfen Sie alle Angaben noch einmal, bevor Sie absenden.");
        Alert { announced: true, ..Alert::new(Level::Warning, title, &[&text]) }
    }

    fn unsent(&self) -> Alert {
        let title = t("Bitte noch einmal senden");
        let text = t(
            "In diesem Browser wurde inzwischen ein Code oder Link geöffnet. Deshalb ist noch nichts abgesendet. Prüfen Sie die Angaben und senden Sie sie noch einmal.",
        );
        Alert { announced: true, ..Alert::new(Level::Warning, title, &[&text]) }
    }

    fn witness_part(&self) -> Option<Part<'_>> {
        self.witness.as_ref().map(Into::into)
    }

    fn confirmation_part(&self) -> Part<'_> {
        (&self.confirmation).into()
    }
}
