//! Answers of real people: the cases of the shipped forms.

use pforte::domain::Answers;
use pforte::forms::cases;
use pforte::forms::source::FormSource;

/// The answers of a case of a shipped form, complete.
pub fn answers(form_id: &str, case: &str) -> Answers {
    let cases = cases::read(&FormSource::Embedded, form_id).unwrap();
    Answers(cases[&format!("{form_id}/cases/{case}.json")].answers.clone())
}
