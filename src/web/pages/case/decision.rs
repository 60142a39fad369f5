//! The decision on a case, as the case's page tells of it.

use crate::clock::german_day;
use crate::domain::{CaseEventKind, Outcome};
use crate::forms::display::euros_of;
use crate::forms::form::Form;

/// An event of a decision in words, and the text that belongs to it.
pub(super) fn told(form: &Form, kind: CaseEventKind, detail: &str) -> (String, Option<String>) {
    let day = |text: &str| text.parse().map(german_day).unwrap_or_default();
    let what = match kind {
        CaseEventKind::DecisionWritten => {
            let (outcome, amount) = detail.split_once(' ').map_or((detail, None), |(o, a)| (o, Some(a)));
            let title = form.outcome_title(&Outcome(outcome.to_owned())).to_owned();
            let amount = amount.and_then(|cents| cents.parse().ok()).map(euros_of);
            format!(
                "Entscheidung geschrieben: {}",
                [Some(title), amount].into_iter().flatten().collect::<Vec<_>>().join(", ")
            )
        }
        CaseEventKind::LetterFrozen => {
            return ("Bescheid festgehalten".to_owned(), Some(format!("Prüfsumme: {detail}")));
        }
        CaseEventKind::RetrievalAllowed => "Zugestimmt: Bescheid im Internet abrufen".to_owned(),
        CaseEventKind::RetrievalDeclined => "Gewünscht: Bescheid mit der Post".to_owned(),
        CaseEventKind::LetterProvided => "Bescheid zum Abruf bereitgestellt".to_owned(),
        CaseEventKind::LetterFetched => {
            format!("Bescheid abgerufen; gilt als bekannt gegeben am {}", day(detail))
        }
        CaseEventKind::ProvisionEnded => "Bescheid nicht abgerufen: Er geht mit der Post".to_owned(),
        CaseEventKind::LetterPosted => {
            let (posted, counts) = detail.split_once(' ').unwrap_or((detail, ""));
            format!(
                "Bescheid zur Post gegeben am {}; gilt als bekannt gegeben am {}",
                day(posted),
                day(counts)
            )
        }
        CaseEventKind::LetterLate => format!("Bescheid später angekommen: am {}", day(detail)),
        _ => String::new(),
    };
    (what, None)
}
