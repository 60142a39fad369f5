//! The second step on the page of a case: what was said, who is still asked, and the way to ask or to answer.

use super::{Attempt, Notice};
use crate::casework::SecondStepFile;
use crate::clock::german_time;
use crate::domain::{CaseId, Path};
use crate::forms::view::{Control, FieldView, SectionView};
use crate::web::urls;

/// The second step of the case.
#[derive(Debug)]
pub struct SecondStepView {
    /// What the form calls it.
    pub title: String,
    /// Who is asked, and since when; or that nobody is known.
    pub waits: Option<String>,
    /// Who said it, and when.
    pub said: Option<String>,
    /// What was said.
    pub sections: Vec<SectionView>,
    /// Where whoever looks at the case may answer.
    pub answer: Option<String>,
    /// The question whom to ask, where a superior is asked and has not answered.
    pub ask: Option<FieldView>,
}

impl SecondStepView {
    /// The view of a case's second step.
    pub fn new(case: CaseId, file: SecondStepFile, attempt: &Attempt) -> Self {
        let waits = match &file.asked {
            Some(name) => format!("Gefragt ist {name}, seit {}.", german_time(file.asked_at)),
            None => "Im Konto der Person ist keine Führungskraft mit aktivem Konto hinterlegt. Geben Sie an, wer gefragt wird."
                .to_owned(),
        };
        let said = file.answered.as_ref().map(|said| format!("{} · {}", german_time(said.at), said.who));
        Self {
            title: file.title,
            waits: file.is_waited_for.then_some(waits),
            said,
            sections: file.answered.map(|said| said.sections).unwrap_or_default(),
            answer: file.may_answer.then(|| urls::second_step(case)),
            ask: file.is_waited_for.then(|| field(attempt, file.asked.is_some())),
        }
    }
}

fn field(attempt: &Attempt, is_asked: bool) -> FieldView {
    let control = Control::Line {
        input_type: "text",
        input_mode: "text",
        max_length: None,
        width: Some(20),
        unit: None,
    };
    let label =
        if is_asked { "Jemand anderen fragen: Anmeldename" } else { "Anmeldename der Führungskraft" };
    let mut field = FieldView::new(Path::root().key("gefragt"), label, control);
    field.autocomplete = Some("off".to_owned());
    field.value = attempt.asked.clone().unwrap_or_default();
    if attempt.notice == Some(Notice::NoAccount) {
        field.error =
            Some("Geben Sie den Anmeldenamen einer anderen Person mit aktivem Konto ein.".to_owned());
    }
    field
}
